// SPDX-License-Identifier: GPL-3.0-or-later
// Two engines with real sound devices: a PulseAudio of our own, whose null sinks are loudspeakers and whose monitors
// are the microphones beside them. What is played before one's microphone is measured at the other's loudspeaker.
#include "devices/media/gstdevices.h"
#include "devices/media/gstengine.h"

#include "tests/support/program.h"
#include "tests/support/soundserver.h"

#include <QSignalSpy>

using namespace sizhen;
using namespace sizhen::test;

namespace {

constexpr double pitch = 440;

bool isHeard(double db)
{
    return db > -45; // dBFS; played at -8, in syllables
}

bool isNotHeard(double db)
{
    return db < -65;
}

MediaDevice pulseDevice(MediaRole role, const QString &name)
{
    return {u"pulse:"_s + name, role, name, name, true, false};
}

// One end of a call, with a mouth before its microphone and an ear at its loudspeaker.
struct SoundEnd {
    GstEngine engine;
    MediaSetup setup;
    CallSending sending;
    QList<CallSending> said;
    int failures = 0;
    SoundLevels levels;

    explicit SoundEnd(const QString &name)
    {
        setup.source = MediaSetup::Source::Devices;
        setup.size = {320, 180};
        setup.loopback = true;
        setup.devices.microphone = pulseDevice(MediaRole::Microphone, u"mouth_%1.monitor"_s.arg(name));
        setup.devices.loudspeaker = pulseDevice(MediaRole::Loudspeaker, u"ear_"_s + name);
        setup.devices.camera = madeDevice(u"test:ball"_s, MediaRole::Camera);
        QObject::connect(&engine, &MediaEngine::sendingChanged, &engine, [this](const CallSending &now) {
            sending = now;
            said.append(now);
        });
        QObject::connect(&engine, &MediaEngine::deviceFailed, &engine, [this] { ++failures; });
        QObject::connect(&engine, &MediaEngine::levelsChanged, &engine,
                         [this](const SoundLevels &now) { levels = now; });
    }

    void use() { engine.useDevices(setup.devices); }
};

} // namespace

class DevicesTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<SoundServer> m_server;
    std::unique_ptr<SoundEnd> m_a;
    std::unique_ptr<SoundEnd> m_b;
    int m_mouth = 0; // module

    static void join(SoundEnd &from, SoundEnd &to)
    {
        connect(&from.engine, &MediaEngine::described, &to.engine, &MediaEngine::takeDescription);
        connect(&from.engine, &MediaEngine::candidateFound, &to.engine, &MediaEngine::takeCandidate);
    }

    void connectThem()
    {
        join(*m_a, *m_b);
        join(*m_b, *m_a);
        QSignalSpy ready(&m_b->engine, &MediaEngine::started);
        m_b->engine.start(m_b->setup);
        QTRY_COMPARE_WITH_TIMEOUT(ready.size(), 1, 60'000);
        connect(&m_a->engine, &MediaEngine::started, &m_a->engine, &MediaEngine::offer);
        m_a->engine.start(m_a->setup);
        QTRY_VERIFY_WITH_TIMEOUT(
            m_a->engine.state() == CallState::Connected && m_b->engine.state() == CallState::Connected, 60'000);
    }

private Q_SLOTS:

    void init()
    {
        if (!SoundServer::isInstalled())
            QSKIP("PulseAudio is not installed");
        qRegisterMetaType<Error>("sizhen::Error");
        m_server = std::make_unique<SoundServer>();
        for (const auto &name : {u"ear_a"_s, u"ear_b"_s, u"mouth_b"_s})
            (void)m_server->addLoudspeaker(name);
        m_mouth = m_server->addLoudspeaker(u"mouth_a"_s);
        m_a = std::make_unique<SoundEnd>(u"a"_s);
        m_b = std::make_unique<SoundEnd>(u"b"_s);
    }

    void cleanup()
    {
        m_a.reset();
        m_b.reset();
        m_server.reset();
    }

    void whatIsSpokenHereIsHeardThere()
    {
        connectThem();
        QTRY_COMPARE_WITH_TIMEOUT(m_a->sending.sound, StreamState::On, 10'000);
        const auto speaker = m_server->play(u"mouth_a"_s, SoundServer::syllables(pitch, 60));
        const auto db = m_server->waitUntil(u"ear_b"_s, pitch, isHeard, 10'000);
        QVERIFY2(isHeard(db), qPrintable(QString::number(db)));
        qInfo("heard at %.1f dBFS", db);
        QVERIFY(isNotHeard(m_server->heardDb(u"ear_a"_s, pitch)));
        QTRY_VERIFY_WITH_TIMEOUT(m_a->levels.microphoneDb > -30, 3000);
        QTRY_VERIFY_WITH_TIMEOUT(m_b->levels.loudspeakerDb > -35, 3000);

        // Muting: at once, and its packets go on, so that the line is known to live.
        m_a->setup.devices.muted = true;
        m_a->use();
        QTRY_COMPARE(m_a->sending.sound, StreamState::Off);
        const auto silent = m_server->waitUntil(u"ear_b"_s, pitch, isNotHeard, 5000);
        QVERIFY2(isNotHeard(silent), qPrintable(QString::number(silent))); // what was under way
        QTRY_VERIFY_WITH_TIMEOUT(m_a->levels.microphoneDb > -30, 3000); // speech while muted is noticed
        const auto left = m_a->engine.statistics().soundLeft;
        QTRY_VERIFY_WITH_TIMEOUT(m_a->engine.statistics().soundLeft > left + 20, 5000);
        m_a->setup.devices.muted = false;
        m_a->use();
        QVERIFY(isHeard(m_server->waitUntil(u"ear_b"_s, pitch, isHeard, 10'000)));
        QCOMPARE(m_a->failures + m_b->failures, 0);
    }

    void aMicrophoneThatIsPulledOutClosesTheStreamAndComesBack()
    {
        connectThem();
        auto speaker = m_server->play(u"mouth_a"_s, SoundServer::syllables(pitch, 60));
        QVERIFY(isHeard(m_server->waitUntil(u"ear_b"_s, pitch, isHeard, 10'000)));
        m_server->unload(m_mouth);
        m_a->setup.devices.microphone.reset(); // as the station does when its list says so
        m_a->use();
        QTRY_COMPARE_WITH_TIMEOUT(m_a->sending.sound, StreamState::None, 3000);
        QTest::qWait(1200); // it is counted once a second
        const auto left = m_a->engine.statistics().soundLeft;
        QTest::qWait(2200);
        QCOMPARE(m_a->engine.statistics().soundLeft, left); // no silence as if it were sound
        QCOMPARE(m_a->engine.state(), CallState::Connected);
        m_mouth = m_server->addLoudspeaker(u"mouth_a"_s);
        m_a->setup.devices.microphone = pulseDevice(MediaRole::Microphone, u"mouth_a.monitor"_s);
        m_a->use();
        QTRY_COMPARE_WITH_TIMEOUT(m_a->sending.sound, StreamState::On, 5000);
        speaker = m_server->play(u"mouth_a"_s, SoundServer::syllables(pitch, 60));
        QVERIFY(isHeard(m_server->waitUntil(u"ear_b"_s, pitch, isHeard, 10'000)));
        QCOMPARE(m_a->engine.state(), CallState::Connected); // nobody dialled again
    }

    // PulseAudio falls over: the picture goes on, and sound is back when it is.
    void aSoundServerThatDiesTakesNoCallAlong()
    {
        connectThem();
        QTRY_COMPARE_WITH_TIMEOUT(m_a->sending.sound, StreamState::On, 10'000);
        m_server->stop();
        QTRY_VERIFY_WITH_TIMEOUT(m_a->failures > 0 && m_b->failures > 0, 20'000);
        QTRY_COMPARE_WITH_TIMEOUT(m_a->sending.sound, StreamState::None, 5000);
        const auto frames = m_a->engine.statistics().frames;
        QTRY_VERIFY_WITH_TIMEOUT(m_a->engine.statistics().frames > frames + 30, 10'000);
        QVERIFY(m_server->start());
        for (const auto &name : {u"ear_a"_s, u"ear_b"_s, u"mouth_b"_s, u"mouth_a"_s})
            (void)m_server->addLoudspeaker(name);
        QTRY_COMPARE_WITH_TIMEOUT(m_a->sending.sound, StreamState::On, 10'000); // nobody asked for it
        const auto speaker = m_server->play(u"mouth_a"_s, SoundServer::syllables(pitch, 60));
        QVERIFY(isHeard(m_server->waitUntil(u"ear_b"_s, pitch, isHeard, 10'000)));
        QCOMPARE(m_a->engine.state(), CallState::Connected);
        QCOMPARE(m_b->engine.state(), CallState::Connected);
    }

    // The practice patient in place of devices; then the camera is switched off, set free, and used again.
    void aCameraThatIsOffSendsNothing()
    {
        m_a->setup.devices.camera = madeDevice(u"patient:picture"_s, MediaRole::Camera);
        QSignalSpy own(&m_a->engine, &MediaEngine::ownPictureArrived);
        connectThem();
        QTRY_VERIFY_WITH_TIMEOUT(m_b->engine.statistics().frames > 20, 20'000);
        QVERIFY(!own.isEmpty());
        m_a->setup.devices.cameraOff = true;
        m_a->use();
        QTRY_COMPARE(m_a->sending.picture, StreamState::Off);
        QTest::qWait(1500); // what was under way, and a second of counting
        const auto frames = m_b->engine.statistics().frames;
        own.clear();
        QTest::qWait(1500);
        QCOMPARE(m_b->engine.statistics().frames, frames);
        QVERIFY(own.isEmpty());
        m_a->setup.devices.cameraOff = false;
        m_a->use();
        QTRY_VERIFY_WITH_TIMEOUT(m_b->engine.statistics().frames > frames + 20, 10'000);
        QCOMPARE(m_a->failures, 0);
    }
};

SIZHEN_TEST(DevicesTest)
#include "devices_slow_test.moc"
