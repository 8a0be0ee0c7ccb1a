// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pulse/pulseanalysis.h"

namespace sizhen {

// Median beat of ten accepted ones or more; of very many, 240 that lie evenly over the recording.
[[nodiscard]] std::optional<AverageBeat> averageBeat(const QVector<PulseBeat> &beats, const FiducialFinder &finder);

} // namespace sizhen
