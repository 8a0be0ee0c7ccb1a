// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/pulse/samplerun.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace sizhen {
namespace {

constexpr double silenceS = 0.5; // shorter ones are this computer's, not the instrument's
constexpr double longestGapS = 24 * 3600;

} // namespace

void SampleRun::begin(const QString &site, double rateHz)
{
    m_site = site;
    m_rateHz = rateHz;
    m_next = 0;
    m_lastNs = -1;
    m_byClock = false;
    m_contact = true;
    m_inGap = false;
    m_watch.begin(rateHz);
}

void SampleRun::end()
{
    m_site.clear();
}

qint64 SampleRun::missingByClock(qsizetype came, qint64 nowNs) const
{
    if (m_lastNs < 0)
        return 0;
    const double seconds = std::min(double(nowNs - m_lastNs) / 1e9, longestGapS);
    // What was only late comes all at once with this read.
    return std::max<qint64>(0, std::llround(seconds * m_rateHz) - qint64(came));
}

void SampleRun::skip(qint64 samples)
{
    if (samples <= 0)
        return;
    m_next += quint64(samples);
    m_lost += samples;
    m_gaps += m_inGap ? 0 : 1;
    m_inGap = true;
}

void SampleRun::take(const QVector<Item> &items, qint64 nowNs, bool countedByDevice, PulseHeard &heard)
{
    if (!isRunning() || items.isEmpty())
        return;
    const bool cut = std::exchange(m_byClock, false);
    const bool silent = m_lastNs >= 0 && double(nowNs - m_lastNs) / 1e9 >= silenceS;
    if (cut || (!countedByDevice && silent)) {
        // After a cut something is missing however short it was; a silence may also be a slow instrument.
        if (const auto missing = missingByClock(items.size(), nowNs);
            cut || missing > qint64(silenceS * m_rateHz / 2)) {
            skip(missing);
            m_watch.restart();
        }
    }
    m_lastNs = nowNs;
    for (const auto &item : items) {
        if (m_next > 0) // before the first sample of a run nothing can be missing
            skip(item.lostBefore);
        append(item, heard);
    }
    if (const auto measured = m_watch.saw(m_next, nowNs))
        heard.events.append({PulseEvent::Kind::RateWrong, m_next, *measured});
}

void SampleRun::append(const Item &item, PulseHeard &heard)
{
    if (item.pulse.has_value() != m_contact) {
        m_contact = item.pulse.has_value();
        heard.events.append({m_contact ? PulseEvent::Kind::Contact : PulseEvent::Kind::ContactLost, m_next, 0});
    }
    if (!item.pulse) {
        ++m_null;
        ++m_next;
        m_gaps += m_inGap ? 0 : 1;
        m_inGap = true;
        return;
    }
    auto &blocks = heard.blocks;
    const bool joins = !blocks.isEmpty() && !m_inGap
        && blocks.last().first + quint64(blocks.last().pulse.size()) == m_next
        && blocks.last().pressure.isEmpty() != item.pressure.has_value();
    if (!joins)
        blocks.append({m_site, m_rateHz, m_next, {}, {}});
    blocks.last().pulse.append(*item.pulse);
    if (item.pressure)
        blocks.last().pressure.append(*item.pressure);
    m_inGap = false;
    ++m_next;
}

void SampleRun::addTo(PulseIntegrity &integrity) const
{
    integrity.gaps += m_gaps;
    integrity.lostSamples += m_lost;
    integrity.nullSamples += m_null;
    integrity.measuredHz = m_watch.measuredHz();
}

void BadRun::restart()
{
    m_bytes = 0;
    m_first = true;
}

int BadRun::sound()
{
    const auto bytes = std::exchange(m_bytes, 0);
    if (std::exchange(m_first, false) || bytes == 0)
        return 0;
    return int(std::max<qsizetype>(1, (bytes + m_frameSize / 2) / m_frameSize));
}

} // namespace sizhen
