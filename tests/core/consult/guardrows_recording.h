// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/recording.h"
#include "tests/core/consult/guardrows_room.h"

// Recording of a session (CON-10).
namespace sizhen::test {

const inline auto nodded = u"nodded, after it was explained in Hungarian"_s;

inline void personSays(Scene &s, bool agreed, Side side)
{
    const auto who = side == Side::Inviting ? Scene::kovacs() : Scene::li();
    s.did(u"case.recording_agreed"_s, recordingWordArgs(agreed, who.person), side);
}

inline void patientSays(Scene &s, bool agreed)
{
    s.did(u"case.recording_agreed"_s, patientsRecordingWordArgs(agreed, agreed ? nodded : QString()));
}

inline void allAgreed(Scene &s)
{
    running(s);
    patientSays(s, true);
    personSays(s, true, Side::Inviting);
    personSays(s, true, Side::Invited);
}

inline auto saysOf(const QCborMap &args, Side side = Side::Inviting)
{
    return [args, side](Scene &s) {
        running(s);
        s.does(u"case.recording_agreed"_s, args, side);
    };
}

inline RecordingEnd recordingEnd()
{
    return {QByteArray(16, 'r'), QByteArray(32, 'h'), 4096, 12.5, {u"picture.inviting"_s}, recordingend::person};
}

inline auto endsWith(const std::function<void(RecordingEnd &)> &change)
{
    return [change](Scene &s) {
        auto end = recordingEnd();
        change(end);
        s.does(u"case.recording_stopped"_s, end.toCbor());
    };
}

inline auto allButOne(const std::function<void(Scene &)> &then)
{
    return [then](Scene &s) {
        allAgreed(s);
        then(s);
    };
}

inline auto begins(const QByteArray &id, const QStringList &tracks, bool before = false)
{
    return [id, tracks, before](Scene &s) {
        if (before)
            s.did(u"case.recording_started"_s, recordingStartArgs(id, tracks));
        s.does(u"case.recording_started"_s, recordingStartArgs(id, tracks));
    };
}

inline QList<GuardRow> rowsOfRecording()
{
    const auto kovacs = Scene::kovacs().person;
    const auto li = Scene::li().person;
    const QStringList tracks{u"picture.inviting"_s};
    return {
        {"CON_10_ownWord", "recordingWordGiven", saysOf(recordingWordArgs(true, kovacs)), ""},
        {"CON_10_ownWordTakenBack", "recordingWordGiven", saysOf(recordingWordArgs(false, li), Side::Invited), ""},
        {"CON_10_wordOfAnother", "recordingWordGiven", saysOf(recordingWordArgs(true, li)), "CON-10"},
        {"CON_10_neverCheckedIn", "recordingWordGiven",
         [kovacs](Scene &s) { s.does(u"case.recording_agreed"_s, recordingWordArgs(true, kovacs)); }, "CON-10"},
        {"CON_10_patientAgrees", "recordingWordGiven", saysOf(patientsRecordingWordArgs(true, nodded)), ""},
        {"CON_10_patientAgreesHow", "recordingWordGiven", saysOf(patientsRecordingWordArgs(true, {})), "CON-10"},
        {"CON_10_patientRefuses", "recordingWordGiven", saysOf(patientsRecordingWordArgs(false, {})), ""},
        {"CON_10_patientFromAfar", "recordingWordGiven", saysOf(patientsRecordingWordArgs(true, nodded), Side::Invited),
         "CON-10"},
        {"CON_10_noWord", "recordingWordGiven", saysOf({{u"person"_s, kovacs}}), "CON-10"},
        {"CON_10_wordOfTwo", "recordingWordGiven",
         saysOf({{u"person"_s, kovacs}, {u"patient"_s, true}, {u"agreed"_s, true}, {u"how"_s, nodded}}), "CON-10"},
        {"CON_10_allAgreed", "recordingAgreed", allAgreed, ""},
        {"CON_10_noByDefault", "recordingAgreed", [](Scene &s) { running(s); }, "CON-10"},
        {"CON_10_patientNever", "recordingAgreed",
         [](Scene &s) {
             running(s);
             personSays(s, true, Side::Inviting);
             personSays(s, true, Side::Invited);
         },
         "CON-10"},
        {"CON_10_patientWithdrew", "recordingAgreed", allButOne([](Scene &s) { patientSays(s, false); }), "CON-10"},
        {"CON_10_oneWithdrew", "recordingAgreed", allButOne([](Scene &s) { personSays(s, false, Side::Invited); }),
         "CON-10"},
        {"CON_10_agreedAgain", "recordingAgreed", allButOne([](Scene &s) {
             personSays(s, false, Side::Invited);
             personSays(s, true, Side::Invited);
         }),
         ""},
        {"CON_10_anotherCame", "recordingAgreed", allButOne([](Scene &s) {
             s.did(u"case.check_in"_s, {{u"as"_s, u"INTERPRETER"_s}}, Side::Invited).by.person = QByteArray(32, 'i');
         }),
         "CON-10"},
        {"CON_10_sessionOver", "recordingAgreed",
         allButOne([](Scene &s) { s.state.machines.insert(u"case"_s, u"AWAITING_REPORT"_s); }), "CON-10"},
        {"CON_10_consentGone", "recordingAgreed",
         allButOne([](Scene &s) { s.state.machines.insert(u"consent"_s, u"WITHDRAWN"_s); }), "CON-10"},
        {"CON_10_named", "recordingNamed", begins(QByteArray(16, 'r'), tracks), ""},
        {"CON_10_nameless", "recordingNamed", begins("r", tracks), "CON-10"},
        {"CON_10_twice", "recordingNamed", begins(QByteArray(16, 'r'), tracks, true), "CON-10"},
        {"CON_10_ofNothing", "recordingNamed", begins(QByteArray(16, 'r'), {}), "CON-10"},
        {"CON_10_end", "recordingEndGiven", endsWith([](RecordingEnd &) {}), ""},
        {"CON_10_endOfNothing", "recordingEndGiven", endsWith([](RecordingEnd &end) {
             end.sha256.clear();
             end.bytes = 0;
         }),
         ""},
        {"CON_10_endWithoutHash", "recordingEndGiven", endsWith([](RecordingEnd &end) { end.sha256.clear(); }),
         "CON-10"},
        {"CON_10_endWhy", "recordingEndGiven", endsWith([](RecordingEnd &end) { end.why = u"BORED"_s; }), "CON-10"},
        {"CON_10_endBefore", "recordingEndGiven", endsWith([](RecordingEnd &end) { end.seconds = -1; }), "CON-10"},
    };
}

} // namespace sizhen::test
