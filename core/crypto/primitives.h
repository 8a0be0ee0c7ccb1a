// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/crypto/secretbytes.h"

#include <QByteArray>

// The few primitives everything else is made of. All of suite 1: BLAKE2b-256, Ed25519, X25519 sealed boxes,
// XChaCha20-Poly1305, Argon2id. A domain string separates every use, so that bytes signed for one purpose never pass
// for another.
namespace sizhen {

inline constexpr int hashSize = 32;
inline constexpr int publicKeySize = 32;
inline constexpr int signatureSize = 64;
inline constexpr int keySize = 32;

[[nodiscard]] QByteArray randomBytes(qsizetype size);

// BLAKE2b-256 of length-prefixed `domain` followed by `data`.
[[nodiscard]] QByteArray hash(QByteArrayView domain, QByteArrayView data);
[[nodiscard]] QByteArray sha256(QByteArrayView data);
// BLAKE2b-256 keyed with `key`: derives independent keys from one, by context.
[[nodiscard]] SecretBytes deriveSubkey(const SecretBytes &key, QByteArrayView context);

// Ed25519. The secret half never leaves the object.
class SigningKey
{
public:
    [[nodiscard]] static SigningKey generate();
    // From the 32-byte seed; Fault::Invalid on another size.
    [[nodiscard]] static Result<SigningKey> fromSeed(const SecretBytes &seed);

    [[nodiscard]] const QByteArray &publicKey() const { return m_public; }

    // 64 bytes over (length-prefixed domain ‖ message).
    [[nodiscard]] QByteArray sign(QByteArrayView domain, QByteArrayView message) const;
    [[nodiscard]] SecretBytes seed() const;

private:
    SigningKey() = default;
    QByteArray m_public;
    SecretBytes m_secret;
};

[[nodiscard]] bool verify(QByteArrayView publicKey, QByteArrayView domain, QByteArrayView message,
                          QByteArrayView signature);

// X25519, for wrapping keys to an institution and for the shared key of a partnership.
class BoxKey
{
public:
    [[nodiscard]] static BoxKey generate();
    [[nodiscard]] static Result<BoxKey> fromSecret(const SecretBytes &secret); // 32 bytes
    // The box key that belongs to a signing key (RFC 7748 form of the same secret), for what is sealed to one station.
    [[nodiscard]] static Result<BoxKey> of(const SigningKey &key);

    [[nodiscard]] const QByteArray &publicKey() const { return m_public; }

    // Opens what sealTo() made for our public key; Fault::Corrupt when it was not, or was changed.
    [[nodiscard]] Result<SecretBytes> open(QByteArrayView sealed) const;
    // The same 32 bytes on both sides: BLAKE2b(context ‖ X25519 ‖ both public keys sorted). Fault::Invalid on a weak
    // peer key.
    [[nodiscard]] Result<SecretBytes> shared(QByteArrayView peerPublic, QByteArrayView context) const;
    [[nodiscard]] SecretBytes secret() const;

private:
    BoxKey() = default;
    QByteArray m_public;
    SecretBytes m_secret;
};

// The public half of BoxKey::of() from the signing key's public half; empty when it is no key.
[[nodiscard]] QByteArray boxKeyOf(QByteArrayView signingKey);

[[nodiscard]] Result<QByteArray> sealTo(QByteArrayView peerPublic, QByteArrayView plain);

// XChaCha20-Poly1305: random nonce ‖ ciphertext ‖ tag (40 bytes longer than `plain`).
[[nodiscard]] QByteArray seal(const SecretBytes &key, QByteArrayView plain, QByteArrayView associated = {});
// Fault::Corrupt when key, associated data or bytes are not the ones that sealed it.
[[nodiscard]] Result<QByteArray> unseal(const SecretBytes &key, QByteArrayView sealed, QByteArrayView associated = {});

// The same into guarded memory, for what is itself a key.
[[nodiscard]] Result<SecretBytes> unsealSecret(const SecretBytes &key, QByteArrayView sealed,
                                               QByteArrayView associated = {});

// Argon2id cost. It is written beside what it protects, so it may rise later.
struct KdfCost {
    quint64 operations = 0;
    quint64 memoryBytes = 0;
    [[nodiscard]] static KdfCost moderate(); // 256 MiB, about 0.45 s here: what the program uses
    [[nodiscard]] static KdfCost lightest(); // for tests only
    friend bool operator==(const KdfCost &, const KdfCost &) = default;
};

// 32 bytes from a password and a 16-byte salt. Fault::NoSpace when the memory is not to be had.
[[nodiscard]] Result<SecretBytes> deriveFromPassword(const SecretBytes &password, QByteArrayView salt, KdfCost cost);

} // namespace sizhen
