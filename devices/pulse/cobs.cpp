// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/pulse/cobs.h"

#include <array>

namespace sizhen {

QByteArray cobsEncode(QByteArrayView bytes)
{
    QByteArray out;
    out.reserve(bytes.size() + bytes.size() / 254 + 1);
    qsizetype mark = 0;
    out.append('\0');
    uchar code = 1;
    for (qsizetype i = 0; i < bytes.size(); ++i) {
        if (bytes[i] != '\0') {
            out.append(bytes[i]);
            ++code;
        }
        const bool full = code == 0xFF;
        if (bytes[i] == '\0' || (full && i + 1 < bytes.size())) {
            out[mark] = char(code);
            mark = out.size();
            out.append('\0');
            code = 1;
        }
    }
    out[mark] = char(code);
    return out;
}

std::optional<QByteArray> cobsDecode(QByteArrayView stuffed)
{
    QByteArray out;
    out.reserve(stuffed.size());
    for (qsizetype i = 0; i < stuffed.size();) {
        const auto code = uchar(stuffed[i]);
        if (code == 0 || i + code > stuffed.size())
            return std::nullopt;
        for (qsizetype j = i + 1; j < i + code; ++j) {
            if (stuffed[j] == '\0')
                return std::nullopt;
            out.append(stuffed[j]);
        }
        i += code;
        if (code != 0xFF && i < stuffed.size())
            out.append('\0');
    }
    return out;
}

quint32 crc32(QByteArrayView bytes)
{
    static const auto table = [] {
        std::array<quint32, 256> made{};
        for (quint32 n = 0; n < 256; ++n) {
            quint32 c = n;
            for (int k = 0; k < 8; ++k)
                c = c & 1 ? 0xEDB88320U ^ (c >> 1) : c >> 1;
            made[n] = c;
        }
        return made;
    }();
    quint32 crc = 0xFFFFFFFFU;
    for (const char byte : bytes)
        crc = table[(crc ^ uchar(byte)) & 0xFF] ^ (crc >> 8);
    return crc ^ 0xFFFFFFFFU;
}

} // namespace sizhen
