// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/picturestep.h"
#include "devices/media/pacer.h"

#include <atomic>

namespace sizhen {

// The adjustable part of the branch that sends a picture: size and rate before the encoder, its bitrate, and the pace
// after it. All of it changes while the call goes on; nothing is negotiated anew (H.264 and VP8 tell their size
// themselves).
class PictureRate
{
public:
    PictureRate() = default;
    Q_DISABLE_COPY_MOVE(PictureRate)

    // Elements to stand between the source's valve and the encoder, in this order. Thins out and scales.
    [[nodiscard]] Result<std::vector<GstElement *>> makeShaper(QSize full, int framesPerSecond);
    // Pictures that would wait in `pacing` are not encoded: `valve` passes none while the pacer has more than a tenth
    // of a second to send. Must outlive the pipeline's playing.
    void watch(GstElement *valve, GstElement *encoder, GstElement *pacing);

    void setShape(const PictureShape &shape);
    void setKbit(double pictureKbit, double pacingKbit);
    void setHeld(bool held); // no picture for now

    void setThin(bool thin) { m_thin = thin; } // one now and then

    void refresh(); // a key frame is due

    [[nodiscard]] Pacer &pacer() { return m_pacer; }

    [[nodiscard]] int skipped() const { return m_skipped; } // pictures

private:
    static GstPadProbeReturn raw(GstPad *, GstPadProbeInfo *, gpointer self);
    static GstPadProbeReturn asked(GstPad *, GstPadProbeInfo *info, gpointer self);
    [[nodiscard]] bool mayPass();
    [[nodiscard]] bool mayRefresh();

    Pacer m_pacer;
    GstElement *m_valve = nullptr; // these the pipeline's
    GstElement *m_shape = nullptr;
    GstElement *m_encoder = nullptr;
    PictureShape m_shown;
    int m_kbit = 0;
    std::atomic<bool> m_held = false;
    std::atomic<bool> m_thin = false;
    std::atomic<int> m_skipped = 0;
    std::atomic<std::chrono::steady_clock::time_point> m_refreshed; // the last time a key frame was asked for
    std::chrono::steady_clock::time_point m_passed; // the last picture
};

} // namespace sizhen
