// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/sharedwork.h"

#include "tests/support/program.h"

#include <QTest>
#include <QThreadPool>

using namespace sizhen;

namespace {

struct Counts { // by item: how often was it done
    explicit Counts(int count)
        : all(std::make_unique<std::atomic<int>[]>(size_t(count)))
    {
    }

    std::unique_ptr<std::atomic<int>[]> all;
};

} // namespace

class SharedWorkTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void everyItemIsDoneOnce_data()
    {
        QTest::addColumn<int>("count");
        for (const int count : {0, 1, 7, 8, 9, 1000})
            QTest::addRow("%d", count) << count;
    }

    void everyItemIsDoneOnce()
    {
        QFETCH(int, count);
        for (int round = 0; round < 100; ++round) {
            const auto counts = std::make_shared<Counts>(count);
            SharedWork work(count, [counts](int i) { ++counts->all[size_t(i)]; });
            work.finish();
            for (int i = 0; i < count; ++i)
                QCOMPARE(counts->all[size_t(i)].load(), 1);
            work.finish(); // again: nothing left
        }
    }

    // No thread is free: whoever waits does it all.
    void aBusyPoolKeepsNobodyWaiting()
    {
        QSemaphore hold;
        auto &pool = *QThreadPool::globalInstance();
        for (int i = 0; i < pool.maxThreadCount(); ++i)
            pool.start([&hold] { hold.acquire(); });
        int sum = 0;
        SharedWork work(100, [&sum](int i) { sum += i; });
        work.finish();
        QCOMPARE(sum, 4950);
        hold.release(pool.maxThreadCount());
        QVERIFY(pool.waitForDone(10'000));
        QCOMPARE(sum, 4950);
    }

    // What nobody waits for any more is not begun; what is being done owns what it needs.
    void whoGoesEarlyLeavesNothingBehind()
    {
        for (int round = 0; round < 200; ++round) {
            const auto counts = std::make_shared<Counts>(500);
            const SharedWork work(500, [counts](int i) { ++counts->all[size_t(i)]; });
        }
        QVERIFY(QThreadPool::globalInstance()->waitForDone(10'000));
    }
};

SIZHEN_TEST(SharedWorkTest)
#include "sharedwork_test.moc"
