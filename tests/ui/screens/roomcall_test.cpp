// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/screens/room.h"

#include "ui/screens/mediadialog.h"
#include "ui/texts/translations.h"
#include "ui/widgets/levelbar.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalSpy>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;
using namespace sizhen::test;

// The call as the room shows it.
class RoomCallTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { startRooms(); }

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

SIZHEN_WINDOW_TEST(RoomCallTest)
#include "roomcall_test.moc"
