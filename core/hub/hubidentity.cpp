// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/hub/hubidentity.h"

#include "core/crypto/x509.h"
#include "core/store/durablefile.h"

#include <QDir>
#include <QFile>
#include <QSslCertificate>
#include <QSslKey>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int maxFileBytes = 64 * 1024;
constexpr int selfMadeYears = 20; // clients pin it; nobody asks an authority

QByteArray pemOf(const SecretBytes &pkcs8)
{
    const auto base64 = pkcs8.view().toByteArray().toBase64();
    auto pem = "-----BEGIN PRIVATE KEY-----\n"_ba;
    for (qsizetype i = 0; i < base64.size(); i += 64)
        pem.append(base64.mid(i, 64)).append('\n');
    return pem + "-----END PRIVATE KEY-----\n";
}

Result<> writePrivately(const QString &path, const QByteArray &bytes)
{
    const auto beside = path + u".new"_s;
    QFile file(beside);
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner))
        return fail(Fault::Io, u"hub: a key file cannot be written"_s);
    file.close();
    if (const auto written = writeSynced(beside, bytes); !written)
        return written;
    if (const auto renamed = renameOver(beside, path); !renamed)
        return renamed;
    return syncFolder(QFileInfo(path).path());
}

Result<SigningKey> loadKey(const QString &path)
{
    if (QFile::exists(path)) {
        auto bytes = readWhole(path, maxFileBytes);
        if (!bytes)
            return tl::unexpected(bytes.error());
        auto key = SigningKey::fromSeed(SecretBytes::copyOf(QByteArray::fromHex(bytes->trimmed())));
        wipe(*bytes);
        if (!key)
            return fail(Fault::Corrupt, u"hub: the key file is damaged"_s);
        return key;
    }
    auto key = SigningKey::generate();
    if (const auto written = writePrivately(path, key.seed().view().toByteArray().toHex() + '\n'); !written)
        return tl::unexpected(written.error());
    return key;
}

Result<> makeCertificate(const QString &certificateFile, const QString &keyFile)
{
    const auto key = P256Key::generate();
    if (!key)
        return tl::unexpected(key.error());
    CertificateSubject subject;
    subject.commonName = u"sizhen-hub"_s;
    subject.organisation = u"Sizhen"_s;
    subject.country = u"ZZ"_s;
    subject.validFrom = QDateTime::currentDateTimeUtc().addDays(-1);
    subject.validTo = subject.validFrom.addYears(selfMadeYears);
    const auto der = makeAuthority(*key, subject);
    const auto issued = der ? issueCertificate(*key, *der, key->spki(), subject, CertificateUse::TlsPeer) : der;
    if (!issued)
        return tl::unexpected(issued.error());
    if (const auto written = writePrivately(keyFile, pemOf(key->pkcs8())); !written)
        return written;
    return writePrivately(certificateFile, toPem(*issued));
}

QSslKey readKey(const QByteArray &pem)
{
    for (const auto kind : {QSsl::Ec, QSsl::Rsa})
        if (QSslKey key(pem, kind, QSsl::Pem, QSsl::PrivateKey); !key.isNull())
            return key;
    return {};
}

Result<> loadTls(const HubSettings &settings, HubIdentity &identity)
{
    auto certificateFile = settings.certificateFile;
    auto keyFile = settings.keyFile;
    if (certificateFile.isEmpty()) {
        identity.selfMade = true;
        certificateFile = settings.dataFolder + u"/tls.crt"_s;
        keyFile = settings.dataFolder + u"/tls.key"_s;
        if (!QFile::exists(certificateFile))
            if (const auto made = makeCertificate(certificateFile, keyFile); !made)
                return made;
    }
    const auto pem = readWhole(certificateFile, maxFileBytes);
    const auto keyPem = readWhole(keyFile, maxFileBytes);
    const auto chain = QSslCertificate::fromData(pem.value_or(QByteArray()), QSsl::Pem);
    const auto key = readKey(keyPem.value_or(QByteArray()));
    const auto spki = chain.isEmpty() ? fail(Fault::Invalid, {}) : spkiOf(chain.first().toDer());
    if (chain.isEmpty() || key.isNull() || !spki)
        return tl::unexpected(
            Error{Fault::Invalid, u"hub: the TLS certificate or key cannot be read"_s, {}, u"hub.tls"_s, {}});
    auto tls = QSslConfiguration::defaultConfiguration();
    tls.setProtocol(QSsl::TlsV1_3OrLater);
    tls.setPeerVerifyMode(QSslSocket::VerifyNone); // clients prove themselves by their station's key
    tls.setLocalCertificateChain(chain);
    tls.setPrivateKey(key);
    tls.setSslOption(QSsl::SslOptionDisableSessionTickets, true);
    identity.tls = tls;
    identity.pin = sha256(*spki);
    return {};
}

} // namespace

Result<HubIdentity> loadHubIdentity(const HubSettings &settings)
{
    if (!QDir().mkpath(settings.dataFolder))
        return fail(Fault::Io, u"hub: the data folder cannot be made"_s);
    QFile::setPermissions(settings.dataFolder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    auto key = loadKey(settings.dataFolder + u"/hub.key"_s);
    if (!key)
        return tl::unexpected(key.error());
    HubIdentity identity{std::move(*key), {}, {}, false};
    if (!settings.plain)
        if (const auto loaded = loadTls(settings, identity); !loaded)
            return tl::unexpected(loaded.error());
    return identity;
}

QString spokenPin(const QByteArray &pin)
{
    const auto hex = QString::fromLatin1(pin.toHex());
    QStringList groups;
    for (qsizetype i = 0; i < hex.size(); i += 4)
        groups.append(hex.mid(i, 4));
    return groups.join(u' ');
}

} // namespace sizhen
