// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QtGlobal>
#include <cstddef>
#include <memory>
#include <span>

namespace sizhen {

// Key material: guarded, locked memory that is wiped when it goes. Moves, never copies, never prints.
class SecretBytes
{
public:
    SecretBytes() = default; // empty
    explicit SecretBytes(std::size_t size); // zeroed

    // Copies `bytes` in. The caller wipes its own copy where it can (see wipe()).
    [[nodiscard]] static SecretBytes copyOf(QByteArrayView bytes);
    [[nodiscard]] static SecretBytes random(std::size_t size);

    [[nodiscard]] SecretBytes clone() const; // for a second owner; say why at the call

    [[nodiscard]] std::span<unsigned char> bytes() { return {m_data.get(), m_size}; }

    [[nodiscard]] std::span<const unsigned char> bytes() const { return {m_data.get(), m_size}; }

    [[nodiscard]] QByteArrayView view() const
    {
        return {reinterpret_cast<const char *>(m_data.get()), qsizetype(m_size)};
    }

    [[nodiscard]] std::size_t size() const { return m_size; }

    [[nodiscard]] bool isEmpty() const { return m_size == 0; }

private:
    struct Free {
        void operator()(unsigned char *data) const;
    };

    std::unique_ptr<unsigned char[], Free> m_data;
    std::size_t m_size = 0;
};

// Overwrites a QByteArray or QString that held a secret and empties it (detached copies elsewhere are the caller's care).
void wipe(QByteArray &bytes);
void wipe(QString &text);

// Call once at the start of every program: starts libsodium, forbids core dumps and ptrace where the system can.
// False when libsodium cannot start; the program must then stop.
[[nodiscard]] bool startCrypto();

} // namespace sizhen
