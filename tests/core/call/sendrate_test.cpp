// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/sendrate.h"

#include "tests/support/narrowline.h"
#include "tests/support/program.h"

#include <QTest>

#include <limits>

using namespace sizhen;
using sizhen::test::NarrowLine;

// Over a line in simulated time (tests/support/narrowline.h), 200 ms there and back.
class SendRateTest : public QObject
{
    Q_OBJECT

    static QByteArray said(const NarrowLine::Seen &seen)
    {
        return QStringLiteral("arrived %1 kbit/s, sound %2 ms late, %3 overflowed, %4 pictures, target %5 to %6")
            .arg(seen.arrivedKbit)
            .arg(seen.soundLateMs)
            .arg(seen.overflowed)
            .arg(seen.pictures)
            .arg(seen.leastKbit)
            .arg(seen.mostKbit)
            .toUtf8();
    }

private Q_SLOTS:

    void aFreeLineIsUsedInTwoSeconds()
    {
        NarrowLine line(1600, {});
        (void)line.run(2);
        QCOMPARE(line.rate.allowance().targetKbit, 1600.0);
        QCOMPARE(line.rate.allowance().trouble, LineTrouble::None);
        QCOMPARE(line.rate.allowance().repairTries, 3);
        QCOMPARE(line.rate.allowance().pacingKbit, 4000.0);
    }

    void aNarrowLineIsFilledAndNotFlooded_data()
    {
        QTest::addColumn<double>("kbit");
        for (const double kbit : {300.0, 500.0, 800.0, 1200.0})
            QTest::addRow("%.0f", kbit) << kbit;
    }

    void aNarrowLineIsFilledAndNotFlooded() // media trials §15: 80 % of it, and the sound stays close
    {
        QFETCH(double, kbit);
        NarrowLine line(1600, {kbit});
        (void)line.run(5);
        const auto seen = line.run(30);
        QVERIFY2(seen.arrivedKbit >= 0.9 * kbit, said(seen));
        QVERIFY2(seen.soundLateMs <= 120, said(seen));
        QVERIFY2(seen.overflowed == 0, said(seen));
        QVERIFY2(seen.pictures >= 890, said(seen)); // of 909
        QCOMPARE(line.rate.allowance().trouble, LineTrouble::Narrow);
        QVERIFY(qAbs(line.rate.allowance().carriesKbit - kbit) < 0.25 * kbit);
    }

    void aLineThatNarrowsIsLeftAloneWithinASecond() // media trials: 2.6 to 3.6 s stood still
    {
        NarrowLine line(1600, {2000, 300, 2});
        const auto wide = line.run(15);
        QVERIFY2(wide.arrivedKbit > 1400, said(wide));
        line.quality.carriesKbit = 700;
        const auto step = line.run(0.8);
        QVERIFY2(step.overflowed < 40, said(step));
        (void)line.run(0.4);
        const auto after = line.run(10);
        QVERIFY2(after.overflowed == 0, said(after));
        QVERIFY2(after.soundLateMs <= 120, said(after));
        QVERIFY2(after.arrivedKbit >= 0.85 * 700, said(after));
        line.quality.carriesKbit = 2000;
        (void)line.run(7);
        const auto wideAgain = line.run(3);
        QVERIFY2(wideAgain.arrivedKbit > 1400, said(wideAgain));
        QCOMPARE(line.rate.allowance().trouble, LineTrouble::None);
    }

    void whatIsLostAtRandomStarvesNobody_data()
    {
        QTest::addColumn<double>("lossPct");
        QTest::addColumn<double>("least");
        QTest::addRow("5 %%") << 5.0 << 1600.0;
        QTest::addRow("10 %%") << 10.0 << 1600.0;
        QTest::addRow("20 %%") << 20.0 << 600.0;
        QTest::addRow("30 %%") << 30.0 << 250.0;
    }

    void whatIsLostAtRandomStarvesNobody()
    {
        QFETCH(double, lossPct);
        QFETCH(double, least);
        NarrowLine line(1600, {1e6, 300, lossPct});
        (void)line.run(5);
        const auto seen = line.run(20);
        QVERIFY2(seen.leastKbit >= least, said(seen));
    }

