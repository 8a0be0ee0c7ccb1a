// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/buswatch.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

BusWatch::BusWatch(GstElement *pipeline, std::function<void(const QString &)> failed,
                   std::function<void()> latencyChanged, Spares spares)
    : m_bus(gst_pipeline_get_bus(GST_PIPELINE(pipeline)))
    , m_failed(std::move(failed))
    , m_latencyChanged(std::move(latencyChanged))
    , m_spares(std::move(spares))
{
    gst_bus_set_sync_handler(m_bus.get(), &BusWatch::heard, this, nullptr);
}

BusWatch::~BusWatch()
{
    gst_bus_set_sync_handler(m_bus.get(), nullptr, nullptr, nullptr);
}

GstBusSyncReply BusWatch::heard(GstBus *, GstMessage *message, gpointer self)
{
    const auto *mine = static_cast<BusWatch *>(self);
    if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR) {
        GError *error = nullptr;
        gst_message_parse_error(message, &error, nullptr);
        const auto detail = QString::fromUtf8(GST_OBJECT_NAME(GST_MESSAGE_SRC(message))) + u": "_s
            + QString::fromUtf8(error->message);
        if (!mine->m_spares || !mine->m_spares(GST_MESSAGE_SRC(message), detail))
            mine->m_failed(detail);
        g_error_free(error);
    } else if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_LATENCY) {
        mine->m_latencyChanged();
    }
    gst_message_unref(message);
    return GST_BUS_DROP; // nobody would take it from the bus
}

} // namespace sizhen
