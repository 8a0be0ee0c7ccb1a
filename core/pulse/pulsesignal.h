// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/pulse/pulseblock.h"

namespace sizhen {

// Sample indices from..to-1.
struct Span {
    qsizetype from = 0;
    qsizetype to = 0;

    [[nodiscard]] qsizetype size() const { return to - from; }

    [[nodiscard]] bool touches(qsizetype first, qsizetype last) const { return first < to && last >= from; }

    friend bool operator==(const Span &, const Span &) = default;
};

using Spans = QVector<Span>;

[[nodiscard]] bool touchesAny(const Spans &spans, qsizetype first, qsizetype last);

// One channel on an even time base, ready to be analysed. Where samples are missing stands a straight line, and `gaps`
// says so.
struct PulseSignal {
    QVector<double> samples;
    QVector<double> pressure; // empty, or as long as `samples`; in the recording's pressure unit
    double rateHz = 0;
    QString unit = QStringLiteral("1");
    Spans gaps;

    // Fault::Invalid when the recording is empty or a gap in it is longer than anybody holds a wrist.
    [[nodiscard]] static Result<PulseSignal> from(const PulseRecording &recording);

    [[nodiscard]] PulseSignal part(qsizetype first, qsizetype end) const; // end exclusive; clamped to what there is
};

// What must not be measured, and why.
struct IntegrityMask {
    Spans gaps; // longer than 40 ms: never interpolated over
    Spans flat; // no change for half a second: no contact
    Spans clipped; // three or more equal samples at a rail that was hit repeatedly
};

[[nodiscard]] IntegrityMask integrityOf(const PulseSignal &signal);

} // namespace sizhen
