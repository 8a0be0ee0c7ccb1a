// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crypto/secretbytes.h"

#include "core/base/result.h"

#include <QObject>

#include <functional>

namespace sizhen {

class Vault;

// The desktop's keyring (Secret Service, Windows Credential Manager, macOS Keychain) as one more way into a vault. It is
// asked and never waited for, and never the only way: keyrings get lost with a desktop or a password (storage.md §1.4-15).
namespace keyring {

// Makes a random secret, adds its slot and gives the secret to the keyring; takes the slot away again when the keyring
// will not have it. Answers with the slot's id. Errors: Unsupported ("vault.no_keyring"), Io ("vault.keyring_failed").
void addSlot(QObject *owner, Vault &vault, const QDateTime &now, std::function<void(Result<QString>)> done);
// Takes away slot and secret. A keyring that is gone is no reason to keep the slot.
void removeSlot(QObject *owner, Vault &vault, const QString &id, std::function<void(Result<>)> done);
// The data key of the vault in `folder` by the first of its keyring slots that opens. Dropped when `owner` is gone. Errors:
// NotFound ("vault.keyring_locked": locked, refused or without this key), Unsupported, Io.
void unlock(QObject *owner, const QString &folder, std::function<void(Result<SecretBytes>)> done);

} // namespace keyring
} // namespace sizhen
