// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QBitArray>
#include <QByteArray>

namespace sizhen {

// A QR code as dark and light squares, for whoever draws it: a screen or a paper.
struct QrMatrix {
    int side = 0; // squares along one edge, without the quiet zone
    QBitArray dark; // row by row

    [[nodiscard]] bool isDark(int column, int row) const { return dark.testBit(row * side + column); }
};

inline constexpr int qrQuietZone = 4; // light squares that a reader needs on every side
inline constexpr qsizetype qrMostBytes = 2'331; // in one code at Medium

enum class QrGuard { Low, Medium, Quartile, High }; // 7, 15, 25, 30 % of the code may be damaged

// Fault::Invalid when empty or too long for one code.
[[nodiscard]] Result<QrMatrix> qrMatrix(const QByteArray &bytes, QrGuard guard = QrGuard::Medium);

} // namespace sizhen
