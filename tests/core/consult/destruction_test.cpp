// SPDX-License-Identifier: GPL-3.0-or-later
// How long a record is kept and how it ends: retention, hold, two approvals, a tombstone (ARC-04, ARC-13).
#include "tests/support/consultation.h"

#include "core/base/resource.h"
#include "core/consult/owed.h"
#include "core/consult/papers.h"
#include "core/consult/retention.h"
#include "core/records/audit.h"
#include "tests/support/program.h"

#include <QGuiApplication>
#include <QTest>

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;

class DestructionTest : public QObject
{
    Q_OBJECT

private:
    static QString messageOf(const Result<> &result) { return result ? QString() : result.error().message; }

    template <typename T>
    static QString messageOf(const Result<T> &result)
    {
        return result ? QString() : result.error().message;
    }

    static QCborMap because(const QString &reason) { return {{u"reason"_s, reason}}; }

    static void closed(Consultation &both)
    {
        both.untilReported();
        both.decide();
        both.archive();
        QCOMPARE(both.at(both.lake).stage(), u"CLOSED"_s);
    }

    // The people of today have retired; their successors hold certificates of their day.
    static void yearsLater(Consultation &both, int years)
    {
        both.now = both.now.addYears(years);
        const QStringList roles{u"RECORDS"_s, u"MED-ADMIN"_s};
        both.lake.enrol(u"wang"_s, roles, {}, {u"王样例"_s, u"Wang"_s});
        both.lake.enrol(u"zhao"_s, roles, {}, {u"赵样例"_s, u"Zhao"_s});
    }

private Q_SLOTS:

    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void ARC_04_everyProfileIsSound()
    {
        const auto files = listResources(u"retention"_s);
        QVERIFY(files.contains(u"cn.json"_s) && files.contains(u"default.json"_s));
        for (const auto &file : files)
            QVERIFY2(parseRetention(readResource(u"retention/"_s + file).value()), qPrintable(file));
        const auto china = must(retentionFor(u"CN"_s), "CN");
        QCOMPARE(china.rule(u"OUTPATIENT"_s)->years, 15);
        QCOMPARE(china.rule(u"INPATIENT"_s)->years, 30);
        QCOMPARE(china.rule(u"VIDEO_CHAT"_s)->years, 3);
        QVERIFY(!must(retentionFor(u"ZZ"_s), "another").rules.isEmpty());
        QCOMPARE(parseRetention("{}").error().fault, Fault::Corrupt);
    }

    void ARC_04_runsFromTheLastVisit()
    {
        Consultation both;
        closed(both);
        const auto unknown = must(both.lake.desk->retention(both.caseId), "retention");
        QCOMPARE(unknown.years, 30); // not stated: the longest
        both.li(u"case.record_class"_s, {{u"class"_s, u"OUTPATIENT"_s}});
        const auto retention = must(both.lake.desk->retention(both.caseId), "retention");
        QCOMPARE(retention.years, 15);
        QCOMPARE(retention.from, QDate(2026, 11, 24));
        QCOMPARE(retention.until, QDate(2041, 11, 24));
        QVERIFY(!retention.isOverAt(QDateTime(QDate(2041, 11, 24), QTime(23, 0), Qt::UTC)));
        QVERIFY(retention.isOverAt(QDateTime(QDate(2041, 11, 25), QTime(0, 0), Qt::UTC)));
        both.now = both.now.addDays(100);
        both.li(u"case.hold"_s, because(u"a claim"_s)); // prolongs nothing by itself
        QCOMPARE(must(both.lake.desk->retention(both.caseId), "retention").until, QDate(2041, 11, 24));
        QCOMPARE(messageOf(both.doAs(both.lake, u"li"_s, u"case.destruction_approved"_s, because(u"old"_s))),
                 u"arc.hold"_s);
    }

