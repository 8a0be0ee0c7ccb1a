// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/crypto/primitives.h"
#include "core/store/attachments.h"
#include "core/store/tables.h"

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

// The station's encrypted store: one folder with
//   vault.keys  key slots (as LUKS): the random data key, wrapped under Argon2id(passphrase)
//   vault.db    one SQLite file sealed whole, page by page, by our VFS (storage.md §1)
//   blobs/      sealed attachment chunks, content-addressed
//   vault.lock  held while open: a second start gets Fault::Busy
// Exactly one connection, used from the thread that opened it. Errors: WrongPassword, Busy, Corrupt (names the place),
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
    [[nodiscard]] static Result<std::unique_ptr<Vault>> openWithKey(const QString &folder, const SecretBytes &dataKey);

    // True when `folder` holds a vault (opened or not).
    [[nodiscard]] static bool existsIn(const QString &folder);

    virtual ~Vault() = default;

    [[nodiscard]] virtual QString folder() const = 0;
    [[nodiscard]] virtual Result<> changePassphrase(const SecretBytes &oldOne, const SecretBytes &newOne) = 0;

    // Everything written between begin() and commit() is on disk together or not at all (synchronous=FULL).
    // Writes outside a transaction are refused with Fault::Io. Transactions do not nest.
    [[nodiscard]] virtual Result<Transaction> begin() = 0;

    [[nodiscard]] virtual EntryTable &entries() = 0;
    [[nodiscard]] virtual RowTable &rows() = 0;
    [[nodiscard]] virtual AttachmentStore &attachments() = 0;

    // Reads every page, entry and attachment chunk and checks each seal. Slow; reports progress 0..100 when asked to.
    [[nodiscard]] virtual Result<VaultReport> check(const std::function<void(int)> &progress = {}) = 0;
};

} // namespace sizhen
