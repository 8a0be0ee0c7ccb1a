// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/crypto/primitives.h"
#include "core/store/attachments.h"
#include "core/store/backup.h"
#include "core/store/selftest.h"
#include "core/store/tables.h"
#include "core/store/vaultkeys.h"

#include <QString>
#include <functional>
#include <memory>

namespace sizhen {

// What `vault check` found. `damaged` names places ("page 17", "attachment 3fa9…", "write-ahead log, frame 4"), never contents.
struct VaultReport {
    qint64 pages = 0;
    qint64 entries = 0;
    qint64 attachments = 0;
    QStringList damaged;

    [[nodiscard]] bool sound() const { return damaged.isEmpty(); }
};

// How a check on another thread tells how far it is, and learns that nobody wants it any more. Called on that thread.
struct CheckControl {
    std::function<void(int percent)> progress = {};
    std::function<bool()> stopped = {};
};

// A second, read-only look at an open vault: one thread at a time, while the vault's own thread goes on writing. Writes
// are refused. To go before the vault does.
class VaultReader
{
public:
    virtual ~VaultReader() = default;

    // Until the transaction goes, everything read is as it was at this moment.
    [[nodiscard]] virtual Result<Transaction> hold() = 0;
    [[nodiscard]] virtual EntryTable &entries() = 0;
    [[nodiscard]] virtual RowTable &rows() = 0;
    [[nodiscard]] virtual AttachmentStore &attachments() = 0;

    // As Vault::check(), of the vault as it was when the reader was made, while it is written on.
    [[nodiscard]] virtual Result<VaultReport> check(const CheckControl &control) = 0;
};

// The station's encrypted store: one folder with
//   vault.keys  key slots (as LUKS): the random data key, wrapped under Argon2id(passphrase)
//   vault.db    one SQLite file sealed whole, page by page, by our VFS (storage.md §1)
//   blobs/      sealed attachment chunks, content-addressed
//   vault.lock  held while open: a second start gets Fault::Busy
// Used from the thread that opened it; reader() gives another thread its own look. Errors: WrongPassword, Busy, Corrupt (names the place),
// Unsupported (written by a newer version, or a SQLite our VFS does not see), NoSpace, NotFound, Io.
class Vault
{
public:
    // Makes the folder if need be; Fault::Invalid when a vault is already there.
    [[nodiscard]] static Result<std::unique_ptr<Vault>> create(const QString &folder, const SecretBytes &passphrase,
                                                               KdfCost cost = KdfCost::moderate());
    [[nodiscard]] static Result<std::unique_ptr<Vault>> open(const QString &folder, const SecretBytes &passphrase);

    // The two halves of open(), so that Argon2id (0.45 s) can run off the GUI thread: the first is thread-safe and touches only vault.keys.
    [[nodiscard]] static Result<SecretBytes> unlockKey(const QString &folder, const SecretBytes &passphrase);
    // The same by the seed of a recovery code or by what the keyring holds.
    [[nodiscard]] static Result<SecretBytes> unlockKey(const QString &folder, const SecretBytes &secret, SlotKind kind);
    [[nodiscard]] static Result<std::unique_ptr<Vault>> openWithKey(const QString &folder, const SecretBytes &dataKey);

    // What opens the vault in `folder`, and what a passphrase costs there; without opening it.
    [[nodiscard]] static Result<QList<KeySlot>> slotsOf(const QString &folder);
    [[nodiscard]] static KdfCost costOf(const QString &folder);

    // Seals the database anew under a new random data key, while nobody has it open; originals have keys of their own and
    // stay. `fill` adds the ways in for the new key (no slot of the old one can be taken over: it wraps the old key).
    // Cut short at any moment, the vault opens with the old slots or with the new ones, whole. `progress` says whether to
    // go on (else Refused, "backup.cancelled").
    using NewSlots = std::function<Result<>(KeySlots &fresh, const SecretBytes &newKey)>;
    [[nodiscard]] static Result<> rekey(const QString &folder, const SecretBytes &dataKey, const NewSlots &fill,
                                        const std::function<bool(int percent)> &progress = {});

    // True when `folder` holds a vault (opened or not).
    [[nodiscard]] static bool existsIn(const QString &folder);

    virtual ~Vault() = default;

    [[nodiscard]] virtual QString folder() const = 0;
    [[nodiscard]] virtual Result<> changePassphrase(const SecretBytes &oldOne, const SecretBytes &newOne) = 0;
    [[nodiscard]] virtual std::unique_ptr<VaultKeys> keys() const = 0;
    // A key of its own for what is kept outside the vault but belongs to it, by context.
    [[nodiscard]] virtual SecretBytes subkey(QByteArrayView context) const = 0;
    // Moves the whole log into the file and cuts it: at idle, lock and exit.
    [[nodiscard]] virtual Result<> checkpoint() = 0;
    // See backup.h. Built here, run elsewhere.
    [[nodiscard]] virtual Result<std::unique_ptr<VaultBackup>> backup(const BackupOrder &order) = 0;
    // The key of this vault, for opening its own backups in a drill. Whoever gets it keeps it as short as can be.
    [[nodiscard]] virtual SecretBytes dataKey() const = 0;

    // Everything written between begin() and commit() is on disk together or not at all (synchronous=FULL).
    // Writes outside a transaction are refused with Fault::Io. Transactions do not nest.
    [[nodiscard]] virtual Result<Transaction> begin() = 0;

    [[nodiscard]] virtual EntryTable &entries() = 0;
    [[nodiscard]] virtual RowTable &rows() = 0;
    [[nodiscard]] virtual AttachmentStore &attachments() = 0;
    [[nodiscard]] virtual SearchTable &search() = 0;

    // What open() looked at before it went on: SQLite, our VFS, the cipher (selftest.h).
    [[nodiscard]] virtual Result<QList<SelfTestItem>> selfTest() = 0;

    // Made here, on the vault's thread; then handed to another.
    [[nodiscard]] virtual Result<std::unique_ptr<VaultReader>> reader() = 0;

    // Reads every page, entry and attachment chunk and checks each seal. Slow; reports progress 0..100 when asked to.
    [[nodiscard]] virtual Result<VaultReport> check(const std::function<void(int)> &progress = {}) = 0;
};

} // namespace sizhen
