// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/forwarding.h"
#include "core/consult/patientview.h"
#include "core/consult/sessionrecord.h"
#include "tests/core/consult/guardrows_case.h"

// What happens in the room while a session runs.
namespace sizhen::test {

inline void running(Scene &s)
{
    everybodyThere(s);
    s.did(u"case.start"_s);
    s.state.machines.insert(u"case"_s, u"IN_SESSION"_s);
}

// Left so many seconds ago, by the clock of the scene.
inline void leftAgo(Scene &s, int seconds)
{
    running(s);
    auto &left = s.did(u"case.presence"_s, {{u"present"_s, false}});
    left.hlc = quint64(s.now.addSecs(-seconds).toMSecsSinceEpoch()) << 16;
}

inline void systemPauses(Scene &s)
{
    s.does(u"case.pause"_s, {{u"reason"_s, u"nobody is with the patient"_s}});
    s.act.event.by.roles = {u"SYSTEM"_s};
}

inline QCborMap minute(double fps = 29, double loss = 1)
{
    MediaMinute one;
    one.from = QDateTime(QDate(2026, 12, 1), QTime(13, 0), Qt::UTC);
    one.seconds = 60;
    one.width = 1280;
    one.height = 720;
    one.pictures = fps;
    one.roundTripMs = 200;
    one.lossPct = loss;
    one.soundS = 59.5;
    return one.toCbor();
}

inline auto marksOn(const QCborArray &marks, bool known = true)
{
    return [marks, known](Scene &s) {
        const auto kept = Scene::file();
        s.did(u"case.attachment_added"_s, kept);
        s.does(u"case.picture_marked"_s,
               {{u"picture"_s, known ? attachmentIn(kept)->sha256 : QByteArray(32, 'x')}, {u"marks"_s, marks}});
    };
}

inline auto judging(const QString &kind, const QCborMap &args)
{
    return [kind, args](Scene &s) { s.does(kind, args); };
}

inline QList<GuardRow> rowsOfRoom()
{
    const QCborMap at{{u"x"_s, 0.5}, {u"y"_s, 1.0}};
    return {
        {"SES_04_leaves", "presenceGiven",
         [](Scene &s) {
             running(s);
             s.does(u"case.presence"_s, presenceArgs(false));
         },
         ""},
        {"SES_04_stationOfWhoLoggedOut", "presenceGiven",
         [](Scene &s) {
             running(s);
             s.does(u"case.presence"_s, presenceArgs(false, Scene::kovacs().person));
             s.act.event.by.roles = {u"SYSTEM"_s};
             s.act.event.by.person = QByteArray(32, 'm');
         },
         ""},
        {"SES_04_neverCame", "presenceGiven", [](Scene &s) { s.does(u"case.presence"_s, presenceArgs(false)); },
         "SES-04"},
        {"SES_04_forAnother", "presenceGiven",
         [](Scene &s) {
             running(s);
             s.does(u"case.presence"_s, presenceArgs(false, Scene::li().person));
         },
         "SES-04"},
        {"SES_04_aPersonPausesAtAnyTime", "pauseIsDue",
         [](Scene &s) {
             running(s);
             s.does(u"case.pause"_s, {{u"reason"_s, u"a knock at the door"_s}});
         },
         ""},
        {"SES_04_graceIsOver", "pauseIsDue",
         [](Scene &s) {
             leftAgo(s, sessionRules().accompanyGraceS);
             systemPauses(s);
         },
         ""},
        {"SES_04_withinTheGrace", "pauseIsDue",
         [](Scene &s) {
             leftAgo(s, sessionRules().accompanyGraceS - 5);
             systemPauses(s);
         },
         "SES-04"},
        {"SES_04_somebodyIsThere", "accompaniedAgain", [](Scene &s) { running(s); }, ""},
        {"SES_04_nobodyIsThere", "accompaniedAgain", [](Scene &s) { leftAgo(s, 10); }, "SES-04"},
        {"SES_09_outcomeIsWritten", "emergencyTold",
         [](Scene &s) {
             s.did(u"case.emergency"_s);
             s.did(u"case.emergency_outcome"_s);
         },
         ""},
        {"SES_09_outcomeIsOpen", "emergencyTold", [](Scene &s) { s.did(u"case.emergency"_s); }, "SES-09"},
        {"SES_09_outcomeOfAnEmergency", "emergencyIsOpen", [](Scene &s) { s.did(u"case.emergency"_s); }, ""},
        {"SES_09_outcomeOfNothing", "emergencyIsOpen", [](Scene &) {}, "SES-09"},
        {"SES_09_outcome", "outcomeGiven",
         judging(u"case.emergency_outcome"_s, {{u"outcome"_s, u"ambulance came, patient stable"_s}}), ""},
        {"SES_09_outcomeTooShort", "outcomeGiven", judging(u"case.emergency_outcome"_s, {{u"outcome"_s, u"fine"_s}}),
         "SES-09"},
        {"SES_10_inPerson", "inPersonGiven",
         judging(u"case.in_person"_s, {{u"reason"_s, u"RED_FLAG"_s}, {u"advice"_s, u"cardiology today"_s}}), ""},
        {"SES_10_noAdvice", "inPersonGiven", judging(u"case.in_person"_s, {{u"reason"_s, u"RED_FLAG"_s}}), "SES-10"},
        {"SES_10_unknownReason", "inPersonGiven",
         judging(u"case.in_person"_s, {{u"reason"_s, u"BORED"_s}, {u"advice"_s, u"-"_s}}), "SES-10"},
        {"SES_06_minute", "mediaMinuteGiven", judging(u"case.media_minute"_s, minute()), ""},
        {"SES_06_impossibleMinute", "mediaMinuteGiven", judging(u"case.media_minute"_s, minute(29, 140)), "SES-06"},
        {"SES_14_step", "fallbackGiven", judging(u"case.fallback"_s, {{u"step"_s, u"PHONE"_s}}), ""},
        {"SES_14_unknownStep", "fallbackGiven", judging(u"case.fallback"_s, {{u"step"_s, u"PIGEON"_s}}), "SES-14"},
        {"SES_13_summary", "summaryGiven",
         [](Scene &s) {
             running(s);
             s.does(u"case.confirm_session"_s, confirmArgs(s.state, {}));
         },
         ""},
        {"SES_13_summaryCutOff", "summaryGiven",
         judging(u"case.confirm_session"_s, {{u"summary"_s, QByteArray(31, 's')}}), "SES-13"},
        {"FOU_05_still", "stillGiven", judging(u"case.still_asked"_s, {{u"role"_s, u"tongue_top"_s}}), ""},
        {"FOU_05_stillOfWhat", "stillGiven", judging(u"case.still_asked"_s, {}), "FOU-05"},
        {"FOU_05_marksOnAPicture", "pictureMarksGiven", marksOn({at}), ""},
        {"FOU_05_marksOnNothing", "pictureMarksGiven", marksOn({at}, false), "FOU-05"},
        {"FOU_05_markOutside", "pictureMarksGiven", marksOn({QCborMap{{u"x"_s, 1.5}, {u"y"_s, 0}}}), "FOU-05"},
        {"SES_16_question", "questionGiven",
         judging(u"case.patient_asked"_s, {{u"question"_s, u"May I travel?"_s}, {u"answer"_s, u"Yes"_s}}), ""},
        {"SES_16_noAnswer", "questionGiven", judging(u"case.patient_asked"_s, {{u"question"_s, u"May I travel?"_s}}),
         "SES-16"},
        {"SES_12_roll", "rollGiven",
         judging(u"case.room_roll"_s,
                 {{u"persons"_s, QCborArray{QCborMap{{u"name"_s, u"Varga Anna"_s}, {u"as"_s, u"daughter"_s}}}}}),
         ""},
        {"SES_12_nameless", "rollGiven",
         judging(u"case.room_roll"_s, {{u"persons"_s, QCborArray{QCborMap{{u"as"_s, u"visitor"_s}}}}}), "SES-12"},
        {"SES_15_faceOnly", "displayGiven",
         judging(u"case.patient_display"_s, patientDisplayArgs(PatientDisplay::FaceOnly)), ""},
        {"SES_08_forwarding", "forwardingWordGiven",
         [](Scene &s) {
             running(s);
             s.does(u"case.forwarding_agreed"_s, forwardingWordArgs(s.state.invited, true, u"nodded"_s));
         },
         ""},
        {"SES_08_forwardingNo", "forwardingWordGiven",
         [](Scene &s) {
             running(s);
             s.does(u"case.forwarding_agreed"_s, forwardingWordArgs(s.state.inviting, false, {}));
         },
         ""},
        {"SES_08_forwardingWithoutAWord", "forwardingWordGiven",
         [](Scene &s) {
             running(s);
             s.does(u"case.forwarding_agreed"_s, forwardingWordArgs(s.state.invited, true, u" "_s));
         },
         "SES-08"},
        {"SES_08_forwardingByAThird", "forwardingWordGiven",
         judging(u"case.forwarding_agreed"_s, forwardingWordArgs(QByteArray(32, 't'), true, u"nodded"_s)), "SES-08"},
        {"SES_15_unknownDisplay", "displayGiven", judging(u"case.patient_display"_s, {{u"display"_s, u"MIRROR"_s}}),
         "SES-15"},
    };
}

} // namespace sizhen::test
