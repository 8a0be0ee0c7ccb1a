// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/callsignal.h"

#include <gst/webrtc/webrtc.h>

#include <functional>
#include <memory>

namespace sizhen {

// Called once, on a thread of GStreamer, with what webrtcbin answers; null when it was interrupted.
using WebrtcReply = std::function<void(const GstStructure *)>;

// For one of webrtcbin's action signals, which takes it over.
[[nodiscard]] GstPromise *promiseOf(WebrtcReply reply);

[[nodiscard]] QString refusalIn(const GstStructure *reply); // "" when it did not refuse
[[nodiscard]] QString sdpIn(const GstStructure *reply, SessionDescription::Kind kind); // "" when there is none

struct DescriptionFree {
    void operator()(GstWebRTCSessionDescription *one) const { gst_webrtc_session_description_free(one); }
};

using DescriptionRef = std::unique_ptr<GstWebRTCSessionDescription, DescriptionFree>;

// Null when GStreamer's own reader refuses it.
[[nodiscard]] DescriptionRef descriptionOf(const SessionDescription &description);

} // namespace sizhen
