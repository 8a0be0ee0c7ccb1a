// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crypto/primitives.h"
#include "core/hub/hubsettings.h"

#include <QSslConfiguration>

namespace sizhen {

// Who the hub is: an Ed25519 key for other hubs, a TLS certificate for everybody. Both lie in the data folder (0600) and are
// made at the first start.
struct HubIdentity {
    SigningKey key;
    QSslConfiguration tls; // null certificate when the hub is plain
    QByteArray pin; // SHA-256 of the certificate's SubjectPublicKeyInfo; empty when plain
    bool selfMade = false;
};

// Fault::Invalid when certificate and key given are no pair, Corrupt, Io.
[[nodiscard]] Result<HubIdentity> loadHubIdentity(const HubSettings &settings);

// "ab12…": 64 hex digits in groups of four, for reading aloud.
[[nodiscard]] QString spokenPin(const QByteArray &pin);

} // namespace sizhen
