// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/joining.h"

#include <cstdint>
#include <cstdlib>

// A request and the inside of a parcel from anywhere: taken or refused, never a crash; numbers are always sixteen digits.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    const auto request = sizhen::openJoinRequest(bytes);
    if (request && (request->station.size() != 32 || request->name.trimmed().isEmpty()))
        std::abort();
    auto parcel = sizhen::openJoinParcel(bytes);
    if (parcel)
        parcel->wipeKeys();
    if (sizhen::joinNumber(bytes).size() != 19)
        std::abort();
    return 0;
}
