// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/crypto/secretbytes.h"

#include <QByteArray>
#include <QDateTime>
#include <optional>

// Codes of an authenticator on a telephone (RFC 6238: HMAC-SHA-1, 30 seconds, 6 digits, what every such program supports).
namespace sizhen::totp {

inline constexpr int secretSize = 20; // RFC 4226 R6 recommends 160 bits
inline constexpr int stepSeconds = 30;
inline constexpr int digits = 6;

[[nodiscard]] SecretBytes newSecret();
[[nodiscard]] qint64 stepAt(const QDateTime &moment);
// Fault::Invalid for a secret liboath refuses.
[[nodiscard]] Result<QByteArray> codeOf(const SecretBytes &secret, qint64 step, int howManyDigits = digits);
// The step this code belongs to: now, the one before or the one after, and later than `lastUsed`: a code that was used is not good again.
// Spaces are passed over.
[[nodiscard]] std::optional<qint64> acceptedStep(const SecretBytes &secret, const QString &code, const QDateTime &now,
                                                 qint64 lastUsed);

[[nodiscard]] Result<SecretBytes> fromBase32(const QByteArray &text); // Fault::Invalid
[[nodiscard]] QByteArray base32(const SecretBytes &secret); // to be typed when no camera is at hand; the caller wipes it
// otpauth://totp/… for the QR code (Key URI format); the caller wipes it.
[[nodiscard]] QByteArray enrolmentLink(const SecretBytes &secret, const QString &issuer, const QString &account);

} // namespace sizhen::totp
