// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/casebench.h"
#include "tests/support/program.h"
#include "tests/ui/support/uichecks.h"
#include "ui/screens/casecardbutton.h"
#include "ui/screens/itscreen.h"
#include "ui/screens/todayscreen.h"
#include "ui/texts/translations.h"
#include "ui/theme/theme.h"
#include "ui/widgets/mark.h"

#include <QApplication>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace sizhen;
using namespace sizhen::test;

class TodayScreenTest final : public QObject
{
    Q_OBJECT

    Translations m_translations;

    template <typename T>
    static T *child(QWidget &root, const QString &name)
    {
        auto *found = root.findChild<T *>(name);
        if (!found)
            qFatal("no %s", qPrintable(name));
        return found;
    }

    static QString cardName(const QByteArray &id) { return u"card."_s + QString::fromLatin1(id.toHex()); }

    static void showAt(QWidget &screen)
    {
        screen.resize(1280, 724); // what header and status line leave of 1280x800
        screen.show();
        screen.activateWindow();
    }

private Q_SLOTS:

    void initTestCase()
    {
        QVERIFY(startCrypto());
        theme::apply(*qobject_cast<QApplication *>(QCoreApplication::instance()), false);
    }

    void init() { QVERIFY(m_translations.use(u"en"_s)); }

    void anEmptyBoardSaysWhatToDoFirst()
    {
        {
            Consultation strangers(false);
            Seat seat(strangers.duna, u"kovacs"_s);
            TodayScreen screen(seat.context);
            showAt(screen);
            QSignalSpy go(&screen, &Screen::openScreenRequested);
            auto *first = child<QPushButton>(screen, u"firstStepButton"_s);
            QCOMPARE(screen.firstFocus(), first);
            first->click();
            QCOMPARE(go[0][0].toString(), u"partners"_s);
        }
        Consultation twins;
        Seat seat(twins.duna, u"kovacs"_s);
        TodayScreen screen(seat.context);
        showAt(screen);
        const auto words = [&screen] { return child<QLabel>(screen, u"firstStepWords"_s)->text(); };
        QVERIFY(words().contains(u"agreement"_s));
        QTest::qWait(50);
        keepPicture(screen, u"today-empty"_s);
        const auto bad = clippedWords(&screen);
        QVERIFY2(bad.isEmpty(), qPrintable(bad.join(u'\n')));
        twins.signAgreement();
        QTRY_VERIFY(words().contains(u"Register"_s));
        (void)twins.registerPatient();
        QTRY_VERIFY(words().contains(u"Choose a patient"_s));
    }

    void aCaseMovesAlongTheBoard()
    {
        Consultation twins;
        twins.signAgreement();
        Seat seat(twins.duna, u"kovacs"_s);
        TodayScreen screen(seat.context);
        showAt(screen);
        QSignalSpy opened(&screen, &Screen::openCaseRequested);
        twins.openCase(twins.registerPatient());
        QTRY_VERIFY(screen.findChild<CaseCardButton *>(cardName(twins.caseId)));
        auto *card = child<CaseCardButton>(screen, cardName(twins.caseId));
        QVERIFY(card->accessibleName().contains(u"You:"_s)); // it waits for us
        QVERIFY(!card->accessibleName().contains(u"Ilona"_s)); // initials on the board
        QCOMPARE(child<QLabel>(screen, u"column.draft"_s)->text(), u"Draft (1)"_s);
        QCOMPARE(screen.firstFocus(), card);
        card->setFocus();
        QTest::keyClick(card, Qt::Key_Return);
        QCOMPARE(opened.size(), 1);
        QCOMPARE(opened[0][0].toByteArray(), twins.caseId);
    }

