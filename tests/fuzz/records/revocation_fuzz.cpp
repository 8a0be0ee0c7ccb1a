// SPDX-License-Identifier: GPL-3.0-or-later
// Revocations, address notices, card parcels and typed shares; the signed ones also signed by a root of ours, so that
// the reader behind the signature is reached.
#include "core/base/cbor.h"
#include "core/records/cardparcel.h"
#include "core/records/revocation.h"
#include "core/records/rootshare.h"

#include <cstdlib>

using namespace sizhen;

namespace {

const SigningKey &root()
{
    static const auto key = SigningKey::fromSeed(SecretBytes(keySize)).value();
    return key;
}

QByteArray signedBody(QCborMap body, const QString &signer, QByteArrayView domain)
{
    body.insert(signer, root().publicKey());
    const auto bytes = cbor::encode(body);
    return cbor::encode(
        QCborMap{{QStringLiteral("body"), bytes}, {QStringLiteral("signature"), root().sign(domain, bytes)}});
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    (void)openRevocation(bytes);
    (void)openNotice(bytes);
    (void)RootShare::fromText(QString::fromUtf8(bytes));
    if (const auto parcel = openParcel(bytes); parcel && parcel->card != bytes && parcel->toBytes() != bytes)
        std::abort();
    const auto body = cbor::decodeMap(bytes);
    if (!body)
        return 0;
    const auto revocation = signedBody(*body, QStringLiteral("institution"), "sizhen.revocation");
    if (const auto opened = openRevocation(revocation); opened && signRevocation(*opened, root()) != revocation)
        std::abort();
    const auto notice = signedBody(*body, QStringLiteral("station"), "sizhen.addresses");
    if (const auto opened = openNotice(notice); opened && signNotice(*opened, root()) != notice)
        std::abort();
    return 0;
}
