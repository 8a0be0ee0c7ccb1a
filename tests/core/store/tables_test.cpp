// SPDX-License-Identifier: GPL-3.0-or-later
#include "storetest.h"

#include "tests/support/program.h"

#include <QRegularExpression>
#include <QTest>

using namespace storetest;

class TablesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        m_place = std::make_unique<QTemporaryDir>(fastTemplate());
    }

    void aFeedHasNoHolesAndNoDoubles();
    void aFeedBelongsToOneStream();
    void aHashIsUnique();
    void entriesOfAStreamComeInLogicalTime();
    void aFeedIsReadInPortions();
    void headsFollowTheFeeds();
    void rowsAreOrderedAndFiltered();
    void anEmptyTextIsATextAndNotMissing();

private:
    std::unique_ptr<Vault> create()
    {
        return Vault::create(m_place->filePath(u"vault"_s), secret("pass"), KdfCost::lightest()).value();
    }

    std::unique_ptr<QTemporaryDir> m_place;
};

void TablesTest::aFeedHasNoHolesAndNoDoubles()
{
    auto vault = create();
    auto change = vault->begin();
    auto &entries = vault->entries();
    QCOMPARE(entries.append(entry(2)).error().fault, Fault::Invalid);
    QCOMPARE(entries.append(entry(0)).error().fault, Fault::Invalid);
    QVERIFY(entries.append(entry(1)));
    QCOMPARE(entries.append(entry(1)).error().fault, Fault::Invalid);
    QCOMPARE(entries.append(entry(3)).error().fault, Fault::Invalid);
    QVERIFY(entries.append(entry(2)));
    QVERIFY(change->commit()); // a refusal is an answer, not a failure of the transaction
    QCOMPARE(entries.count().value(), 2);
}

void TablesTest::aFeedBelongsToOneStream()
{
    auto vault = create();
    auto change = vault->begin();
    QVERIFY(vault->entries().append(entry(1)));
    QCOMPARE(vault->entries().append(entry(2, feed, QByteArray(16, 'o'))).error().fault, Fault::Invalid);
    auto small = entry(2);
    small.hash.chop(1);
    QCOMPARE(vault->entries().append(small).error().fault, Fault::Invalid);
}

void TablesTest::aHashIsUnique()
{
    auto vault = create();
    auto change = vault->begin();
    QVERIFY(vault->entries().append(entry(1)));
    auto twin = entry(2);
    twin.hash = entry(1).hash;
    QCOMPARE(vault->entries().append(twin).error().fault, Fault::Invalid);
    QVERIFY(vault->entries().append(entry(2)));
    QVERIFY(change->commit());
}

void TablesTest::entriesOfAStreamComeInLogicalTime()
{
    const QByteArray other(16, 'a');
    auto vault = create();
    auto change = vault->begin();
    for (quint64 n = 1; n <= 4; ++n)
        QVERIFY(vault->entries().append(entry(n)));
    for (quint64 n = 1; n <= 2; ++n) {
        auto row = entry(n, other);
        row.hlc += 1;
        QVERIFY(vault->entries().append(row));
    }
    QVERIFY(vault->entries().append(entry(1, QByteArray(16, 'z'), QByteArray(16, 'y'))));
    QVERIFY(change->commit());
    QStringList order;
    const auto read = vault->entries().ofStream(stream).value();
    for (const auto &row : read)
        order.append(QString::fromLatin1(row.feed.first(1)) + QString::number(row.sequence));
    QCOMPARE(order, QStringList({u"f1"_s, u"a1"_s, u"f2"_s, u"a2"_s, u"f3"_s, u"f4"_s}));
    QCOMPARE(vault->entries().streams().value(), QList<QByteArray>({stream, QByteArray(16, 'y')}));
}

