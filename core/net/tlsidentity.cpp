// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/tlsidentity.h"

#include "core/crypto/primitives.h"
#include "core/crypto/x509.h"

#include <QSsl>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

Result<TlsMaterial> loadTlsMaterial(const QByteArray &certificateDer, const SecretBytes &keyPkcs8)
{
    const auto key = P256Key::fromPkcs8(keyPkcs8);
    const auto certified = key ? spkiOf(certificateDer) : tl::unexpected(key.error());
    if (!certified)
        return fail(Fault::Invalid, u"the TLS certificate or key cannot be read"_s);
    if (*certified != key->spki())
        return fail(Fault::Invalid, u"the TLS certificate is for another key"_s);
    TlsMaterial material;
    material.certificate = QSslCertificate(certificateDer, QSsl::Der);
    // Qt 6.4 takes an EC key as PKCS#8 only in PEM.
    auto base64 = keyPkcs8.view().toByteArray().toBase64();
    auto pem = "-----BEGIN PRIVATE KEY-----\n"_ba;
    pem.reserve(base64.size() + base64.size() / 64 + 64);
    for (qsizetype i = 0; i < base64.size(); i += 64)
        pem.append(base64.constData() + i, std::min<qsizetype>(64, base64.size() - i)).append('\n');
    pem.append("-----END PRIVATE KEY-----\n");
    material.key = QSslKey(pem, QSsl::Ec, QSsl::Pem, QSsl::PrivateKey);
    wipe(base64);
    wipe(pem);
    if (material.certificate.isNull() || material.key.isNull())
        return fail(Fault::Invalid, u"the TLS certificate or key cannot be read"_s);
    return material;
}

QSslConfiguration tlsConfiguration(const TlsMaterial &material)
{
    auto configuration = QSslConfiguration::defaultConfiguration();
    configuration.setProtocol(QSsl::TlsV1_3OrLater);
    configuration.setPeerVerifyMode(QSslSocket::VerifyPeer);
    configuration.setCaCertificates({});
    configuration.setLocalCertificate(material.certificate);
    configuration.setPrivateKey(material.key);
    configuration.setSslOption(QSsl::SslOptionDisableSessionTickets, true);
    configuration.setSslOption(QSsl::SslOptionDisableSessionSharing, true);
    configuration.setSslOption(QSsl::SslOptionDisableSessionPersistence, true);
    return configuration;
}

QByteArray pinOf(const QSslCertificate &certificate)
{
    if (certificate.isNull())
        return {};
    const auto spki = spkiOf(certificate.toDer());
    return spki ? sha256(*spki) : QByteArray();
}

} // namespace sizhen
