// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/chunkfiles.h"
#include "core/store/entries.h"
#include "core/store/items.h"
#include "core/store/vault.h"
#include "core/store/vaultlock.h"

namespace sizhen {

// What a test may put under a vault.
struct VaultSeams {
    QByteArray baseVfs; // the SQLite VFS below ours; empty: the system's
    quint32 checkpointAfter = Database::usualCheckpoint;
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

        [[nodiscard]] QString log() const { return folder + QStringLiteral("/vault.db-wal"); }

        [[nodiscard]] QString lock() const { return folder + QStringLiteral("/vault.lock"); }

        [[nodiscard]] QString blobs() const { return folder + QStringLiteral("/blobs"); }
    };

    // As Vault's functions of these names.
    [[nodiscard]] static Result<std::unique_ptr<Vault>> create(const QString &folder, const SecretBytes &passphrase,
                                                               KdfCost cost, const VaultSeams &seams);
    [[nodiscard]] static Result<std::unique_ptr<Vault>> openWithKey(const QString &folder, const SecretBytes &dataKey,
                                                                    const VaultSeams &seams);

    [[nodiscard]] QString folder() const override { return m_paths.folder; }

    [[nodiscard]] Result<> changePassphrase(const SecretBytes &oldOne, const SecretBytes &newOne) override;
    [[nodiscard]] Result<Transaction> begin() override;

    [[nodiscard]] EntryTable &entries() override { return m_entries; }

    [[nodiscard]] RowTable &rows() override { return m_items; }

    [[nodiscard]] AttachmentStore &attachments() override { return m_chunks; }

    [[nodiscard]] Result<VaultReport> check(const std::function<void(int)> &progress) override;

private:
    VaultFiles(Paths paths, std::unique_ptr<VaultLock> lock, std::unique_ptr<Database> database);
    [[nodiscard]] static Result<std::unique_ptr<Vault>> openLocked(const Paths &paths, const SecretBytes &dataKey,
                                                                   const VaultSeams &seams,
                                                                   std::unique_ptr<VaultLock> lock);
    [[nodiscard]] Result<> end(bool commit);

    void checkKeys(VaultReport &report) const;
    [[nodiscard]] Result<> checkLog(VaultReport &report);
    [[nodiscard]] Result<> checkPages(VaultReport &report, const std::function<void(double)> &progress);
    [[nodiscard]] Result<> checkTables(VaultReport &report, const std::function<void(double)> &progress);
    void checkChunks(VaultReport &report, const std::function<void(double)> &progress);

    Paths m_paths;
    std::unique_ptr<VaultLock> m_lock; // let go last
    std::unique_ptr<Database> m_database;
    Entries m_entries;
    Items m_items;
    ChunkFiles m_chunks;
};

} // namespace sizhen
