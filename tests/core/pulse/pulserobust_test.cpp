// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/pulseanalysis.h"
#include "core/pulse/synthpulse.h"
#include "tests/support/program.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <numbers>
#include <random>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

namespace {

using Wave = QVector<double>;

Wave gaussian(double seconds, double rateHz, double spread, quint32 seed)
{
    std::minstd_rand random(seed);
    std::normal_distribution<double> normal(0, spread);
    Wave wave;
    for (qsizetype i = 0; i < qsizetype(seconds * rateHz); ++i)
        wave.append(normal(random));
    return wave;
}

Wave wandering(double seconds, double rateHz, quint32 seed)
{
    auto wave = gaussian(seconds, rateHz, 1, seed);
    for (qsizetype i = 1; i < wave.size(); ++i)
        wave[i] += wave[i - 1];
    return wave;
}

Wave hum(double seconds, double rateHz, double hz)
{
    auto wave = gaussian(seconds, rateHz, 0.05, 1);
    for (qsizetype i = 0; i < wave.size(); ++i)
        wave[i] += std::sin(2 * std::numbers::pi * hz * double(i) / rateHz);
    return wave;
}

Wave steps(double seconds, double rateHz, quint32 seed)
{
    std::minstd_rand random(seed);
    Wave wave;
    double level = 0;
    while (wave.size() < qsizetype(seconds * rateHz)) {
        level = double(random() % 1000);
        wave.append(Wave(qsizetype(rateHz * (0.2 + double(random() % 100) / 50)), level));
    }
    return wave;
}

PulseAnalysis analysed(const Wave &samples, double rateHz)
{
    PulseSignal signal;
    signal.samples = samples;
    signal.rateHz = rateHz;
    return analysePulse(signal);
}

// Missed and false beats of a synthetic pulse, ends left out.
QPair<int, int> errors(const PulseAnalysis &analysis, const QVector<double> &truth, double seconds)
{
    QVector<double> found;
    for (const auto &beat : analysis.beats)
        found.append(beat.at.peak / analysis.rateHz);
    const auto lonely = [seconds](const QVector<double> &these, const QVector<double> &those) {
        return int(std::count_if(these.begin(), these.end(), [&](double t) {
            return t > 1 && t < seconds - 1
                && std::none_of(those.begin(), those.end(), [t](double o) { return std::abs(o - t) < 0.1; });
        }));
    };
    return {lonely(truth, found), lonely(found, truth)};
}

} // namespace

class PulseRobustTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void noPulseGivesNoNumber_data()
    {
        QTest::addColumn<Wave>("wave");
        QTest::addColumn<double>("rateHz");
        for (const double rateHz : {60.0, 125.0, 1000.0})
            for (const quint32 seed : {1u, 2u, 3u}) {
                QTest::addRow("white noise %u at %g Hz", seed, rateHz) << gaussian(120, rateHz, 10, seed) << rateHz;
                QTest::addRow("wandering %u at %g Hz", seed, rateHz) << wandering(120, rateHz, seed) << rateHz;
                QTest::addRow("steps %u at %g Hz", seed, rateHz) << steps(120, rateHz, seed) << rateHz;
            }
        QTest::newRow("noise for an hour") << gaussian(3600, 100, 10, 9) << 100.0;
        QTest::newRow("mains") << hum(60, 500, 50) << 500.0;
        QTest::newRow("constant") << Wave(6000, 3.0) << 100.0;
        QTest::newRow("saturated") << Wave(6000, 65535.0) << 100.0;
        QTest::newRow("no more than a ramp") << [] {
            Wave wave;
            for (int i = 0; i < 6000; ++i)
                wave.append(i);
            return wave;
        }() << 100.0;
        QTest::newRow("empty") << Wave() << 100.0;
        QTest::newRow("two samples") << Wave{1, 2} << 100.0;
        QTest::newRow("three samples of 1 kHz") << Wave{1, 2, 1} << 1000.0;
        QTest::newRow("no rate") << gaussian(10, 100, 1, 1) << 0.0;
    }

    void noPulseGivesNoNumber()
    {
        QFETCH(Wave, wave);
        QFETCH(double, rateHz);
        const auto analysis = analysed(wave, rateHz);
        QVERIFY2(!analysis.perMinute, qPrintable(QString::number(analysis.quality)));
        QCOMPARE(analysis.rhythm.kind, PulseRhythm::Kind::Unmeasured);
        for (const auto &parameter : analysis.parameters)
            QVERIFY2(!parameter.value && !parameter.uncertainty && !parameter.why.isEmpty(), qPrintable(parameter.id));
        QVERIFY(!analysis.average);
        QVERIFY(analysis.compatible.isEmpty());
    }

    void whatIsDoneToAPulseHidesNoBeat_data()
    {
        QTest::addColumn<double>("rateHz");
        QTest::addColumn<double>("perMinute");
        QTest::addColumn<double>("noise");
        QTest::addColumn<double>("drift");
        QTest::addColumn<double>("irregular");
        QTest::addColumn<double>("dicrotic");
        for (const double rateHz : {60.0, 100.0, 333.0, 1000.0, 2000.0})
            QTest::addRow("at %g Hz", rateHz) << rateHz << 75.0 << 20.0 << 300.0 << 0.05 << 0.3;
        for (const double perMinute : {35.0, 50.0, 110.0, 150.0, 180.0})
            QTest::addRow("%g a minute", perMinute) << 200.0 << perMinute << 20.0 << 300.0 << 0.03 << 0.15;
        for (const double noise : {50.0, 100.0})
            QTest::addRow("noise %g", noise) << 200.0 << 75.0 << noise << 300.0 << 0.05 << 0.25;
        QTest::newRow("drift of one pulse's height") << 200.0 << 75.0 << 10.0 << 500.0 << 0.05 << 0.25;
        QTest::newRow("strong dicrotic wave") << 200.0 << 60.0 << 10.0 << 100.0 << 0.03 << 0.6;
        QTest::newRow("quite irregular") << 200.0 << 75.0 << 10.0 << 100.0 << 0.35 << 0.25;
    }

    void whatIsDoneToAPulseHidesNoBeat()
    {
        QFETCH(double, rateHz);
        QFETCH(double, noise);
        QFETCH(double, drift);
        QFETCH(double, perMinute);
        QFETCH(double, irregular);
        QFETCH(double, dicrotic);
        SynthPulse pulse;
        pulse.rateHz = rateHz;
        pulse.perMinute = perMinute;
        pulse.noise = noise;
        pulse.drift = drift;
        pulse.irregular = irregular;
        pulse.dicrotic = dicrotic;
        const auto truth = pulse.beatTimes(120);
        const auto analysis = analysed(pulse.samples(120), rateHz);
        const auto [missed, falsely] = errors(analysis, truth, 120);
        QVERIFY2(missed == 0 && falsely == 0, qPrintable(u"%1 missed, %2 false"_s.arg(missed).arg(falsely)));
        QVERIFY(analysis.perMinute);
        const double mean = (truth.last() - truth.first()) / double(truth.size() - 1);
        QVERIFY2(std::abs(*analysis.perMinute - 60 / mean) < 0.5, qPrintable(QString::number(*analysis.perMinute)));
    }

    void upsideDownIsTurnedAndSaid()
    {
        SynthPulse pulse;
        const auto wave = pulse.samples(30);
        auto turned = wave;
        for (auto &value : turned)
            value = 5000 - value;
        const auto right = analysed(wave, pulse.rateHz);
        const auto wrong = analysed(turned, pulse.rateHz);
        QVERIFY(!right.inverted && wrong.inverted);
        QCOMPARE(wrong.beats.size(), right.beats.size());
        QVERIFY(std::abs(*wrong.parameter(u"h1.footLine"_s)->value - *right.parameter(u"h1.footLine"_s)->value) < 1);
    }

    void valuesOfAnySizeAndPlaceGiveTheSameBeats()
    {
        SynthPulse pulse;
        pulse.noise = 10;
        const auto wave = pulse.samples(30);
        const auto plain = analysed(wave, pulse.rateHz);
        for (const auto &[scale, shift] : {std::pair(1e-9, 0.0), std::pair(1e6, -1e9), std::pair(1.0, 1e7)}) {
            auto other = wave;
            for (auto &value : other)
                value = value * scale + shift;
            const auto analysis = analysed(other, pulse.rateHz);
            QCOMPARE(analysis.beats.size(), plain.beats.size());
            for (qsizetype i = 0; i < plain.beats.size(); ++i)
                QVERIFY(std::abs(analysis.beats[i].at.slope - plain.beats[i].at.slope) < 0.01);
            QVERIFY(std::abs(*analysis.perMinute - *plain.perMinute) < 1e-3);
        }
    }

    void oneSpikeCostsItsOwnBeatsOnly()
    {
        SynthPulse pulse;
        pulse.rateHz = 200;
        auto wave = pulse.samples(120);
        for (int i = 12'000; i < 12'040; ++i)
            wave[i] += 1e6;
        const auto analysis = analysed(wave, 200);
        const auto [missed, falsely] = errors(analysis, pulse.beatTimes(120), 120);
        QVERIFY2(missed <= 6 && falsely <= 4, qPrintable(u"%1 missed, %2 false"_s.arg(missed).arg(falsely)));
        QVERIFY(analysis.perMinute && std::abs(*analysis.perMinute - 72) < 1);
    }

    void aWrongRateIsNotMadeGood()
    {
        SynthPulse pulse; // 500 Hz, said to be 20: three beats a minute
        QVERIFY(!analysed(pulse.samples(60), 20).perMinute);
        pulse.rateHz = 50; // said to be 1000: 1440 a minute
        QVERIFY(!analysed(pulse.samples(120), 1000).perMinute);
    }
};

SIZHEN_TEST(PulseRobustTest)
#include "pulserobust_test.moc"
