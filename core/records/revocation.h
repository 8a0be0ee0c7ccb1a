// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/crypto/primitives.h"

#include <QDateTime>
#include <QStringList>

namespace sizhen {

// The institution's root takes back what it certified: a station (lost, stolen) or a person (left). What the key wrote
// up to `from` stands; what came after is shown struck out and never applied, and never deleted (SEC-08, SEC-15).
struct Revocation {
    enum class Kind { Station, Person };

    Kind kind = Kind::Station;
    QByteArray institution; // root public key
    QByteArray key; // Ed25519 key of the certificate that is taken back
    quint64 from = 0; // hybrid clock: the last moment that still counts
    QDateTime issued; // UTC, milliseconds
    QString reason; // a code of revocationReasons()
    QString text; // the officer's words, at most 1000 characters; never patient data

    // True for what was written at `hlc`, after the key had ceased to count.
    [[nodiscard]] bool covers(quint64 hlc) const { return hlc > from; }

    [[nodiscard]] QDateTime fromTime() const; // UTC
    friend bool operator==(const Revocation &, const Revocation &) = default;
};

// LOST STOLEN COMPROMISED LEFT DISABLED REPLACED OTHER: ids in signed bytes, add, never rename.
[[nodiscard]] const QStringList &revocationReasons();

// How long before it was issued a revocation may begin: an institution has a week to notice a loss, and no more, for
// else it could take back what it signed long ago.
inline constexpr qint64 revocationGraceDays = 7;

// Travels as {body, signature}: deterministic CBOR, signed by the root it names (domain "sizhen.revocation").
// open… gives Fault::Untrusted on a bad signature, Corrupt on another shape, Unsupported from a newer version.
[[nodiscard]] QByteArray signRevocation(const Revocation &revocation, const SigningKey &root);
[[nodiscard]] Result<Revocation> openRevocation(const QByteArray &bytes);

} // namespace sizhen
