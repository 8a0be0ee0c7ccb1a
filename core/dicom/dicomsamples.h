// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pulse/tracedpulse.h"

namespace sizhen {

// A number as the value representation DS holds it (PS3.5 6.2): the most digits that fit into sixteen characters.
[[nodiscard]] QByteArray dicomDecimal(double value);

// What one digital step of a channel is worth: value = digital * step. The baseline is always 0, because readers
// disagree about its unit (PS3.3 C.10.9.1.4 says that of the channel, others that of the digital values).
struct DicomStep {
    QByteArray text; // the step as it stands in the file

    // `scale` when all values are whole multiples of it and fit into 16 bits, else a decimal power for which the same
    // holds, else what brings the largest value to the end of the range.
    [[nodiscard]] static DicomStep of(const QVector<double> &values, double scale);
    [[nodiscard]] qint16 digital(double value) const; // never -32768: that is the padding value
};

// How many samples become one when `rateHz` may not be above `mostHz`.
[[nodiscard]] int meansOf(double mostHz, double rateHz);

// The trace at no more than `mostHz`: the mean of every two, three … samples, or the trace itself. A mean of which a
// sample is missing is missing, too.
[[nodiscard]] TracedPulse slowedTo(double mostHz, const TracedPulse &trace);

} // namespace sizhen
