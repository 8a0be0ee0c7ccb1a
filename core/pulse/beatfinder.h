// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVector>

namespace sizhen {

// Where the beats are: Elgendi's two moving averages (PLoS ONE 2013, 8:e76585) on the squared upper half of the 0.5–8
// Hz band, with the level taken from the neighbourhood so that one artefact does not hide the beats around it. Sample
// index of each beat's greatest value in that band, ascending. Empty when the signal is shorter than 0.6 s.
[[nodiscard]] QVector<qsizetype> findBeats(const QVector<double> &samples, double rateHz);

// The times of one beat as fractional sample indices of the samples given.
struct BeatTimes {
    double foot = 0; // the last minimum before the rise
    double slope = 0; // the steepest rise: the sharpest mark a beat has, intervals are taken from it
    double peak = 0; // the main wave's crest
};

// Without what is faster than a pulse: second-order Butterworth at 12 Hz, zero phase.
[[nodiscard]] QVector<double> smoothPulse(const QVector<double> &samples, double rateHz);

// Moves every beat onto its rise in the smoothed trace. Beats that turn out to share one rise, and those without any,
// are left out.
[[nodiscard]] QVector<BeatTimes> refineBeats(const QVector<double> &smooth, double rateHz,
                                             const QVector<qsizetype> &beats);

} // namespace sizhen
