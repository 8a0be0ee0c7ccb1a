// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/callstatistics.h"
#include "core/consult/sessionrecord.h"

#include <optional>

namespace sizhen {

// Cuts a running call into minutes (SES-06): fed with the counts of the whole call as they grow, it gives one minute
// after the other. What is left of a call that ends counts when it is ten seconds or longer.
class MinuteMeter
{
public:
    // `at`: the station's clock. `atS`: seconds of a steady one.
    [[nodiscard]] std::optional<MediaMinute> feed(const CallStatistics &inAll, const QDateTime &at, double atS);
    // The call is over, or another one begins.
    [[nodiscard]] std::optional<MediaMinute> end(double atS);

private:
    [[nodiscard]] std::optional<MediaMinute> cut(double atS);
    void forget();

    static constexpr double minuteS = 60;
    static constexpr double shortestS = 10;

    bool m_runs = false;
    CallStatistics m_first;
    CallStatistics m_last;
    QDateTime m_from;
    double m_fromS = 0;
    double m_roundTrips = 0; // sum of those that were known
    int m_known = 0;
    double m_jitters = 0; // likewise
    int m_jittersKnown = 0;
};

} // namespace sizhen
