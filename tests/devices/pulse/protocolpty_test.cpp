// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/pulse/pulsedevice.h"
#include "devices/pulse/pulseprotocols.h"
#include "devices/pulse/pulserecorder.h"
#include "devices/sim/simspeaker.h"
#include "tests/devices/pulse/simprocess.h"
#include "tests/support/program.h"

#include <QMutex>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QUrlQuery>

#include <algorithm>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

// Every protocol over a real serial link and a real pseudo-terminal, against a wave that is known count for count.
class ProtocolPtyTest : public QObject
{
    Q_OBJECT

    static QUrl speaking(QUrl address, const QString &protocol)
    {
        QUrlQuery query(address);
        query.addQueryItem(u"protocol"_s, protocol);
        address.setQuery(query);
        return address;
    }

    static qsizetype samplesOf(const PulseRecording &recording)
    {
        qsizetype sum = 0;
        for (const auto &block : recording.blocks)
            sum += block.pulse.size();
        return sum;
    }

    // The instrument was already sending: the share of samples that lie on the wave, from the best place to begin.
    static double shareOnWave(const PulseRecording &recording, const SimWave &wave)
    {
        const auto &truth = wave.samples();
        qsizetype best = 0;
        for (qsizetype from = 0; from < truth.size(); ++from) {
            qsizetype right = 0;
            qsizetype wrong = 0;
            const auto limit = samplesOf(recording) - best;
            for (const auto &block : recording.blocks)
                for (qsizetype i = 0; i < block.pulse.size() && wrong < limit; ++i) {
                    const auto at = (from + qsizetype(block.first) + i) % truth.size();
                    ++(block.pulse[i] == truth[at] ? right : wrong);
                }
            best = std::max(best, right);
        }
        return double(best) / double(std::max<qsizetype>(1, samplesOf(recording)));
    }

    static void eachProtocol()
    {
        QTest::addColumn<QString>("protocol");
        for (const auto &kind : pulseProtocols())
            if (kind.id != u"ptp/1"_s) // pulsedevice_test
                QTest::newRow(qPrintable(kind.id)) << kind.id;
    }

private Q_SLOTS:

    void givesTheWaveBack_data() { eachProtocol(); }

