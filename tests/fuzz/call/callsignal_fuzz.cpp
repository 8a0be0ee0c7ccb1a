// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/callsignal.h"

#include <cstdlib>

using namespace sizhen;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const auto said = parseCallSignal(QByteArray(reinterpret_cast<const char *>(data), qsizetype(size)));
    if (!said)
        return 0;
    const auto again = parseCallSignal(callSignalLine(*said)); // what was understood can be said again
    if (!again || !(*again == *said))
        std::abort();
    return 0;
}