    void ARC_03_whoOwesWhat()
    {
        Consultation both;
        both.untilReported();
        both.decide();
        const auto agreement = must(both.duna.desk->agreement(both.lake.root()), "agreement");
        const auto owed = recordsOwed(both.at(both.duna), agreement);
        QCOMPARE(owed.size(), 4);
        QVERIFY(!owed.first().isOverdueAt(both.now));
        QVERIFY(owed.first().isOverdueAt(both.now.addDays(8)));
        both.archive();
        QVERIFY(recordsOwed(both.at(both.duna), agreement).isEmpty());
    }

    void ARC_13_wholeWayToTheTombstone()
    {
        Consultation both;
        closed(both);
        both.li(u"case.record_class"_s, {{u"class"_s, u"OUTPATIENT"_s}});
        QCOMPARE(messageOf(both.doAs(both.lake, u"li"_s, u"case.destruction_approved"_s, because(u"old"_s))),
                 u"arc.retention"_s);
        both.pump();
        yearsLater(both, 16);
        const auto approve = [&](const QString &who) {
            return both.doAs(both.lake, who, u"case.destruction_approved"_s, because(u"retention is over"_s));
        };
        const auto destroy
            = [&] { return both.lake.desk->destroyCase(both.caseId, {u"tape 7"_s}, both.lake.actor(u"wang"_s)); };
        must(approve(u"wang"_s), "first");
        QCOMPARE(messageOf(approve(u"wang"_s)), u"arc.approved_by_you"_s);
        QCOMPARE(messageOf(destroy()), u"arc.two_approvals"_s);
        must(both.doAs(both.lake, u"wang"_s, u"case.hold"_s, because(u"a claim"_s)), "hold");
        QCOMPARE(messageOf(destroy()), u"arc.hold"_s);
        must(both.doAs(both.lake, u"zhao"_s, u"case.hold_lifted"_s, because(u"settled"_s)), "lift");
        QCOMPARE(messageOf(destroy()), u"arc.two_approvals"_s); // what was approved before the hold does not count
        must(approve(u"wang"_s), "first");
        must(approve(u"zhao"_s), "second");
        both.tick();
        const auto code = both.at(both.lake).code();
        QCOMPARE(must(both.lake.desk->find(code), "find").cases.size(), 1);
        const auto stone = must(destroy(), "destroy");
        QCOMPARE(stone.caseId, both.caseId);
        QCOMPARE(stone.args.value(u"approvals"_s).toArray().size(), 2);
        QCOMPARE(stone.args.value(u"backups"_s).toArray().first().toString(), u"tape 7"_s);

        const auto paper = must(destructionPaper(stone, both.lake.ledger->institution()), "certificate");
        QVERIFY(must(renderPdf(paper.spec, paper.data, paper.created, paper.dataSha256), "page").startsWith("%PDF"));

        QCOMPARE(messageOf(both.lake.desk->caseState(both.caseId)), u"arc.destroyed"_s);
        QVERIFY(must(both.lake.desk->board(), "board").isEmpty());
        // Nor a search nor a list finds it any more.
        CaseFilter ours;
        ours.waitsForUs = true;
        QCOMPARE(must(both.lake.desk->find(code), "find").cases.size(), 0);
        QCOMPARE(must(both.lake.vault->search().count(code), "words"), 0);
        QVERIFY(must(both.lake.desk->cases(ours, -1), "list").isEmpty());
        QCOMPARE(must(both.lake.desk->tombstones(), "stones").size(), 1);
        QVERIFY(must(auditRecords(*both.lake.ledger), "audit").faults.isEmpty());
        must(both.lake.desk->rebuild(), "rebuild");
        QVERIFY(must(both.lake.desk->board(), "board").isEmpty());
        both.lake.restart();
        QVERIFY(must(both.lake.desk->board(), "board").isEmpty());
        QVERIFY(both.lake.ledger->isShredded(both.caseId));
    }
};

SIZHEN_GUI_TEST(DestructionTest)
#include "destruction_test.moc"