    void givesTheWaveBack()
    {
        QFETCH(QString, protocol);
        SimProcess sim;
        PulseDevice device(speaking(sim.begin({u"--protocol"_s, protocol}), protocol));
        QTRY_VERIFY_WITH_TIMEOUT(device.isReady(), 30'000);
        const auto wave = simWaveFor(protocol, *SimWave::recorded());
        QCOMPARE(device.about().rateHz, wave.rateHz());
        PulseRecorder recorder(device, systemClock(), {});
        QVERIFY(recorder.begin(u"L.cun"_s));
        QTRY_VERIFY_WITH_TIMEOUT(recorder.soFar().seconds() >= 2, 10'000);
        const auto recording = recorder.finish();
        QVERIFY(recording);
        QCOMPARE(recording->site, u"L.cun"_s);
        QCOMPARE(recording->lostSamples, 0);
        QCOMPARE(recording->badFrames, 0);
        QCOMPARE(recording->rateHz, wave.rateHz());
        QCOMPARE(shareOnWave(*recording, wave), 1.0);
        QVERIFY(PulseRecording::decode(recording->encode()));
        QCOMPARE(recording->blocks.first().pressure.isEmpty(), protocol != u"dpd/0"_s);
    }

    void aBadLineIsCountedAndFoundAgain_data() { eachProtocol(); }

    void aBadLineIsCountedAndFoundAgain()
    {
        QFETCH(QString, protocol);
        SimProcess sim;
        PulseDevice device(
            speaking(sim.begin({u"--protocol"_s, protocol, u"--flip"_s, u"0.05"_s, u"--seed"_s, u"7"_s}), protocol));
        QTRY_VERIFY_WITH_TIMEOUT(device.isReady(), 30'000);
        PulseRecorder recorder(device, systemClock(), {});
        QVERIFY(recorder.begin(u"L.guan"_s));
        QTRY_VERIFY_WITH_TIMEOUT(recorder.soFar().seconds() >= 4, 15'000);
        const auto recording = recorder.finish();
        QVERIFY(recording);
        const auto report = sim.end();
        QVERIFY(recording->badFrames > 0);
        QVERIFY2(recording->badFrames <= SimProcess::count(report, u"flipped"_s), qPrintable(report));
        QVERIFY(recording->lostSamples > 0);
        QVERIFY(device.integrity().gaps > 0);
        // What has a check sum is never wrong; the others cannot know a bit turned inside a value.
        const double share = shareOnWave(*recording, simWaveFor(protocol, *SimWave::recorded()));
        QVERIFY2(share >= (protocol == u"dpd/0"_s ? 1.0 : 0.9), qPrintable(QString::number(share)));
    }

    void aPulledCableIsOneEventAndTheGapIsMeasured_data() { eachProtocol(); }

    void aPulledCableIsOneEventAndTheGapIsMeasured()
    {
        QFETCH(QString, protocol);
        QTemporaryDir folder;
        SimProcess sim;
        PulseDevice device(speaking(sim.begin({u"--protocol"_s, protocol, u"--link-file"_s, folder.filePath(u"i"_s),
                                               u"--unplug-after"_s, u"2"_s, u"--replug-after"_s, u"0.8"_s}),
                                    protocol));
        QTRY_VERIFY_WITH_TIMEOUT(device.isReady(), 30'000);
        QSignalSpy lost(&device, &PulseSource::lost);
        PulseRecorder recorder(device, systemClock(), {});
        QSignalSpy resumed(&recorder, &PulseRecorder::resumed);
        QVERIFY(recorder.begin(u"R.chi"_s));
        QTRY_COMPARE_WITH_TIMEOUT(lost.count(), 1, 6000);
        QVERIFY(!device.isReady());
        const auto kept = samplesOf(recorder.soFar());
        QVERIFY(kept > 0);
        QTRY_COMPARE_WITH_TIMEOUT(resumed.count(), 1, 6000);
        QCOMPARE(lost.count(), 1);
        QTRY_VERIFY_WITH_TIMEOUT(samplesOf(recorder.soFar()) > kept + 30, 4000);
        const auto recording = recorder.finish();
        QVERIFY(recording);
        const double gapS = recording->lostSamples / recording->rateHz;
        QVERIFY2(gapS > 0.6 && gapS < 3.5, qPrintable(QString::number(gapS)));
    }

    void anInstrumentThatLiesAboutItsRateIsTold()
    {
        SimProcess sim;
        PulseDevice device(
            speaking(sim.begin({u"--protocol"_s, u"contec-9"_s, u"--speed"_s, u"1.5"_s}), u"contec-9"_s));
        QTRY_VERIFY_WITH_TIMEOUT(device.isReady(), 30'000);
        QSignalSpy noticed(&device, &PulseDevice::noticed);
        device.start(u"L.guan"_s);
        QTRY_COMPARE_WITH_TIMEOUT(noticed.count(), 1, 14'000);
        const auto event = noticed.first().first().value<PulseEvent>();
        QCOMPARE(event.kind, PulseEvent::Kind::RateWrong);
        QVERIFY2(event.value > 85 && event.value < 95, qPrintable(QString::number(event.value)));
    }

    void itIsFoundWhenItIsPluggedInAndAgainInAnotherPlace()
    {
        QVector<SerialPort> ports; // what the system would list
        QMutex mutex;
        const auto plug = [&ports, &mutex](const QString &location) {
            const QMutexLocker lock(&mutex);
            ports = {{u"/dev/ttyS0"_s, 0, 0, {}}};
            if (!location.isEmpty())
                ports.append({location, 0x10c4, 0xea60, u"0001"_s});
        };
        PulseDevice device([&ports, &mutex] {
            const QMutexLocker lock(&mutex);
            return findInstrument(QUrl(u"usb:contec_cms50dplus?serial=0001"_s), pulseProfiles(), ports);
        });
        QSignalSpy failed(&device, &PulseDevice::connectFailed);
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, 3000);
        QCOMPARE(failed.first().first().value<Error>().message, u"pulse.not_connected"_s);
        device.start(u"L.chi"_s); // remembered
        auto first = std::make_unique<SimProcess>();
        plug(first->begin({u"--protocol"_s, u"contec-9"_s}).path());
        QSignalSpy blocks(&device, &PulseSource::blockReady);
        QTRY_VERIFY_WITH_TIMEOUT(blocks.count() > 5, 5000);
        QCOMPARE(device.about().serial, u"0001"_s);
        SimProcess second; // before the first one goes, so that it is another place
        const auto elsewhere = second.begin({u"--protocol"_s, u"contec-9"_s}).path();
        QSignalSpy lost(&device, &PulseSource::lost);
        plug({});
        first->kill();
        QTRY_COMPARE_WITH_TIMEOUT(lost.count(), 1, 3000);
        const auto last = blocks.last().first().value<PulseBlock>();
        plug(elsewhere);
        QTRY_VERIFY_WITH_TIMEOUT(device.isReady(), 30'000);
        blocks.clear();
        QTRY_VERIFY_WITH_TIMEOUT(blocks.count() > 5, 5000); // and the run goes on, with its gap
        QVERIFY(blocks.first().first().value<PulseBlock>().first
                > last.first + 20); // half a second until it looked again
    }

    void theReadingsOfAnOximeterAreTold()
    {
        SimProcess sim;
        PulseDevice device(speaking(sim.begin({u"--protocol"_s, u"contec-5"_s}), u"contec-5"_s));
        QSignalSpy changed(&device, &PulseDevice::readingsChanged);
        QTRY_COMPARE_WITH_TIMEOUT(changed.count(), 1, 5000);
        QCOMPARE(changed.first().first().value<PulseReadings>(), (PulseReadings{72, 97}));
    }
};

SIZHEN_TEST(ProtocolPtyTest)
#include "protocolpty_test.moc"
