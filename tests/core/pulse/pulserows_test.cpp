// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/fiducials.h"
#include "core/pulse/pulserows.h"
#include "core/pulse/synthpulse.h"
#include "tests/support/program.h"

#include <QTest>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

namespace {

// One beat with its neighbours' ends: 0.1 s before the foot to the next rise.
QByteArray rowOf(const SynthPulse &pulse, const QByteArray &id)
{
    const auto samples = pulse.samples(10);
    const auto crest = pulse.beatTimes(10)[3];
    auto text = id;
    for (auto i = qsizetype((crest - 0.25) * pulse.rateHz); i < qsizetype((crest + 0.75) * pulse.rateHz); ++i)
        text += ',' + QByteArray::number(samples[i], 'f', 3);
    return text + '\n';
}

} // namespace

class PulseRowsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void marksEveryRow()
    {
        SynthPulse pulse;
        pulse.rateHz = 1000;
        const auto rows = readPulseRows("id,samples...\n" + rowOf(pulse, "a7") + "\n" + rowOf(pulse, "12"));
        QVERIFY(rows);
        QCOMPARE(rows->size(), 2);
        QCOMPARE(rows->first().id, "a7");
        const auto text = fiducialsText(*rows, 1000);
        QVERIFY(text);
        const auto lines = text->split('\n');
        QCOMPARE(lines[0], "id,on,sp,dn,u,v,w,a,b,c,d,e,f,p1,p2");
        QCOMPARE(lines.size(), 4); // the last is empty
        const auto cells = lines[1].split(',');
        QCOMPARE(cells.size(), 15);
        QCOMPARE(cells[0], "a7");
        QVERIFY(std::abs(cells[2].toDouble() - 250) < 8); // the crest, ms
        const double on = cells[1].toDouble();
        const double u = cells[4].toDouble();
        QVERIFY(on > 50 && on < u && u < cells[2].toDouble());
        QVERIFY(cells[3].toDouble() > cells[2].toDouble());
    }

    void theSamePulseAtTwoRatesHasItsMarksInTheSamePlaces()
    {
        SynthPulse fine;
        fine.rateHz = 1000;
        SynthPulse coarse;
        coarse.rateHz = 125;
        const auto a = fiducialsText(*readPulseRows(rowOf(fine, "x")), 1000)->split('\n')[1].split(',');
        const auto b = fiducialsText(*readPulseRows(rowOf(coarse, "x")), 125)->split('\n')[1].split(',');
        for (int i = 1; i <= 4; ++i)
            QVERIFY2(std::abs(a[i].toDouble() - b[i].toDouble()) < 8, qPrintable(QString::number(i)));
    }

    void whatIsNoPulseHasNoMarks()
    {
        QByteArray flat = "1";
        QByteArray falling = "2";
        for (int i = 0; i < 800; ++i) {
            flat += ",5";
            falling += ',' + QByteArray::number(800 - i);
        }
        const auto rows = readPulseRows(flat + '\n' + falling + "\n3,1,2,3,,,\n4,1\n");
        QVERIFY(rows);
        QCOMPARE(rows->at(2).samples.size(), 3);
        const auto lines = fiducialsText(*rows, 1000)->split('\n');
        for (int i = 1; i <= 4; ++i)
            QCOMPARE(lines[i], QByteArray::number(i) + ",,,,,,,,,,,,,,");
    }

    void refusesWhatIsNotNumbers_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("word") << QByteArray("1,2,3\n2,x,4\n");
        QTest::newRow("nan") << QByteArray("1,2,3\n2,nan,4\n");
        QTest::newRow("hole") << QByteArray("1,2,3\n2,1,,4\n");
        QTest::newRow("id only") << QByteArray("1,2,3\n2\n");
        QTest::newRow("too great") << QByteArray("1,2,3\n2,1e300\n");
        QTest::newRow("empty") << QByteArray("");
        QTest::newRow("header only") << QByteArray("id,samples\n");
    }

    void refusesWhatIsNotNumbers()
    {
        QFETCH(QByteArray, text);
        const auto rows = readPulseRows(text);
        QVERIFY(!rows);
        QCOMPARE(rows.error().fault, Fault::Invalid);
    }

    void refusesImpossibleRates()
    {
        const auto rows = readPulseRows("1,2,3\n");
        for (const double rateHz : {0.0, -5.0, 3.0, 1e9, qQNaN()})
            QVERIFY(!fiducialsText(*rows, rateHz));
    }
};

SIZHEN_TEST(PulseRowsTest)
#include "pulserows_test.moc"
