// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/roomscreen.h"

#include "core/consult/recording.h"
#include "core/consult/sessionrecord.h"
#include "core/consult/sharedpictures.h"
#include "tests/support/callbench.h"
#include "tests/support/casebench.h"
#include "tests/support/mediabench.h"
#include "tests/support/precheckbench.h"
#include "tests/support/program.h"
#include "tests/ui/support/uichecks.h"
#include "ui/screens/mediadialog.h"
#include "ui/screens/precheckdialog.h"
#include "ui/texts/translations.h"
#include "ui/theme/theme.h"
#include "ui/widgets/callcontrols.h"
#include "ui/widgets/levelbar.h"
#include "ui/widgets/mark.h"
#include "ui/widgets/markedpicture.h"
#include "ui/widgets/textlabel.h"
#include "ui/widgets/videoview.h"

#include <QApplication>
#include <QBuffer>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;
using namespace sizhen::test;

// The room over two real machines that call each other.
class RoomScreenTest final : public QObject
{
    Q_OBJECT

private:
    struct Room {
        Consultation consultation;
        Seat seat;
        CallBench bench;
        MediaBench media;
        PreCheckBench check;
        std::unique_ptr<RoomScreen> screen;

        QWidget window; // as the main window lays screen and side
        QList<Error> failures;
        int recordingsEnded = 0;

        explicit Room(const QString &language = u"en"_s, QSize size = {1280, 700})
            : seat(consultation.duna, u"kovacs"_s, language)
        {
            consultation.untilSession();
            bench.useCase(consultation.caseId);
            seat.context.calls = &bench;
            seat.context.media = &media;
            seat.context.preCall = &check;
            seat.context.beginRecording = [this](const QByteArray &id) {
                return consultation.duna.desk->act(id, u"case.recording_started"_s,
                                                   recordingStartArgs(QByteArray(16, 'r'), {u"picture.inviting"_s}),
                                                   consultation.duna.actor(u"kovacs"_s));
            };
            seat.context.endRecording = [this] { ++recordingsEnded; };
            media.equip();
            screen = std::make_unique<RoomScreen>(seat.context);
            auto *row = new QHBoxLayout(&window);
            row->setContentsMargins(0, 0, 0, 0);
            row->addWidget(screen.get(), 1);
            auto *side = screen->side();
            side->setFixedWidth(theme::sideWidth);
            row->addWidget(side);
            window.resize(size);
            window.show();
            QObject::connect(screen.get(), &Screen::failed, screen.get(),
                             [this](const Error &error) { failures.append(error); });
            screen->openCase(bench.line.caseId);
        }

        ~Room() { screen.reset(); }

        [[nodiscard]] CaseState state() { return consultation.at(consultation.duna); }

        void press(const QString &name)
        {
            QCoreApplication::processEvents(); // what was opened before has its place now
            QTest::mouseClick(inSide<QPushButton>(name), Qt::LeftButton);
        }

        template <typename T>
        [[nodiscard]] T *inSide(const QString &name) const
        {
            auto *found = screen->side()->findChild<T *>(name);
            if (!found)
                qFatal("no %s here", qPrintable(name));
            return found;
        }

        template <typename T>
        [[nodiscard]] T *find(const QString &name) const
        {
            auto *found = screen->findChild<T *>(name);
            if (!found)
                qFatal("no %s here", qPrintable(name));
            return found;
        }

        [[nodiscard]] QPushButton *call() const { return find<QPushButton>(u"call"_s); }

        [[nodiscard]] QPushButton *end() const { return find<QPushButton>(u"endCall"_s); }

        [[nodiscard]] VideoView *picture() const { return find<VideoView>(u"partnerPicture"_s); }

        [[nodiscard]] CallControls *controls() const { return find<CallControls>(u"callControls"_s); }

        [[nodiscard]] QString keys() const { return find<TextLabel>(u"keys"_s)->text(); }

        void connectThem()
        {
            call()->click();
            for (int i = 0; i < 20 && bench.line.call(1).stage() != CallStage::Ringing; ++i)
                bench.pass(100);
            bench.line.accept(1);
            bench.pass(3000);
        }

