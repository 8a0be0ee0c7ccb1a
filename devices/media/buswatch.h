// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/media/gstref.h"

#include <QString>

#include <functional>

namespace sizhen {

// Hears what the elements of a pipeline say. Both are called on GStreamer's threads. Warnings are left out: that the
// latency is set lower than the slowest decoder asks is meant.
class BusWatch
{
public:
    // `spares`: this element may fail without the call; whoever says so deals with it.
    using Spares = std::function<bool(GstObject *element, const QString &detail)>;

    BusWatch(GstElement *pipeline, std::function<void(const QString &detail)> failed,
             std::function<void()> latencyChanged, Spares spares = {});
    ~BusWatch();
    Q_DISABLE_COPY_MOVE(BusWatch)

private:
    static GstBusSyncReply heard(GstBus *, GstMessage *message, gpointer self);

    GstRef<GstBus> m_bus;
    const std::function<void(const QString &)> m_failed;
    const std::function<void()> m_latencyChanged;
    const Spares m_spares;
};

} // namespace sizhen
