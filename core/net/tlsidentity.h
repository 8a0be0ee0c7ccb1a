// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/crypto/secretbytes.h"

#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>

namespace sizhen {

// Our side of every direct link. The station's P-256 key lies here as OpenSSL needs it, for as long as links may come
// up.
struct TlsMaterial {
    QSslCertificate certificate;
    QSslKey key;
};

// From a DER certificate and a PKCS#8 key (Ledger::tlsIdentity). Fault::Invalid when OpenSSL can read neither, or they
// are no pair.
[[nodiscard]] Result<TlsMaterial> loadTlsMaterial(const QByteArray &certificateDer, const SecretBytes &keyPkcs8);

// TLS 1.3 and nothing older, both sides must show a certificate, no authority is trusted: only pins count. No session
// tickets: a resumed session would skip the look at the certificate.
[[nodiscard]] QSslConfiguration tlsConfiguration(const TlsMaterial &material);

// SHA-256 of the certificate's SubjectPublicKeyInfo: what a station certificate pins. Empty when there is none.
[[nodiscard]] QByteArray pinOf(const QSslCertificate &certificate);

} // namespace sizhen
