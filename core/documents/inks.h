// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRgb>

// The three colours of a paper beside black; the same values as the light theme of the window.
namespace sizhen::inks {

inline constexpr QRgb accent = 0xff1d4f63;
inline constexpr QRgb quiet = 0xff5b6b73;
inline constexpr QRgb line = 0xffc4ced3;

} // namespace sizhen::inks
