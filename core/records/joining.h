// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/crypto/primitives.h"

#include <QCborMap>
#include <QDateTime>
#include <QMap>
#include <QStringList>

namespace sizhen {

// What a new machine asks for: the public halves of the keys it made for itself, signed with its own station key. Holds
// no secret; travels as a file or a QR code.
// Wire: {"body": CBOR {"v", "station", "automaton", "box", "tls", "name", "at"}, "signature"}, domain "sizhen.join.request".
struct JoinRequest {
    QByteArray station; // Ed25519 public, 32
    QByteArray automaton; // Ed25519 public, 32: signs what nobody does by hand
    QByteArray box; // X25519 public, 32: the parcel is sealed to it
    QByteArray tls; // SubjectPublicKeyInfo of its P-256 TLS key
    QString name; // "Room 2"
    QDateTime at;
    friend bool operator==(const JoinRequest &, const JoinRequest &) = default;
};

inline constexpr qsizetype maxJoinRequest = 4 * 1024;
inline constexpr qsizetype maxJoinParcel = 512 * 1024;

[[nodiscard]] QByteArray makeJoinRequest(const JoinRequest &request, const SigningKey &station);
// Fault::Untrusted when the station named inside did not sign it, Corrupt for another shape, Unsupported for a newer one.
[[nodiscard]] Result<JoinRequest> openJoinRequest(const QByteArray &bytes);

// What the institution gives it, sealed to its box key and signed by the institution's root.
// Wire: sealTo(box, {"body": CBOR {…}, "signature"}), domain "sizhen.join.parcel".
struct JoinParcel {
    QByteArray request; // hash of the request it answers
    QByteArray card; // of the institution, naming the new station
    QByteArray station; // certified
    QByteArray automaton; // certified
    QByteArray tls; // DER certificate for its TLS key
    QString role; // "room" "office" "node"
    QMap<QString, QByteArray> keys; // names of key.self rows: "box", …; "authority" for an office only. Wiped by whoever reads it.
    QByteArray stream; // of the institution, 16
    QMap<quint32, QByteArray> streamKeys; // epoch -> key
    QMap<QByteArray, QStringList> addresses; // station key -> where it listens

    void wipeKeys();
};

// Its inside, root-signed and not yet sealed.
[[nodiscard]] SecretBytes makeJoinParcel(const JoinParcel &parcel, const SigningKey &root);
// Opens and checks that the root of the card inside signed it.
[[nodiscard]] Result<JoinParcel> openJoinParcel(QByteArrayView inside);

// Sixteen digits that two people say to each other, in groups of four: of a request (read out by the new machine before it is
// admitted) and of the institution that answers (read out by the admitting side before the parcel is taken).
[[nodiscard]] QString joinNumber(const QByteArray &request);
[[nodiscard]] QString joinAnswerNumber(const QByteArray &request, const QByteArray &root);
// True when the digits are the same, whatever stands between them.
[[nodiscard]] bool sameDigits(const QString &one, const QString &other);

} // namespace sizhen
