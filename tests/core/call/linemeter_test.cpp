// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/linemeter.h"

#include "tests/support/program.h"

#include <QTest>

using namespace sizhen;

class LineMeterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void theNewestPacketOfAReportTellsTheRoundTrip()
    {
        LineMeter meter;
        QVERIFY(!meter.reading(10).rttMs);
        meter.feedback(10.2, {{9.9, false}, {10.0, false}, {10.1, true}}); // a lost one tells nothing
        QVERIFY(qAbs(meter.reading(10.2).rttMs.value() - 200) < 1e-6);
        meter.feedback(10.35, {{10.2, false}});
        meter.feedback(10.55, {{10.3, false}});
        QVERIFY(qAbs(meter.reading(10.6).rttMs.value() - 150) < 1e-6); // the shortest is the line's
    }

    void whatQueuesOnTheWayIsTold()
    {
        LineMeter meter;
        for (int i = 0; i < 20; ++i)
            meter.feedback(i / 10.0, {{i / 10.0 - (i % 2 ? 0.2 : 0.25), false}});
        QCOMPARE(meter.reading(2).variesMs, 0.0); // feedback waits for its turn
        for (int i = 20; i < 60; ++i)
            meter.feedback(i / 10.0, {{i / 10.0 - (i % 4 ? 0.4 : 0.2), false}});
        QVERIFY(qAbs(meter.reading(6).rttMs.value() - 200) < 1e-6);
        QVERIFY(qAbs(meter.reading(6).variesMs - 110) < 1e-6);
    }

    void lossesAreThoseOfTheLastSeconds()
    {
        LineMeter meter;
        for (int i = 0; i < 100; ++i)
            meter.feedback(i / 10.0, {{i / 10.0 - 0.1, i % 10 == 0}});
        QCOMPARE(meter.reading(9.9).lossPct, 10.0);
        for (int i = 100; i < 200; ++i)
            meter.feedback(i / 10.0, {{i / 10.0 - 0.3, false}});
        QCOMPARE(meter.reading(19.9).lossPct, 0.0);
        QVERIFY(qAbs(meter.reading(19.9).rttMs.value() - 300) < 1e-6); // the shorter way is forgotten
        QVERIFY(!meter.reading(60).rttMs); // a line that says nothing is not measured
    }

    void nothingIsNoFeedback()
    {
        LineMeter meter;
        meter.feedback(1, {});
        meter.feedback(2, {{3, false}}); // a clock that goes backwards
        QVERIFY(!meter.reading(2).rttMs);
        QCOMPARE(meter.reading(2).lossPct, 0.0);
        meter.feedback(3, {{2.9, true}});
        QCOMPARE(meter.reading(3).lossPct, 50.0);
    }
};

SIZHEN_TEST(LineMeterTest)
#include "linemeter_test.moc"
