// SPDX-License-Identifier: GPL-3.0-or-later
#include "crash.h"

#include <QRegularExpression>

// EMG-05: after a crash no confirmed entry is lost.
class CrashTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void aKilledWriterLosesNothingItAcknowledged()
    {
        const auto result = killWriters(40, 1);
        qInfo("%d kills, %llu entries", result.kills, result.entries);
        QCOMPARE(result.kills, 40);
        QVERIFY(result.entries > 100);
        QVERIFY2(result.wrong.isEmpty(), qPrintable(result.wrong.join(u'\n')));
    }

    void aFullDiskRefusesAndKeepsWhatWasThere();
    void aFullDiskCanStillBeRead();
    void aSyncThatFailsIsNoCommit();
    void aFailedWriteCannotBeCommitted();
};

void CrashTest::aFullDiskRefusesAndKeepsWhatWasThere()
{
    QTemporaryDir place(fastTemplate());
    const auto folder = place.filePath(u"vault"_s);
    Vault::create(folder, secret("pass"), KdfCost::lightest()).value().reset();
    const auto key = Vault::unlockKey(folder, secret("pass")).value();
    FaultVfs vfs;
    auto vault = VaultFiles::openWithKey(folder, key, {vfs.name()}).value();
    quint64 last = 0;
    QRandomGenerator random(5);
    for (int round = 0; round < 30; ++round) {
        QVERIFY(appendOne(*vault, last + 1));
        ++last;
        vfs.room = random.bounded(60'000); // full somewhere in the next transactions
        Result<> written;
        for (int i = 0; written && i < 100; ++i) {
            auto change = vault->begin();
            written = vault->entries().append(entry(last + 1));
            if (written)
                written = change->commit();
            last += written ? 1 : 0;
        }
        QVERIFY(!written);
        QCOMPARE(written.error().fault, Fault::NoSpace);
        QCOMPARE(quint64(vault->entries().count().value()), last); // reading goes on
        vfs.room.reset();
    }
    QVERIFY(vault->check().value().sound());
    vault.reset();
    vault = Vault::openWithKey(folder, key).value();
    QCOMPARE(quint64(vault->entries().count().value()), last);
    for (quint64 n = 1; n <= last; ++n)
        QVERIFY(same(vault->entries().at(feed, n).value().value(), entry(n)));
}

void CrashTest::aFullDiskCanStillBeRead()
{
    QTemporaryDir place(fastTemplate());
    const auto folder = place.filePath(u"vault"_s);
    const auto copy = place.filePath(u"copy"_s);
    auto vault = Vault::create(folder, secret("pass"), KdfCost::lightest()).value();
    const auto key = Vault::unlockKey(folder, secret("pass")).value();
    for (quint64 n = 1; n <= 50; ++n)
        QVERIFY(appendOne(*vault, n));
    QVERIFY(copyFolder(folder, copy)); // as a crash leaves it, with a log to move
    vault.reset();
    {
        FaultVfs vfs;
        vfs.room = 0;
        vault = VaultFiles::openWithKey(copy, key, {vfs.name()}).value();
        QCOMPARE(vault->entries().count().value(), 50);
        auto change = vault->begin();
        QVERIFY(vault->entries().append(entry(51)));
        QCOMPARE(change->commit().error().fault, Fault::NoSpace);
        vault.reset();
    }
    QCOMPARE(Vault::openWithKey(copy, key).value()->entries().count().value(), 50);
}

void CrashTest::aSyncThatFailsIsNoCommit()
{
    QTemporaryDir place(fastTemplate());
    const auto folder = place.filePath(u"vault"_s);
    Vault::create(folder, secret("pass"), KdfCost::lightest()).value().reset();
    const auto key = Vault::unlockKey(folder, secret("pass")).value();
    FaultVfs vfs;
    auto vault = VaultFiles::openWithKey(folder, key, {vfs.name()}).value();
    QVERIFY(appendOne(*vault, 1));
    vfs.syncFails = true;
    {
        auto change = vault->begin();
        QVERIFY(vault->entries().append(entry(2)));
        QCOMPARE(change->commit().error().fault, Fault::Io);
    }
    vfs.syncFails = false;
    QCOMPARE(vault->entries().count().value(), 1);
    QVERIFY(appendOne(*vault, 2));
    QVERIFY(vault->check().value().sound());
}

void CrashTest::aFailedWriteCannotBeCommitted()
{
    QTemporaryDir place(fastTemplate());
    const auto folder = place.filePath(u"vault"_s);
    Vault::create(folder, secret("pass"), KdfCost::lightest()).value().reset();
    const auto key = Vault::unlockKey(folder, secret("pass")).value();
    FaultVfs vfs;
    auto vault = VaultFiles::openWithKey(folder, key, {vfs.name()}).value();
    QVERIFY(appendOne(*vault, 1));
    auto change = vault->begin();
    QVERIFY(vault->rows().put(u"local.a"_s, {u"before"_s, {}, "x"}));
    vfs.room = 0;
    Result<> written;
    for (int i = 0; written && i < 2000; ++i) // more than SQLite's cache holds: it must write
        written = vault->rows().put(u"p.bulk"_s, {QString::number(i), {}, QByteArray(20'000, 'x')});
    QVERIFY(!written);
    vfs.room.reset();
    QVERIFY(!vault->rows().put(u"local.a"_s, {u"after"_s, {}, "x"})); // neither half of it
    QVERIFY(!change->commit());
    QVERIFY(!vault->rows().at(u"local.a"_s, u"before"_s).value());
    QVERIFY(!vault->rows().at(u"local.a"_s, u"after"_s).value());
    QVERIFY(appendOne(*vault, 2));
    QVERIFY(vault->check().value().sound());
}

CRASH_MAIN(CrashTest)
#include "crash_test.moc"
