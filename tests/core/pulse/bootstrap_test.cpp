// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/bootstrap.h"
#include "core/pulse/depthcurve.h"
#include "tests/support/program.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace sizhen;

namespace {

QVector<double> scattered(int count, double mean, double spread, quint32 seed)
{
    std::minstd_rand random(seed);
    std::normal_distribution<double> normal(mean, spread);
    QVector<double> values;
    for (int i = 0; i < count; ++i)
        values.append(normal(random));
    return values;
}

// Beats of one second at 100 Hz while the pressure goes up from 20 to 220; height by a hill with its top at `top`.
QPair<QVector<PulseBeat>, QVector<double>> pressed(double top, int beats, quint32 seed)
{
    QVector<PulseBeat> list;
    QVector<double> pressure;
    const auto noise = scattered(beats, 0, 15, seed);
    for (int k = 0; k < beats; ++k) {
        const double share = (double(k) + 0.5) / beats;
        PulseBeat beat;
        beat.at = {k * 100.0, k * 100.0 + 8, k * 100.0 + 14};
        beat.next = k * 100.0 + 100;
        beat.quality = 100;
        beat.height = 1000 * (1 - 1.5 * (share - top) * (share - top)) + noise[k];
        list.append(beat);
        pressure.append(QVector<double>(100, 20 + 200 * share));
    }
    return {list, pressure};
}

} // namespace

class BootstrapTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void theSpreadHoldsTheTruthAboutNineteenTimesInTwenty()
    {
        int held = 0;
        for (quint32 seed = 1; seed <= 200; ++seed) {
            const auto values = scattered(60, 100, 10, seed * 7919);
            const auto spread = trimmedMean(values).spread;
            QVERIFY(spread);
            held += spread->low <= 100 && spread->high >= 100 ? 1 : 0;
            QVERIFY(spread->half() > 1 && spread->half() < 5); // 1.96 * 10 / sqrt(60) = 2.5
        }
        QVERIFY2(held >= 175 && held <= 200, qPrintable(QString::number(held)));
    }

    void isTheSameEveryTimeAndAbsentForTooFew()
    {
        const auto values = scattered(30, 5, 1, 3);
        QCOMPARE(trimmedMean(values).spread->low, trimmedMean(values).spread->low);
        QVERIFY(!trimmedMean({}).spread);
        QVERIFY(!trimmedMean({1, 2}).spread);
        QCOMPARE(trimmedMean({4, 4, 4}).spread->half(), 0.0);
    }

    void leavesOutTheHighestAndLowestTenth()
    {
        QVector<double> values;
        for (int i = 0; i < 20; ++i)
            values.append((i * 7) % 20); // 0..19 in no order
        QCOMPARE(trimmedMean(values).value, 9.5);
        values.replace(values.indexOf(19), 1000);
        values.replace(values.indexOf(0), -1000);
        QCOMPARE(trimmedMean(values).value, 9.5);
        QCOMPARE(trimmedMean({3}).value, 3.0);
        QCOMPARE(trimmedMean({}).value, 0.0);
    }

    void oneWildBeatDoesNotMoveTheMean()
    {
        auto values = scattered(40, 100, 1, 5);
        values[7] = 1e6;
        QVERIFY(std::abs(trimmedMean(values).value - 100) < 1);
        QVERIFY(trimmedMean(values).spread->half() < 1);
    }

    void theBestPressureIsFoundWithItsSpread_data()
    {
        QTest::addColumn<double>("top");
        for (const double top : {0.3, 0.5, 0.65})
            QTest::addRow("%g of the range", top) << top;
    }

    void theBestPressureIsFoundWithItsSpread()
    {
        QFETCH(double, top);
        const auto [beats, pressure] = pressed(top, 80, 11);
        const auto curve = depthCurve(beats, pressure);
        QVERIFY(curve.best && curve.bracketed);
        QVERIFY2(std::abs(curve.fraction - top) < 0.08, qPrintable(QString::number(curve.fraction)));
        QVERIFY(curve.bestFrom <= *curve.best && *curve.best <= curve.bestTo);
        QVERIFY(curve.bestTo - curve.bestFrom < 80);
        QVERIFY(curve.lightest < 25 && curve.deepest > 215);
    }

    void atAnEndItIsNotBracketed()
    {
        for (const double top : {-0.3, 1.4}) {
            const auto [beats, pressure] = pressed(top, 80, 13);
            const auto curve = depthCurve(beats, pressure);
            QVERIFY(curve.best);
            QVERIFY(!curve.bracketed);
        }
    }

    void tooFewBeatsOrStepsSayNothing()
    {
        const auto [beats, pressure] = pressed(0.5, 9, 17);
        QVERIFY(!depthCurve(beats, pressure).best);
        const auto [many, ramp] = pressed(0.5, 40, 17);
        QVERIFY(!depthCurve(many, QVector<double>(ramp.size(), 70.0)).best); // one pressure only
        QVERIFY(!depthCurve(many, {}).best);
    }

    void threeStepsCarryAParabola()
    {
        auto [beats, pressure] = pressed(0.5, 60, 19);
        for (qsizetype i = 0; i < pressure.size(); ++i)
            pressure[i] = 50 + 50 * double(i * 3 / pressure.size());
        const auto curve = depthCurve(beats, pressure);
        QCOMPARE(curve.points.size(), 3);
        QVERIFY(curve.best && *curve.best > 80 && *curve.best < 120);
    }
};

SIZHEN_TEST(BootstrapTest)
#include "bootstrap_test.moc"
