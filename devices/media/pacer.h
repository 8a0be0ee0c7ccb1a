// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/media/gstref.h"

#include <atomic>
#include <chrono>
#include <mutex>

namespace sizhen {

// Lets the packets of a picture go one by one, as fast as is allowed: a picture that leaves at once fills the queue at
// the narrow place, and the sound of the same moment waits behind it. Works on the queue before the line, in whose
// thread it waits; sound has a queue of its own and never does.
class Pacer
{
public:
    static constexpr int rtpToLineBytes = 38; // SRTP's tag, UDP and IP

    // `queue` must not outlive this in playing.
    void watch(GstElement *queue);

    void setKbit(double kbit) { m_kbit = kbit; } // on the line, headers too

    void setHeld(bool held) { m_held = held; } // nothing leaves; a packet that waits already is kept a moment

    // Packets of others that leave on the same line (repair): the picture waits for them.
    void othersSent(int bytes);

    [[nodiscard]] double waitingMs() const; // how long a packet that comes now would wait

private:
    using Time = std::chrono::steady_clock::time_point;

    static GstPadProbeReturn leaves(GstPad *, GstPadProbeInfo *info, gpointer self);
    void take(int bytes);
    [[nodiscard]] std::chrono::steady_clock::duration lasting(double bytes) const;

    GstElement *m_queue = nullptr; // the pipeline's
    std::atomic<double> m_kbit = 4000;
    std::atomic<bool> m_held = false;
    mutable std::mutex m_mutex;
    Time m_free; // when the next packet may leave
};

} // namespace sizhen
