// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/program.h"
#include "ui/widgets/pulseaxis.h"
#include "ui/widgets/pulseline.h"
#include "ui/widgets/tracering.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <random>

using namespace sizhen;

namespace {

using Kind = TraceRing::Kind;

QVector<qint32> randomCounts(int size, std::minstd_rand &random)
{
    QVector<qint32> counts;
    for (int i = 0; i < size; ++i)
        counts.append(qint32(random() % 4000) - 2000);
    return counts;
}

} // namespace

class TraceRingTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    // The groups of sixteen must say what the samples say, wherever a stretch begins and ends.
    void groupsAgreeWithTheSamples()
    {
        std::minstd_rand random(7);
        TraceRing ring;
        ring.begin(1003, 100, 20);
        QVector<qint32> all;
        while (all.size() < 5000) {
            const auto some = randomCounts(1 + int(random() % 60), random);
            ring.append(some);
            all += some;
        }
        QCOMPARE(ring.end(), quint64(1003 + all.size()));
        QVERIFY(ring.end() - ring.oldest() >= 2000);
        for (int i = 0; i < 2000; ++i) {
            const auto first = ring.oldest() + random() % (ring.end() - ring.oldest() - 1);
            const auto last = std::min(ring.end() - 1, first + random() % 300);
            const auto seen = ring.extent(double(first), double(last));
            const auto [low, high]
                = std::minmax_element(all.begin() + qsizetype(first - 1003), all.begin() + qsizetype(last - 1003) + 1);
            QCOMPARE(seen.low, double(*low));
            QCOMPARE(seen.high, double(*high));
            QCOMPARE(seen.kind, Kind::Sample);
        }
    }

    void betweenSamplesItIsAStraightLine()
    {
        TraceRing ring;
        ring.begin(0, 100, 5);
        ring.append({0, 100, 0});
        const auto seen = ring.extent(0.25, 0.5);
        QCOMPARE(seen.low, 25.0);
        QCOMPARE(seen.high, 50.0);
        QVERIFY(!ring.extent(2.2, 2.8).isLine()); // after the newest there is none
    }

    void nothingJoinsTheSidesOfAGap()
    {
        TraceRing ring;
        ring.begin(0, 100, 5);
        ring.append({10, 20});
        ring.skip(3);
        ring.append({900, 910});
        QCOMPARE(ring.extent(2.1, 3.9).kind, Kind::Missing);
        QCOMPARE(ring.extent(1.2, 1.8).kind, Kind::Empty);
        QCOMPARE(ring.extent(0.0, 1.5).high, 20.0);
        ring.markPoor(5, 6);
        QCOMPARE(ring.extent(5.0, 6.0).kind, Kind::Poor);
        QCOMPARE(ring.extent(0.0, 1.0).kind, Kind::Sample);
    }

    void aJumpOverHoursLeavesOnlyMissingOnes()
    {
        TraceRing ring;
        ring.begin(0, 1000, 60);
        ring.append(QVector<qint32>(5000, 7));
        ring.skip(quint64(1) << 40);
        QCOMPARE(ring.extent(double(ring.oldest()), double(ring.end())).kind, Kind::Missing);
        ring.append({1, 2, 3});
        QCOMPARE(ring.extent(double(ring.end()) - 3, double(ring.end())).high, 3.0);
    }

    void aCopyStandsStill()
    {
        TraceRing ring;
        ring.begin(0, 100, 1);
        ring.append({5, 6, 7});
        const auto still = ring;
        ring.append(QVector<qint32>(1000, 9));
        QCOMPARE(still.end(), quint64(3));
        QCOMPARE(still.valueAt(1), 6);
    }

    void sweepAndPagePutEverySampleWhereItIsLookedFor_data()
    {
        QTest::addColumn<bool>("sweep");
        QTest::newRow("sweep") << true;
        QTest::newRow("page") << false;
    }

    void sweepAndPagePutEverySampleWhereItIsLookedFor()
    {
        QFETCH(bool, sweep);
        const PulseAxis axis{.end = 12345, .span = 1000, .width = 640, .blank = 20, .sweep = sweep};
        for (quint64 sample = 11345; sample < 12345; ++sample) {
            const double x = axis.x(double(sample));
            QVERIFY(x >= 0 && x < 640);
            QVERIFY(std::abs(axis.sampleAt(x + 1e-6) - double(sample)) < 0.01);
        }
        QVERIFY(!axis.shows(12345));
        QVERIFY(!axis.shows(11344));
        double shown = 0;
        for (const auto &[from, to] : axis.places(0, 20000))
            shown += to - from;
        QVERIFY(std::abs(shown - (sweep ? 620 : 640)) < 0.01); // all but the blank ahead of the pen
        QVERIFY(axis.places(0, 11000).isEmpty());
    }

    void aColumnCoversWhatWasLookedAt()
    {
        PulseLine line({40, 50});
        for (int look = 0; look < PulseLine::looks; ++look)
            line.look(20, 10.5, 12);
        line.setColour(20, qRgb(200, 100, 0));
        line.look(3, -5, 400); // beyond both edges
        line.setColour(3, qRgb(1, 2, 3));
        const auto &image = line.image();
        QCOMPARE(qAlpha(image.pixel(20, 9)), 0);
        QVERIFY(std::abs(qAlpha(image.pixel(20, 10)) - 128) <= 2); // half a pixel
        QCOMPARE(image.pixel(20, 11), qRgb(200, 100, 0));
        QCOMPARE(qAlpha(image.pixel(20, 12)), 0);
        QCOMPARE(qAlpha(image.pixel(19, 11)), 0);
        QVERIFY(std::abs(qAlpha(image.pixel(3, 0)) - 64) <= 2); // one look of four
        QVERIFY(std::abs(qAlpha(image.pixel(3, 49)) - 64) <= 2);
    }
};

SIZHEN_TEST(TraceRingTest)
#include "tracering_test.moc"
