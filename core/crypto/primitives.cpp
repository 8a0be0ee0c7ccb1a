// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/primitives.h"

#include <QtEndian>

#include <algorithm>
#include <cerrno>
#include <openssl/evp.h>
#include <sodium.h>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

static_assert(hashSize == crypto_generichash_BYTES && hashSize == crypto_hash_sha256_BYTES);
static_assert(publicKeySize == crypto_sign_PUBLICKEYBYTES && publicKeySize == crypto_box_PUBLICKEYBYTES);
static_assert(signatureSize == crypto_sign_BYTES);
static_assert(keySize == crypto_aead_xchacha20poly1305_ietf_KEYBYTES && keySize == crypto_generichash_KEYBYTES
              && keySize == crypto_box_SECRETKEYBYTES && keySize == crypto_sign_SEEDBYTES
              && keySize == crypto_scalarmult_BYTES);

namespace {

constexpr qsizetype nonceSize = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr qsizetype tagSize = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr qsizetype overhead = nonceSize + tagSize;

const unsigned char *in(QByteArrayView bytes)
{
    return reinterpret_cast<const unsigned char *>(bytes.data());
}

unsigned char *out(QByteArray &bytes)
{
    return reinterpret_cast<unsigned char *>(bytes.data());
}

// Without the length, domain "a" + data "bc" and domain "ab" + data "c" would be the same bytes.
QByteArray prefixed(QByteArrayView domain)
{
    QByteArray prefix(4, Qt::Uninitialized);
    qToBigEndian(quint32(domain.size()), prefix.data());
    return prefix.append(domain);
}

class Hasher
{
public:
    Hasher() { crypto_generichash_init(&m_state, nullptr, 0, hashSize); }

    ~Hasher() { sodium_memzero(&m_state, sizeof m_state); }
    Q_DISABLE_COPY_MOVE(Hasher)

    Hasher &add(QByteArrayView bytes)
    {
        crypto_generichash_update(&m_state, in(bytes), std::size_t(bytes.size()));
        return *this;
    }

    void finish(unsigned char *digest) { crypto_generichash_final(&m_state, digest, hashSize); }

private:
    crypto_generichash_state m_state;
};

bool opened(unsigned char *plain, const SecretBytes &key, QByteArrayView sealed, QByteArrayView associated)
{
    if (key.size() != keySize || sealed.size() < overhead)
        return false;
    const auto body = sealed.sliced(nonceSize);
    return crypto_aead_xchacha20poly1305_ietf_decrypt(plain, nullptr, nullptr, in(body), quint64(body.size()),
                                                      in(associated), quint64(associated.size()), in(sealed),
                                                      key.bytes().data())
        == 0;
}

} // namespace

QByteArray randomBytes(qsizetype size)
{
    QByteArray bytes(size, Qt::Uninitialized);
    randombytes_buf(bytes.data(), std::size_t(size));
    return bytes;
}

QByteArray hash(QByteArrayView domain, QByteArrayView data)
{
    QByteArray digest(hashSize, Qt::Uninitialized);
    Hasher().add(prefixed(domain)).add(data).finish(out(digest));
    return digest;
}

QByteArray sha256(QByteArrayView data)
{
    QByteArray digest(hashSize, Qt::Uninitialized);
    // OpenSSL's uses the processor's own instructions for it, libsodium's none, and originals are large.
    if (EVP_Digest(data.data(), std::size_t(data.size()), out(digest), nullptr, EVP_sha256(), nullptr) != 1)
        crypto_hash_sha256(out(digest), in(data), quint64(data.size()));
    return digest;
}

SecretBytes deriveSubkey(const SecretBytes &key, QByteArrayView context)
{
    Q_ASSERT(key.size() == keySize);
    SecretBytes subkey(keySize);
    crypto_generichash(subkey.bytes().data(), keySize, in(context), std::size_t(context.size()), key.bytes().data(),
                       key.size());
    return subkey;
}

SigningKey SigningKey::generate()
{
    return *fromSeed(SecretBytes::random(crypto_sign_SEEDBYTES));
}

