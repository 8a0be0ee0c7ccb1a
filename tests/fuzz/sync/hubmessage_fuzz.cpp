// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/hubmessage.h"

#include <cstdlib>

// Whatever comes through read() means one thing only: written again, it gives the same bytes.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    using namespace sizhen::hubwire;
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    const auto message = read(bytes);
    if (!message || std::holds_alternative<Unknown>(*message))
        return 0;
    // Codes of newer hubs are read as "not now".
    if (const auto *problem = std::get_if<Problem>(&*message); problem && problem->code == Code::NotNow)
        return 0;
    if (const auto *refused = std::get_if<Refused>(&*message); refused && refused->code == Code::NotNow)
        return 0;
    if (write(*message) != bytes)
        abort();
    return 0;
}
