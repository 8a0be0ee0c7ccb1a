// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/sdp.h"

namespace sizhen {

// One stream that we send: under which number, and in what.
struct StreamPlan {
    int payload = 0;
    std::optional<int> feedbackId; // extmap id of transport-wide congestion control; without it there is none
    friend bool operator==(const StreamPlan &, const StreamPlan &) = default;
};

// What is sent in a call. Who answers takes the numbers from the offer: other numbers would not be understood.
struct CallPlan {
    VideoCodec codec = VideoCodec::H264;
    std::optional<StreamPlan> video;
    std::optional<StreamPlan> audio;
    std::optional<StreamPlan> detail; // the picture of a second camera, in the same codec

    [[nodiscard]] static CallPlan offering(VideoCodec codec, bool withDetail = false);
    // The codec that is preferred, else the other one; a stream that the offer does not have, or refuses, is left out.
    // Fault::Unsupported, "media.no_common_codec", when nothing is left.
    [[nodiscard]] static Result<CallPlan> answering(const Sdp &offer, VideoCodec preferred, bool withDetail = false);
};

[[nodiscard]] QString feedbackExtension(); // URI of transport-wide congestion control

} // namespace sizhen
