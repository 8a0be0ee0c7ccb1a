// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/backupplace.h"
#include "core/store/vaultfiles.h"

#include <QSet>

namespace sizhen {

// A backup of a folder of files, through a connection of its own.
class VaultFilesBackup final : public VaultBackup
{
public:
    VaultFilesBackup(BackupOrder order, VaultFiles::Paths vault, std::unique_ptr<Database> reader, SecretBytes dataKey,
                     QByteArray baseVfs);

    [[nodiscard]] Result<BackupSummary> run(const BackupProgress &progress) override;

private:
    struct Pending {
        QString from; // in the unfinished generation
        QString to;
    };

    [[nodiscard]] Result<> checkPlace() const;
    [[nodiscard]] Result<BackupSummary> make(const QString &unfinished, const BackupProgress &progress);
    [[nodiscard]] Result<> copyDatabase(const QString &unfinished, const BackupProgress &progress);
    [[nodiscard]] Result<> copyKeys(const QString &unfinished);
    [[nodiscard]] Result<> copyOriginals(const QString &unfinished, const BackupProgress &progress);
    [[nodiscard]] Result<bool> liesThere(const QByteArray &address, qint64 size) const;
    [[nodiscard]] Result<> copyOriginal(const QByteArray &address, const QString &unfinished);
    [[nodiscard]] Result<> settle(); // gives the pending originals their names, durably

    BackupOrder m_order;
    VaultFiles::Paths m_vault;
    std::unique_ptr<Database> m_reader;
    SecretBytes m_dataKey;
    QByteArray m_baseVfs;
    BackupPlace m_place;
    BackupManifest m_manifest;
    BackupSummary m_summary;
    QList<Pending> m_pending;
    qint64 m_pendingBytes = 0;
};

} // namespace sizhen
