// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/pulsecsv.h"

#include "tests/support/program.h"

#include <QTest>

#include <cmath>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

class PulseCsvTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void readsOneColumn()
    {
        const auto signal = readPulseCsv("value\r\n1\n\n# note\n-2.5\n3e2\n", 100);
        QVERIFY(signal);
        QCOMPARE(signal->samples, (QVector<double>{1, -2.5, 300}));
        QCOMPARE(signal->rateHz, 100.0);
    }

    void readsTimesAndTakesTheRateFromThem()
    {
        const auto signal = readPulseCsv("\xEF\xBB\xBFtime;value\n0;1\n0.01;2\n0.02;3\n0.03;4\n", 0);
        QVERIFY(signal);
        QVERIFY(qAbs(signal->rateHz - 100) < 1e-6);
        QCOMPARE(signal->samples.size(), 4);
        QVERIFY(signal->gaps.isEmpty());
    }

    void aMissingStretchBecomesAGap()
    {
        const auto signal = readPulseCsv("0,1\n0.01,2\n0.02,3\n0.07,8\n0.08,9\n", 100);
        QVERIFY(signal);
        QCOMPARE(signal->samples.size(), 9);
        QCOMPARE(signal->gaps, (Spans{{3, 7}}));
        QCOMPARE(signal->samples[7], 8.0);
    }

    void readsThePressureBesideThePulse()
    {
        const auto signal = readPulseCsv("t,v,p\n0,1,20\n0.01,2,22\n0.02,3,24\n0.04,5,28\n", 100);
        QVERIFY(signal);
        QCOMPARE(signal->samples, (QVector<double>{1, 2, 3, 4, 5}));
        QCOMPARE(signal->pressure, (QVector<double>{20, 22, 24, 26, 28}));
        QCOMPARE(signal->gaps, (Spans{{3, 4}}));
    }

    void timesThatContradictTheRateAreRefused()
    {
        const QByteArray text("0,1\n0.01,2\n0.02,3\n0.03,4\n"); // 100 Hz
        QVERIFY(readPulseCsv(text, 101));
        QCOMPARE(readPulseCsv(text, 125).error().message, u"pulse.csv_times"_s);
        QVERIFY(!readPulseCsv(text, 1000));
    }

    void timesRoundedToMillisecondsStillTellTheRate()
    {
        QByteArray text;
        for (int i = 0; i < 1170; ++i)
            text += QByteArray::number(std::round(i * 1000 / 117.0) / 1000, 'f', 3) + ",1\n";
        const auto signal = readPulseCsv(text, 0);
        QVERIFY(signal);
        QVERIFY(qAbs(signal->rateHz - 117) < 0.1);
        QVERIFY(readPulseCsv(text, 117));
    }

    void refusesAndNamesTheLine_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("line");
        QTest::newRow("word") << QByteArray("value\n1\nx\n") << 3;
        QTest::newRow("two headers") << QByteArray("a\nb\n1\n") << 2;
        QTest::newRow("nan") << QByteArray("1\nnan\n") << 2;
        QTest::newRow("inf") << QByteArray("1\ninf\n") << 2;
        QTest::newRow("too great") << QByteArray("1\n1e300\n") << 2;
        QTest::newRow("hole") << QByteArray("0,1\n0.01,\n") << 2;
        QTest::newRow("four columns") << QByteArray("0,1,2\n1,1,2,3\n") << 2;
        QTest::newRow("pressure missing") << QByteArray("0,1,2\n0.01,1\n") << 2;
        QTest::newRow("columns") << QByteArray("0,1\n0.01,2\n3\n") << 3;
        QTest::newRow("three columns") << QByteArray("1\n1,2,3\n") << 2;
        QTest::newRow("backwards") << QByteArray("0,1\n0.02,2\n0.01,3\n") << 3;
    }

    void refusesAndNamesTheLine()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, line);
        const auto signal = readPulseCsv(text, 100);
        QVERIFY(!signal);
        QCOMPARE(signal.error().fault, Fault::Invalid);
        QCOMPARE(signal.error().args.value(u"line"_s).toInt(), line);
    }

    void refusesEmptinessAndImpossibleRates()
    {
        QVERIFY(!readPulseCsv("", 100));
        QVERIFY(!readPulseCsv("value\n", 100));
        QVERIFY(!readPulseCsv("1\n2\n", 0));
        QVERIFY(!readPulseCsv("1\n2\n", -5));
        QVERIFY(!readPulseCsv("1\n2\n", qQNaN()));
        QVERIFY(!readPulseCsv("0,1\n0.01,2\n99999999,3\n", 100));
    }
};

SIZHEN_TEST(PulseCsvTest)
#include "pulsecsv_test.moc"
