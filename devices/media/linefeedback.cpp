// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/linefeedback.h"

namespace sizhen {
namespace {

// The session's clock is the system's, as this is.
double systemNowS()
{
    return double(gst_util_get_timestamp()) / GST_SECOND;
}

} // namespace

void LineFeedback::watch(GstElement *webrtc)
{
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
        told.push_back({double(sent) / GST_SECOND, lost != FALSE});
    }
    const std::scoped_lock lock(m_mutex);
    m_meter.feedback(systemNowS(), told);
}

LineReading LineFeedback::reading()
{
    const std::scoped_lock lock(m_mutex);
    return m_meter.reading(systemNowS());
}

} // namespace sizhen
