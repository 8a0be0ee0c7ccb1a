// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/lineprobe.h"

#include <algorithm>
#include <cstdlib>

using namespace sizhen;

// Messages of a probe one after the other, each behind a byte that says how long it is; both machines hear them all.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    LineProbe probe(QByteArray(ProbeMessage::idBytes, 'p'));
    ProbeAnswerer answerer;
    qint64 now = 0;
    (void)probe.tick(now, now);
    for (size_t at = 0; at < size;) {
        const size_t length = std::min<size_t>(data[at], size - at - 1);
        const auto message
            = ProbeMessage::decoded(QByteArray(reinterpret_cast<const char *>(data) + at + 1, qsizetype(length)));
        at += 1 + length;
        now += 10;
        if (!message)
            continue;
        if (message->fill > ProbeMessage::fillBytes || message->probe.size() != ProbeMessage::idBytes)
            std::abort();
        (void)answerer.hear(*message, false, now, now);
        (void)probe.hear(*message, now, now);
        (void)answerer.tick(now);
        (void)probe.tick(now, now);
        if (answerer.sentBytes() > ProbeSender::most || probe.sentBytes() > ProbeSender::most)
            std::abort();
    }
    return 0;
}
