// SPDX-License-Identifier: GPL-3.0-or-later
// Cards and certificates, each also signed by a root of ours, so that the reader behind the signature is reached.
#include "core/base/cbor.h"
#include "core/records/certificate.h"

#include <cstdlib>

using namespace sizhen;

namespace {

const SigningKey &root()
{
    static const auto key = SigningKey::fromSeed(SecretBytes(keySize)).value();
    return key;
}

// The body with our root as its institution, properly signed.
QByteArray signedBody(QCborMap body, QByteArrayView domain)
{
    auto institution = body.value(QStringLiteral("institution"));
    if (institution.isMap()) {
        auto map = institution.toMap();
        map.insert(QStringLiteral("root"), root().publicKey());
        institution = map;
    } else {
        institution = root().publicKey();
    }
    body.insert(QStringLiteral("institution"), institution);
    const auto bytes = cbor::encode(body);
    return cbor::encode(
        QCborMap{{QStringLiteral("body"), bytes}, {QStringLiteral("signature"), root().sign(domain, bytes)}});
}

void mustBeCanonical(const QByteArray &station, const QByteArray &person, const QByteArray &card)
{
    if (const auto opened = openStationCertificate(station); opened && certify(*opened, root()) != station)
        std::abort();
    if (const auto opened = openPersonCertificate(person); opened && certify(*opened, root()) != person)
        std::abort();
    if (const auto opened = openCard(card); opened && makeCard(*opened, root()) != card)
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    (void)openStationCertificate(bytes);
    (void)openPersonCertificate(bytes);
    (void)openCard(bytes);
    if (const auto body = cbor::decodeMap(bytes))
        mustBeCanonical(signedBody(*body, "sizhen.cert.station"), signedBody(*body, "sizhen.cert.person"),
                        signedBody(*body, "sizhen.card"));
    return 0;
}
