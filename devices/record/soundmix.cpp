// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/record/soundmix.h"

#include "devices/record/moviereader.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sizhen {
namespace {

constexpr qint64 channels = MovieReader::soundChannels;
constexpr qint64 longestAhead = 10LL * MovieReader::soundHz; // of what was taken; nobody waits longer for a voice

qint64 sampleAt(double seconds)
{
    return qint64(std::llround(seconds * MovieReader::soundHz));
}

} // namespace

void SoundMix::restart(double fromSeconds)
{
    m_sums.clear();
    m_at = sampleAt(fromSeconds);
}

void SoundMix::add(double atSeconds, const QByteArray &samples)
{
    const auto *values = reinterpret_cast<const qint16 *>(samples.constData());
    const auto frames = qint64(samples.size()) / (channels * qint64(sizeof(qint16)));
    const auto begin = sampleAt(atSeconds) - m_at;
    if (begin > longestAhead)
        return;
    const auto skipped = std::max<qint64>(0, -begin);
    if (skipped >= frames)
        return;
    const auto end = (begin + frames) * channels;
    if (m_sums.size() < end)
        m_sums.resize(end);
    for (auto i = skipped * channels; i < frames * channels; ++i)
        m_sums[begin * channels + i] += values[i];
}

QByteArray SoundMix::takeUntil(double seconds)
{
    const auto frames = std::min(sampleAt(seconds) - m_at, longestAhead);
    if (frames <= 0)
        return {};
    QByteArray bytes(frames * channels * qint64(sizeof(qint16)), '\0');
    auto *values = reinterpret_cast<qint16 *>(bytes.data());
    const auto there = std::min<qint64>(m_sums.size(), frames * channels);
    for (qint64 i = 0; i < there; ++i)
        values[i] = qint16(
            std::clamp<qint32>(m_sums[i], std::numeric_limits<qint16>::min(), std::numeric_limits<qint16>::max()));
    m_sums.remove(0, there);
    m_at += frames;
    return bytes;
}

} // namespace sizhen
