// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVector>

namespace sizhen {

// Which way a trace lies. A pulse rises faster than it falls; reflected light and a swapped bridge turn it upside down.
enum class Polarity { Upright, Unclear, UpsideDown };

// From the steepest rise and fall of every two seconds: clear when one is half as steep again as the other.
[[nodiscard]] Polarity polarityOf(const QVector<double> &samples, double rateHz);

} // namespace sizhen
