// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pulse/pulseanalysis.h"

namespace sizhen {

// Rate and rhythm from the intervals between neighbouring usable beats; nothing when fewer than five intervals or less
// than a third of the time is covered by them.
void measureRhythm(PulseAnalysis &analysis);

} // namespace sizhen
