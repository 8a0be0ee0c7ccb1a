// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pulse/pulseanalysis.h"

#include <QJsonObject>

namespace sizhen {

// The analysis for machines (`sizhenctl pulse analyze --json`). `beats` are sample indices of the steepest rises,
// `beat_times_s` the same to a fraction of a sample; `feet` and `peaks` beside them. `rate_bpm` and parameter values
// are null when they cannot be measured. `quality` is 0..100.
[[nodiscard]] QJsonObject analysisJson(const PulseAnalysis &analysis);

} // namespace sizhen
