// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/openssl.h"
#include "core/crypto/x509.h"

#include <algorithm>
#include <array>
#include <limits>
#include <openssl/ess.h>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

using namespace openssl;

constexpr unsigned buildFlags = CMS_BINARY | CMS_DETACHED | CMS_PARTIAL | CMS_NOSMIMECAP | CMS_CADES;

Bio readBio(QByteArrayView bytes)
{
    return Bio(bytes.size() > std::numeric_limits<int>::max() ? nullptr
                                                              : BIO_new_mem_buf(bytes.data(), int(bytes.size())));
}

// DER of a SET OF the signed attributes: what a CMS signature is computed over (RFC 5652 §5.4).
QByteArray signedAttributes(CMS_SignerInfo *signer)
{
    QList<QByteArray> attributes;
    qsizetype total = 0;
    for (int i = 0; i < CMS_signed_get_attr_count(signer); ++i) {
        attributes.append(encoded(CMS_signed_get_attr(signer, i), i2d_X509_ATTRIBUTE));
        total += attributes.last().size();
    }
    std::sort(attributes.begin(), attributes.end());
    QByteArray set(ASN1_object_size(1, int(total), V_ASN1_SET), Qt::Uninitialized);
    auto *out = reinterpret_cast<unsigned char *>(set.data());
    ASN1_put_object(&out, 1, int(total), V_ASN1_SET, V_ASN1_UNIVERSAL);
    set.truncate(set.size() - total);
    for (const auto &attribute : attributes)
        set += attribute;
    return set;
}

// CMS_final always adds signing-time and CMS_SignerInfo_sign would put it back, but PAdES baseline forbids it (the time
// stands in the PDF's /M): take it out and sign what is left ourselves.
bool signWithoutTime(CMS_SignerInfo *signer, EVP_PKEY *key)
{
    for (int at; (at = CMS_signed_get_attr_by_NID(signer, NID_pkcs9_signingTime, -1)) >= 0;)
        X509_ATTRIBUTE_free(CMS_signed_delete_attr(signer, at));
    const auto attributes = signedAttributes(signer);
    using Digest = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;
    const Digest digest(EVP_MD_CTX_new());
    const auto *data = reinterpret_cast<const unsigned char *>(attributes.constData());
    std::size_t size = 0;
    if (!digest || EVP_DigestSignInit(digest.get(), nullptr, EVP_sha256(), nullptr, key) != 1
        || EVP_DigestSign(digest.get(), nullptr, &size, data, std::size_t(attributes.size())) != 1)
        return false;
    QByteArray signature(qsizetype(size), Qt::Uninitialized);
    auto *out = reinterpret_cast<unsigned char *>(signature.data());
    if (EVP_DigestSign(digest.get(), out, &size, data, std::size_t(attributes.size())) != 1)
        return false;
    return ASN1_STRING_set(CMS_SignerInfo_get0_signature(signer), signature.constData(), int(size)) == 1;
}

QString nameEntry(X509 *certificate, int nid)
{
    auto *name = X509_get_subject_name(certificate);
    const int at = X509_NAME_get_index_by_NID(name, nid, -1);
    if (at < 0)
        return {};
    unsigned char *utf8 = nullptr;
    const int size = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
    if (size < 0)
        return {};
    const auto text = QString::fromUtf8(reinterpret_cast<const char *>(utf8), size);
    OPENSSL_free(utf8);
    return text;
}

