// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/casestate.h"

#include <optional>

// Recording of a session (CON-10): a word of its own from everybody whom it shows or lets hear, no by default, and
// taken back at any time. What the acts of a case say about it.
namespace sizhen {

// May it run now? The session runs or is paused, the consent to the service stands, the patient agreed, and so did
// everybody who checked in on either side. CON-10 "con.no_recording" (the patient) or "con.recording_not_all" with
// "names".
[[nodiscard]] Result<> recordingAllowed(const CaseState &state);

// The newest word of the patient, and of a person who checked in; nullptr: none was given, which is a no.
[[nodiscard]] const Act *patientsRecordingWord(const CaseState &state);
[[nodiscard]] const Act *recordingWordOf(const CaseState &state, const QByteArray &person);

[[nodiscard]] bool hasAgreedToRecording(const CaseState &state, const QByteArray &person); // for themselves

[[nodiscard]] QCborMap recordingWordArgs(bool agreed, const QByteArray &person);
// `how` the patient, or who stands for them, said it; needed for a yes.
[[nodiscard]] QCborMap patientsRecordingWordArgs(bool agreed, const QString &how);

// Why a recording ended: codes in `why` of case.recording_stopped.
namespace recordingend {
inline constexpr QLatin1StringView person("PERSON"); // somebody pressed stop
inline constexpr QLatin1StringView withdrawn("WITHDRAWN"); // somebody took the word back, or came without one
inline constexpr QLatin1StringView session("SESSION"); // is over
inline constexpr QLatin1StringView call("CALL"); // is over
inline constexpr QLatin1StringView newcomer("NEWCOMER"); // somebody came into the call; a further one goes on with their voice
inline constexpr QLatin1StringView diskFull("DISK_FULL");
inline constexpr QLatin1StringView disk("DISK"); // cannot be written
inline constexpr QLatin1StringView
    crash("CRASH"); // the program or the machine; what is left was found at the next start
[[nodiscard]] bool isOne(const QString &why);
} // namespace recordingend

// case.recording_stopped: what lies on the disk of the side that recorded.
struct RecordingEnd {
    QByteArray recording; // as in case.recording_started
    QByteArray sha256; // of the first `bytes` bytes of the sealed file; empty: there is nothing
    qint64 bytes = 0;
    double seconds = 0;
    QStringList tracks; // "picture.inviting" …
    QString why; // recordingend

    [[nodiscard]] QCborMap toCbor() const;
    [[nodiscard]] static Result<RecordingEnd> fromCbor(const QCborMap &args); // Invalid
};

struct Recording {
    QByteArray id; // 16 bytes
    const Act *started = nullptr;
    std::optional<RecordingEnd> end; // none: it runs, or its station has not been seen since
};

[[nodiscard]] QCborMap recordingStartArgs(const QByteArray &recording, const QStringList &tracks);
[[nodiscard]] QList<Recording> recordings(const CaseState &state); // in the order they began
// Of either side: all in the room see that it runs.
[[nodiscard]] bool isRecorded(const CaseState &state);

} // namespace sizhen
