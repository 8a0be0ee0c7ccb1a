// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/repairlimit.h"

#include <gst/rtp/gstrtpbuffer.h>

namespace sizhen {
namespace {

constexpr guint keptPackets = 400; // a second of both streams: by default a hundred

bool isRepair(GstElement *element)
{
    const auto *factory = gst_element_get_factory(element);
    return factory && qstrcmp(GST_OBJECT_NAME(factory), "rtprtxsend") == 0;
}

} // namespace

void RepairLimit::watch(GstElement *webrtc)
{
    g_signal_connect(webrtc, "deep-element-added", G_CALLBACK(&RepairLimit::added), this);
}

void RepairLimit::added(GstBin *, GstBin *, GstElement *element, gpointer self)
{
    if (!isRepair(element))
        return;
    g_object_set(element, "max-size-packets", keptPackets, nullptr);
    const GstRef<GstPad> pad(gst_element_get_static_pad(element, "src"));
    gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_EVENT_UPSTREAM, &RepairLimit::asked, self, nullptr);
    gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_BUFFER, &RepairLimit::sent, self, nullptr);
}

GstPadProbeReturn RepairLimit::asked(GstPad *, GstPadProbeInfo *info, gpointer self)
{
    const auto *said = gst_event_get_structure(GST_PAD_PROBE_INFO_EVENT(info));
    if (!said || !gst_structure_has_name(said, "GstRTPRetransmissionRequest"))
        return GST_PAD_PROBE_OK;
    return static_cast<RepairLimit *>(self)->mayRepair(said) ? GST_PAD_PROBE_OK : GST_PAD_PROBE_DROP;
}

bool RepairLimit::mayRepair(const GstStructure *request)
{
    Asked one;
    if (!gst_structure_get_uint(request, "ssrc", &one.ssrc)
        || !gst_structure_get_uint(request, "seqnum", &one.sequence))
        return true;
    const std::scoped_lock lock(m_mutex);
    auto &known = m_asked[(one.sequence ^ one.ssrc) % m_asked.size()];
    if (known.ssrc != one.ssrc || known.sequence != one.sequence)
        known = one;
    if (known.times >= m_tries) {
        ++m_refused;
        return false;
    }
    ++known.times;
    return true;
}

GstPadProbeReturn RepairLimit::sent(GstPad *, GstPadProbeInfo *info, gpointer self)
{
    auto *buffer = GST_PAD_PROBE_INFO_BUFFER(info);
    if (GST_BUFFER_FLAG_IS_SET(buffer, GST_RTP_BUFFER_FLAG_RETRANSMISSION)) {
        auto *mine = static_cast<RepairLimit *>(self);
        ++mine->m_sent;
        mine->m_pacer.othersSent(int(gst_buffer_get_size(buffer)) + Pacer::rtpToLineBytes);
    }
    return GST_PAD_PROBE_OK;
}

} // namespace sizhen
