// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/callstatistics.h"

#include <gst/gst.h>

namespace sizhen {

// What webrtcbin says about packets (W3C webrtc-stats, as far as 1.22 fills it in).
struct LineStatistics {
    std::optional<double> rttMs; // by the other end's reports
    double lossBeforeRepairPct = 0; // of what we sent, as the other end last reported
    quint64 received = 0; // packets
    qint64 lost = 0;
    quint64 bytes = 0;

    void into(CallStatistics &statistics) const;
};

[[nodiscard]] LineStatistics lineStatistics(const GstStructure *all);

} // namespace sizhen
