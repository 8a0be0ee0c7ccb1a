// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/core/consult/guardrows_before.h"

// The invitation and its answer.
namespace sizhen::test {

inline QList<GuardRow> rowsOfInvitation()
{
    const auto invitationIs
        = [](const QString &now) { return [now](Scene &s) { s.state.machines.insert(u"invitation"_s, now); }; };
    return {
        {"INV_01_allSeven", "sevenFields",
         [](Scene &s) {
             s.opened();
             composed(s);
         },
         ""},
        {"INV_01_noPurpose", "sevenFields",
         [](Scene &s) {
             s.opened();
             composed(s, u"purpose"_s);
         },
         "INV-01"},
        {"INV_01_noTime", "sevenFields",
         [](Scene &s) {
             s.opened();
             composed(s, u"windows"_s);
         },
         "INV-01"},
        {"INV_01_nothing", "sevenFields", [](Scene &s) { s.opened(); }, "INV-01"},
        {"INV_11_nobodyNamed", "abstractNamesNobody",
         [](Scene &s) {
             s.opened();
             s.does(u"invitation.compose"_s, invitationText());
         },
         ""},
        {"INV_11_nameInTheAbstract", "abstractNamesNobody",
         [](Scene &s) {
             s.opened();
             s.does(u"invitation.compose"_s, composing(u"abstract"_s, Scene::label(u"Ms Varga sleeps badly"_s)));
         },
         "INV-11"},
        {"INV_11_nameTurnedRound", "abstractNamesNobody",
         [](Scene &s) {
             s.opened();
             s.does(u"invitation.compose"_s, composing(u"reason"_s, Scene::label(u"ilona varga, 42"_s)));
         },
         "INV-11"},
        {"INV_11_documentNumber", "abstractNamesNobody",
         [](Scene &s) {
             s.opened();
             s.patient = PatientCard{};
             s.patient->documentNumber = u"XX1234567"_s;
             s.does(u"invitation.compose"_s, composing(u"abstract"_s, Scene::label(u"passport XX1234567"_s)));
         },
         "INV-11"},
        {"INV_11_birthDateBesideTheAge", "abstractNamesNobody",
         [](Scene &s) {
             s.opened();
             s.does(u"invitation.compose"_s, composing(u"patient"_s, QCborMap{{u"birth"_s, u"1984-05-03"_s}}));
         },
         "INV-11"},
        {"INV_04_approvesWhatIsWritten", "abstractIsTheWrittenOne",
         [](Scene &s) {
             s.opened();
             composed(s);
             s.does(u"invitation.approve_abstract"_s, abstractHash());
         },
         ""},
        {"INV_04_approvesSomethingElse", "abstractIsTheWrittenOne",
         [](Scene &s) {
             s.opened();
             composed(s);
             s.does(u"invitation.approve_abstract"_s, abstractHash(u"other"_s));
         },
         "INV-04"},
        {"INV_04_approved", "abstractApproved",
         [](Scene &s) {
             s.opened();
             composed(s);
             s.did(u"invitation.approve_abstract"_s, abstractHash());
         },
         ""},
        {"INV_04_notApproved", "abstractApproved",
         [](Scene &s) {
             s.opened();
             composed(s);
         },
         "INV-04"},
        {"INV_04_changedAfterwards", "abstractApproved",
         [](Scene &s) {
             s.opened();
             composed(s);
             s.did(u"invitation.approve_abstract"_s, abstractHash());
             s.did(u"invitation.compose"_s, composing(u"abstract"_s, Scene::label(u"new"_s)));
         },
         "INV-04"},
        {"INV_01_casePrepared", "casePrepared", [](Scene &) {}, ""},
        {"INV_01_caseNotPrepared", "casePrepared", [](Scene &s) { s.state.machines.insert(u"case"_s, u"DRAFT"_s); },
         "INV-01"},
        {"RSP_01_officer", "officerOfInvitedSide", [](Scene &s) { s.does(u"invitation.accept"_s, {}, Side::Invited); },
         ""},
        {"RSP_01_noOfficer", "officerOfInvitedSide",
         [](Scene &s) {
             s.does(u"invitation.accept"_s, {}, Side::Invited);
             s.act.event.by.roles = {u"PHYSICIAN"_s};
         },
         "RSP-01"},
        {"RSP_01_theInviterAcceptsForThem", "officerOfInvitedSide", [](Scene &s) { s.does(u"invitation.accept"_s); },
         "RSP-01"},
        {"RSP_02_reason", "declineReason",
         [](Scene &s) {
             s.does(u"invitation.decline"_s, {{u"code"_s, u"CONFLICT"_s}, {u"reason"_s, u"the times collide"_s}});
         },
         ""},
        {"RSP_02_reasonTooShort", "declineReason",
         [](Scene &s) {
             s.does(u"invitation.decline"_s, {{u"code"_s, u"CONFLICT"_s}, {u"reason"_s, u"no"_s}});
         },
         "RSP-02"},
        {"RSP_02_unknownCode", "declineReason",
         [](Scene &s) {
             s.does(u"invitation.decline"_s, {{u"code"_s, u"MOOD"_s}, {u"reason"_s, u"the times collide"_s}});
         },
         "RSP-02"},
        {"INV_06_beforeTheSession", "notInSession", [](Scene &) {}, ""},
        {"INV_06_sessionHasBegun", "notInSession", [](Scene &s) { s.did(u"case.start"_s); }, "INV-06"},
        {"INV_01_isOut", "invitationIsOut", invitationIs(u"QUEUED"_s), ""},
        {"INV_01_isNotOut", "invitationIsOut", invitationIs(u"DRAFT"_s), "INV-01"},
        {"RSP_01_accepted", "invitationAccepted", invitationIs(u"ACCEPTED"_s), ""},
        {"RSP_01_notAccepted", "invitationAccepted", invitationIs(u"UNDER_REVIEW"_s), "RSP-01"},
        {"RSP_02_declined", "invitationDeclined", invitationIs(u"DECLINED"_s), ""},
        {"RSP_02_notDeclined", "invitationDeclined", invitationIs(u"QUEUED"_s), "RSP-02"},
        {"INV_06_withdrawn", "invitationWithdrawn", invitationIs(u"WITHDRAWN"_s), ""},
        {"INV_06_notWithdrawn", "invitationWithdrawn", invitationIs(u"QUEUED"_s), "INV-06"},
        {"INV_13_over", "invitationIsOver", invitationIs(u"DECLINED"_s), ""},
        {"INV_13_stillOpen", "invitationIsOver", invitationIs(u"QUEUED"_s), "INV-13"},
    };
}

} // namespace sizhen::test
