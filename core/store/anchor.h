// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/tables.h"

#include "core/crypto/secretbytes.h"

namespace sizhen {

class Vault;

// What this machine last saw of a vault, kept outside of it: an old copy of the whole folder that is put back opens
// without a flaw, and only this tells (storage.md §2.4). One small file for each vault and incarnation, sealed by a key
// of the vault, so that nobody else can write one that fits. Losing it costs only the comparison.
class RollbackAnchor
{
public:
    struct Record {
        QByteArray incarnation; // 16
        EntryTable::Mark end;
        qint64 accessNumber = 0; // where the access log ends; 0: none
        QByteArray accessHead;
        friend bool operator==(const Record &, const Record &) = default;
    };

    enum class Verdict {
        Unknown, // no anchor here (a new machine or disk), or it is not readable
        Fits,
        Older // the anchor has seen what the vault does not hold
    };

    // `folder` is made when needed; the same for all vaults of this machine.
    RollbackAnchor(QString folder, const Vault &vault);

    [[nodiscard]] Result<> write(const Record &record);
    // NotFound, or Corrupt when it is not one of this vault.
    [[nodiscard]] Result<Record> read(const QByteArray &incarnation) const;
    // Compares the vault as it is with what was seen of this incarnation.
    [[nodiscard]] Result<Verdict> judge(Vault &vault, const QByteArray &incarnation) const;

private:
    [[nodiscard]] QString pathOf(const QByteArray &incarnation) const;

    QString m_folder;
    SecretBytes m_key;
};

} // namespace sizhen