void TablesTest::aFeedIsReadInPortions()
{
    auto vault = create();
    for (quint64 n = 1; n <= 20; ++n)
        QVERIFY(appendOne(*vault, n));
    auto &entries = vault->entries();
    QCOMPARE(entries.ofFeed(feed, 1, 1).value().size(), 1); // at least one, however large
    const qint64 three = entry(5).raw.size() + entry(6).raw.size() + entry(7).raw.size();
    QCOMPARE(entries.ofFeed(feed, 5, three).value().size(), 3);
    QCOMPARE(entries.ofFeed(feed, 5, three - 1).value().size(), 2);
    QCOMPARE(entries.ofFeed(feed, 5, 1 << 30).value().constLast().sequence, quint64(20));
    QVERIFY(entries.ofFeed(feed, 21, 1 << 30).value().isEmpty());
    QVERIFY(entries.ofFeed(QByteArray(16, 'n'), 1, 1 << 30).value().isEmpty());
}

void TablesTest::headsFollowTheFeeds()
{
    const QByteArray other(16, 'a');
    auto vault = create();
    auto change = vault->begin();
    QVERIFY(vault->entries().append(entry(1)));
    QVERIFY(vault->entries().append(entry(1, other)));
    QVERIFY(vault->entries().append(entry(2)));
    QVERIFY(change->commit());
    QCOMPARE(vault->entries().heads(stream).value(),
             QList<FeedHead>({{other, 1, entry(1, other).hash}, {feed, 2, entry(2).hash}}));
    QVERIFY(vault->entries().heads(other).value().isEmpty());
}

void TablesTest::rowsAreOrderedAndFiltered()
{
    auto vault = create();
    auto &rows = vault->rows();
    auto change = vault->begin();
    QVERIFY(rows.put(u"p.case"_s, {u"b"_s, u"2026-02"_s, "B"}));
    QVERIFY(rows.put(u"p.case"_s, {u"a"_s, u"2026-02"_s, "A"}));
    QVERIFY(rows.put(u"p.case"_s, {u"c"_s, u"2026-01"_s, "C"}));
    QVERIFY(rows.put(u"p.case"_s, {u"c"_s, u"2026-03"_s, QByteArray("C\0\xff", 3)})); // replaces
    QVERIFY(rows.put(u"p.other"_s, {u"x"_s, u"2026-02"_s, "X"}));
    QVERIFY(change->commit());
    const auto keys = [&rows](const QString &from, const QString &to, int limit) {
        QString text;
        const auto read = rows.list(u"p.case"_s, from, to, limit).value();
        for (const auto &row : read)
            text += row.key;
        return text;
    };
    QCOMPARE(keys({}, {}, -1), u"abc"_s);
    QCOMPARE(keys({}, {}, 2), u"ab"_s);
    QCOMPARE(keys(u"2026-02"_s, u"2026-03"_s, -1), u"ab"_s);
    QCOMPARE(keys(u"2026-03"_s, {}, -1), u"c"_s);
    QCOMPARE(rows.at(u"p.case"_s, u"c"_s).value().value(), (Row{u"c"_s, u"2026-03"_s, QByteArray("C\0\xff", 3)}));
    QVERIFY(!rows.at(u"p.case"_s, u"x"_s).value());

    auto second = vault->begin();
    QVERIFY(rows.remove(u"p.case"_s, u"a"_s));
    QVERIFY(rows.remove(u"p.case"_s, u"never there"_s));
    QVERIFY(rows.clear(u"p.other"_s));
    QVERIFY(second->commit());
    QCOMPARE(rows.count(u"p.case"_s).value(), 2);
    QCOMPARE(rows.count(u"p.other"_s).value(), 0);
}

void TablesTest::anEmptyTextIsATextAndNotMissing()
{
    auto vault = create();
    auto change = vault->begin();
    QVERIFY(vault->rows().put(u"draft.x"_s, {u""_s, {}, {}}));
    QVERIFY(vault->rows().put(u"draft.x"_s, {u"望诊"_s, u"舌"_s, "x"}));
    QVERIFY(change->commit());
    QCOMPARE(vault->rows().at(u"draft.x"_s, {}).value()->body, QByteArray());
    QCOMPARE(vault->rows().at(u"draft.x"_s, u"望诊"_s).value()->sort, u"舌"_s);
}

SIZHEN_TEST(TablesTest)
#include "tables_test.moc"
