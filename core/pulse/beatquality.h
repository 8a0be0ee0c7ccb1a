// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pulse/pulseanalysis.h"

namespace sizhen {

// Gives every beat its quality and flaw: likeness to the running template, height and time against its neighbours,
// what lies above the pulse band, and the integrity mask. `smooth` is the signal by smoothPulse.
void gradeBeats(QVector<PulseBeat> &beats, const PulseSignal &signal, const QVector<double> &smooth,
                const IntegrityMask &mask);

} // namespace sizhen
