// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/primitives.h"
#include "devices/link/hidreport.h"
#include "devices/pulse/pulsespool.h"

#include <cstdlib>

// Records of raw bytes from anywhere (u8 length in fours, then the record): refused, or a recording that is one.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    using namespace sizhen;
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    QList<QByteArray> records;
    for (qsizetype at = 0; at < bytes.size();) {
        const auto length = std::min<qsizetype>(quint8(bytes[at]) * 4, bytes.size() - at - 1);
        records.append(bytes.mid(at + 1, length));
        at += 1 + length;
    }
    if (const auto reread = rereadPulse(records); reread && !reread->recording.blocks.isEmpty())
        if (!PulseRecording::decode(reread->recording.encode()))
            std::abort();
    if (const auto part = fromHidReport(bytes); part && part->size() >= bytes.size())
        std::abort();
    return 0;
}
