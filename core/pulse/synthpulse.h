// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVector>
#include <optional>

namespace sizhen {

// A beat of a synthetic pulse, s from the trace's start.
struct SynthBeat {
    double foot = 0;
    double slope = 0; // the steepest rise
    double crest = 0;
    friend bool operator==(const SynthBeat &, const SynthBeat &) = default;
};

// The outline of a beat by the numbers that are measured on it: every one of them is exact, because between its turning
// points the wave goes as a half cosine does and turns nowhere else.
struct SynthOutline {
    double h1 = 1000; // counts above the foot: main wave
    double h2 = 640; // trough before the tidal wave
    double h3 = 700; // tidal wave
    double h4 = 380; // notch
    double h5 = 90; // dicrotic wave above the notch
    double t1 = 0.12; // s from the foot, as h1 … h4
    double t2 = 0.19;
    double t3 = 0.23;
    double t4 = 0.36;
    double dicrotic = 0.08; // s from the notch to the dicrotic wave; t5 is what is left of the period

    [[nodiscard]] bool isSound() const; // every turn after the one before it, up and down in turn
    [[nodiscard]] double at(double sinceFoot, double period) const;
    friend bool operator==(const SynthOutline &, const SynthOutline &) = default;
};

// A pulse with known truth: three bell curves a beat (main, tidal, dicrotic), or an outline, on a slow drift,
// deterministic noise.
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
    bool pausesWander = false; // the pauses come after 2 to 2n - 2 beats, never the same twice in a row
    std::optional<SynthOutline> outline = {}; // instead of the bells

    [[nodiscard]] QVector<double> beatTimes(double seconds) const; // s, of the main waves' crests
    [[nodiscard]] QVector<SynthBeat> beats(double seconds) const; // exact with an outline
    [[nodiscard]] QVector<double> samples(double seconds) const;

private:
    [[nodiscard]] QVector<double> outlined(double seconds) const;
};

} // namespace sizhen
