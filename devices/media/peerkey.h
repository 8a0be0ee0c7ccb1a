// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gst/gst.h>

#include <QByteArray>

namespace sizhen {

// SHA-256 of the certificate that the other end has shown over DTLS; empty before that, or when its streams show
// several.
[[nodiscard]] QByteArray peerKeyOf(GstElement *webrtc);

// SHA-256 of the DER in one PEM block; empty when there is none.
[[nodiscard]] QByteArray fingerprintOfPem(const QByteArray &pem);

} // namespace sizhen