    void aQueueTooShortToBeSeenIsKnownByItsLosses()
    {
        NarrowLine line(1600, {600, 20});
        (void)line.run(5);
        const auto seen = line.run(25);
        QVERIFY2(seen.arrivedKbit > 300, said(seen));
        QVERIFY2(seen.overflowed < 25 * 20, said(seen));
        QCOMPARE(line.rate.allowance().trouble, LineTrouble::Losses);
    }

    void theirClockMayBeSet_data()
    {
        QTest::addColumn<double>("byS");
        for (const double byS : {0.5, 5.0, 1e6, -0.5, -5.0, -1e6})
            QTest::addRow("%g s", byS) << byS;
    }

    void theirClockMayBeSet()
    {
        QFETCH(double, byS);
        NarrowLine line(1600, {});
        (void)line.run(5);
        line.theirClockS += byS;
        const auto seen = line.run(10);
        QVERIFY2(seen.leastKbit >= 1200, said(seen));
        line.quality.carriesKbit = 700; // and it is still heard
        (void)line.run(1.5);
        QVERIFY(line.rate.allowance().targetKbit < 800);
    }

    void silenceIsAnsweredAndForgiven()
    {
        NarrowLine line(1600, {});
        (void)line.run(5);
        line.quality.silent = true;
        (void)line.run(0.8);
        QVERIFY(line.rate.allowance().targetKbit < 1000);
        QCOMPARE(line.rate.allowance().trouble, LineTrouble::Silent);
        (void)line.run(3);
        QCOMPARE(line.rate.allowance().targetKbit, SendRate::leastKbit);
        line.quality.silent = false;
        (void)line.run(1);
        QVERIFY(line.rate.allowance().targetKbit > 1000);
        (void)line.run(3);
        QCOMPARE(line.rate.allowance().trouble, LineTrouble::None);
    }

    // What a hostile end says moves the rate within its limits, and no further; the truth afterwards is believed.
    void liesAreSurvived()
    {
        NarrowLine line(1600, {});
        (void)line.run(3);
        constexpr double huge = std::numeric_limits<double>::max();
        constexpr double nan = std::numeric_limits<double>::quiet_NaN();
        constexpr double endless = std::numeric_limits<double>::infinity();
        QRandomGenerator dice(3);
        for (int i = 0; i < 3000; ++i) {
            line.nowS += 0.01;
            std::vector<PacketFeedback> told;
            for (int n = 0; n < 20; ++n) {
                const double sentS = line.nowS - dice.generateDouble() * 12 + 1;
                const double theirs[]{huge, -huge, nan, endless, 0, -sentS, sentS, dice.generateDouble() * 1e9};
                const double ours[]{sentS, sentS, sentS, nan, -endless, huge, 0, line.nowS};
                told.push_back(
                    {ours[dice.bounded(8)], dice.bounded(3) == 0, theirs[dice.bounded(8)], int(dice.generate())});
                told.push_back({sentS, false, theirs[dice.bounded(8)], 1200});
            }
            line.rate.feedback(line.nowS, told);
            const auto &allowance = line.rate.allowance();
            QVERIFY(allowance.targetKbit >= SendRate::leastKbit && allowance.targetKbit <= 1600);
            QVERIFY(allowance.pacingKbit >= SendRate::leastKbit && allowance.pacingKbit <= 4000);
            QVERIFY(std::isfinite(allowance.carriesKbit) && allowance.carriesKbit <= 1600);
        }
        line.rate.feedback(nan, {{line.nowS, false, 1, 1200}});
        line.rate.feedback(line.nowS - 1000, {{line.nowS - 1001, false, 1, 1200}}); // our clock does not go back
        (void)line.run(40); // the lie is remembered for fifteen seconds
        QVERIFY2(line.rate.allowance().targetKbit > 1200,
                 qPrintable(QString::number(line.rate.allowance().targetKbit)));
    }

    void soundComesBeforeThePicture()
    {
        SendAllowance allowance;
        const double free = allowance.pictureKbit(800, 32, 0);
        QVERIFY(free > 650 && free < 740); // the rest is sound and headers
        const double repaired = allowance.pictureKbit(800, 32, 10);
        QVERIFY(repaired < 0.9 * free);
        allowance.repairTries = 1;
        QVERIFY(allowance.pictureKbit(800, 32, 10) > repaired);
        QVERIFY(allowance.pictureKbit(SendRate::leastKbit, 32, 30) >= 30); // never black
    }
};

SIZHEN_TEST(SendRateTest)
#include "sendrate_test.moc"
