// SPDX-License-Identifier: GPL-3.0-or-later
#include "powercut.h"

#include "core/base/async.h"
#include "core/store/backupplace.h"
#include "tests/support/program.h"

#include <QRegularExpression>
#include <QDirIterator>

#include <atomic>

using namespace storetest;

namespace {

const QByteArray vaultId(16, 'v');

Result<> nothingMore(Vault &)
{
    return {};
}

} // namespace

// Sealed backups while somebody works, and what comes back from them (ARC-08, SEC-08).
class BackupTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        m_root = std::make_unique<QTemporaryDir>(fastTemplate());
        m_folder = m_root->filePath(u"vault"_s);
        m_place = m_root->filePath(u"backups"_s);
        m_at = QDateTime(QDate(2026, 11, 27), QTime(13, 0), Qt::UTC);
        m_vault = Vault::create(m_folder, secret("pass"), KdfCost::lightest()).value();
        for (quint64 n = 1; n <= 50; ++n)
            QVERIFY(appendOne(*m_vault, n));
        m_original = m_vault->attachments().put(QByteArray(2'500'000, 'x'), u"image/png"_s, u"tongue.png"_s).value();
    }

    void cleanup() { m_vault.reset(); }

    void whatWasBackedUpComesBack()
    {
        const auto made = backup().value();
        QCOMPARE(made.entries, 50);
        QCOMPARE(made.originals, 3);
        QCOMPARE(made.copied, 3);
        const auto info = findBackup(m_place).value();
        QCOMPARE(info.generation, made.generation);
        QCOMPARE(info.at, m_at);
        const auto key = unlockBackup(info, secret("pass"), SlotKind::Passphrase).value();
        const auto restored = m_root->filePath(u"restored"_s);
        QVERIFY(restoreBackup(info, key, restored, nothingMore));
        const auto vault = Vault::open(restored, secret("pass")).value();
        QVERIFY(vault->check().value().sound());
        for (quint64 n = 1; n <= 50; ++n)
            QVERIFY(same(vault->entries().at(feed, n).value().value(), entry(n)));
        QCOMPARE(vault->attachments().read(m_original).value(), QByteArray(2'500'000, 'x'));
        QVERIFY(appendOne(*vault, 51));
    }

    // SQLite then writes pages before page 1.
    void aDatabaseLargerThanTheCacheIsCopiedWhole()
    {
        auto change = m_vault->begin().value();
        for (int i = 0; i < 400; ++i)
            QVERIFY(m_vault->rows().put(u"p.bulk"_s, {QString::number(i), {}, QByteArray(60'000, char(i))}));
        QVERIFY(change.commit());
        QVERIFY(backup().value().databaseBytes > 20'000'000);
        QVERIFY(restores());
    }

    void nothingInItCanBeReadWithoutTheKey()
    {
        QVERIFY(m_vault->attachments().put("the patient's words", u"text/plain"_s, u"note"_s));
        QVERIFY(backup());
        QDirIterator it(m_place, QDir::Files, QDirIterator::Subdirectories);
        int files = 0;
        while (it.hasNext()) {
            const auto bytes = bytesOf(it.next());
            QVERIFY(!bytes.contains("patient") && !bytes.contains("SQLite") && !bytes.contains(entry(1).raw.first(40)));
            ++files;
        }
        QVERIFY(files >= 8);
        QCOMPARE(unlockBackup(findBackup(m_place).value(), secret("wrong"), SlotKind::Passphrase).error().message,
                 u"vault.wrong_passphrase"_s);
    }

    void theNextOneCopiesOnlyWhatIsNew()
    {
        QVERIFY(backup());
        QVERIFY(m_vault->attachments().put(QByteArray(500'000, 'y'), u"image/png"_s, u"face.png"_s));
        const auto second = backup().value();
        QCOMPARE(second.originals, 4);
        QCOMPARE(second.copied, 1);
        QCOMPARE(backup().value().copied, 0);
    }

    void onlyTheNewestAreKeptAndTheOriginalsTheyName()
    {
        QVERIFY(backup(2));
        const auto path = BackupPlace{m_place}.original(m_original.chunks.constFirst());
        QVERIFY(QFile::exists(path));
        QDir(m_folder + u"/blobs"_s).removeRecursively(); // destroyed as retention may do
        const auto second = backup(2).value();
        QCOMPARE(second.originals, 0);
        QVERIFY(QFile::exists(path)); // the first generation still names it
        const auto third = backup(2).value();
        QCOMPARE(BackupPlace{m_place}.generations(), QStringList({second.generation, third.generation}));
        QVERIFY(!QFile::exists(path));
    }

    void aClockSetBackDoesNotMakeAnOldOneTheNewest()
    {
        QVERIFY(backup());
        m_at = m_at.addDays(-30);
        const auto second = backup(1).value();
        QCOMPARE(findBackup(m_place).value().generation, second.generation);
        QCOMPARE(BackupPlace{m_place}.generations().size(), 1);
    }

    void aPlaceBelongsToOneVault()
    {
        QVERIFY(backup());
        auto order = orderFor(7);
        order.vaultId = QByteArray(16, 'w');
        QCOMPARE(m_vault->backup(order).value()->run({}).error().message, u"backup.other_vault"_s);
        order = orderFor(7);
        order.place = m_folder + u"/inside"_s;
        QCOMPARE(m_vault->backup(order).value()->run({}).error().message, u"backup.inside_vault"_s);
    }

    void twoAtOnceAreRefused()
    {
        QVERIFY(QDir().mkpath(m_place));
        const auto lock = VaultLock::take(BackupPlace{m_place}.lock()).value();
        QCOMPARE(backup().error().message, u"backup.running"_s);
    }

    // ARC-08: never half a backup under the final name.
    void stoppedAnywhereItLeavesTheLastGoodOne_data()
    {
        QTest::addColumn<int>("looks");
        for (int looks = 0; looks < 9; ++looks)
            QTest::addRow("look %d", looks) << looks;
    }

    void stoppedAnywhereItLeavesTheLastGoodOne()
    {
        QFETCH(int, looks);
        const auto first = backup().value();
        QVERIFY(m_vault->attachments().put(QByteArray(3'500'000, 'z'), u"image/png"_s, u"z.png"_s));
        int seen = 0;
        const auto stopped
            = m_vault->backup(orderFor(7)).value()->run([&seen, looks](int) { return seen++ < looks; });
        if (stopped) {
            QVERIFY(looks >= seen);
            return;
        }
        QCOMPARE(stopped.error().message, u"backup.cancelled"_s);
        QCOMPARE(BackupPlace{m_place}.generations(), QStringList(first.generation));
        QVERIFY(restores());
        for (const auto &name : QDir(m_place).entryList(QDir::Dirs | QDir::Hidden | QDir::NoDotAndDotDot))
            QVERIFY(!name.startsWith(BackupPlace::unfinishedPrefix));
    }

    void whatACrashLeftIsClearedAway()
    {
        const auto left = m_place + u"/.unfinished-0001-2026-11-27T00-00-00Z"_s;
        QVERIFY(QDir().mkpath(left));
        QVERIFY(overwrite(left + u"/vault.db"_s, "half"));
        QVERIFY(!findBackup(m_place));
        QVERIFY(backup());
        QVERIFY(!QFile::exists(left));
    }

    void whileItRunsTheVaultGoesOn()
    {
        QRandomGenerator random(3);
        std::atomic<int> generations = 0;
        std::atomic<bool> failed = false;
        quint64 last = 0;
        {
            auto fresh = Vault::create(m_root->filePath(u"busy"_s), secret("pass"), KdfCost::lightest()).value();
            m_vault = std::move(fresh);
        }
        QVERIFY(writeSome(*m_vault, last, 1));
        for (int round = 0; round < 4; ++round) {
            std::shared_ptr<VaultBackup> job = m_vault->backup(orderFor(7)).value(); // QtConcurrent copies its work
            auto running = QtConcurrent::run([job, &generations, &failed]() mutable {
                failed = failed || !job->run({});
                job.reset();
                ++generations;
            });
            while (generations <= round)
                QVERIFY(writeSome(*m_vault, last, random.generate()));
            running.waitForFinished();
        }
        QVERIFY(!failed);
        QCOMPARE(whatIsWrong(*m_vault, last, last), QString());
        int n = 0;
        qint64 before = 0;
        const auto list = listBackups(m_place).value();
        for (const auto &info : list) { // each is a moment between two transactions
            const auto key = unlockBackup(info, secret("pass"), SlotKind::Passphrase).value();
            const auto folder = m_root->filePath(u"restored%1"_s.arg(++n));
            QVERIFY(restoreBackup(info, key, folder, nothingMore));
            const auto vault = Vault::open(folder, secret("pass")).value();
            QCOMPARE(whatIsWrong(*vault, 0, last), QString());
            QVERIFY(vault->check().value().sound());
            QVERIFY(vault->entries().count().value() >= before);
            before = vault->entries().count().value();
        }
        QCOMPARE(n, 4);
    }

    void everyChangedByteIsFoundWhenItIsRestored()
    {
        QVERIFY(backup());
        const auto info = findBackup(m_place).value();
        const auto key = unlockBackup(info, secret("pass"), SlotKind::Passphrase).value();
        const QStringList files{BackupPlace::database(info.folder), BackupPlace::manifest(info.folder),
                                BackupPlace{m_place}.original(m_original.chunks.constLast())};
        for (const auto &file : files) {
            const auto good = bytesOf(file);
            for (const qint64 at : {qint64(3), good.size() / 2, good.size() - 1}) {
                QVERIFY(flipBit(file, at * 8));
                const auto folder = m_root->filePath(u"never"_s);
                const auto restored = restoreBackup(info, key, folder, nothingMore);
                QCOMPARE(restored.error().message, u"backup.damaged"_s);
                QVERIFY(!QFile::exists(folder));
                QVERIFY(overwrite(file, good));
            }
            QVERIFY(QFile::remove(file));
            QVERIFY(!restoreBackup(info, key, m_root->filePath(u"never"_s), nothingMore));
            QVERIFY(overwrite(file, good));
        }
        QVERIFY(restores());
    }

    void aDamagedOriginalOfOursIsNamedAndNotCopied()
    {
        const auto name = QString::fromLatin1(m_original.chunks.constFirst().toHex());
        QVERIFY(flipBit(m_folder + u"/blobs/"_s + name.first(2) + u'/' + name, 800));
        const auto made = backup().value();
        QVERIFY(!made.whole());
        QCOMPARE(made.damaged, QStringList(u"attachment "_s + name));
        QCOMPARE(made.originals, 2);
    }

    void verifyFindsAndMendsARottenCopy()
    {
        QVERIFY(backup());
        const auto path = BackupPlace{m_place}.original(m_original.chunks.constFirst());
        QVERIFY(flipBit(path, 800));
        QCOMPARE(backup().value().copied, 0); // trusted by name and size
        auto order = orderFor(7);
        order.verify = true;
        QCOMPARE(m_vault->backup(order).value()->run({}).value().copied, 1);
        QVERIFY(restores());
    }

    void aFailedFinishLeavesNoVault()
    {
        QVERIFY(backup());
        const auto info = findBackup(m_place).value();
        const auto key = unlockBackup(info, secret("pass"), SlotKind::Passphrase).value();
        const auto folder = m_root->filePath(u"never"_s);
        QVERIFY(!restoreBackup(info, key, folder, [](Vault &) { return Result<>(fail(Fault::Io, u"no"_s)); }));
        QVERIFY(!QFile::exists(folder) && !QFile::exists(folder + u".restoring"_s));
    }

    void aVaultIsNotRestoredOverAnything()
    {
        QVERIFY(backup());
        const auto info = findBackup(m_place).value();
        const auto key = unlockBackup(info, secret("pass"), SlotKind::Passphrase).value();
        QCOMPARE(restoreBackup(info, key, m_folder, nothingMore).error().message, u"vault.exists"_s);
        const auto full = m_root->filePath(u"full"_s);
        QVERIFY(QDir().mkpath(full) && overwrite(full + u"/letter.txt"_s, "mine"));
        QCOMPARE(restoreBackup(info, key, full, nothingMore).error().message, u"restore.not_empty"_s);
        QVERIFY(QDir().mkpath(m_root->filePath(u"empty"_s)));
        QVERIFY(restoreBackup(info, key, m_root->filePath(u"empty"_s), nothingMore));
    }

    void itOpensWithTheRecoveryCode()
    {
        const auto code = RecoveryCode::random();
        QVERIFY(m_vault->keys()->addAdministrator(code, m_at));
        QVERIFY(backup());
        QVERIFY(unlockBackup(findBackup(m_place).value(), code.seed(), SlotKind::Administrator));
    }

    void aPlaceThatCannotBeWrittenIsAClearError()
    {
        QVERIFY(overwrite(m_root->filePath(u"file"_s), "no folder"));
        auto order = orderFor(7);
        order.place = m_root->filePath(u"file/backups"_s);
        QCOMPARE(m_vault->backup(order).value()->run({}).error().message, u"backup.target_gone"_s);
    }

private:
    BackupOrder orderFor(int keep)
    {
        m_at = m_at.addSecs(60);
        return {m_place, vaultId, keep, m_at, u"kovacs"_s};
    }

    Result<BackupSummary> backup(int keep = 7)
    {
        const auto at = m_at;
        auto order = orderFor(keep);
        order.at = m_at = at;
        return m_vault->backup(order).value()->run({});
    }

    bool restores()
    {
        const auto info = findBackup(m_place).value();
        const auto key = unlockBackup(info, secret("pass"), SlotKind::Passphrase).value();
        const auto folder = m_root->filePath(u"check"_s);
        QDir(folder).removeRecursively();
        return restoreBackup(info, key, folder, nothingMore)
            && Vault::open(folder, secret("pass")).value()->check().value().sound();
    }

    std::unique_ptr<QTemporaryDir> m_root;
    QString m_folder;
    QString m_place;
    QDateTime m_at;
    std::unique_ptr<Vault> m_vault;
    Attachment m_original;
};

SIZHEN_TEST(BackupTest)
#include "backup_test.moc"
