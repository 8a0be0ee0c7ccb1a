// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/station/minutemeter.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace sizhen {
namespace {

// `pct` is of the whole call; what was lost in between follows from both ends.
double lossBetween(const CallStatistics &before, const CallStatistics &after)
{
    const auto all = [](const CallStatistics &one) {
        return one.lossPct < 100 ? double(one.packets) / (1 - one.lossPct / 100) : double(one.packets);
    };
    const double sent = all(after) - all(before);
    const double came = double(after.packets - before.packets);
    return sent > 0 ? std::clamp(100 * (sent - came) / sent, 0.0, 100.0) : 0;
}

} // namespace

std::optional<MediaMinute> MinuteMeter::feed(const CallStatistics &inAll, const QDateTime &at, double atS)
{
    if (!m_runs) {
        m_runs = true;
        m_first = inAll;
        m_from = at;
        m_fromS = atS;
        forget();
    }
    m_last = inAll;
    if (inAll.rttMs) {
        m_roundTrips += *inAll.rttMs;
        ++m_known;
    }
    if (inAll.jitterMs) {
        m_jitters += *inAll.jitterMs;
        ++m_jittersKnown;
    }
    return atS - m_fromS >= minuteS ? cut(atS) : std::nullopt;
}

std::optional<MediaMinute> MinuteMeter::end(double atS)
{
    if (!m_runs)
        return std::nullopt;
    const auto last = atS - m_fromS >= shortestS ? cut(atS) : std::nullopt;
    m_runs = false;
    return last;
}

std::optional<MediaMinute> MinuteMeter::cut(double atS)
{
    MediaMinute minute;
    minute.from = m_from;
    minute.seconds = atS - m_fromS;
    minute.width = std::max(0, m_last.size.width());
    minute.height = std::max(0, m_last.size.height());
    minute.pictures = std::max(0.0, double(m_last.frames - m_first.frames) / minute.seconds);
    minute.roundTripMs = m_known > 0 ? m_roundTrips / m_known : 0;
    minute.kbps = std::max(0.0, double(m_last.bytes - m_first.bytes) * 8 / 1000 / minute.seconds);
    minute.jitterMs = m_jittersKnown > 0 ? m_jitters / m_jittersKnown : 0;
    minute.lossPct = lossBetween(m_first, m_last);
    // A picture that stood still through the minutes before is counted where it moves again.
    minute.frozenMs = int(std::lround(std::clamp(m_last.freezeS - m_first.freezeS, 0.0, minute.seconds) * 1000));
    minute.soundS = std::max(0.0, m_last.audioS - m_first.audioS);
    m_first = m_last;
    m_from = m_from.addMSecs(qint64(minute.seconds * 1000));
    m_fromS = atS;
    forget();
    return minute;
}

void MinuteMeter::forget()
{
    m_roundTrips = 0;
    m_known = 0;
    m_jitters = 0;
    m_jittersKnown = 0;
}

} // namespace sizhen
