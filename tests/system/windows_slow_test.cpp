// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/primitives.h"
#include "tests/support/hands.h"
#include "tests/support/program.h"
#include "tests/support/systemstation.h"
#include "ui/texts/errortext.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QTemporaryDir>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;
using namespace sizhen::test;

// One consultation through the windows alone: mouse and keys on both sides, the direct link between them. Each step
// stands on the one before; what the desk says is only looked at, never acted through.
class WindowsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void cleanupTestCase();

    void theVaultOpensAndAWrongPasswordIsToldInWords();
    void aPatientIsRegisteredAndACaseOpened();
    void theIntakeIsAnsweredByClicks();
    void consentIsExplainedAndSignedOnThePad();
    void theInvitationIsSent();
    void theInvitedSideAcceptsAndAssigns();
    void bothConfirmTheTime();
    void theStartIsRefusedUntilTheIdentityIsCheckedAgain();
    void theSessionStartsAndTheFindingsAreClicked();
    void theSessionEndsAndBothConfirmIt();
    void theOpinionIsTypedAndTheReportSigned();
    void theReportIsAcknowledgedAndDecided();
    void bothArchivesAreOne();
    void languageAndLightChangeWhileACaseIsOpen();
    void theCaseIsFoundByKeys();
    void theHandsOfTheInvitingPhysician();

private:
    [[nodiscard]] CaseState at(Hands &side) const
    {
        const auto state = side.desk().wholeCase(m_case);
        if (!state)
            throw Clumsy(u"no case: "_s + state.error().detail);
        return *state;
    }

    void waitFor(Hands &side, const QString &machine, const QString &state) const
    {
        if (!QTest::qWaitFor([&] { return at(side).machines.value(machine) == state; }, Hands::patienceMs))
            throw Clumsy(
                u"%1 stays %2, not %3; told: %4"_s.arg(machine, at(side).machines.value(machine), state, side.told()));
    }

    void waitForAct(Hands &side, const QString &kind, int count = 1) const
    {
        if (!QTest::qWaitFor([&] { return at(side).all(kind).size() >= count; }, Hands::patienceMs))
            throw Clumsy(u"%1 does not come; told: %2"_s.arg(kind, side.told()));
    }

    // A step of hands; what they cannot do fails the test with its words.
    template <typename Work>
    bool by(Work work)
    {
        try {
            work();
            return !QTest::currentTestFailed();
        } catch (const Clumsy &clumsy) {
            QTest::qFail(clumsy.what(), __FILE__, __LINE__);
            return false;
        }
    }

    QTemporaryDir m_data;
    std::unique_ptr<Workstation> m_duna;
    std::unique_ptr<Workstation> m_lake;
    std::unique_ptr<Hands> m_inviting;
    std::unique_ptr<Hands> m_invited;
    QByteArray m_case;
    bool m_broken = false;
};

namespace {
const QString password = u"practice"_s;
}

