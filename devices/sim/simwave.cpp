// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sim/simwave.h"
#include "core/base/resource.h"
#include "core/pulse/beatfinder.h"
#include "core/pulse/pulseblock.h"
#include "core/pulse/pulsecsv.h"

#include <algorithm>
#include <cmath>
#include <numbers>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr double recordedHz = 100;
constexpr double rampS = 10;
constexpr double lightest = 250; // 25 gf
constexpr double deepest = 2250; // 225 gf
constexpr double breathHz = 0.25; // the wrist rises and falls with breathing

} // namespace

Result<SimWave> SimWave::recorded()
{
    const auto text = readResource(u"pulse/heartpy_1.csv"_s);
    if (!text)
        return tl::unexpected(text.error());
    return fromCsv(*text, recordedHz);
}

Result<SimWave> SimWave::fromCsv(const QByteArray &text, double rateHz)
{
    const auto signal = readPulseCsv(text, rateHz);
    if (!signal)
        return tl::unexpected(signal.error());
    return fromSamples(signal->samples, signal->rateHz);
}

Result<SimWave> SimWave::synthetic(const SynthPulse &pulse, double seconds)
{
    return fromSamples(pulse.samples(seconds), pulse.rateHz);
}

Result<SimWave> SimWave::fromSamples(const QVector<double> &samples, double rateHz)
{
    const auto beats = refineBeats(smoothPulse(samples, rateHz), rateHz, findBeats(samples, rateHz));
    const auto sites = pulseSites().size();
    if (beats.size() < sites + 1)
        return fail(Fault::Invalid, u"the wave needs a beat for every site"_s);
    SimWave wave;
    wave.m_rateHz = rateHz;
    const auto from = qsizetype(beats.first().foot);
    const auto to = qsizetype(beats.last().foot); // foot to foot: it goes round without a step
    for (auto i = from; i < to; ++i)
        wave.m_samples.append(qint32(std::lround(samples[i])));
    const auto whole = beats.size() - 1;
    for (qsizetype site = 0; site < sites; ++site)
        wave.m_entries.append(qsizetype(beats[site * whole / sites].foot) - from);
    return wave;
}

SimWave SimWave::resampled(double rateHz, qint32 low, qint32 high) const
{
    SimWave wave;
    wave.m_rateHz = rateHz;
    const auto [least, most] = std::minmax_element(m_samples.begin(), m_samples.end());
    const double span = std::max(1.0, double(*most) - *least);
    const double step = m_rateHz / rateHz;
    const auto count = qsizetype(double(m_samples.size()) / step);
    for (qsizetype i = 0; i < count; ++i) {
        const double at = double(i) * step;
        const auto before = qsizetype(at);
        const double left = m_samples[before];
        const double right = m_samples[(before + 1) % m_samples.size()]; // it goes round
        const double value = left + (right - left) * (at - double(before));
        wave.m_samples.append(qint32(std::lround(low + (value - *least) / span * (high - low))));
    }
    for (const auto entry : m_entries)
        wave.m_entries.append(std::min(count - 1, qsizetype(double(entry) / step)));
    return wave;
}

qsizetype SimWave::entry(const QString &site) const
{
    return m_entries.value(pulseSites().indexOf(site), 0);
}

qint32 SimWave::pulse(const QString &site, quint64 index) const
{
    return m_samples[qsizetype((quint64(entry(site)) + index) % quint64(m_samples.size()))];
}

qint32 SimWave::pressure(const QString &site, quint64 index) const
{
    const double seconds = double(index) / m_rateHz;
    const double place = double(std::max<qsizetype>(0, pulseSites().indexOf(site)));
    const double held
        = lightest + (deepest - lightest) * (0.40 + 0.04 * place); // guan lighter, chi and the right deeper
    const double ramp = lightest + (deepest - lightest) * std::min(1.0, seconds / rampS);
    const double settle = std::clamp((seconds - rampS) / 1.5, 0.0, 1.0);
    const double base = ramp + (held - ramp) * settle;
    return qint32(std::lround(base * (1 + 0.015 * std::sin(2 * std::numbers::pi * breathHz * seconds))));
}

} // namespace sizhen
