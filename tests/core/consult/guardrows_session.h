// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/core/consult/guardrows_case.h"

// People, times and the session.
namespace sizhen::test {

inline QList<GuardRow> rowsOfSession()
{
    return {
        {"PHY_01_ofTheInvitedSide", "credentialsOfInvitedSide",
         [](Scene &s) {
             s.does(u"case.assign_physician"_s, {{u"physician"_s, certify(Scene::li(), Scene::invitedRoot())}});
         },
         ""},
        {"PHY_01_ofAnotherHouse", "credentialsOfInvitedSide",
         [](Scene &s) {
             s.does(u"case.assign_physician"_s, {{u"physician"_s, certify(Scene::kovacs(), Scene::invitingRoot())}});
         },
         "PHY-01"},
        {"PHY_01_forgedCertificate", "credentialsOfInvitedSide",
         [](Scene &s) {
             s.does(u"case.assign_physician"_s, {{u"physician"_s, certify(Scene::li(), Scene::invitingRoot())}});
         },
         "PHY-01"},
        {"STF_02_licence", "physicianLicensed",
         [](Scene &s) {
             s.does(u"case.assign_physician"_s, {{u"physician"_s, certify(Scene::li(), Scene::invitedRoot())}});
         },
         ""},
        {"STF_02_noLicence", "physicianLicensed",
         [](Scene &s) {
             auto one = Scene::li();
             one.licence.clear();
             s.does(u"case.assign_physician"_s, {{u"physician"_s, certify(one, Scene::invitedRoot())}});
         },
         "STF-02"},
        {"STF_02_licenceEnded", "physicianLicensed",
         [](Scene &s) {
             auto one = Scene::li();
             one.licenceTo = s.now.date().addDays(-1);
             s.does(u"case.assign_physician"_s, {{u"physician"_s, certify(one, Scene::invitedRoot())}});
         },
         "STF-02"},
        {"PHY_03_signsWithALicence", "signerLicensed", [](Scene &s) { s.does(u"report.sign"_s); }, ""},
        {"PHY_03_lastDay", "signerLicensed",
         [](Scene &s) {
             s.does(u"report.sign"_s);
             s.act.event.by.licenceTo = s.now.date();
         },
         ""},
        {"PHY_03_lapsed", "signerLicensed",
         [](Scene &s) {
             s.does(u"report.sign"_s);
             s.act.event.by.licenceTo = s.now.date().addDays(-1);
         },
         "PHY-03"},
        {"STF_02_signsWithout", "signerLicensed",
         [](Scene &s) {
             s.does(u"report.sign"_s);
             s.act.event.by.licence.clear();
         },
         "STF-02"},
        {"SCH_03_assigned", "physicianAssigned", [](Scene &s) { s.assigned(); }, ""},
        {"SCH_03_nobodyAssigned", "physicianAssigned", [](Scene &) {}, "SCH-03"},
        {"STF_03_threeYearsOnTheDay", "threeYearRule",
         [](Scene &s) {
             s.assigned(practisedSince({2023, 12, 1}));
             confirmsFor(s, u"2026-12-01T13:00:00Z"_s);
         },
         ""},
        {"STF_03_oneDayShort", "threeYearRule",
         [](Scene &s) {
             s.assigned(practisedSince({2023, 12, 2}));
             confirmsFor(s, u"2026-12-01T13:00:00Z"_s);
         },
         "STF-03"},
        {"SCH_03_timeToCome", "timeGiven", [](Scene &s) { confirmsFor(s, u"2026-12-01T13:00:00Z"_s); }, ""},
        {"SCH_03_timePassed", "timeGiven", [](Scene &s) { confirmsFor(s, u"2026-11-01T13:00:00Z"_s); }, "SCH-03"},
        {"SCH_02_sameTime", "bothConfirmedTheTime",
         [](Scene &s) {
             s.did(u"case.confirm_schedule"_s, {{u"start"_s, u"2026-12-01T13:00:00Z"_s}});
             s.did(u"case.confirm_schedule"_s, {{u"start"_s, u"2026-12-01T21:00:00+08:00"_s}}, Side::Invited);
         },
         ""},
        {"SCH_02_differentTimes", "bothConfirmedTheTime",
         [](Scene &s) {
             s.did(u"case.confirm_schedule"_s, {{u"start"_s, u"2026-12-01T13:00:00Z"_s}});
             s.did(u"case.confirm_schedule"_s, {{u"start"_s, u"2026-12-01T13:00:00+08:00"_s}}, Side::Invited);
         },
         "SCH-03"},
        {"SES_03_assignedPhysician", "mayTakePart",
         [](Scene &s) {
             s.assigned();
             s.does(u"case.check_in"_s, {{u"as"_s, u"PHYSICIAN"_s}}, Side::Invited);
         },
         ""},
        {"SES_03_notAssigned", "mayTakePart",
         [](Scene &s) {
             s.does(u"case.check_in"_s, {{u"as"_s, u"PHYSICIAN"_s}}, Side::Invited);
         },
         "SES-03"},
        {"SES_03_noInterpreter", "mayTakePart",
         [](Scene &s) {
             s.does(u"case.check_in"_s, {{u"as"_s, u"INTERPRETER"_s}});
         },
         "SES-03"},
        {"SES_02_twoIdentifiers", "twoIdentifiers",
         [](Scene &s) {
             s.does(u"case.confirm_identity"_s, {{u"identifiers"_s, QCborArray{u"name"_s, u"birth"_s}}});
         },
         ""},
        {"SES_02_oneIdentifierTwice", "twoIdentifiers",
         [](Scene &s) {
             s.does(u"case.confirm_identity"_s, {{u"identifiers"_s, QCborArray{u"name"_s, u"name"_s}}});
         },
         "SES-02"},
        {"SES_02_confirmedAgain", "identityReconfirmed",
         [](Scene &s) {
             s.did(u"case.confirm_schedule"_s);
             s.did(u"case.confirm_identity"_s);
         },
         ""},
        {"SES_02_confirmedForAnEarlierDate", "identityReconfirmed",
         [](Scene &s) {
             s.did(u"case.confirm_identity"_s);
             s.did(u"case.confirm_schedule"_s);
         },
         "SES-02"},
        {"SES_01_allGreen", "startGate",
         [](Scene &s) {
             everybodyThere(s);
             s.does(u"case.start"_s, startingWith(true));
         },
         ""},
        {"SES_01_privacyNotChecked", "startGate",
         [](Scene &s) {
             everybodyThere(s);
             s.does(u"case.start"_s, startingWith(false));
         },
         "SES-01"},
        {"SES_01_nobodyWithThePatient", "startGate",
         [](Scene &s) {
             s.assigned();
             s.checkedIn(Side::Invited);
             s.does(u"case.start"_s, startingWith(true));
         },
         "SES-01"},
        {"SES_13_tookPart", "tookPart",
         [](Scene &s) {
             s.checkedIn(Side::Inviting);
             s.does(u"case.confirm_session"_s);
         },
         ""},
        {"SES_13_tookNoPart", "tookPart",
         [](Scene &s) {
             s.checkedIn(Side::Invited);
             s.does(u"case.confirm_session"_s);
         },
         "SES-13"},
        {"RPT_01_sessionEnded", "sessionEnded",
         [](Scene &s) { s.state.machines.insert(u"case"_s, u"AWAITING_REPORT"_s); }, ""},
        {"RPT_01_sessionRuns", "sessionEnded", [](Scene &s) { s.state.machines.insert(u"case"_s, u"IN_SESSION"_s); },
         "RPT-01"},
    };
}

} // namespace sizhen::test
