// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/linemeter.h"

#include <algorithm>

namespace sizhen {
namespace {

constexpr double feedbackWaitsMs = 90; // for its turn, and for a newest packet that is not lost

} // namespace

void LineMeter::feedback(double nowS, const std::vector<PacketFeedback> &packets)
{
    forget(nowS);
    Report report{nowS, {}, int(packets.size()), 0};
    for (const auto &packet : packets) {
        if (packet.lost)
            ++report.lost;
        else // the newest packet of a report has waited least at the other end
            report.rttS = std::min(report.rttS.value_or(nowS - packet.sentS), nowS - packet.sentS);
    }
    if (!packets.empty())
        m_reports.push_back(report);
}

LineReading LineMeter::reading(double nowS)
{
    forget(nowS);
    LineReading reading;
    std::vector<double> waysMs;
    int packets = 0;
    int lost = 0;
    for (const auto &report : m_reports) {
        packets += report.packets;
        lost += report.lost;
        if (report.rttS && *report.rttS >= 0)
            waysMs.push_back(*report.rttS * 1000);
    }
    if (!waysMs.empty()) {
        std::ranges::sort(waysMs);
        reading.rttMs = waysMs.front();
        reading.variesMs = std::max(0.0, waysMs[waysMs.size() * 4 / 5] - waysMs.front() - feedbackWaitsMs);
    }
    reading.lossPct = packets > 0 ? 100.0 * lost / packets : 0;
    return reading;
}

void LineMeter::forget(double nowS)
{
    const auto first = std::find_if(m_reports.begin(), m_reports.end(),
                                    [nowS](const Report &report) { return report.atS > nowS - rememberedS; });
    m_reports.erase(m_reports.begin(), first);
}

} // namespace sizhen
