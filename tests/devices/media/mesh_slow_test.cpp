// SPDX-License-Identifier: GPL-3.0-or-later
// Three ends in one process, each with one engine for each other end and one set of devices for both: a PulseAudio of
// our own gives each a mouth (a null sink whose monitor is its microphone) and an ear (the one it plays on).
#include "devices/media/gstref.h"
#include "devices/media/patientvoice.h"

#include "tests/support/mesh.h"
#include "tests/support/program.h"
#include "tests/support/soundserver.h"

#include <QDir>
#include <QTest>

#include <cmath>
#include <malloc.h>

using namespace sizhen;
using namespace sizhen::test;

namespace {

constexpr int ends = 3;
constexpr double pitches[ends]{330, 550, 910};
constexpr qint64 mostGapMs = 700; // a device that is opened anew takes longer; a busy machine does not
const QString names[ends]{u"a"_s, u"b"_s, u"c"_s};

// ./dev test has no time for all of it.
bool isWhole()
{
    return !qEnvironmentVariableIsEmpty("SIZHEN_WHOLE");
}

bool sounds(double db)
{
    return db > -45; // dBFS; played at -8, in syllables
}

bool isSilent(double db)
{
    return db < -62;
}

MediaDevice soundDevice(MediaRole role, const QString &name)
{
    return {u"pulse:"_s + name, role, name, name, true, false};
}

int threadsNow()
{
    return int(QDir(u"/proc/self/task"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size());
}

double allocatedMb()
{
    return double(::mallinfo2().uordblks) / 1e6; // what is resident depends on how it lies
}

} // namespace

class MeshTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<SoundServer> m_server;

    static MediaSetup made(int end)
    {
        MediaSetup setup;
        setup.source = MediaSetup::Source::Devices;
        setup.size = {320, 180};
        setup.videoKbit = 300;
        setup.loopback = true;
        setup.addresses = QStringList{u"127.0.0.1"_s};
        setup.devices.camera = madeDevice(u"test:ball"_s, MediaRole::Camera);
        setup.devices.microphone = madeDevice(u"test:%1"_s.arg(pitches[end]), MediaRole::Microphone);
        return setup;
    }

    [[nodiscard]] MediaSetup real(int end) const
    {
        auto setup = made(end);
        setup.devices.microphone = soundDevice(MediaRole::Microphone, u"mouth_%1.monitor"_s.arg(names[end]));
        setup.devices.loudspeaker = soundDevice(MediaRole::Loudspeaker, u"ear_"_s + names[end]);
        return setup;
    }

    void startServer()
    {
        m_server = std::make_unique<SoundServer>();
        for (const auto &name : names) {
            (void)m_server->addLoudspeaker(u"ear_"_s + name);
            (void)m_server->addLoudspeaker(u"mouth_"_s + name);
        }
    }

