// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/certificate.h"

#include <functional>

// Messages for one institution in a sealed box, for carriers that need not be trusted: a hub, a stick (docs/wire.md,
// "Envelopes"; storage.md §3.2). A carrier reads the outer header and nothing else.
namespace sizhen {

inline constexpr qsizetype envelopeIdSize = 16;
inline constexpr qsizetype mailboxSize = 16;
inline constexpr qsizetype boxHintSize = 8;
inline constexpr qsizetype envelopeHeaderSize = 55;
inline constexpr qsizetype envelopeSealSize = 120; // sealed key 80, nonce and tag 40
inline constexpr int maxEnvelopeBucket = 45; // 5 MiB: room for the longest message
inline constexpr qint64 longestEnvelopeLifeMs = 400LL * 24 * 3600 * 1000;

// What everybody on the way may read.
struct EnvelopeHeader {
    QByteArray id; // 16, random
    QByteArray mailbox; // 16: mailboxOf() the recipient
    QByteArray boxHint; // 8: boxHintOf() the key it is sealed to
    qint64 expiryMs = 0; // since 1970 UTC
    int bucket = 0; // says how long it is, and no more
    friend bool operator==(const EnvelopeHeader &, const EnvelopeHeader &) = default;
};

[[nodiscard]] QByteArray mailboxOf(const QByteArray &root);
[[nodiscard]] QByteArray boxHintOf(const QByteArray &boxKey);
// Plain bytes that a bucket holds: 2048, 2560, 3072, 3584, 4096, 5120 … so that no length tells an act from another.
[[nodiscard]] qsizetype bucketSize(int bucket);
[[nodiscard]] qsizetype envelopeSize(int bucket); // whole envelope in bytes
[[nodiscard]] qsizetype maxEnvelopeSize();

// The header of one whole envelope. Fault::Corrupt for any other shape or length, Unsupported for another version or
// suite.
[[nodiscard]] Result<EnvelopeHeader> readEnvelopeHeader(const QByteArray &envelope);

struct EnvelopeContent {
    QByteArray certificate; // the sender's station, certified
    quint64 hlc = 0; // when it was sealed
    QList<QByteArray> messages; // core/sync/message.h
    friend bool operator==(const EnvelopeContent &, const EnvelopeContent &) = default;
};

// To whom, under which name and until when.
struct EnvelopeAddress {
    QByteArray root;
    QByteArray boxKey;
    QByteArray id; // 16 random bytes
    qint64 expiryMs = 0;
};

// Bytes of messages that fit into one envelope beside a certificate of that length.
[[nodiscard]] qsizetype roomInEnvelope(qsizetype certificateBytes, int bucket = maxEnvelopeBucket);

// The station's Ed25519 over (domain, bytes): Ledger::signAsStation.
using StationSigner = std::function<QByteArray(QByteArrayView domain, QByteArrayView bytes)>;

// Fault::Invalid when it is too much for one envelope or the box key is weak.
[[nodiscard]] Result<QByteArray> sealEnvelope(const EnvelopeAddress &to, const EnvelopeContent &content,
                                              const StationSigner &sign);

// What opening needs of the station that does it.
struct EnvelopeReader {
    QByteArray root; // ours
    qint64 nowMs = 0;
    std::function<Result<SecretBytes>(const QByteArray &boxHint, QByteArrayView sealed)> openKey;
    // Is this certificate one of a verified partner's current station? Untrusted when not.
    std::function<Result<>(const StationCertificate &sender)> judge;
};

struct OpenedEnvelope {
    EnvelopeHeader header;
    StationCertificate sender;
    quint64 hlc = 0;
    QList<QByteArray> messages;
};

// Whoever forwards an envelope to a third cannot make it look as if it had been meant for them: recipient and id are
// inside the signature. Error::message says what IT should read (link.envelope_…):
//   Denied: not for us; Timeout: expired; Untrusted: an unknown or withdrawn station, or a bad signature;
//   Corrupt: damaged or another shape; Unsupported: newer; Invalid: meant to lie about for more than a year.
[[nodiscard]] Result<OpenedEnvelope> openEnvelope(const QByteArray &envelope, const EnvelopeReader &reader);

// The content alone, as it lies in the box: for the fuzz target.
[[nodiscard]] Result<EnvelopeContent> parseEnvelopeContent(const QByteArray &payload);
[[nodiscard]] QByteArray writeEnvelopeContent(const EnvelopeContent &content);

} // namespace sizhen