        static QVideoFrame frameOf(const QImage &image)
        {
            QVideoFrame frame(QVideoFrameFormat(image.size(), QVideoFrameFormat::Format_BGRX8888));
            if (!frame.map(QVideoFrame::WriteOnly))
                qFatal("frame");
            QImage target(frame.bits(0), image.width(), image.height(), frame.bytesPerLine(0), QImage::Format_RGB32);
            for (int y = 0; y < image.height(); ++y)
                std::copy_n(image.constScanLine(y), image.bytesPerLine(), target.scanLine(y));
            frame.unmap();
            return frame;
        }

        void showFrame(Qt::GlobalColor colour)
        {
            QImage image(640, 360, QImage::Format_RGB32);
            image.fill(colour);
            Q_EMIT bench.pictureArrived(frameOf(image));
        }

        void showOwn() // red on the left
        {
            QImage image(320, 180, QImage::Format_RGB32);
            image.fill(Qt::blue);
            for (int y = 0; y < 180; ++y)
                for (int x = 0; x < 160; ++x)
                    image.setPixelColor(x, y, Qt::red);
            media.now.sending = CallSending{};
            Q_EMIT media.changed();
            Q_EMIT media.ownPictureArrived(frameOf(image));
        }
    };

private Q_SLOTS:

    void initTestCase()
    {
        QVERIFY(startCrypto());
        theme::apply(*qobject_cast<QApplication *>(QCoreApplication::instance()), false);
    }

    void itCallsShowsAndEnds()
    {
        Room room;
        QVERIFY(!room.end()->isEnabled());
        QCOMPARE(room.picture()->accessibleDescription(), u"No call"_s);
        QVERIFY(namelessControls(room.screen.get()).isEmpty());
        room.connectThem();
        QVERIFY(room.bench.line.isConnected(0, 1));
        QVERIFY(room.keys().contains(u"Room 1"_s)); // SES-08
        QVERIFY(room.picture()->accessibleName().contains(u"Kovács"_s)); // SES-03: by name
        QVERIFY(!room.call()->isEnabled());
        room.showFrame(Qt::red);
        QVERIFY(room.picture()->hasPicture());
        QCOMPARE(room.picture()->grab().toImage().pixelColor(room.picture()->rect().center()), QColor(Qt::red));
        room.end()->click();
        QVERIFY(!room.picture()->hasPicture()); // who is gone is not shown any more
        QVERIFY(room.picture()->accessibleDescription().contains(u"ended here"_s));
        QVERIFY(room.call()->isEnabled());
    }

    void aCallThatComesIsAnsweredOrDeclined()
    {
        Room room;
        room.bench.line.invite(1);
        room.bench.pass(1000);
        QCOMPARE(room.call()->text(), u"Answer"_s);
        QCOMPARE(room.end()->text(), u"Decline"_s);
        room.end()->click();
        room.bench.pass(1000);
        QCOMPARE(room.bench.line.call(1).ended()->message, u"call.declined"_s);
        room.bench.line.invite(1);
        room.bench.pass(1000);
        room.call()->click();
        room.bench.pass(3000);
        QVERIFY(room.bench.line.isConnected(0, 1));
    }

    // Never black without words.
    void aPartnerThatFallsSilentIsSaid()
    {
        Room room;
        room.connectThem();
        room.showFrame(Qt::red);
        QSignalSpy failed(room.screen.get(), &Screen::failed);
        room.bench.line.at(1).dead = true;
        room.bench.pass(6000);
        QVERIFY(room.picture()->hasPicture()); // the last one, under a veil
        QVERIFY(room.picture()->accessibleDescription().contains(u"does not answer"_s));
        QCOMPARE(failed.size(), 2);
        QVERIFY(room.end()->isEnabled());
    }

