// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/callstatistics.h"

#include <algorithm>
#include <numeric>

namespace sizhen {

CallStatistics together(const CallStatistics &before, const CallStatistics &now)
{
    auto all = now;
    all.frames += before.frames;
    all.audioS += before.audioS;
    all.freezes += before.freezes;
    all.freezeS += before.freezeS;
    all.packets += before.packets;
    all.repaired += before.repaired;
    all.bytes += before.bytes;
    if (!all.size.isValid())
        all.size = before.size;
    return all;
}

bool FreezeMeter::isFreeze(double pauseS) const
{
    const int known = std::min(m_pauseCount, window);
    if (known == 0)
        return false;
    const double mean = std::accumulate(m_pauses, m_pauses + known, 0.0) / known;
    return pauseS > std::max(3 * mean, mean + 0.15);
}

void FreezeMeter::frame(double atS)
{
    ++m_frames;
    if (m_counts) {
        const double pauseS = atS - m_lastS;
        if (isFreeze(pauseS)) {
            ++m_freezes;
            m_freezeS += pauseS;
        }
        m_pauses[m_pauseCount++ % window] = pauseS;
    }
    m_counts = m_expects;
    m_lastS = atS;
}

void FreezeMeter::expect(bool pictures)
{
    m_expects = pictures;
    if (!pictures)
        m_counts = false; // the pause that follows is no freeze, whenever it ends
}

void FreezeMeter::end(double atS)
{
    if (m_counts && isFreeze(atS - m_lastS)) {
        ++m_freezes;
        m_freezeS += atS - m_lastS;
        m_lastS = atS;
    }
}

} // namespace sizhen
