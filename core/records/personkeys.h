// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/event.h"
#include "core/store/keyslots.h"

namespace sizhen {

// Who is to be enrolled.
struct NewPerson {
    PersonCertificate data; // id, name, roles, title…; keys and certificates are made here
    KdfCost cost = KdfCost::moderate();
};

// A person whose password was given: holds the keys for as long as it lives.
struct UnlockedPerson {
    QByteArray certificate;
    PersonCertificate person;
    SigningKey key;
    SecretBytes pdfKeyPkcs8; // P-256, for PAdES
    QDateTime provedAt = {}; // when the password was last given, by the ledger's clock; whoever keeps the log-in sets it

    [[nodiscard]] Actor actor() const { return {certificate, person, &key, provedAt}; }
};

// Tells a password that was used before, and opens nothing.
struct OldPassword {
    QByteArray salt;
    KdfCost cost;
    QByteArray tag;
};

// A person's keys as they lie in the vault; a value, so that unlock() (0.45 s of Argon2id) can run off the GUI thread.
struct SealedPerson {
    QByteArray certificate;
    QByteArray sealedKeys;
    QByteArray salt;
    KdfCost cost;
    QList<OldPassword> history = {}; // newest first
    QByteArray factor = {};          // secret of the authenticator, sealed under a key of the house; empty: none
    qint64 passwordSinceMs = 0;      // 0: since enrolment
    bool mustChangePassword = false;
    qint64 disabledMs = 0;           // SEC-15; 0: not
    QString disabledReason = {};
};

} // namespace sizhen
