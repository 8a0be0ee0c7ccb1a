// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command/calljson.h"
#include "app/command/command.h"
#include "app/command/resolve.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

// No camera yet: the synthetic patient, whose pictures nobody looks at here.
MediaSetup callSetup(const CommandCall &call)
{
    MediaSetup setup;
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

Result<QJsonValue> endCall(const CommandCall &call)
{
    call.station->calls().end();
    return QJsonValue(callJson(*call.station));
}

Result<QJsonValue> callStatus(const CommandCall &call)
{
    return QJsonValue(callJson(*call.station));
}

} // namespace

QList<Command> callCommands()
{
    using Needs = Command::Needs;
    return {
        {.name = u"call start"_s,
         .usage = u"CASE [--loopback] [--only-relay]"_s,
         .help
         = u"Call the partner in a case that is scheduled or in session, with the synthetic patient (shell); --loopback: also at 127.0.0.1; --only-relay: by no other way."_s,
         .needs = Needs::Person,
         .minWords = 1,
         .maxWords = 1,
         .flags = {u"loopback"_s, u"only-relay"_s},
         .run = atOnce(startCall)},
        {.name = u"call accept"_s,
         .usage = u"CASE [--loopback] [--only-relay]"_s,
         .help = u"Answer the call that rings (shell)."_s,
         .needs = Needs::Person,
         .minWords = 1,
         .maxWords = 1,
         .flags = {u"loopback"_s, u"only-relay"_s},
         .run = atOnce(acceptCall)},
        {.name = u"call end"_s,
         .help = u"Hang up, decline or cancel, whichever fits (shell)."_s,
         .needs = Needs::Person,
         .run = atOnce(endCall)},
        {.name = u"call status"_s,
         .help = u"How the call stands: stage, partner, what was received, who holds the keys (shell)."_s,
         .needs = Needs::Person,
         .run = atOnce(callStatus)},
    };
}

} // namespace sizhen
