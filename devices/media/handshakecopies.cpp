// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/handshakecopies.h"

#include <QTimer>

#include <chrono>

namespace sizhen {
namespace {

constexpr int atOnce
    = 2; // copies: what comes out of order is not always kept (OpenSSL drops an early ChangeCipherSpec)
constexpr std::chrono::milliseconds later{50}; // one more: losses come in bursts
thread_local bool isCopy = false;

bool isNetworkSink(GstElement *element)
{
    const auto *factory = gst_element_get_factory(element);
    return factory && qstrcmp(GST_OBJECT_NAME(factory), "nicesink") == 0;
}

bool isDtls(GstBuffer *buffer) // RFC 7983: by the first byte
{
    guint8 first = 0;
    return gst_buffer_extract(buffer, 0, &first, 1) == 1 && first >= 20 && first <= 63;
}

} // namespace

void HandshakeCopies::watch(GstElement *webrtc)
{
    g_signal_connect(webrtc, "deep-element-added", G_CALLBACK(&HandshakeCopies::added), this);
}

void HandshakeCopies::added(GstBin *, GstBin *, GstElement *element, gpointer self)
{
    if (!isNetworkSink(element))
        return;
    const GstRef<GstPad> pad(gst_element_get_static_pad(element, "sink"));
    gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_BUFFER, &HandshakeCopies::leaves, self, nullptr);
}

GstPadProbeReturn HandshakeCopies::leaves(GstPad *pad, GstPadProbeInfo *info, gpointer self)
{
    if (auto *buffer = GST_PAD_PROBE_INFO_BUFFER(info); !isCopy && isDtls(buffer))
        static_cast<HandshakeCopies *>(self)->repeat(pad, buffer);
    return GST_PAD_PROBE_OK;
}

void HandshakeCopies::repeat(GstPad *pad, GstBuffer *buffer)
{
    const auto send = [](GstPad *to, GstBuffer *bytes) {
        isCopy = true;
        gst_pad_chain(to, gst_buffer_copy_deep(bytes));
        isCopy = false;
    };
    for (int i = 0; i < atOnce; ++i)
        send(pad, buffer);
    const std::shared_ptr<GstPad> to(GST_PAD(gst_object_ref(pad)), GstUnref()); // both: kept by the timer, too
    const std::shared_ptr<GstBuffer> copy(gst_buffer_copy_deep(buffer), gst_buffer_unref);
    QMetaObject::invokeMethod(this, [this, to, copy, send] {
        QTimer::singleShot(later, Qt::PreciseTimer, this, [to, copy, send] { send(to.get(), copy.get()); });
    });
}

} // namespace sizhen
