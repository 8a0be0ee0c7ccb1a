// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/callplan.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

StreamPlan planOf(const SdpMedia &media, int payload)
{
    StreamPlan plan{payload, {}};
    if (const auto id = media.extensions.constFind(feedbackExtension()); id != media.extensions.cend())
        plan.feedbackId = *id;
    return plan;
}

} // namespace

QString feedbackExtension()
{
    return u"http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"_s;
}

CallPlan CallPlan::offering(VideoCodec codec, bool withDetail)
{
    // webrtcbin gives the repair of each the next free number: in a bundle none may be used twice (RFC 8843 9.1).
    return {codec, StreamPlan{98, 1}, StreamPlan{96, 1}, withDetail ? std::optional(StreamPlan{100, 1}) : std::nullopt};
}

Result<CallPlan> CallPlan::answering(const Sdp &offer, VideoCodec preferred, bool withDetail)
{
    CallPlan plan{preferred, {}, {}, {}};
    if (const auto *sound = offer.first(u"audio"_s))
        if (const auto *opus = sound->codec(u"OPUS"_s))
            plan.audio = planOf(*sound, opus->payload);
    if (const auto *picture = offer.first(u"video"_s)) {
        const auto other = preferred == VideoCodec::H264 ? VideoCodec::Vp8 : VideoCodec::H264;
        for (const auto codec : {preferred, other}) {
            const auto *found = picture->video(codec);
            if (!found || plan.video)
                continue;
            plan.codec = codec;
            plan.video = planOf(*picture, found->payload);
        }
    }
    if (const auto line = withDetail && plan.video ? offer.detailLine() : std::nullopt)
        if (const auto *found = offer.media[*line].video(plan.codec))
            plan.detail = planOf(offer.media[*line], found->payload);
    if (!plan.audio && !plan.video)
        return tl::unexpected(
            Error{Fault::Unsupported, u"call: nothing in common"_s, {}, u"media.no_common_codec"_s, {}});
    return plan;
}

} // namespace sizhen
