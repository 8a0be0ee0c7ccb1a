// SPDX-License-Identifier: GPL-3.0-or-later
// FOU-12: two rooms of one house write the same opinion, or plan, while the line between them is cut. When they meet,
// both texts stand side by side and a person decides.
#include "core/consult/fieldregister.h"
#include "tests/support/casebench.h"
#include "tests/support/program.h"
#include "tests/support/sisterline.h"
#include "tests/ui/support/uichecks.h"
#include "ui/panels/caserail.h"
#include "ui/screens/casescreen.h"
#include "ui/screens/reportscreen.h"
#include "ui/texts/errortext.h"
#include "ui/texts/translations.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStackedWidget>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;
using namespace sizhen::test;

namespace {

// A screen with its rail and side, as the window would lay them.
template <typename Shown>
class Workplace
{
public:
    Workplace(Station &station, const QString &person, const QByteArray &caseId)
        : seat(station, person, Translations::isChinese() ? u"zh"_s : u"en"_s)
        , screen(seat.context)
    {
        auto *row = new QHBoxLayout(&window);
        row->setContentsMargins(0, 0, 0, 0);
        screen.rail()->setFixedWidth(theme::railWidth);
        screen.side()->setFixedWidth(theme::sideWidth);
        row->addWidget(screen.rail());
        row->addWidget(&screen, 1);
        row->addWidget(screen.side());
        window.resize(1280, 760);
        QObject::connect(&screen, &Screen::failed, &window, [this](const Error &error) { failures.append(error); });
        screen.openCase(caseId);
        window.show();
        (void)QTest::qWaitForWindowExposed(&window);
    }

    ~Workplace() { screen.setParent(nullptr); } // a member, not the window's to delete

    void goTo(const QString &step)
    {
        if (screen.step() != step)
            QTest::mouseClick(screen.rail()->template findChild<StepButton *>(u"step."_s + step), Qt::LeftButton);
    }

    // The one that is to be seen: every step has its own.
    template <typename T>
    [[nodiscard]] T *seen(const QString &name)
    {
        for (auto *one : window.findChildren<T *>(name))
            if (one->isVisible())
                return one;
        return nullptr;
    }

    [[nodiscard]] QStringList versionTexts()
    {
        QStringList texts;
        for (const auto *label : window.findChildren<QLabel *>(QRegularExpression(u"^drafts\\.text\\."_s)))
            if (label->isVisible())
                texts.append(label->text());
        return texts;
    }

    void press(const QString &name)
    {
        if (!QTest::qWaitFor([&] { return seen<QAbstractButton>(name) && seen<QAbstractButton>(name)->isEnabled(); }))
            qFatal("%s cannot be pressed", qPrintable(name));
        QTest::mouseClick(seen<QAbstractButton>(name), Qt::LeftButton);
    }

    Seat seat;
    QWidget window;
    Shown screen;
    QList<Error> failures;
};

QCborMap opinionWith(const QString &zh, const QString &en)
{
    auto args = Consultation::opinion();
    args.insert(u"advice"_s, Consultation::label(zh, en));
    return args;
}

const Offer *offered(const QList<Offer> &offers, const QString &kind)
{
    const auto found = std::ranges::find(offers, kind, &Offer::kind);
    return found == offers.end() ? nullptr : &*found;
}

} // namespace

class RivalsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { theme::apply(*qApp, false); }

    void init()
    {
        QTest::failOnWarning(QRegularExpression(u"^sizhen\\."_s));
        QVERIFY(m_translations.use(u"en"_s));
        m_case = std::make_unique<Consultation>();
    }

    void cleanup()
    {
        m_room.reset();
        m_case.reset();
    }

    void twoOpinionsStandSideBySideUntilAPersonDecides()
    {
        auto &c = *m_case;
        untilTwoOpinions();
        const auto before = c.at(c.lake).rivals(u"report.release_opinion"_s);
        QCOMPARE(before.size(), 2);
        QCOMPARE(c.at(*m_room).rivals(u"report.release_opinion"_s).size(), 2);
        QCOMPARE(c.at(c.duna).rivals(u"report.release_opinion"_s).size(), 2);
        // Nothing is signed meanwhile, and it is said why.
        const auto offers = c.lake.desk->offers(c.caseId, c.lake.actor(u"li"_s));
        const auto *submit = offered(offers, u"report.submit"_s);
        QVERIFY(submit && !submit->allowed);
        QCOMPARE(c.doAs(c.lake, u"li"_s, u"report.submit"_s, {{u"content"_s, Consultation::content()}}).error().message,
                 u"fou.two_drafts"_s);
        {
            Workplace<ReportScreen> paper(c.lake, u"li"_s, c.caseId);
            auto *button = paper.seen<QAbstractButton>(u"report.submit"_s);
            QVERIFY(button && !button->isEnabled());
            const auto sentence = ErrorText::of(Error{Fault::Refused, {}, u"FOU-12"_s, u"fou.two_drafts"_s, {}});
            QVERIFY(sentence.contains(u"continue from one"_s));
            QVERIFY2((button->toolTip() + button->accessibleDescription()).contains(sentence),
                     qPrintable(button->toolTip()));
        }
        // The partner sees both and decides nothing.
        {
            Workplace<CaseScreen> partner(c.duna, u"kovacs"_s, c.caseId);
            partner.goTo(u"opinion"_s);
            QVERIFY(partner.seen<QLabel>(u"drafts.twice"_s));
            QVERIFY(!partner.seen<QPushButton>(u"drafts.continue.1"_s));
            QCOMPARE(partner.versionTexts().size(), 2); // the advice alone differs
        }
        Workplace<CaseScreen> desk(c.lake, u"li"_s, c.caseId);
        desk.goTo(u"opinion"_s);
        QVERIFY(desk.versionTexts().join(u' ').contains(u"Gui Pi Tang"_s));
        QVERIFY(desk.versionTexts().join(u' ').contains(u"Tian Wang Bu Xin Dan"_s));
        // Without a choice it is refused, and what is to be done is said.
        desk.press(u"report.release_opinion"_s);
        QCOMPARE(desk.failures.size(), 1);
        QCOMPARE(desk.failures.takeLast().message, u"fou.two_drafts"_s);

        const auto wanted = int(std::ranges::find_if(before,
                                                     [](const Act *act) {
                                                         return act->args().value(u"advice"_s).toMap().value(u"en"_s)
                                                             == u"Gui Pi Tang"_s;
                                                     })
                                - before.begin());
        const auto hashes = QList<QByteArray>{before[0]->event.hash, before[1]->event.hash};
        auto *advice = desk.seen<QPlainTextEdit>(u"advice.en"_s);
        QVERIFY(advice);
        advice->setFocus();
        QTest::keyClicks(advice, u"x"_s); // something was being typed
        const auto typed = advice->toPlainText();
        QTest::keyClick(desk.seen<QPushButton>(u"drafts.continue.%1"_s.arg(wanted + 1)), Qt::Key_Space);
        QCOMPARE(advice->toPlainText(), u"Gui Pi Tang"_s);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        desk.press(u"drafts.putBack"_s); // nothing is lost by the choice
        QCOMPARE(advice->toPlainText(), typed);
        desk.press(u"drafts.continue.%1"_s.arg(wanted + 1));
        advice->setFocus();
        advice->moveCursor(QTextCursor::End);
        QTest::keyClicks(advice, u", both agree"_s);
        desk.press(u"report.release_opinion"_s);
        QVERIFY2(desk.failures.isEmpty(), qPrintable(desk.failures.isEmpty() ? QString() : desk.failures[0].message));

        meet(c.lake, *m_room);
        c.pump();
        for (auto *station : {&c.lake, m_room.get(), &c.duna}) {
            const auto state = c.at(*station);
            QVERIFY(state.rivals(u"report.release_opinion"_s).isEmpty());
            const auto all = state.all(u"report.release_opinion"_s);
            QCOMPARE(all.size(), 3); // nothing is lost
            const auto named = all.last()->args().value(u"resolves"_s).toArray();
            for (const auto &hash : hashes)
                QVERIFY(named.contains(QCborValue(hash)));
            QCOMPARE(all.last()->args().value(u"advice"_s).toMap().value(u"en"_s).toString(),
                     u"Gui Pi Tang, both agree"_s);
        }
        QVERIFY(!desk.seen<QLabel>(u"drafts.twice"_s));
        QVERIFY(c.doAs(c.lake, u"li"_s, u"report.submit"_s, {{u"content"_s, Consultation::content()}}));
    }

    void aChoiceOutlivesTheWindow()
    {
        auto &c = *m_case;
        untilTwoOpinions();
        {
            Workplace<CaseScreen> desk(c.lake, u"li"_s, c.caseId);
            desk.goTo(u"opinion"_s);
            desk.press(u"drafts.continue.1"_s);
            desk.goTo(u"patient"_s); // leaves the step: the draft is written
        }
        Workplace<CaseScreen> again(c.lake, u"li"_s, c.caseId);
        again.goTo(u"opinion"_s);
        again.press(u"report.release_opinion"_s);
        QVERIFY(again.failures.isEmpty());
        QVERIFY(c.at(c.lake).rivals(u"report.release_opinion"_s).isEmpty());
    }

    void aThirdVersionThatArrivesLaterIsNotPassedOver()
    {
        auto &c = *m_case;
        untilTwoOpinions();
        Workplace<CaseScreen> desk(c.lake, u"li"_s, c.caseId);
        desk.goTo(u"opinion"_s);
        desk.press(u"drafts.continue.1"_s);
        // The other room, without a line, decides for itself.
        auto third = opinionWith(u"酸枣仁汤"_s, u"Suan Zao Ren Tang"_s);
        QCborArray named;
        for (const auto *act : c.at(*m_room).rivals(u"report.release_opinion"_s))
            named.append(act->event.hash);
        third.insert(u"resolves"_s, named);
        must(c.doAs(*m_room, u"li"_s, u"report.release_opinion"_s, third), "third");
        desk.press(u"report.release_opinion"_s);
        QVERIFY(desk.failures.isEmpty());
        meet(c.lake, *m_room);
        QCOMPARE(c.at(c.lake).rivals(u"report.release_opinion"_s).size(), 2); // these two again, until somebody decides
        QTRY_VERIFY(desk.seen<QLabel>(u"drafts.twice"_s));
        QTRY_VERIFY(desk.versionTexts().join(u' ').contains(u"Suan Zao Ren Tang"_s));
    }

    // A room that went as far as signing did so without the other's text: it is asked to decide all the same.
    void whatWasSignedWithoutTheOtherTextWaits()
    {
        auto &c = *m_case;
        untilSisters();
        c.li(u"report.release_opinion"_s, opinionWith(u"归脾汤"_s, u"Gui Pi Tang"_s));
        must(c.doAs(*m_room, u"li"_s, u"report.release_opinion"_s,
                    opinionWith(u"天王补心丹"_s, u"Tian Wang Bu Xin Dan"_s)),
             "other");
        c.li(u"report.submit"_s, {{u"content"_s, Consultation::content()}});
        c.li(u"report.sign"_s, Consultation::paperArgs(c.lake, Consultation::signPage(c.lake, u"li"_s, c.now)));
        QCOMPARE(c.at(c.lake).machines.value(u"report"_s), u"SIGNED"_s);
        meet(c.lake, *m_room);
        c.pump();
        for (auto *station : {&c.lake, m_room.get(), &c.duna}) {
            const auto state = c.at(*station);
            QCOMPARE(state.machines.value(u"report"_s), u"OPINION_RELEASED"_s);
            QCOMPARE(state.rivals(u"report.release_opinion"_s).size(), 2);
            QCOMPARE(state.flagged.size(), 2); // frozen and signed, kept and not applied
            QCOMPARE(state.flagged.constFirst().why.message, u"fou.two_drafts"_s);
        }
    }

    // The other way round: the text was frozen before the other was written. It is shown, and can be taken in.
    void aVersionThatCameTooLateIsNotLost()
    {
        auto &c = *m_case;
        untilSisters();
        c.li(u"report.release_opinion"_s, opinionWith(u"归脾汤"_s, u"Gui Pi Tang"_s));
        c.li(u"report.submit"_s, {{u"content"_s, Consultation::content()}});
        must(c.doAs(*m_room, u"li"_s, u"report.release_opinion"_s,
                    opinionWith(u"天王补心丹"_s, u"Tian Wang Bu Xin Dan"_s)),
             "other");
        meet(c.lake, *m_room);
        c.pump();
        for (auto *station : {&c.lake, m_room.get(), &c.duna}) {
            const auto state = c.at(*station);
            QCOMPARE(state.machines.value(u"report"_s), u"SIGNING"_s);
            QCOMPARE(passedOver(state, u"report.release_opinion"_s).size(), 1);
        }
        {
            Workplace<CaseScreen> desk(c.lake, u"li"_s, c.caseId);
            desk.goTo(u"opinion"_s);
            QVERIFY(desk.seen<QLabel>(u"drafts.twice"_s)->text().contains(u"frozen"_s));
            QTRY_VERIFY(desk.versionTexts().join(u' ').contains(u"Tian Wang Bu Xin Dan"_s));
            QVERIFY(!desk.seen<QPushButton>(u"drafts.continue.2"_s));
            keepPicture(desk.window, u"rivals-late"_s);
        }
        c.li(u"report.back_to_draft"_s, {{u"reason"_s, u"the other room's text is to be taken in"_s}});
        Workplace<CaseScreen> desk(c.lake, u"li"_s, c.caseId);
        desk.goTo(u"opinion"_s);
        desk.press(u"drafts.continue.2"_s);
        desk.press(u"report.release_opinion"_s);
        QVERIFY2(desk.failures.isEmpty(), qPrintable(desk.failures.isEmpty() ? QString() : desk.failures[0].message));
        meet(c.lake, *m_room);
        for (auto *station : {&c.lake, m_room.get()}) {
            const auto state = c.at(*station);
            QVERIFY(passedOver(state, u"report.release_opinion"_s).isEmpty());
            QCOMPARE(
                state.latest(u"report.release_opinion"_s)->args().value(u"advice"_s).toMap().value(u"en"_s).toString(),
                u"Tian Wang Bu Xin Dan"_s);
        }
        QVERIFY(!desk.seen<QLabel>(u"drafts.twice"_s));
    }

    void aSecondSignedPlanIsShown()
    {
        auto &c = *m_case;
        untilReportedInTwoRooms();
        c.kovacs(u"case.decide"_s, c.decision());
        auto other = c.decision();
        other.insert(u"plan"_s, Consultation::label(u"先行针刺"_s, u"Acupuncture first"_s));
        const auto signedThere = c.doAs(*m_room, u"kovacs"_s, u"case.decide"_s, other);
        QVERIFY2(signedThere, qPrintable(signedThere ? QString() : signedThere.error().message));
        meet(c.duna, *m_room);
        Workplace<CaseScreen> desk(c.duna, u"kovacs"_s, c.caseId);
        desk.goTo(u"decision"_s);
        QVERIFY(desk.seen<QLabel>(u"drafts.twice"_s));
        QTRY_VERIFY(desk.versionTexts().join(u' ').contains(u"Acupuncture first"_s));
        QVERIFY(desk.versionTexts().join(u' ').contains(u"Gui Pi Tang"_s));
    }

    void twoPlansStandSideBySideUntilAPersonDecides()
    {
        auto &c = *m_case;
        untilTwoPlans();
        QCOMPARE(c.at(c.duna).rivals(u"case.decision_draft"_s).size(), 2);
        auto decide = c.doAs(c.duna, u"kovacs"_s, u"case.decide"_s, c.decision());
        QCOMPARE(decide.error().message, u"fou.two_drafts"_s);
        Workplace<CaseScreen> desk(c.duna, u"kovacs"_s, c.caseId);
        desk.goTo(u"decision"_s);
        QVERIFY(desk.versionTexts().join(u' ').contains(u"Seven packets"_s));
        QVERIFY(desk.versionTexts().join(u' ').contains(u"Acupuncture first"_s));
        desk.press(u"openDecisionPaper"_s);
        QCOMPARE(desk.failures.size(),
                 1); // it says that one must be chosen, instead of opening a paper that cannot be signed
        QCOMPARE(desk.failures.takeLast().message, u"fou.two_drafts"_s);
        desk.press(u"drafts.continue.2"_s);
        desk.press(u"case.decision_draft"_s);
        QVERIFY(desk.failures.isEmpty());
        meet(c.duna, *m_room);
        for (auto *station : {&c.duna, m_room.get()}) {
            QVERIFY(c.at(*station).rivals(u"case.decision_draft"_s).isEmpty());
            QCOMPARE(c.at(*station).all(u"case.decision_draft"_s).size(), 3);
        }
        QVERIFY(c.doAs(c.duna, u"kovacs"_s, u"case.decide"_s, c.decision()));
    }

    // The same for one field of a form, with the same two rooms.
    void twoValuesOfOneFieldAreDecidedByAPerson()
    {
        auto &c = *m_case;
        untilSisters();
        const auto colour = [](const QString &code) {
            return QCborMap{{u"form"_s, u"tongue"_s},
                            {u"answers"_s, QCborMap{{u"tongue.body.colour"_s, code}}},
                            {u"reason"_s, u"looked at again in better light"_s}};
        };
        must(c.doAs(c.lake, u"li"_s, u"case.form_saved"_s, colour(u"pale"_s)), "here");
        must(c.doAs(*m_room, u"li"_s, u"case.form_saved"_s, colour(u"red"_s)), "there");
        meet(c.lake, *m_room);
        QCOMPARE(c.at(c.lake).conflicts().size(), 1);
        Workplace<CaseScreen> desk(c.lake, u"li"_s, c.caseId);
        desk.goTo(u"findings"_s);
        QVERIFY(desk.seen<QLabel>(u"findings.twice"_s));
        desk.press(u"conflict.tongue.body.colour.1"_s);
        QVERIFY2(desk.failures.isEmpty(), qPrintable(desk.failures.isEmpty() ? QString() : desk.failures[0].message));
        meet(c.lake, *m_room);
        for (auto *station : {&c.lake, m_room.get()}) {
            QVERIFY(c.at(*station).conflicts().isEmpty());
            QCOMPARE(c.at(*station).plainAnswers(u"tongue"_s, Side::Invited).value(u"tongue.body.colour"_s).toString(),
                     u"red"_s);
        }
    }

    void bothPagesAreNamedFitAndSpeakBothLanguages_data()
    {
        QTest::addColumn<bool>("plans");
        QTest::newRow("opinions") << false;
        QTest::newRow("plans") << true;
    }

    void bothPagesAreNamedFitAndSpeakBothLanguages()
    {
        QFETCH(bool, plans);
        auto &c = *m_case;
        plans ? untilTwoPlans() : untilTwoOpinions();
        for (const auto &language : {u"en"_s, u"zh"_s}) {
            QVERIFY(m_translations.use(language));
            Workplace<CaseScreen> desk(plans ? c.duna : c.lake, plans ? u"kovacs"_s : u"li"_s, c.caseId);
            desk.goTo(plans ? u"decision"_s : u"opinion"_s);
            QTest::qWait(100);
            auto *chooser = desk.seen<QWidget>(u"draftChooser"_s);
            QVERIFY(chooser);
            auto bad = namelessControls(chooser) + clippedWords(chooser);
            if (language == u"zh")
                bad += latinWords(chooser,
                                  {u"Room"_s, u"Gui"_s, u"Tang"_s, u"Tian"_s, u"Wang"_s, u"Xin"_s, u"Dan"_s, u"Seven"_s,
                                   u"packets"_s, u"Acupuncture"_s, u"first"_s, u"Calm"_s, u"the"_s, u"spirit"_s,
                                   u"Tonify"_s, u"heart"_s, u"and"_s, u"spleen"_s});
            QVERIFY2(bad.isEmpty(), qPrintable(bad.join(u'\n')));
            keepPictures(desk.window, u"rivals-%1-%2"_s.arg(plans ? u"plans"_s : u"opinions"_s, language));
            desk.press(u"drafts.continue.1"_s);
            QTest::qWait(100);
            keepPicture(desk.window, u"rivals-%1-%2-chosen"_s.arg(plans ? u"plans"_s : u"opinions"_s, language));
        }
    }

