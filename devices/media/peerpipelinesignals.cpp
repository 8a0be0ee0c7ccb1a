// SPDX-License-Identifier: GPL-3.0-or-later
// What GStreamer says on its own threads, queued to the pipeline's.
#include "devices/media/peerpipeline.h"

#include <gst/webrtc/webrtc.h>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

void PeerPipeline::listen()
{
    m_feedback.watch(m_webrtc, [this](const std::vector<PacketFeedback> &packets) {
        QMetaObject::invokeMethod(this, [this, packets] { m_control.feedback(packets); });
    });
    g_signal_connect(m_webrtc, "on-ice-candidate", G_CALLBACK(&PeerPipeline::whenCandidate), this);
    g_signal_connect(m_webrtc, "pad-added", G_CALLBACK(&PeerPipeline::whenPad), this);
    g_signal_connect(m_webrtc, "notify::connection-state", G_CALLBACK(&PeerPipeline::whenState), this);
    m_bus = std::make_unique<BusWatch>(
        m_pipeline.get(),
        [this](const QString &detail) {
            QMetaObject::invokeMethod(this, [this, detail] { giveUp(stoppedHere(detail)); });
        },
        [this] { QMetaObject::invokeMethod(this, &PeerPipeline::latencyChanged); });
}

void PeerPipeline::whenCandidate(GstElement *, guint line, char *candidate, gpointer self)
{
    auto *mine = static_cast<PeerPipeline *>(self);
    const IceCandidate found{QString::fromUtf8(candidate), int(line)};
    QMetaObject::invokeMethod(mine, [mine, found] { Q_EMIT mine->candidateFound(found); });
}

bool PeerPipeline::isDetail(GstPad *pad, int line)
{
    GObject *transceiver = nullptr;
    g_object_get(pad, "transceiver", &transceiver, nullptr);
    if (!transceiver)
        return false;
    guint index = 0;
    g_object_get(transceiver, "mlineindex", &index, nullptr);
    g_object_unref(transceiver);
    return line >= 0 && int(index) == line;
}

void PeerPipeline::whenPad(GstElement *, GstPad *pad, gpointer self)
{
    auto *mine = static_cast<PeerPipeline *>(self);
    if (GST_PAD_DIRECTION(pad) != GST_PAD_SRC)
        return;
    // Here and now: packets are waiting.
    const bool detail = isDetail(pad, mine->m_detailLine);
    if (const auto attached = mine->m_received->attach(GST_BIN(mine->m_pipeline.get()), pad, detail); !attached) {
        QMetaObject::invokeMethod(mine, [mine, error = attached.error()] { mine->giveUp(error); });
        return;
    }
    const auto held = std::shared_ptr<GstPad>(GST_PAD(gst_object_ref(pad)), GstUnref());
    QMetaObject::invokeMethod(mine, [mine, held, detail] {
        auto *caps = gst_pad_get_current_caps(held.get());
        const char *media = caps ? gst_structure_get_string(gst_caps_get_structure(caps, 0), "media") : nullptr;
        if (media && qstrcmp(media, "video") == 0)
            (detail ? mine->m_detailPad : mine->m_picturePad).reset(GST_PAD(gst_object_ref(held.get())));
        if (caps)
            gst_caps_unref(caps);
    });
}

void PeerPipeline::whenState(GstElement *webrtc, GParamSpec *, gpointer self)
{
    auto *mine = static_cast<PeerPipeline *>(self);
    GstWebRTCPeerConnectionState state{};
    g_object_get(webrtc, "connection-state", &state, nullptr);
    QMetaObject::invokeMethod(mine, [mine, state] { mine->connectionChanged(state); });
}

} // namespace sizhen
