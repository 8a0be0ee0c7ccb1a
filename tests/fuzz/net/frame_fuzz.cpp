// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/frame.h"

#include <cstdlib>

// The first byte says in what pieces the rest arrives; the pieces must not matter.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    using namespace sizhen;
    if (size < 1)
        return 0;
    const auto step = qsizetype(data[0]) + 1;
    const QByteArray bytes(reinterpret_cast<const char *>(data + 1), qsizetype(size) - 1);
    const auto readAll = [&bytes](qsizetype piece) {
        FrameReader reader;
        QByteArray all;
        for (qsizetype at = 0; at < bytes.size(); at += piece) {
            reader.feed(QByteArrayView(bytes).sliced(at, std::min(piece, bytes.size() - at)));
            for (;;) {
                const auto message = reader.next();
                if (!message)
                    return all + "!";
                if (message->isEmpty())
                    break;
                if (message->size() > wire::maxMessageBytes)
                    abort();
                all += *message + '|';
            }
        }
        return all;
    };
    if (readAll(step) != readAll(bytes.size() + 1))
        abort();
    return 0;
}
