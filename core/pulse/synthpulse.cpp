// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/synthpulse.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

namespace sizhen {
namespace {

double bell(double t, double width)
{
    return std::exp(-t * t / (2 * width * width));
}

// The steep side of a pulse is its first one.
double mainWave(double t)
{
    return bell(t, t < 0 ? 0.045 : 0.085);
}

} // namespace

QVector<double> SynthPulse::beatTimes(double seconds) const
{
    QVector<double> times;
    std::minstd_rand random(12345); // the same pulse every time: it is a truth to compare with
    const double mean = 60 / perMinute;
    double at = 0.4 * mean;
    for (int beat = 1; at < seconds; ++beat) {
        times.append(at);
        const double part = double(random() - random.min()) / double(random.max() - random.min());
        double interval = mean * (1 + irregular * (2 * part - 1));
        if (pauseEvery > 0 && beat % pauseEvery == 0)
            interval = 2 * mean;
        at += interval;
    }
    return times;
}

QVector<double> SynthPulse::samples(double seconds) const
{
    const auto count = qsizetype(seconds * rateHz);
    QVector<double> wave(count, 0);
    for (const double at : beatTimes(seconds + 1)) {
        const auto from = std::max<qsizetype>(0, qsizetype((at - 0.4) * rateHz));
        const auto to = std::min(count, qsizetype((at + 1.2) * rateHz));
        for (auto i = from; i < to; ++i) {
            const double t = double(i) / rateHz - at;
            wave[i] += height * (mainWave(t) + tidal * bell(t - 0.14, 0.05) + dicrotic * bell(t - 0.32, 0.06));
        }
    }
    std::minstd_rand random(4711);
    std::normal_distribution<double> spread(0, 1);
    for (qsizetype i = 0; i < count; ++i)
        wave[i] += drift * std::sin(2 * std::numbers::pi * 0.25 * double(i) / rateHz) + noise * spread(random);
    return wave;
}

} // namespace sizhen
