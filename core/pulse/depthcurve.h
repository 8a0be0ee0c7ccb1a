// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pulse/pulseanalysis.h"

namespace sizhen {

// Beat height against holding pressure: median height per pressure step, a cubic through them, and the pressure of its
// greatest height with the bootstrap spread over the beats. Ten usable beats and three steps at least.
// `pressure` holds one value a sample, in the unit of its channel.
[[nodiscard]] DepthCurve depthCurve(const QVector<PulseBeat> &beats, const QVector<double> &pressure);

} // namespace sizhen
