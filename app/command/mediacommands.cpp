// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command/command.h"
#include "app/command/mediacheckrun.h"
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

void lookAtDevices(const CommandCall &call, const CommandDone &done, bool checks)
{
    auto devices = makeMediaDevices();
    auto check = makeMediaCheck();
    if (!devices || !check)
        return done(tl::unexpected(!devices ? devices.error() : check.error()));
    MediaCheckOrder order;
    order.checks = checks;
    for (const auto role : {MediaRole::Camera, MediaRole::Microphone, MediaRole::Loudspeaker})
        order.choice.ids.insert(role, call.option(mediaRoleName(role)));
    new MediaCheckRun(std::move(*devices), std::move(*check), order, done, call.owner); // deletes itself
}

Result<QJsonValue> chooseDevice(const CommandCall &call)
{
    const auto role = mediaRoleOf(call.words.first());
    if (!role)
        return tl::unexpected(
            Error{Fault::Invalid,
                  u"media choose: no such role"_s,
                  {},
                  u"ctl.usage"_s,
                  {{u"usage"_s, u"sizhenctl media choose camera|tongue_camera|microphone|loudspeaker [ID]"_s}}});
    if (const auto kept = call.station->media().choose(*role, call.words.value(1)); !kept)
        return tl::unexpected(kept.error());
    return QJsonValue(mediaJson(call.station->media().view()));
}

} // namespace

QList<Command> mediaCommands()
{
    using Needs = Command::Needs;
    auto peer = peerCommand();
    peer.run = callPeer;
    return {
        peer,
        {.name = u"media devices"_s,
         .help
         = u"The cameras, microphones and loudspeakers of this computer, with the ids by which they are chosen."_s,
         .needs = Needs::Nothing,
         .run = [](const CommandCall &call, const CommandDone &done) { lookAtDevices(call, done, false); }},
        {.name = u"media check"_s,
         .usage = u"[--camera ID] [--microphone ID] [--loudspeaker ID]"_s,
         .help
         = u"Try them for four seconds: pictures counted, and a test sound played that the microphone should hear; those of the system when none is named."_s,
         .needs = Needs::Nothing,
         .options = {u"camera"_s, u"microphone"_s, u"loudspeaker"_s},
         .run = [](const CommandCall &call, const CommandDone &done) { lookAtDevices(call, done, true); }},
        {.name = u"media choose"_s,
         .usage = u"camera|tongue_camera|microphone|loudspeaker [ID]"_s,
         .help
         = u"Which device this station uses in calls, as a person chooses it in the room; without ID: the system's."_s,
         .minWords = 1,
         .maxWords = 2,
         .run = atOnce(chooseDevice)}};
}

} // namespace sizhen
