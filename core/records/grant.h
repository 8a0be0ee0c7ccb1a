// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/store/tables.h"

#include <QCborMap>
#include <QDateTime>

namespace sizhen {

// What one stream is about. Stored beside the entries; travels in a grant.
struct StreamInfo {
    QByteArray id;        // 16
    QString kind;         // "case" "invitation" "partnership" "institution" "patient"
    QByteArray about;     // a case's invitation names the case stream; else empty
    QList<QByteArray> parties; // roots of the institutions it is shared with (ours not among them); sorted
};

// A key released to a partner, or received from one. Signed by the sender's station over (stream, info, epoch, sealed, to, from).
struct Grant {
    StreamInfo stream;
    quint32 epoch = 1;
    QByteArray sealedKey; // sealTo(receiver's box key)
    QByteArray from;      // root
    QByteArray to;        // root
    QByteArray station;   // station key that signed
    QByteArray signature;
    bool returned = false; // the stream is the receiver's own: they lost what they once gave us

    [[nodiscard]] QCborMap toCbor() const;
    [[nodiscard]] static Result<Grant> fromCbor(const QCborMap &map);
};

// "We hold these, durably": the partner's station signs the vector of one stream with head hashes.
struct Receipt {
    QByteArray stream;
    QList<FeedHead> heads; // sorted by feed
    QList<QByteArray> attachments; // SHA-256 of complete attachments named by those events; sorted
    QDateTime at;
    QByteArray station;
    QByteArray signature;

    [[nodiscard]] QCborMap toCbor() const;
    [[nodiscard]] static Result<Receipt> fromCbor(const QCborMap &map);
};

// What a batch from a partner did.
struct Received {
    int accepted = 0;  // new and stored
    int known = 0;     // had it already
    bool fork = false; // the same place in a feed with another hash: both kept as evidence, the feed frozen
};

} // namespace sizhen
