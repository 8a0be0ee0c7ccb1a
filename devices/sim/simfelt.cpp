// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sim/simfelt.h"
#include "core/pulse/pulseblock.h"

#include <QJsonArray>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr double moveS = 0.8; // from one depth to the next
constexpr double responseWidth = 0.25; // of the range
constexpr double tremor = 0.004;
// L.guan L.cun L.chi R.guan R.cun R.chi: chi lies deeper than cun.
constexpr std::array<double, 6> siteShift{0, -0.05, 0.08, 0.03, -0.02, 0.11};

bool within(const QVector<SimPlan::Stretch> &stretches, double seconds)
{
    return std::any_of(stretches.begin(), stretches.end(), [seconds](const SimPlan::Stretch &stretch) {
        return seconds >= stretch.fromS && seconds < stretch.fromS + stretch.lastsS;
    });
}

double sine(double hz, double seconds)
{
    return std::sin(2 * std::numbers::pi * hz * seconds);
}

QJsonArray stretchesJson(const QVector<SimPlan::Stretch> &stretches)
{
    QJsonArray list;
    for (const auto &stretch : stretches)
        list.append(QJsonObject{{u"from_s"_s, stretch.fromS}, {u"lasts_s"_s, stretch.lastsS}});
    return list;
}

QJsonObject outlineJson(const SynthOutline &outline)
{
    return {{u"h1"_s, outline.h1}, {u"h2"_s, outline.h2},
            {u"h3"_s, outline.h3}, {u"h4"_s, outline.h4},
            {u"h5"_s, outline.h5}, {u"t1"_s, outline.t1},
            {u"t2"_s, outline.t2}, {u"t3"_s, outline.t3},
            {u"t4"_s, outline.t4}, {u"dicrotic"_s, outline.dicrotic}};
}

} // namespace

SimFelt::SimFelt(SimWave wave, SimPlan plan)
    : m_wave(std::move(wave))
    , m_plan(std::move(plan))
{
    const auto &samples = m_wave.samples();
    const auto [least, most] = std::minmax_element(samples.begin(), samples.end());
    m_low = *least;
    m_span = std::max(1.0, double(*most) - *least);
}

double SimFelt::optimumAt(const QString &site) const
{
    const auto place = std::max<qsizetype>(0, pulseSites().indexOf(site));
    return std::clamp(m_plan.optimum.value_or(0.5) + siteShift[std::size_t(place)], 0.0, 1.0);
}

double SimFelt::pressed(double seconds) const
{
    double cycle = 0;
    for (const auto &step : m_plan.press)
        cycle += step.seconds;
    const bool first = seconds < cycle;
    double left = std::fmod(seconds, cycle);
    double before = first ? 0 : m_plan.press.last().fraction;
    for (const auto &step : m_plan.press) {
        if (left < step.seconds) {
            const double way = std::min(1.0, left / std::min(moveS, step.seconds));
            return before + (step.fraction - before) * way;
        }
        left -= step.seconds;
        before = step.fraction;
    }
    return before;
}

qint32 SimFelt::pressure(const QString &site, quint64 index) const
{
    const double seconds = double(index) / rateHz();
    if (!touches(index))
        return 0;
    double held = m_plan.press.isEmpty()
        ? double(m_wave.pressure(site, index))
        : (lightest + (deepest - lightest) * pressed(seconds)) * (1 + tremor * sine(0.25, seconds));
    if (within(m_plan.moving, seconds))
        held *= 1 + 0.3 * sine(0.9, seconds);
    return qint32(std::lround(held));
}

double SimFelt::raw(const QString &site, quint64 index) const
{
    const double seconds = double(index) / rateHz();
    double value = m_wave.pulse(site, index);
    if (m_plan.optimum) {
        const double fraction = (double(pressure(site, index)) - lightest) / (deepest - lightest);
        const double away = (fraction - optimumAt(site)) / responseWidth;
        value = m_low + (value - m_low) * std::exp(-away * away / 2);
    }
    if (within(m_plan.moving, seconds))
        value += m_span * (1.2 * sine(1.7, seconds) + 0.8 * sine(2.9, seconds));
    return value;
}

bool SimFelt::touches(quint64 index) const
{
    return !within(m_plan.away, double(index) / rateHz());
}

bool SimFelt::clips(const QString &site, quint64 index) const
{
    return m_plan.rail && touches(index) && std::abs(raw(site, index)) > *m_plan.rail;
}

qint32 SimFelt::pulse(const QString &site, quint64 index) const
{
    if (!touches(index))
        return qint32(std::lround(m_low));
    double value = raw(site, index);
    if (m_plan.rail)
        value = std::clamp(value, -double(*m_plan.rail), double(*m_plan.rail));
    return qint32(std::lround(value));
}

QJsonObject SimFelt::truth(double seconds) const
{
    QJsonObject sites;
    for (const auto &site : pulseSites()) {
        QJsonArray beats;
        for (const auto &beat : m_wave.beatsAt(site, seconds))
            beats.append(QJsonObject{{u"foot_s"_s, beat.foot}, {u"slope_s"_s, beat.slope}, {u"crest_s"_s, beat.crest}});
        sites.insert(site,
                     QJsonObject{{u"beats"_s, beats},
                                 {u"optimum_fraction"_s, m_plan.optimum ? QJsonValue(optimumAt(site)) : QJsonValue()}});
    }
    QJsonArray hand;
    for (const auto &step : m_plan.press)
        hand.append(QJsonObject{{u"fraction"_s, step.fraction}, {u"seconds"_s, step.seconds}});
    const auto &synth = m_wave.synth();
    QJsonObject object{{u"schema"_s, u"sizhen-pulse-truth/1"_s},
                       {u"rate_hz"_s, rateHz()},
                       {u"seconds"_s, seconds},
                       {u"sites"_s, sites},
                       {u"press"_s, hand},
                       {u"pressure_range_gf"_s, QJsonArray{lightest / 10, deepest / 10}},
                       {u"contact_lost"_s, stretchesJson(m_plan.away)},
                       {u"moving"_s, stretchesJson(m_plan.moving)},
                       {u"rail"_s, m_plan.rail ? QJsonValue(*m_plan.rail) : QJsonValue()},
                       {u"drift_ppm"_s, m_plan.driftPpm}};
    if (synth) {
        object.insert(u"per_minute"_s, synth->perMinute);
        object.insert(u"pause_every"_s, synth->pauseEvery);
        object.insert(u"pauses_wander"_s, synth->pausesWander);
        object.insert(u"irregular"_s, synth->irregular);
        object.insert(u"outline"_s, synth->outline ? QJsonValue(outlineJson(*synth->outline)) : QJsonValue());
    }
    return object;
}

} // namespace sizhen
