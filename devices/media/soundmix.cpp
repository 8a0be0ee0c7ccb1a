// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/soundmix.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace sizhen {
namespace {

constexpr qint64 nsPerS = 1'000'000'000;
constexpr qint64 apartNs = 40'000'000; // less is a clock that trembles
constexpr qint64 mostLateNs = 60'000'000;
constexpr qint64 calmLateNs = 5'000'000; // is not worth to catch up
constexpr std::size_t mostWaiting = 4 * SoundMix::hz; // rtpbin holds sound back for its picture, by 3 s at most
constexpr int quietPeak = 100; // -50 dBFS

qint64 nsOf(std::size_t samples)
{
    return qint64(samples) * nsPerS / SoundMix::hz;
}

std::size_t samplesOf(qint64 ns)
{
    return std::size_t(ns * SoundMix::hz / nsPerS);
}

} // namespace

void SoundMix::Voice::put(std::span<const qint16> samples, qint64 dueNs)
{
    const std::scoped_lock lock(m_mutex);
    if (const qint64 gap = dueNs - m_headNs - nsOf(m_waiting.size()); !m_waiting.empty() && gap > apartNs)
        m_waiting.insert(m_waiting.end(), std::min(samplesOf(gap), mostWaiting), 0);
    m_headNs = dueNs - nsOf(m_waiting.size());
    m_waiting.insert(m_waiting.end(), samples.begin(), samples.end());
    if (m_waiting.size() > mostWaiting)
        drop(m_waiting.size() - mostWaiting);
}

void SoundMix::Voice::drop(std::size_t count)
{
    const auto dropped = std::min(count, m_waiting.size());
    m_waiting.erase(m_waiting.begin(), m_waiting.begin() + qsizetype(dropped));
    m_headNs += nsOf(dropped);
}

bool SoundMix::Voice::isQuiet(std::size_t count) const
{
    return std::all_of(m_waiting.begin(), m_waiting.begin() + qsizetype(count),
                       [](qint16 sample) { return std::abs(sample) < quietPeak; });
}

// How much of a step is silence before this voice begins; what is too late to be heard is dropped.
std::size_t SoundMix::Voice::begin(std::size_t wanted, qint64 lateNs)
{
    if (lateNs > mostLateNs)
        drop(samplesOf(lateNs));
    else if (lateNs > calmLateNs && m_waiting.size() >= 2 * wanted && isQuiet(wanted))
        drop(std::min(wanted, samplesOf(lateNs)));
    if (lateNs >= 0 || (m_plays && lateNs > -apartNs))
        return 0;
    return std::min(wanted, samplesOf(-lateNs));
}

void SoundMix::Voice::addTo(std::span<float> sum, qint64 atNs)
{
    const std::scoped_lock lock(m_mutex);
    const auto from = m_waiting.empty() ? sum.size() : begin(sum.size(), atNs - m_headNs);
    const auto count = std::min(sum.size() - from, m_waiting.size());
    const float gain = m_gain;
    for (std::size_t i = 0; i < sum.size(); ++i) {
        const qint16 sample = i >= from && i < from + count ? m_waiting[i - from] : qint16(0);
        m_meter.add(sample);
        sum[i] += gain * float(sample);
    }
    drop(count);
    m_plays = count > 0 && from + count == sum.size();
}

void SoundMix::add(const std::shared_ptr<Voice> &voice)
{
    const std::scoped_lock lock(m_mutex);
    m_voices.append(voice);
}

void SoundMix::remove(const std::shared_ptr<Voice> &voice)
{
    const std::scoped_lock lock(m_mutex);
    m_voices.removeAll(voice);
}

void SoundMix::take(std::span<qint16> out, qint64 atNs)
{
    const std::scoped_lock lock(m_mutex);
    m_sum.assign(out.size(), 0);
    for (const auto &voice : m_voices)
        voice->addTo(m_sum, atNs);
    std::ranges::transform(m_sum, out.begin(), [](float value) {
        return qint16(std::lround(std::clamp(value, float(INT16_MIN), float(INT16_MAX))));
    });
}

} // namespace sizhen
