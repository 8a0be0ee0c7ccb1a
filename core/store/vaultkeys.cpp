// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/vaultkeys.h"

#include "core/store/storeerror.h"

namespace sizhen {

template <typename Change>
auto VaultKeys::change(Change change) const -> std::invoke_result_t<Change, KeySlots &>
{
    auto keys = KeySlots::read(m_path);
    if (!keys)
        return tl::unexpected(storeError(keys.error()));
    if (!keys->isFor(m_dataKey))
        return tl::unexpected(storeError({Fault::Corrupt, QStringLiteral("key slots"), {}, {}, {}}));
    auto done = change(*keys);
    if (done)
        if (const auto written = keys->write(m_path); !written)
            return tl::unexpected(storeError(written.error()));
    return std::move(done).map_error(storeError);
}

Result<QList<KeySlot>> VaultKeys::list() const
{
    const auto keys = KeySlots::read(m_path);
    if (!keys)
        return tl::unexpected(storeError(keys.error()));
    return keys->list();
}

Result<QString> VaultKeys::addAdministrator(const RecoveryCode &code, const QDateTime &made)
{
    return change([&](KeySlots &keys) { return keys.addAdministrator(m_dataKey, code.seed(), keys.cost(), made); });
}

Result<QString> VaultKeys::addKeyring(const SecretBytes &secret, const QDateTime &made)
{
    return change([&](KeySlots &keys) { return keys.addKeyring(m_dataKey, secret, made); });
}

Result<> VaultKeys::remove(const QString &id)
{
    return change([&](KeySlots &keys) { return keys.remove(id); });
}

Result<> VaultKeys::changePassphrase(const SecretBytes &oldOne, const SecretBytes &newOne)
{
    return change([&](KeySlots &keys) { return keys.changePassphrase(oldOne, newOne); });
}

Result<> VaultKeys::resetPassphrase(const SecretBytes &newOne, const QDateTime &made)
{
    return change([&](KeySlots &keys) { return keys.resetPassphrase(m_dataKey, newOne, made); });
}

} // namespace sizhen
