// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/documents/pades.h"

namespace sizhen {

// An institution's authority and its signers, as found in a vault.
struct TestAuthority {
    P256Key key;
    QByteArray der;

    static TestAuthority make(const QString &name)
    {
        auto key = P256Key::generate();
        auto der = makeAuthority(*key, subject(name));
        return {*std::move(key), *der};
    }

    static CertificateSubject subject(const QString &name)
    {
        return {name,
                name,
                QStringLiteral("CN"),
                QStringLiteral("EX-1"),
                QDateTime::currentDateTimeUtc().addDays(-1),
                QDateTime::currentDateTimeUtc().addDays(365)};
    }
};

struct TestSigner {
    P256Key key;
    QByteArray der;
    QList<QByteArray> chain;
    SignatureInfo info;

    static TestSigner make(const TestAuthority &authority, const QString &name)
    {
        auto key = P256Key::generate();
        auto der = issueCertificate(authority.key, authority.der, key->spki(), TestAuthority::subject(name),
                                    CertificateUse::PdfSigner);
        // Whole seconds, and now: pdfsig judges the certificate by the time stated.
        const auto time = QDateTime::fromSecsSinceEpoch(QDateTime::currentSecsSinceEpoch(), Qt::UTC);
        return {*std::move(key),
                *der,
                {authority.der},
                {name, QStringLiteral("会诊意见 Opinion"), QStringLiteral("Wuhan, CN"), time}};
    }

    Result<QByteArray> sign(const QByteArray &pdf) const { return signPdf(pdf, key, der, chain, info); }
};

} // namespace sizhen
