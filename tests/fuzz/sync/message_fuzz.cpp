// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/message.h"

#include <cstdlib>

// Whatever comes through read() means one thing only: written again, it gives the same bytes.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    using namespace sizhen;
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    const auto message = wire::read(bytes);
    if (!message || std::holds_alternative<wire::Unknown>(*message))
        return 0;
    if (const auto *problem = std::get_if<wire::Problem>(&*message); problem && problem->code == wire::Code::Protocol)
        return 0; // reasons of newer stations are read as this one
    if (wire::write(*message) != bytes)
        abort();
    return 0;
}
