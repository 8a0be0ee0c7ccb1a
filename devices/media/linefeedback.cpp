// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/linefeedback.h"

#include <algorithm>

namespace sizhen {
namespace {

constexpr int headerBytes = 12 + 8 + 10 + 28; // RTP, its extension, SRTP's tag, UDP and IP: feedback tells the rest
constexpr guint mostBytes = 60'000;

} // namespace

// The session's clock is the system's, as this is.
double LineFeedback::nowS()
{
    return double(gst_util_get_timestamp()) / GST_SECOND;
}

void LineFeedback::watch(GstElement *webrtc, Listener listener)
{
    m_listener = std::move(listener);
    g_signal_connect(webrtc, "request-aux-sender", G_CALLBACK(&LineFeedback::onTheWay), this);
}

// An element that does nothing but lie between the streams and the session: what the session says upstream passes it.
GstElement *LineFeedback::onTheWay(GstElement *, GObject *, gpointer self)
{
    auto *element = gst_element_factory_make("identity", nullptr);
    if (!element)
        return nullptr;
    const GstRef<GstPad> pad(gst_element_get_static_pad(element, "src"));
    gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_EVENT_UPSTREAM, &LineFeedback::passed, self, nullptr);
    return element;
}

GstPadProbeReturn LineFeedback::passed(GstPad *, GstPadProbeInfo *info, gpointer self)
{
    const auto *said = gst_event_get_structure(GST_PAD_PROBE_INFO_EVENT(info));
    if (said && gst_structure_has_name(said, "RTPTWCCPackets"))
        static_cast<LineFeedback *>(self)->take(said);
    return GST_PAD_PROBE_OK;
}

void LineFeedback::take(const GstStructure *packets)
{
    const auto *value = gst_structure_get_value(packets, "packets");
    if (!value || qstrcmp(G_VALUE_TYPE_NAME(value), "GValueArray") != 0)
        return;
    const auto *list = static_cast<const GValueArray *>(g_value_get_boxed(value));
    std::vector<PacketFeedback> told;
    for (guint i = 0; list && i < list->n_values; ++i) {
        const auto *one = gst_value_get_structure(&list->values[i]);
        guint64 sent = GST_CLOCK_TIME_NONE;
        gboolean lost = FALSE;
        if (!gst_structure_get(one, "local-ts", G_TYPE_UINT64, &sent, nullptr) || !GST_CLOCK_TIME_IS_VALID(sent))
            continue; // not one of ours
        gst_structure_get_boolean(one, "lost", &lost);
        guint64 arrived = GST_CLOCK_TIME_NONE;
        guint bytes = 0;
        guint sequence = 0;
        gst_structure_get_uint(one, "seqnum", &sequence);
        gst_structure_get(one, "remote-ts", G_TYPE_UINT64, &arrived, "size", G_TYPE_UINT, &bytes, nullptr);
        const bool came = lost == FALSE && GST_CLOCK_TIME_IS_VALID(arrived);
        told.push_back({double(sent) / GST_SECOND, !came, came ? double(arrived) / GST_SECOND : 0,
                        int(std::min(bytes, mostBytes)) + headerBytes, quint16(sequence)});
    }
    if (m_listener)
        m_listener(told);
    const std::scoped_lock lock(m_mutex);
    m_meter.feedback(nowS(), told);
}

LineReading LineFeedback::reading()
{
    const std::scoped_lock lock(m_mutex);
    return m_meter.reading(nowS());
}

} // namespace sizhen