private:
    // Room 2 and Room 3 of the invited house, no line between them from here on.
    void untilSisters()
    {
        auto &c = *m_case;
        c.untilSession();
        c.findings();
        c.endSession();
        m_room = std::make_unique<Station>(c.lake, u"Room 3"_s, c.clock());
        meet(c.lake, *m_room);
        m_room->logIn(u"li"_s);
    }

    void untilTwoOpinions()
    {
        auto &c = *m_case;
        untilSisters();
        c.li(u"report.release_opinion"_s, opinionWith(u"归脾汤"_s, u"Gui Pi Tang"_s));
        auto other = opinionWith(u"天王补心丹"_s, u"Tian Wang Bu Xin Dan"_s);
        must(c.doAs(*m_room, u"li"_s, u"report.release_opinion"_s, other), "the other room");
        meet(c.lake, *m_room);
        c.pump();
    }

    void untilReportedInTwoRooms()
    {
        auto &c = *m_case;
        c.untilReported();
        c.pump();
        m_room = std::make_unique<Station>(c.duna, u"Room 3"_s, c.clock());
        meet(c.duna, *m_room);
        m_room->logIn(u"kovacs"_s);
    }

    void untilTwoPlans()
    {
        auto &c = *m_case;
        untilReportedInTwoRooms();
        auto one = c.decision();
        one.insert(u"plan"_s, Consultation::label(u"归脾汤七剂"_s, u"Seven packets of Gui Pi Tang"_s));
        auto other = c.decision(u"PARTIAL"_s);
        other.insert(u"plan"_s, Consultation::label(u"先行针刺"_s, u"Acupuncture first"_s));
        other.insert(u"principle"_s, Consultation::label(u"宁心安神"_s, u"Calm the spirit"_s));
        c.kovacs(u"case.decision_draft"_s, one);
        must(c.doAs(*m_room, u"kovacs"_s, u"case.decision_draft"_s, other), "the other room");
        meet(c.duna, *m_room);
    }

    static void keepPictures(QWidget &window, const QString &name)
    {
        if (qEnvironmentVariableIsEmpty("SIZHEN_SHOTS"))
            return;
        for (const auto &size : {QSize(1280, 800), QSize(1920, 1080)})
            for (const bool dark : {true, false}) {
                theme::apply(*qApp, dark);
                window.resize(size);
                QTest::qWait(100);
                keepPicture(window, u"%1-%2-%3"_s.arg(name, dark ? u"dark"_s : u"light"_s).arg(size.width()));
            }
    }

    Translations m_translations;
    std::unique_ptr<Consultation> m_case;
    std::unique_ptr<Station> m_room;
};

SIZHEN_WINDOW_TEST(RivalsTest)
#include "rivals_test.moc"
