// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/pulseplayer.h"

#include <algorithm>
#include <chrono>

using namespace std::chrono_literals;

namespace sizhen {

PulsePlayer::PulsePlayer(QObject *parent)
    : QObject(parent)
{
    m_timer.setInterval(30ms);
    connect(&m_timer, &QTimer::timeout, this, &PulsePlayer::tick);
}

void PulsePlayer::play(const PulseRecording &recording)
{
    stop();
    m_recording = recording;
    m_block = 0;
    m_sample = 0;
    m_clock.start();
    m_timer.start();
}

void PulsePlayer::stop()
{
    if (!m_timer.isActive())
        return;
    m_timer.stop();
    Q_EMIT finished();
}

void PulsePlayer::tick()
{
    const auto due = quint64(double(m_clock.elapsed()) / 1000 * m_recording.rateHz);
    while (m_block < m_recording.blocks.size()) {
        const auto &whole = m_recording.blocks[m_block];
        const auto at = whole.first + quint64(m_sample);
        if (at >= due)
            return;
        const auto count = std::min(qsizetype(due - at), whole.pulse.size() - m_sample);
        Q_EMIT block({whole.site, whole.rateHz, at, whole.pulse.mid(m_sample, count),
                      whole.pressure.isEmpty() ? QVector<qint32>() : whole.pressure.mid(m_sample, count)});
        m_sample += count;
        if (m_sample == whole.pulse.size()) {
            ++m_block;
            m_sample = 0;
        }
    }
    stop();
}

} // namespace sizhen
