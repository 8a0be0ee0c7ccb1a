// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QString>

namespace sizhen {

// A relay for picture and sound where no packet comes through directly (TURN, RFC 8656). It forwards what is encrypted
// from end to end and holds no key (SES-08).
//   "turns://user:password@relay.example:443"  inside TLS, with "#" and 64 hex digits for a certificate of its own
//   "turn://user:password@relay.example:3478"  UDP; with "?transport=tcp" TCP
struct RelayAddress {
    enum class Way { Udp, Tcp, Tls };

    Way way = Way::Tls;
    QString host;
    quint16 port = 0;
    QString user;
    QString password;
    QByteArray pin; // 32 bytes; empty: the computer's authorities judge

    // Invalid "link.relay_address".
    [[nodiscard]] static Result<RelayAddress> parse(const QString &text);
    [[nodiscard]] QString shown() const; // without the password
    // For webrtcbin: at that host, or at `port` of this machine where a TlsForward listens.
    [[nodiscard]] QString uri(quint16 forwardedPort = 0) const;
};

} // namespace sizhen
