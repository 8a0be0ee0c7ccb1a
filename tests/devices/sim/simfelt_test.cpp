// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/pulseanalysis.h"
#include "devices/sim/simfelt.h"
#include "tests/support/program.h"

#include <QJsonArray>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

class SimFeltTest : public QObject
{
    Q_OBJECT

    static SynthPulse outlined()
    {
        SynthPulse pulse;
        pulse.rateHz = 1000;
        pulse.outline = SynthOutline{};
        return pulse;
    }

    static PulseSignal played(const SimFelt &felt, const QString &site, double seconds)
    {
        PulseSignal signal;
        signal.rateHz = felt.rateHz();
        for (quint64 i = 0; i < quint64(seconds * felt.rateHz()); ++i)
            signal.samples.append(felt.pulse(site, i));
        return signal;
    }

    // Height of the wave in these seconds.
    static double tall(const SimFelt &felt, const QString &site, double from, double to)
    {
        double low = 1e9;
        double high = -1e9;
        for (auto i = quint64(from * felt.rateHz()); i < quint64(to * felt.rateHz()); ++i) {
            low = std::min(low, double(felt.pulse(site, i)));
            high = std::max(high, double(felt.pulse(site, i)));
        }
        return high - low;
    }

private Q_SLOTS:

    void theOutlineStandsInTheSamples()
    {
        const auto pulse = outlined();
        const auto &o = *pulse.outline;
        QVERIFY(o.isSound());
        const auto samples = pulse.samples(20);
        for (const auto &beat : pulse.beats(15)) {
            const auto at = [&](double s) { return samples[qsizetype(std::llround((beat.foot + s) * 1000))]; };
            if (beat.foot < 0)
                continue;
            QVERIFY(std::abs(at(0)) < 0.2);
            QVERIFY(std::abs(at(o.t1) - o.h1) < 0.2);
            QVERIFY(std::abs(at(o.t2) - o.h2) < 0.2);
            QVERIFY(std::abs(at(o.t3) - o.h3) < 0.2);
            QVERIFY(std::abs(at(o.t4) - o.h4) < 0.2);
            QVERIFY(std::abs(at(o.t4 + o.dicrotic) - o.h4 - o.h5) < 0.2);
            QVERIFY(std::abs(beat.slope - beat.foot - o.t1 / 2) < 1e-9);
        }
        auto wrong = o;
        wrong.h2 = wrong.h1 + 1;
        QVERIFY(!wrong.isSound());
    }

    void theTruthIsWhatAnAnalysisFinds()
    {
        const auto wave = SimWave::synthetic(outlined(), 60);
        QVERIFY(wave);
        const SimFelt felt(*wave);
        for (const auto &site : pulseSites()) {
            const auto analysis = analysePulse(played(felt, site, 30));
            const auto truth = wave->beatsAt(site, 30);
            QVERIFY(analysis.beats.size() >= 30);
            int found = 0;
            for (const auto &beat : truth)
                found
                    += std::any_of(analysis.beats.begin(), analysis.beats.end(),
                                   [&](const PulseBeat &b) { return std::abs(b.at.slope / 1000 - beat.slope) < 0.006; })
                    ? 1
                    : 0;
            QVERIFY2(found >= truth.size() - 2, qPrintable(u"%1 %2 of %3"_s.arg(site).arg(found).arg(truth.size())));
            QVERIFY(std::abs(*analysis.perMinute - 72) < 0.5);
        }
    }

    void rhythmsAreWhatTheySay()
    {
        const auto pausesOf = [](const SynthPulse &pulse) {
            const auto times = pulse.beatTimes(120);
            QVector<int> after;
            int since = 0;
            for (qsizetype i = 1; i < times.size(); ++i) {
                ++since;
                if (times[i] - times[i - 1] > 1.4 * 60 / pulse.perMinute)
                    after.append(std::exchange(since, 0));
            }
            return after;
        };
        auto pulse = outlined();
        QVERIFY(pausesOf(pulse).isEmpty());
        pulse.pauseEvery = 5;
        auto regular = pausesOf(pulse);
        regular.removeFirst();
        QVERIFY(regular.size() > 10);
        QCOMPARE(QSet<int>(regular.begin(), regular.end()), QSet<int>{5});
        pulse.pausesWander = true;
        const auto wandering = pausesOf(pulse);
        QVERIFY(QSet<int>(wandering.begin(), wandering.end()).size() >= 4);
        pulse.pauseEvery = 0;
        pulse.irregular = 0.3;
        const auto times = pulse.beatTimes(120);
        double least = 9;
        double most = 0;
        for (qsizetype i = 1; i < times.size(); ++i) {
            least = std::min(least, times[i] - times[i - 1]);
            most = std::max(most, times[i] - times[i - 1]);
        }
        QVERIFY(least < 0.65 && most > 1.0);
    }

