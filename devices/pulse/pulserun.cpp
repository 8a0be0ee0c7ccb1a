// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/pulse/pulserun.h"

namespace sizhen {
namespace {

constexpr qint64 refitNs = 500'000'000; // a fit over 30 s is no other after 5 ms

} // namespace

void PulseRunMeter::begin(const PulseIntegrity &now)
{
    *this = {};
    m_before = now;
}

PulseRun PulseRunMeter::saw(const PulseHeard &heard, const PulseProtocol &protocol, qint64 nowNs)
{
    PulseRun run;
    run.integrity = protocol.integrity() - m_before;
    if (m_firstNs < 0 && !heard.blocks.isEmpty()) {
        m_firstNs = nowNs;
        qsizetype came = 0;
        for (const auto &block : heard.blocks)
            came += block.pulse.size();
        m_leadS = double(came) / heard.blocks.first().rateHz;
    }
    if (m_firstNs >= 0)
        run.stationSeconds = m_leadS + double(nowNs - m_firstNs) / 1e9;
    if (m_fittedNs < 0 || nowNs - m_fittedNs >= refitNs) {
        m_fittedNs = nowNs;
        m_clock = protocol.clockFit();
    }
    run.clock = m_clock;
    return run;
}

} // namespace sizhen
