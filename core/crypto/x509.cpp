// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/x509.h"

#include "core/crypto/openssl.h"

#include <array>
#include <openssl/ec.h>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace openssl {

Result<Certificate> parseCertificate(QByteArrayView der)
{
    const auto *at = reinterpret_cast<const unsigned char *>(der.data());
    const auto *end = at + der.size();
    Certificate certificate(d2i_X509(nullptr, &at, long(der.size())));
    if (!certificate || at != end)
        return failed(Fault::Corrupt, u"x509: not one certificate"_s);
    return certificate;
}

Result<Key> parsePrivateKey(QByteArrayView pkcs8)
{
    using Info = std::unique_ptr<PKCS8_PRIV_KEY_INFO, Free<PKCS8_PRIV_KEY_INFO_free>>;
    const auto *at = reinterpret_cast<const unsigned char *>(pkcs8.data());
    const auto *end = at + pkcs8.size();
    const Info info(d2i_PKCS8_PRIV_KEY_INFO(nullptr, &at, long(pkcs8.size())));
    if (!info || at != end)
        return failed(Fault::Invalid, u"p256: not one PKCS#8 key"_s);
    Key key(EVP_PKCS82PKEY(info.get()));
    std::array<char, 32> group{};
    if (!key || !EVP_PKEY_is_a(key.get(), "EC")
        || !EVP_PKEY_get_group_name(key.get(), group.data(), group.size(), nullptr)
        || QByteArrayView(group.data()) != SN_X9_62_prime256v1)
        return failed(Fault::Invalid, u"p256: another kind of key"_s);
    return key;
}

} // namespace openssl

