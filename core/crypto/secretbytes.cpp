// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/secretbytes.h"

#include <QByteArray>
#include <QString>

#include <cstring>
#include <new>
#include <sodium.h>

#ifdef Q_OS_UNIX
#include <sys/resource.h>
#endif
#ifdef Q_OS_LINUX
#include <sys/prctl.h>
#endif

namespace sizhen {
namespace {

// A key may be made before main() reaches startCrypto(), e.g. by a test; the guarded heap needs libsodium's page size.
bool sodiumReady()
{
    static const bool ready = sodium_init() >= 0;
    return ready;
}

// No key may land in a core file, and no other process of this user may read our memory.
void forbidDumps()
{
#ifdef Q_OS_UNIX
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
#endif
#if defined(Q_OS_LINUX) && !defined(__SANITIZE_ADDRESS__) // the leak checker attaches to us and would fail
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

} // namespace

void SecretBytes::Free::operator()(unsigned char *data) const
{
    sodium_free(data); // wipes first
}

SecretBytes::SecretBytes(std::size_t size)
    : m_size(size)
{
    if (size == 0)
        return;
    m_data.reset(sodiumReady() ? static_cast<unsigned char *>(sodium_malloc(size)) : nullptr);
    if (!m_data)
        throw std::bad_alloc();
    sodium_memzero(m_data.get(), size);
}

SecretBytes SecretBytes::copyOf(QByteArrayView bytes)
{
    SecretBytes copy{std::size_t(bytes.size())};
    if (!bytes.isEmpty())
        std::memcpy(copy.m_data.get(), bytes.data(), copy.m_size);
    return copy;
}

SecretBytes SecretBytes::random(std::size_t size)
{
    SecretBytes bytes(size);
    if (size > 0)
        randombytes_buf(bytes.m_data.get(), size);
    return bytes;
}

SecretBytes SecretBytes::clone() const
{
    return copyOf(view());
}

void wipe(QByteArray &bytes)
{
    if (!bytes.isEmpty() && bytes.isDetached()) // detaching would copy the secret and wipe the copy
        sodium_memzero(bytes.data(), std::size_t(bytes.size()));
    bytes.clear();
}

void wipe(QString &text)
{
    if (!text.isEmpty() && text.isDetached())
        sodium_memzero(text.data(), std::size_t(text.size()) * sizeof(QChar));
    text.clear();
}

bool startCrypto()
{
    if (!sodiumReady())
        return false;
    forbidDumps();
    return true;
}

} // namespace sizhen
