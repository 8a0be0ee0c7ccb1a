// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/recording.h"

#include "core/consult/reading.h"

#include <QSet>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qsizetype recordingIdSize = 16;
constexpr qsizetype mostRecordingTracks = 16;
constexpr double longestRecordingS = 7 * 24 * 3600.0;

const auto wordKind = u"case.recording_agreed"_s;

bool saysYes(const Act *word)
{
    return word && word->args().value(u"agreed"_s).toBool();
}

QCborArray listOf(const QStringList &texts)
{
    QCborArray list;
    for (const auto &text : texts)
        list.append(text);
    return list;
}

} // namespace

const Act *patientsRecordingWord(const CaseState &state)
{
    const Act *word = nullptr;
    for (const auto *one : state.all(wordKind))
        if (one->args().value(u"patient"_s).toBool())
            word = one;
    return word;
}

const Act *recordingWordOf(const CaseState &state, const QByteArray &person)
{
    const Act *word = nullptr;
    for (const auto *one : state.all(wordKind))
        if (one->args().value(u"person"_s).toByteArray() == person)
            word = one;
    return word;
}

bool hasAgreedToRecording(const CaseState &state, const QByteArray &person)
{
    return saysYes(recordingWordOf(state, person));
}

Result<> recordingAllowed(const CaseState &state)
{
    const bool stands = machineState(state, "consent"_L1) == u"SIGNED"_s;
    if (!stands || !isCase(state, {"IN_SESSION"_L1, "PAUSED"_L1}) || !saysYes(patientsRecordingWord(state)))
        return refuse(u"CON-10"_s, u"con.no_recording"_s);
    Names missing;
    QSet<QByteArray> seen;
    for (const auto *came : state.all(u"case.check_in"_s)) {
        const auto &person = came->event.by;
        if (seen.contains(person.person))
            continue;
        seen.insert(person.person);
        if (!hasAgreedToRecording(state, person.person))
            missing.add(nameOf(person).en(), nameOf(person).zh());
    }
    if (!missing.isEmpty())
        return refuse(u"CON-10"_s, u"con.recording_not_all"_s, missing.as(u"names"_s));
    return {};
}

QCborMap recordingWordArgs(bool agreed, const QByteArray &person)
{
    return {{u"person"_s, person}, {u"agreed"_s, agreed}};
}

QCborMap patientsRecordingWordArgs(bool agreed, const QString &how)
{
    QCborMap args{{u"patient"_s, true}, {u"agreed"_s, agreed}};
    if (!how.isEmpty())
        args.insert(u"how"_s, how);
    return args;
}

bool recordingend::isOne(const QString &why)
{
    static const QSet<QString> all{person, withdrawn, session, call, newcomer, diskFull, disk, crash};
    return all.contains(why);
}

QCborMap RecordingEnd::toCbor() const
{
    return {{u"recording"_s, recording}, {u"sha256"_s, sha256},         {u"bytes"_s, bytes},
            {u"seconds"_s, seconds},     {u"tracks"_s, listOf(tracks)}, {u"why"_s, why}};
}

Result<RecordingEnd> RecordingEnd::fromCbor(const QCborMap &args)
{
    RecordingEnd end;
    end.recording = args.value(u"recording"_s).toByteArray();
    end.sha256 = args.value(u"sha256"_s).toByteArray();
    end.bytes = args.value(u"bytes"_s).toInteger(-1);
    end.seconds = args.value(u"seconds"_s).toDouble(-1);
    end.why = textOf(args, u"why"_s);
    const auto tracks = args.value(u"tracks"_s).toArray();
    for (const auto &track : tracks)
        end.tracks.append(track.toString());
    const bool hashed = end.sha256.size() == 32 || (end.sha256.isEmpty() && end.bytes == 0);
    if (end.recording.size() != recordingIdSize || !hashed || end.bytes < 0 || !(end.seconds >= 0)
        || end.seconds > longestRecordingS || tracks.size() > mostRecordingTracks || !recordingend::isOne(end.why))
        return fail(Fault::Invalid, u"recording: its end"_s);
    return end;
}

QCborMap recordingStartArgs(const QByteArray &recording, const QStringList &tracks)
{
    return {{u"recording"_s, recording}, {u"tracks"_s, listOf(tracks)}};
}

QList<Recording> recordings(const CaseState &state)
{
    QList<Recording> all;
    for (const auto &act : state.acts) {
        if (act.kind() == u"case.recording_started"_s)
            all.append({act.args().value(u"recording"_s).toByteArray(), &act, std::nullopt});
        if (act.kind() != u"case.recording_stopped"_s)
            continue;
        const auto end = RecordingEnd::fromCbor(act.args());
        for (auto &one : all)
            if (end && one.id == end->recording && one.started->side == act.side)
                one.end = *end;
    }
    return all;
}

bool isRecorded(const CaseState &state)
{
    return std::ranges::any_of(recordings(state), [](const Recording &one) { return !one.end; });
}

} // namespace sizhen
