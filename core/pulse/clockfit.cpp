// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/clockfit.h"
#include "core/pulse/pulsefilter.h"

#include <algorithm>
#include <cmath>

namespace sizhen {
namespace {

constexpr double nsInSecond = 1e9;
constexpr qint64 fitWindowNs = 30'000'000'000;
constexpr qint64 fitSlotNs = 250'000'000; // of each quarter of a second the least delayed reading is kept
constexpr double leastFitSpanS = 3;
constexpr int fewestFitPoints = 6;
constexpr qint64 leastStepNs = 10'000'000; // less may be this computer's
constexpr int agreeingForStep = 3;
constexpr double worstDriftPpm = 1000; // a crystal is ten times better
constexpr double mostDriftPpm = 50'000;
constexpr double normalOfMad = 1.4826;
constexpr double twoSided95 = 1.96;
constexpr double leastNs = 1000; // both clocks are told in microseconds

double secondsOfNs(qint64 ns)
{
    return double(ns) / nsInSecond;
}

// The median of the slopes between points far enough apart; every few of them, a thousand pairs say it as well.
std::optional<double> roughSlope(const QVector<double> &x, const QVector<double> &y)
{
    const auto every = std::max<qsizetype>(1, x.size() / 40);
    QVector<double> slopes;
    for (qsizetype i = 0; i < x.size(); i += every)
        for (qsizetype j = i + every; j < x.size(); j += every)
            if (x[j] - x[i] >= leastFitSpanS / 3)
                slopes.append((y[j] - y[i]) / (x[j] - x[i]));
    return slopes.isEmpty() ? std::nullopt : std::optional(median(slopes));
}

// Least squares; y in ns, x in s.
std::optional<PulseClockFit> straight(const QVector<double> &x, const QVector<double> &y)
{
    const auto n = double(x.size());
    double sx = 0, sy = 0, sxx = 0, sxy = 0;
    for (qsizetype i = 0; i < x.size(); ++i) {
        sx += x[i];
        sy += y[i];
        sxx += x[i] * x[i];
        sxy += x[i] * y[i];
    }
    const double varied = sxx - sx * sx / std::max(n, 1.0);
    if (n < fewestFitPoints || varied <= 0)
        return {};
    const double slope = (sxy - sx * sy / n) / varied;
    const double at0 = (sy - slope * sx) / n;
    double squares = 0;
    for (qsizetype i = 0; i < x.size(); ++i)
        squares += std::pow(y[i] - at0 - slope * x[i], 2);
    const double deviation = std::max(std::sqrt(squares / (n - 2)), leastNs);
    PulseClockFit fit;
    fit.driftPpm = slope / nsInSecond * 1e6;
    fit.driftPpmError = twoSided95 * deviation / std::sqrt(varied) / nsInSecond * 1e6;
    fit.points = int(n);
    return fit;
}

} // namespace

void ClockFitter::restart()
{
    m_count = 0;
    m_suspects.clear();
    m_step.reset();
}

bool ClockFitter::deviates(const Point &candidate) const
{
    if (m_count == 0)
        return false;
    const auto &last = point(m_count - 1);
    double expected = double(last.ahead);
    double allowed = double(leastStepNs + last.doubt + candidate.doubt);
    if (const auto known = fit()) {
        expected += known->driftPpm * 1e-6 * double(candidate.station - last.station);
        allowed += 6e6 * known->spreadMs;
    } else {
        allowed += worstDriftPpm * 1e-6 * double(candidate.station - last.station);
    }
    return std::abs(double(candidate.ahead) - expected) > allowed;
}

bool ClockFitter::isStep(const Point &candidate)
{
    m_suspects.append(candidate);
    const auto &first = m_suspects.first();
    const bool agrees = std::abs(candidate.ahead - first.ahead) <= leastStepNs + candidate.doubt + first.doubt;
    if (!agrees)
        m_suspects = {candidate}; // late, each by something else
    if (m_suspects.size() < agreeingForStep)
        return false;
    const auto before = point(m_count - 1).ahead;
    const auto fresh = m_suspects;
    QVector<double> jumps;
    for (const auto &suspect : fresh)
        jumps.append(secondsOfNs(suspect.ahead - before));
    restart();
    m_step = median(jumps);
    for (const auto &suspect : fresh)
        keep(suspect);
    return true;
}

void ClockFitter::add(qint64 stationNs, qint64 instrumentNs, qint64 doubtNs)
{
    m_step.reset();
    const Point fresh{stationNs, instrumentNs - stationNs, doubtNs};
    if (m_of == Of::Time && deviates(fresh)) {
        (void)isStep(fresh);
        return;
    }
    m_suspects.clear();
    keep(fresh);
}

void ClockFitter::keep(const Point &fresh)
{
    if (m_count > 0) {
        auto &last = m_ring[std::size_t((m_first + m_count - 1) % capacity)];
        if (fresh.station / fitSlotNs == last.station / fitSlotNs) {
            const bool better = fresh.doubt != last.doubt ? fresh.doubt < last.doubt : fresh.ahead > last.ahead;
            if (better)
                last = fresh;
            return;
        }
    }
    if (m_count == capacity) {
        m_first = (m_first + 1) % capacity;
        --m_count;
    }
    m_ring[std::size_t((m_first + m_count++) % capacity)] = fresh;
    while (fresh.station - point(0).station > fitWindowNs) {
        m_first = (m_first + 1) % capacity;
        --m_count;
    }
}

// Those that are not far more doubtful than most.
QVector<ClockFitter::Point> ClockFitter::trusted() const
{
    QVector<double> doubts;
    for (int i = 0; i < m_count; ++i)
        doubts.append(double(point(i).doubt));
    const double most = 3 * median(doubts) + 200'000;
    QVector<Point> points;
    for (int i = 0; i < m_count; ++i)
        if (double(point(i).doubt) <= most)
            points.append(point(i));
    return points;
}

std::optional<PulseClockFit> ClockFitter::fit() const
{
    if (m_count < fewestFitPoints || secondsOfNs(point(m_count - 1).station - point(0).station) < leastFitSpanS)
        return {};
    const auto points = trusted();
    QVector<double> x;
    QVector<double> y;
    for (const auto &each : points) { // from the first on, or a day's nanoseconds eat the digits
        x.append(secondsOfNs(each.station - points.first().station));
        y.append(double(each.ahead - points.first().ahead));
    }
    const auto rough = roughSlope(x, y);
    if (!rough)
        return {};
    QVector<double> levels;
    for (qsizetype i = 0; i < x.size(); ++i)
        levels.append(y[i] - *rough * x[i]);
    const double level = median(levels);
    QVector<double> distances;
    for (const double each : levels)
        distances.append(std::abs(each - level));
    const double spread = median(distances);
    const double near = 3 * std::max(normalOfMad * spread, leastNs);
    QVector<double> nearX;
    QVector<double> nearY;
    for (qsizetype i = 0; i < x.size(); ++i)
        if (distances[i] <= near) {
            nearX.append(x[i]);
            nearY.append(y[i]);
        }
    auto fit = straight(nearX, nearY);
    if (!fit || std::abs(fit->driftPpm) > mostDriftPpm)
        return {}; // that is no drift but another rate: RateWatch tells it
    fit->byCounter = m_of == Of::Count;
    fit->spreadMs = spread / 1e6;
    fit->spanS = x.last();
    return fit;
}

} // namespace sizhen
