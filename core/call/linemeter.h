// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

namespace sizhen {

// What the other end says about one packet of ours (transport-wide feedback).
struct PacketFeedback {
    double sentS = 0;
    bool lost = false;
};

struct LineReading {
    std::optional<double> rttMs; // the shortest of the last seconds
    double lossPct = 0; // of the last seconds, before repair
};

// How long the way is and how much is lost on it, from feedback that comes ten times a second. Reports by RTCP come
// every few seconds, and where packets are asked for again even less often: too late for a call that has just begun.
class LineMeter
{
public:
    void feedback(double nowS, const std::vector<PacketFeedback> &packets);
    [[nodiscard]] LineReading reading(double nowS);

private:
    static constexpr double rememberedS = 5;

    struct Report {
        double atS = 0;
        std::optional<double> rttS;
        int packets = 0;
        int lost = 0;
    };

    void forget(double nowS);
    std::vector<Report> m_reports; // the last seconds', in the order of time
};

} // namespace sizhen
