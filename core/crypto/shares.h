// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/crypto/secretbytes.h"

#include <vector>

namespace sizhen {

// One part of a secret that was split so that any `threshold` parts restore it and fewer say nothing (Shamir over
// GF(2^8), libgfshare).
struct SecretPart {
    quint8 number = 0; // 1 … parts
    SecretBytes data; // as long as the secret
};

// Fault::Invalid when threshold > parts, threshold < 2 or the secret is empty.
[[nodiscard]] Result<std::vector<SecretPart>> splitSecret(const SecretBytes &secret, quint8 parts, quint8 threshold);
// From exactly as many parts as the threshold was. Parts that do not belong together give a wrong secret, not an error:
// who joins them checks what comes out. Fault::Invalid for two parts of one number or of different lengths.
[[nodiscard]] Result<SecretBytes> joinSecret(const std::vector<const SecretPart *> &parts);

} // namespace sizhen
