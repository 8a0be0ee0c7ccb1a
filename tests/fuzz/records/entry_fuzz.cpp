// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever is taken for an entry is written again as the same bytes: one entry, one spelling, one hash.
#include "core/records/entry.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray raw(reinterpret_cast<const char *>(data), qsizetype(size));
    const auto entry = sizhen::parseEntry(raw);
    if (!entry)
        return 0;
    if (sizhen::serialise(*entry) != raw || !raw.startsWith(sizhen::headerOf(*entry)))
        std::abort();
    (void)sizhen::checkSignature(*entry, raw);
    (void)sizhen::rowOf(*entry, raw);
    return 0;
}
