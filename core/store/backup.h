// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/keyslots.h"

#include <QStringList>

#include <functional>

namespace sizhen {

// A place (a folder on another disk) that keeps the backups of one vault:
//   blobs/ab/<address>   sealed originals, each once for all generations
//   0007-2026-11-27T13-05-10Z/   one generation, under this name only when it is whole
//       vault.db    the database as it was at one moment, sealed under the vault's data key with an id of its own
//       vault.keys  the key slots of that time: passphrase and recovery code open a backup as they opened the vault
//       manifest    names, sizes and hashes of all of it, sealed (docs/wire.md "Backup")
//   backup.lock    held while one is made
// Nothing in it is readable without the key; what an outsider sees is how many originals there are and how large.

// Hears 0..100, says whether to go on.
using BackupProgress = std::function<bool(int percent)>;

struct BackupOrder {
    QString place;
    QByteArray vaultId; // 16 bytes: a place keeps the backups of one vault only
    int keep = 7; // generations; older ones go when the new one is whole
    QDateTime at;
    QString by; // person or "system"; sealed
    bool verify = false; // read again what earlier backups left, instead of trusting names and sizes
};

struct BackupSummary {
    QString generation; // name of its folder
    QDateTime at;
    qint64 entries = 0;
    qint64 databaseBytes = 0;
    qint64 originals = 0; // chunks of originals in the manifest
    qint64 originalBytes = 0;
    qint64 copied = 0; // of them now; the rest lay there
    qint64 copiedBytes = 0;
    QStringList damaged; // originals of ours that do not hold their seal, and are not in the backup
    double seconds = 0;

    [[nodiscard]] bool whole() const { return damaged.isEmpty(); }
};

// One backup to be made of an open vault: built on the vault's thread (Vault::backup), run on any other while the vault
// goes on. Errors: Busy ("backup.running"), Invalid ("backup.other_vault"), NoSpace ("backup.no_space"), Io
// ("backup.target_gone"), Refused ("backup.cancelled"); earlier generations then lie as they did.
class VaultBackup
{
public:
    virtual ~VaultBackup() = default;
    [[nodiscard]] virtual Result<BackupSummary> run(const BackupProgress &progress) = 0;
};

// What can be known of a generation without its key; `place` may be a generation's own folder (that one) or a place (its
// newest whole one).
struct BackupInfo {
    QString folder; // the generation
    QString blobs;
    QString generation;
    QByteArray vaultId;
    QDateTime at;
    qint64 databaseBytes = 0;
    qint64 originals = 0;
    qint64 originalBytes = 0;
};

// NotFound ("backup.none") when there is no whole generation; Corrupt when its manifest cannot be read.
[[nodiscard]] Result<BackupInfo> findBackup(const QString &place);
[[nodiscard]] Result<QList<BackupInfo>> listBackups(const QString &place); // oldest first

// The data key of a backup, from a passphrase or a recovery code. Slow. WrongPassword; Corrupt when the slots are not those
// of the manifest.
[[nodiscard]] Result<SecretBytes> unlockBackup(const BackupInfo &backup, const SecretBytes &secret, SlotKind kind);

class Vault;

struct RestoreSummary {
    qint64 originals = 0;
    qint64 bytes = 0;
    double seconds = 0;
};

// Puts a backup into `folder`, which must not exist or be empty; every file is checked against the sealed manifest.
// `finish` works on the opened copy before the folder gets its name: a restored vault never appears without what it does
// (a new incarnation). Invalid ("vault.exists", "restore.not_empty"), Corrupt ("backup.damaged", {place}).
[[nodiscard]] Result<RestoreSummary> restoreBackup(const BackupInfo &backup, const SecretBytes &dataKey,
                                                   const QString &folder,
                                                   const std::function<Result<>(Vault &)> &finish,
                                                   const BackupProgress &progress = {});

} // namespace sizhen
