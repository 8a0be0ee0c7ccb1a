// SPDX-License-Identifier: GPL-3.0-or-later
// Recordings of sessions that lie at this station.
#include "app/command/command.h"
#include "app/command/resolve.h"
#include "app/command/takeout.h"

#include "core/consult/recording.h"
#include "devices/record/moviereader.h"

#include <QJsonArray>
#include <QSaveFile>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qsizetype shortestNumber = 6; // digits by which one is named

struct CaseRecordings {
    QByteArray caseId;
    CaseState state; // outlives what points into it
};

Result<CaseRecordings> recordingsOf(const CommandCall &call)
{
    const auto id = resolveCase(call.station->desk(), call.words[0]);
    if (!id)
        return tl::unexpected(id.error());
    auto state = call.station->desk().caseState(*id);
    if (!state)
        return tl::unexpected(state.error());
    return CaseRecordings{*id, std::move(*state)};
}

Result<Recording> recordingNamed(const CaseState &state, const QString &digits)
{
    for (const auto &one : recordings(state))
        if (digits.size() >= shortestNumber && QString::fromLatin1(one.id.toHex()).startsWith(digits))
            return one;
    return tl::unexpected(Error{Fault::NotFound, u"recording"_s, {}, u"ctl.not_one_of_ours"_s, {{u"text"_s, digits}}});
}

Result<std::unique_ptr<MovieReader>> openedRecording(const CommandCall &call, const QByteArray &caseId,
                                                     const QByteArray &number)
{
    const auto &shelf = call.station->recording().shelf();
    auto kept = shelf.find(caseId, number);
    if (!kept)
        return tl::unexpected(kept.error());
    return MovieReader::open(shelf.pathOf(number), std::move(kept->key));
}

QJsonObject recordingJson(const CommandCall &call, const QByteArray &caseId, const Recording &one)
{
    QJsonObject json{{u"recording"_s, QString::fromLatin1(one.id.toHex())},
                     {u"side"_s, sideName(one.started->side)},
                     {u"started"_s, one.started->event.at.toString(Qt::ISODate)},
                     {u"by"_s, one.started->event.by.id},
                     {u"runs"_s, !one.end},
                     {u"here"_s, call.station->recording().shelf().find(caseId, one.id).has_value()}};
    if (!one.end)
        return json;
    json.insert(u"seconds"_s, one.end->seconds);
    json.insert(u"bytes"_s, one.end->bytes);
    json.insert(u"sha256"_s, QString::fromLatin1(one.end->sha256.toHex()));
    json.insert(u"why"_s, one.end->why);
    json.insert(u"tracks"_s, QJsonArray::fromStringList(one.end->tracks));
    return json;
}

Result<QJsonValue> listRecordings(const CommandCall &call)
{
    const auto all = recordingsOf(call);
    if (!all)
        return tl::unexpected(all.error());
    QJsonArray list;
    for (const auto &one : recordings(all->state))
        list.append(recordingJson(call, all->caseId, one));
    return QJsonValue(list);
}

// Each bit of it, and against the hash that was signed when it ended.
Result<QJsonValue> verifyRecording(const CommandCall &call)
{
    const auto all = recordingsOf(call);
    if (!all)
        return tl::unexpected(all.error());
    const auto one = recordingNamed(all->state, call.words[1]);
    if (!one)
        return tl::unexpected(one.error());
    if (!one->end || one->end->bytes == 0)
        return tl::unexpected(one->end ? Error{Fault::NotFound, {}, {}, u"recording.empty"_s, {}}
                                       : Error{Fault::Busy, {}, {}, u"recording.runs"_s, {}});
    const auto reader = openedRecording(call, all->caseId, one->id);
    if (!reader)
        return tl::unexpected(reader.error());
    const auto hash = (*reader)->verify();
    if (!hash)
        return tl::unexpected(hash.error());
    if (*hash != one->end->sha256 || (*reader)->wholeBytes() != one->end->bytes)
        return tl::unexpected(
            Error{Fault::Corrupt, u"recording: not the signed hash"_s, u"CON-10"_s, u"recording.differs"_s, {}});
    auto json = recordingJson(call, all->caseId, *one);
    json.insert(u"whole"_s, true);
    return QJsonValue(json);
}

