// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crypto/secretbytes.h"

namespace sizhen::test {

inline SecretBytes secret(const char *text)
{
    return SecretBytes::copyOf(QByteArrayView(text));
}

} // namespace sizhen::test
