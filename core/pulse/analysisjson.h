// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pulse/pulseanalysis.h"

#include <QJsonObject>

namespace sizhen {

// The analysis for machines (`sizhenctl pulse analyze --json`; docs/user/sizhenctl.md lists it). `beats` are the
// steepest rises in s, `fiducials` and `quality` stand in the same order; times in s from the first sample. What cannot
// be measured is null and has a `reason`.
[[nodiscard]] QJsonObject analysisJson(const PulseAnalysis &analysis);

} // namespace sizhen
