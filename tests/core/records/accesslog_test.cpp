// SPDX-License-Identifier: GPL-3.0-or-later
// The log of who saw and did what (SEC-07, L3-AU-1..4): chained, in the act's own transaction, and anchored outside.
#include "ledgerfixture.h"

#include "core/base/cbor.h"
#include "core/records/audit.h"
#include "tests/support/program.h"

#include <QTest>

using namespace sizhen;
using namespace sizhen::fixture;

namespace {

QStringList reasons(const QList<AuditFault> &faults)
{
    QStringList reasons;
    for (const auto &fault : faults)
        reasons.append(fault.stream + u':' + QString::number(fault.sequence) + u':' + fault.reason);
    return reasons;
}

} // namespace

class AccessLogTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void initTestCase() { QVERIFY(startCrypto()); }

    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        m_duna = std::make_unique<House>();
        m_lake = std::make_unique<House>(u"CN"_s, u"li"_s);
    }

    void cleanup()
    {
        m_duna.reset();
        m_lake.reset();
    }

    void everyLineNamesTheOneBefore()
    {
        note(3);
        const auto log = m_duna->ledger->accessLog().value();
        QCOMPARE(log.size(), 3);
        QCOMPARE(log[0].previous, QByteArray(hashSize, '\0'));
        for (qsizetype i = 0; i < log.size(); ++i) {
            QCOMPARE(log[i].number, quint64(i + 1));
            QCOMPARE(log[i].access.act, u"case.open"_s);
            QCOMPARE(log[i].access.person, u"kovacs"_s);
            QCOMPARE(log[i].access.role, u"PHYSICIAN"_s);
            if (i > 0)
                QCOMPARE(log[i].previous, log[i - 1].hash);
        }
    }

    void itGoesOnAfterARestart()
    {
        note(2);
        m_duna->restart();
        note(1);
        const auto log = m_duna->ledger->accessLog().value();
        QCOMPARE(log.last().number, quint64(3));
        QCOMPARE(log.last().previous, log[1].hash);
        QVERIFY(m_duna->ledger->accessHead().value().hash == log.last().hash);
    }

    void anActAndItsLineAreWrittenTogetherOrNotAtAll() // L3-AU-4
    {
        note(1);
        const auto stream = m_duna->ledger->newStream(u"case"_s).value();
        const auto before = m_duna->ledger->events(stream).value().size();
        const auto refused = m_duna->ledger->append({{stream, u"case.note"_s, {}}}, m_duna->actor(),
                                                    [&](const QList<Event> &) -> Result<> {
                                                        const auto noted = m_duna->ledger->noteAccess(
                                                            m_duna->actor(), u"case.note"_s);
                                                        return noted ? fail(Fault::NoSpace, u"disk full"_s) : noted;
                                                    });
        QCOMPARE(faultOf(refused), Fault::NoSpace);
        QCOMPARE(m_duna->ledger->events(stream).value().size(), before);
        QCOMPARE(m_duna->ledger->accessLog().value().size(), 1);
        note(1);
        QCOMPARE(m_duna->ledger->accessLog().value().last().number, quint64(2)); // no hole
        QVERIFY(auditRecords(*m_duna->ledger)->sound());
    }

    void itIsFoundByTimePersonActObjectAndOutcome() // SEC-16
    {
        note(1);
        m_duna->now = m_duna->now.addDays(1);
        must(m_duna->ledger->noteAccess({u"wang"_s, {}, u"login.password"_s, {}, Access::Outcome::Refused, {}}));
        m_duna->now = m_duna->now.addDays(1);
        must(m_duna->ledger->noteAccess(m_duna->actor(), u"case.print"_s, u"c0ffee"_s));
        const auto found = [&](const AccessFilter &filter, int limit = -1) {
            return m_duna->ledger->accessLog(filter, limit).value().size();
        };
        QCOMPARE(found({}), 3);
        QCOMPARE(found({}, 2), 2);
        QCOMPARE(m_duna->ledger->accessLog({}, 1).value().first().access.act, u"case.print"_s); // the newest
        QCOMPARE(found({.from = m_duna->now}), 1);
        QCOMPARE(found({.to = m_duna->now}), 2);
        QCOMPARE(found({.person = u"wang"_s}), 1);
        QCOMPARE(found({.act = u"case"_s}), 2);
        QCOMPARE(found({.act = u"case.print"_s}), 1);
        QCOMPARE(found({.act = u"cas"_s}), 0);
        QCOMPARE(found({.object = u"c0ffee"_s}), 1);
        QCOMPARE(found({.outcome = Access::Outcome::Refused}), 1);
    }

    void aClockPutBackLosesNoLine()
    {
        note(1);
        const auto first = m_duna->now;
        m_duna->now = first.addDays(-2);
        note(1);
        QCOMPARE(m_duna->ledger->accessLog().value().last().number, quint64(2));
        QCOMPARE(m_duna->ledger->accessLog({.from = first}).value().size(), 1);
        QCOMPARE(m_duna->ledger->accessLog({.from = first.addDays(-3)}).value().size(), 2);
        QVERIFY(auditRecords(*m_duna->ledger)->sound());
    }

    void whatIsTooLongIsCutAndNotRefused()
    {
        must(m_duna->ledger->noteAccess(m_duna->actor(), u"case.open"_s, {}, Access::Outcome::Done, QString(9'000, u'长')));
        QVERIFY(m_duna->ledger->accessLog().value().first().access.reason.endsWith(u'…'));
    }

    void aChangedLineIsFound_data()
    {
        QTest::addColumn<QString>("harm");
        QTest::addColumn<QString>("finding");
        QTest::newRow("another person") << u"person"_s << u"access:3:chain"_s;
        QTest::newRow("taken out") << u"hole"_s << u"access:2:missing"_s;
        QTest::newRow("the last one") << u"tail"_s << u"access:3:cut"_s;
        QTest::newRow("no entry at all") << u"shape"_s << u"access:2:shape"_s;
    }

    void aChangedLineIsFound()
    {
        QFETCH(const QString, harm);
        QFETCH(const QString, finding);
        note(3);
        must(m_duna->ledger->publishAccessHead());
        QVERIFY(auditRecords(*m_duna->ledger)->sound());
        auto &rows = m_duna->vault->rows();
        const auto lines = rows.list(u"local.access"_s).value();
        {
            auto change = m_duna->vault->begin().value();
            auto second = lines[1];
            if (harm == u"tail"_s) {
                must(rows.remove(u"local.access"_s, lines[2].key));
            } else if (harm == u"hole"_s) {
                must(rows.remove(u"local.access"_s, second.key));
            } else if (harm == u"shape"_s) {
                second.body[5] = char(second.body[5] ^ 1);
                must(rows.put(u"local.access"_s, second));
            } else {
                auto entry = accessEntryFrom(second.body).value();
                entry.access.person = u"nobody"_s;
                second.body = toBytes(entry);
                must(rows.put(u"local.access"_s, second));
            }
            must(change.commit());
        }
        const auto report = auditRecords(*m_duna->ledger).value();
        QVERIFY2(reasons(report.faults).contains(finding), qPrintable(reasons(report.faults).join(u' ')));
    }

    // Someone with every key of this machine writes the whole log anew: the head that left the house says otherwise.
    void aRewrittenLogDisagreesWithTheAnchor() // SEC-07 anchored with the partner
    {
        pair(*m_duna, *m_lake);
        note(3);
        must(m_duna->ledger->publishAccessHead());
        auto &rows = m_duna->vault->rows();
        {
            auto change = m_duna->vault->begin().value();
            must(rows.clear(u"local.access"_s));
            must(rows.remove(u"local.self"_s, u"access"_s));
            must(change.commit());
        }
        m_duna->restart();
        note(3);
        const auto report = auditRecords(*m_duna->ledger).value();
        QVERIFY(reasons(report.faults).contains(u"access:3:changed"_s));

        const auto stream = m_duna->ledger->partnershipStream(m_lake->root());
        give(*m_duna, *m_lake, stream);
        const auto seen = m_lake->ledger->accessHeads().value();
        QCOMPARE(seen.size(), 1);
        QCOMPARE(seen.first().station, m_duna->ledger->station().station);
        QVERIFY(seen.first().hash != m_duna->ledger->accessHead()->hash);
    }

    void aHeadIsPublishedOnceForWhatWasNotedAndAnchorsDaily()
    {
        pair(*m_duna, *m_lake);
        const auto home = m_duna->ledger->institutionStream();
        const auto there = m_duna->ledger->partnershipStream(m_lake->root());
        const auto count = [&](const QByteArray &stream) { return m_duna->ledger->events(stream).value().size(); };
        must(m_duna->ledger->publishAccessHead());
        QCOMPARE(count(home), 0); // nothing to say
        note(1);
        must(m_duna->ledger->publishAccessHead());
        must(m_duna->ledger->publishAccessHead());
        QCOMPARE(count(home), 1);
        QCOMPARE(count(there), 1);
        note(1);
        m_duna->now = m_duna->now.addSecs(600);
        must(m_duna->ledger->publishAccessHead());
        QCOMPARE(count(home), 2);
        QCOMPARE(count(there), 1);
        note(1);
        m_duna->now = m_duna->now.addDays(1);
        must(m_duna->ledger->publishAccessHead());
        QCOMPARE(count(there), 2);
        const auto args = m_duna->ledger->events(there).value().last().args;
        QCOMPARE(AccessHead::fromArgs(args)->number, quint64(3)); // number and hash, nothing about anybody
        QCOMPARE(args.keys().size(), 7);
    }

    void aHeadSignedBySomebodyElseDoesNotCount()
    {
        note(1);
        auto head = m_duna->ledger->accessHead().value();
        head.at = m_duna->now;
        head = signedHead(head, SigningKey::generate());
        QVERIFY(!head.holds());
        QVERIFY(m_duna->ledger->append({{m_duna->ledger->institutionStream(), u"institution.access_head"_s, head.toArgs()}},
                                       m_duna->ledger->systemActor()));
        QVERIFY(m_duna->ledger->accessHeads()->isEmpty());
    }

    void aRestoredVaultStartsANewChain()
    {
        note(3);
        must(m_duna->ledger->publishAccessHead());
        const auto before = m_duna->vault->rows().at(u"local.self"_s, u"incarnation"_s).value()->body;
        {
            auto &rows = m_duna->vault->rows();
            auto change = m_duna->vault->begin().value();
            must(rows.remove(u"local.access"_s, rows.list(u"local.access"_s)->last().key)); // as in an older copy
            must(rows.put(u"local.self"_s, {u"incarnation"_s, {}, randomBytes(16)}));
            must(change.commit());
        }
        m_duna->restart();
        must(m_duna->ledger->noteAccess(m_duna->ledger->systemActor(), u"vault.restored"_s, QString::fromLatin1(before.toHex())));
        QCOMPARE(m_duna->ledger->accessLog().value().last().number, quint64(1));
        const auto report = auditRecords(*m_duna->ledger).value();
        QCOMPARE(report.accessChains, 2);
        QVERIFY(report.sound());
        QCOMPARE(reasons(report.notices), QStringList{u"access:3:cut"_s});
    }

private:
    void must(const Result<> &done)
    {
        if (!done)
            QFAIL(qPrintable(done.error().detail));
    }

    void note(int times)
    {
        for (int i = 0; i < times; ++i) {
            m_duna->now = m_duna->now.addMSecs(700);
            must(m_duna->ledger->noteAccess(m_duna->actor(), u"case.open"_s, u"0a1b"_s));
        }
    }

    std::unique_ptr<House> m_duna;
    std::unique_ptr<House> m_lake;
};

SIZHEN_TEST(AccessLogTest)
#include "accesslog_test.moc"
