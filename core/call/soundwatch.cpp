// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/soundwatch.h"

#include <bit>

namespace sizhen {

bool OneWaySound::Count::moved(qint64 now, qint64 nowMs)
{
    if (now == value)
        return false;
    value = now;
    atMs = nowMs;
    return true;
}

void OneWaySound::begin(qint64 nowMs)
{
    *this = {};
    m_sent.atMs = m_received.atMs = m_heardThere.atMs = m_leavesSinceMs = nowMs;
}

void OneWaySound::partnerSaid(const CallSending &said, qint64 nowMs)
{
    m_stillReports = m_heardThere.moved(said.heard, nowMs) ? 0 : m_stillReports + 1;
    if (said.sound == StreamState::None)
        m_sendsSinceMs.reset();
    else if (!m_sendsSinceMs)
        m_sendsSinceMs = nowMs;
}

OneWaySound::Alarm OneWaySound::look(qint64 sent, qint64 received, qint64 nowMs)
{
    const auto pauseMs = nowMs - m_sent.atMs;
    if (m_sent.moved(sent, nowMs) && pauseMs > silentMs)
        m_leavesSinceMs = nowMs; // they left only now
    m_received.moved(received, nowMs);
    if (m_sendsSinceMs && nowMs - std::max(m_received.atMs, *m_sendsSinceMs) >= silentMs)
        return Alarm::NotHeardHere;
    const bool leaves = m_sent.value > 0 && nowMs - m_sent.atMs < silentMs;
    const bool still = m_stillReports >= 2 && nowMs - std::max(m_heardThere.atMs, m_leavesSinceMs) >= silentMs;
    return leaves && still ? Alarm::NotHeardThere : Alarm::None;
}

bool UnsentSpeech::look(double microphoneDb, bool sends, qint64 nowMs)
{
    m_loud = ((m_loud << 1) | quint32(microphoneDb >= speechDb)) & ((1U << window) - 1);
    if (sends) {
        m_loud = 0;
        m_lastMs.reset();
        return false;
    }
    if (std::popcount(m_loud) >= leastLoud)
        m_lastMs = nowMs;
    return m_lastMs && nowMs - *m_lastMs < standsMs;
}

} // namespace sizhen
