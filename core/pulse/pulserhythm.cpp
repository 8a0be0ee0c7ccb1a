// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/pulserhythm.h"
#include "core/pulse/pulsefilter.h"

#include <algorithm>
#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr double irregularAbove = 0.12; // nRMSSD; regular records lie at 0.008–0.075, irregular ones at 0.228 and more
constexpr double pauseRatio = 1.5;
constexpr double longestS = 3.0;
constexpr int fewestIntervals = 4;
constexpr double leastCovered = 0.33;

struct Interval {
    qsizetype beat = 0; // the beat before it
    double seconds = 0;
};

QVector<Interval> intervalsOf(const PulseAnalysis &analysis)
{
    QVector<Interval> list;
    for (qsizetype k = 1; k < analysis.beats.size(); ++k) {
        const auto &before = analysis.beats[k - 1];
        const auto &after = analysis.beats[k];
        const double seconds = (after.at.slope - before.at.slope) / analysis.rateHz;
        if (before.usable() && after.usable() && seconds <= longestS)
            list.append({k - 1, seconds});
    }
    return list;
}

double localMedian(const QVector<Interval> &list, qsizetype k)
{
    QVector<double> near;
    for (auto i = std::max<qsizetype>(0, k - 4); i < std::min(list.size(), k + 5); ++i)
        near.append(list[i].seconds);
    return median(near);
}

// 代: the same number of beats between one pause and the next.
bool evenlySpaced(const QVector<int> &pauses)
{
    if (pauses.size() < 3)
        return false;
    QVector<double> steps;
    for (qsizetype i = 1; i < pauses.size(); ++i)
        steps.append(pauses[i] - pauses[i - 1]);
    double mean = 0;
    double square = 0;
    for (const auto step : steps) {
        mean += step / double(steps.size());
        square += step * step / double(steps.size());
    }
    return std::sqrt(std::max(0.0, square - mean * mean)) <= 0.5;
}

} // namespace

QString rhythmName(PulseRhythm::Kind kind)
{
    switch (kind) {
    case PulseRhythm::Kind::Unmeasured:
        return u"unmeasured"_s;
    case PulseRhythm::Kind::Regular:
        return u"regular"_s;
    case PulseRhythm::Kind::Irregular:
        return u"irregular"_s;
    case PulseRhythm::Kind::IrregularPauses:
        return u"irregular_pauses"_s;
    case PulseRhythm::Kind::RegularPauses:
        return u"regular_pauses"_s;
    }
    return {};
}

void measureRhythm(PulseAnalysis &analysis)
{
    const auto list = intervalsOf(analysis);
    double sum = 0;
    double squares = 0;
    double differences = 0;
    int pairs = 0;
    for (qsizetype i = 0; i < list.size(); ++i) {
        sum += list[i].seconds;
        squares += list[i].seconds * list[i].seconds;
        if (i > 0 && list[i].beat == list[i - 1].beat + 1) {
            const double step = list[i].seconds - list[i - 1].seconds;
            differences += step * step;
            ++pairs;
        }
    }
    if (list.size() < fewestIntervals || sum < leastCovered * analysis.seconds || !analysis.believed())
        return;
    const double count = double(list.size());
    const double mean = sum / count;
    auto &rhythm = analysis.rhythm;
    rhythm.meanMs = 1000 * mean;
    rhythm.sdnnMs = 1000 * std::sqrt(std::max(0.0, squares / count - mean * mean));
    rhythm.rmssdMs = pairs > 0 ? 1000 * std::sqrt(differences / pairs) : 0;
    rhythm.nRmssd = rhythm.rmssdMs / rhythm.meanMs;
    for (qsizetype i = 0; i < list.size(); ++i)
        if (list[i].seconds > pauseRatio * localMedian(list, i))
            rhythm.pauseAfter.append(int(list[i].beat));
    using Kind = PulseRhythm::Kind;
    if (rhythm.nRmssd <= irregularAbove)
        rhythm.kind = rhythm.pauseAfter.size() < 3 ? Kind::Regular : Kind::IrregularPauses;
    else
        rhythm.kind = rhythm.pauseAfter.isEmpty() ? Kind::Irregular : Kind::IrregularPauses;
    if (evenlySpaced(rhythm.pauseAfter))
        rhythm.kind = Kind::RegularPauses;
    analysis.perMinute = 60 / mean;
}

} // namespace sizhen
