// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/pulse/growingrecording.h"
#include "devices/pulse/ptpprotocol.h"
#include "devices/pulse/pulsedevice.h"
#include "devices/pulse/pulserecorder.h"
#include "devices/sim/faultyline.h"
#include "devices/sim/siminstrument.h"
#include "tests/devices/pulse/simprocess.h"
#include "tests/support/program.h"

#include <QSignalSpy>

#include <algorithm>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

// Whatever the simulator does to a line stands in the recording, exactly. FOU-05
class PulseFaultsTest : public QObject
{
    Q_OBJECT

    struct Played {
        PulseRecording recording;
        FaultyLine::Counts counts;
        int runs = 0; // of data frames that did not come, as long as they were neighbours
    };

    static QVector<double> valuesOf(const PulseRecording &recording, PulseMark::Kind kind)
    {
        QVector<double> values;
        for (const auto &mark : recording.marks)
            if (mark.kind == kind)
                values.append(mark.value);
        return values;
    }

    // A run of `seconds` through the real protocol over a bad line; only data frames are damaged.
    static Played play(const SimFelt &felt, const FaultyLine::Plan &plan, double seconds)
    {
        SimInstrument device(felt, {u"S"_s, 5});
        PtpProtocol host;
        FaultyLine line(plan);
        GrowingRecording growing;
        PulseRunMeter meter;
        const auto hear = [&](const QByteArray &bytes, qint64 ns) {
            const auto heard = host.feed(bytes, ns);
            const auto run = meter.saw(heard, host, ns);
            for (const auto &event : heard.events)
                growing.note(event);
            growing.count(run, run.integrity.badFrames);
            for (const auto &block : heard.blocks)
                growing.add(block);
        };
        const auto joined = [](const QList<QByteArray> &frames) { return frames.join(); };
        hear(joined(device.feed(host.encode({PulseCommand::Kind::Connect, {}}))), 0);
        growing.begin(u"L.chi"_s, {}, QDateTime::currentDateTimeUtc());
        meter.begin(host.integrity());
        hear(joined(device.feed(host.encode({PulseCommand::Kind::Start, u"L.chi"_s}))), 0);
        Played played;
        bool missing = false;
        for (quint64 us = 50'000; double(us) <= seconds * 1e6; us += 50'000) {
            for (const auto &frame : device.advance(us)) {
                const auto before = line.counts();
                hear(line.pass(frame), qint64(us) * 1000);
                const bool lost = line.counts().dropped + line.counts().flipped > before.dropped + before.flipped;
                played.runs += lost && !missing ? 1 : 0;
                missing = lost;
            }
            if (us % 500'000 == 0)
                hear(joined(device.feed(host.encode({PulseCommand::Kind::Beat, {}, 0, qint64(us) * 1000}))),
                     qint64(us) * 1000);
        }
        played.recording = growing.taken();
        played.counts = line.counts();
        return played;
    }

    static bool inPlace(const PulseRecording &recording, const SimFelt &felt)
    {
        for (const auto &block : recording.blocks)
            for (qsizetype i = 0; i < block.pulse.size(); ++i)
                if (block.pulse[i] != felt.pulse(recording.site, block.first + quint64(i)))
                    return false;
        return true;
    }

private Q_SLOTS:

    void everyFaultOfTheLineIsCountedExactlyAndNoSampleMoves_data()
    {
        QTest::addColumn<double>("drop");
        QTest::addColumn<double>("flip");
        QTest::addColumn<double>("duplicate");
        QTest::addColumn<double>("noise");
        QTest::newRow("sound") << 0.0 << 0.0 << 0.0 << 0.0;
        QTest::newRow("drops") << 0.05 << 0.0 << 0.0 << 0.0;
        QTest::newRow("flips") << 0.0 << 0.05 << 0.0 << 0.0;
        QTest::newRow("twice") << 0.0 << 0.0 << 0.1 << 0.0;
        QTest::newRow("noise") << 0.0 << 0.0 << 0.0 << 0.05;
        QTest::newRow("all") << 0.03 << 0.03 << 0.03 << 0.03;
    }

    void everyFaultOfTheLineIsCountedExactlyAndNoSampleMoves()
    {
        QFETCH(double, drop);
        QFETCH(double, flip);
        QFETCH(double, duplicate);
        QFETCH(double, noise);
        const SimFelt felt(*SimWave::recorded());
        for (quint32 seed = 1; seed <= 5; ++seed) {
            const auto played = play(felt, {drop, flip, duplicate, noise, seed}, 60);
            const auto &recording = played.recording;
            const auto &counts = played.counts;
            QCOMPARE(recording.badFrames, counts.flipped + counts.bursts);
            double told = 0;
            for (const double bad : valuesOf(recording, PulseMark::Kind::BadFrames))
                told += bad;
            QCOMPARE(int(told), recording.badFrames);
            // Frames that were lost at the very end are no gap yet: nothing came after them.
            const auto lostFrames = counts.dropped + counts.flipped;
            const auto tail = int(60 * 100 - recording.end()) / SimInstrument::samplesPerFrame;
            QCOMPARE(recording.lostSamples, (lostFrames - tail) * SimInstrument::samplesPerFrame);
            QCOMPARE(recording.counts.gaps, played.runs - (tail > 0 ? 1 : 0));
            QCOMPARE(valuesOf(recording, PulseMark::Kind::Gap).size(), recording.counts.gaps);
            QVERIFY(inPlace(recording, felt));
            QVERIFY(PulseRecording::decode(recording.encode()));
        }
    }

    void framesInTheWrongOrderMoveNothing()
    {
        const SimFelt felt(*SimWave::recorded());
        const auto played = play(felt, {0, 0, 0, 0, 3, 0.1}, 60);
        QVERIFY(played.counts.reordered > 50);
        QCOMPARE(played.recording.badFrames, 0);
        // Overtaken frames are passed over: a place that was told as a gap stays one.
        QCOMPARE(played.recording.lostSamples,
                 played.counts.reordered * SimInstrument::samplesPerFrame - int(60 * 100 - played.recording.end()));
        QVERIFY(inPlace(played.recording, felt));
    }

    void contactRailAndClockStandAtTheirSamples()
    {
        SimPlan plan;
        plan.away = {{10, 2}, {20, 1}};
        plan.driftPpm = 200;
        plan.clockStep = SimPlan::Stretch{40, 0.25};
        const SimFelt felt(*SimWave::recorded(), plan);
        const auto played = play(felt, {}, 90);
        const auto &recording = played.recording;
        QCOMPARE(recording.counts.contactLosses, 2);
        QVector<quint64> lost;
        for (const auto &mark : recording.marks)
            if (mark.kind == PulseMark::Kind::ContactLost)
                lost.append(mark.sample);
        QCOMPARE(lost, (QVector<quint64>{1000, 2000}));
        QCOMPARE(recording.counts.clockSteps, 1);
        const auto step = valuesOf(recording, PulseMark::Kind::ClockStep);
        QVERIFY2(std::abs(step.first() - 0.25) < 0.003, qPrintable(QString::number(step.first())));
        QVERIFY(recording.clock && !recording.clock->byCounter);
        QVERIFY2(std::abs(recording.clock->driftPpm - 200) < 2, qPrintable(QString::number(recording.clock->driftPpm)));
        QVERIFY(!recording.isShort());
    }

    void aRailIsTold()
    {
        SimPlan plan;
        plan.rail = 560;
        const SimFelt felt(*SimWave::recorded(), plan);
        const auto played = play(felt, {}, 20);
        QVERIFY(valuesOf(played.recording, PulseMark::Kind::Saturated).size() >= 10);
    }

    void twentySecondsThatHoldThirteenAreTold()
    {
        // An instrument that says 100 Hz and counts 65.
        const SimFelt felt(*SimWave::recorded());
        SimInstrument device(felt, {u"S"_s, 5});
        PtpProtocol host;
        GrowingRecording growing;
        PulseRunMeter meter;
        growing.begin(u"L.chi"_s, {}, QDateTime::currentDateTimeUtc());
        (void)host.feed(device.feed(host.encode({PulseCommand::Kind::Connect, {}})).join(), 0);
        (void)host.feed(device.feed(host.encode({PulseCommand::Kind::Start, u"L.chi"_s})).join(), 0);
        bool rateTold = false;
        for (qint64 ms = 50; ms <= 20'000; ms += 50) {
            const auto heard = host.feed(device.advance(quint64(ms) * 650).join(), ms * 1'000'000);
            const auto run = meter.saw(heard, host, ms * 1'000'000);
            for (const auto &event : heard.events)
                rateTold = rateTold || event.kind == PulseEvent::Kind::RateWrong;
            growing.count(run, 0);
            for (const auto &block : heard.blocks)
                growing.add(block);
        }
        const auto recording = growing.taken();
        QVERIFY(rateTold);
        QVERIFY(std::abs(recording.heldSeconds() - 13) < 0.2);
        QVERIFY(std::abs(recording.stationSeconds - 20) < 0.2);
        QVERIFY(recording.isShort());
        const auto said = valuesOf(recording, PulseMark::Kind::Short);
        QCOMPARE(said.size(), 1);
        QVERIFY(std::abs(said.first() - 13) < 0.2);
        QVERIFY(PulseRecording::decode(recording.encode()));
    }

    void aRealInstrumentOfTwoHundredPpmIsMeasured()
    {
        SimProcess sim;
        PulseDevice device(sim.begin({u"--drift-ppm"_s, u"200"_s, u"--clock-step"_s, u"14:1.5"_s}));
        QTRY_VERIFY_WITH_TIMEOUT(device.isReady(), 8000);
        PulseRecorder recorder(device, systemClock(), {});
        QVERIFY(recorder.begin(u"L.cun"_s));
        QTRY_VERIFY_WITH_TIMEOUT(recorder.soFar().counts.clockSteps == 1, 25'000);
        QTRY_VERIFY_WITH_TIMEOUT(device.clockFit() && device.clockFit()->spanS > 11, 25'000);
        const auto fit = *device.clockFit();
        qInfo("drift %.1f ppm ± %.1f, spread %.3f ms, %d points", fit.driftPpm, fit.driftPpmError, fit.spreadMs,
              fit.points);
        QVERIFY(!fit.byCounter);
        QVERIFY(std::abs(fit.driftPpm - 200)
                < std::max(120.0, 3 * fit.driftPpmError)); // 11 s, and 5 ms of the sim's own
        const auto recording = recorder.finish();
        QVERIFY(recording);
        const auto steps = valuesOf(*recording, PulseMark::Kind::ClockStep);
        QCOMPARE(steps.size(), 1);
        QVERIFY(std::abs(steps.first() - 1.5) < 0.05);
        QCOMPARE(recording->lostSamples, 0); // the clock jumped, not the samples
        QVERIFY(PulseRecording::decode(recording->encode()));
    }

    void aRealLineIsCountedExactly()
    {
        SimProcess sim;
        PulseDevice device(sim.begin({u"--speed"_s, u"8"_s, u"--flip"_s, u"0.05"_s, u"--drop"_s, u"0.02"_s,
                                      u"--noise"_s, u"0.02"_s, u"--faults-after"_s, u"4"_s, u"--seed"_s, u"9"_s}));
        QTRY_VERIFY_WITH_TIMEOUT(device.isReady(), 8000);
        PulseRecorder recorder(device, systemClock(), {});
        QVERIFY(recorder.begin(u"L.cun"_s));
        QTRY_VERIFY_WITH_TIMEOUT(recorder.soFar().seconds() >= 40, 15'000);
        QVERIFY(recorder.finish());
        QTest::qWait(1300); // what was on the line, and a beat that tells the counts
        const auto report = sim.end();
        const int damaged = SimProcess::count(report, u"flipped"_s) + SimProcess::count(report, u"bursts"_s);
        QVERIFY(damaged > 10);
        QCOMPARE(device.badFrames(), damaged);
    }

    void aStallIsAGapOfItsTrueLength()
    {
        SimProcess sim;
        PulseDevice device(sim.begin({u"--stall-after"_s, u"1"_s, u"--stall-for"_s, u"1.5"_s}));
        QTRY_VERIFY_WITH_TIMEOUT(device.isReady(), 8000);
        PulseRecorder recorder(device, systemClock(), {});
        QVERIFY(recorder.begin(u"L.cun"_s));
        QTRY_VERIFY_WITH_TIMEOUT(recorder.soFar().lostSamples > 0, 8000);
        const auto recording = recorder.finish();
        QVERIFY2(std::abs(recording->lostSamples - 150) <= 5, qPrintable(QString::number(recording->lostSamples)));
        const SimFelt felt(*SimWave::recorded());
        QVERIFY(inPlace(*recording, felt));
    }
};

SIZHEN_TEST(PulseFaultsTest)
#include "pulsefaults_test.moc"
