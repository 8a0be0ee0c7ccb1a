// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/receivedline.h"

namespace sizhen {
namespace {

constexpr int soundRate = 48'000;
constexpr quint64 udpBytes = 28; // UDP and IP, which the session adds to each packet

} // namespace

void ReceivedLine::count(GstElement *webrtc, CallStatistics &statistics)
{
    if (!webrtc)
        return;
    const GstRef<GstElement> rtpbin(gst_bin_get_by_name(GST_BIN(webrtc), "rtpbin"));
    GObject *session = nullptr;
    if (rtpbin)
        g_signal_emit_by_name(rtpbin.get(), "get-internal-session", 0U, &session);
    if (!session)
        return;
    GstStructure *all = nullptr;
    g_object_get(session, "stats", &all, nullptr);
    g_object_unref(session);
    if (!all)
        return;
    const auto *value = gst_structure_get_value(all, "source-stats");
    const auto *list = value && qstrcmp(G_VALUE_TYPE_NAME(value), "GValueArray") == 0
        ? static_cast<const GValueArray *>(g_value_get_boxed(value))
        : nullptr;
    for (guint i = 0; list && i < list->n_values; ++i)
        if (G_VALUE_HOLDS(&list->values[i], GST_TYPE_STRUCTURE))
            take(gst_value_get_structure(&list->values[i]));
    gst_structure_free(all);
    statistics.bytes = qint64(m_bytes);
    const Source *best = nullptr;
    for (const auto &source : std::as_const(m_sources))
        if (!best || source.clockRate == soundRate)
            best = &source;
    if (best)
        statistics.jitterMs = best->jitterMs;
}

void ReceivedLine::take(const GstStructure *source)
{
    gboolean ours = TRUE;
    guint ssrc = 0;
    guint64 packets = 0;
    guint64 bytes = 0;
    guint jitter = 0;
    int rate = 0;
    gst_structure_get(source, "internal", G_TYPE_BOOLEAN, &ours, "ssrc", G_TYPE_UINT, &ssrc, nullptr);
    gst_structure_get(source, "packets-received", G_TYPE_UINT64, &packets, nullptr);
    gst_structure_get(source, "bytes-received", G_TYPE_UINT64, &bytes, nullptr);
    gst_structure_get(source, "jitter", G_TYPE_UINT, &jitter, nullptr);
    gst_structure_get(source, "clock-rate", G_TYPE_INT, &rate, nullptr);
    if (ours || packets == 0 || rate <= 0)
        return;
    const quint64 now = bytes > udpBytes * packets ? bytes - udpBytes * packets : 0;
    auto &known = m_sources[ssrc];
    m_bytes += now >= known.bytes ? now - known.bytes : now;
    known = {now, 1000.0 * jitter / rate, rate};
}

} // namespace sizhen
