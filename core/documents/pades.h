// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/crypto/x509.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>

namespace sizhen {

// What the signer says about the signature. It is signed along, but only the certificate proves who it was.
struct SignatureInfo {
    QString name;
    QString reason;
    QString location;
    QDateTime time; // whole seconds, written in UTC
    friend bool operator==(const SignatureInfo &, const SignatureInfo &) = default;
};

// One signature found in a document, and what is true of it.
struct PdfSignature {
    SignatureInfo stated;
    QString signerName; // from the certificate
    QString organisation; // from the certificate
    QByteArray signerDer;
    bool intact = false; // the bytes it covers are the ones that were signed
    bool trusted = false; // and its certificate leads to a known authority
    bool coversWholeFile = false; // true for the last one only; the earlier ones cover their own revision
    qsizetype covers = 0; // length of the revision it closes
};

// What a document's signatures are worth together (architecture §10): in order of signing.
struct PdfVerdict {
    QList<PdfSignature> signatures;
    // Alarms. Bytes stand after what the last signature covers …
    qsizetype appendedBytes = 0;
    // … or the document holds signatures that are not, byte for byte, what a signature adds: it was changed, or another
    // program signed it. Such signatures are not listed above.
    bool altered = false;

    // At least one signature, every one of them intact and trusted, and nothing else was done to the file.
    [[nodiscard]] bool isSound() const;
};

// Adds a PAdES baseline signature (ETSI.CAdES.detached, P-256 with SHA-256) as an incremental update with an invisible
// field on the first page. Repeat it for the next signer: each covers everything before it. Fault::Corrupt when `pdf`
// is not a file of ours or was changed after an earlier signature: such a file is not signed over. There is room to put
// a time stamp into the signature later.
[[nodiscard]] Result<QByteArray> signPdf(QByteArrayView pdf, const P256Key &key, const QByteArray &signerDer,
                                         const QList<QByteArray> &chain, const SignatureInfo &info);

// Judges bytes from outside. Fault::Corrupt when it is no PDF at all.
[[nodiscard]] Result<PdfVerdict> verifyPdf(QByteArrayView pdf, const QList<QByteArray> &authoritiesDer,
                                           const QDateTime &at);

} // namespace sizhen
