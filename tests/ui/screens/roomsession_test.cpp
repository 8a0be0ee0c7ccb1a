// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/screens/room.h"

#include "core/consult/sessionrecord.h"
#include "core/consult/sharedpictures.h"
#include "ui/widgets/markedpicture.h"

#include <QElapsedTimer>
#include <QBuffer>
#include <QComboBox>
#include <QLineEdit>
#include <QLabel>
#include <QListView>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTabBar>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;
using namespace sizhen::test;

// The session beside the call: words, stills, recording, emergencies.
class RoomSessionTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { startRooms(); }

    // SES-05: written words need no call; they stand in the record, and the interpreter's below them.
    void writtenWordsNeedNoCall()
    {
        Room room;
        auto *line = room.inSide<QLineEdit>(u"talk.line"_s);
        QTest::keyClicks(line, u"Please show the tongue again"_s);
        QTest::keyClick(line, Qt::Key_Return);
        QVERIFY(line->text().isEmpty());
        const auto *said = room.state().latest(u"case.note"_s);
        QVERIFY(said);
        const auto *model = room.inSide<QListView>(u"talk.lines"_s)->model();
        QCOMPARE(model->rowCount(), 1);
        QCOMPARE(model->index(0, 0).data().toString(), u"Please show the tongue again"_s);
        const auto translated = room.consultation.doAs(
            room.consultation.duna, u"kovacs"_s, u"case.translation"_s,
            {{u"entry"_s, said->event.hash}, {u"field"_s, u"note"_s}, {u"text"_s, QCborMap{{u"zh"_s, u"请再看一下舌头"_s}}}, {u"doubt"_s, false}});
        QVERIFY2(translated, qPrintable(translated ? QString() : translated.error().message));
        QCOMPARE(model->index(0, 0).data().toString(), u"Please show the tongue again\n请再看一下舌头"_s);
        room.consultation.pump();
        QCOMPARE(room.consultation.at(room.consultation.lake).all(u"case.note"_s).size(), 1);
    }

    // FOU-05: asked for abroad, taken here, the same bytes there, marked by both.
    void aStillIsAskedTakenAndMarked()
    {
        Room room;
        room.consultation.li(u"case.still_asked"_s, stillArgs(u"tongue_top"_s));
        room.consultation.pump();
        auto *tabs = room.find<QTabBar>(u"room.tabs"_s);
        QCOMPARE(tabs->currentIndex(), 1); // what is asked for comes to the front
        QVERIFY(room.find<QLabel>(u"stills.requestWords"_s)->text().contains(u"tongue"_s));
        QImage sensor(1600, 1200, QImage::Format_RGB32);
        sensor.fill(Qt::darkRed);
        QByteArray png;
        QBuffer buffer(&png);
        QVERIFY(buffer.open(QIODevice::WriteOnly) && sensor.save(&buffer, "PNG"));
        room.bench.still = png;
        QTest::mouseClick(room.find<QPushButton>(u"stills.take"_s), Qt::LeftButton);
        QVERIFY2(room.failures.isEmpty(), qPrintable(room.failures.value(0).message + room.failures.value(0).detail));
        QVERIFY(!room.find<QWidget>(u"stills.request"_s)->isVisible());
        room.consultation.pump();
        const auto there = sharedPictures(room.consultation.at(room.consultation.lake));
        QCOMPARE(there.size(), 1);
        QCOMPARE(there.first().attachment.sha256, sha256(png));

        auto *view = room.find<MarkedPicture>(u"markedPicture"_s);
        QVERIFY(view->hasPicture());
        QTest::mouseClick(view, Qt::LeftButton, {}, view->pictureRect().center().toPoint());
        QCOMPARE(marksOn(room.state(), sha256(png), Side::Inviting).size(), 1);
        room.consultation.li(u"case.picture_marked"_s, pictureMarksArgs(sha256(png), {{{0.25, 0.25}, {}}}));
        room.consultation.pump();
        QCOMPARE(marksOn(room.state(), sha256(png), Side::Invited).size(), 1);
        view->setFocus();
        QTest::keyClick(view, Qt::Key_Right);
        QTest::keyClick(view, Qt::Key_Return);
        QCOMPARE(marksOn(room.state(), sha256(png), Side::Inviting).size(), 2);
        QTest::keyClick(view, Qt::Key_Delete);
        QCOMPARE(marksOn(room.state(), sha256(png), Side::Inviting).size(), 1);
        const auto folder = qEnvironmentVariable("SIZHEN_SHOTS");
        QTest::qWait(20);
        if (!folder.isEmpty())
            QVERIFY(room.window.grab().save(folder + u"/room-still.png"_s));
        room.bench.still = fail(Fault::Refused, u"no camera"_s);
        room.consultation.li(u"case.still_asked"_s, stillArgs(u"face"_s));
        room.consultation.pump();
        QTest::mouseClick(room.find<QPushButton>(u"stills.take"_s), Qt::LeftButton);
        QCOMPARE(room.failures.size(), 1); // no camera: said, and still asked for
        QVERIFY(room.find<QWidget>(u"stills.request"_s)->isVisible());
    }

    // CON-10: off until everybody has said yes; all see that it runs; whoever said yes can take it back.
    void recordingNeedsEverybodysWord()
    {
        Room room;
        auto *record = room.inSide<QPushButton>(u"recording.record"_s);
        auto *words = room.inSide<QLabel>(u"recording.words"_s);
        QVERIFY(record->isVisible() && !record->isEnabled());
        room.press(u"recording.own"_s);
        room.press(u"recording.patient"_s);
        QVERIFY(!room.failures.isEmpty()); // how did the patient say it?
        room.failures.clear();
        QTest::keyClicks(room.inSide<QLineEdit>(u"recording.how"_s), u"by word of mouth"_s);
        room.press(u"recording.patient"_s);
        QVERIFY2(room.failures.isEmpty(), qPrintable(room.failures.value(0).message));
        QVERIFY(!record->isEnabled());
        QVERIFY(words->text().contains(u"Li"_s)); // whose word is missing
        const auto li = room.consultation.lake.actor(u"li"_s);
        room.consultation.li(u"case.recording_agreed"_s, recordingWordArgs(true, li.person.person));
        room.consultation.pump();
        QVERIFY(record->isEnabled());
        room.press(u"recording.record"_s);
        QVERIFY(words->text().contains(u"being recorded"_s));
        QCOMPARE(record->text(), u"Stop recording"_s);
        const auto folder = qEnvironmentVariable("SIZHEN_SHOTS");
        QTest::qWait(20);
        QCOMPARE(clippedWords(&room.window), QStringList());
        if (!folder.isEmpty())
            QVERIFY(room.window.grab().save(folder + u"/room-recording.png"_s));
        room.press(u"recording.record"_s);
        QCOMPARE(room.recordingsEnded, 1);
        room.press(u"recording.own"_s);
        QVERIFY(!recordingAllowed(room.state()));
    }

    // SES-09: one press stops, says what to do and whom to call here, and asks how it ended.
    void anEmergencyIsLedToItsOutcome()
    {
        Room room;
        room.press(u"emergency"_s);
        QCOMPARE(room.state().stage(), u"PAUSED"_s);
        auto *steps = room.inSide<QLabel>(u"emergency.steps"_s);
        QVERIFY(steps->isVisible());
        QVERIFY2(steps->text().contains(u"112"_s), qPrintable(steps->text()));
        QVERIFY(!room.inSide<QPushButton>(u"emergency"_s)->isVisible());
        QCOMPARE(room.consultation.doAs(room.consultation.duna, u"kovacs"_s, u"case.resume"_s).error().rule, u"SES-09"_s);
        room.inSide<QPlainTextEdit>(u"emergency.outcome"_s)->setPlainText(u"fine"_s);
        room.press(u"emergency.keep"_s);
        QCOMPARE(room.failures.last().rule, u"SES-09"_s);
        room.inSide<QPlainTextEdit>(u"emergency.outcome"_s)->setPlainText(u"Fainted; lay down, 110/70, well again"_s);
        room.press(u"emergency.keep"_s);
        QVERIFY(!steps->isVisible());
        room.consultation.kovacs(u"case.resume"_s);
        QVERIFY(room.inSide<QPushButton>(u"emergency"_s)->isVisible());
    }

    // SES-04, SES-14, SES-16, SES-10.
    void theSessionIsLedBesideThePicture()
    {
        Room room;
        room.press(u"conduct.presence"_s);
        QVERIFY(!isAccompanied(room.state()));
        QVERIFY(room.inSide<QLabel>(u"conduct.alone"_s)->isVisible());
        room.press(u"conduct.presence"_s);
        QVERIFY(isAccompanied(room.state()));
        QVERIFY(!room.inSide<QLabel>(u"conduct.alone"_s)->isVisible());

        room.press(u"conduct.trouble"_s);
        room.press(u"conduct.step.AUDIO_ONLY"_s);
        QCOMPARE(room.state().latest(u"case.fallback"_s)->args().value(u"step"_s).toString(), u"AUDIO_ONLY"_s);

        room.press(u"conduct.patientAsked"_s);
        room.press(u"conduct.patientAsked.do"_s);
        QCOMPARE(room.failures.last().rule, u"SES-16"_s);
        QTest::keyClicks(room.inSide<QLineEdit>(u"conduct.question"_s), u"May I drink tea?"_s);
        QTest::keyClicks(room.inSide<QLineEdit>(u"conduct.answer"_s), u"Not strong tea"_s);
        room.press(u"conduct.patientAsked.do"_s);
        QCOMPARE(room.state().all(u"case.patient_asked"_s).size(), 1);

        room.press(u"conduct.inPerson"_s);
        room.press(u"conduct.inPerson.do"_s);
        QCOMPARE(room.failures.last().rule, u"SES-10"_s);
        QTest::keyClicks(room.inSide<QLineEdit>(u"conduct.advice"_s), u"Cardiology today"_s);
        QVERIFY(namelessControls(&room.window).isEmpty());
        const auto before = room.failures.size();
        room.press(u"conduct.inPerson.do"_s);
        QVERIFY2(room.failures.size() == before, qPrintable(room.failures.last().message + room.failures.last().detail));
        QCOMPARE(room.state().stage(), u"ABORTED"_s);
    }

    // SES-14: when the call cannot be restored, the agreed number stands there, large, and one press says how it goes on.
    void theTelephoneIsTheLastStep()
    {
        Room room;
        room.connectThem();
        auto *words = room.inSide<QLabel>(u"phone.words"_s);
        QVERIFY(!words->isVisible());
        room.bench.line.at(1).dead = true;
        room.bench.pass(70'000);
        QCOMPARE(room.bench.view().ended->message, u"call.lost"_s);
        QVERIFY(words->isVisible());
        const auto phone = agreedPhone(room.state(), Side::Invited);
        QCOMPARE(room.inSide<QLabel>(u"phone.number"_s)->isVisible(), !phone.isEmpty());
        QVERIFY(room.inSide<QLabel>(u"phone.number"_s)->text().contains(phone));
        room.press(u"phone.goOn"_s);
        QCOMPARE(room.state().latest(u"case.fallback"_s)->args().value(u"step"_s).toString(), u"PHONE"_s);
        QCOMPARE(namelessControls(&room.window), QStringList());
    }

    // It stands there while the call is still dialled again, and goes when that succeeds.
    void theTelephoneStandsThereAfterTenSeconds()
    {
        Room room;
        room.connectThem();
        auto *words = room.inSide<QLabel>(u"phone.words"_s);
        room.bench.line.at(1).dead = true;
        room.bench.pass(5000);
        QCOMPARE(room.bench.view().stage, CallStage::Interrupted);
        QVERIFY(!words->isVisible());
        QElapsedTimer clock;
        clock.start();
        QTRY_VERIFY_WITH_TIMEOUT(words->isVisible(), 15'000);
        QVERIFY(clock.elapsed() > 8000);
        QCOMPARE(room.bench.view().stage, CallStage::Interrupted);
        room.bench.line.at(1).dead = false;
        room.bench.pass(20'000);
        QCOMPARE(room.bench.view().stage, CallStage::Connected);
        QVERIFY(!words->isVisible());
    }

    // SES-12: who else is there is said by name; a newcomer is declared, who leaves is taken off.
    void whoElseIsInTheRoomIsSaid()
    {
        Room room;
        QTest::keyClicks(room.inSide<QLineEdit>(u"roll.name"_s), u"Varga Anna"_s);
        room.press(u"roll.add"_s);
        QCOMPARE(room.failures.last().rule, u"SES-12"_s); // as what?
        QTest::keyClicks(room.inSide<QLineEdit>(u"roll.as"_s), u"daughter"_s);
        QTest::keyClick(room.inSide<QLineEdit>(u"roll.as"_s), Qt::Key_Return);
        QTRY_VERIFY(room.screen->side()->findChild<QPushButton *>(u"roll.person"_s));
        QVERIFY(room.inSide<QLineEdit>(u"roll.name"_s)->text().isEmpty());
        room.consultation.li(u"case.room_roll"_s,
                             {{u"persons"_s, QCborArray{QCborMap{{u"name"_s, u"Wang"_s}, {u"as"_s, u"trainee"_s}}}}});
        room.consultation.pump();
        room.screen->openCase(room.bench.line.caseId);
        QVERIFY(room.inSide<QLabel>(u"roll.theirs"_s)->text().contains(u"Wang (trainee)"_s));
        const auto there = room.consultation.at(room.consultation.lake).latest(u"case.room_roll"_s);
        QVERIFY(there);
        room.press(u"roll.person"_s);
        QTRY_VERIFY(!room.screen->side()->findChild<QPushButton *>(u"roll.person"_s));
        const auto rolls = room.state().all(u"case.room_roll"_s);
        QCOMPARE(rolls.last()->args().value(u"persons"_s).toArray().size(), 0);
    }
};

SIZHEN_WINDOW_TEST(RoomSessionTest)
#include "roomsession_test.moc"
