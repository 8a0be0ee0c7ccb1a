// SPDX-License-Identifier: GPL-3.0-or-later
// Grants, receipts and event bodies: what is taken is written again as the same bytes.
#include "core/base/cbor.h"
#include "core/records/eventbody.h"
#include "core/records/grantsigning.h"

#include <cstdlib>

using namespace sizhen;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    if (const auto body = EventBody::fromBytes(bytes); body && body->toBytes() != bytes)
        std::abort();
    const auto map = cbor::decodeMap(bytes);
    if (!map)
        return 0;
    if (const auto grant = Grant::fromCbor(*map)) {
        if (cbor::encode(grant->toCbor()) != bytes)
            std::abort();
        (void)isSigned(*grant);
    }
    if (const auto receipt = Receipt::fromCbor(*map)) {
        if (cbor::encode(receipt->toCbor()) != bytes)
            std::abort();
        (void)isSigned(*receipt);
    }
    return 0;
}
