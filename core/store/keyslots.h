// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crypto/primitives.h"

#include <QCborMap>
#include <QList>
#include <QStringList>

namespace sizhen {

// vault.keys: the random data key, wrapped once for each way to open the vault, as LUKS does. The record lies in the
// file twice, because one lost bit here would lose everything. A change of passphrase re-wraps the key; no page is
// written again.
class KeySlots
{
public:
    [[nodiscard]] static Result<KeySlots> read(const QString &path);
    [[nodiscard]] static KeySlots forKey(const SecretBytes &dataKey);

    // Adds a slot with a salt of its own.
    [[nodiscard]] Result<> addPassphrase(const SecretBytes &dataKey, const SecretBytes &passphrase, KdfCost cost);
    // WrongPassword when no slot opens. Slow: Argon2id once a slot.
    [[nodiscard]] Result<SecretBytes> unlock(const SecretBytes &passphrase) const;
    // The slot that `oldOne` opens gets a new passphrase and salt at the same cost.
    [[nodiscard]] Result<> changePassphrase(const SecretBytes &oldOne, const SecretBytes &newOne);

    [[nodiscard]] bool isFor(const SecretBytes &dataKey) const;
    [[nodiscard]] Result<> write(const QString &path) const; // durable, all or nothing

    // "key slots, copy 2": copies of the record that are damaged although the other one can be read.
    [[nodiscard]] QStringList damaged() const { return m_damaged; }

private:
    struct Slot {
        QByteArray salt;
        KdfCost cost;
        QByteArray wrapped;
    };

    KeySlots() = default;
    [[nodiscard]] static Result<KeySlots> parse(const QByteArray &record);
    [[nodiscard]] Result<std::pair<qsizetype, SecretBytes>> find(const SecretBytes &passphrase) const;
    [[nodiscard]] static Result<Slot> wrap(const SecretBytes &dataKey, const SecretBytes &passphrase, KdfCost cost);
    [[nodiscard]] static Result<SecretBytes> unwrap(const Slot &slot, const SecretBytes &passphrase);

    QByteArray m_keyId; // tells a foreign key from a damaged database
    QList<Slot> m_slots;
    QList<QCborMap> m_others; // kinds of slot we do not know
    QStringList m_damaged;
};

} // namespace sizhen
