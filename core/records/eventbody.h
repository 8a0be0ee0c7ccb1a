// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/crypto/primitives.h"

#include <QCborMap>
#include <QDateTime>

namespace sizhen {

inline constexpr int newestEventVersion = 1; // all kinds are version 1 (docs/events.md)

// What lies sealed inside an entry: deterministic CBOR {"kind", "v", "at", "args", "cert", "sig"}.
struct EventBody {
    QString kind;
    int version = newestEventVersion;
    QString at; // ISO 8601 with offset, to the second
    QCborMap args;
    QByteArray certificate;
    QByteArray signature;

    [[nodiscard]] QDateTime time() const;
    [[nodiscard]] QByteArray toBytes() const;
    // Fault::Corrupt for another shape or another spelling.
    [[nodiscard]] static Result<EventBody> fromBytes(const QByteArray &bytes);

    // The person's signature binds the act to its stream and its place in time, so that it cannot be said again
    // elsewhere.
    [[nodiscard]] QByteArray signedBy(const SigningKey &person, const QByteArray &stream, quint64 hlc) const;
    [[nodiscard]] bool isSignedBy(const QByteArray &person, const QByteArray &stream, quint64 hlc) const;

private:
    [[nodiscard]] QByteArray act(const QByteArray &stream, quint64 hlc) const;
};

[[nodiscard]] QString instantText(const QDateTime &at);

} // namespace sizhen
