// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/crypto/secretbytes.h"
#include "core/records/certificate.h"

namespace sizhen {

inline constexpr int leastPasswordLength = 12; // characters (L3-IA-1)
inline constexpr int passwordHistory = 5;      // earlier ones that may not come back
inline constexpr int passwordDays = 90;        // then a change is suggested

// Long enough, not the person's name or id, more than a few different characters. Refused "sec.password_short" {n, least},
// "sec.password_name", "sec.password_simple".
[[nodiscard]] Result<> checkPassword(const SecretBytes &password, const PersonCertificate &person);

} // namespace sizhen
