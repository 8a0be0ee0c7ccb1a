// SPDX-License-Identifier: GPL-3.0-or-later
// A call of two real stations with real sound devices (a PulseAudio of our own): what is spoken here is heard there;
// muting, a microphone that is pulled out and put in again, speech into a muted microphone. And the room's dialog that
// tries devices (SES-05).
#include "devices/media/mediafactory.h"
#include "tests/support/callstations.h"
#include "tests/support/mediabench.h"
#include "tests/support/soundserver.h"
#include "ui/screens/mediadialog.h"
#include "ui/theme/theme.h"
#include "ui/widgets/levelbar.h"
#include "ui/widgets/mark.h"
#include "ui/widgets/videoview.h"

#include "tests/support/program.h"

#include <QApplication>
#include <QComboBox>
#include <QPushButton>

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;

class CallSoundTest : public QObject
{
    Q_OBJECT

private:
    static constexpr double pitchHz = 600;
    std::unique_ptr<SoundServer> m_server;

    static bool isLoud(double db) { return db > -45; }

    static bool isStill(double db) { return db < -65; }

    static auto soundIs(const QString &whose, const QString &state)
    {
        return [whose, state](const QJsonObject &media) { return media[whose][u"sound"_s].toString() == state; };
    }

    static auto alarms(const QString &alarm)
    {
        return [alarm](const QJsonObject &media) { return media[u"alarms"_s].toArray().contains(alarm); };
    }

    static void equip(CallingShell &shell, const QString &name)
    {
        for (const auto &[role, id] :
             {std::pair(u"microphone"_s, u"pulse:mouth_%1.monitor"_s.arg(name)),
              std::pair(u"loudspeaker"_s, u"pulse:ear_"_s + name), std::pair(u"camera"_s, u"test:ball"_s)})
            QVERIFY(ask(shell.process, {u"media"_s, u"choose"_s, role, id}));
    }

private Q_SLOTS:

    void initTestCase()
    {
        if (!SoundServer::isInstalled() || !makeMediaEngine())
            QSKIP("no PulseAudio, or built without picture and sound");
        m_server = std::make_unique<SoundServer>();
        for (const auto &name : {u"ear_a"_s, u"ear_b"_s, u"mouth_b"_s})
            (void)m_server->addLoudspeaker(name);
    }

    void cleanupTestCase() { m_server.reset(); }

