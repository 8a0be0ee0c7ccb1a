// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/callstatistics.h"
#include "devices/media/gstref.h"

#include <mutex>
#include <vector>

namespace sizhen {

// Lost packets are sent again, on every transceiver there is: 1.22 lets the LAST stream of a bundle decide for a new
// jitter buffer, so that asking for it on the picture alone ends with no repair at all. Before any description is made.
[[nodiscard]] Result<> repairOn(GstElement *webrtc);

// Requests may be sent at once, from the first second on. RTCP may use a twentieth of a stream's bandwidth, and that is
// only guessed at first: for seven seconds most requests were held back.
void repairAtOnce(GstElement *webrtc, bool bothOurs);

// The jitter buffers of one webrtcbin: how long they wait, how often and how soon they ask again.
class JitterBuffers
{
public:
    // From now on each new jitter buffer of `webrtc` is set. `this` must outlive the pipeline's playing.
    void watch(GstElement *webrtc);
    // Live; new ones get it, too. The sinks then wait 10 ms more, all the same: a sink that waits by itself would wait
    // for the slowest decoder (opusdec alone says 120 ms).
    void setLatency(GstElement *webrtc, GstElement *pipeline, int ms, int sinkMs = 0);

    // Packets that came, and those that did not come in time in spite of all.
    void count(CallStatistics &statistics);

private:
    static void made(GstElement *rtpbin, GstElement *buffer, guint session, guint ssrc, gpointer self);

    std::mutex m_mutex; // they are made on GStreamer's threads
    std::vector<GstRef<GstElement>> m_buffers;
    int m_ms = 400;
};

// The settings of section 4 of the media trials, for what receives: no corrupt picture is ever shown, a new key frame
// is asked for instead.
[[nodiscard]] GstSettings depayloaderSettings();
[[nodiscard]] GstSettings h264DecoderSettings();

} // namespace sizhen
