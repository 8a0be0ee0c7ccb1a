// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/depthcurve.h"
#include "core/pulse/bootstrap.h"
#include "core/pulse/pulsefilter.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace sizhen {
namespace {

constexpr qsizetype beatsFrom = 10;
constexpr qsizetype pressureSteps = 10;
constexpr qsizetype stepsFrom = 3;
constexpr int pressureDraws = 200;
constexpr int fineness = 200; // places at which the fitted curve is looked at

struct PressedBeat {
    double share = 0; // of the range pressed, 0 lightest … 1 deepest
    double height = 0;
};

struct PressureStep {
    double share = 0;
    double height = 0;
    double beats = 0;
};

QVector<PressureStep> stepsOf(const QVector<PressedBeat> &beats)
{
    std::array<QVector<double>, pressureSteps> heights;
    std::array<double, pressureSteps> sums{};
    for (const auto &beat : beats) {
        const auto step = std::size_t(std::min(pressureSteps - 1, qsizetype(beat.share * pressureSteps)));
        heights[step].append(beat.height);
        sums[step] += beat.share;
    }
    QVector<PressureStep> steps;
    for (std::size_t i = 0; i < heights.size(); ++i)
        if (const double count = double(heights[i].size()); count > 0)
            steps.append({sums[i] / count, median(heights[i]), count});
    return steps;
}

using Cubic = std::array<double, 4>; // c0 + c1 x + …

double valueOf(const Cubic &cubic, double x)
{
    return cubic[0] + x * (cubic[1] + x * (cubic[2] + x * cubic[3]));
}

// Weighted least squares by the normal equations; three steps carry a parabola only.
Cubic fitted(const QVector<PressureStep> &steps)
{
    const auto terms = std::size_t(std::min<qsizetype>(4, steps.size()));
    std::array<std::array<double, 5>, 4> rows{};
    for (const auto &step : steps) {
        Cubic powers{1, step.share, step.share * step.share, step.share * step.share * step.share};
        for (std::size_t r = 0; r < terms; ++r) {
            for (std::size_t c = 0; c < terms; ++c)
                rows[r][c] += step.beats * powers[r] * powers[c];
            rows[r][4] += step.beats * powers[r] * step.height;
        }
    }
    for (std::size_t pivot = 0; pivot < terms; ++pivot) {
        auto best = pivot;
        for (auto r = pivot + 1; r < terms; ++r)
            if (std::abs(rows[r][pivot]) > std::abs(rows[best][pivot]))
                best = r;
        std::swap(rows[pivot], rows[best]);
        if (std::abs(rows[pivot][pivot]) < 1e-12)
            continue; // two steps at one place: this power adds nothing
        for (std::size_t r = 0; r < terms; ++r) {
            if (r == pivot)
                continue;
            const double factor = rows[r][pivot] / rows[pivot][pivot];
            for (auto c = pivot; c < 5; ++c)
                rows[r][c] -= factor * rows[pivot][c];
        }
    }
    Cubic cubic{};
    for (std::size_t i = 0; i < terms; ++i)
        if (std::abs(rows[i][i]) >= 1e-12)
            cubic[i] = rows[i][4] / rows[i][i];
    return cubic;
}

// Share of the range at which the fitted curve is highest, between the lightest and the deepest step.
double highestShare(const QVector<PressureStep> &steps)
{
    const auto cubic = fitted(steps);
    const double from = steps.first().share;
    const double to = steps.last().share;
    double best = from;
    for (int i = 1; i <= fineness; ++i)
        if (const double x = from + (to - from) * i / fineness; valueOf(cubic, x) > valueOf(cubic, best))
            best = x;
    return best;
}

Spread highestSpread(const QVector<PressedBeat> &beats)
{
    Draws draws(quint32(beats.size()));
    QVector<double> highest;
    QVector<PressedBeat> again(beats.size());
    for (int i = 0; i < pressureDraws; ++i) {
        for (auto &beat : again)
            beat = beats[draws.below(beats.size())];
        if (const auto steps = stepsOf(again); steps.size() >= stepsFrom)
            highest.append(highestShare(steps));
    }
    return middleSpread(highest);
}

} // namespace

DepthCurve depthCurve(const QVector<PulseBeat> &beats, const QVector<double> &pressure)
{
    DepthCurve curve;
    QVector<QPointF> pairs; // pressure, height
    for (const auto &beat : beats) {
        const auto from = std::max<qsizetype>(0, qsizetype(beat.at.foot));
        const auto to = std::min(pressure.size(), qsizetype(beat.next));
        if (beat.usable() && to > from)
            pairs.append({median(pressure.mid(from, to - from)), beat.height});
    }
    if (pairs.size() < beatsFrom)
        return curve;
    const auto byPressure = [](const QPointF &a, const QPointF &b) { return a.x() < b.x(); };
    const auto [lightest, deepest] = std::minmax_element(pairs.begin(), pairs.end(), byPressure);
    curve.lightest = lightest->x();
    curve.deepest = deepest->x();
    const double range = curve.deepest - curve.lightest;
    if (range <= 0)
        return curve;
    QVector<PressedBeat> pressed;
    for (const auto &pair : pairs)
        pressed.append({(pair.x() - curve.lightest) / range, pair.y()});
    const auto steps = stepsOf(pressed);
    for (const auto &step : steps)
        curve.points.append({curve.lightest + range * step.share, step.height});
    if (steps.size() < stepsFrom)
        return curve;
    curve.fraction = highestShare(steps);
    const auto spread = highestSpread(pressed);
    curve.best = curve.lightest + range * curve.fraction;
    curve.bestFrom = curve.lightest + range * spread.low;
    curve.bestTo = curve.lightest + range * spread.high;
    const double edge = 1.0 / fineness;
    curve.bracketed = std::min(spread.low, curve.fraction) > steps.first().share + edge
        && std::max(spread.high, curve.fraction) < steps.last().share - edge;
    return curve;
}

} // namespace sizhen
