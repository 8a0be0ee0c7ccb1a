// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QCborMap>
#include <QStringList>

namespace sizhen {

// A room on the forwarding server of one of the two institutions, as that institution's station tells it to each other
// end in a signed message: the server is an end and sees picture and sound (SES-08), so its keys are announced as an
// end's are. Whoever does not know `pin` and has no `token` of his own is not let in by the server.
struct ForwardedRoom {
    static constexpr int mostEnds = 6;
    static constexpr int mostTokens = 32; // in a call: each serves once
    static constexpr qsizetype longestAddress = 512;
    static constexpr qsizetype longestWord = 64; // pin and token
    static constexpr qint64 highestRoom = (1LL << 53) - 1; // JSON's numbers go no further

    QString address; // always TLS; "wss://forwarder.example:8989#" with 64 hex digits, the pin of its own certificate
    QByteArray fingerprint; // SHA-256 of the certificate that it shows in DTLS, 32 bytes
    qint64 room = 0; // from 1, random
    QString pin;
    QString token; // of the end that is told
    int videoKbit = 600; // nobody may send more

    [[nodiscard]] QCborMap toCbor() const;
    [[nodiscard]] static Result<ForwardedRoom> fromCbor(const QCborMap &map); // Fault::Corrupt

    friend bool operator==(const ForwardedRoom &, const ForwardedRoom &) = default;
};

// What the station that makes a room has of it.
struct ForwardedPlan {
    ForwardedRoom room; // with its own token
    QString adminKey; // the server's word for who makes rooms; stays in its house
    QStringList tokens; // one for each end, its own first
};

} // namespace sizhen
