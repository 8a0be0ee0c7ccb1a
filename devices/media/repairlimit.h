// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/media/pacer.h"

#include <array>

namespace sizhen {

// How often a packet of ours is sent again at most, whatever the other end asks for; and the picture waits for what is.
// Without it a queue that grows is asked to carry each packet up to four times.
class RepairLimit
{
public:
    static constexpr int mostTries = 3;

    explicit RepairLimit(Pacer &pacer)
        : m_pacer(pacer)
    {
    }

    Q_DISABLE_COPY_MOVE(RepairLimit)

    // Before any stream is added. `this` must outlive the pipeline's playing.
    void watch(GstElement *webrtc);

    void allow(int tries) { m_tries = tries; }

    [[nodiscard]] int sent() const { return m_sent; }

    [[nodiscard]] int refused() const { return m_refused; } // requests

private:
    static void added(GstBin *, GstBin *, GstElement *element, gpointer self);
    static GstPadProbeReturn asked(GstPad *, GstPadProbeInfo *info, gpointer self);
    static GstPadProbeReturn sent(GstPad *, GstPadProbeInfo *info, gpointer self);
    [[nodiscard]] bool mayRepair(const GstStructure *request);

    struct Asked {
        guint ssrc = 0;
        guint sequence = 0;
        int times = 0;
    };

    Pacer &m_pacer;
    std::atomic<int> m_tries = mostTries;
    std::atomic<int> m_sent = 0;
    std::atomic<int> m_refused = 0;
    std::mutex m_mutex; // requests come on GStreamer's threads
    std::array<Asked, 1024> m_asked; // by sequence number, the last ones
};

} // namespace sizhen
