// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pulse/pulseanalysis.h"

namespace sizhen {

// The classical parameters of the accepted beats, each measured against the line from foot to foot, as trimmed means.
// Three accepted beats at least; a mark that fewer than half of them show is not reported.
void measureShape(PulseAnalysis &analysis, const FiducialFinder &finder);

// Median beat of ten accepted ones or more.
[[nodiscard]] std::optional<AverageBeat> averageBeat(const QVector<PulseBeat> &beats, const FiducialFinder &finder);

// Median height per pressure step, from three steps on.
[[nodiscard]] DepthCurve depthCurve(const QVector<PulseBeat> &beats, const QVector<double> &pressure);

} // namespace sizhen
