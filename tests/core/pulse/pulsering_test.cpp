// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/pulsering.h"
#include "tests/support/program.h"

#include <QTest>

#include <thread>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

class PulseRingTest : public QObject
{
    Q_OBJECT

    static PulseBlock block(quint64 first, int count)
    {
        PulseBlock made{u"L.cun"_s, 1000, first, {}, {}};
        for (int i = 0; i < count; ++i) {
            made.pulse.append(qint32(first) + i);
            made.pressure.append(-(qint32(first) + i));
        }
        return made;
    }

private Q_SLOTS:

    void samplesAreReadByTheirNumberAndGapsAreNotSamples()
    {
        PulseRing ring;
        ring.append(block(0, 10));
        ring.append(block(13, 2));
        QCOMPARE(ring.end(), quint64(15));
        const auto read = ring.read(8, 100);
        QCOMPARE(read.first, quint64(8));
        QCOMPARE(read.pulse,
                 (QVector<qint32>{8, 9, PulseRing::missing, PulseRing::missing, PulseRing::missing, 13, 14}));
        QCOMPARE(read.pressure.last(), -14);
        ring.append(block(0, 3)); // another run
        QCOMPARE(ring.end(), quint64(3));
        QCOMPARE(ring.read(0, 99).pulse, (QVector<qint32>{0, 1, 2}));
    }

    void theOldestGoAndAGapLongerThanAllOfItIsSurvived()
    {
        PulseRing ring;
        for (quint64 at = 0; at < 3 * PulseRing::capacity; at += 1000)
            ring.append(block(at, 1000));
        const auto all = ring.read(0, ring.end());
        QCOMPARE(quint64(all.pulse.size()), PulseRing::capacity);
        QCOMPARE(all.first, ring.end() - PulseRing::capacity);
        QCOMPARE(quint64(all.pulse.first()), all.first);
        const auto far = ring.end() + 10 * PulseRing::capacity;
        ring.append(block(far, 1));
        const auto late = ring.read(far - 5, far + 1);
        QCOMPARE(late.pulse.first(), PulseRing::missing);
        QCOMPARE(late.pulse.last(), qint32(far));
    }

    void aReaderNeverSeesAnotherNumbersSample()
    {
        PulseRing ring;
        std::atomic<bool> done = false;
        std::thread writer([&] {
            for (quint64 at = 0; at < 4'000'000; at += 50)
                ring.append(block(at, 50));
            done = true;
        });
        qint64 seen = 0;
        qint64 wrong = 0;
        while (!done) {
            const auto end = ring.end();
            const auto read = ring.read(end > PulseRing::capacity ? end - PulseRing::capacity : 0, end);
            for (qsizetype i = 0; i < read.pulse.size(); ++i) {
                const auto number = qint32(read.first) + qint32(i);
                wrong += read.pulse[i] != number || read.pressure[i] != -number ? 1 : 0;
            }
            seen += read.pulse.size();
        }
        writer.join();
        QVERIFY(seen > 0);
        QCOMPARE(wrong, 0);
    }
};

SIZHEN_TEST(PulseRingTest)
#include "pulsering_test.moc"
