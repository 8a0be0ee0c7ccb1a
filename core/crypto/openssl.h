// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>

#include <memory>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

// Owners for OpenSSL's objects, for core/crypto only: OpenSSL may not be seen above this folder.
namespace sizhen::openssl {

template <auto free>
struct Free {
    template <typename T>
    void operator()(T *object) const
    {
        free(object);
    }
};

inline void freeCertificates(STACK_OF(X509) * stack)
{
    sk_X509_pop_free(stack, X509_free);
}

using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Certificates = std::unique_ptr<STACK_OF(X509), Free<freeCertificates>>;
using Cms = std::unique_ptr<CMS_ContentInfo, Free<CMS_ContentInfo_free>>;
using Bio = std::unique_ptr<BIO, Free<BIO_free>>;

// What OpenSSL complained about first, as an error; empties its queue so that a later call is not blamed for it.
inline auto failed(Fault fault, const QString &what)
{
    const auto code = ERR_get_error();
    ERR_clear_error();
    return fail(fault, code ? what + QStringLiteral(": ") + QString::fromLatin1(ERR_reason_error_string(code)) : what);
}

// Any i2d_… function into a byte array. Empty when it fails. Not for private keys.
template <typename T, typename Encode>
QByteArray encoded(T *object, Encode encode)
{
    const int size = encode(object, nullptr);
    if (size <= 0)
        return {};
    QByteArray bytes(size, Qt::Uninitialized);
    auto *out = reinterpret_cast<unsigned char *>(bytes.data());
    encode(object, &out);
    return bytes;
}

// Exactly one certificate, nothing after it.
[[nodiscard]] Result<Certificate> parseCertificate(QByteArrayView der);
[[nodiscard]] Result<Key> parsePrivateKey(QByteArrayView pkcs8); // P-256 only

} // namespace sizhen::openssl