// May this certificate sign documents at all? A TLS certificate of the same authority may not.
bool mayPdfSign(X509 *certificate)
{
    if (!(X509_get_extension_flags(certificate) & EXFLAG_KUSAGE)
        || !(X509_get_key_usage(certificate) & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)))
        return false;
    using Usages = std::unique_ptr<EXTENDED_KEY_USAGE, Free<EXTENDED_KEY_USAGE_free>>;
    const Usages usages(
        static_cast<EXTENDED_KEY_USAGE *>(X509_get_ext_d2i(certificate, NID_ext_key_usage, nullptr, nullptr)));
    if (!usages)
        return !(X509_get_extension_flags(certificate) & EXFLAG_XKUSAGE);
    // mail, documents (RFC 9336), documents (Microsoft), documents (Adobe)
    static const std::array accepted{"1.3.6.1.5.5.7.3.4"_ba, "1.3.6.1.5.5.7.3.36"_ba, "1.3.6.1.4.1.311.10.3.12"_ba,
                                     "1.2.840.113583.1.1.5"_ba};
    for (int i = 0; i < sk_ASN1_OBJECT_num(usages.get()); ++i) {
        std::array<char, 80> dotted{};
        OBJ_obj2txt(dotted.data(), int(dotted.size()), sk_ASN1_OBJECT_value(usages.get(), i), 1);
        if (std::find(accepted.begin(), accepted.end(), QByteArrayView(dotted.data())) != accepted.end())
            return true;
    }
    return false;
}

bool strongDigest(CMS_SignerInfo *signer)
{
    X509_ALGOR *digest = nullptr;
    CMS_SignerInfo_get0_algs(signer, nullptr, nullptr, &digest, nullptr);
    const auto nid = digest ? OBJ_obj2nid(digest->algorithm) : NID_undef;
    return nid == NID_sha256 || nid == NID_sha384 || nid == NID_sha512;
}

// The signer's certificate is bound into what was signed, so that it cannot be swapped for another one over the same
// key.
bool bindsCertificate(CMS_SignerInfo *signer, const STACK_OF(X509) * chain)
{
    using Binding = std::unique_ptr<ESS_SIGNING_CERT_V2, Free<ESS_SIGNING_CERT_V2_free>>;
    const auto *raw = static_cast<const ASN1_STRING *>(
        CMS_signed_get0_data_by_OBJ(signer, OBJ_nid2obj(NID_id_smime_aa_signingCertificateV2), -3, V_ASN1_SEQUENCE));
    if (!raw)
        return false;
    const auto *at = ASN1_STRING_get0_data(raw);
    const Binding binding(d2i_ESS_SIGNING_CERT_V2(nullptr, &at, ASN1_STRING_length(raw)));
    return binding && OSSL_ESS_check_signing_certs(nullptr, binding.get(), chain, 1) > 0;
}

// The certificates carried along are signed by nobody as a set: one that has no part in the proof was changed or added.
bool allBelong(STACK_OF(X509) * carried, STACK_OF(X509) * chain)
{
    for (int i = 0; i < sk_X509_num(carried); ++i) {
        bool found = false;
        for (int j = 0; j < sk_X509_num(chain) && !found; ++j)
            found = X509_cmp(sk_X509_value(carried, i), sk_X509_value(chain, j)) == 0;
        if (!found)
            return false;
    }
    return true;
}

bool leadsToAuthority(CMS_SignerInfo *signer, X509 *certificate, STACK_OF(X509) * others,
                      const QList<QByteArray> &authoritiesDer, const QDateTime &at)
{
    using Store = std::unique_ptr<X509_STORE, Free<X509_STORE_free>>;
    using Context = std::unique_ptr<X509_STORE_CTX, Free<X509_STORE_CTX_free>>;
    const Store store(X509_STORE_new());
    const Context context(X509_STORE_CTX_new());
    if (!store || !context || !mayPdfSign(certificate))
        return false;
    for (const auto &der : authoritiesDer)
        if (const auto authority = parseCertificate(der))
            X509_STORE_add_cert(store.get(), authority->get());
    if (X509_STORE_CTX_init(context.get(), store.get(), certificate, others) != 1)
        return false;
    auto *rules = X509_STORE_CTX_get0_param(context.get());
    X509_VERIFY_PARAM_set_time(rules, time_t(at.toSecsSinceEpoch()));
    X509_VERIFY_PARAM_set_auth_level(rules, 2); // 112 bits: no SHA-1, no RSA under 2048
    if (X509_verify_cert(context.get()) != 1)
        return false;
    auto *chain = X509_STORE_CTX_get0_chain(context.get());
    return bindsCertificate(signer, chain) && allBelong(others, chain);
}

