// SPDX-License-Identifier: GPL-3.0-or-later
// Which device serves, and what is noticed about sound and picture: all of it pure.
#include "core/call/callmedia.h"

#include "tests/support/callline.h"
#include "tests/support/program.h"

#include <QTest>

#include <cmath>

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;

namespace {

MediaDevice soundCard(const QString &id, MediaRole role, bool isDefault = false, bool isVirtual = false)
{
    return {id, role, id, id, isVirtual, isDefault};
}

// Ten looks a second of both ends' counts, and a word of the partner each second.
struct OneWayLine {
    OneWaySound watch;
    qint64 now = 0;
    qint64 sent = 0;
    qint64 received = 0;
    qint64 heardThere = 0;
    bool goesOut = true; // our packets arrive there
    bool comesIn = true;
    bool reports = true;
    StreamState partnerSound = StreamState::On;
    bool weSend = true;
    std::optional<qint64> alarmAt;
    OneWaySound::Alarm alarm = OneWaySound::Alarm::None;

    OneWayLine() { watch.begin(0); }

    void pass(qint64 ms)
    {
        for (const auto until = now + ms; now < until;) {
            now += 100;
            sent += weSend ? 5 : 0;
            heardThere += weSend && goesOut ? 5 : 0;
            received += comesIn && partnerSound != StreamState::None ? 5 : 0;
            if (now % 1000 == 0 && reports)
                watch.partnerSaid({partnerSound, StreamState::On, heardThere}, now);
            alarm = watch.look(sent, received, now);
            if (alarm != OneWaySound::Alarm::None && !alarmAt)
                alarmAt = now;
        }
    }
};

} // namespace

class CallDevicesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void theNamedDeviceElseTheSystemsElseNone_data()
    {
        using Why = DevicePick::Why;
        QTest::addColumn<QString>("there");
        QTest::addColumn<QString>("chosen");
        QTest::addColumn<QString>("device");
        QTest::addColumn<int>("why");
        QTest::newRow("named") << u"usb onboard*"_s << u"usb"_s << u"usb"_s << int(Why::Chosen);
        QTest::newRow("nothing named") << u"usb onboard*"_s << QString() << u"onboard"_s << int(Why::Usual);
        QTest::newRow("no default is known") << u"usb onboard"_s << QString() << u"usb"_s << int(Why::Usual);
        QTest::newRow("the named one is gone") << u"onboard*"_s << u"usb"_s << u"onboard"_s << int(Why::FallenBack);
        QTest::newRow("only made ones") << u"~monitor*"_s << u"usb"_s << QString() << int(Why::Gone);
        QTest::newRow("a made one is never taken by itself")
            << u"~monitor*"_s << QString() << QString() << int(Why::None);
        QTest::newRow("a made one that was named")
            << u"~monitor onboard*"_s << u"~monitor"_s << u"~monitor"_s << int(Why::Chosen);
        QTest::newRow("nothing") << QString() << QString() << QString() << int(Why::None);
        QTest::newRow("the practice patient")
            << u"onboard*"_s << u"patient:voice"_s << u"patient:voice"_s << int(Why::Chosen);
    }

    void theNamedDeviceElseTheSystemsElseNone()
    {
        QFETCH(QString, there);
        QFETCH(QString, chosen);
        QFETCH(QString, device);
        QFETCH(int, why);
        QList<MediaDevice> devices{soundCard(u"usb"_s, MediaRole::Loudspeaker, true)}; // another role's
        for (auto id : there.split(u' ', Qt::SkipEmptyParts)) {
            const bool isDefault = id.endsWith(u'*');
            id.remove(u'*');
            devices.append(soundCard(id, MediaRole::Microphone, isDefault, id.startsWith(u'~')));
        }
        const auto pick = pickDevice(devices, MediaRole::Microphone, chosen);
        QCOMPARE(pick.device ? pick.device->id : QString(), device);
        QCOMPARE(int(pick.why), why);
        if (pick.device)
            QCOMPARE(pick.device->role, MediaRole::Microphone);
    }

    void aTongueCameraIsOnlyTakenWhenItWasNamed()
    {
        const QList<MediaDevice> devices{soundCard(u"face"_s, MediaRole::Camera, true)};
        QVERIFY(!pickDevice(devices, MediaRole::TongueCamera, {}).device);
        QVERIFY(!pickDevice(devices, MediaRole::TongueCamera, u"gone"_s).device);
        QVERIFY(pickDevice(devices, MediaRole::TongueCamera, u"face"_s).device);
    }

    void aChoiceIsKeptAsText()
    {
        MediaChoice choice;
        choice.ids
            = {{MediaRole::Microphone, u"pulse:alsa_input.usb-Jabra 😀"_s}, {MediaRole::TongueCamera, u"v4l2:x"_s}};
        choice.echoCancel = false;
        QCOMPARE(MediaChoice::fromText(choice.toText()), choice);
        QCOMPARE(MediaChoice().toText(), QString());
        QCOMPARE(MediaChoice::fromText({}), MediaChoice());
        QCOMPARE(MediaChoice::fromText(u"[\"nonsense"_s), MediaChoice());
        QCOMPARE(
            MediaChoice::fromText(u"{\"microphone\":7,\"nose\":\"x\",\"camera\":\"%1\"}"_s.arg(QString(600, u'a'))),
            MediaChoice());
    }

    void soundBothWaysRaisesNoAlarm()
    {
        OneWayLine line;
        line.pass(30'000);
        QVERIFY(!line.alarmAt);
        line.partnerSound = StreamState::Off; // muted: its packets go on
        line.pass(10'000);
        line.partnerSound = StreamState::None; // has no microphone: said, so nothing is missed
        line.pass(10'000);
        line.weSend = false;
        line.pass(10'000);
        line.reports = false; // the link is cut: nobody can know
        line.pass(10'000);
        QVERIFY(!line.alarmAt);
    }

    void soundThatGoesOneWayIsSaidWithinThreeSeconds()
    {
        OneWayLine there;
        there.pass(5000);
        there.goesOut = false;
        there.pass(5000);
        QCOMPARE(there.alarm, OneWaySound::Alarm::NotHeardThere);
        QVERIFY2(*there.alarmAt - 5000 <= 3000, qPrintable(QString::number(*there.alarmAt)));
        there.goesOut = true;
        there.pass(1500);
        QCOMPARE(there.alarm, OneWaySound::Alarm::None);

        OneWayLine here;
        here.pass(5000);
        here.comesIn = false;
        here.pass(5000);
        QCOMPARE(here.alarm, OneWaySound::Alarm::NotHeardHere);
        QVERIFY(*here.alarmAt - 5000 <= 3000);
        here.comesIn = true;
        here.pass(200);
        QCOMPARE(here.alarm, OneWaySound::Alarm::None);
    }

    void soundThatNeverCameIsSaidAsWell()
    {
        OneWayLine line;
        line.comesIn = false;
        line.pass(3500); // a report each second, from the first on
        QCOMPARE(line.alarm, OneWaySound::Alarm::NotHeardHere);
    }

    void whoBeginsToSendIsNotHeardAtOnceAndThatIsNoAlarm()
    {
        OneWayLine line;
        line.weSend = false;
        line.pass(20'000);
        line.weSend = true;
        line.goesOut = false;
        line.pass(1900);
        QVERIFY(!line.alarmAt);
        line.goesOut = true;
        line.pass(5000);
        QVERIFY(!line.alarmAt);
    }

    void speechThatIsNotSentIsNoticed()
    {
        UnsentSpeech watch;
        qint64 now = 0;
        const auto speak = [&](double db, bool sends, int looks) {
            bool alarm = false;
            for (int i = 0; i < looks; ++i)
                alarm = watch.look(i % 2 == 0 ? db : -70, sends, now += 100); // syllables
            return alarm;
        };
        QVERIFY(!speak(-25, true, 50)); // is sent
        QVERIFY(!speak(-55, false, 50)); // a quiet room
        QVERIFY(!speak(-25, false, 4)); // a cough
        QVERIFY(speak(-25, false, 12));
        QVERIFY(now < 20'000);
        QVERIFY(speak(-70, false, 20)); // stands, so that it can be read
        QVERIFY(!speak(-70, false, 40));
        QVERIFY(speak(-25, false, 20));
        QVERIFY(!speak(-25, true, 1)); // switched on: over at once
    }

    void aCameraIsJudgedByWhatItGives()
    {
        using Verdict = CameraWatch::Verdict;
        const auto judged = [](int perSecond, QSize size) {
            CameraWatch watch;
            watch.begin(1000);
            auto verdict = Verdict::Unknown;
            for (int s = 1; s <= 6; ++s)
                verdict = watch.look(s * perSecond, size, 1000 + s * 1000);
            return verdict;
        };
        QCOMPARE(judged(30, {1280, 720}), Verdict::Good);
        QCOMPARE(judged(0, {}), Verdict::NoPicture);
        QCOMPARE(judged(5, {1280, 720}), Verdict::Slow);
        QCOMPARE(judged(30, {160, 120}), Verdict::Small);
        CameraWatch watch; // one that stops
        watch.begin(0);
        qint64 pictures = 0;
        for (int s = 1; s <= 5; ++s)
            QVERIFY(watch.look(pictures += 30, {1280, 720}, s * 1000) != Verdict::NoPicture);
        QVERIFY(watch.look(pictures, {1280, 720}, 7900) != Verdict::NoPicture);
        QCOMPARE(watch.look(pictures, {1280, 720}, 8000), Verdict::NoPicture); // 3 s
    }

    void aToneIsMeasuredAtItsPitchOnly()
    {
        QVector<qint16> samples(48'000);
        for (int i = 0; i < samples.size(); ++i)
            samples[i] = qint16(32767 * 0.1 * std::sin(2 * M_PI * 1000 * i / 48'000.0));
        QVERIFY(std::abs(toneLevelDb(samples, 1000, 48'000) + 20) < 0.1);
        QVERIFY(toneLevelDb(samples, 440, 48'000) < -60);
        QCOMPARE(toneLevelDb({}, 440, 48'000), SoundLevels::silentDb);
    }

    void aTestOfDevicesEndsInOneWord()
    {
        MediaFindings findings;
        QCOMPARE(judgeLoudspeaker(findings, false), MediaVerdict::NoDevice);
        QCOMPARE(judgeLoudspeaker(findings, true), MediaVerdict::Silent);
        QCOMPARE(judgeMicrophone(findings, true), MediaVerdict::Silent);
        QCOMPARE(judgeCamera(findings, true), MediaVerdict::NoPicture);
        findings.toneDb = -30;
        QCOMPARE(judgeLoudspeaker(findings, true), MediaVerdict::Good);
        findings.toneBeforeDb = -32; // somebody whistles
        QCOMPARE(judgeLoudspeaker(findings, true), MediaVerdict::Silent);
        findings.loudestDb = -50;
        QCOMPARE(judgeMicrophone(findings, true), MediaVerdict::Good);
        findings.pictureSize = {1280, 720};
        findings.picturesPerSecond = 29;
        QCOMPARE(judgeCamera(findings, true), MediaVerdict::Good);
        findings.camera = Error{Fault::Io, {}, {}, {}, {}};
        QCOMPARE(judgeCamera(findings, true), MediaVerdict::NotOpened);
    }

    // Said at once, and not with the next word a second later.
    void thePartnerKnowsWhatIsMuted()
    {
        CallLineModel line;
        line.invite(0);
        QVERIFY(line.passUntil([&] { return line.call(1).stage() == CallStage::Ringing; }));
        line.accept(1);
        QVERIFY(line.passUntil([&] { return line.isConnected(0, 1); }));
        QVERIFY(!line.call(0).partnerSending()); // an engine that says nothing
        line.pass(1000);
        line.run(1, line.call(1).sending({StreamState::Off, StreamState::On, 7}, line.now));
        QVERIFY(line.passUntil([&] { return line.call(0).partnerSending().has_value(); }, 100));
        QCOMPARE(line.call(0).partnerSending()->sound, StreamState::Off);
        line.run(1, line.call(1).sending({StreamState::Off, StreamState::On, 57}, line.now)); // a count waits
        line.pass(1200);
        QCOMPARE(line.call(0).partnerSending()->heard, 57);
        line.hangUp(0);
        line.pass(6000);
        line.invite(0);
        QVERIFY(!line.call(0).partnerSending()); // another call
    }

    // No packet is missed of who has neither microphone nor camera; and when both are back, packets are waited for
    // again.
    void whoSaysThatNothingIsSentIsNotInterrupted()
    {
        CallLineModel line;
        line.invite(0);
        QVERIFY(line.passUntil([&] { return line.call(1).stage() == CallStage::Ringing; }));
        line.accept(1);
        QVERIFY(line.passUntil([&] { return line.isConnected(0, 1); }));
        for (const int i : {0, 1})
            line.run(i, line.call(i).sending({StreamState::None, StreamState::Off, 0}, line.now));
        line.isMediaCut = [](qint64) { return true; }; // no packet comes any more
        line.pass(8000);
        QVERIFY(line.isConnected(0, 1));
        QVERIFY(!line.at(0).stages.contains(u"interrupted"_s) && !line.at(1).stages.contains(u"interrupted"_s));
        line.run(1, line.call(1).sending({StreamState::On, StreamState::Off, 0}, line.now));
        line.pass(4000);
        QVERIFY(line.call(0).stage() != CallStage::Connected);
    }
};

SIZHEN_TEST(CallDevicesTest)
#include "calldevices_test.moc"
