// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVector>

namespace sizhen {

// A pulse with known truth: three bell curves a beat (main, tidal, dicrotic) on a slow drift, deterministic noise.
struct SynthPulse {
    double rateHz = 500;
    double perMinute = 72;
    double height = 1000; // of the main wave, counts
    double tidal = 0.45; // heights as shares of the main wave
    double dicrotic = 0.25;
    double drift = 0; // counts, 0.25 Hz
    double noise = 0; // counts, standard deviation
    int pauseEvery = 0; // every n-th beat is followed by an interval twice as long; 0: never
    double irregular = 0; // spread of the intervals as a share of the mean, 0..0.4

    [[nodiscard]] QVector<double> beatTimes(double seconds) const; // s, of the main waves' crests
    [[nodiscard]] QVector<double> samples(double seconds) const;
};

} // namespace sizhen
