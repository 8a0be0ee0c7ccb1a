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
    return fromSignal(*signal);
}

Result<SimWave> SimWave::fromSignal(const PulseSignal &signal)
{
    // Counts are whole numbers: a trace in physical units is spread over many of them.
    double scale = 1;
    for (const double value : signal.samples)
        while (scale > 1e-9 && std::abs(value / scale - std::round(value / scale)) > 1e-6
               && std::abs(value / scale) < 1e5)
            scale /= 10;
    auto counts = signal.samples;
    for (auto &value : counts)
        value /= scale;
    auto wave = fromSamples(counts, signal.rateHz);
    if (wave)
        wave->m_scale = scale;
    return wave;
}

Result<SimWave> SimWave::synthetic(const SynthPulse &pulse, double seconds)
{
    if (pulse.outline && !pulse.outline->isSound())
        return fail(Fault::Invalid, u"an outline that does not turn where it says"_s);
    const auto beats = pulse.beats(seconds);
    if (beats.size() < pulseSites().size() + 2)
        return fail(Fault::Invalid, u"the wave needs a beat for every site"_s);
    const auto samples = pulse.samples(seconds);
    SimWave wave;
    wave.m_rateHz = pulse.rateHz;
    wave.m_synth = pulse;
    const auto at = [&pulse](double s) { return qsizetype(std::llround(s * pulse.rateHz)); };
    const auto from = at(beats[1].foot); // the first may have begun before the trace
    const auto to = at(beats.last().foot);
    for (auto i = from; i < to; ++i)
        wave.m_samples.append(qint32(std::lround(samples[i])));
    const double origin = double(from) / pulse.rateHz;
    for (qsizetype i = 1; i + 1 < beats.size(); ++i)
        wave.m_beats.append({beats[i].foot - origin, beats[i].slope - origin, beats[i].crest - origin});
    for (qsizetype site = 0; site < pulseSites().size(); ++site)
        wave.m_entries.append(at(beats[1 + site * (beats.size() - 2) / pulseSites().size()].foot) - from);
    return wave;
}

Result<SimWave> SimWave::fromRecording(const PulseRecording &recording)
{
    if (recording.blocks.isEmpty())
        return fail(Fault::Invalid, u"nothing was recorded"_s);
    SimWave wave;
    wave.m_rateHz = recording.rateHz;
    wave.m_scale = recording.scale;
    const bool pressed = !recording.blocks.first().pressure.isEmpty();
    quint64 next = recording.blocks.first().first;
    for (const auto &block : recording.blocks) {
        for (; next < block.first; ++next) {
            wave.m_samples.append(wave.m_samples.last());
            if (pressed)
                wave.m_pressure.append(wave.m_pressure.last());
        }
        wave.m_samples += block.pulse;
        if (pressed)
            wave.m_pressure += block.pressure.isEmpty() ? QVector<qint32>(block.pulse.size()) : block.pressure;
        next = block.first + quint64(block.pulse.size());
    }
    wave.m_entries.fill(0, pulseSites().size());
    return wave;
}

QVector<SynthBeat> SimWave::beatsAt(const QString &site, double seconds) const
{
    QVector<SynthBeat> beats;
    const double loop = double(m_samples.size()) / m_rateHz;
    const double entered = double(entry(site)) / m_rateHz;
    for (double shift = -entered; shift < seconds && !m_beats.isEmpty(); shift += loop)
        for (const auto &beat : m_beats)
            if (beat.foot + shift > -0.5 / m_rateHz && beat.foot + shift < seconds)
                beats.append({beat.foot + shift, beat.slope + shift, beat.crest + shift});
    return beats;
}

Result<SimWave> SimWave::fromSamples(const QVector<double> &samples, double rateHz)
{
    const auto beats = refineBeats(smoothPulse(samples, rateHz), rateHz, findBeats(samples, rateHz));
    const auto sites = pulseSites().size();
    if (samples.isEmpty())
        return fail(Fault::Invalid, u"an empty trace"_s);
    SimWave wave;
    wave.m_rateHz = rateHz;
    if (beats.size() < sites + 1) { // no beat for every site: all feel it from its start
        for (const double value : samples)
            wave.m_samples.append(qint32(std::lround(value)));
        wave.m_entries.fill(0, sites);
        return wave;
    }
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
    wave.m_synth = m_synth;
    wave.m_beats = m_beats;
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
    if (!m_pressure.isEmpty())
        return m_pressure[qsizetype(index % quint64(m_pressure.size()))];
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
