// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crypto/secretbytes.h"

#include <array>
#include <memory>
#include <span>

namespace sizhen {

// Seals and opens many small units (database pages) under one key. XChaCha20-Poly1305 exactly as libsodium's, but the
// ChaCha20-Poly1305 half runs in OpenSSL: half the time a page on Debian 12 (storage.md §1.3). Not thread-safe.
class PageCipher
{
public:
    static constexpr std::size_t nonceSize = 24;
    static constexpr std::size_t trailerSize = nonceSize + 16; // nonce ‖ tag, kept beside the sealed bytes

    using Bytes = std::span<const unsigned char>;

    explicit PageCipher(const SecretBytes &key); // 32 bytes; cloned, because the caller may need it for another file
    ~PageCipher();
    Q_DISABLE_COPY_MOVE(PageCipher)

    // Another one under the same key, for another thread.
    [[nodiscard]] PageCipher another() const { return PageCipher(m_key); }

    // `sealed` holds plain.size() bytes, `trailer` trailerSize. False only when OpenSSL fails.
    [[nodiscard]] bool seal(Bytes plain, unsigned char *sealed, unsigned char *trailer, Bytes associated);
    // False when the key, the associated data or any bit is not the one that sealed it; `plain` is then zeroed.
    [[nodiscard]] bool open(Bytes sealed, const unsigned char *trailer, unsigned char *plain, Bytes associated);

    // A nonce is 16 random bytes and a counter. Draws new random bytes: done after every sync, so that a copied
    // or resumed machine does not go on with nonces that another copy uses as well.
    void renewNonce();

private:
    struct Half;

    SecretBytes m_key;
    std::unique_ptr<Half> m_sealing;
    std::unique_ptr<Half> m_opening;
    std::array<unsigned char, 16> m_prefix{};
    quint64 m_counter = 0;
};

} // namespace sizhen
