// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crypto/primitives.h"

#include <QCborMap>
#include <QDateTime>
#include <QList>
#include <QStringList>

namespace sizhen {

// Of a passphrase that is made in the window, in characters: it stands against guessing on a stolen disk (SEC-08).
inline constexpr int leastPassphraseLength = 12;

// What opens a slot. An id on disk ("passphrase" "administrator" "keyring"): add, never rename.
enum class SlotKind {
    Passphrase, // the station's, typed at every start
    Administrator, // the recovery code on paper (recoverycode.h)
    Keyring // a random secret that the desktop's keyring holds
};

// One way to open a vault, as it may be shown.
struct KeySlot {
    QString id; // 8 hex digits
    SlotKind kind = SlotKind::Passphrase;
    QDateTime made; // UTC; invalid: from before this was written down
    friend bool operator==(const KeySlot &, const KeySlot &) = default;
};

// vault.keys: the random data key, wrapped once for each way to open the vault, as LUKS does. The record lies in the
// file twice, because one lost bit here would lose everything. A change of passphrase re-wraps the key; no page is
// written again.
class KeySlots
{
public:
    [[nodiscard]] static Result<KeySlots> read(const QString &path);
    [[nodiscard]] static KeySlots forKey(const SecretBytes &dataKey);

    [[nodiscard]] QList<KeySlot> list() const;

    // Each adds a slot with a salt of its own and returns its id. `dataKey` must be the one of the slots that are there.
    [[nodiscard]] Result<QString> addPassphrase(const SecretBytes &dataKey, const SecretBytes &passphrase, KdfCost cost,
                                  const QDateTime &made = {});
    [[nodiscard]] Result<QString> addAdministrator(const SecretBytes &dataKey, const SecretBytes &code, KdfCost cost,
                                                   const QDateTime &made);
    [[nodiscard]] Result<QString> addKeyring(const SecretBytes &dataKey, const SecretBytes &secret,
                                             const QDateTime &made);
    // NotFound for an unknown id (or a beginning of several). Refused for the last slot of a passphrase: papers and
    // keyrings get lost.
    [[nodiscard]] Result<> remove(const QString &id);

    // WrongPassword when no slot opens. Slow: Argon2id once a slot. `secret` is a passphrase, the seed of a recovery
    // code (RecoveryCode::seed) or what the keyring gave.
    [[nodiscard]] Result<SecretBytes> unlock(const SecretBytes &secret,
                                             SlotKind kind = SlotKind::Passphrase) const;
    // The slot that `oldOne` opens gets a new passphrase and salt at the same cost.
    [[nodiscard]] Result<> changePassphrase(const SecretBytes &oldOne, const SecretBytes &newOne);
    // Whoever holds the key without a passphrase (by the recovery code) sets one: all passphrases before go.
    [[nodiscard]] Result<> resetPassphrase(const SecretBytes &dataKey, const SecretBytes &newOne, const QDateTime &made);

    [[nodiscard]] bool isFor(const SecretBytes &dataKey) const;
    [[nodiscard]] Result<> write(const QString &path) const; // durable, all or nothing

    // "key slots, copy 2": copies of the record that are damaged although the other one can be read.
    [[nodiscard]] QStringList damaged() const { return m_damaged; }

    // What the passphrase slots cost to open; what a new one should.
    [[nodiscard]] KdfCost cost() const;

private:
    struct Slot {
        SlotKind kind;
        QByteArray salt;
        KdfCost cost; // none for a keyring's: its secret is random
        QByteArray wrapped;
        QDateTime made;
    };

    KeySlots() = default;
    [[nodiscard]] static Result<KeySlots> parse(const QByteArray &record);
    [[nodiscard]] static Result<Slot> parseSlot(SlotKind kind, const QCborMap &fields);
    [[nodiscard]] static QCborMap toCbor(const Slot &slot);
    [[nodiscard]] static QString idOf(const Slot &slot);
    [[nodiscard]] Result<std::pair<qsizetype, SecretBytes>> find(const SecretBytes &secret, SlotKind kind) const;
    [[nodiscard]] Result<QString> add(SlotKind kind, const SecretBytes &dataKey, const SecretBytes &secret, KdfCost cost,
                                      const QDateTime &made);
    [[nodiscard]] static Result<Slot> wrap(SlotKind kind, const SecretBytes &dataKey, const SecretBytes &secret,
                                           KdfCost cost, const QDateTime &made);
    [[nodiscard]] static Result<SecretBytes> unwrap(const Slot &slot, const SecretBytes &secret);

    QByteArray m_keyId; // tells a foreign key from a damaged database
    QList<Slot> m_slots;
    QList<QCborMap> m_others; // kinds of slot we do not know
    QStringList m_damaged;
};

// "passphrase" "administrator" "keyring"
[[nodiscard]] QString slotKindName(SlotKind kind);

} // namespace sizhen
