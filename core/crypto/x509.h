// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/crypto/secretbytes.h"

#include <QByteArray>
#include <QDateTime>

// P-256 keys, X.509 certificates and CMS: what TLS and PDF signatures need, because neither can use Ed25519 here.
namespace sizhen {

// A P-256 private key as PKCS#8 DER in guarded memory.
class P256Key
{
public:
    [[nodiscard]] static Result<P256Key> generate();
    [[nodiscard]] static Result<P256Key> fromPkcs8(const SecretBytes &der);

    [[nodiscard]] const SecretBytes &pkcs8() const { return m_der; }

    // SubjectPublicKeyInfo, DER. Its SHA-256 is what a TLS peer is pinned by.
    [[nodiscard]] const QByteArray &spki() const { return m_spki; }

private:
    P256Key() = default;
    SecretBytes m_der;
    QByteArray m_spki;
};

enum class CertificateUse { Authority, PdfSigner, TlsPeer };

// What a certificate says. Names may be Chinese (UTF8String).
struct CertificateSubject {
    QString commonName;
    QString organisation;
    QString country; // ISO 3166-1 alpha-2
    QString serialNumber; // e.g. a licence number; may be empty
    QDateTime validFrom;
    QDateTime validTo;
};

// DER certificate of the institution's own P-256 authority (self-signed, CA:TRUE, keyCertSign).
[[nodiscard]] Result<QByteArray> makeAuthority(const P256Key &key, const CertificateSubject &subject);

// DER certificate for `subjectSpki`, signed by the authority. PdfSigner: digitalSignature + nonRepudiation; TlsPeer: serverAuth + clientAuth.
[[nodiscard]] Result<QByteArray> issueCertificate(const P256Key &authorityKey, const QByteArray &authorityDer,
                                                  const QByteArray &subjectSpki, const CertificateSubject &subject,
                                                  CertificateUse use);

[[nodiscard]] Result<QByteArray> spkiOf(const QByteArray &certificateDer);
[[nodiscard]] QByteArray toPem(const QByteArray &certificateDer); // "-----BEGIN CERTIFICATE-----"
[[nodiscard]] QByteArray fromPem(const QByteArray &pem); // DER of the first certificate; what is not PEM comes back unchanged

// PAdES baseline (ETSI.CAdES.detached): detached CMS over `content` with signingCertificateV2 and without signing-time
// (storage.md §6: CMS_final adds it, PAdES forbids it). `chain` = DER certificates put beside the signer's.
[[nodiscard]] Result<QByteArray> signCms(QByteArrayView content, const P256Key &key, const QByteArray &signerDer,
                                         const QList<QByteArray> &chain);

struct CmsVerdict {
    bool intact = false;  // digest and signature match `content`
    bool trusted = false; // the signer's certificate leads to one of the given authorities
    QString signerName;   // common name
    QString organisation;
    QByteArray signerDer;
};

// Fault::Corrupt when the bytes are no CMS at all.
[[nodiscard]] Result<CmsVerdict> verifyCms(QByteArrayView content, const QByteArray &cms, const QList<QByteArray> &authoritiesDer,
                                           const QDateTime &at);

} // namespace sizhen
