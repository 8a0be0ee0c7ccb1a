// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/pulse/cobs.h"
#include "devices/pulse/ptphost.h"

#include <cstdlib>

// The station's half of PTP/1 on bytes from anywhere: raw, and wrapped in sound frames so that the bodies are reached
// too.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    using namespace sizhen;
    const QByteArrayView bytes(data, qsizetype(size));

    PtpHost host;
    (void)host.restart();
    (void)host.start(QStringLiteral("L.cun"));
    (void)host.feed(bytes, 0);

    const auto plain = bytes.toByteArray();
    const auto back = cobsDecode(cobsEncode(plain));
    if (!back || *back != plain)
        std::abort();

    PtpHost second;
    (void)second.restart();
    (void)second.start(QStringLiteral("L.cun"));
    qsizetype at = 0;
    while (at + 2 < bytes.size()) { // type, length, body; again
        static constexpr PtpType types[]{PtpType::Hello,   PtpType::Data,  PtpType::Event,
                                         PtpType::Command, PtpType::Reply, PtpType::Time};
        const auto type = types[quint8(bytes[at]) % 6];
        const auto length = std::min<qsizetype>({quint8(bytes[at + 1]) * 4, ptpMaxBody, bytes.size() - at - 2});
        (void)second.feed(encodeFrame({type, quint32(at), 0, plain.mid(at + 2, length)}), 1000 * at);
        at += 2 + length;
    }
    return 0;
}