// One CMS, and after it nothing but the zeros that fill up a PDF's /Contents.
Result<Cms> parseCms(const QByteArray &bytes)
{
    const auto *at = reinterpret_cast<const unsigned char *>(bytes.constData());
    const auto *end = at + bytes.size();
    Cms cms(d2i_CMS_ContentInfo(nullptr, &at, long(bytes.size())));
    if (!cms || !std::all_of(at, end, [](unsigned char c) { return c == 0; }))
        return failed(Fault::Corrupt, u"cms: not one CMS"_s);
    if (OBJ_obj2nid(CMS_get0_type(cms.get())) != NID_pkcs7_signed)
        return fail(Fault::Corrupt, u"cms: not a signature"_s);
    return cms;
}

} // namespace

Result<QByteArray> signCms(QByteArrayView content, const P256Key &key, const QByteArray &signerDer,
                           const QList<QByteArray> &chain)
{
    const auto pair = parsePrivateKey(key.pkcs8().view());
    if (!pair)
        return tl::unexpected(pair.error());
    const auto signer = parseCertificate(signerDer);
    if (!signer)
        return tl::unexpected(signer.error());
    if (X509_check_private_key(signer->get(), pair->get()) != 1)
        return failed(Fault::Invalid, u"cms: the certificate is for another key"_s);
    const Cms cms(CMS_sign(nullptr, nullptr, nullptr, nullptr, buildFlags));
    auto *info = cms ? CMS_add1_signer(cms.get(), signer->get(), pair->get(), EVP_sha256(), buildFlags) : nullptr;
    if (!info)
        return failed(Fault::Invalid, u"cms: no signer"_s);
    for (const auto &der : chain) {
        const auto certificate = parseCertificate(der);
        if (!certificate)
            return tl::unexpected(certificate.error());
        if (der != signerDer && CMS_add1_cert(cms.get(), certificate->get()) != 1)
            return failed(Fault::Invalid, u"cms: chain"_s);
    }
    const auto bio = readBio(content);
    if (!bio || CMS_final(cms.get(), bio.get(), nullptr, buildFlags) != 1 || !signWithoutTime(info, pair->get()))
        return failed(Fault::Invalid, u"cms: signing failed"_s);
    return encoded(cms.get(), i2d_CMS_ContentInfo);
}

Result<CmsVerdict> verifyCms(QByteArrayView content, const QByteArray &bytes, const QList<QByteArray> &authoritiesDer,
                             const QDateTime &at)
{
    const auto cms = parseCms(bytes);
    if (!cms)
        return tl::unexpected(cms.error());
    auto *signers = CMS_get0_SignerInfos(cms->get());
    auto **inside = CMS_get0_content(cms->get());
    // One signature field, one signer, and nothing carried inside that could be verified in place of the document.
    if (sk_CMS_SignerInfo_num(signers) != 1 || (inside && *inside))
        return fail(Fault::Corrupt, u"cms: not one detached signature"_s);
    auto *signer = sk_CMS_SignerInfo_value(signers, 0);
    const auto bio = readBio(content);
    CmsVerdict verdict;
    verdict.intact = bio && strongDigest(signer)
        && CMS_verify(cms->get(), nullptr, nullptr, bio.get(), nullptr, CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY) == 1;
    X509 *certificate = nullptr;
    CMS_set1_signers_certs(cms->get(), nullptr, 0); // finds it among those carried along
    CMS_SignerInfo_get0_algs(signer, nullptr, &certificate, nullptr, nullptr);
    if (certificate) {
        const Certificates carried(CMS_get1_certs(cms->get()));
        verdict.signerName = nameEntry(certificate, NID_commonName);
        verdict.organisation = nameEntry(certificate, NID_organizationName);
        verdict.signerDer = encoded(certificate, i2d_X509);
        verdict.trusted = verdict.intact && leadsToAuthority(signer, certificate, carried.get(), authoritiesDer, at);
    }
    ERR_clear_error();
    return verdict;
}

} // namespace sizhen
