// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command/calljson.h"
#include "app/command/command.h"
#include "app/command/resolve.h"
#include "core/consult/forwarding.h"
#include "ui/texts/checktext.h"

#include <QJsonArray>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

// The synthetic patient, unless the devices of this station are asked for; nobody looks at pictures here.
MediaSetup callSetup(const CommandCall &call)
{
    MediaSetup setup;
    if (call.flag(u"devices"_s)) {
        call.station->media().watchDevices();
        setup.source = MediaSetup::Source::Devices;
        setup.devices = call.station->media().devices();
    }
    setup.loopback = call.flag(u"loopback"_s);
    setup.onlyByRelay = call.flag(u"only-relay"_s);
    setup.pictures = false;
    return setup;
}

using CallAct = Result<> (CallLine::*)(const QByteArray &, const MediaSetup &);

Result<QJsonValue> inCase(const CommandCall &call, CallAct act)
{
    const auto id = resolveCase(call.station->desk(), call.words.first());
    if (!id)
        return tl::unexpected(id.error());
    if (const auto done = (call.station->calls().*act)(*id, callSetup(call)); !done)
        return tl::unexpected(done.error());
    return QJsonValue(callJson(*call.station));
}

Result<QJsonValue> startCall(const CommandCall &call)
{
    return inCase(call, &CallLine::start);
}

Result<QJsonValue> acceptCall(const CommandCall &call)
{
    return inCase(call, &CallLine::accept);
}

Result<QJsonValue> joinCall(const CommandCall &call)
{
    return inCase(call, &CallLine::enter);
}

// SES-08: the patient's word to a server of one of the two houses, whichever is asked for.
Result<QJsonValue> agreeToForwarding(const CommandCall &call)
{
    auto &desk = call.station->desk();
    const auto id = resolveCase(desk, call.words.first());
    const auto state = id ? desk.caseState(*id) : tl::unexpected(id.error());
    if (!state)
        return tl::unexpected(state.error());
    const bool yes = call.words.value(1) != u"no"_s;
    const bool invited = call.flag(u"partner"_s) == (state->mySide == Side::Inviting);
    auto houses = yes ? QList<QByteArray>() : agreedForwarders(*state);
    if (houses.isEmpty())
        houses.append(invited ? state->invited : state->inviting);
    for (const auto &house : std::as_const(houses)) {
        const auto args = forwardingWordArgs(house, yes, call.option(u"patient"_s));
        if (const auto done = desk.act(*id, u"case.forwarding_agreed"_s, args, call.station->actor()); !done)
            return tl::unexpected(done.error());
    }
    return QJsonObject{{u"agreed"_s, yes}};
}

Result<QJsonValue> endCall(const CommandCall &call)
{
    call.station->calls().end();
    return QJsonValue(callJson(*call.station));
}

// "on" or "off" as its only word.
std::optional<bool> switchWord(const CommandCall &call)
{
    const auto word = call.words.first();
    return word == u"on" ? std::optional(true) : word == u"off" ? std::optional(false) : std::nullopt;
}

Result<QJsonValue> switchMedia(const CommandCall &call, const QString &usage, void (StationMedia::*turn)(bool),
                               bool onMeans)
{
    const auto on = switchWord(call);
    if (!on)
        return tl::unexpected(
            Error{Fault::Invalid, u"usage: "_s + usage, {}, u"ctl.usage"_s, {{u"usage"_s, u"sizhenctl "_s + usage}}});
    (call.station->media().*turn)(*on == onMeans);
    return QJsonValue(callJson(*call.station));
}

Result<QJsonValue> switchMicrophone(const CommandCall &call)
{
    return switchMedia(call, u"call microphone on|off"_s, &StationMedia::setMuted, false);
}

Result<QJsonValue> switchCamera(const CommandCall &call)
{
    return switchMedia(call, u"call camera on|off"_s, &StationMedia::setCameraOff, false);
}

QJsonValue checkJson(const PreCallResult &result)
{
    auto json = result.toJson();
    auto items = json[u"items"_s].toArray();
    for (int i = 0; i < items.size(); ++i) {
        auto item = items[i].toObject();
        item.insert(u"text"_s, CheckText::sentence(result.items[i]));
        items[i] = item;
    }
    json.insert(u"items"_s, items);
    json.insert(u"verdict"_s, CheckText::verdict(result));
    return json;
}

