// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/edf.h"
#include "core/pulse/synthpulse.h"
#include "devices/pulse/pulsedevice.h"
#include "devices/pulse/pulserecorder.h"
#include "tests/devices/pulse/simprocess.h"
#include "tests/support/program.h"

#include <QFile>
#include <QTemporaryDir>

#include <algorithm>
#include <cmath>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

// The real simulator plays a file over a real pseudo-terminal, and the real driver reads it.
class SimReplayTest : public QObject
{
    Q_OBJECT

    static TracedPulse played()
    {
        SynthPulse pulse;
        pulse.rateHz = 125;
        TracedPulse trace;
        trace.signal.rateHz = 125;
        trace.scale = 1;
        for (const auto value : pulse.samples(30))
            trace.signal.samples.append(std::round(value));
        return trace;
    }

    static bool holds(const QVector<double> &all, const QVector<double> &part)
    {
        const auto same = [](double a, double b) { return std::abs(a - b) < 1e-6; };
        return std::search(all.begin(), all.end(), part.begin(), part.end(), same) != all.end();
    }

private Q_SLOTS:

    void anEdfFileIsPlayedCountForCount()
    {
        QTemporaryDir folder;
        const auto path = folder.filePath(u"wave.edf"_s);
        const auto trace = played();
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(edfFrom(trace, {}).value()) > 0);
        file.close();
        SimProcess sim;
        PulseDevice device(sim.begin({u"--replay"_s, path, u"--channel"_s, u"pulse"_s}));
        QVERIFY(QTest::qWaitFor([&device] { return device.isReady(); }, 8000));
        PulseRecorder recorder(device, systemClock(), {});
        QVERIFY(recorder.begin(u"L.guan"_s));
        QVERIFY(QTest::qWaitFor([&] { return recorder.soFar().seconds() >= 2; }, 8000));
        const auto taken = recorder.finish();
        QVERIFY(taken);
        QCOMPARE(taken->rateHz, 125.0);
        QCOMPARE(taken->lostSamples, 0);
        QVERIFY(holds(trace.signal.samples, taken->samples()));
    }

    void aDamagedEdfFileIsRefusedBeforeAnythingIsPlayed()
    {
        QTemporaryDir folder;
        const auto path = folder.filePath(u"cut.edf"_s);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(edfFrom(played(), {}).value().chopped(1)) > 0);
        file.close();
        QProcess sim;
        sim.start(QStringLiteral(SIZHEN_BIN_DIR "/sizhen-pulse-sim"), {u"--replay"_s, path});
        QVERIFY(sim.waitForFinished(8000));
        QVERIFY(sim.exitCode() != 0);
        QVERIFY2(sim.readAllStandardError().contains("pulse.edf_size"), "what is wrong is said");
    }
};

SIZHEN_TEST(SimReplayTest)
#include "simreplay_test.moc"
