// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pulse/pulseanalysis.h"

namespace sizhen {

// The classical parameters of the accepted beats, each measured against the line from foot to foot, as trimmed means
// with their bootstrap spread. Three accepted beats at least; what fewer than half of them show is not reported.
// Definitions: Chinese sphygmogram practice as in PMC8917949, table 4; the same letter means other things elsewhere,
// therefore every one carries an id.
void measureParameters(PulseAnalysis &analysis, const FiducialFinder &finder);

} // namespace sizhen
