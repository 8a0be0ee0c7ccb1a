// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QUrl>

namespace sizhen {

// Where the socket of a forwarding server is: "wss://forwarder.example:8989", with "#" and 64 hex digits when its own
// certificate is pinned (SHA-256 of the SubjectPublicKeyInfo). "ws://" is for this machine only.
struct ForwarderPlace {
    QUrl url; // without the pin
    QByteArray pin; // 32 bytes; empty: the computer's authorities judge

    [[nodiscard]] static Result<ForwarderPlace> parse(const QString &text); // Invalid "link.forwarder_address"
    [[nodiscard]] QString text() const;
};

// The forwarding server of our own house, as IT writes it down:
//   "wss://secret@forwarder.example:8989#dtls=64 hex digits&pin=64 hex digits"
// `secret` lets make rooms and stays in this house; `dtls` is the key that the server shows in calls and that each
// other end is told (SES-08); `pin` as above.
struct ForwarderAddress {
    ForwarderPlace place;
    QString secret;
    QByteArray fingerprint; // SHA-256 of the certificate of DTLS

    // Invalid "link.forwarder_address".
    [[nodiscard]] static Result<ForwarderAddress> parse(const QString &text);
    [[nodiscard]] QString shown() const; // without the secret
};

} // namespace sizhen