Result<SigningKey> SigningKey::fromSeed(const SecretBytes &seed)
{
    if (seed.size() != crypto_sign_SEEDBYTES)
        return fail(Fault::Invalid, u"ed25519: a seed has 32 bytes"_s);
    SigningKey key;
    key.m_public.resize(publicKeySize);
    key.m_secret = SecretBytes(crypto_sign_SECRETKEYBYTES);
    crypto_sign_seed_keypair(out(key.m_public), key.m_secret.bytes().data(), seed.bytes().data());
    return key;
}

QByteArray SigningKey::sign(QByteArrayView domain, QByteArrayView message) const
{
    QByteArray signature(signatureSize, Qt::Uninitialized);
    const auto whole = prefixed(domain).append(message);
    crypto_sign_detached(out(signature), nullptr, in(whole), quint64(whole.size()), m_secret.bytes().data());
    return signature;
}

SecretBytes SigningKey::seed() const
{
    SecretBytes seed(crypto_sign_SEEDBYTES);
    crypto_sign_ed25519_sk_to_seed(seed.bytes().data(), m_secret.bytes().data());
    return seed;
}

bool verify(QByteArrayView publicKey, QByteArrayView domain, QByteArrayView message, QByteArrayView signature)
{
    if (publicKey.size() != publicKeySize || signature.size() != signatureSize)
        return false;
    const auto whole = prefixed(domain).append(message);
    return crypto_sign_verify_detached(in(signature), in(whole), quint64(whole.size()), in(publicKey)) == 0;
}

BoxKey BoxKey::generate()
{
    return *fromSecret(SecretBytes::random(crypto_box_SECRETKEYBYTES));
}

Result<BoxKey> BoxKey::fromSecret(const SecretBytes &secret)
{
    if (secret.size() != crypto_box_SECRETKEYBYTES)
        return fail(Fault::Invalid, u"x25519: a secret has 32 bytes"_s);
    BoxKey key;
    key.m_public.resize(publicKeySize);
    key.m_secret = secret.clone(); // the key owns its secret; the caller keeps or wipes the one it had
    if (crypto_scalarmult_base(out(key.m_public), key.m_secret.bytes().data()) != 0)
        return fail(Fault::Invalid, u"x25519: unusable secret"_s);
    return key;
}

Result<BoxKey> BoxKey::of(const SigningKey &key)
{
    const auto seed = key.seed();
    SecretBytes full(crypto_sign_SECRETKEYBYTES);
    QByteArray signPublic(crypto_sign_PUBLICKEYBYTES, '\0');
    crypto_sign_seed_keypair(out(signPublic), full.bytes().data(), seed.bytes().data());
    SecretBytes secret(crypto_box_SECRETKEYBYTES);
    if (crypto_sign_ed25519_sk_to_curve25519(secret.bytes().data(), full.bytes().data()) != 0)
        return fail(Fault::Invalid, u"x25519: unusable signing key"_s);
    return fromSecret(secret);
}

QByteArray boxKeyOf(QByteArrayView signingKey)
{
    QByteArray box(crypto_box_PUBLICKEYBYTES, '\0');
    if (signingKey.size() != qsizetype(crypto_sign_PUBLICKEYBYTES)
        || crypto_sign_ed25519_pk_to_curve25519(out(box), in(signingKey)) != 0)
        return {};
    return box;
}

Result<SecretBytes> BoxKey::open(QByteArrayView sealed) const
{
    if (sealed.size() <= qsizetype(crypto_box_SEALBYTES))
        return fail(Fault::Corrupt, u"x25519: sealed box is too short"_s);
    SecretBytes plain(std::size_t(sealed.size()) - crypto_box_SEALBYTES);
    if (crypto_box_seal_open(plain.bytes().data(), in(sealed), quint64(sealed.size()), in(m_public),
                             m_secret.bytes().data())
        != 0)
        return fail(Fault::Corrupt, u"x25519: sealed box is not ours or was changed"_s);
    return plain;
}

