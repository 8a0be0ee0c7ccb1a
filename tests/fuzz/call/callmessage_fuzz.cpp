// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/cbor.h"
#include "core/call/callmessage.h"

#include <cstdlib>

using namespace sizhen;

// The body, which a partner's station may have signed whatever it says, and the form around it.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    if (openCallMessage(bytes))
        std::abort(); // nobody signed it
    const auto map = cbor::decodeMap(bytes);
    const auto message = map ? CallMessage::fromCbor(*map) : fail(Fault::Corrupt, {});
    if (!message)
        return 0;
    const auto again = CallMessage::fromCbor(message->toCbor());
    if (!again || !(*again == *message) || message->sdp.size() > CallMessage::longestSdp
        || message->numbers.size() > CallMessage::mostNumbers || message->ends.size() > CallMessage::mostEnds
        || (!message->room.isEmpty() && message->room.size() != CallMessage::idBytes))
        std::abort();
    return 0;
}