    static void waitForAll(Mesh &mesh)
    {
        QVERIFY2(QTest::qWaitFor([&mesh] { return mesh.isConnected(); }, 60'000), qPrintable(mesh.told()));
    }

    double level(int ear, int mouth, const std::function<bool(double)> &fits)
    {
        return m_server->waitUntil(u"ear_"_s + names[ear], pitches[mouth], fits, 10'000);
    }

private Q_SLOTS:

    void initTestCase()
    {
        qRegisterMetaType<Error>("sizhen::Error");
        if (const auto loaded = loadGStreamer(); !loaded)
            QFAIL(qPrintable(loaded.error().detail));
    }

    void cleanup() { m_server.reset(); }

    void eachHearsBothOthersAndEachAsLoudAsIsWanted()
    {
        if (!SoundServer::isInstalled())
            QSKIP("PulseAudio is not installed");
        startServer();
        std::vector<MediaSetup> setups{real(0), real(1), real(2)};
        for (auto &setup : setups)
            setup.devices.echoCancel = false; // three tones in one rhythm look like each other's echo
        Mesh mesh(setups);
        mesh.dialAll();
        waitForAll(mesh);
        std::vector<SoundServer::Player> speakers;
        for (int end = 0; end < ends; ++end)
            speakers.push_back(m_server->play(u"mouth_"_s + names[end], SoundServer::syllables(pitches[end], 120)));
        for (int ear = 0; ear < ends; ++ear)
            for (int mouth = 0; mouth < ends; ++mouth) {
                const auto db = level(ear, mouth, ear == mouth ? isSilent : sounds);
                QVERIFY2(ear == mouth ? isSilent(db) : sounds(db),
                         qPrintable(u"%1 in %2: %3\n"_s.arg(names[mouth], names[ear]).arg(db) + mesh.told()));
            }
        QTRY_VERIFY_WITH_TIMEOUT(mesh.leg(0, 1).levels.receivedDb > -30 && mesh.leg(0, 2).levels.receivedDb > -30,
                                 5000);

        const auto loudest = [this] { // of three: a busy machine leaves something out now and then
            double db = SoundLevels::silentDb;
            for (int i = 0; i < 3; ++i)
                db = std::max(db, m_server->heardDb(u"ear_a"_s, pitches[1]));
            return db;
        };
        const auto before = loudest();
        mesh.leg(0, 1).engine->setVolume(0.1);
        (void)level(0, 1, [before](double db) { return db < before - 15; });
        const auto lower = loudest();
        QVERIFY2(lower < before - 15 && lower > before - 32, qPrintable(u"%1 → %2"_s.arg(before).arg(lower)));
        QVERIFY(sounds(level(0, 2, sounds))); // the other end is as loud as it was
        QVERIFY(sounds(level(2, 1, sounds))); // and so is this one elsewhere
        mesh.leg(0, 1).engine->setVolume(0);
        QVERIFY(isSilent(level(0, 1, isSilent)));
        QTRY_VERIFY_WITH_TIMEOUT(mesh.leg(0, 1).levels.receivedDb > -30, 5000); // it still speaks
        mesh.leg(0, 1).engine->setVolume(1);
        QVERIFY(sounds(level(0, 1, sounds)));

        // A word to one engine holds for all of that station.
        mesh.setup(1).devices.muted = true;
        mesh.leg(1, 2).engine->useDevices(mesh.setup(1).devices);
        QVERIFY(isSilent(level(0, 1, isSilent)));
        QVERIFY(isSilent(level(2, 1, isSilent)));
        QTRY_COMPARE(mesh.leg(1, 0).sending.sound, StreamState::Off);
        QCOMPARE(mesh.leg(1, 2).sending.sound, StreamState::Off);
        for (int a = 0; a < ends; ++a)
            for (int b = 0; b < ends; ++b)
                if (a != b)
                    QCOMPARE(mesh.leg(a, b).failures, 0);
    }

    // One's microphone hears one's loudspeaker, and with it both others; neither is to hear itself.
    void twoFarVoicesAreTakenOutOfTheMicrophone()
    {
        if (!SoundServer::isInstalled())
            QSKIP("PulseAudio is not installed");
        startServer();
        std::vector<MediaSetup> setups{real(0), real(1), real(2)};
        setups[0].devices.microphone = soundDevice(MediaRole::Microphone, u"ear_a.monitor"_s);
        setups[0].devices.echoCancel = false;
        for (auto &setup : setups)
            setup.devices.camera.reset(); // the processor is for the sound
        Mesh mesh(setups);
        mesh.dial(0, 1);
        mesh.dial(0, 2);
        waitForAll(mesh);
        const auto voice = patientVoice();
        QVector<qint16> words;
        while (words.size() < 60 * SoundServer::rateHz)
            words += voice;
        const auto first = m_server->play(u"mouth_b"_s, words);
        const auto second = m_server->play(u"mouth_c"_s, words.mid(voice.size() / 2)); // something else at each moment
        const auto meanDb = [&mesh](int ms) {
            double power = 0;
            int looks = 0;
            const auto heard
                = connect(mesh.leg(0, 1).engine.get(), &MediaEngine::levelsChanged, [&](const SoundLevels &levels) {
                      power += std::pow(10, levels.microphoneDb / 10);
                      ++looks;
                  });
            QTest::qWait(ms);
            disconnect(heard);
            return 10 * std::log10(power / std::max(looks, 1));
        };
        QTRY_VERIFY_WITH_TIMEOUT(mesh.leg(0, 1).levels.receivedDb > -40, 10'000);
        QTRY_VERIFY_WITH_TIMEOUT(mesh.leg(0, 2).levels.receivedDb > -40, 10'000);
        const auto plain = meanDb(6000);
        mesh.setup(0).devices.echoCancel = true;
        mesh.leg(0, 2).engine->useDevices(mesh.setup(0).devices);
        QTest::qWait(6000);
        const auto left = meanDb(10'000);
        qInfo("echo %.1f dBFS, left %.1f: %.1f dB less", plain, left, plain - left);
        QVERIFY(plain > -40);
        QVERIFY(plain - left > 30);
    }

    // The two who stay see no gap, and their cameras are not opened again.
    void oneLeavesAndComesBackAndTheOthersDoNotNotice()
    {
        Mesh mesh({made(0), made(1), made(2)});
        mesh.dialAll();
        waitForAll(mesh);
        QTRY_VERIFY_WITH_TIMEOUT(mesh.leg(0, 1).shownMs.size() > 60 && mesh.leg(1, 0).shownMs.size() > 60, 30'000);
        const auto leftMs = mesh.nowMs();
        for (const auto &[from, to] : {std::pair(2, 0), {2, 1}, {0, 2}, {1, 2}})
            mesh.leg(from, to).engine->stop();
        QTRY_COMPARE_WITH_TIMEOUT(mesh.leg(2, 0).engine->state(), CallState::Stopped, 5000);
        QTest::qWait(3000);
        for (const auto &[from, to] : {std::pair(0, 1), {1, 0}}) {
            const auto &leg = mesh.leg(from, to);
            QVERIFY2(leg.longestGapMs(leftMs) < mostGapMs, qPrintable(QString::number(leg.longestGapMs(leftMs))));
            QVERIFY2(leg.shownSince(leftMs) > 45, qPrintable(QString::number(leg.shownSince(leftMs))));
        }
        for (const auto &[from, to] : {std::pair(2, 0), {2, 1}, {0, 2}, {1, 2}})
            mesh.drop(from, to);
        const auto backMs = mesh.nowMs();
        mesh.dial(0, 2);
        mesh.dial(1, 2);
        waitForAll(mesh);
        QTRY_VERIFY_WITH_TIMEOUT(mesh.leg(2, 0).shownMs.size() > 30 && mesh.leg(2, 1).shownMs.size() > 30, 20'000);
        QVERIFY2(mesh.leg(0, 1).longestGapMs(backMs) < mostGapMs,
                 qPrintable(QString::number(mesh.leg(0, 1).longestGapMs(backMs))));
    }

    // Each engine has its own rate and pace.
    void aBadLineOfOneDoesNotSlowTheOther()
    {
        if (!isWhole())
            QSKIP("a bad line beside a good one: in ./dev soak");
        auto busy = made(0);
        busy.devices.camera = madeDevice(u"test:snow"_s, MediaRole::Camera); // fills what it may
        Mesh mesh({busy, made(1), made(2)});
        const auto perSecond = [&mesh](int seconds) {
            const auto fromMs = mesh.nowMs();
            QTest::qWait(seconds * 1000);
            return double(mesh.leg(2, 0).shownSince(fromMs)) / seconds;
        };
        mesh.dial(0, 2, BadLine::Quality{.delayMs = 20});
        waitForAll(mesh);
        QTRY_VERIFY_WITH_TIMEOUT(mesh.leg(2, 0).shownMs.size() > 60, 30'000);
        const auto alone = perSecond(5); // as this machine can
        mesh.dial(0, 1, BadLine::Quality{.delayMs = 100, .lossPct = 10, .carriesKbit = 200});
        waitForAll(mesh);
        QTest::qWait(5000); // until the bad one is known
        const auto fromMs = mesh.nowMs();
        const auto beside = perSecond(8);
        const auto &good = mesh.leg(2, 0);
        QVERIFY2(alone > 10 && beside >= alone * 0.8,
                 qPrintable(u"%1 beside it, %2 alone\n%3"_s.arg(beside).arg(alone).arg(mesh.told())));
        QVERIFY2(good.longestGapMs(fromMs) < mostGapMs, qPrintable(QString::number(good.longestGapMs(fromMs))));
        const auto toGood = mesh.leg(0, 2).engine->statistics().sending;
        const auto toBad = mesh.leg(0, 1).engine->statistics().sending;
        QVERIFY(toGood && toBad);
        qInfo("to the bad line %.0f, to the good one %.0f kbit/s", toBad->targetKbit, toGood->targetKbit);
        QVERIFY(toBad->targetKbit < 250);
        QVERIFY(toGood->targetKbit > 350);
        QCOMPARE(toGood->trouble, LineTrouble::None);
        QVERIFY(mesh.leg(1, 0).shownSince(fromMs) > 8); // never none
    }

    // Whose last engine is gone keeps its devices for two seconds, and no more; nothing is left of anybody.
    void nothingIsLeftWhenAllHaveGone()
    {
        if (!isWhole())
            QSKIP("thirty-six engines: in ./dev soak");
        const auto round = [] {
            Mesh mesh({made(0), made(1), made(2)});
            mesh.dialAll();
            waitForAll(mesh);
            QTRY_VERIFY_WITH_TIMEOUT(mesh.leg(0, 1).shownMs.size() > 20, 30'000);
            mesh.stopAll();
            QTRY_VERIFY_WITH_TIMEOUT(mesh.isStopped(), 20'000);
        };
        round();
        round();
        QTest::qWait(500);
        const auto threads = threadsNow();
        const auto mb = allocatedMb();
        for (int i = 0; i < 4; ++i)
            round();
        QTest::qWait(500);
        qInfo("threads %d → %d, %.0f → %.0f MB", threads, threadsNow(), mb, allocatedMb());
        QVERIFY(threadsNow() <= threads + 2); // of pools
        QVERIFY(allocatedMb() < mb + 8);
    }

    // A call that is dialled again finds the camera open: what it gave before is still there at once.
    void whoIsDialledAgainFindsItsDevicesOpen()
    {
        auto maker = mediaEngineMaker();
        const auto begin = [&maker](const MediaSetup &setup, int *own) {
            auto engine = maker();
            QObject::connect(engine->get(), &MediaEngine::started, engine->get(), &MediaEngine::offer);
            QObject::connect(engine->get(), &MediaEngine::ownPictureArrived, engine->get(), [own] { ++*own; });
            (*engine)->start(setup);
            return std::move(*engine);
        };
        int before = 0;
        int after = 0;
        auto first = begin(made(0), &before);
        QTRY_VERIFY_WITH_TIMEOUT(before > 5, 30'000);
        QElapsedTimer clock;
        clock.start();
        first->stop();
        QTRY_COMPARE_WITH_TIMEOUT(first->state(), CallState::Stopped, 5000);
        QVERIFY2(clock.elapsed() < 1500, qPrintable(QString::number(clock.elapsed()))); // it waits for nobody
        first.reset();
        CallSending told{StreamState::None, StreamState::None};
        auto second = maker();
        int tellings = 0;
        connect(second->get(), &MediaEngine::sendingChanged, second->get(), [&](const CallSending &now) {
            if (tellings++ == 0)
                told = now;
        });
        connect(second->get(), &MediaEngine::ownPictureArrived, second->get(), [&after] { ++after; });
        connect(second->get(), &MediaEngine::started, second->get(), &MediaEngine::offer);
        (*second)->start(made(0));
        QTRY_VERIFY_WITH_TIMEOUT(after > 0, 30'000);
        QCOMPARE(told.picture, StreamState::On); // the first word of it: it was never closed
        QCOMPARE(told.sound, StreamState::On);
    }
};

SIZHEN_TEST(MeshTest)
#include "mesh_slow_test.moc"
