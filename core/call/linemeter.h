// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <optional>
#include <vector>

namespace sizhen {

// What the other end says about one packet of ours (transport-wide feedback).
struct PacketFeedback {
    double sentS = 0; // our clock
    bool lost = false;
    double arrivedS = 0; // the other end's clock, which has nothing to do with ours; nothing of a lost one
    int bytes = 0; // on the line, headers too
    quint16 sequence = 0; // over all streams; a report that is lost on its way back leaves a hole
};

struct LineReading {
    std::optional<double> rttMs; // the shortest of the last seconds
    double variesMs = 0; // four of five were no longer than this more: packets queue on the way
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