namespace {

using namespace openssl;
using Extension = std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION_free>>;

constexpr int longestName = 64; // X.520's upper bound for a common name and an organisation

struct ExtensionText {
    int nid;
    const char *value;
};

const QList<ExtensionText> &extensionsOf(CertificateUse use)
{
    static const QList<ExtensionText> authority{{NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
                                                {NID_key_usage, "critical,keyCertSign,cRLSign"},
                                                {NID_subject_key_identifier, "hash"}};
    // No extended usage for PDF signers: the readers disagree on its name (NSS asks for mail, RFC 9336 for documents).
    static const QList<ExtensionText> signer{{NID_basic_constraints, "critical,CA:FALSE"},
                                             {NID_key_usage, "critical,digitalSignature,nonRepudiation"},
                                             {NID_subject_key_identifier, "hash"},
                                             {NID_authority_key_identifier, "keyid:always"}};
    static const QList<ExtensionText> peer{{NID_basic_constraints, "critical,CA:FALSE"},
                                           {NID_key_usage, "critical,digitalSignature"},
                                           {NID_ext_key_usage, "serverAuth,clientAuth"},
                                           {NID_subject_key_identifier, "hash"},
                                           {NID_authority_key_identifier, "keyid:always"}};
    switch (use) {
    case CertificateUse::Authority:
        return authority;
    case CertificateUse::PdfSigner:
        return signer;
    case CertificateUse::TlsPeer:
        break;
    }
    return peer;
}

bool addName(X509_NAME *name, int nid, const QString &text)
{
    if (text.isEmpty())
        return true;
    // By code points, so that a cut never leaves half a surrogate pair.
    const auto utf8 = QString::fromUcs4(reinterpret_cast<const char32_t *>(text.toUcs4().constData()),
                                        qMin(qsizetype(longestName), text.toUcs4().size()))
                          .toUtf8();
    const int type = nid == NID_countryName ? V_ASN1_PRINTABLESTRING : V_ASN1_UTF8STRING;
    return X509_NAME_add_entry_by_NID(name, nid, type, reinterpret_cast<const unsigned char *>(utf8.constData()),
                                      int(utf8.size()), -1, 0)
        == 1;
}

// The same key under the same names for the same time is the same certificate; anything else gets another number.
bool setSerial(X509 *certificate, const QByteArray &spki, const CertificateSubject &subject)
{
    QByteArray seed = spki;
    for (const auto &part :
         {subject.commonName, subject.organisation, subject.country, subject.serialNumber,
          QString::number(subject.validFrom.toSecsSinceEpoch()), QString::number(subject.validTo.toSecsSinceEpoch())})
        seed += '\0' + part.toUtf8();
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    if (EVP_Digest(seed.constData(), std::size_t(seed.size()), digest.data(), nullptr, EVP_sha256(), nullptr) != 1)
        return false;
    digest[0] = (digest[0] & 0x7f) | 0x40; // positive, never zero
    using Number = std::unique_ptr<BIGNUM, Free<BN_free>>;
    const Number number(BN_bin2bn(digest.data(), 16, nullptr));
    return number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

Result<> checkSubject(const CertificateSubject &subject)
{
    const auto isUpper = [](QChar c) { return c >= u'A' && c <= u'Z'; };
    const auto &country = subject.country;
    if (subject.commonName.isEmpty() || !subject.validFrom.isValid() || !subject.validTo.isValid()
        || subject.validTo <= subject.validFrom)
        return fail(Fault::Invalid, u"x509: a certificate needs a name and a time from … to"_s);
    if (!country.isEmpty() && (country.size() != 2 || !isUpper(country[0]) || !isUpper(country[1])))
        return fail(Fault::Invalid, u"x509: the country is two capital letters"_s);
    return {};
}

bool setTimes(X509 *certificate, const CertificateSubject &subject)
{
    return ASN1_TIME_set(X509_getm_notBefore(certificate), time_t(subject.validFrom.toSecsSinceEpoch()))
        && ASN1_TIME_set(X509_getm_notAfter(certificate), time_t(subject.validTo.toSecsSinceEpoch()));
}

// `issuer` = null: self-signed.
Result<QByteArray> make(X509 *issuer, EVP_PKEY *issuerKey, const QByteArray &spki, const CertificateSubject &subject,
                        CertificateUse use)
{
    if (const auto checked = checkSubject(subject); !checked)
        return tl::unexpected(checked.error());
    const auto *at = reinterpret_cast<const unsigned char *>(spki.constData());
    const Key publicKey(d2i_PUBKEY(nullptr, &at, long(spki.size())));
    if (!publicKey || at != reinterpret_cast<const unsigned char *>(spki.constEnd()))
        return failed(Fault::Invalid, u"x509: not one public key"_s);

    Certificate certificate(X509_new());
    auto *name = certificate ? X509_get_subject_name(certificate.get()) : nullptr;
    if (!name || !X509_set_version(certificate.get(), X509_VERSION_3) || !setSerial(certificate.get(), spki, subject)
        || !setTimes(certificate.get(), subject) || !X509_set_pubkey(certificate.get(), publicKey.get())
        || !addName(name, NID_countryName, subject.country)
        || !addName(name, NID_organizationName, subject.organisation)
        || !addName(name, NID_commonName, subject.commonName) || !addName(name, NID_serialNumber, subject.serialNumber))
        return failed(Fault::Invalid, u"x509: a field was refused"_s);
    auto *signer = issuer ? issuer : certificate.get();
    if (!X509_set_issuer_name(certificate.get(), X509_get_subject_name(signer)))
        return failed(Fault::Invalid, u"x509: issuer"_s);
    X509V3_CTX context;
    X509V3_set_ctx(&context, signer, certificate.get(), nullptr, nullptr, 0);
    for (const auto &[nid, value] : extensionsOf(use)) {
        const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
        if (!extension || !X509_add_ext(certificate.get(), extension.get(), -1))
            return failed(Fault::Invalid, u"x509: an extension was refused"_s);
    }
    if (X509_sign(certificate.get(), issuerKey, EVP_sha256()) <= 0)
        return failed(Fault::Invalid, u"x509: signing failed"_s);
    return encoded(certificate.get(), i2d_X509);
}

} // namespace

Result<P256Key> P256Key::generate()
{
    const Key pair(EVP_EC_gen(SN_X9_62_prime256v1));
    using Info = std::unique_ptr<PKCS8_PRIV_KEY_INFO, Free<PKCS8_PRIV_KEY_INFO_free>>;
    const Info info(pair ? EVP_PKEY2PKCS8(pair.get()) : nullptr);
    const int size = info ? i2d_PKCS8_PRIV_KEY_INFO(info.get(), nullptr) : 0;
    if (size <= 0)
        return failed(Fault::Invalid, u"p256: no new key"_s);
    SecretBytes der{std::size_t(size)}; // written straight into guarded memory, never through a QByteArray
    auto *out = der.bytes().data();
    i2d_PKCS8_PRIV_KEY_INFO(info.get(), &out);
    return fromPkcs8(der);
}

Result<P256Key> P256Key::fromPkcs8(const SecretBytes &der)
{
    auto parsed = parsePrivateKey(der.view());
    if (!parsed)
        return tl::unexpected(parsed.error());
    P256Key key;
    key.m_der = der.clone(); // the caller keeps its own, usually to store it sealed
    key.m_spki = encoded(parsed->get(), i2d_PUBKEY);
    return key;
}

Result<QByteArray> makeAuthority(const P256Key &key, const CertificateSubject &subject)
{
    const auto pair = parsePrivateKey(key.pkcs8().view());
    if (!pair)
        return tl::unexpected(pair.error());
    return make(nullptr, pair->get(), key.spki(), subject, CertificateUse::Authority);
}

Result<QByteArray> issueCertificate(const P256Key &authorityKey, const QByteArray &authorityDer,
                                    const QByteArray &subjectSpki, const CertificateSubject &subject,
                                    CertificateUse use)
{
    if (use == CertificateUse::Authority)
        return fail(Fault::Invalid, u"x509: an authority is made by makeAuthority"_s);
    const auto authority = parseCertificate(authorityDer);
    if (!authority)
        return tl::unexpected(authority.error());
    const auto pair = parsePrivateKey(authorityKey.pkcs8().view());
    if (!pair)
        return tl::unexpected(pair.error());
    if (X509_check_ca(authority->get()) != 1 || X509_check_private_key(authority->get(), pair->get()) != 1)
        return failed(Fault::Invalid, u"x509: the key is not this authority's"_s);
    return make(authority->get(), pair->get(), subjectSpki, subject, use);
}

Result<QByteArray> spkiOf(const QByteArray &certificateDer)
{
    const auto certificate = parseCertificate(certificateDer);
    if (!certificate)
        return tl::unexpected(certificate.error());
    return encoded(X509_get_X509_PUBKEY(certificate->get()), i2d_X509_PUBKEY);
}

QByteArray toPem(const QByteArray &certificateDer)
{
    const auto base64 = certificateDer.toBase64();
    QByteArray pem = "-----BEGIN CERTIFICATE-----\n";
    for (qsizetype at = 0; at < base64.size(); at += 64)
        pem += base64.mid(at, 64) + '\n';
    return pem + "-----END CERTIFICATE-----\n";
}

QByteArray fromPem(const QByteArray &pem)
{
    static const QByteArray begin("-----BEGIN CERTIFICATE-----");
    const auto start = pem.indexOf(begin);
    const auto end = pem.indexOf("-----END CERTIFICATE-----", start);
    if (start < 0 || end < 0)
        return pem;
    return QByteArray::fromBase64(pem.mid(start + begin.size(), end - start - begin.size()).simplified().replace(' ', ""));
}

} // namespace sizhen
