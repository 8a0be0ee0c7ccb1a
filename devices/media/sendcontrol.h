// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/callstatistics.h"
#include "core/call/mediaengine.h"
#include "core/call/sendrate.h"
#include "devices/media/picturerate.h"
#include "devices/media/repairlimit.h"

namespace sizhen {

// Ties what the line does (SendRate) to what is sent on it: the picture's bitrate, pace, size and rate. Sound is never
// touched. On one thread, the pipeline's; feedback is queued to it.
class SendControl
{
public:
    void watch(GstElement *webrtc) { m_repair.watch(webrtc); } // before any stream is added

    // `answers`: the other end tells what it got; else what was set up is sent as it is.
    void start(const MediaSetup &setup, bool answers);
    void feedback(const std::vector<PacketFeedback> &packets);
    void tick(); // with each picture
    void count(CallStatistics &statistics) const;

    // The second camera's picture is sent, too, or is no more: what the first one leaves of the rate, and a little in
    // any case.
    void setDetail(bool sent);

    void stop() { m_rate.reset(); } // the elements go; feedback may still be queued

    [[nodiscard]] PictureRate &picture() { return m_picture; }

    [[nodiscard]] PictureRate &detail() { return m_detail; }

    static constexpr int detailPerSecond = 15; // it is looked at closely: size before rate

private:
    void apply(double nowS);
    [[nodiscard]] double mostKbit() const;
    [[nodiscard]] double detailOf(double kbit, bool squeezed) const;
    void countHeld(double nowS, bool hold);

    PictureRate m_picture;
    PictureRate m_detail;
    bool m_sendsDetail = false;
    RepairLimit m_repair{m_picture.pacer()};
    int m_refreshes = 0; // that were done
    std::optional<SendRate> m_rate; // none: nobody answers
    std::optional<PictureStep> m_step;
    std::optional<PictureStep> m_detailStep;
    int m_audioKbit = 0;
    int m_videoKbit = 0; // each
    double m_appliedS = 0;
    double m_heldS = 0; // that no picture might go
    bool m_held = false;
};

} // namespace sizhen