    void arrowsMoveAndTheFocusSurvivesANewReading()
    {
        Consultation twins;
        twins.signAgreement();
        const auto patient = twins.registerPatient();
        QList<QByteArray> ids;
        for (int i = 0; i < 3; ++i) {
            twins.openCase(patient);
            ids.append(twins.caseId);
        }
        Seat seat(twins.duna, u"kovacs"_s);
        TodayScreen screen(seat.context);
        showAt(screen);
        QVERIFY(QTest::qWaitForWindowActive(&screen));
        auto *first = qobject_cast<CaseCardButton *>(screen.firstFocus());
        QVERIFY(first);
        first->setFocus();
        QTest::keyClick(first, Qt::Key_Down);
        const auto *second = qobject_cast<CaseCardButton *>(QApplication::focusWidget());
        QVERIFY(second && second != first);
        const auto id = second->id();
        screen.activated(); // reads the board anew
        const auto *after = qobject_cast<CaseCardButton *>(QApplication::focusWidget());
        QVERIFY(after);
        QCOMPARE(after->id(), id);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Right); // no other column holds a card
        QCOMPARE(QApplication::focusWidget(), after);
    }

    void lettersBeginACaseAndJoinASession()
    {
        Consultation twins;
        twins.signAgreement();
        twins.openCase(twins.registerPatient());
        Seat seat(twins.duna, u"kovacs"_s);
        TodayScreen screen(seat.context);
        showAt(screen);
        QVERIFY(QTest::qWaitForWindowActive(&screen));
        screen.firstFocus()->setFocus();
        QSignalSpy go(&screen, &Screen::openScreenRequested);
        QSignalSpy opened(&screen, &Screen::openCaseRequested);
        QSignalSpy said(&screen, &Screen::said);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_N);
        QCOMPARE(go.size(), 1);
        QCOMPARE(go[0][0].toString(), u"patients"_s);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_J);
        QCOMPARE(opened.size(), 0); // none is running, and it says so
        QCOMPARE(said.size(), 1);
    }

    void theBoardIsNamedFitsAndSpeaksBothLanguages()
    {
        Consultation twins;
        twins.signAgreement();
        twins.openCase(twins.registerPatient());
        Seat seat(twins.duna, u"kovacs"_s);
        TodayScreen screen(seat.context);
        showAt(screen);
        for (const auto &language : {u"en"_s, u"zh"_s}) {
            seat.tongue = language;
            QVERIFY(m_translations.use(language));
            QTest::qWait(50);
            const auto bad = namelessControls(&screen) + clippedWords(&screen);
            QVERIFY2(bad.isEmpty(), qPrintable(bad.join(u'\n')));
        }
        const auto latin = latinWords(&screen, {});
        QVERIFY2(latin.isEmpty(), qPrintable(latin.join(u'\n')));
    }

    void whatNobodySpokeOfIsGreyOnTheStationScreen()
    {
        Consultation twins;
        Seat seat(twins.duna, u"kovacs"_s);
        ItScreen screen(seat.context);
        showAt(screen);
        for (const auto &id : {u"instrument"_s, u"link"_s, u"vault"_s, u"clock"_s, u"disk"_s})
            QCOMPARE(child<StatusDot>(screen, u"health."_s + id)->mark(), Mark::Unknown);
        seat.health.set({u"instrument"_s, HealthItem::State::Fault, u"instrument.lost"_s, {}, twins.now});
        QCOMPARE(child<StatusDot>(screen, u"health.instrument"_s)->mark(), Mark::Fault);
        QVERIFY(child<QLabel>(screen, u"healthSentence.instrument"_s)->text().contains(u"cable"_s));
        seat.health.set({u"ups"_s, HealthItem::State::NotPresent, u"practice.not_present"_s, {}, twins.now});
        QCOMPARE(child<StatusDot>(screen, u"health.ups"_s)->mark(), Mark::NotPresent);
    }

    // SES-09: the number of the house goes before the country's.
    void theHouseHasItsOwnEmergencyNumber()
    {
        Consultation twins;
        Seat seat(twins.duna, u"kovacs"_s);
        ItScreen screen(seat.context);
        showAt(screen);
        screen.showStep(u"calls"_s);
        QSignalSpy failed(&screen, &Screen::failed);
        auto *line = child<QLineEdit>(screen, u"emergencyNumber"_s);
        QVERIFY(line->placeholderText().contains(u"112"_s));
        QTest::keyClicks(line, u"ask the porter"_s);
        child<QPushButton>(screen, u"keepEmergencyNumber"_s)->click();
        QCOMPARE(failed.size(), 1);
        QVERIFY(twins.duna.ledger->houseSetting(u"emergency_phone"_s)->isEmpty());
        line->selectAll();
        QTest::keyClicks(line, u"2222"_s);
        QTest::keyClick(line, Qt::Key_Return);
        QCOMPARE(failed.size(), 1);
        QCOMPARE(*twins.duna.ledger->houseSetting(u"emergency_phone"_s), u"2222"_s);
    }

    // NET-04: two providers, the first one used; what cannot be one is refused with its rule.
    void providersAreRegistered()
    {
        Consultation twins;
        Seat seat(twins.duna, u"kovacs"_s);
        QList<Uplink> kept;
        seat.context.carriers.uplinks = [&kept] { return kept; };
        seat.context.carriers.setUplinks = [&kept](const QList<Uplink> &all) -> Result<> {
            kept = all;
            return {};
        };
        seat.context.carriers.activeUplink = [] { return 0; };
        ItScreen screen(seat.context);
        showAt(screen);
        screen.showStep(u"calls"_s);
        QSignalSpy failed(&screen, &Screen::failed);
        auto *line = child<QLineEdit>(screen, u"uplinks"_s);
        QTest::keyClicks(line, u"Telekom=lo/100/20; Mobile=nosuch0"_s);
        child<QPushButton>(screen, u"keepUplinks"_s)->click();
        QCOMPARE(failed.size(), 0);
        QCOMPARE(kept.size(), 2);
        QCOMPARE(kept[0].downMbit, 100);
        const auto *words = child<QLabel>(screen, u"uplinks.words"_s);
        QVERIFY2(words->text().contains(u"Telekom is used"_s) && words->text().contains(u"Mobile has no address"_s),
                 qPrintable(words->text()));
        line->selectAll();
        QTest::keyClicks(line, u"Telekom"_s);
        QTest::keyClick(line, Qt::Key_Return);
        QCOMPARE(failed.size(), 1);
        QCOMPARE(failed.first().first().value<Error>().rule, u"NET-04"_s);
        QCOMPARE(kept.size(), 2);
    }

    void theVaultIsCheckedOnceAtATime()
    {
        Consultation twins;
        Seat seat(twins.duna, u"kovacs"_s);
        ItScreen screen(seat.context);
        showAt(screen);
        QSignalSpy asked(&screen, &ItScreen::checkRequested);
        auto *check = child<QPushButton>(screen, u"checkVaultButton"_s);
        check->click();
        QCOMPARE(asked.size(), 1);
        QSignalSpy stopped(&screen, &ItScreen::stopCheckRequested);
        seat.health.set({u"vault"_s, HealthItem::State::Working, u"vault.checking"_s, {{u"percent"_s, 40}}, twins.now});
        check->click();
        QCOMPARE(asked.size(), 1);
        QCOMPARE(stopped.size(), 1);
        seat.health.set({u"vault"_s, HealthItem::State::Ready, u"vault.sound"_s, {}, twins.now});
        QVERIFY(check->isEnabled());
        screen.setLog({u"one"_s, u"two"_s});
        screen.appendLog(u"three"_s);
        QCOMPARE(child<QPlainTextEdit>(screen, u"log"_s)->toPlainText(), u"one\ntwo\nthree"_s);
        for (const auto &language : {u"en"_s, u"zh"_s}) {
            seat.tongue = language;
            QVERIFY(m_translations.use(language));
            QTest::qWait(50);
            const auto bad = namelessControls(&screen) + clippedWords(&screen);
            QVERIFY2(bad.isEmpty(), qPrintable(bad.join(u'\n')));
        }
    }
};

SIZHEN_WINDOW_TEST(TodayScreenTest)
#include "todayscreen_test.moc"