    void theHandPressesAsPlannedAndTheWaveAnswers()
    {
        SimPlan plan;
        plan.press = *SimPlan::readPress(u"0.15:4,0.5:4,0.85:4"_s);
        plan.optimum = 0.5;
        const SimFelt felt(*SimWave::synthetic(outlined(), 60), plan);
        const auto fraction = [&](double s) {
            return (felt.pressure(u"L.guan"_s, quint64(s * 1000)) - SimFelt::lightest)
                / (SimFelt::deepest - SimFelt::lightest);
        };
        QVERIFY(std::abs(fraction(2) - 0.15) < 0.02);
        QVERIFY(std::abs(fraction(6) - 0.5) < 0.02);
        QVERIFY(std::abs(fraction(11) - 0.85) < 0.02);
        QVERIFY(std::abs(fraction(14) - 0.15) < 0.02); // again
        const double best = tall(felt, u"L.guan"_s, 5, 8);
        // A bell: exp(-(0.35 / 0.25)^2 / 2) = 0.375 of the best on both sides.
        QVERIFY(std::abs(tall(felt, u"L.guan"_s, 1, 4) / best - 0.375) < 0.03);
        QVERIFY(std::abs(tall(felt, u"L.guan"_s, 9, 12) / best - 0.375) < 0.03);
        QVERIFY(tall(felt, u"L.chi"_s, 9, 12) > tall(felt, u"L.chi"_s, 1, 4) * 1.2); // chi lies deeper
        QVERIFY(felt.optimumAt(u"L.cun"_s) < felt.optimumAt(u"L.guan"_s));
    }

    void contactMovementAndTheRailComeWhenTheyAreDue()
    {
        SimPlan plan;
        plan.away = *SimPlan::readStretches(u"2:1"_s);
        plan.moving = *SimPlan::readStretches(u"5:1"_s);
        plan.rail = 800;
        const SimFelt felt(*SimWave::synthetic(outlined(), 60), plan);
        QVERIFY(felt.touches(1999) && !felt.touches(2000) && !felt.touches(2999) && felt.touches(3000));
        QCOMPARE(tall(felt, u"R.cun"_s, 2, 3), 0.0);
        QCOMPARE(felt.pressure(u"R.cun"_s, 2500), 0);
        QVERIFY(tall(felt, u"R.cun"_s, 5, 6) > 1.5 * tall(felt, u"R.cun"_s, 3, 5));
        qint32 most = 0;
        for (quint64 i = 0; i < 10'000; ++i)
            most = std::max(most, felt.pulse(u"R.cun"_s, i));
        QCOMPARE(most, 800);
        QVERIFY(!SimPlan::readPress(u"1.5:3"_s));
        QVERIFY(!SimPlan::readPress(u"0.5"_s));
        QVERIFY(!SimPlan::readStretches(u"a:b"_s));
    }

    void theTruthIsWritten()
    {
        SimPlan plan;
        plan.press = {{0.5, 10}};
        plan.optimum = 0.4;
        const SimFelt felt(*SimWave::synthetic(outlined(), 60), plan);
        const auto truth = felt.truth(20);
        QCOMPARE(truth[u"schema"_s].toString(), u"sizhen-pulse-truth/1"_s);
        QCOMPARE(truth[u"outline"_s][u"h3"_s].toDouble(), SynthOutline{}.h3);
        const auto beats = truth[u"sites"_s][u"R.chi"_s][u"beats"_s].toArray();
        QVERIFY(beats.size() >= 23 && beats.size() <= 25);
        QCOMPARE(truth[u"sites"_s][u"L.guan"_s][u"optimum_fraction"_s].toDouble(), 0.4);
    }

    void anyRecordingIsPlayed()
    {
        PulseRecording recording{u"L.cun"_s, 200, u"mm[Hg]"_s, 0.25, u"x"_s, QDateTime::currentDateTimeUtc(), {}, 2, 0};
        recording.blocks = {{u"L.cun"_s, 200, 0, {5, 6, 7}, {50, 60, 70}}, {u"L.cun"_s, 200, 5, {9}, {90}}};
        const auto wave = SimWave::fromRecording(recording);
        QVERIFY(wave);
        QCOMPARE(wave->samples(), (QVector<qint32>{5, 6, 7, 7, 7, 9}));
        QCOMPARE(wave->pressure(u"R.chi"_s, 5), 90);
        QCOMPARE(wave->scale(), 0.25);
        const auto csv = SimWave::fromCsv("0.5\n0.25\n0.125\n", 100); // three samples, in parts of a unit
        QVERIFY(csv);
        QCOMPARE(csv->pulse(u"L.cun"_s, 2) * csv->scale(), 0.125);
    }
};

SIZHEN_TEST(SimFeltTest)
#include "simfelt_test.moc"
