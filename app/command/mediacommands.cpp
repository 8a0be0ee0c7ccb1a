// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command/command.h"
#include "app/command/mediapeer.h"

#include "devices/media/mediafactory.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int longestCallS = 24 * 3600;

Error wrongUse(const Command &command)
{
    return {Fault::Invalid,
            u"usage: "_s + command.name,
            {},
            u"ctl.usage"_s,
            {{u"usage"_s, u"sizhenctl "_s + command.name + u' ' + command.usage}}};
}

Command peerCommand()
{
    return {
        .name = u"media peer"_s,
        .usage = u"--signal stdio [--role offer|answer] [--video h264|vp8] [--seconds N]"_s,
        .help
        = u"One end of a call with the synthetic patient: plain WebRTC, one JSON object a line on standard input and output."_s,
        .needs = Command::Needs::Nothing,
        .options = {u"signal"_s, u"role"_s, u"video"_s, u"seconds"_s}};
}

void callPeer(const CommandCall &call, const CommandDone &done)
{
    const auto role = call.option(u"role"_s, u"offer"_s);
    const auto codec = videoCodecOf(call.option(u"video"_s, u"h264"_s));
    if (call.option(u"signal"_s) != u"stdio" || (role != u"offer" && role != u"answer") || !codec)
        return done(tl::unexpected(wrongUse(peerCommand())));
    const auto seconds = numberOption(call, u"seconds"_s, 0, 1, longestCallS);
    if (!seconds)
        return done(tl::unexpected(seconds.error()));
    auto engine = makeMediaEngine();
    if (!engine)
        return done(tl::unexpected(engine.error()));
    MediaPeer::Order order;
    order.setup.codec = *codec;
    order.setup.loopback = true;
    order.setup.foreign = true;
    order.setup.pictures = false; // they are counted; nobody looks
    order.offers = role == u"offer";
    order.seconds = *seconds;
    new MediaPeer(std::move(*engine), order, done, call.owner); // deletes itself when the call is over
}

} // namespace

QList<Command> mediaCommands()
{
    auto peer = peerCommand();
    peer.run = callPeer;
    return {peer};
}

} // namespace sizhen
