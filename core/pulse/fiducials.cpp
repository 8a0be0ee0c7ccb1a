// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/fiducials.h"
#include "core/pulse/fiducialconstants.h"
#include "core/pulse/pulsefilter.h"

#include <algorithm>
#include <cmath>

namespace sizhen {
namespace {

// What lies above the pulse band: the median distance from the trace below 25 Hz as a share of its range. The middle of
// a long recording is enough to tell.
double restOver(const QVector<double> &samples, double rateHz)
{
    const auto most = std::min(samples.size(), fiducial::restSamples);
    const auto x = samples.mid((samples.size() - most) / 2, most);
    const auto smooth = zeroPhase(butterLowpass(3, fiducial::cleanBandHz, rateHz), x);
    QVector<double> rest(x.size());
    for (qsizetype i = 0; i < x.size(); ++i)
        rest[i] = std::abs(x[i] - smooth[i]);
    const auto [low, high] = std::minmax_element(smooth.begin(), smooth.end());
    return *high > *low ? median(rest) / (*high - *low) : 0;
}

qsizetype greatest(const QVector<double> &x, qsizetype from, qsizetype to)
{
    return std::max_element(x.begin() + from, x.begin() + to) - x.begin();
}

qsizetype least(const QVector<double> &x, qsizetype from, qsizetype to)
{
    return std::min_element(x.begin() + from, x.begin() + to) - x.begin();
}

// First sample in [from, to) that is higher (lower) than both neighbours; -1: none.
qsizetype firstCrest(const QVector<double> &x, qsizetype from, qsizetype to)
{
    for (auto i = std::max<qsizetype>(1, from); i < std::min(to, x.size() - 1); ++i)
        if (x[i] > x[i - 1] && x[i] >= x[i + 1])
            return i;
    return -1;
}

qsizetype firstTrough(const QVector<double> &x, qsizetype from, qsizetype to)
{
    for (auto i = std::max<qsizetype>(1, from); i < std::min(to, x.size() - 1); ++i)
        if (x[i] < x[i - 1] && x[i] <= x[i + 1])
            return i;
    return -1;
}

qsizetype highestCrest(const QVector<double> &x, qsizetype from, qsizetype to)
{
    qsizetype best = -1;
    for (auto i = firstCrest(x, from, to); i >= 0; i = firstCrest(x, i + 1, to))
        if (best < 0 || x[i] > x[best])
            best = i;
    return best;
}

} // namespace

FiducialFinder::FiducialFinder(const QVector<double> &samples, double rateHz)
    : m_factor(std::max(1, int(std::ceil(fiducial::coarsestHz / rateHz))))
    , m_rate(rateHz * m_factor)
{
    const auto grid = upsampled(samples, m_factor);
    const int mean10 = int(std::lround(fiducial::slopeMeanS * m_rate));
    m_clean = restOver(samples, rateHz) < fiducial::cleanRest;
    if (m_clean) {
        m_fine = zeroPhase(butterLowpass(3, fiducial::cleanCutHz, m_rate), grid);
        m_smooth = movingMean(m_fine, mean10);
    } else {
        m_fine = zeroPhase(butterLowpass(3, fiducial::heightCutHz, m_rate), grid);
        m_smooth = movingMean(zeroPhase(chebyshevLowpass(fiducial::smoothStopHz, m_rate), grid),
                              int(std::lround(fiducial::smoothMeanS * m_rate)));
    }
    m_d1 = meanSlope(m_smooth, m_rate, mean10);
    m_d2 = meanSlope(m_d1, m_rate, mean10);
    m_bend = m_clean ? movingMean(m_d2, int(std::lround(fiducial::cleanBendMeanS * m_rate))) : m_d2;
    m_d3 = meanSlope(m_d2, m_rate, mean10);
}

QVector<double> FiducialFinder::rises() const
{
    const auto edge = std::min(ms(fiducial::edgeMs), m_d1.size() / 4); // the filters know least there
    const double enough = fiducial::riseShare * *std::max_element(m_d1.begin() + edge, m_d1.end() - edge);
    QVector<double> found;
    for (auto i = firstCrest(m_d1, 1, m_d1.size()); i >= 0; i = firstCrest(m_d1, i + 1, m_d1.size()))
        if (m_d1[i] > enough
            && (found.isEmpty() || double(i) - found.last() * m_factor > double(ms(fiducial::shortestBeatMs))))
            found.append(double(i) / m_factor);
    return found;
}

double FiducialFinder::footBefore(double rise) const
{
    auto on = std::clamp<qsizetype>(qsizetype(std::lround(rise * m_factor)), 0, m_d1.size() - 1);
    while (on > 0 && m_d1[on] > 0)
        --on;
    return double(on) / m_factor;
}

double FiducialFinder::height(double index) const
{
    const double at = std::clamp(index * m_factor, 0.0, double(m_fine.size() - 1));
    const auto i = std::min(qsizetype(at), m_fine.size() - 2);
    const double part = at - double(i);
    return m_fine[i] * (1 - part) + m_fine[i + 1] * part;
}

std::optional<Fiducials> FiducialFinder::marks(const BeatTimes &beat, double next) const
{
    const auto n = m_smooth.size();
    const auto around = qsizetype(std::lround(beat.slope * m_factor));
    const auto end = std::min(n - 1, qsizetype(std::lround(next * m_factor)));
    const auto from = std::max<qsizetype>(1, around - ms(40));
    const auto to = std::min(n - 1, around + ms(40) + 1);
    if (from >= to || end - around < ms(100))
        return std::nullopt;
    const auto u = greatest(m_d1, from, to);
    auto on = u;
    while (on > 0 && m_d1[on] > fiducial::footShare * m_d1[u])
        --on;
    if (on == 0 && m_d1[0] > fiducial::cutRiseShare * m_d1[u])
        return std::nullopt; // the rise began before the first sample
    on = least(m_smooth, std::max<qsizetype>(0, on - ms(20)), std::min(u, on + ms(20)) + 1);
    auto sp = u;
    while (sp < end && m_d1[sp] > 0)
        ++sp;
    if (sp >= end)
        return std::nullopt;
    sp = greatest(m_smooth, std::max(u, sp - ms(20)), std::min(n, sp + ms(20) + 1));
    Fiducials marks;
    marks.on = vertex(m_smooth, on) / m_factor;
    marks.u = vertex(m_d1, u) / m_factor;
    marks.sp = vertex(m_smooth, sp) / m_factor;
    markDerivatives(marks, on, u, end);
    markNotch(marks, sp, end);
    markTidal(marks, sp);
    return marks;
}

// The valve closes where the descent is caught most sharply, near the time that ejection takes at this rate
// (Weissler 1968: 413 ms - 1.7 ms a beat per minute); a tidal wave may bend the trace as much, but earlier.
qsizetype FiducialFinder::endOfSystole(qsizetype on, qsizetype cycleEnd, qsizetype from, qsizetype to) const
{
    const double perMinute = std::clamp(60 * m_rate / double(std::max<qsizetype>(1, cycleEnd - on)), 45.0, 140.0);
    const double expected
        = (fiducial::ejectionS - fiducial::ejectionPerRateS * perMinute + fiducial::afterEjectionS) * m_rate;
    qsizetype best = -1;
    double bestScore = 0;
    for (auto i = firstCrest(m_bend, from, to); i >= 0; i = firstCrest(m_bend, i + 1, to)) {
        const double off = (double(i - on) - expected) / (fiducial::ejectionSpreadS * m_rate);
        const double score = m_bend[i] * std::exp(-off * off / 2);
        if (best < 0 || score > bestScore) {
            best = i;
            bestScore = score;
        }
    }
    if (best < 0)
        return best;
    const auto near = highestCrest(m_d2, std::max(from, best - ms(25)), std::min(to, best + ms(25) + 1));
    return near >= 0 ? near : best;
}

void FiducialFinder::markDerivatives(Fiducials &marks, qsizetype on, qsizetype u, qsizetype end) const
{
    const auto put = [this](std::optional<double> &mark, const QVector<double> &x, qsizetype index) {
        if (index >= 0)
            mark = vertex(x, index) / m_factor;
    };
    const auto early = std::max<qsizetype>(0, on - ms(20));
    const auto a = greatest(m_d2, early, u + 1);
    const auto crest
        = std::min({end, qsizetype(std::lround(marks.sp * m_factor)) + ms(40), u + ms(fiducial::latestBMs)});
    const auto b = least(m_d2, u, std::max(u + 1, crest));
    put(marks.a, m_d2, a);
    put(marks.b, m_d2, b);
    const auto limit = std::min(on + std::max((end - on) * 7 / 10, ms(300)), on + ms(500));
    const auto e = endOfSystole(on, end, b + ms(60), std::min(end, limit));
    if (e < 0)
        return;
    put(marks.e, m_d2, e);
    // Ripples beside e are no f: it is the deepest place until shortly after the descent is slowest.
    auto w = firstCrest(m_d1, e + 1, end);
    const auto lastF = std::min(end, std::clamp(w, e, e + ms(fiducial::latestWMs)) + ms(fiducial::fAfterWMs));
    const auto f = least(m_d2, e, lastF);
    if (f > e)
        put(marks.f, m_d2, f);
    if (w < 0 || w > lastF) // the descent goes on slowing down: where that turns is the shoulder
        w = f > e && f + 1 < lastF ? f : -1;
    put(marks.w, m_d1, w);
    put(marks.v, m_d1, least(m_d1, u, e + 1));
    const auto p1 = firstCrest(m_d3, b + 1, e);
    put(marks.p1, m_d3, p1);
    if (p1 < 0)
        return;
    if (const auto c = firstCrest(m_d2, p1 + 1, e - ms(15)); c >= 0) {
        const auto d = least(m_d2, c, e);
        put(marks.c, m_d2, c);
        put(marks.d, m_d2, d);
        put(marks.p2, m_d3, least(m_d3, c, d + 1));
    } else { // a step instead of a wave: both stand where it is flattest
        auto last = e - 1;
        while (last > p1 && m_d3[last - 1] > m_d3[last])
            --last;
        const auto flattest = least(m_d3, p1, last + 1);
        if (flattest > p1 && flattest < last)
            for (auto *mark : {&marks.c, &marks.d, &marks.p2})
                put(*mark, m_d3, flattest);
    }
}

void FiducialFinder::markNotch(Fiducials &marks, qsizetype sp, qsizetype end) const
{
    if (!marks.e)
        return;
    const auto e = qsizetype(std::lround(*marks.e * m_factor));
    const auto w = marks.w ? qsizetype(std::lround(*marks.w * m_factor)) : -1;
    const auto last = std::min(end, std::max((w >= 0 ? w : e + ms(60)) + ms(20) + 1, e + ms(fiducial::lateTroughMs)));
    if (const auto trough = firstTrough(m_smooth, std::max(sp + 1, e - ms(40)), last); trough >= 0) {
        marks.notch = vertex(m_smooth, trough) / m_factor;
        if (const auto crest = firstCrest(m_smooth, trough + 1, end); crest >= 0)
            marks.dicrotic = vertex(m_smooth, crest) / m_factor;
        return;
    }
    if (w < 0)
        return;
    marks.notch = (double(e) + fiducial::notchAfterE * double(w - e)) / m_factor;
    // Without a crest the dicrotic wave is where the descent is slowest: the shoulder w.
    marks.dicrotic = marks.w;
}

void FiducialFinder::markTidal(Fiducials &marks, qsizetype sp) const
{
    if (!marks.notch)
        return;
    const auto notch = qsizetype(std::lround(*marks.notch * m_factor));
    const auto first = sp + ms(40);
    const double rise = m_fine[sp] - m_fine[qsizetype(std::lround(marks.on * m_factor))];
    if (const auto trough = firstTrough(m_fine, first, notch - ms(20)); trough >= 0) {
        const auto crest = highestCrest(m_fine, trough + 1, notch);
        if (crest >= 0 && m_fine[crest] - m_fine[trough] > fiducial::tidalCrest * rise) {
            marks.tidalTrough = vertex(m_fine, trough) / m_factor;
            marks.tidal = vertex(m_fine, crest) / m_factor;
            return;
        }
    }
    // No crest of its own: a shoulder counts only when the descent slows down clearly and quickens again.
    const auto shoulder = highestCrest(m_d1, first, notch - ms(20));
    if (shoulder < 0)
        return;
    const double before = *std::min_element(m_d1.begin() + sp, m_d1.begin() + shoulder);
    const double after = *std::min_element(m_d1.begin() + shoulder, m_d1.begin() + notch);
    const double steepest = *std::max_element(m_d1.begin() + qsizetype(marks.on * m_factor), m_d1.begin() + sp + 1);
    if (m_d1[shoulder] - std::max(before, after) > fiducial::tidalShoulder * steepest) {
        marks.tidal = vertex(m_d1, shoulder) / m_factor;
        marks.tidalIsShoulder = true;
    }
}

std::optional<Fiducials> marksOfPulse(const QVector<double> &samples, double rateHz)
{
    if (rateHz <= 0 || double(samples.size()) < fiducial::shortestPulseS * rateHz)
        return std::nullopt;
    const auto [low, high] = std::minmax_element(samples.begin(), samples.end());
    if (!(*high > *low))
        return std::nullopt;
    const FiducialFinder finder(samples, rateHz);
    const auto rises = finder.rises();
    for (qsizetype k = 0; k < rises.size(); ++k) {
        const double next = k + 1 < rises.size() ? finder.footBefore(rises[k + 1]) : double(samples.size() - 1);
        if (const auto marks = finder.marks({0, rises[k], 0}, next))
            return marks;
    }
    return std::nullopt;
}

} // namespace sizhen
