// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QList>

#include <variant>

// What a station and a hub say to each other over a WebSocket. One binary message is one deterministic CBOR map whose
// keys are 0 (the type), 1, 2 … without a gap (docs/wire.md, "Hub messages"). A type is added, never reused.
namespace sizhen::hubwire {

inline constexpr int protocolVersion = 1;
inline constexpr int nonceSize = 32;
inline constexpr qsizetype maxEnvelopeBytes = 8 * 1024 * 1024 + 4096; // one longest entry, sealed and padded
inline constexpr qsizetype maxMessageBytes = maxEnvelopeBytes + 4096;
inline constexpr qsizetype maxLoginBytes = 17 * 1024; // the longest a stranger may send
inline constexpr qsizetype maxCertificateBytes = 16 * 1024;
inline constexpr qsizetype maxNumbers = 4096; // of one STORED or GONE
inline constexpr qsizetype maxUrlBytes = 512;

// Why a hub does not take something. Numbers are for ever; one that is not known is read as NotNow.
enum class Code {
    UnknownInstitution = 1, // sender or recipient was not admitted here, or was revoked
    Quota = 2, // the recipient's mailbox or the sender's share is full
    TooBig = 3,
    Expired = 4,
    SlowDown = 5, // more unanswered than the window allows, or too many tries
    BadShape = 6,
    NoRoute = 7, // the recipient is not here, and the hub named is not one we know
    StorageFull = 8,
    NotNow = 9 // nobody of the recipient is connected (urgent), or the hub is closing
};

// First word of the client.
struct Hello {
    QList<int> versions; // ascending
    friend bool operator==(const Hello &, const Hello &) = default;
};

struct Challenge {
    QByteArray nonce;
    QByteArray hubKey; // Ed25519: who this hub is for other hubs; part of what is signed
    qint64 nowMs = 0; // the hub's clock
    friend bool operator==(const Challenge &, const Challenge &) = default;
};

struct Login {
    QByteArray certificate; // certified StationCertificate
    QByteArray signature; // of the station: loginDomain over loginWords
    friend bool operator==(const Login &, const Login &) = default;
};

struct Welcome {
    int version = protocolVersion;
    qint64 quotaBytes = 0; // of our mailbox
    qint64 usedBytes = 0;
    int window = 0; // PUTs that may be unanswered
    qint64 longestExpiryMs = 0; // from now; a later one is cut to it
    QString country; // ISO 3166-1 alpha-2 where its disk stands (RES-01); empty: it does not say
    friend bool operator==(const Welcome &, const Welcome &) = default;
};

struct Put {
    qint64 number = 0; // the client's; comes back in STORED or REFUSED
    QByteArray envelope;
    bool urgent = false; // never stored; answered only when refused
    QString hubUrl; // home hub of the recipient; empty: this one
    friend bool operator==(const Put &, const Put &) = default;
};

// On the hub's disk. Means nothing for the sender's outbox: only the recipient's receipt does.
struct Stored {
    QList<qint64> numbers;
    friend bool operator==(const Stored &, const Stored &) = default;
};

struct Refused {
    qint64 number = 0;
    Code code = Code::NotNow;
    friend bool operator==(const Refused &, const Refused &) = default;
};

struct Deliver {
    qint64 id = 0; // 0: urgent, not to be answered
    QByteArray envelope;
    bool urgent = false;
    friend bool operator==(const Deliver &, const Deliver &) = default;
};

// "Applied, durably, or never to be applied: delete them."
struct Gone {
    QList<qint64> ids;
    friend bool operator==(const Gone &, const Gone &) = default;
};

// The connection ends after it.
struct Problem {
    Code code = Code::NotNow;
    friend bool operator==(const Problem &, const Problem &) = default;
};

// LOGIN of another hub: peerDomain over loginWords.
struct PeerLogin {
    QByteArray hubKey;
    QByteArray signature;
    friend bool operator==(const PeerLogin &, const PeerLogin &) = default;
};

// PUT between hubs. The receiver is the recipient's home or refuses: nothing is forwarded twice, so nothing can circle.
struct Forward {
    qint64 number = 0;
    QByteArray envelope;
    bool urgent = false;
    friend bool operator==(const Forward &, const Forward &) = default;
};

// A type that only a newer hub or station knows: to be ignored.
struct Unknown {
    qint64 type = 0;
    friend bool operator==(const Unknown &, const Unknown &) = default;
};

using Message = std::variant<Hello, Challenge, Login, Welcome, Put, Stored, Refused, Deliver, Gone, Problem, PeerLogin,
                             Forward, Unknown>;

[[nodiscard]] QByteArray write(const Message &message);

// Strict: shortest integers, keys in order and none too many or too few, sizes and ranges. Fault::Corrupt otherwise.
[[nodiscard]] Result<Message> read(const QByteArray &bytes);

// What LOGIN and PEER_LOGIN sign: the nonce, then the hub's key, so that no other hub can pass it on.
inline constexpr QByteArrayView loginDomain("sizhen.hub.login");
inline constexpr QByteArrayView peerDomain("sizhen.hub.peer");
[[nodiscard]] QByteArray loginWords(const Challenge &challenge);

[[nodiscard]] QString nameOf(Code code); // for logs

} // namespace sizhen::hubwire
