// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/beatfinder.h"
#include "core/pulse/pulsefilter.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace sizhen {
namespace {

constexpr double beatWindowS = 0.111;
constexpr double cycleWindowS = 0.667;
constexpr double beta = 0.02;
constexpr double refractoryS = 0.3;
constexpr double fastRefractoryS = 0.25;
constexpr double fastIntervalS = 0.45;

// Median over half a minute of the greatest value in each second and a half: the height of an ordinary beat hereabouts.
QVector<double> localHeight(const QVector<double> &band, double rateHz)
{
    const auto step = std::max<qsizetype>(1, qsizetype(1.5 * rateHz));
    QVector<double> tops;
    for (qsizetype i = 0; i < band.size(); i += step)
        tops.append(*std::max_element(band.begin() + i, band.begin() + std::min(i + step, band.size())));
    QVector<double> heights;
    for (qsizetype i = 0; i < tops.size(); ++i) {
        const auto from = std::max<qsizetype>(0, i - 10);
        heights.append(median(tops.mid(from, std::min(tops.size(), i + 11) - from)));
    }
    return heights;
}

// Two waves too close to be two beats: the earlier may be a late dicrotic wave of the beat before it.
bool fitsBetter(const QVector<qsizetype> &found, qsizetype top, double usual, const QVector<double> &band)
{
    const double ratio = band[top] / std::max(band[found.last()], 1e-12);
    if (found.size() < 2 || usual <= 0)
        return ratio > 1.2;
    const auto before = found[found.size() - 2];
    const auto off = [=](qsizetype at) { return std::abs(double(at - before) - usual); };
    return ratio > 0.8 && off(top) < off(found.last());
}

struct Rise {
    qsizetype foot = 0;
    qsizetype steepest = 0;
    qsizetype peak = 0;
    double height = 0;
};

// Back from the crest to where the trace has clearly turned up again: an earlier wave's rise is not this beat's.
qsizetype startOfRise(const QVector<double> &smooth, qsizetype from, qsizetype to)
{
    const auto crest
        = std::max_element(smooth.begin() + std::max(from, to - (to - from) / 3), smooth.begin() + to) - smooth.begin();
    auto lowest = crest;
    for (auto i = crest; i >= from; --i) {
        if (smooth[i] < smooth[lowest])
            lowest = i;
        if (smooth[i] - smooth[lowest] > 0.7 * (smooth[crest] - smooth[lowest]) && lowest < crest)
            return std::max(from, std::min(lowest, to - 1));
    }
    return from;
}

std::optional<Rise> riseNear(const QVector<double> &smooth, const QVector<double> &rise, double rateHz, qsizetype at,
                             qsizetype previous)
{
    auto from = std::max<qsizetype>(1, at - qsizetype(0.35 * rateHz));
    if (previous >= 0)
        from = std::max(from, previous + qsizetype(0.12 * rateHz));
    const auto to = std::min(smooth.size() - 1, at + qsizetype(0.06 * rateHz) + 1);
    if (from >= to)
        return std::nullopt;
    from = startOfRise(smooth, from, to);
    Rise found;
    found.steepest = std::max_element(rise.begin() + from, rise.begin() + to) - rise.begin();
    if (rise[found.steepest] <= 0)
        return std::nullopt;
    found.foot = found.steepest;
    while (found.foot > 0 && found.foot > previous && rise[found.foot] > 0)
        --found.foot;
    if (found.foot + 1 < smooth.size() && smooth[found.foot + 1] < smooth[found.foot])
        ++found.foot;
    found.peak = found.steepest;
    const auto last = std::min(smooth.size() - 1, found.steepest + qsizetype(0.4 * rateHz));
    while (found.peak < last && rise[found.peak] > 0)
        ++found.peak;
    if (found.peak > 0 && smooth[found.peak - 1] > smooth[found.peak])
        --found.peak;
    found.height = smooth[found.peak] - smooth[found.foot];
    return found;
}

// Whether `found` lies nearer than the last rise to where the beats before it let one expect it.
bool followsBetter(const QVector<Rise> &rises, const Rise &found)
{
    if (rises.size() < 4)
        return true;
    QVector<double> intervals;
    for (auto i = std::max<qsizetype>(1, rises.size() - 8); i + 1 < rises.size(); ++i)
        intervals.append(double(rises[i].steepest - rises[i - 1].steepest));
    const auto before = rises[rises.size() - 2].steepest;
    const double usual = median(intervals);
    const auto off = [=](qsizetype at) { return std::abs(double(at - before) - usual); };
    return off(found.steepest) < off(rises.last().steepest);
}

// A low wave that splits one ordinary interval in two is the dicrotic wave of the beat before it.
QVector<Rise> withoutDicrotic(const QVector<Rise> &rises, double rateHz)
{
    QVector<Rise> kept;
    for (qsizetype k = 0; k < rises.size(); ++k) {
        if (kept.isEmpty() || k + 1 == rises.size()) {
            kept.append(rises[k]);
            continue;
        }
        QVector<double> around;
        for (auto i = std::max<qsizetype>(1, k - 8); i < std::min(rises.size(), k + 9); ++i)
            around.append(double(rises[i].steepest - rises[i - 1].steepest) / rateHz);
        const double usual = median(around);
        const double before = double(rises[k].steepest - kept.last().steepest) / rateHz;
        const double both = double(rises[k + 1].steepest - kept.last().steepest) / rateHz;
        const bool low = rises[k].height < 0.6 * std::min(kept.last().height, rises[k + 1].height);
        if (!(low && before < 0.6 * usual && both < 1.25 * usual))
            kept.append(rises[k]);
    }
    return kept;
}

} // namespace

