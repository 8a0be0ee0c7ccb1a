// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/chunkfiles.h"
#include "core/store/entries.h"
#include "core/store/items.h"
#include "core/store/search.h"
#include "core/store/vault.h"
#include "core/store/vaultlock.h"

namespace sizhen {

// What a test may put under a vault.
struct VaultSeams {
    QByteArray baseVfs; // the SQLite VFS below ours; empty: the system's
    quint32 checkpointAfter = Database::usualCheckpoint;
    std::function<void(int step)> rekeyStep = {}; // before each change of name of a new data key; 0 … 4
};

// A second connection to the same files.
class VaultFilesReader final : public VaultReader
{
public:
    VaultFilesReader(const Database &writer, std::unique_ptr<Database> database, const QString &folder,
                     const QString &blobs)
        : m_writer(writer)
        , m_folder(folder)
        , m_database(std::move(database))
        , m_entries(*m_database)
        , m_items(*m_database)
        , m_chunks(blobs)
    {
    }

    [[nodiscard]] Result<Transaction> hold() override;

    [[nodiscard]] EntryTable &entries() override { return m_entries; }

    [[nodiscard]] RowTable &rows() override { return m_items; }

    [[nodiscard]] AttachmentStore &attachments() override { return m_chunks; }

    [[nodiscard]] Result<VaultReport> check(const CheckControl &control) override;

    [[nodiscard]] Database &database() { return *m_database; }

private:
    const Database &m_writer;
    const QString m_folder;
    std::unique_ptr<Database> m_database;
    Entries m_entries;
    Items m_items;
    ChunkFiles m_chunks;
};

// Vault on a folder of files.
class VaultFiles final : public Vault
{
public:
    // What lies where in a vault's folder.
    struct Paths {
        QString folder;

        [[nodiscard]] QString keys() const { return folder + QStringLiteral("/vault.keys"); }

        [[nodiscard]] QString database() const { return folder + QStringLiteral("/vault.db"); }

        [[nodiscard]] QString unfinished() const { return folder + QStringLiteral("/vault.db.new"); }

        // A new data key's database: being written; and whole, until the key slots are changed.
        [[nodiscard]] QString resealing() const { return folder + QStringLiteral("/vault.db.resealing"); }

        [[nodiscard]] QString resealed() const { return folder + QStringLiteral("/vault.db.resealed"); }

        // The file's random id once more: without it no page opens, and it lies on page 1. No secret.
        [[nodiscard]] QString idCopy() const { return folder + QStringLiteral("/vault.id"); }

        [[nodiscard]] QString log() const { return folder + QStringLiteral("/vault.db-wal"); }

        [[nodiscard]] QString lock() const { return folder + QStringLiteral("/vault.lock"); }

        [[nodiscard]] QString blobs() const { return folder + QStringLiteral("/blobs"); }
    };

    // As Vault's functions of these names.
    [[nodiscard]] static Result<std::unique_ptr<Vault>> create(const QString &folder, const SecretBytes &passphrase,
                                                               KdfCost cost, const VaultSeams &seams);
    [[nodiscard]] static Result<std::unique_ptr<Vault>> openWithKey(const QString &folder, const SecretBytes &dataKey,
                                                                    const VaultSeams &seams);
    [[nodiscard]] static Result<> rekey(const QString &folder, const SecretBytes &dataKey, const NewSlots &fill,
                                        const std::function<bool(int percent)> &progress, const VaultSeams &seams);

    [[nodiscard]] QString folder() const override { return m_paths.folder; }

    [[nodiscard]] Result<> changePassphrase(const SecretBytes &oldOne, const SecretBytes &newOne) override;

    [[nodiscard]] std::unique_ptr<VaultKeys> keys() const override
    {
        return std::make_unique<VaultKeys>(m_paths.keys(), m_dataKey.clone()); // may be used on another thread
    }

    [[nodiscard]] SecretBytes subkey(QByteArrayView context) const override { return deriveSubkey(m_dataKey, context); }

    [[nodiscard]] SecretBytes dataKey() const override { return m_dataKey.clone(); }

    [[nodiscard]] Result<> checkpoint() override { return m_database->checkpoint(); }

    [[nodiscard]] Result<std::unique_ptr<VaultBackup>> backup(const BackupOrder &order) override;
    [[nodiscard]] Result<Transaction> begin() override;

    [[nodiscard]] EntryTable &entries() override { return m_entries; }

    [[nodiscard]] RowTable &rows() override { return m_items; }

    [[nodiscard]] AttachmentStore &attachments() override { return m_chunks; }

    [[nodiscard]] Result<std::unique_ptr<VaultReader>> reader() override;

    [[nodiscard]] SearchTable &search() override { return m_search; }

    [[nodiscard]] Result<QList<SelfTestItem>> selfTest() override;
    [[nodiscard]] Result<VaultReport> check(const std::function<void(int)> &progress) override;

private:
    VaultFiles(Paths paths, std::unique_ptr<VaultLock> lock, std::unique_ptr<Database> database, SecretBytes dataKey,
               VaultSeams seams);
    [[nodiscard]] static Result<std::unique_ptr<Vault>> openLocked(const Paths &paths, const SecretBytes &dataKey,
                                                                   const VaultSeams &seams,
                                                                   std::unique_ptr<VaultLock> lock);
    [[nodiscard]] static Result<std::unique_ptr<Database>> openDatabase(const Paths &paths, const SecretBytes &dataKey,
                                                                        const VaultSeams &seams);
    [[nodiscard]] static Result<> finishRekey(const Paths &paths, const SecretBytes &dataKey);
    [[nodiscard]] Result<> end(bool commit);

    Paths m_paths;
    SecretBytes m_dataKey;
    VaultSeams m_seams;
    std::unique_ptr<VaultLock> m_lock; // let go last
    std::unique_ptr<Database> m_database;
    Entries m_entries;
    Items m_items;
    Search m_search;
    ChunkFiles m_chunks;
};

} // namespace sizhen
