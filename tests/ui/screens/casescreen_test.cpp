// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/casescreen.h"

#include "tests/support/casebench.h"
#include "tests/support/program.h"
#include "ui/panels/casepanel.h"
#include "ui/panels/caserail.h"
#include "ui/panels/penpad.h"
#include "ui/texts/errortext.h"
#include "ui/texts/translations.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;
using namespace sizhen::test;

namespace {

// A case screen with its rail and side, as the window would lay them, and a count of what the hands do.
class Desktop
{
public:
    Desktop(Station &station, const QString &person, const QByteArray &caseId, const QString &language = u"en"_s)
        : seat(station, person, language)
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

    ~Desktop() { screen.setParent(nullptr); } // a member, not the window's to delete

    [[nodiscard]] QWidget *panel() { return screen.findChild<QStackedWidget *>()->currentWidget(); }

    template <typename T>
    [[nodiscard]] T *find(const QString &name)
    {
        auto *found = panel()->findChild<T *>(name);
        if (!found)
            qFatal("no %s here", qPrintable(name));
        return found;
    }

    void press(const QString &name)
    {
        auto *button = find<QAbstractButton>(name);
        if (!button->isVisible() || !button->isEnabled())
            qFatal("%s cannot be pressed: %s", qPrintable(name), qPrintable(button->toolTip()));
        ++clicks;
        QTest::mouseClick(button, Qt::LeftButton);
    }

    void goTo(const QString &step)
    {
        if (screen.step() == step)
            return;
        ++clicks;
        QTest::mouseClick(screen.rail()->findChild<StepButton *>(u"step."_s + step), Qt::LeftButton);
    }

    void type(const QString &name, const QString &words) { QTest::keyClicks(find<QLineEdit>(name), words); }

    void scribble()
    {
        auto *pad = find<PenPad>(u"pad"_s);
        QTest::mousePress(pad, Qt::LeftButton, {}, {30, 60});
        for (int x = 30; x < 150; x += 10)
            QTest::mouseMove(pad, {x, 60 + x % 20});
        QTest::mouseRelease(pad, Qt::LeftButton, {}, {150, 60});
    }

    [[nodiscard]] QString words(const QString &name) { return find<QLabel>(name)->text(); }

    Seat seat;
    QWidget window;
    CaseScreen screen;
    QList<Error> failures;
    int clicks = 0;
};

void bringTo(Consultation &c, const QString &stage)
{
    c.signAgreement();
    if (stage == u"new")
        return c.openCase(c.registerPatient());
    c.prepare();
    c.invite();
    if (stage == u"invited")
        return;
    c.accept();
    c.schedule();
    if (stage == u"scheduled")
        return;
    c.startSession();
    c.findings();
    if (stage == u"session")
        return;
    c.endSession();
    c.report();
    if (stage == u"reported")
        return;
    c.decide();
    c.archive();
}

} // namespace

class CaseScreenTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { theme::apply(*qApp, false); }

    void init() { QTest::failOnWarning(QRegularExpression(u"^sizhen\\."_s)); }

    void fromTheFirstPageToTheSentInvitation()
    {
        Consultation c;
        c.signAgreement();
        c.openCase(c.registerPatient());
        Desktop desk(c.duna, u"kovacs"_s, c.caseId);
        QCOMPARE(desk.screen.step(), u"patient"_s);
        desk.press(u"case.identity_checked"_s);
        QVERIFY(c.at(c.duna).latest(u"case.identity_checked"_s));
        QCOMPARE(desk.screen.step(), u"consent"_s); // what is next opens by itself

        const int before = desk.clicks;
        desk.type(u"fee.amount"_s, u"120"_s);
        desk.press(u"consent.explain"_s);
        desk.scribble();
        desk.press(u"consent.sign_patient"_s);
        QCOMPARE(desk.clicks - before, 2); // journeys.md: consent in two presses
        QCOMPARE(c.at(c.duna).machines.value(u"consent"_s), u"SIGNED"_s);
        const auto *explained = c.at(c.duna).latest(u"consent.explain"_s);
        QVERIFY(explained);
        QVERIFY(
            !explained->args().value(u"items"_s).toArray().contains(QCborValue(u"RECORDING"_s))); // off until wanted

        c.intake();
        desk.screen.openStep(u"invitation"_s);
        const int start = desk.clicks;
        desk.press(u"case.complete"_s);
        desk.press(u"invitation.approve_abstract"_s);
        desk.press(u"invitation.send_direct"_s);
        QVERIFY2(desk.failures.isEmpty(),
                 qPrintable(desk.failures.isEmpty() ? QString() : ErrorText::of(desk.failures.first())));
        QCOMPARE(desk.clicks - start, 3);
        QCOMPARE(c.at(c.duna).stage(), u"INVITED"_s);
        QVERIFY(desk.clicks <= 8);
        c.pump();
        QCOMPARE(c.at(c.lake).machines.value(u"invitation"_s), u"QUEUED"_s);
    }

    void aRefusalIsToldWithItsRule()
    {
        Consultation c;
        c.signAgreement();
        c.openCase(c.registerPatient());
        Desktop desk(c.duna, u"kovacs"_s, c.caseId);
        desk.goTo(u"consent"_s);
        desk.press(u"consent.explain"_s); // no fee was named
        QCOMPARE(desk.failures.size(), 1);
        QCOMPARE(desk.failures.first().rule, u"CON-01"_s);
        desk.type(u"fee.amount"_s, u"120"_s);
        desk.press(u"consent.explain"_s);
        desk.press(u"consent.sign_patient"_s); // nobody has signed
        QCOMPARE(desk.failures.size(), 2);
        QVERIFY(!desk.failures.last().rule.isEmpty());
        QVERIFY(!c.at(c.duna).latest(u"consent.sign_patient"_s));
    }

    void whatCannotBePressedSaysWhyInWords()
    {
        Consultation c;
        c.signAgreement();
        c.openCase(c.registerPatient());
        Desktop desk(c.duna, u"kovacs"_s, c.caseId);
        desk.goTo(u"invitation"_s);
        auto *send = desk.find<QPushButton>(u"invitation.send_direct"_s);
        QVERIFY(!send->isEnabled());
        const auto offers = c.duna.desk->offers(c.caseId, c.duna.actor(u"kovacs"_s));
        const auto *offer = offerFor(offers, u"invitation.send_direct"_s);
        QVERIFY(offer && !offer->refusals.isEmpty());
        QVERIFY2(desk.words(u"refusals"_s).contains(ErrorText::of(offer->refusals.first())),
                 qPrintable(desk.words(u"refusals"_s)));
        QVERIFY(desk.words(u"refusals"_s).contains(offer->refusals.first().rule));
        QVERIFY(!send->accessibleDescription().isEmpty());
    }

    void theRailWalksByKeysAndSaysWhyAStepWaits()
    {
        Consultation c;
        c.untilAccepted();
        Desktop desk(c.duna, u"kovacs"_s, c.caseId);
        auto *rail = desk.screen.rail();
        auto *schedule = rail->findChild<StepButton *>(u"step.schedule"_s);
        rail->findChild<StepButton *>(u"step.patient"_s)->setFocus();
        for (int i = 0; i < 20 && !schedule->hasFocus(); ++i)
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Down);
        QVERIFY(schedule->hasFocus());
        QVERIFY(!schedule->value().why.isEmpty());
        const auto why = rail->findChild<QLabel *>(u"rail.why"_s)->text();
        QVERIFY2(why.contains(schedule->value().why.first().rule), qPrintable(why));
        QTest::keyClick(schedule, Qt::Key_Return);
        QCOMPARE(desk.screen.step(), u"schedule"_s);
        QVERIFY(schedule->isChecked());
    }

    void theInvitedSideAcceptsWithOneKey()
    {
        Consultation c;
        c.signAgreement();
        c.prepare();
        c.invite();
        Desktop desk(c.lake, u"li"_s, c.caseId);
        QCOMPARE(desk.screen.step(), u"answer"_s);
        QVERIFY(!desk.words(u"answer.abstract"_s).isEmpty());
        auto *first = desk.screen.firstFocus();
        QVERIFY(first);
        QCOMPARE(first->objectName(), u"invitation.accept"_s);
        first->setFocus();
        QTest::keyClick(first, Qt::Key_Space);
        QVERIFY(desk.failures.isEmpty());
        QCOMPARE(c.at(c.lake).machines.value(u"invitation"_s), u"ACCEPTED"_s);
        c.pump(); // the key of the case follows from the inviting side
        QCOMPARE(desk.screen.rail()->findChild<StepButton *>(u"step.schedule"_s)->value().state, StepState::Now);
    }

    void decliningNeedsAReason()
    {
        Consultation c;
        c.signAgreement();
        c.prepare();
        c.invite();
        Desktop desk(c.lake, u"li"_s, c.caseId);
        desk.press(u"invitation.decline"_s);
        QCOMPARE(desk.failures.size(), 1);
        QCOMPARE(desk.failures.first().rule, u"RSP-02"_s);
        desk.type(u"answerOther.reason"_s, u"No physician is free this week."_s);
        desk.press(u"invitation.decline"_s);
        QCOMPARE(c.at(c.lake).machines.value(u"invitation"_s), u"DECLINED"_s);
        QCOMPARE(desk.screen.rail()->findChild<StepButton *>(u"step.answer"_s)->value().state, StepState::Stopped);
    }

    void bothNameTheSameTime()
    {
        Consultation c;
        c.untilAccepted();
        {
            Desktop desk(c.lake, u"li"_s, c.caseId);
            desk.press(u"case.assign_physician"_s);
            desk.press(u"case.confirm_schedule"_s);
            QVERIFY2(desk.failures.isEmpty(),
                     qPrintable(desk.failures.isEmpty() ? QString() : ErrorText::of(desk.failures.first())));
        }
        c.pump();
        Desktop desk(c.duna, u"kovacs"_s, c.caseId);
        desk.goTo(u"schedule"_s);
        QVERIFY(desk.words(u"bothTimes"_s).contains(u"Budapest"_s) && desk.words(u"bothTimes"_s).contains(u"Wuhan"_s));
        desk.press(u"case.confirm_schedule"_s);
        QCOMPARE(c.at(c.duna).stage(), u"SCHEDULED"_s);
    }

    void aDraftSurvivesTheWindow()
    {
        Consultation c;
        c.untilSession();
        c.findings();
        c.endSession();
        Desktop desk(c.lake, u"li"_s, c.caseId);
        desk.goTo(u"opinion"_s);
        auto *analysis = desk.find<QPlainTextEdit>(u"analysis.zh"_s);
        QTest::keyClicks(analysis, u"xin pi liang xu"_s);
        const auto place = u"case/%1/opinion/li"_s.arg(QString::fromLatin1(c.caseId.toHex()));
        QTRY_VERIFY(!must(c.lake.desk->draft(place), "draft").isEmpty()); // at the pause, without any button
        Desktop again(c.lake, u"li"_s, c.caseId);
        again.goTo(u"opinion"_s);
        QCOMPARE(again.find<QPlainTextEdit>(u"analysis.zh"_s)->toPlainText(), u"xin pi liang xu"_s);
    }

    void theStartGateNamesWhatIsMissing()
    {
        Consultation c;
        c.untilAccepted();
        c.schedule();
        c.checkIn();
        Desktop desk(c.duna, u"kovacs"_s, c.caseId);
        QCOMPARE(desk.screen.step(), u"look"_s);
        desk.goTo(u"session"_s);
        desk.press(u"case.start"_s);
        QCOMPARE(desk.failures.size(), 1);
        QCOMPARE(desk.failures.first().rule, u"SES-01"_s);
        desk.type(u"instead.interpreter"_s, u"both physicians speak English"_s);
        desk.press(u"check.all"_s);
        QVERIFY(!desk.find<QCheckBox>(u"check.interpreter"_s)->isChecked()); // a written reason is not overruled
        desk.press(u"case.start"_s);
        QCOMPARE(c.at(c.duna).stage(), u"IN_SESSION"_s);
    }

    void theEmergencyStopIsOnePressFromAnyStep()
    {
        Consultation c;
        c.untilSession();
        Desktop desk(c.duna, u"kovacs"_s, c.caseId);
        desk.goTo(u"ask"_s);
        auto *stop = desk.screen.rail()->findChild<QPushButton *>(u"rail.emergency"_s);
        QVERIFY(stop->isVisible());
        QTest::mouseClick(stop, Qt::LeftButton);
        QCOMPARE(c.at(c.duna).stage(), u"PAUSED"_s);
        QCOMPARE(desk.screen.step(), u"session"_s);
    }

    void whyAnExaminationWasNotDoneIsRecorded()
    {
        Consultation c;
        c.untilSession();
        Desktop desk(c.duna, u"kovacs"_s, c.caseId);
        desk.goTo(u"ask"_s);
        auto *line = desk.find<QLineEdit>(u"ask.notDone"_s);
        QTest::keyClicks(line, u"patient cannot speak today"_s);
        QTest::keyClick(line, Qt::Key_Return);
        QVERIFY(desk.failures.isEmpty());
        QCOMPARE(desk.screen.rail()->findChild<StepButton *>(u"step.ask"_s)->value().state, StepState::Done);
    }

    void theOtherReadingStaysCovered()
    {
        Consultation c;
        c.untilSession();
        c.save(c.duna, u"kovacs"_s, u"tongue"_s, {{u"tongue.body.colour"_s, u"pale"_s}});
        c.pump();
        Desktop desk(c.lake, u"li"_s, c.caseId);
        desk.goTo(u"findings"_s);
        QVERIFY(desk.find<QLabel>(u"findings.covered"_s)->isVisible());
        c.save(c.lake, u"li"_s, u"tongue"_s, {{u"tongue.body.colour"_s, u"pale_red"_s}});
        QTRY_VERIFY(!desk.find<QLabel>(u"findings.covered"_s)->isVisible());
    }

    void theWholeWayOfTheOpinionAndTheDecision()
    {
        Consultation c;
        c.untilSession();
        c.findings();
        c.endSession();
        {
            Desktop desk(c.lake, u"li"_s, c.caseId);
            desk.goTo(u"opinion"_s);
            desk.press(u"report.release_opinion"_s);
            QVERIFY(c.at(c.lake).latest(u"report.release_opinion"_s));
        }
        c.report();
        Desktop desk(c.duna, u"kovacs"_s, c.caseId);
        desk.goTo(u"decision"_s);
        QSignalSpy screens(&desk.screen, &Screen::openScreenRequested);
        desk.press(u"adopt.all"_s);
        desk.type(u"informed"_s, u"the patient"_s);
        desk.press(u"openDecisionPaper"_s);
        QVERIFY2(desk.failures.isEmpty(),
                 qPrintable(desk.failures.isEmpty() ? QString() : ErrorText::of(desk.failures.first())));
        QCOMPARE(screens.count(), 1);
        const auto *draft = c.at(c.duna).latest(u"case.decision_draft"_s);
        QVERIFY(draft);
        QCOMPARE(Label::fromCbor(draft->args().value(u"principle"_s).toMap()),
                 Label(u"补益心脾"_s, u"Tonify heart and spleen"_s));
    }

    void theArchiveComparesBothHouses()
    {
        Consultation c;
        c.untilReported();
        c.decide();
        c.archive();
        Desktop desk(c.duna, u"kovacs"_s, c.caseId);
        desk.goTo(u"archive"_s);
        QCOMPARE(c.at(c.duna).stage(), u"CLOSED"_s);
        const auto words = desk.words(u"archive.confirmations"_s);
        QCOMPARE(words.count(u"✓"_s), 2);
        QVERIFY(words.contains(must(c.duna.desk->manifest(c.caseId), "manifest").sha256()));
    }

    void theArchiveIsConfirmedWithThePassword()
    {
        Consultation c;
        c.untilReported();
        c.decide();
        c.li(u"case.confirm_session"_s);
        c.pump();
        c.kovacs(u"case.confirm_session"_s);
        Desktop desk(c.duna, u"kovacs"_s, c.caseId);
        desk.goTo(u"archive"_s);
        QVERIFY(desk.words(u"archive.missing"_s).startsWith(u"○"_s)); // the fee is not settled
        desk.type(u"fee.words"_s, u"V-2026-17"_s);
        desk.press(u"case.fee_note"_s);
        QVERIFY(desk.words(u"archive.missing"_s).startsWith(u"✓"_s));
        desk.press(u"case.begin_archiving"_s);
        auto *field = desk.find<QLineEdit>(u"signingPassword"_s);
        desk.press(u"case.archive_confirm"_s);
        QTest::keyClicks(field, u"wrong"_s);
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_VERIFY(desk.find<QLabel>(u"signingTrouble"_s)->isVisible());
        QVERIFY(!c.at(c.duna).latest(u"case.archive_confirm"_s));
        QTest::keyClicks(field, u"password"_s);
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_VERIFY(c.at(c.duna).latest(u"case.archive_confirm"_s));
    }

    void theTimelineAndWhatLeftTheHouse()
    {
        Consultation c;
        c.untilAccepted();
        Desktop desk(c.duna, u"kovacs"_s, c.caseId);
        auto *timeline = desk.screen.side()->findChild<QListView *>(u"timeline"_s);
        QVERIFY(timeline->model()->rowCount() >= 8);
        QVERIFY(timeline->model()->index(0, 0).data(Qt::AccessibleTextRole).toString().contains(u"Wuhan"_s));
        QCOMPARE(desk.screen.side()->findChild<QListView *>(u"departures"_s)->model()->rowCount(), 3);
    }

    // Pictures of every step for the eye; written only when SHOTS names a folder.
    void picture()
    {
        const auto folder = qEnvironmentVariable("SHOTS");
        if (folder.isEmpty())
            QSKIP("SHOTS names no folder");
        Translations words;
        for (const auto &stage : {u"new"_s, u"invited"_s, u"scheduled"_s, u"session"_s, u"reported"_s, u"closed"_s}) {
            Consultation c;
            bringTo(c, stage);
            for (auto *station : {&c.duna, &c.lake}) {
                const bool inviting = station == &c.duna;
                if (!inviting && stage == u"new")
                    continue;
                for (const auto &language : {u"en"_s, u"zh"_s}) {
                    (void)words.use(language);
                    const bool dark = language == u"zh";
                    theme::apply(*qApp, dark);
                    Desktop desk(*station, inviting ? u"kovacs"_s : u"li"_s, c.caseId, language);
                    desk.window.resize(language == u"en" ? QSize(1280, 724) : QSize(1920, 1004));
                    const auto steps = desk.screen.rail()->findChildren<StepButton *>();
                    for (auto *step : steps) {
                        desk.screen.openStep(step->value().id);
                        QCoreApplication::sendPostedEvents();
                        QTest::qWait(20);
                        desk.window.grab().save(u"%1/%2-%3-%4-%5.png"_s.arg(folder, stage, inviting ? u"a"_s : u"b"_s,
                                                                            language, step->value().id));
                    }
                }
            }
        }
        (void)words.use(u"en"_s);
        theme::apply(*qApp, false);
    }

    void everyControlHasANameInEveryStep()
    {
        Consultation c;
        c.untilReported();
        for (auto *station : {&c.duna, &c.lake}) {
            Desktop desk(*station, station == &c.duna ? u"kovacs"_s : u"li"_s, c.caseId);
            const auto steps = desk.screen.rail()->findChildren<StepButton *>();
            for (auto *step : steps) {
                desk.screen.openStep(step->value().id);
                const auto widgets = desk.panel()->findChildren<QWidget *>();
                for (const auto *widget : widgets) {
                    const bool ours = !widget->objectName().startsWith(u"qt_"_s)
                        && (qobject_cast<const QAbstractButton *>(widget) || qobject_cast<const QLineEdit *>(widget)
                            || qobject_cast<const QPlainTextEdit *>(widget) || qobject_cast<const QComboBox *>(widget));
                    if (!ours || !widget->isVisible() || widget->focusPolicy() == Qt::NoFocus)
                        continue;
                    const auto *button = qobject_cast<const QAbstractButton *>(widget);
                    const bool named = !widget->accessibleName().isEmpty() || (button && !button->text().isEmpty());
                    QVERIFY2(named,
                             qPrintable(step->value().id + u": "_s + widget->objectName()
                                        + QString::fromLatin1(widget->metaObject()->className())));
                }
            }
        }
    }
};

SIZHEN_WINDOW_TEST(CaseScreenTest)
#include "casescreen_test.moc"
