// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

// Sizes and bounds that more than one kind of record keeps to.
namespace sizhen {

inline constexpr qsizetype idSize = 16;          // bytes, of a feed, stream or record
inline constexpr qsizetype incarnationSize = 16; // bytes
inline constexpr qsizetype maxStreamKind = 32;   // characters
inline constexpr qint64 clockTolerance = 600;    // seconds a foreign clock may be ahead

} // namespace sizhen
