// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/linestatistics.h"

#include <gst/webrtc/webrtc.h>

#include <algorithm>

namespace sizhen {
namespace {

void addInbound(LineStatistics &line, const GstStructure *one)
{
    guint64 packets = 0;
    guint64 bytes = 0;
    gint64 lost64 = 0;
    gint lost = 0;
    gst_structure_get_uint64(one, "packets-received", &packets);
    gst_structure_get_uint64(one, "bytes-received", &bytes);
    if (gst_structure_get_int64(one, "packets-lost", &lost64))
        line.lost += std::max<gint64>(0, lost64);
    else if (gst_structure_get_int(one, "packets-lost", &lost))
        line.lost += std::max(0, lost); // repaired twice counts below zero
    line.received += packets;
    line.bytes += bytes;
}

void addReport(LineStatistics &line, const GstStructure *one)
{
    double rttS = 0;
    double lost = 0;
    if (gst_structure_get_double(one, "round-trip-time", &rttS) && rttS > 0)
        line.rttMs = std::max(line.rttMs.value_or(0), rttS * 1000);
    if (gst_structure_get_double(one, "fraction-lost", &lost))
        line.lossBeforeRepairPct = std::max(line.lossBeforeRepairPct, lost * 100);
}

gboolean addOne(GQuark, const GValue *value, gpointer data)
{
    if (!GST_VALUE_HOLDS_STRUCTURE(value))
        return TRUE;
    const auto *one = gst_value_get_structure(value);
    GstWebRTCStatsType type{};
    if (!gst_structure_get(one, "type", GST_TYPE_WEBRTC_STATS_TYPE, &type, nullptr))
        return TRUE;
    auto &line = *static_cast<LineStatistics *>(data);
    if (type == GST_WEBRTC_STATS_INBOUND_RTP)
        addInbound(line, one);
    else if (type == GST_WEBRTC_STATS_REMOTE_INBOUND_RTP)
        addReport(line, one);
    return TRUE;
}

} // namespace

LineStatistics lineStatistics(const GstStructure *all)
{
    LineStatistics line;
    gst_structure_foreach(all, addOne, &line);
    return line;
}

void LineStatistics::into(CallStatistics &statistics) const
{
    if (rttMs)
        statistics.rttMs = rttMs;
    const auto expected = double(received) + double(lost);
    statistics.lossPct = expected > 0 ? 100 * double(lost) / expected : 0;
    statistics.bytes = qint64(bytes);
}

} // namespace sizhen
