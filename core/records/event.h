// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/certificate.h"
#include "core/records/entry.h"

#include <QCborMap>

namespace sizhen {

// The person who acts, unlocked by a password for this session. Signs acts; never leaves this machine.
struct Actor {
    QByteArray certificate; // certified PersonCertificate
    PersonCertificate person;
    const SigningKey *key = nullptr; // owned by the log-in session that outlives the call
    QDateTime provedAt = {}; // when the password was last given; invalid: never (the program itself)
};

// An event read back: opened, its station and person signatures judged.
// Body on the wire (sealed, deterministic CBOR): {"kind", "v", "at": "2026-11-24T14:31:07+01:00", "args": {…}, "cert": bytes, "sig": bytes};
// sig = the person's Ed25519 over ("sizhen.act", CBOR [stream, hlc, kind, v, at, args]).
struct Event {
    QByteArray hash;   // of the entry: the event's identity
    QByteArray stream;
    QByteArray feed;
    quint64 sequence = 0;
    quint64 hlc = 0;
    QList<SeenHead> seen;
    QByteArray station; // key of the station that wrote it
    QByteArray institution; // root it belongs to
    QString kind;      // "case.form_saved" – an id on disk: add, never rename (docs/events.md)
    int version = 1;
    QDateTime at;      // the author's clock with its offset
    QCborMap args;
    PersonCertificate by;
    QString problem;   // empty, or why it must not be applied: "signature", "certificate", "unknown-institution", "no-key",
                       // "future" (clock more than ten minutes ahead when it came), "newer" (kind version we do not know),
                       // "revoked" (written after the root took back the station's or the person's certificate)
                       // "destroyed" (its key was shredded here, ARC-13)

    // True when `other` was known to the author of this event.
    [[nodiscard]] bool saw(const Event &other) const;
};

} // namespace sizhen
