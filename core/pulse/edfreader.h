// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pulse/tracedpulse.h"

namespace sizhen {

// Which signals of an EDF file are meant: a label, or "#2" for the second that is no annotation. An empty pulse is the
// only signal there is, or the only one that is called "Pulse"; an empty pressure is the one called "Pressure" beside
// that, or none.
struct EdfChoice {
    QString pulse;
    QString pressure;
};

// One pulse out of an EDF or EDF+ file.
struct EdfTrace {
    TracedPulse trace; // `started` and `badFrames` are known of our own files alone
    QString channel; // label of the pulse
    QVector<TraceMark> annotations; // all of the file, from the first sample on
};

// Bytes from anywhere (EDF, EDF+C, EDF+D). What lies between the records of EDF+D is a gap; so is what our own files
// mark as missing. Values are physical, in the unit of the header. Fault::Invalid, NotFound or Unsupported, each with a
// sentence "pulse.edf_…", for a header that contradicts itself or the file, times that run backwards, damaged
// annotations, a choice that fits no signal or several, and a signal that is not sampled like a pulse.
[[nodiscard]] Result<EdfTrace> readEdf(const QByteArray &file, const EdfChoice &choice = {});

} // namespace sizhen
