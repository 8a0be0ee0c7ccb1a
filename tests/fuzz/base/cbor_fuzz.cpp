// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/cbor.h"

#include <cstdint>
#include <cstdlib>

// Whatever is decoded encodes to the same bytes; nothing crashes, hangs or recurses without end.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    const auto value = sizhen::cbor::decode(bytes);
    if (value && sizhen::cbor::encode(*value) != bytes)
        std::abort();
    (void)sizhen::cbor::decodeMap(bytes);
    return 0;
}