QVector<qsizetype> findBeats(const QVector<double> &samples, double rateHz)
{
    if (double(samples.size()) < 0.6 * rateHz || rateHz <= 0)
        return {};
    const auto band = zeroPhase(butterHighpass(3, 0.5, rateHz) + butterLowpass(3, 8, rateHz), samples);
    const auto heights = localHeight(band, rateHz);
    const auto step = std::max<qsizetype>(1, qsizetype(1.5 * rateHz));
    QVector<double> energy(band.size());
    for (qsizetype from = 0; from < band.size(); from += step) {
        const double top = 2 * std::max(heights[from / step], 1e-12);
        for (auto i = from; i < std::min(from + step, band.size()); ++i) {
            const double value = std::clamp(band[i], 0.0, top);
            energy[i] = value * value;
        }
    }
    const auto quick = movingMean(energy, int(std::lround(beatWindowS * rateHz)));
    const auto slow = movingMean(energy, int(std::lround(cycleWindowS * rateHz)));
    const auto level = movingMean(energy, int(std::lround(20 * rateHz)));

    QVector<qsizetype> found;
    QVector<double> intervals;
    const auto shortest = qsizetype(beatWindowS * rateHz);
    for (qsizetype i = 0; i < band.size();) {
        if (quick[i] <= slow[i] + beta * level[i]) {
            ++i;
            continue;
        }
        const auto start = i;
        while (i < band.size() && quick[i] > slow[i] + beta * level[i])
            ++i;
        if (i - start < shortest)
            continue;
        const auto top = std::max_element(band.begin() + start, band.begin() + i) - band.begin();
        const auto usual = median(intervals.mid(std::max<qsizetype>(0, intervals.size() - 8)));
        const double refractory = usual > 0 && usual < fastIntervalS ? fastRefractoryS : refractoryS;
        if (!found.isEmpty()) {
            const double interval = double(top - found.last()) / rateHz;
            if (interval < refractory) {
                if (fitsBetter(found, top, usual * rateHz, band))
                    found.last() = top;
                continue;
            }
            intervals.append(interval);
        }
        found.append(top);
    }
    return found;
}

QVector<double> smoothPulse(const QVector<double> &samples, double rateHz)
{
    return zeroPhase(butterLowpass(2, std::min(12.0, 0.4 * rateHz), rateHz), samples);
}

QVector<BeatTimes> refineBeats(const QVector<double> &smooth, double rateHz, const QVector<qsizetype> &beats)
{
    const auto rise = slope(smooth, rateHz);
    QVector<Rise> rises;
    for (const auto at : beats) {
        const auto previous = rises.isEmpty() ? -1 : rises.last().steepest;
        const auto found = riseNear(smooth, rise, rateHz, at, previous);
        if (!found)
            continue;
        if (previous >= 0 && double(found->steepest - previous) < fastRefractoryS * rateHz) {
            if (found->height > rises.last().height && followsBetter(rises, *found))
                rises.last() = *found; // two waves, one beat
            continue;
        }
        rises.append(*found);
    }
    QVector<BeatTimes> times;
    for (const auto &found : withoutDicrotic(rises, rateHz))
        times.append({vertex(smooth, found.foot), vertex(rise, found.steepest), vertex(smooth, found.peak)});
    return times;
}

} // namespace sizhen
