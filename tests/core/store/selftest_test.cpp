// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/selftest.h"
#include "storetest.h"
#include "tests/support/program.h"

#include <QRegularExpression>
#include <QTest>

using namespace storetest;

// SEC-08: a SQLite that would not keep what was sealed is refused before the first byte is written.
class SelfTestTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void everythingIsAsItMustBeHere()
    {
        QTemporaryDir place(fastTemplate());
        const auto vault = Vault::create(place.filePath(u"vault"_s), secret("pass"), KdfCost::lightest());
        QVERIFY2(vault, qPrintable(vault ? QString() : vault.error().detail));
        const auto items = (*vault)->selfTest().value();
        QCOMPARE(items.size(), 11);
        for (const auto &item : items)
            QVERIFY2(item.good, qPrintable(item.id + u' ' + item.found));
        QVERIFY(refuseUnlessGood(items));
    }

    void eachDifferenceIsRefusedByName_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<int>("change");
        const QStringList ids{u"source"_s,    u"version"_s, u"version"_s, u"threads"_s, u"fulltext"_s, u"tokenizer"_s,
                              u"vfs"_s,       u"vfs"_s,     u"temp"_s,    u"temp"_s,    u"erase"_s,    u"pages"_s,
                              u"pages"_s,     u"journal"_s, u"journal"_s, u"journal"_s, u"cipher"_s};
        for (int i = 0; i < ids.size(); ++i)
            QTest::addRow("%d %s", i, qPrintable(ids[i])) << ids[i] << i;
    }

    void eachDifferenceIsRefusedByName()
    {
        QTemporaryDir place(fastTemplate());
        auto database = Database::open(place.filePath(u"a.db"_s),
                                       SealVfs::make(SecretBytes::random(keySize), sealing::newFileId(), {}).value(),
                                       Database::Mode::Create)
                            .value();
        auto facts = database->facts().value();
        QVERIFY(refuseUnlessGood(judge(facts)));
        static const std::function<void(StoreFacts &)> changes[]{
            [](auto &f) { f.running = "2026-01-01 00:00:00 another"; },
            [](auto &f) { f.version = 3'039'004; },
            [](auto &f) { f.version = 4'000'000; },
            [](auto &f) { f.threadSafe = false; },
            [](auto &f) { f.fullText = false; },
            [](auto &f) { f.tokenizer = false; },
            [](auto &f) { f.vfs = "unix"; },
            [](auto &f) { f.vfs = f.ourVfs = QByteArray(); },
            [](auto &f) { f.tempStore = 0; },
            [](auto &f) { f.tempAlwaysFile = true; },
            [](auto &f) { f.secureDelete = 2; }, // "fast" leaves what is in no free page
            [](auto &f) { f.reserve = 0; },
            [](auto &f) { f.pageSize = 8192; },
            [](auto &f) { f.journal = "delete"; },
            [](auto &f) { f.synchronous = 1; },
            [](auto &f) { f.mapped = 1 << 20; },
            [](auto &f) { f.cipherAgrees = false; },
        };
        QFETCH(QString, id);
        QFETCH(int, change);
        changes[change](facts);
        const auto refused = refuseUnlessGood(judge(facts));
        QVERIFY(!refused);
        QCOMPARE(refused.error().fault, Fault::Unsupported);
        QCOMPARE(refused.error().message, u"selftest."_s + id);
    }

    // The real thing, not only our picture of it: what a connection answers changes with what it was told.
    void theFactsAreTheConnections()
    {
        QTemporaryDir place(fastTemplate());
        auto database = Database::open(place.filePath(u"a.db"_s),
                                       SealVfs::make(SecretBytes::random(keySize), sealing::newFileId(), {}).value(),
                                       Database::Mode::Create)
                            .value();
        const std::pair<const char *, QString> changes[]{{"PRAGMA secure_delete=FAST", u"erase"_s},
                                                         {"PRAGMA temp_store=FILE", u"temp"_s},
                                                         {"PRAGMA synchronous=NORMAL", u"journal"_s}};
        for (const auto &[sql, id] : changes) {
            QVERIFY(refuseUnlessGood(judge(database->facts().value())));
            QVERIFY(database->execute(sql));
            QCOMPARE(refuseUnlessGood(judge(database->facts().value())).error().message, u"selftest."_s + id);
            QVERIFY(database->execute(
                "PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY; PRAGMA synchronous=FULL"));
        }
        sqlite3 *plain = nullptr;
        QCOMPARE(sqlite3_open(":memory:", &plain), SQLITE_OK);
        const auto items = judge(storeFacts(plain, "ours").value());
        sqlite3_close(plain);
        QStringList bad;
        for (const auto &item : items)
            if (!item.good)
                bad.append(item.id);
        QCOMPARE(bad, QStringList({u"tokenizer"_s, u"vfs"_s, u"temp"_s, u"pages"_s, u"journal"_s}));
    }
};

SIZHEN_TEST(SelfTestTest)
#include "selftest_test.moc"
