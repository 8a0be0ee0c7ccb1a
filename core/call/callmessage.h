// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/call/callsending.h"
#include "core/call/callsignal.h"
#include "core/call/forwardedroom.h"

#include <QCborMap>
#include <QList>

#include <functional>
#include <optional>

namespace sizhen {

// What two stations say to each other about one call, over whichever link is up (docs/wire.md). Each message is
// {"body": bytes, "signature": bytes}, signed by the key of the station that says it (domain "sizhen.call"), so that no
// carrier can put its own key in between (SES-08).
struct CallMessage {
    enum class Kind {
        Invite, // who calls; to every station of the partner
        Heard, // it rings there
        Busy, // there another call is running
        Accept, // who answers
        Decline,
        Offer, // descriptions of a round, with the fingerprint of the DTLS key
        Answer,
        Way, // an ICE candidate of a round
        Redial, // please begin this round
        End, // `reason` says why
        Alive, // once a second and when `sending` changes, not repeated
        Ack, // `numbers` arrived
        Join, // who wants to speak with one end of `room`; as Invite, and rings nowhere
        Here, // who is in the call, once a second while it runs; to everybody who shares the case
        Forward // picture and sound go by this room of a forwarding server from now on, or by it no longer
    };

    static constexpr qsizetype idBytes = 16;
    static constexpr qsizetype longestSdp = 32 * 1024; // bytes in UTF-8; ours have 4 to 6 KiB
    static constexpr qsizetype longestWho = 16 * 1024; // bytes of a person's certificate
    static constexpr int mostRounds = 10'000;
    static constexpr qsizetype mostNumbers = 64;
    static constexpr qsizetype mostEnds = 16;

    Kind kind = Kind::Alive;
    QByteArray caseId; // 16
    QByteArray call; // 16, random
    QByteArray from; // key of the station that says it
    QByteArray to; // of the station that is meant; empty: all of the partner's
    qint64 number = 0; // counts what this station says in this call, from a random start; same number, same message
    int round = 0; // Offer, Answer, Way, Redial: dialling counts, from 1
    QByteArray who; // Invite, Accept, Join, Here: certified PersonCertificate
    QByteArray proof; // that person's signature over callClaim()
    QString sdp; // Offer, Answer
    QByteArray fingerprint; // SHA-256 of the DTLS certificate: the one in `sdp`
    IceCandidate way;
    QString reason; // End: "hung_up" "elsewhere" "stale" "glare" "unknown" "lost" "again"
                    // "full"
    QList<qint64> numbers; // Ack
    std::optional<CallSending> sending; // Alive: what the station says of its sound and picture
    QByteArray room; // Join: 16, the `call` of its Here
    QList<QByteArray> ends; // Here: keys of the stations that it speaks with; empty: it leaves
    bool hasServer = false; // Here: its house has a forwarding server
    bool forwards = false; // Here: the room goes by a server on which it made the room
    bool isThin = false; // Here: its line is too thin to send to each end
    std::optional<ForwardedRoom> forwarded; // Forward; none: no longer

    [[nodiscard]] QCborMap toCbor() const;
    [[nodiscard]] static Result<CallMessage> fromCbor(const QCborMap &map); // Fault::Corrupt, Unsupported

    friend bool operator==(const CallMessage &, const CallMessage &) = default;
};

[[nodiscard]] bool isOfRoom(CallMessage::Kind kind); // Join and Here go by a channel of their own (docs/wire.md)

// What a person signs to say "I speak in this call, at this station" (domain "sizhen.call.person").
[[nodiscard]] QByteArray callClaim(const QByteArray &caseId, const QByteArray &call, const QByteArray &station);

inline constexpr QByteArrayView callDomain = "sizhen.call";
inline constexpr QByteArrayView callPersonDomain = "sizhen.call.person";

// Checks shape, limits, the signature by the key in `from`, and that a description bears the fingerprint that was
// signed. Whose key that is, is for others to judge. Fault::Corrupt, Untrusted, Unsupported; "media.sdp…".
[[nodiscard]] Result<CallMessage> openCallMessage(const QByteArray &bytes);

} // namespace sizhen