Result<SecretBytes> BoxKey::shared(QByteArrayView peerPublic, QByteArrayView context) const
{
    SecretBytes point(crypto_scalarmult_BYTES);
    if (peerPublic.size() != publicKeySize
        || crypto_scalarmult(point.bytes().data(), m_secret.bytes().data(), in(peerPublic)) != 0)
        return fail(Fault::Invalid, u"x25519: weak or malformed peer key"_s);
    const auto peer = peerPublic.toByteArray();
    SecretBytes key(hashSize);
    Hasher()
        .add(prefixed(context))
        .add(point.view())
        .add(std::min(m_public, peer))
        .add(std::max(m_public, peer))
        .finish(key.bytes().data());
    return key;
}

SecretBytes BoxKey::secret() const
{
    return m_secret.clone(); // to be sealed and stored by the caller
}

Result<QByteArray> sealTo(QByteArrayView peerPublic, QByteArrayView plain)
{
    if (peerPublic.size() != publicKeySize)
        return fail(Fault::Invalid, u"x25519: a public key has 32 bytes"_s);
    QByteArray sealed(plain.size() + qsizetype(crypto_box_SEALBYTES), Qt::Uninitialized);
    if (crypto_box_seal(out(sealed), in(plain), quint64(plain.size()), in(peerPublic)) != 0)
        return fail(Fault::Invalid, u"x25519: weak peer key"_s);
    return sealed;
}

QByteArray seal(const SecretBytes &key, QByteArrayView plain, QByteArrayView associated)
{
    Q_ASSERT(key.size() == keySize);
    QByteArray sealed(plain.size() + overhead, Qt::Uninitialized);
    randombytes_buf(sealed.data(), nonceSize);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out(sealed) + nonceSize, nullptr, in(plain), quint64(plain.size()),
                                               in(associated), quint64(associated.size()), nullptr, in(sealed),
                                               key.bytes().data());
    return sealed;
}

Result<QByteArray> unseal(const SecretBytes &key, QByteArrayView sealed, QByteArrayView associated)
{
    QByteArray plain(qMax(0, sealed.size() - overhead), Qt::Uninitialized);
    if (!opened(out(plain), key, sealed, associated))
        return fail(Fault::Corrupt, u"seal: broken, or another key"_s);
    return plain;
}

Result<SecretBytes> unsealSecret(const SecretBytes &key, QByteArrayView sealed, QByteArrayView associated)
{
    SecretBytes plain{std::size_t(qMax(0, sealed.size() - overhead))};
    if (!opened(plain.bytes().data(), key, sealed, associated))
        return fail(Fault::Corrupt, u"seal: broken, or another key"_s);
    return plain;
}

KdfCost KdfCost::moderate()
{
    return {crypto_pwhash_argon2id_OPSLIMIT_MODERATE, crypto_pwhash_argon2id_MEMLIMIT_MODERATE};
}

KdfCost KdfCost::lightest()
{
    return {crypto_pwhash_argon2id_OPSLIMIT_MIN, crypto_pwhash_argon2id_MEMLIMIT_MIN};
}

Result<SecretBytes> deriveFromPassword(const SecretBytes &password, QByteArrayView salt, KdfCost cost)
{
    if (salt.size() != qsizetype(crypto_pwhash_argon2id_SALTBYTES)
        || cost.operations < crypto_pwhash_argon2id_OPSLIMIT_MIN
        || cost.operations > crypto_pwhash_argon2id_OPSLIMIT_MAX
        || cost.memoryBytes < crypto_pwhash_argon2id_MEMLIMIT_MIN
        || cost.memoryBytes > crypto_pwhash_argon2id_MEMLIMIT_MAX)
        return fail(Fault::Invalid, u"argon2id: salt or cost out of range"_s);
    SecretBytes key(keySize);
    errno = 0;
    if (crypto_pwhash_argon2id(key.bytes().data(), key.size(), password.isEmpty() ? "" : password.view().data(),
                               password.size(), in(salt), cost.operations, std::size_t(cost.memoryBytes),
                               crypto_pwhash_argon2id_ALG_ARGON2ID13)
        != 0)
        return errno == ENOMEM ? Result<SecretBytes>(fail(Fault::NoSpace, u"argon2id: not enough memory"_s))
                               : Result<SecretBytes>(fail(Fault::Invalid, u"argon2id: refused its input"_s));
    return key;
}

} // namespace sizhen
