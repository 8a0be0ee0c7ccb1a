// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/callstatistics.h"
#include "devices/media/gstref.h"

#include <QHash>

namespace sizhen {

// How much came from the other end and how evenly (SES-06), as the RTP session of webrtcbin counts it: before the
// jitter buffer, in the order of arrival.
class ReceivedLine
{
public:
    void count(GstElement *webrtc, CallStatistics &statistics);

private:
    void take(const GstStructure *source);

    struct Source {
        quint64 bytes = 0;
        double jitterMs = 0;
        int clockRate = 0;
    };

    QHash<quint32, Source> m_sources; // by SSRC: the session forgets one that is silent for long
    quint64 m_bytes = 0;
};

} // namespace sizhen
