// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/repair.h"

#include <gst/webrtc/webrtc.h>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int sinksWaitMore = 10; // ms
// By default a packet is asked for again only after a whole round trip: too few tries fit into the wait. Without this
// 10 % loss gave 11 to 14 pictures a second, with it 28.
constexpr auto retryTimeoutMs = "60";
constexpr double streamBandwidth = 4e6; // bit/s
constexpr guint64 feedbackEvery = 50 * GST_MSECOND; // by default with each picture of each end
constexpr auto mostRetries = "3"; // more eat the line

} // namespace

Result<> repairOn(GstElement *webrtc)
{
    GArray *all = nullptr;
    g_signal_emit_by_name(webrtc, "get-transceivers", &all);
    if (!all)
        return fail(Fault::Unsupported, u"media: no transceivers"_s);
    for (guint i = 0; i < all->len; ++i)
        g_object_set(g_array_index(all, GstWebRTCRTPTransceiver *, i), "do-nack", TRUE, "fec-type",
                     GST_WEBRTC_FEC_TYPE_NONE, nullptr);
    g_array_unref(all);
    return {};
}

void repairAtOnce(GstElement *webrtc, bool bothOurs)
{
    const GstRef<GstElement> rtpbin(gst_bin_get_by_name(GST_BIN(webrtc), "rtpbin"));
    GObject *session = nullptr;
    if (rtpbin)
        g_signal_emit_by_name(rtpbin.get(), "get-internal-session", 0U, &session);
    if (!session)
        return;
    g_object_set(session, "bandwidth", streamBandwidth, "rtcp-min-interval", guint64(GST_SECOND),
                 "twcc-feedback-interval", feedbackEvery, nullptr);
    if (bothOurs)
        g_object_set(session, "rtcp-reduced-size", TRUE, nullptr);
    g_object_unref(session);
}

void JitterBuffers::watch(GstElement *webrtc)
{
    const GstRef<GstElement> rtpbin(gst_bin_get_by_name(GST_BIN(webrtc), "rtpbin"));
    if (rtpbin)
        g_signal_connect(rtpbin.get(), "new-jitterbuffer", G_CALLBACK(&JitterBuffers::made), this);
}

void JitterBuffers::made(GstElement *, GstElement *buffer, guint, guint, gpointer self)
{
    auto *mine = static_cast<JitterBuffers *>(self);
    gst_util_set_object_arg(G_OBJECT(buffer), "rtx-retry-timeout", retryTimeoutMs);
    gst_util_set_object_arg(G_OBJECT(buffer), "rtx-max-retries", mostRetries);
    // A packet that is late is asked for when a later one comes, not before: where a queue grows, all are late.
    gst_util_set_object_arg(G_OBJECT(buffer), "rtx-next-seqnum", "false");
    g_object_set(buffer, "faststart-min-packets", 1U, nullptr); // decoders are made while the first picture waits
    const std::scoped_lock lock(mine->m_mutex);
    g_object_set(buffer, "latency", guint(mine->m_ms), nullptr);
    mine->m_buffers.emplace_back(GST_ELEMENT(gst_object_ref(buffer)));
}

void JitterBuffers::setLatency(GstElement *webrtc, GstElement *pipeline, int ms, int sinkMs)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_ms = ms;
        for (const auto &buffer : m_buffers)
            g_object_set(buffer.get(), "latency", guint(ms), nullptr);
    }
    g_object_set(webrtc, "latency", guint(ms), nullptr);
    gst_pipeline_set_latency(GST_PIPELINE(pipeline), GstClockTime(ms + sinksWaitMore + sinkMs) * GST_MSECOND);
    gst_bin_recalculate_latency(GST_BIN(pipeline));
}

void JitterBuffers::count(CallStatistics &statistics)
{
    guint64 pushed = 0;
    guint64 lost = 0;
    guint64 repaired = 0;
    const std::scoped_lock lock(m_mutex);
    for (const auto &buffer : m_buffers) {
        GstStructure *stats = nullptr;
        g_object_get(buffer.get(), "stats", &stats, nullptr);
        if (!stats)
            continue;
        guint64 one = 0;
        if (gst_structure_get_uint64(stats, "num-pushed", &one))
            pushed += one;
        if (gst_structure_get_uint64(stats, "num-lost", &one))
            lost += one;
        if (gst_structure_get_uint64(stats, "rtx-success-count", &one))
            repaired += one;
        gst_structure_free(stats);
    }
    statistics.packets = qint64(pushed);
    statistics.repaired = qint64(repaired);
    statistics.lossPct = pushed + lost > 0 ? 100.0 * double(lost) / double(pushed + lost) : 0;
}

GstSettings depayloaderSettings()
{
    return {{"request-keyframe", "true"}, {"wait-for-keyframe", "true"}};
}

GstSettings h264DecoderSettings()
{
    return {{"output-corrupt", "false"},
            {"discard-corrupted-frames", "true"},
            {"automatic-request-sync-points", "true"},
            {"max-threads", "1"}};
}

} // namespace sizhen
