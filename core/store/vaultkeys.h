// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/keyslots.h"
#include "core/store/recoverycode.h"

namespace sizhen {

// The ways into one open vault. Touches vault.keys alone, so that Argon2id may run on any thread; one change at a time.
// No page of the database is written by any of this.
class VaultKeys
{
public:
    VaultKeys(QString path, SecretBytes dataKey)
        : m_path(std::move(path))
        , m_dataKey(std::move(dataKey))
    {
    }

    [[nodiscard]] Result<QList<KeySlot>> list() const;
    // Each returns the id of the new slot.
    [[nodiscard]] Result<QString> addAdministrator(const RecoveryCode &code, const QDateTime &made);
    [[nodiscard]] Result<QString> addKeyring(const SecretBytes &secret, const QDateTime &made);
    [[nodiscard]] Result<> remove(const QString &id); // as KeySlots::remove
    [[nodiscard]] Result<> changePassphrase(const SecretBytes &oldOne, const SecretBytes &newOne);
    // For whoever came in by the recovery code: a new passphrase in place of the lost one.
    [[nodiscard]] Result<> resetPassphrase(const SecretBytes &newOne, const QDateTime &made);

private:
    template <typename Change>
    [[nodiscard]] auto change(Change change) const -> std::invoke_result_t<Change, KeySlots &>;

    QString m_path;
    SecretBytes m_dataKey;
};

} // namespace sizhen
