// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/devices_pulse/anyprotocol.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    return sizhen::test::feedProtocol(QStringLiteral("contec-5"), data, size);
}