Result<QJsonValue> exportRecording(const CommandCall &call)
{
    const auto out = call.option(u"out"_s);
    if (out.isEmpty())
        return tl::unexpected(
            Error{Fault::Invalid,
                  u"recording: no --out"_s,
                  {},
                  u"ctl.usage"_s,
                  {{u"usage"_s, u"sizhenctl recording export CASE RECORDING --out FILE --reason TEXT"_s}}});
    const auto all = recordingsOf(call);
    if (!all)
        return tl::unexpected(all.error());
    if (const auto may = mayTakeOut(call, all->caseId, u"recording.export"_s, true); !may)
        return tl::unexpected(may.error());
    const auto one = recordingNamed(all->state, call.words[1]);
    if (!one)
        return tl::unexpected(one.error());
    const auto reader = openedRecording(call, all->caseId, one->id);
    if (!reader)
        return tl::unexpected(reader.error());
    Release release;
    release.way = u"export"_s;
    release.whom = call.option(u"for"_s, u"own archive"_s);
    release.kinds = QStringList{u"recording"_s};
    release.bytes = (*reader)->wholeBytes();
    // The register first: what cannot be accounted for does not leave (RES-03).
    if (const auto noted = call.station->desk().noteRelease(all->caseId, release, call.station->actor()); !noted)
        return tl::unexpected(noted.error());
    QSaveFile file(out);
    if (!file.open(QIODevice::WriteOnly))
        return tl::unexpected(
            Error{Fault::Io, u"recording: cannot be written"_s, {}, u"file.unwritable"_s, {{u"file"_s, out}}});
    if (const auto copied = (*reader)->exportTo(file); !copied)
        return tl::unexpected(copied.error());
    if (!file.commit())
        return tl::unexpected(
            Error{Fault::Io, u"recording: cannot be written"_s, {}, u"file.unwritable"_s, {{u"file"_s, out}}});
    return QJsonObject{{u"file"_s, out}, {u"seconds"_s, (*reader)->seconds()}, {u"cut"_s, (*reader)->isCut()}};
}

// CON-10: one's own word, or the patient's with how it was given; "no" takes it back.
Result<QJsonValue> agreeToRecording(const CommandCall &call)
{
    const auto all = recordingsOf(call);
    if (!all)
        return tl::unexpected(all.error());
    const bool yes = call.words.value(1) != u"no"_s;
    const auto how = call.option(u"patient"_s);
    const auto actor = call.station->actor();
    const auto args = how.isEmpty() ? recordingWordArgs(yes, actor.person.person) : patientsRecordingWordArgs(yes, how);
    if (const auto done = call.station->desk().act(all->caseId, u"case.recording_agreed"_s, args, actor); !done)
        return tl::unexpected(done.error());
    return QJsonObject{{u"agreed"_s, yes}};
}

Result<QJsonValue> beginRecording(const CommandCall &call)
{
    const auto all = recordingsOf(call);
    if (!all)
        return tl::unexpected(all.error());
    if (const auto begun = call.station->recordSession(all->caseId); !begun)
        return tl::unexpected(begun.error());
    return QJsonObject{{u"recording"_s, true}};
}

Result<QJsonValue> endRecording(const CommandCall &call)
{
    call.station->recording().end();
    return QJsonObject{{u"recording"_s, call.station->recording().isRunning()}};
}

} // namespace

QList<Command> recordingCommands()
{
    using Needs = Command::Needs;
    return {
        {.name = u"recording list"_s,
         .usage = u"CASE"_s,
         .help = u"The recordings of a case's sessions: when, how long, why they ended, and whether they lie here."_s,
         .needs = Needs::Person,
         .minWords = 1,
         .maxWords = 1,
         .run = atOnce(listRecordings)},
        {.name = u"recording agree"_s,
         .usage = u"CASE [no] [--patient HOW]"_s,
         .help
         = u"One's own word on a recording, or the patient's and how it was given; \"no\" takes it back and ends a recording at once (CON-10)."_s,
         .needs = Needs::Person,
         .minWords = 1,
         .maxWords = 2,
         .options = {u"patient"_s},
         .run = atOnce(agreeToRecording)},
        {.name = u"recording begin"_s,
         .usage = u"CASE"_s,
         .help = u"Record picture and sound of the call that runs, while everybody's word stands (shell)."_s,
         .needs = Needs::Person,
         .minWords = 1,
         .maxWords = 1,
         .run = atOnce(beginRecording)},
        {.name = u"recording end"_s,
         .help = u"Stop recording (shell)."_s,
         .needs = Needs::Person,
         .run = atOnce(endRecording)},
        {.name = u"recording verify"_s,
         .usage = u"CASE RECORDING"_s,
         .help = u"Read every bit of a recording and hold it against the hash that was signed when it ended."_s,
         .needs = Needs::Person,
         .minWords = 2,
         .maxWords = 2,
         .run = atOnce(verifyRecording)},
        {.name = u"recording export"_s,
         .usage = u"CASE RECORDING --out FILE.mkv --reason TEXT [--for WHOM]"_s,
         .help = u"Write a recording as a plain Matroska file; log and register say so. It shows the patient."_s,
         .needs = Needs::Person,
         .minWords = 2,
         .maxWords = 2,
         .options = {u"out"_s, u"reason"_s, u"for"_s},
         .run = atOnce(exportRecording)},
    };
}

} // namespace sizhen
