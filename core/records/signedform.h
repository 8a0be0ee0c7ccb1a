// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/cbor.h"
#include "core/crypto/primitives.h"
#include "core/records/fields.h"

namespace sizhen {

inline constexpr qsizetype maxSigned = 64 * 1024;

// {"body": bytes, "signature": bytes}: how everything that one key says for others to carry travels.
[[nodiscard]] inline QByteArray signedForm(const QCborMap &body, QByteArrayView domain, const SigningKey &key)
{
    const auto bytes = cbor::encode(body);
    return cbor::encode(
        QCborMap{{QStringLiteral("body"), bytes}, {QStringLiteral("signature"), key.sign(domain, bytes)}});
}

// The body of {body, signature}; `keyOf` finds in it the key that must have signed. Fault::Corrupt, Untrusted,
// Unsupported.
template <typename KeyOf>
[[nodiscard]] Result<QCborMap> openSigned(const QByteArray &bytes, QByteArrayView domain, KeyOf keyOf,
                                          int newestVersion = 1)
{
    const auto what = QString::fromLatin1(domain);
    if (bytes.size() > maxSigned)
        return fail(Fault::Corrupt, what + QStringLiteral(": too long"));
    const auto outer = cbor::decodeMap(bytes);
    if (!outer)
        return tl::unexpected(outer.error());
    Fields fields(*outer);
    const auto body = fields.bytes(QLatin1StringView("body"), 1, maxSigned);
    const auto signature = fields.bytes(QLatin1StringView("signature"), signatureSize);
    if (!fields.good() || outer->size() != 2)
        return fields.error(what);
    const auto map = cbor::decodeMap(body);
    if (!map)
        return tl::unexpected(map.error());
    const QByteArray key = keyOf(*map);
    if (key.size() != publicKeySize)
        return fail(Fault::Corrupt, what + QStringLiteral(": names nobody who could have signed"));
    if (!verify(key, domain, body, signature))
        return fail(Fault::Untrusted, what + QStringLiteral(": not signed by the key it names"));
    if (const auto v = map->value(QStringLiteral("v")); v.isInteger() && v.toInteger() > newestVersion)
        return fail(Fault::Unsupported, what + QStringLiteral(": from a newer version"));
    return *map;
}

} // namespace sizhen
