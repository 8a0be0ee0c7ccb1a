// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/callstatistics.h"
#include "core/call/jitterlatency.h"

#include "tests/support/program.h"

#include <QTest>

using namespace sizhen;

class CallStatisticsTest : public QObject
{
    Q_OBJECT

    // 30 a second from `fromS` on; the time of the last.
    static double shown(FreezeMeter &meter, double fromS, int frames)
    {
        for (int i = 0; i < frames; ++i)
            meter.frame(fromS + i / 30.0);
        return fromS + (frames - 1) / 30.0;
    }

private Q_SLOTS:

    void anEvenPictureNeverFreezes()
    {
        FreezeMeter meter;
        const double last = shown(meter, 5, 300);
        meter.end(last + 0.1);
        QCOMPARE(meter.frames(), 300);
        QCOMPARE(meter.freezes(), 0);
        QCOMPARE(meter.freezeS(), 0.0);
    }

    void aPauseIsAFreezeFromThreeTimesTheMeanAnd150ms()
    {
        FreezeMeter meter;
        double last = shown(meter, 0, 60);
        last = shown(meter, last + 0.18, 60); // 33 + 150 = 183 ms
        QCOMPARE(meter.freezes(), 0);
        last = shown(meter, last + 0.19, 60);
        QCOMPARE(meter.freezes(), 1);
        QVERIFY(qAbs(meter.freezeS() - 0.19) < 1e-9);
        FreezeMeter slow; // five pictures a second: 600 ms
        for (int i = 0; i < 40; ++i)
            slow.frame(i / 5.0);
        slow.frame(39 / 5.0 + 0.59);
        QCOMPARE(slow.freezes(), 0);
    }

    void aPictureThatStandsToTheEndIsAFreezeOnce()
    {
        FreezeMeter meter;
        const double last = shown(meter, 0, 60);
        meter.end(last + 2);
        meter.end(last + 2);
        QCOMPARE(meter.freezes(), 1);
        QVERIFY(qAbs(meter.freezeS() - 2) < 1e-9);
        FreezeMeter none;
        none.end(100);
        QCOMPARE(none.freezes(), 0);
    }

    // SES-06: whose camera is off has no frozen picture.
    void noPictureIsMissingWhileNoneIsSent()
    {
        FreezeMeter meter;
        double last = shown(meter, 0, 60);
        meter.expect(false);
        meter.frame(last + 0.5); // was on its way
        meter.end(last + 30);
        meter.expect(true);
        last = shown(meter, last + 60, 60);
        QCOMPARE(meter.freezes(), 0);
        QCOMPARE(meter.frames(), 121);
        shown(meter, last + 1, 10);
        QCOMPARE(meter.freezes(), 1); // from then on as before
        QVERIFY(qAbs(meter.freezeS() - 1) < 1e-9);
    }

    // The first picture may come before the word that it is sent again.
    void aPictureBeforeTheWordIsNoFreezeEither()
    {
        FreezeMeter meter;
        const double last = shown(meter, 0, 60);
        meter.expect(false);
        shown(meter, last + 20, 5);
        meter.expect(true);
        shown(meter, last + 20 + 5 / 30.0, 60);
        QCOMPARE(meter.freezes(), 0);
    }

    void packetsWaitForOneRepair() // at 200 ms round trip: 320 ms hold 5 %, 390 ms hold 10 %
    {
        JitterLatency latency;
        QCOMPARE(latency.ms(), 400); // nothing is known yet
        QCOMPARE(latency.measured(200, 0), 320);
        QCOMPARE(latency.measured(200, 10), 390);
        QCOMPARE(JitterLatency().measured(1500, 0), JitterLatency::mostMs);
        QCOMPARE(JitterLatency().measured(2, 0), JitterLatency::leastMs); // the first is taken as it is
    }

    void theWaitGrowsAtOnceAndShrinksWithPatience()
    {
        JitterLatency latency;
        QCOMPARE(latency.measured(300, 0), 420);
        QCOMPARE(latency.measured(310, 0), 420); // not worth a click
        for (int i = 0; i < 9; ++i)
            QCOMPARE(latency.measured(5, 0), 420);
        QCOMPARE(latency.measured(5, 0), JitterLatency::leastMs);
        QCOMPARE(latency.measured(300, 0), 420);
        for (int i = 0; i < 50; ++i) // a calm that is broken again and again is none
            QCOMPARE(latency.measured(i % 5 == 4 ? 300 : 5, 0), 420);
    }
};

SIZHEN_TEST(CallStatisticsTest)
#include "callstatistics_test.moc"
