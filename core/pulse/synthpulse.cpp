// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/synthpulse.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <random>

namespace sizhen {
namespace {

// Where the bells rise most steeply: one width before the crest.
constexpr double bellRise = 0.045;

double bell(double t, double width)
{
    return std::exp(-t * t / (2 * width * width));
}

// The steep side of a pulse is its first one.
double mainWave(double t)
{
    return bell(t, t < 0 ? bellRise : 0.085);
}

constexpr double shortestPeriod = 0.25; // 240 a minute

// From one height to another as a half cosine: level at both ends, steepest in the middle.
double swing(double from, double to, double part)
{
    return from + (to - from) * (1 - std::cos(std::numbers::pi * std::clamp(part, 0.0, 1.0))) / 2;
}

} // namespace

bool SynthOutline::isSound() const
{
    const bool inOrder = 0 < t1 && t1 < t2 && t2 < t3 && t3 < t4 && dicrotic > 0;
    const bool turns = h1 > h2 && h2 < h3 && h3 > h4 && h4 > 0 && h5 > 0 && h1 > h3;
    return inOrder && turns && t4 + dicrotic > shortestPeriod / 2;
}

double SynthOutline::at(double sinceFoot, double period) const
{
    struct Turn {
        double t;
        double h;
    };

    const std::array<Turn, 7> turns{
        {{0, 0}, {t1, h1}, {t2, h2}, {t3, h3}, {t4, h4}, {t4 + dicrotic, h4 + h5}, {period, 0}}};
    for (std::size_t i = 1; i < turns.size(); ++i)
        if (sinceFoot < turns[i].t)
            return swing(turns[i - 1].h, turns[i].h, (sinceFoot - turns[i - 1].t) / (turns[i].t - turns[i - 1].t));
    return 0;
}

QVector<SynthBeat> SynthPulse::beats(double seconds) const
{
    QVector<SynthBeat> beats;
    for (const double crest : beatTimes(seconds))
        beats.append(outline ? SynthBeat{crest - outline->t1, crest - outline->t1 / 2, crest}
                             : SynthBeat{crest - 3 * bellRise, crest - bellRise, crest});
    return beats;
}

QVector<double> SynthPulse::beatTimes(double seconds) const
{
    QVector<double> times;
    std::minstd_rand random(12345); // the same pulse every time: it is a truth to compare with
    std::minstd_rand pauses(99);
    int untilPause = pauseEvery;
    const double mean = 60 / perMinute;
    double at = 0.4 * mean;
    for (int beat = 1; at < seconds; ++beat) {
        times.append(at);
        const double part = double(random() - random.min()) / double(random.max() - random.min());
        double interval = mean * (1 + irregular * (2 * part - 1));
        if (pauseEvery > 0 && !pausesWander && beat % pauseEvery == 0)
            interval = 2 * mean;
        if (pauseEvery > 0 && pausesWander && --untilPause <= 0) {
            interval = 2 * mean;
            untilPause = 2 + int(pauses() % unsigned(std::max(1, 2 * pauseEvery - 3)));
        }
        at += interval;
    }
    return times;
}

QVector<double> SynthPulse::outlined(double seconds) const
{
    QVector<double> wave(qsizetype(seconds * rateHz), 0);
    const auto all = beats(seconds + 3);
    for (qsizetype beat = 0; beat + 1 < all.size(); ++beat) {
        const double period = all[beat + 1].foot - all[beat].foot;
        const auto from = std::max<qsizetype>(0, qsizetype(std::ceil(all[beat].foot * rateHz)));
        const auto to = std::min(wave.size(), qsizetype(std::ceil(all[beat + 1].foot * rateHz)));
        for (auto i = from; i < to; ++i)
            wave[i] = outline->at(double(i) / rateHz - all[beat].foot, period);
    }
    return wave;
}

QVector<double> SynthPulse::samples(double seconds) const
{
    const auto count = qsizetype(seconds * rateHz);
    auto wave = outline ? outlined(seconds) : QVector<double>(count, 0);
    for (const double at : outline ? QVector<double>() : beatTimes(seconds + 1)) {
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
