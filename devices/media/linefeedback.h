// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/linemeter.h"
#include "devices/media/gstref.h"

#include <functional>
#include <mutex>

namespace sizhen {

// Listens to the transport-wide feedback that comes back for what webrtcbin sends.
class LineFeedback
{
public:
    using Listener = std::function<void(const std::vector<PacketFeedback> &packets)>; // on GStreamer's threads

    // Before any stream is added. `this` must outlive the pipeline's playing.
    void watch(GstElement *webrtc, Listener listener);
    [[nodiscard]] LineReading reading();
    [[nodiscard]] static double nowS(); // the clock of PacketFeedback::sentS

private:
    static GstElement *onTheWay(GstElement *webrtc, GObject *transport, gpointer self);
    static GstPadProbeReturn passed(GstPad *, GstPadProbeInfo *info, gpointer self);
    void take(const GstStructure *packets);

    Listener m_listener;
    std::mutex m_mutex; // feedback comes on GStreamer's threads
    LineMeter m_meter;
};

} // namespace sizhen
