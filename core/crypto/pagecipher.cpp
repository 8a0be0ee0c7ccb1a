// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/pagecipher.h"

#include "core/crypto/openssl.h"

#include <QtEndian>

#include <cstring>
#include <new>
#include <sodium.h>

namespace sizhen {
namespace {

constexpr int pageTagSize = int(PageCipher::trailerSize - PageCipher::nonceSize);
constexpr std::size_t prefixSize = 16; // what HChaCha20 takes of the nonce

using Context = std::unique_ptr<EVP_CIPHER_CTX, openssl::Free<EVP_CIPHER_CTX_free>>;

Context makeContext(bool sealing)
{
    Context context(EVP_CIPHER_CTX_new());
    if (!context || EVP_CipherInit_ex(context.get(), EVP_chacha20_poly1305(), nullptr, nullptr, nullptr, sealing) != 1)
        throw std::bad_alloc(); // OpenSSL without ChaCha20 is a broken installation; nothing could be opened anyway
    return context;
}

} // namespace

// One direction: OpenSSL's context and the subkey of the nonce prefix it saw last.
struct PageCipher::Half {
    explicit Half(bool sealing)
        : context(makeContext(sealing))
    {
    }

    bool start(const SecretBytes &key, const unsigned char *nonce, Bytes associated)
    {
        if (!known || std::memcmp(prefix.data(), nonce, prefixSize) != 0) {
            crypto_core_hchacha20(subkey.bytes().data(), nonce, key.bytes().data(), nullptr);
            std::memcpy(prefix.data(), nonce, prefixSize);
            known = true;
        }
        std::array<unsigned char, 12> iv{}; // four zero bytes, then the rest of the nonce, as XChaCha20 wants it
        std::memcpy(iv.data() + 4, nonce + prefixSize, nonceSize - prefixSize);
        int size = 0;
        return EVP_CipherInit_ex(context.get(), nullptr, nullptr, subkey.bytes().data(), iv.data(), -1) == 1
            && (associated.empty()
                || EVP_CipherUpdate(context.get(), nullptr, &size, associated.data(), int(associated.size())) == 1);
    }

    bool run(Bytes from, unsigned char *to)
    {
        int size = 0;
        return EVP_CipherUpdate(context.get(), to, &size, from.data(), int(from.size())) == 1;
    }

    bool finish()
    {
        unsigned char none = 0;
        int size = 0;
        return EVP_CipherFinal_ex(context.get(), &none, &size) == 1;
    }

    Context context;
    SecretBytes subkey{crypto_core_hchacha20_OUTPUTBYTES};
    std::array<unsigned char, prefixSize> prefix{};
    bool known = false;
};

PageCipher::PageCipher(const SecretBytes &key)
    : m_key(key.clone())
    , m_sealing(std::make_unique<Half>(true))
    , m_opening(std::make_unique<Half>(false))
{
    Q_ASSERT(key.size() == crypto_core_hchacha20_KEYBYTES);
    renewNonce();
}

PageCipher::~PageCipher() = default;

void PageCipher::renewNonce()
{
    randombytes_buf(m_prefix.data(), m_prefix.size());
    m_counter = 0;
}

bool PageCipher::seal(Bytes plain, unsigned char *sealed, unsigned char *trailer, Bytes associated)
{
    std::memcpy(trailer, m_prefix.data(), prefixSize);
    qToBigEndian(m_counter++, trailer + prefixSize);
    return m_sealing->start(m_key, trailer, associated) && m_sealing->run(plain, sealed) && m_sealing->finish()
        && EVP_CIPHER_CTX_ctrl(m_sealing->context.get(), EVP_CTRL_AEAD_GET_TAG, pageTagSize, trailer + nonceSize) == 1;
}

bool PageCipher::open(Bytes sealed, const unsigned char *trailer, unsigned char *plain, Bytes associated)
{
    auto *tag = const_cast<unsigned char *>(trailer + nonceSize); // OpenSSL's ctrl takes void *, and only reads it
    if (m_opening->start(m_key, trailer, associated)
        && EVP_CIPHER_CTX_ctrl(m_opening->context.get(), EVP_CTRL_AEAD_SET_TAG, pageTagSize, tag) == 1
        && m_opening->run(sealed, plain) && m_opening->finish())
        return true;
    ERR_clear_error();
    std::memset(plain, 0, sealed.size()); // never hand out bytes whose seal is broken
    return false;
}

} // namespace sizhen