void checkBeforeCall(const CommandCall &call, const CommandDone &done)
{
    QByteArray caseId;
    if (!call.words.isEmpty()) {
        const auto id = resolveCase(call.station->desk(), call.words.first());
        if (!id)
            return done(tl::unexpected(id.error()));
        caseId = *id;
    }
    auto &preCall = call.station->preCall();
    if (call.flag(u"last"_s)) {
        const auto last = preCall.last();
        return done(last ? checkJson(*last) : QJsonValue());
    }
    if (call.station->post().state() != HubLink::State::Up)
        call.station->startLinks(); // of a program that does nothing else
    auto *waits = new QObject(call.owner);
    const auto over = [waits, &preCall] {
        QObject::disconnect(&preCall, nullptr, waits, nullptr);
        waits->deleteLater();
    };
    QObject::connect(&preCall, &PreCallCheck::finished, waits, [over, done](const PreCallResult &result) {
        over();
        done(checkJson(result));
    });
    QObject::connect(&preCall, &PreCallCheck::changed, waits, [over, done, &preCall] {
        if (preCall.isRunning())
            return;
        over(); // a call began
        done(tl::unexpected(Error{Fault::Busy, u"check: cancelled"_s, {}, u"media.check_in_call"_s, {}}));
    });
    if (const auto begun = preCall.start(caseId); !begun) {
        delete waits;
        done(tl::unexpected(begun.error()));
    }
}

Result<QJsonValue> callStatus(const CommandCall &call)
{
    auto json = callJson(*call.station);
    if (!call.words.isEmpty()) {
        const auto id = resolveCase(call.station->desk(), call.words.first());
        if (!id)
            return tl::unexpected(id.error());
        json[u"running"_s] = runningJson(*call.station, *id);
    }
    return QJsonValue(json);
}

} // namespace

QList<Command> callCommands()
{
    using Needs = Command::Needs;
    return {
        {.name = u"call start"_s,
         .usage = u"CASE [--loopback] [--only-relay] [--devices]"_s,
         .help
         = u"Call the partner in a case that is scheduled or in session, with the synthetic patient, or with this station's camera and microphone (shell); --loopback: also at 127.0.0.1; --only-relay: by no other way."_s,
         .needs = Needs::Person,
         .minWords = 1,
         .maxWords = 1,
         .flags = {u"loopback"_s, u"only-relay"_s, u"devices"_s},
         .run = atOnce(startCall)},
        {.name = u"call accept"_s,
         .usage = u"CASE [--loopback] [--only-relay] [--devices]"_s,
         .help = u"Answer the call that rings (shell)."_s,
         .needs = Needs::Person,
         .minWords = 1,
         .maxWords = 1,
         .flags = {u"loopback"_s, u"only-relay"_s, u"devices"_s},
         .run = atOnce(acceptCall)},
        {.name = u"call join"_s,
         .usage = u"CASE [--loopback] [--only-relay] [--devices]"_s,
         .help = u"Into the call of the case that runs, without a ring (shell)."_s,
         .needs = Needs::Person,
         .minWords = 1,
         .maxWords = 1,
         .flags = {u"loopback"_s, u"only-relay"_s, u"devices"_s},
         .run = atOnce(joinCall)},
        {.name = u"call forwarding"_s,
         .usage = u"CASE [yes|no] [--patient HOW] [--partner]"_s,
         .help
         = u"Write down that the patient agrees, or does not, to picture and sound of four to six ends passing through the forwarding server of our house, or of the partner's (SES-08); a no is one to any server."_s,
         .needs = Needs::Person,
         .minWords = 1,
         .maxWords = 2,
         .flags = {u"partner"_s},
         .options = {u"patient"_s},
         .run = atOnce(agreeToForwarding)},
        {.name = u"call end"_s,
         .help = u"Hang up, decline or cancel, whichever fits (shell)."_s,
         .needs = Needs::Person,
         .run = atOnce(endCall)},
        {.name = u"call microphone"_s,
         .usage = u"on|off"_s,
         .help = u"Mute this end, or speak again; the partner is told (shell)."_s,
         .needs = Needs::Person,
         .minWords = 1,
         .maxWords = 1,
         .run = atOnce(switchMicrophone)},
        {.name = u"call camera"_s,
         .usage = u"on|off"_s,
         .help = u"Set the camera free, or use it again; the partner is told (shell)."_s,
         .needs = Needs::Person,
         .minWords = 1,
         .maxWords = 1,
         .run = atOnce(switchCamera)},
        {.name = u"call check"_s,
         .usage = u"[CASE] [--last]"_s,
         .help
         = u"Try what a call needs: camera, microphone, loudspeaker, the way to the partner with its bandwidth, each provider, relay, clock and disk; one line of verdict (NET-05). Without CASE: the first partner; --last: what was found last."_s,
         .maxWords = 1,
         .flags = {u"last"_s},
         .run = checkBeforeCall},
        {.name = u"call status"_s,
         .usage = u"[CASE]"_s,
         .help
         = u"How the call stands: stage, all other ends, what was received, who holds the keys; with CASE: who is in a call of it that can be joined (shell)."_s,
         .needs = Needs::Person,
         .maxWords = 1,
         .run = atOnce(callStatus)},
    };
}

} // namespace sizhen
