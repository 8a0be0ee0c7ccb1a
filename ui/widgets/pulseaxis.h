// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPair>
#include <QVector>

namespace sizhen {

// Which sample stands where along a trace: in a sweep that overwrites itself from the left, or on a page whose newest
// sample is at the right.
struct PulseAxis {
    quint64 end = 0; // number after the newest sample
    quint64 span = 1; // samples across the width
    double width = 1; // pixels
    double blank = 0; // pixels that a sweep keeps free ahead of its pen
    bool sweep = true;

    [[nodiscard]] double pen() const; // x of the newest sample
    [[nodiscard]] double sampleAt(double x) const; // may lie before the first one
    [[nodiscard]] double x(double sample) const; // only for what is shown
    [[nodiscard]] bool shows(quint64 sample) const;
    [[nodiscard]] bool isBlank(double x) const;
    // Where the samples from..to-1 stand, from left to right: no place, one, or two when the sweep has begun anew.
    [[nodiscard]] QVector<QPair<double, double>> places(quint64 from, quint64 to) const;
};

} // namespace sizhen
