// SPDX-License-Identifier: GPL-3.0-or-later
// The list of devices and their test outside of a call, with a PulseAudio of our own.
#include "devices/media/gstcheck.h"
#include "devices/media/gstdevices.h"
#include "devices/media/inputbin.h"

#include "tests/support/echoroom.h"
#include "tests/support/program.h"

#include <QSignalSpy>
#include <QTest>
#include <QVideoFrame>

using namespace sizhen;
using namespace sizhen::test;

class MediaCheckTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<SoundServer> m_server;

    static MediaDevice soundDevice(MediaRole role, const QString &name)
    {
        return {u"pulse:"_s + name, role, name, name, true, false};
    }

    static std::optional<MediaDevice> listed(const MediaDevices &devices, const QString &id)
    {
        for (const auto &device : devices.list())
            if (device.id == id)
                return device;
        return {};
    }

    MediaFindings check(const CallDevices &devices)
    {
        GstCheck check;
        QSignalSpy found(&check, &MediaCheck::found);
        QSignalSpy pictures(&check, &MediaCheck::pictureArrived);
        QSignalSpy levels(&check, &MediaCheck::levelsChanged);
        check.start(devices);
        [&] { QTRY_VERIFY_WITH_TIMEOUT(levels.size() > 5, 30'000); }();
        check.playSound();
        [&] { QTRY_COMPARE_WITH_TIMEOUT(found.size(), 1, 10'000); }();
        m_pictures = pictures.size();
        return found.isEmpty() ? MediaFindings() : found.first().first().value<MediaFindings>();
    }

    qsizetype m_pictures = 0;

private Q_SLOTS:

    void initTestCase()
    {
        if (!SoundServer::isInstalled())
            QSKIP("PulseAudio is not installed");
        if (const auto loaded = loadGStreamer(); !loaded)
            QFAIL(qPrintable(loaded.error().detail));
        m_server = std::make_unique<SoundServer>();
        (void)m_server->addLoudspeaker(u"ear"_s);
        (void)m_server->addLoudspeaker(u"elsewhere"_s);
    }

    void cleanupTestCase() { m_server.reset(); }

    // What it is comes with it; what another program makes is said to be so; and each is heard of when it comes or
    // goes.
    void devicesAreListedAsTheyComeAndGo()
    {
        GstDevices devices;
        QSignalSpy changed(&devices, &MediaDevices::changed);
        devices.start();
        QTRY_VERIFY_WITH_TIMEOUT(devices.isKnown(), 30'000);
        QVERIFY(listed(devices, u"pulse:ear"_s) && listed(devices, u"pulse:ear"_s)->isVirtual);
        QCOMPARE(listed(devices, u"pulse:ear"_s)->role, MediaRole::Loudspeaker);
        QVERIFY(listed(devices, u"pulse:ear.monitor"_s)->isVirtual);
        QVERIFY(!pickDevice(devices.list(), MediaRole::Microphone, {}).device); // monitors only: silence
        QVERIFY(listed(devices, u"patient:voice"_s));
        const int headset = m_server->addMicrophone(u"headset"_s, u"elsewhere"_s);
        QTRY_VERIFY_WITH_TIMEOUT(listed(devices, u"pulse:headset"_s), 5000);
        QVERIFY(!listed(devices, u"pulse:headset"_s)->isVirtual);
        QCOMPARE(pickDevice(devices.list(), MediaRole::Microphone, {}).device->id, u"pulse:headset"_s);
        QCOMPARE(pickDevice(devices.list(), MediaRole::Microphone, u"pulse:desk"_s).why, DevicePick::Why::FallenBack);
        m_server->unload(headset);
        QTRY_VERIFY_WITH_TIMEOUT(!listed(devices, u"pulse:headset"_s), 5000);
        QCOMPARE(pickDevice(devices.list(), MediaRole::Microphone, u"pulse:headset"_s).why, DevicePick::Why::Gone);
    }

    void aMicrophoneThatHearsItsLoudspeakerIsGood()
    {
        CallDevices devices;
        devices.camera = madeDevice(u"test:ball"_s, MediaRole::Camera);
        devices.microphone = soundDevice(MediaRole::Microphone, u"ear.monitor"_s);
        devices.loudspeaker = soundDevice(MediaRole::Loudspeaker, u"ear"_s);
        const auto findings = check(devices);
        qInfo("tone %.1f dB, before %.1f dB, after %d ms; %.1f pictures a second", findings.toneDb,
              findings.toneBeforeDb, findings.echoMs.value_or(-1), findings.picturesPerSecond);
        QCOMPARE(judgeLoudspeaker(findings, true), MediaVerdict::Good);
        QCOMPARE(judgeMicrophone(findings, true), MediaVerdict::Good);
        QCOMPARE(judgeCamera(findings, true), MediaVerdict::Good);
        QVERIFY(findings.echoMs && *findings.echoMs < 600);
        QVERIFY(m_pictures > 5);
    }

    void aMicrophoneThatDoesNotHearItSaysSo()
    {
        CallDevices devices;
        devices.microphone = soundDevice(MediaRole::Microphone, u"elsewhere.monitor"_s);
        devices.loudspeaker = soundDevice(MediaRole::Loudspeaker, u"ear"_s);
        const auto findings = check(devices);
        QCOMPARE(judgeLoudspeaker(findings, true), MediaVerdict::Silent);
        QCOMPARE(judgeMicrophone(findings, true), MediaVerdict::Silent); // not a sound in all the time
        QVERIFY(!findings.echoMs);
    }

    void aDeviceThatIsGoneIsSaidAndHoldsUpNothing()
    {
        CallDevices devices;
        devices.camera = MediaDevice{u"v4l2:gone"_s, MediaRole::Camera, u"gone"_s, u"/dev/video97"_s, false, false};
        devices.microphone = soundDevice(MediaRole::Microphone, u"gone"_s);
        devices.loudspeaker = soundDevice(MediaRole::Loudspeaker, u"gone"_s);
        const auto findings = check(devices);
        QCOMPARE(judgeCamera(findings, true), MediaVerdict::NotOpened);
        QCOMPARE(judgeMicrophone(findings, true), MediaVerdict::NotOpened);
        QCOMPARE(judgeLoudspeaker(findings, true), MediaVerdict::NotOpened);
    }

    // Rungs are tried from the best down; the last one takes whatever there is.
    void theLadderOfACameraEndsInAnything()
    {
        const auto ladder = capsOf(cameraLadder());
        QVERIFY(ladder);
        for (const auto *odd : {"video/x-raw,format=YUY2,width=352,height=288,framerate=7/1",
                                "image/jpeg,width=800,height=600,framerate=0/1"}) {
            const auto camera = capsOf(odd);
            QVERIFY2(gst_caps_can_intersect(ladder.get(), camera.get()), odd);
        }
    }

    // 45 dB and more are measured in peace (echo_bench); here others use the processor, too.
    void theEchoOfTheLoudspeakerIsTakenAway()
    {
        const double plain = EchoRoom::quietRoomDb(40, false, 1, 3);
        const double left = EchoRoom::quietRoomDb(40, true, 5, 8);
        qInfo("echo %.1f dB, %.1f dB left", plain, left);
        QVERIFY(plain - left > 30);
    }
};

SIZHEN_TEST(MediaCheckTest)
#include "mediacheck_slow_test.moc"
