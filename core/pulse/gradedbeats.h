// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pulse/pulseanalysis.h"

namespace sizhen {

// The trace that is worked on: at most 500 Hz, right way up. Sample i of it lies at i * factor + (factor - 1) / 2.
struct WorkingPulse {
    PulseSignal signal; // without pressure
    IntegrityMask mask;
    int factor = 1;

    [[nodiscard]] static int factorAt(double rateHz);
    [[nodiscard]] static WorkingPulse of(const PulseSignal &signal, bool inverted);

    // Turns places in the working trace into sample indices of the signal it came from, which begins at `first`.
    void widen(QVector<PulseBeat> &beats, double first = 0) const;
};

// Finds, grades and marks the beats; indices are those of the working trace.
[[nodiscard]] QVector<PulseBeat> gradedBeats(const WorkingPulse &pulse, const FiducialFinder &finder);

// Median quality of the beats, lowered by the share of time that no usable beat covers. 0..100.
[[nodiscard]] int overallQuality(const QVector<PulseBeat> &beats);

} // namespace sizhen
