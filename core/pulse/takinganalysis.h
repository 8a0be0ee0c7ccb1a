// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pulse/pulseanalysis.h"

namespace sizhen {

// The analysis of a recording that was taken depth by depth: rate, rhythm, beats and the curve of heights over
// pressures from all of it; average beat and numbers from the one depth that counts and has the tallest beats, because
// beats of several pressures have no common shape; quality from the depths that count. The long holding has one
// pressure and so no curve. A recording without segments is analysed as it is. `from` says which segment the shape
// comes from.
struct TakingAnalysis {
    PulseAnalysis analysis;
    std::optional<qsizetype> from; // index of recording.segments
    QVector<double> heights; // median beat height of each segment, 0 where none counts
};

// Fault::Invalid as PulseSignal::from. Run it off the GUI thread.
[[nodiscard]] Result<TakingAnalysis> analyseTaking(const PulseRecording &recording);

// How alike two average beats are, aligned at the steepest rise: correlation, -1 to 1; 0 when either has no beat. The
// full plan asks for 0.9 between two takings at the best pressure.
[[nodiscard]] double likeness(const std::optional<AverageBeat> &one, const std::optional<AverageBeat> &other);

} // namespace sizhen
