// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/crypto/primitives.h"

#include <QByteArray>
#include <QCborMap>
#include <QDateTime>
#include <QString>
#include <optional>

namespace sizhen {

// Who did, or tried to do, what with which object (SEC-07, L3-AU-2). Ids and codes, so that the log can be shown to an
// auditor who may see no patient: `object` is an id in hex or a short code, `reason` is what the person wrote.
struct Access {
    enum class Outcome { Done, Refused };
    QString person; // id in this institution; "system-…" for the automaton; as typed for a log-in that failed
    QString role;   // roles held, joined by a space; empty before anybody is known
    QString act;    // "login.password" "case.open" "case.print" "archive.export" – an id on disk: add, never rename (docs/events.md)
    QString object = {};
    Outcome outcome = Outcome::Done;
    QString reason = {};
    friend bool operator==(const Access &, const Access &) = default;
};

// One link of the access log. Canonical CBOR map of everything but `hash`: {"v", "station", "incarnation", "number", "at", "person",
// "role", "act", "object", "outcome": "done"/"refused", "reason", "previous"}; hash = BLAKE2b-256("sizhen.access", that).
struct AccessEntry {
    QByteArray station;     // Ed25519 public key, 32
    QByteArray incarnation; // 16; each incarnation of a vault has its own chain
    quint64 number = 0;     // 1, 2, 3 … without holes
    QDateTime at;           // this station's clock, UTC, milliseconds
    Access access;
    QByteArray previous; // hash of number-1; 32 zero bytes for the first
    QByteArray hash;
    friend bool operator==(const AccessEntry &, const AccessEntry &) = default;
};

[[nodiscard]] QByteArray toBytes(const AccessEntry &entry);
// Fault::Corrupt for anything that is not exactly one entry in canonical form. Computes `hash`.
[[nodiscard]] Result<AccessEntry> accessEntryFrom(const QByteArray &bytes);

// Where the access log of one incarnation stood, signed by its station: Ed25519 over ("sizhen.access.head", canonical CBOR of
// {"v", "station", "incarnation", "number", "hash", "at"}). Published at home ("institution.access_head") and to each partner
// ("partnership.anchor"), so that a log cut short is noticed (SEC-07).
struct AccessHead {
    QByteArray station;
    QByteArray incarnation;
    quint64 number = 0; // 0: nothing was noted yet
    QByteArray hash;
    QDateTime at;
    QByteArray signature;

    [[nodiscard]] QByteArray signedForm() const;
    [[nodiscard]] bool holds() const; // the signature is the station's
    [[nodiscard]] QCborMap toArgs() const;
    [[nodiscard]] static Result<AccessHead> fromArgs(const QCborMap &args);
    friend bool operator==(const AccessHead &, const AccessHead &) = default;
};

[[nodiscard]] AccessHead signedHead(AccessHead head, const SigningKey &station);

// What of the log somebody wants to see. Everything left empty matches.
struct AccessFilter {
    QDateTime from = {};
    QDateTime to = {}; // exclusive
    QString person = {};
    QString act = {}; // the whole or a beginning that ends at a dot: "case" finds "case.open"
    QString object = {};
    std::optional<Access::Outcome> outcome = {};

    [[nodiscard]] bool matches(const AccessEntry &entry) const;
};

// Somebody with the right to it read a stretch of the log and says what they found; signed ("institution.access_review", SEC-16).
struct AccessReview {
    QDateTime from; // invalid: from the beginning
    QDateTime to;   // invalid: until now
    QString note;
    QString by = {};       // person id
    QDateTime at = {};
};

} // namespace sizhen
