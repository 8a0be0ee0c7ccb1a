// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/linemeter.h"
#include "devices/media/gstref.h"

#include <mutex>

namespace sizhen {

// Listens to the transport-wide feedback that comes back for what webrtcbin sends.
class LineFeedback
{
public:
    // Before any stream is added. `this` must outlive the pipeline's playing.
    void watch(GstElement *webrtc);
    [[nodiscard]] LineReading reading();

private:
    static GstElement *onTheWay(GstElement *webrtc, GObject *transport, gpointer self);
    static GstPadProbeReturn passed(GstPad *, GstPadProbeInfo *info, gpointer self);
    void take(const GstStructure *packets);

    std::mutex m_mutex; // feedback comes on GStreamer's threads
    LineMeter m_meter;
};

} // namespace sizhen
