// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/cbor.h"
#include "core/consult/sessionrecord.h"
#include "core/consult/sharedpictures.h"

#include <cstdlib>

using namespace sizhen;

// What a partner's station says of the room without a person in between: the finger on a picture, a minute of the line.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    if (const auto where = PointedAt::fromBytes(bytes)) {
        const auto again = PointedAt::fromBytes(where->toBytes());
        if (!again || again->at != where->at || again->picture != where->picture)
            std::abort();
    }
    const auto map = cbor::decodeMap(bytes);
    const auto minute = map ? MediaMinute::fromCbor(*map) : fail(Fault::Corrupt, {});
    if (minute && (!MediaMinute::fromCbor(minute->toCbor()) || minute->lossPct > 100 || minute->seconds > 120))
        std::abort();
    return 0;
}
