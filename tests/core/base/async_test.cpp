// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/async.h"

#include "tests/support/program.h"

#include <QObject>
#include <QSemaphore>
#include <QTest>
#include <QThread>

#include <memory>

using namespace sizhen;

class AsyncTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void workRunsElsewhereAndTheAnswerComesHome()
    {
        QObject owner;
        QThread *worker = nullptr;
        QThread *home = nullptr;
        int answer = 0;
        runThen(
            &owner, [&worker] { return worker = QThread::currentThread(), 42; },
            [&](int value) {
                home = QThread::currentThread();
                answer = value;
            });
        QCOMPARE(answer, 0); // never at once
        QTRY_COMPARE(answer, 42);
        QVERIFY(worker && worker != QThread::currentThread());
        QCOMPARE(home, QThread::currentThread());
    }

    void theAnswerIsDroppedWhenTheOwnerIsGone()
    {
        auto owner = std::make_unique<QObject>();
        auto release = std::make_shared<QSemaphore>(); // the pool thread is the second owner
        auto finished = std::make_shared<QSemaphore>();
        bool called = false;
        runThen(
            owner.get(),
            [release, finished] {
                release->acquire();
                finished->release();
                return 1;
            },
            [&called](int) { called = true; });
        owner.reset();
        release->release();
        QVERIFY(finished->tryAcquire(1, 5000));
        QTest::qWait(20);
        QVERIFY(!called);
    }

    void anAnswerMayBeMovedOnly()
    {
        QObject owner;
        std::unique_ptr<int> answer;
        runThen(
            &owner, [] { return std::make_unique<int>(7); },
            [&answer](std::unique_ptr<int> value) { answer = std::move(value); });
        QTRY_VERIFY(answer);
        QCOMPARE(*answer, 7);
    }

    void manyAnswersAllArrive()
    {
        QObject owner;
        int sum = 0;
        for (int i = 1; i <= 100; ++i)
            runThen(
                &owner, [i] { return i; }, [&sum](int value) { sum += value; });
        QTRY_COMPARE(sum, 5050);
        QTRY_VERIFY(owner.children().isEmpty()); // no watcher stays behind
    }
};

SIZHEN_TEST(AsyncTest)
#include "async_test.moc"
