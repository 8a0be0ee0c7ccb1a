// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVector>

namespace sizhen {

// One second-order section, a0 = 1.
struct Biquad {
    double b0 = 1, b1 = 0, b2 = 0, a1 = 0, a2 = 0;
};

using Sections = QVector<Biquad>;

// Butterworth filters of the given order (1..4) by the bilinear transform. `cutHz` must lie below half the rate.
[[nodiscard]] Sections butterLowpass(int order, double cutHz, double rateHz);
[[nodiscard]] Sections butterHighpass(int order, double cutHz, double rateHz);
// Fourth-order Chebyshev II low-pass: 20 dB down from `stopHz` on, flat below.
[[nodiscard]] Sections chebyshevLowpass(double stopHz, double rateHz);

// Forwards and backwards: no delay, twice the steepness. The ends are continued by point reflection.
[[nodiscard]] QVector<double> zeroPhase(const Sections &sections, const QVector<double> &signal);

// Centred mean of `width` samples (made odd), shorter at the ends.
[[nodiscard]] QVector<double> movingMean(const QVector<double> &signal, int width);

// Central difference per second.
[[nodiscard]] QVector<double> slope(const QVector<double> &signal, double rateHz);

// movingMean of slope, in one walk.
[[nodiscard]] QVector<double> meanSlope(const QVector<double> &signal, double rateHz, int width);

// `factor` times as many samples through the natural cubic spline; the old samples stay where they were.
[[nodiscard]] QVector<double> upsampled(const QVector<double> &signal, int factor);

// One sample, the mean, for each `factor` of them; sample i lies at i * factor + (factor - 1) / 2. A rest is left off.
[[nodiscard]] QVector<double> thinned(const QVector<double> &signal, int factor);

[[nodiscard]] double median(QVector<double> values); // 0 when empty

// Where the parabola through the samples around `index` has its extremum; `index` itself at the ends.
[[nodiscard]] double vertex(const QVector<double> &signal, qsizetype index);

} // namespace sizhen