    // A picture that gets smaller is no fault of the camera: the line is named, with its figure.
    void whyThePictureIsSentSmallerIsSaid()
    {
        Room room;
        room.connectThem();
        const auto *words = room.find<TextLabel>(u"sending"_s);
        QVERIFY(words->text().isEmpty()); // nothing is known
        room.bench.sending = SendingStatistics{.sentKbit = 1504, .targetKbit = 1600, .picture = {{1280, 720}, 30}};
        room.bench.pass(1000);
        QCOMPARE(words->text(), u"Your picture is sent with 720 lines, 1,500 kbit/s"_s);
        room.bench.sending->trouble = LineTrouble::Narrow;
        room.bench.sending->carriesKbit = 604;
        room.bench.pass(1000);
        QVERIFY(words->text().contains(u"less sharp"_s));
        room.bench.sending->smaller = true;
        room.bench.sending->picture = {{960, 540}, 30};
        room.bench.pass(1000);
        QCOMPARE(words->text(), u"Your picture is sent smaller, with 540 lines: the line carries 600 kbit/s"_s);
        room.bench.sending->trouble = LineTrouble::Silent;
        room.bench.pass(1000);
        QVERIFY(words->text().contains(u"does not confirm"_s));
        room.end()->click();
        QVERIFY(words->text().isEmpty());
    }

    void oneSeesOneselfAsInAMirror()
    {
        Room room;
        room.connectThem();
        room.showOwn();
        auto *own = room.find<VideoView>(u"ownPicture"_s);
        QVERIFY(own->hasPicture());
        const auto seen = own->grab().toImage();
        QCOMPARE(seen.pixelColor(seen.width() - 10, seen.height() / 2), QColor(Qt::red));
        QCOMPARE(seen.pixelColor(10, seen.height() / 2), QColor(Qt::blue));
        room.find<QPushButton>(u"camera"_s)->click();
        QVERIFY(room.media.now.cameraOff);
        QVERIFY(!own->hasPicture());
        QVERIFY(room.controls()->words().contains(u"camera is off"_s));
        room.find<QPushButton>(u"camera"_s)->click();
        QVERIFY(!room.media.now.cameraOff);
        room.end()->click();
        room.showOwn(); // one that was under way
        QVERIFY(!own->hasPicture());
    }