    void twoStationsHearEachOtherThroughTheirDevices()
    {
        int mouth = m_server->addLoudspeaker(u"mouth_a"_s);
        CallStations stations;
        QVERIFY(stations.prepare());
        auto &here = *stations.inviting;
        auto &there = *stations.invited;
        equip(here, u"a"_s);
        equip(there, u"b"_s);
        const auto failure = stations.call({u"--loopback"_s, u"--devices"_s});
        QVERIFY2(failure.isEmpty(), qPrintable(failure));
        QVERIFY(here.waitForMedia(soundIs(u"sending"_s, u"on"_s), 10'000));
        auto speaker = m_server->play(u"mouth_a"_s, SoundServer::syllables(pitchHz, 120));
        const auto heard = m_server->waitUntil(u"ear_b"_s, pitchHz, isLoud, 10'000);
        QVERIFY2(isLoud(heard), qPrintable(QString::number(heard)));

        // Muted: the other side knows, and who speaks on is told.
        QVERIFY(ask(here.process, {u"call"_s, u"microphone"_s, u"off"_s}));
        QElapsedTimer clock;
        clock.start();
        QVERIFY(there.waitForMedia(soundIs(u"partner"_s, u"off"_s), 3000));
        qInfo("the partner knew after %lld ms", clock.elapsed());
        QVERIFY(here.waitForMedia(alarms(u"unsent_speech"_s), 5000));
        qInfo("speech into a muted microphone was told after %lld ms", clock.elapsed());
        QVERIFY(isStill(m_server->waitUntil(u"ear_b"_s, pitchHz, isStill, 5000)));
        QVERIFY(ask(here.process, {u"call"_s, u"microphone"_s, u"on"_s}));
        QVERIFY(isLoud(m_server->waitUntil(u"ear_b"_s, pitchHz, isLoud, 5000)));
        QVERIFY(!alarms(u"unsent_speech"_s)(here.media()));

        // Pulled out: closed, and said on both ends; back: used without dialling.
        m_server->unload(mouth);
        clock.restart();
        QVERIFY(here.waitForMedia(soundIs(u"sending"_s, u"none"_s), 3000));
        QVERIFY(there.waitForMedia(soundIs(u"partner"_s, u"none"_s), 3000));
        qInfo("known on both ends after %lld ms", clock.elapsed());
        QCOMPARE(here.media()[u"uses"_s][u"microphone"_s][u"why"_s].toString(), u"gone"_s);
        QTest::qWait(3000); // one-way alarms would be due
        QVERIFY(here.media()[u"alarms"_s].toArray().isEmpty() && there.media()[u"alarms"_s].toArray().isEmpty());
        mouth = m_server->addLoudspeaker(u"mouth_a"_s);
        QVERIFY(here.waitForMedia(soundIs(u"sending"_s, u"on"_s), 5000));
        speaker = m_server->play(u"mouth_a"_s, SoundServer::syllables(pitchHz, 60));
        QVERIFY(isLoud(m_server->waitUntil(u"ear_b"_s, pitchHz, isLoud, 10'000)));
        QCOMPARE(here.status()[u"round"_s].toInt(), 1);
        QCOMPARE(here.status()[u"stage"_s].toString(), u"connected"_s);
        m_server->unload(mouth);
    }

    void devicesAreTriedInTheRoom()
    {
        auto &app = *qobject_cast<QApplication *>(QCoreApplication::instance());
        theme::apply(app, false);
        auto listed = makeMediaDevices();
        QVERIFY(listed);
        (*listed)->start();
        QTRY_VERIFY_WITH_TIMEOUT((*listed)->isKnown(), 20'000);
        MediaBench bench;
        bench.now.known = true;
        bench.now.devices = (*listed)->list();
        bench.now.choice.ids = {{MediaRole::Camera, u"test:ball"_s},
                                {MediaRole::Microphone, u"pulse:ear_a.monitor"_s},
                                {MediaRole::Loudspeaker, u"pulse:ear_a"_s}};
        bench.checks = makeMediaCheck;
        MediaDialog dialog(bench);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.show();
        QTRY_VERIFY_WITH_TIMEOUT(dialog.findChild<VideoView *>(u"checkPicture"_s)->hasPicture(), 20'000);
        dialog.findChild<QPushButton *>(u"testSound"_s)->click();
        auto *verdict = dialog.findChild<StatusDot *>(u"loudspeakerVerdict"_s);
        QTRY_COMPARE_WITH_TIMEOUT(verdict->words(), u"The microphone heard the test sound."_s, 10'000);
        QVERIFY(verdict->isVisible());
        if (const auto folder = qEnvironmentVariable("SIZHEN_SHOTS"); !folder.isEmpty())
            QVERIFY(dialog.grab().save(folder + u"/media-tested.png"_s));
        QVERIFY(bench.choose(MediaRole::Microphone, u"pulse:mouth_b.monitor"_s)); // it hears another loudspeaker
        QVERIFY(!verdict->isVisible()); // of other devices
        QTest::qWait(500);
        dialog.findChild<QPushButton *>(u"testSound"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(verdict->isVisible(), 10'000);
        QVERIFY(verdict->words().contains(u"did not hear"_s));
        QCOMPARE(verdict->mark(), Mark::Fault);
    }

    void theSameIsToldWithoutAWindow()
    {
        const auto list = runProgram(program(u"sizhenctl"_s), {u"--json"_s, u"media"_s, u"devices"_s}, 30'000);
        QVERIFY2(list.code == 0, list.err);
        const auto devices = QJsonDocument::fromJson(list.out)[u"result"_s][u"devices"_s].toArray();
        QStringList ids;
        for (const auto &device : devices)
            ids.append(device[u"id"_s].toString());
        QVERIFY2(ids.contains(u"pulse:ear_a"_s) && ids.contains(u"patient:voice"_s), list.out);
        const auto check = runProgram(program(u"sizhenctl"_s),
                                      {u"--json"_s, u"--lang"_s, u"en"_s, u"media"_s, u"check"_s, u"--loudspeaker"_s,
                                       u"pulse:ear_a"_s, u"--microphone"_s, u"pulse:ear_a.monitor"_s},
                                      60'000);
        const auto found = QJsonDocument::fromJson(check.out)[u"result"_s];
        QVERIFY2(found[u"loudspeaker"_s][u"verdict"_s].toString() == u"good"_s, check.out + check.err);
        QCOMPARE(found[u"microphone"_s][u"verdict"_s].toString(), u"good"_s);
        QCOMPARE(found[u"camera"_s][u"verdict"_s].toString(), u"no_device"_s);
    }
};

SIZHEN_WINDOW_TEST(CallSoundTest)
#include "callsound_slow_test.moc"
