// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/node/jobs.h"

#include "core/base/resource.h"
#include "tests/support/program.h"

#include <QTest>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

// What a node does by itself is data: read strictly, due by the clock, and never twice for a clock that was set back.
class JobsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void theBuiltInListIsSound()
    {
        const auto jobs = readJobs(readResource(u"jobs.json"_s).value());
        QVERIFY(jobs);
        QVERIFY(jobs->size() >= 4);
        for (const auto &job : *jobs)
            QVERIFY(job.everySeconds >= 3600);
    }

    void aListThatIsNoneIsRefused_data()
    {
        QTest::addColumn<QByteArray>("json");
        const auto list = [](const char *jobs) {
            return QByteArray("{\"schema\": \"sizhen-jobs/1\", \"jobs\": [") + jobs + "]}";
        };
        QTest::newRow("no JSON") << QByteArray("jobs: none");
        QTest::newRow("another schema") << QByteArray("{\"schema\": \"sizhen-jobs/2\", \"jobs\": []}");
        QTest::newRow("no id") << list("{\"every\": \"1h\"}");
        QTest::newRow("no period") << list("{\"id\": \"check\"}");
        QTest::newRow("no unit") << list("{\"id\": \"check\", \"every\": \"60\"}");
        QTest::newRow("an unknown unit") << list("{\"id\": \"check\", \"every\": \"60y\"}");
        QTest::newRow("too often") << list("{\"id\": \"check\", \"every\": \"0m\"}");
        QTest::newRow("never") << list("{\"id\": \"check\", \"every\": \"400d\"}");
        QTest::newRow("twice") << list("{\"id\": \"check\", \"every\": \"1h\"}, {\"id\": \"check\", \"every\": \"2h\"}");
    }

    void aListThatIsNoneIsRefused()
    {
        QFETCH(QByteArray, json);
        QVERIFY(!readJobs(json));
    }

    void aJobIsDueAfterItsPeriod()
    {
        const Job job{u"check"_s, 3600, {}};
        const QDateTime now(QDate(2026, 11, 27), QTime(12, 0), Qt::UTC);
        QCOMPARE(dueAt(job, {}, now), now);
        QCOMPARE(dueAt(job, now.addSecs(-600), now), now.addSecs(3000));
        QVERIFY(dueAt(job, now.addSecs(-7200), now) < now);
        QCOMPARE(dueAt(job, now.addDays(1), now), now); // the clock was a day ahead when it ran
    }
};

SIZHEN_TEST(JobsTest)
#include "jobs_test.moc"