void WindowsTest::initTestCase()
{
    QVERIFY(startCrypto());
    const auto prepared
        = runProgram(program(u"sizhenctl"_s),
                     {u"demo"_s, u"--no-windows"_s, u"--until"_s, u"register"_s, u"--data"_s, m_data.path()}, 120'000);
    QVERIFY2(prepared.code == 0, prepared.err.constData());
    const auto open = [this](const QString &side) {
        WorkstationSetup setup;
        setup.vaultFolder = m_data.filePath(side);
        setup.language = u"en"_s;
        setup.practice = true;
        auto place = std::make_unique<Workstation>(*qApp, setup);
        place->start();
        return place;
    };
    m_lake = open(u"invited"_s);
    m_duna = open(u"inviting"_s);
    m_inviting = std::make_unique<Hands>(*m_duna);
    m_invited = std::make_unique<Hands>(*m_lake);
}

void WindowsTest::init()
{
    if (m_broken)
        QSKIP("a step before this one failed");
}

void WindowsTest::cleanup()
{
    m_broken = m_broken || QTest::currentTestFailed();
}

void WindowsTest::cleanupTestCase()
{
    m_inviting.reset();
    m_invited.reset();
    m_duna.reset();
    m_lake.reset();
}

void WindowsTest::theVaultOpensAndAWrongPasswordIsToldInWords()
{
    by([this] {
        for (auto *side : {m_invited.get(), m_inviting.get()}) {
            side->turnTo(u"log in"_s);
            side->type(u"passphrase"_s, u"not the passphrase"_s);
            side->press(u"openVaultButton"_s);
            side->find(u"bannerSentence"_s);
            QVERIFY(!side->told().isEmpty());
            QVERIFY(!side->seen(u"password"_s));
            side->type(u"passphrase"_s, password);
            side->press(u"openVaultButton"_s);
            side->find(side == m_inviting.get() ? u"person.kovacs"_s : u"person.chen"_s);
        }
        m_inviting->press(u"person.kovacs"_s);
        m_inviting->enter(u"password"_s, u"wrong"_s);
        m_inviting->find(u"bannerSentence"_s);
        QVERIFY2(m_inviting->told().contains(u"password"_s, Qt::CaseInsensitive), qPrintable(m_inviting->told()));
        QVERIFY(!m_duna->station()->isLoggedIn());
        m_inviting->logIn(u"kovacs"_s, password);
        m_invited->logIn(u"chen"_s, password);
        m_inviting->find(u"tab.today"_s);
        m_invited->find(u"tab.today"_s);
    });
    QTRY_VERIFY_WITH_TIMEOUT(m_duna->station()->isSettled(), 30'000);
}

void WindowsTest::aPatientIsRegisteredAndACaseOpened()
{
    by([this] {
        auto &hands = *m_inviting;
        hands.turnTo(u"register"_s);
        hands.press(u"tab.patients"_s);
        hands.press(u"newPatientButton"_s);
        hands.press(u"registerButton"_s);
        QVERIFY(!hands.words(u"registerMissing"_s).isEmpty());
        hands.type(u"patientName"_s, u"Probe Fiktiv Eva"_s);
        hands.choose(u"sex"_s, u"F"_s);
        hands.choose(u"patientLanguage"_s, u"hu"_s);
        hands.type(u"documentNumber"_s, u"FIKTIV-000043"_s);
        hands.press(u"registerButton"_s);
        hands.turnTo(u"case"_s);
        hands.press(u"verifyIdentityButton"_s);
        hands.type(u"complaint.en"_s, u"Insomnia with palpitations, 3 months"_s);
        hands.press(u"openCaseButton"_s);
        const auto board = hands.desk().board();
        QVERIFY(board);
        QCOMPARE(board->size(), 1);
        m_case = board->constFirst().id;
        QVERIFY(at(hands).latest(u"case.identity_checked"_s)); // the document was seen a moment ago
        QVERIFY(hands.find<QAbstractButton>(u"step.consent"_s)->isChecked()); // what is next opens by itself
    });
}

void WindowsTest::theIntakeIsAnsweredByClicks()
{
    by([this] {
        auto &hands = *m_inviting;
        const auto &forms = *m_duna->station()->forms();
        hands.goTo(u"patient"_s);
        hands.turnTo(u"findings"_s);
        for (const auto &table : {u"intake.history.allergy"_s, u"intake.history.meds"_s})
            hands.answer(forms, u"intake"_s, table, u"none"_s);
        hands.answer(forms, u"intake"_s, u"intake.special.pregnancy"_s, u"no"_s);
        hands.turnTo(u"case"_s);
        hands.goTo(u"consent"_s);
        const auto *saved = at(hands).latest(u"case.form_saved"_s);
        QVERIFY(saved); // leaving a page keeps what was answered
        QCOMPARE(saved->args().value(u"answers"_s).toMap().size(), 3);
    });
}

void WindowsTest::consentIsExplainedAndSignedOnThePad()
{
    by([this] {
        auto &hands = *m_inviting;
        hands.type(u"fee.amount"_s, u"120"_s);
        hands.press(u"consent.explain"_s);
        hands.scribble(u"pad"_s);
        hands.press(u"consent.sign_patient"_s);
        QCOMPARE(at(hands).machines.value(u"consent"_s), u"SIGNED"_s);
        const auto *signature = at(hands).latest(u"consent.sign_patient"_s);
        QVERIFY(signature && !signature->args().value(u"signature"_s).toMap().isEmpty());
    });
}

void WindowsTest::theInvitationIsSent()
{
    by([this] {
        auto &hands = *m_inviting;
        hands.goTo(u"invitation"_s);
        hands.press(u"case.complete"_s);
        hands.press(u"invitation.approve_abstract"_s);
        QVERIFY(hands.words(u"approval"_s).startsWith(u"✓"_s));
        hands.press(u"invitation.send_direct"_s);
        QCOMPARE(at(hands).stage(), u"INVITED"_s);
    });
}

void WindowsTest::theInvitedSideAcceptsAndAssigns()
{
    by([this] {
        auto &hands = *m_invited;
        hands.turnTo(u"case"_s);
        hands.openCase(m_case);
        QVERIFY(!hands.words(u"answer.abstract"_s).contains(u"Fiktiv"_s)); // no name before the acceptance
        hands.press(u"invitation.open"_s);
        hands.press(u"invitation.accept"_s);
        waitFor(*m_inviting, u"invitation"_s, u"ACCEPTED"_s);
        hands.goTo(u"schedule"_s);
        hands.press(u"case.assign_physician"_s);
        QVERIFY(hands.words(u"assigned"_s).contains(u"Li Yangli"_s));
    });
}

void WindowsTest::bothConfirmTheTime()
{
    by([this] {
        m_invited->press(u"case.confirm_schedule"_s);
        waitForAct(*m_inviting, u"case.confirm_schedule"_s);
        auto &hands = *m_inviting;
        hands.goTo(u"schedule"_s);
        const auto both = hands.words(u"bothTimes"_s);
        QVERIFY2(both.contains(u"Budapest"_s) && both.contains(u"Wuhan"_s), qPrintable(both));
        hands.press(u"case.confirm_schedule"_s);
        QCOMPARE(at(hands).stage(), u"SCHEDULED"_s);
        waitFor(*m_invited, u"case"_s, u"SCHEDULED"_s);
    });
}

void WindowsTest::theStartIsRefusedUntilTheIdentityIsCheckedAgain()
{
    by([this] {
        m_invited->change(u"li"_s, password);
        m_invited->openCase(m_case);
        m_invited->goTo(u"session"_s);
        m_invited->press(u"case.check_in"_s);
        auto &hands = *m_inviting;
        hands.goTo(u"session"_s);
        hands.press(u"case.check_in"_s);
        waitForAct(hands, u"case.check_in"_s, 2);
        auto *start = hands.find<QAbstractButton>(u"case.start"_s);
        QVERIFY(!start->isEnabled());
        QTest::mouseClick(start, Qt::LeftButton); // and a press does nothing
        QCOMPARE(at(hands).stage(), u"SCHEDULED"_s);
        const auto why = hands.words(u"refusals"_s);
        QVERIFY2(why.contains(ErrorText::of(Error{Fault::Refused, {}, u"SES-02"_s, u"ses.identity_again"_s, {}})),
                 qPrintable(why));
        QVERIFY2(why.contains(u"SES-02"_s), qPrintable(why));
        for (const auto &one : {u"identifier.name"_s, u"identifier.birth"_s})
            hands.press(one);
        hands.press(u"case.confirm_identity"_s);
        QTRY_VERIFY(start->isEnabled());
        hands.press(u"case.start"_s); // nothing of the gate is ticked
        QVERIFY2(hands.told().contains(u"SES-01"_s), qPrintable(hands.told()));
        QCOMPARE(at(hands).stage(), u"SCHEDULED"_s);
        hands.press(u"bannerButton"_s);
    });
}

void WindowsTest::theSessionStartsAndTheFindingsAreClicked()
{
    by([this] {
        auto &hands = *m_inviting;
        hands.type(u"instead.instrument"_s, u"in repair"_s);
        hands.type(u"instead.interpreter"_s, u"both physicians speak English"_s);
        hands.press(u"check.all"_s);
        hands.press(u"case.start"_s);
        QCOMPARE(at(hands).stage(), u"IN_SESSION"_s);
        const auto &forms = *m_duna->station()->forms();
        hands.turnTo(u"findings"_s);
        hands.goTo(u"look"_s);
        hands.answer(forms, u"tongue"_s, u"tongue.body.colour"_s, u"pale"_s);
        hands.goTo(u"listen"_s); // leaving a page keeps it
        hands.answer(forms, u"listen_smell"_s, u"listen_smell.voice.loud"_s, u"low"_s);
        hands.goTo(u"ask"_s);
        hands.answer(forms, u"ask"_s, u"ask.coldheat.type"_s, u"none"_s);
        hands.goTo(u"palpate"_s);
        hands.enter(u"palpate.notDone"_s, u"The instrument is in repair"_s);
        QCOMPARE(at(hands).plainAnswers(u"tongue"_s, Side::Inviting).value(u"tongue.body.colour"_s).toString(),
                 u"pale"_s);
        waitFor(*m_invited, u"case"_s, u"IN_SESSION"_s);
        m_invited->goTo(u"look"_s);
        m_invited->answer(forms, u"tongue"_s, u"tongue.body.colour"_s, u"pale"_s);
        m_invited->press(u"case.form_saved"_s);
        QVERIFY(QTest::qWaitFor([&] { return !at(hands).plainAnswers(u"tongue"_s, Side::Invited).isEmpty(); },
                                Hands::patienceMs));
    });
}

void WindowsTest::theSessionEndsAndBothConfirmIt()
{
    by([this] {
        auto &hands = *m_inviting;
        hands.turnTo(u"case"_s);
        hands.goTo(u"session"_s);
        hands.press(u"case.end"_s);
        QCOMPARE(at(hands).stage(), u"AWAITING_REPORT"_s);
        hands.goTo(u"session"_s);
        hands.press(u"case.confirm_session"_s);
        waitFor(*m_invited, u"case"_s, u"AWAITING_REPORT"_s);
        m_invited->goTo(u"session"_s);
        m_invited->press(u"case.confirm_session"_s);
        waitForAct(hands, u"case.confirm_session"_s, 2);
    });
}

void WindowsTest::theOpinionIsTypedAndTheReportSigned()
{
    by([this] {
        auto &hands = *m_invited;
        hands.goTo(u"opinion"_s);
        hands.type(u"analysis.en"_s, u"A weak spleen makes too little blood, the heart is not fed"_s);
        hands.compose(u"analysis.zh"_s, u"脾虚血少，心神失养"_s);
        hands.compose(u"principle.zh"_s, u"补益心脾"_s);
        hands.compose(u"advice.zh"_s, u"归脾汤，14 剂"_s);
        hands.type(u"disease.en"_s, u"Insomnia disorder"_s);
        hands.type(u"pattern.en"_s, u"Heart-spleen deficiency"_s);
        hands.type(u"principle.en"_s, u"Supplement heart and spleen"_s);
        hands.typeCell(u"herbs"_s, 0, 1, u"Poria"_s);
        hands.typeCell(u"herbs"_s, 0, 2, u"9 g"_s);
        hands.type(u"advice.en"_s, u"Guipi decoction, 14 packets"_s);
        hands.typeCell(u"cautions"_s, 0, 1, u"Chest pain: emergency care at once"_s);
        hands.press(u"report.release_opinion"_s);
        QVERIFY2(at(hands).latest(u"report.release_opinion"_s), qPrintable(hands.told()));
        hands.press(u"openReport"_s);
        hands.press(u"report.submit"_s);
        QVERIFY2(at(hands).machines.value(u"report"_s) == u"SIGNING"_s, qPrintable(hands.told()));
        hands.press(u"sign"_s);
        hands.enter(u"signingPassword"_s, u"wrong"_s);
        QVERIFY(hands.words(u"signingTrouble"_s).contains(u"password"_s, Qt::CaseInsensitive));
        QVERIFY(!at(hands).latest(u"report.sign"_s));
        QTRY_VERIFY(hands.find(u"signingPassword"_s)->isEnabled());
        hands.enter(u"signingPassword"_s, password);
        waitForAct(hands, u"report.sign"_s);
        hands.press(u"report.release"_s);
        waitFor(*m_inviting, u"report"_s, u"RELEASED"_s);
    });
}

void WindowsTest::theReportIsAcknowledgedAndDecided()
{
    by([this] {
        auto &hands = *m_inviting;
        hands.goTo(u"opinion"_s);
        hands.press(u"openReport"_s);
        hands.find(u"badge"_s); // the signed paper has come, its signature is shown
        hands.press(u"report.acknowledge"_s);
        QCOMPARE(at(hands).machines.value(u"report"_s), u"ACKNOWLEDGED"_s);
        hands.openCase(m_case);
        hands.goTo(u"decision"_s);
        hands.press(u"adopt.all"_s);
        QCOMPARE(hands.find<QPlainTextEdit>(u"pattern.en"_s)->toPlainText(), u"Heart-spleen deficiency"_s);
        hands.type(u"informed"_s, u"the patient"_s);
        hands.press(u"openDecisionPaper"_s);
        hands.press(u"sign"_s);
        hands.enter(u"signingPassword"_s, password);
        waitFor(hands, u"case"_s, u"DECIDED"_s);
        waitFor(*m_invited, u"case"_s, u"DECIDED"_s);
    });
}

void WindowsTest::bothArchivesAreOne()
{
    by([this] {
        auto &hands = *m_inviting;
        hands.openCase(m_case);
        hands.goTo(u"archive"_s);
        hands.enter(u"fee.words"_s, u"V-2026-17"_s);
        QVERIFY2(hands.words(u"archive.missing"_s).startsWith(u"✓"_s), qPrintable(hands.words(u"archive.missing"_s)));
        hands.press(u"case.begin_archiving"_s);
        hands.press(u"case.archive_confirm"_s);
        hands.enter(u"signingPassword"_s, password);
        waitForAct(*m_invited, u"case.archive_confirm"_s);
        m_invited->change(u"chen"_s, password);
        m_invited->openCase(m_case);
        m_invited->goTo(u"archive"_s);
        m_invited->press(u"case.archive_confirm"_s);
        m_invited->enter(u"signingPassword"_s, password);
        for (auto *side : {m_inviting.get(), m_invited.get()})
            waitFor(*side, u"case"_s, u"CLOSED"_s);
        const auto ours = m_inviting->desk().manifest(m_case);
        const auto theirs = m_invited->desk().manifest(m_case);
        QVERIFY(ours && theirs);
        QCOMPARE(ours->sha256(), theirs->sha256());
        QTRY_COMPARE(hands.words(u"archive.confirmations"_s).count(u"✓"_s), 2);
    });
}

void WindowsTest::languageAndLightChangeWhileACaseIsOpen()
{
    by([this] {
        auto &hands = *m_inviting;
        hands.turnTo(u"look and language"_s);
        const auto step = hands.find<QAbstractButton>(u"step.archive"_s);
        const auto stage = hands.words(u"case.stage"_s);
        const auto title = hands.words(u"title"_s);
        QCOMPARE(title, u"Archive"_s);
        hands.press(u"languageButton"_s);
        QTRY_COMPARE(step->text(), u"归档"_s);
        QCOMPARE(hands.words(u"title"_s), u"归档"_s);
        QVERIFY(hands.words(u"case.stage"_s) != stage);
        hands.press(u"languageButton"_s);
        QTRY_COMPARE(hands.words(u"title"_s), title);
        QCOMPARE(hands.words(u"case.stage"_s), stage);
        const auto light = hands.window().palette().color(QPalette::Window);
        hands.press(u"darkButton"_s);
        QVERIFY(theme::isDark());
        QTRY_VERIFY(hands.window().palette().color(QPalette::Window).lightness() < light.lightness() / 2);
        hands.press(u"darkButton"_s);
        QTRY_COMPARE(hands.window().palette().color(QPalette::Window), light);
    });
}

void WindowsTest::theCaseIsFoundByKeys()
{
    by([this] {
        auto &hands = *m_inviting;
        hands.press(u"tab.patients"_s);
        QVERIFY(!hands.seen(u"case.head"_s));
        hands.key(Qt::Key_K, Qt::ControlModifier);
        hands.enter(u"paletteQuery"_s, at(hands).code());
        QVERIFY(hands.words(u"case.head"_s).contains(at(hands).code()));
    });
}

void WindowsTest::theHandsOfTheInvitingPhysician()
{
    for (const auto &phase : {u"log in"_s, u"register"_s, u"case"_s, u"findings"_s})
        qInfo("%-10s %3d presses %3d fields typed", qPrintable(phase), m_inviting->clicks(phase),
              m_inviting->fields(phase));
    qInfo("an ordinary case without the findings: %d presses (target 25)", m_inviting->clicks(u"case"_s));
}

SIZHEN_WINDOW_TEST(WindowsTest)
#include "windows_slow_test.moc"