    void theMicrophoneIsSwitchedByKeyAndWhoSpeaksOnIsTold()
    {
        Room room;
        auto *mute = room.find<QPushButton>(u"microphone"_s);
        QVERIFY(!mute->isEnabled()); // nobody speaks
        room.connectThem();
        QVERIFY(mute->isEnabled());
        QCOMPARE(mute->shortcut(), QKeySequence(u"Ctrl+Shift+M"_s));
        QApplication::setActiveWindow(room.screen.get());
        QVERIFY(QTest::qWaitForWindowActive(room.screen.get()));
        QTest::keyClick(room.screen.get(), Qt::Key_M, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY(room.media.now.muted);
        QCOMPARE(mute->text(), u"Unmute the microphone"_s); // what it will do
        QVERIFY(room.controls()->words().contains(u"microphone is off"_s));
        Q_EMIT room.media.levelsChanged({-20, -30, true});
        QVERIFY(room.find<LevelBar>(u"microphoneLevel"_s)->fraction() > 0.6);
        QCOMPARE(room.find<LevelBar>(u"loudspeakerLevel"_s)->fraction(), 0.5);
        room.media.now.unsentSpeech = true;
        Q_EMIT room.media.changed();
        QCOMPARE(room.controls()->words(), u"You are speaking, and your microphone is off."_s);
        QTest::keyClick(room.screen.get(), Qt::Key_M, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY(!room.media.now.muted);
        QVERIFY(namelessControls(room.screen.get()).isEmpty());
    }

    // Red in words for what is missing; said calmly for what is replaced.
    void whatIsWrongWithSoundAndPictureIsSaid()
    {
        Room room;
        room.connectThem();
        QVERIFY(room.controls()->words().contains(u"ready"_s));
        room.media.now.choice.ids.insert(MediaRole::Microphone, u"pulse:gone"_s);
        Q_EMIT room.media.changed();
        QVERIFY2(room.controls()->words().contains(u"Built-in Audio is used"_s), qPrintable(room.controls()->words()));
        room.media.now.devices.removeIf([](const MediaDevice &one) { return one.role == MediaRole::Microphone; });
        Q_EMIT room.media.changed();
        QVERIFY(room.controls()->words().contains(u"microphone was unplugged"_s));
        room.media.now.oneWay = OneWaySound::Alarm::NotHeardHere;
        Q_EMIT room.media.changed();
        QVERIFY(room.controls()->words().contains(u"do not hear the partner"_s));
        room.media.now.partner = CallSending{StreamState::Off, StreamState::Off, 0};
        Q_EMIT room.media.changed();
        QVERIFY(room.find<TextLabel>(u"partnerMedia"_s)->text().contains(u"microphone and camera off"_s));
    }

    void devicesAreChosenInTheRoom()
    {
        Room room;
        room.find<QPushButton>(u"devices"_s)->click();
        const QPointer<MediaDialog> dialog(room.screen->findChild<MediaDialog *>());
        QVERIFY(dialog && dialog->isVisible());
        QVERIFY(namelessControls(dialog).isEmpty());
        auto *microphone = dialog->findChild<QComboBox *>(u"microphone"_s);
        QCOMPARE(microphone->count(), 3);
        QVERIFY(microphone->itemText(0).contains(u"Built-in Audio"_s));
        microphone->setFocus();
        QTest::keyClick(microphone, Qt::Key_Down);
        QCOMPARE(room.media.now.choice.ids.value(MediaRole::Microphone), u"pulse:headset"_s);
        room.media.now.devices.removeAt(1); // unplugged: the choice stays, and says so
        Q_EMIT room.media.changed();
        QCOMPARE(microphone->currentData().toString(), u"pulse:headset"_s);
        QVERIFY(microphone->currentText().contains(u"not connected"_s));
        dialog->findChild<QPushButton *>(u"closeMedia"_s)->click();
        QTRY_VERIFY(!dialog);
    }

    void anotherCasesCallIsNotThisRooms()
    {
        Room room;
        room.connectThem();
        room.screen->openCase(QByteArray(16, 'd'));
        room.showFrame(Qt::red);
        QVERIFY(!room.picture()->hasPicture());
        QVERIFY(!room.call()->isEnabled()); // one call at a time
        QVERIFY(!room.end()->isEnabled());
    }

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

    // SES-01, NET-05: one press tries everything; one line says whether it will do, and the session's list takes it.
    void theRoomIsCheckedBeforeTheCall()
    {
        Room room;
        auto *words = room.find<QLabel>(u"preCheck.words"_s);
        QCOMPARE(words->text(), u"Not checked today."_s);
        room.find<QPushButton>(u"preCheck"_s)->click();
        QCOMPARE(room.check.begun, 1);
        const QPointer<PreCheckDialog> dialog(room.screen->window()->findChild<PreCheckDialog *>());
        QVERIFY(dialog && dialog->isVisible());
        QVERIFY(dialog->findChild<QPushButton *>(u"preCheck.stop"_s)->isVisible());
        dialog->findChild<QPushButton *>(u"preCheck.stop"_s)->click();
        QVERIFY(!room.check.isRunning());
        dialog->findChild<QPushButton *>(u"preCheck.run"_s)->click();
        auto found = PreCheckBench::usual();
        found.devices.microphone.reset();
        room.check.finish(found, room.consultation.now);
        const auto *verdict = dialog->findChild<QLabel *>(u"preCheck.verdict"_s);
        QVERIFY2(verdict->text().startsWith(u"Not ready: No microphone"_s), qPrintable(verdict->text()));
        QCOMPARE(dialog->findChild<StatusDot *>(u"preCheck.microphone"_s)->mark(), Mark::Fault);
        QCOMPARE(namelessControls(dialog), QStringList());
        QTest::keyClick(dialog, Qt::Key_Return); // once more
        QCOMPARE(room.check.begun, 3);
        found = PreCheckBench::usual();
        found.line->upKbit = 20'000;
        room.check.finish(found, room.consultation.now);
        QCOMPARE(verdict->text(), u"Ready for the consultation."_s);
        QTest::keyClick(dialog, Qt::Key_Escape);
        QTRY_VERIFY(!dialog);
        QVERIFY2(words->text().startsWith(u"Ready for the consultation."_s), qPrintable(words->text()));
        room.connectThem();
        QVERIFY(!words->isVisible()); // while somebody speaks there is nothing to check
    }

    void theCheckInBothLanguagesByDayAndNight()
    {
        auto &app = *qobject_cast<QApplication *>(QCoreApplication::instance());
        for (const bool dark : {false, true})
            for (const auto &language : {u"en"_s, u"zh"_s}) {
                theme::apply(app, dark);
                Translations words;
                QVERIFY(words.use(language));
                Room room(language, QSize(1280, 744));
                room.find<QPushButton>(u"preCheck"_s)->click();
                auto *dialog = room.screen->window()->findChild<PreCheckDialog *>();
                QVERIFY(dialog);
                QTest::qWait(20);
                const auto shoot = [&](const QString &what) {
                    const auto folder = qEnvironmentVariable("SIZHEN_SHOTS");
                    return folder.isEmpty()
                        || dialog->grab().save(u"%1/check-%2-%3-%4.png"_s.arg(
                            folder, what, language, dark ? u"dark"_s : u"light"_s));
                };
                QVERIFY(shoot(u"runs"_s));
                auto found = PreCheckBench::usual();
                found.ways[1].ms.reset();
                found.media->toneDb = -69;
                room.check.finish(found, room.consultation.now);
                QTest::qWait(20);
                QCOMPARE(clippedWords(dialog), QStringList());
                QVERIFY(shoot(u"done"_s));
                room.screen->openCase(room.bench.line.caseId);
                const auto folder = qEnvironmentVariable("SIZHEN_SHOTS");
                QVERIFY(folder.isEmpty()
                        || room.window.grab().save(
                            u"%1/check-room-%2-%3.png"_s.arg(folder, language, dark ? u"dark"_s : u"light"_s)));
                dialog->reject();
            }
        theme::apply(app, false);
    }

    void itSpeaksChineseInTheDark()
    {
        auto &app = *qobject_cast<QApplication *>(QCoreApplication::instance());
        for (const bool dark : {false, true})
            for (const auto &language : {u"en"_s, u"zh"_s}) {
                theme::apply(app, dark);
                Translations words;
                QVERIFY(words.use(language));
                Room room(language, QSize(1280, 744));
                room.connectThem();
                room.consultation.kovacs(u"case.note"_s, {{u"text"_s, u"Please turn the lamp to the tongue"_s}, {u"kind"_s, u"said"_s}});
                room.consultation.li(u"case.note"_s, {{u"text"_s, u"舌尖红，请再看舌下"_s}, {u"kind"_s, u"said"_s}});
                room.consultation.pump();
                room.showFrame(Qt::darkCyan);
                room.showOwn();
                Q_EMIT room.media.levelsChanged({-18, -30, true});
                QCOMPARE(room.end()->text(), language == u"zh"_s ? u"结束通话"_s : u"End the call"_s);
                const auto folder = qEnvironmentVariable("SIZHEN_SHOTS");
                for (const auto size : {QSize(1080, 700), QSize(1720, 980)}) { // beside the rail at 1280 × 800 and full HD
                    room.window.resize(size.width() + theme::sideWidth / 2, size.height());
                    QTest::qWait(20);
                    QVERIFY(room.controls()->height() < size.height() / 3); // the partner's picture has the room
                    if (!folder.isEmpty())
                        QVERIFY(room.window.grab().save(u"%1/room-%2-%3-%4.png"_s.arg(
                            folder, language, dark ? u"dark"_s : u"light"_s, QString::number(size.width()))));
                }
                room.find<QPushButton>(u"devices"_s)->click();
                if (!folder.isEmpty())
                    QVERIFY(room.screen->findChild<MediaDialog *>()->grab().save(
                        u"%1/media-%2-%3.png"_s.arg(folder, language, dark ? u"dark"_s : u"light"_s)));
                room.media.now.muted = true;
                room.media.now.unsentSpeech = true;
                Q_EMIT room.media.changed();
                room.bench.line.at(1).dead = true;
                room.bench.pass(6000);
                room.press(u"emergency"_s);
                room.press(u"conduct.trouble"_s);
                QTest::qWait(20); // words of another length
                if (!folder.isEmpty())
                    QVERIFY(room.window.grab().save(
                        u"%1/room-silent-%2-%3.png"_s.arg(folder, language, dark ? u"dark"_s : u"light"_s)));
            }
        theme::apply(app, false);
    }
};

SIZHEN_WINDOW_TEST(RoomScreenTest)
#include "roomscreen_test.moc"
