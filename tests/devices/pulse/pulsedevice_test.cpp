// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/pulse/pulsedevice.h"
#include "devices/pulse/pulserecorder.h"
#include "devices/sim/simwave.h"
#include "tests/devices/pulse/simprocess.h"
#include "tests/support/program.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QThread>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

// The device against the real simulator process, over a real pseudo-terminal.
class PulseDeviceTest : public QObject
{
    Q_OBJECT

    static int samplesOf(const PulseRecording &recording)
    {
        int sum = 0;
        for (const auto &block : recording.blocks)
            sum += int(block.pulse.size());
        return sum;
    }

    // Every sample lies where the instrument counted it: compares with the wave that the simulator plays.
    static bool isTheWave(const PulseRecording &recording, const SimWave &wave)
    {
        for (const auto &block : recording.blocks)
            for (qsizetype i = 0; i < block.pulse.size(); ++i) {
                const auto index = block.first + quint64(i);
                if (block.pulse[i] != wave.pulse(recording.site, index)
                    || block.pressure[i] != wave.pressure(recording.site, index))
                    return false;
            }
        return true;
    }

private Q_SLOTS:

    void saysWhatItIs()
    {
        SimProcess sim;
        const auto address = sim.begin({u"--serial"_s, u"T-77"_s});
        QCOMPARE(address.scheme(), u"serial"_s);
        PulseDevice device(address);
        QTRY_VERIFY_WITH_TIMEOUT(device.isReady(), 30'000);
        QVERIFY(device.name().contains(u"T-77"_s));
        QCOMPARE(device.scale().pressureUnit, u"gf"_s);
        QVERIFY(device.isLocal());
    }

    void sixSitesGiveSixDifferentRecordingsOfTheWave()
    {
        SimProcess sim;
        PulseDevice device(sim.begin({u"--speed"_s, u"8"_s}));
        QTRY_VERIFY_WITH_TIMEOUT(device.isReady(), 30'000);
        PulseRecorder recorder(device, systemClock(), {});
        const auto wave = SimWave::recorded();
        QVERIFY(wave);
        QList<QVector<qint32>> taken;
        for (const auto &site : pulseSites()) {
            QVERIFY(recorder.begin(site));
            QTRY_VERIFY_WITH_TIMEOUT(samplesOf(recorder.soFar()) >= 600, 10'000);
            const auto recording = recorder.finish();
            QVERIFY(recording);
            QCOMPARE(recording->site, site);
            QCOMPARE(recording->lostSamples, 0);
            QCOMPARE(recording->badFrames, 0);
            QVERIFY(isTheWave(*recording, *wave));
            QVERIFY(PulseRecording::decode(recording->encode()));
            for (const auto &other : taken)
                QVERIFY(recording->blocks.first().pulse.mid(0, 500) != other.mid(0, 500));
            taken.append(recording->blocks.first().pulse);
        }
    }

    void aBadLineLosesFramesButNeverMovesASample()
    {
        SimProcess sim;
        PulseDevice device(sim.begin({u"--speed"_s, u"8"_s, u"--drop"_s, u"0.03"_s, u"--flip"_s, u"0.04"_s,
                                      u"--duplicate"_s, u"0.03"_s, u"--seed"_s, u"5"_s}));
        QTRY_VERIFY_WITH_TIMEOUT(device.isReady(), 8000);
        PulseRecorder recorder(device, systemClock(), {});
        QVERIFY(recorder.begin(u"L.cun"_s));
        QTRY_VERIFY_WITH_TIMEOUT(recorder.soFar().seconds() >= 20, 15'000);
        const auto recording = recorder.finish();
        QVERIFY(recording);
        QVERIFY(recording->lostSamples > 0);
        const auto total = recording->blocks.last().first + quint64(recording->blocks.last().pulse.size());
        QCOMPARE(quint64(samplesOf(*recording) + recording->lostSamples), total);
        QVERIFY(isTheWave(*recording, *SimWave::recorded()));
        const auto decoded = PulseRecording::decode(recording->encode());
        QVERIFY(decoded);
        QCOMPARE(decoded->lostSamples, recording->lostSamples);
    }

    void damagedFramesAreCounted()
    {
        SimProcess sim;
        PulseDevice device(
            sim.begin({u"--speed"_s, u"8"_s, u"--flip"_s, u"0.05"_s, u"--noise"_s, u"0.02"_s, u"--seed"_s, u"3"_s}));
        QTRY_VERIFY_WITH_TIMEOUT(device.isReady(), 8000);
        const int before = device.badFrames();
        QSignalSpy blocks(&device, &PulseSource::blockReady);
        device.start(u"R.chi"_s);
        QTRY_VERIFY_WITH_TIMEOUT(blocks.count() > 60, 15'000);
        device.stop();
        QTest::qWait(300); // what is still on the line
        device.start(u"R.chi"_s); // bad frames are told with blocks
        const int sofar = blocks.count();
        QTRY_VERIFY_WITH_TIMEOUT(blocks.count() > sofar + 3, 8000);
        device.stop();
        QTest::qWait(300);
        const auto report = sim.end();
        const int damaged = SimProcess::count(report, u"flipped"_s) + SimProcess::count(report, u"bursts"_s);
        QVERIFY(damaged > 0);
        QVERIFY(before >= 0);
        // The last few may have come after the last block that told the count; the very first piece never counts.
        QVERIFY2(device.badFrames() <= damaged && device.badFrames() >= damaged - 8, qPrintable(report));
    }

    void aPulledCableKeepsEverythingMarksTheGapAndGoesOnByItself()
    {
        QTemporaryDir folder;
        const auto link = folder.filePath(u"instrument"_s);
        SimProcess sim;
        const auto address
            = sim.begin({u"--link-file"_s, link, u"--unplug-after"_s, u"2"_s, u"--replug-after"_s, u"1"_s});
        QCOMPARE(address.path(), link);
        PulseDevice device(address);
        QTRY_VERIFY_WITH_TIMEOUT(device.isReady(), 30'000);
        QByteArray draft;
        PulseRecorder recorder(device, systemClock(), [&draft](const QByteArray &bytes) -> Result<> {
            draft = bytes;
            return {};
        });
        QSignalSpy lost(&device, &PulseSource::lost);
        QSignalSpy interrupted(&recorder, &PulseRecorder::interrupted);
        QSignalSpy resumed(&recorder, &PulseRecorder::resumed);
        QVERIFY(recorder.begin(u"L.guan"_s));
        QTRY_COMPARE_WITH_TIMEOUT(interrupted.count(), 1, 6000);
        QVERIFY(!device.isReady());
        QVERIFY(recorder.isRecording());
        const int kept = samplesOf(recorder.soFar());
        QVERIFY2(kept >= 180, qPrintable(QString::number(kept))); // 2 s at 100 Hz, up to the last whole frames
        const auto asKept = PulseRecording::decode(draft);
        QVERIFY(asKept);
        QCOMPARE(samplesOf(*asKept), kept);
        QTRY_COMPARE_WITH_TIMEOUT(resumed.count(), 1, 30'000);
        QCOMPARE(lost.count(), 1); // one event, however many errors the port gave
        QTRY_VERIFY_WITH_TIMEOUT(samplesOf(recorder.soFar()) > kept + 100, 4000);
        const auto recording = recorder.finish();
        QVERIFY(recording);
        QVERIFY2(recording->lostSamples >= 90 && recording->lostSamples < 350,
                 qPrintable(QString::number(recording->lostSamples)));
        QVERIFY(recording->blocks.size() >= 2);
        QVERIFY(isTheWave(*recording, *SimWave::recorded())); // the gap is as long as it was
    }

    void aPowerCutIsMeasuredByOurClock()
    {
        QTemporaryDir folder;
        SimProcess sim;
        PulseDevice device(sim.begin({u"--link-file"_s, folder.filePath(u"i"_s), u"--unplug-after"_s, u"1"_s,
                                      u"--replug-after"_s, u"1"_s, u"--power-cut"_s}));
        QTRY_VERIFY_WITH_TIMEOUT(device.isReady(), 30'000);
        PulseRecorder recorder(device, systemClock(), {});
        QSignalSpy resumed(&recorder, &PulseRecorder::resumed);
        QVERIFY(recorder.begin(u"L.guan"_s));
        QTRY_COMPARE_WITH_TIMEOUT(resumed.count(), 1, 9000);
        const auto recording = recorder.finish();
        QVERIFY(recording);
        QVERIFY2(recording->lostSamples > 80 && recording->lostSamples < 350,
                 qPrintable(QString::number(recording->lostSamples)));
    }

    void anInstrumentThatFallsSilentIsLost()
    {
        SimProcess sim;
        PulseDevice device(sim.begin({u"--stall-after"_s, u"0.5"_s}));
        QTRY_VERIFY_WITH_TIMEOUT(device.isReady(), 30'000);
        QSignalSpy lost(&device, &PulseSource::lost);
        device.start(u"L.guan"_s);
        QTRY_COMPARE_WITH_TIMEOUT(lost.count(), 1, 8000);
        QCOMPARE(lost.first().first().value<Error>().fault, Fault::Timeout);
    }

    void aBusyWindowLosesNothing()
    {
        SimProcess sim;
        PulseDevice device(sim.begin({u"--synth"_s, u"75"_s, u"--rate"_s, u"1000"_s}));
        QTRY_VERIFY_WITH_TIMEOUT(device.isReady(), 30'000);
        PulseRecorder recorder(device, systemClock(), {});
        QVERIFY(recorder.begin(u"R.cun"_s));
        QTRY_VERIFY(samplesOf(recorder.soFar()) > 200);
        for (int i = 0; i < 3; ++i) {
            QThread::msleep(800); // the window draws something enormous
            QTest::qWait(50);
        }
        QTRY_VERIFY_WITH_TIMEOUT(recorder.soFar().seconds() > 2.4, 5000);
        const auto recording = recorder.finish();
        QVERIFY(recording);
        QCOMPARE(recording->lostSamples, 0);
        QCOMPARE(recording->badFrames, 0);
    }

    void aKilledInstrumentIsLostOnceAndComesBack()
    {
        QTemporaryDir folder;
        const auto link = folder.filePath(u"i"_s);
        auto first = std::make_unique<SimProcess>();
        PulseDevice device(first->begin({u"--link-file"_s, link}));
        QTRY_VERIFY_WITH_TIMEOUT(device.isReady(), 30'000);
        QSignalSpy lost(&device, &PulseSource::lost);
        first->kill();
        QTRY_COMPARE_WITH_TIMEOUT(lost.count(), 1, 5000);
        SimProcess second;
        QVERIFY(!second.begin({u"--link-file"_s, link}).isEmpty());
        QTRY_VERIFY_WITH_TIMEOUT(device.isReady(), 30'000);
        QCOMPARE(lost.count(), 1);
    }

    void worksOverTcpOfThisMachine()
    {
        SimProcess sim;
        const auto address = sim.begin({u"--tcp"_s, u"0"_s});
        QCOMPARE(address.scheme(), u"tcp"_s);
        PulseDevice device(address);
        QTRY_VERIFY_WITH_TIMEOUT(device.isReady(), 30'000);
        QSignalSpy blocks(&device, &PulseSource::blockReady);
        device.start(u"L.chi"_s);
        QTRY_VERIFY_WITH_TIMEOUT(blocks.count() > 5, 5000);
    }

    void identifyDoesNotDisturbTheSamples()
    {
        SimProcess sim;
        PulseDevice device(sim.begin());
        QTRY_VERIFY_WITH_TIMEOUT(device.isReady(), 30'000);
        PulseRecorder recorder(device, systemClock(), {});
        QVERIFY(recorder.begin(u"L.chi"_s));
        for (int i = 0; i < 20; ++i) {
            device.identify();
            QTest::qWait(30);
        }
        QTRY_VERIFY(samplesOf(recorder.soFar()) > 100);
        const auto recording = recorder.finish();
        QVERIFY(recording);
        QCOMPARE(recording->lostSamples, 0);
    }

    void anAbsentInstrumentIsToldOnce()
    {
        PulseDevice device(QUrl(u"serial:///dev/no-such-port"_s));
        QSignalSpy failed(&device, &PulseDevice::connectFailed);
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, 3000);
        QCOMPARE(failed.first().first().value<Error>().fault, Fault::NotFound);
        QTest::qWait(1200);
        QCOMPARE(failed.count(), 1);
        QVERIFY(!device.isReady());
    }
};

SIZHEN_TEST(PulseDeviceTest)
#include "pulsedevice_test.moc"
