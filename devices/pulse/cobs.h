// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <optional>

namespace sizhen {

// Consistent overhead byte stuffing (Cheshire and Baker 1999): no 0x00 inside, at most one byte more in 254.
[[nodiscard]] QByteArray cobsEncode(QByteArrayView bytes);
// Nothing when `stuffed` holds a 0x00 or ends inside a block.
[[nodiscard]] std::optional<QByteArray> cobsDecode(QByteArrayView stuffed);

// CRC-32 as zlib computes it.
[[nodiscard]] quint32 crc32(QByteArrayView bytes);

} // namespace sizhen
