// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/core/consult/guardrows_case.h"

// Report, decision, archive.
namespace sizhen::test {

inline QCborMap opinionText(const QString &left = {})
{
    const QCborMap name{{u"text"_s, Scene::label(u"insomnia"_s)}};
    QCborMap text{{u"analysis"_s, Scene::label(u"analysis"_s)},
                  {u"disease"_s, name},
                  {u"pattern"_s, name},
                  {u"principle"_s, Scene::label(u"tonify"_s)},
                  {u"advice"_s, Scene::label(u"Gui Pi Tang"_s)},
                  {u"cautions"_s, QCborArray{u"no tea"_s}},
                  {u"limits"_s, QCborArray{u"not touched"_s}}};
    text.remove(left);
    return text;
}

inline void sessionWithFindings(Scene &s)
{
    everybodyThere(s);
    s.did(u"case.start"_s);
    threeMethods(s);
    s.did(u"case.pulse_recorded"_s, [] {
        auto args = Scene::file();
        args.insert(u"site"_s, u"L.guan"_s);
        return args;
    }());
}

inline QCborMap signedPdf(char content = 'c')
{
    const auto pdf = Scene::file(u"application/pdf"_s);
    return {{u"content"_s, QByteArray(32, content)}, {u"pdf"_s, pdf}, {u"pdfSha256"_s, sha256("application/pdf")}};
}

inline void submitted(Scene &s)
{
    s.did(u"report.submit"_s, {{u"content"_s, QByteArray(32, 'c')}}, Side::Invited);
}

inline QCborMap decisionText(const QString &adoption, const QString &left = {})
{
    auto args = signedPdf();
    const auto opinion = opinionText();
    for (const auto &key : {u"disease"_s, u"pattern"_s, u"principle"_s})
        args.insert(key, opinion.value(key));
    args.insert(u"plan"_s, Scene::label(u"Gui Pi Tang"_s));
    args.insert(u"adoption"_s, adoption);
    args.insert(u"informed"_s, QCborMap{{u"whom"_s, u"patient"_s}});
    args.remove(left);
    return args;
}

// Everything ARC-02 asks for, but for one kind of act.
inline void wholeCase(Scene &s, const QString &without = {})
{
    const auto did = [&](const QString &kind, const QCborMap &args = {}, Side side = Side::Inviting) {
        if (kind != without)
            s.did(kind, args, side);
    };
    for (const auto &kind : {u"agreement.draft"_s, u"agreement.submit"_s, u"agreement.sign"_s})
        s.did(kind);
    s.did(u"agreement.sign"_s, {}, Side::Invited);
    s.opened();
    did(u"consent.sign_patient"_s);
    did(u"invitation.compose"_s);
    did(u"invitation.approve_abstract"_s);
    did(u"invitation.send_direct"_s);
    did(u"invitation.accept"_s, {}, Side::Invited);
    sessionWithFindings(s);
    did(u"case.confirm_session"_s);
    did(u"case.confirm_session"_s, {}, Side::Invited);
    did(u"report.release_opinion"_s, opinionText(), Side::Invited);
    submitted(s);
    did(u"report.sign"_s, signedPdf(), Side::Invited);
    did(u"case.decide"_s, decisionText(u"FULL"_s));
    did(u"case.fee_note"_s);
    s.state.machines.insert(u"report"_s, u"ACKNOWLEDGED"_s);
}

inline GuardRow lacking(const char *name, const QString &kind)
{
    return {name, "archiveComplete", [kind](Scene &s) { wholeCase(s, kind); }, "ARC-02"};
}

inline QList<GuardRow> rowsAfter()
{
    const auto reportIs
        = [](const QString &now) { return [now](Scene &s) { s.state.machines.insert(u"report"_s, now); }; };
    return {
        {"RPT_04_consultant", "consultantOfCase",
         [](Scene &s) {
             everybodyThere(s);
             s.does(u"report.sign"_s, {}, Side::Invited);
         },
         ""},
        {"RPT_04_assignedButAbsent", "consultantOfCase",
         [](Scene &s) {
             s.assigned();
             s.does(u"report.sign"_s, {}, Side::Invited);
         },
         "RPT-04"},
        {"RPT_04_theInviterSigns", "consultantOfCase",
         [](Scene &s) {
             everybodyThere(s);
             s.does(u"report.sign"_s);
         },
         "RPT-04"},
        {"RPT_02_allSections", "reportSections",
         [](Scene &s) {
             sessionWithFindings(s);
             s.did(u"report.release_opinion"_s, opinionText(), Side::Invited);
         },
         ""},
        {"RPT_02_noLimits", "reportSections",
         [](Scene &s) {
             sessionWithFindings(s);
             s.did(u"report.release_opinion"_s, opinionText(u"limits"_s), Side::Invited);
         },
         "RPT-02"},
        {"RPT_02_content", "contentGiven",
         [](Scene &s) {
             s.does(u"report.submit"_s, {{u"content"_s, QByteArray(32, 'c')}});
         },
         ""},
        {"RPT_02_noContent", "contentGiven", [](Scene &s) { s.does(u"report.submit"_s); }, "RPT-02"},
        {"RPT_03_signsWhatWasFrozen", "signsTheSameContent",
         [](Scene &s) {
             submitted(s);
             s.does(u"report.sign"_s, signedPdf(), Side::Invited);
         },
         ""},
        {"RPT_03_signsAnotherContent", "signsTheSameContent",
         [](Scene &s) {
             submitted(s);
             s.does(u"report.sign"_s, signedPdf('x'), Side::Invited);
         },
         "RPT-03"},
        {"RPT_03_noPdf", "signsTheSameContent",
         [](Scene &s) {
             submitted(s);
             auto args = signedPdf();
             args.remove(u"pdf"_s);
             s.does(u"report.sign"_s, args, Side::Invited);
         },
         "RPT-03"},
        {"RPT_03_signsOnce", "notSignedByMe",
         [](Scene &s) {
             submitted(s);
             s.does(u"report.sign"_s, {}, Side::Invited);
         },
         ""},
        {"RPT_03_signsTwice", "notSignedByMe",
         [](Scene &s) {
             submitted(s);
             s.did(u"report.sign"_s, {}, Side::Invited);
             s.does(u"report.sign"_s, {}, Side::Invited);
         },
         "RPT-03"},
        {"RPT_03_fullSet", "allConsultantsSigned",
         [](Scene &s) {
             everybodyThere(s);
             submitted(s);
             s.did(u"report.sign"_s, {}, Side::Invited);
         },
         ""},
        {"RPT_03_oneMissing", "allConsultantsSigned",
         [](Scene &s) {
             everybodyThere(s);
             const auto wang = Scene::person(u"wang"_s, Scene::invitedRoot());
             s.assigned(wang);
             s.did(u"case.check_in"_s, {{u"as"_s, u"PHYSICIAN"_s}}, Side::Invited).by = wang;
             submitted(s);
             s.did(u"report.sign"_s, {}, Side::Invited);
         },
         "RPT-03"},
        {"RPT_03_signatureOnAnEarlierText", "allConsultantsSigned",
         [](Scene &s) {
             everybodyThere(s);
             submitted(s);
             s.did(u"report.sign"_s, {}, Side::Invited);
             submitted(s);
         },
         "RPT-03"},
        {"RPT_07_theSignedOne", "namesTheSignedPdf",
         [](Scene &s) {
             submitted(s);
             s.did(u"report.sign"_s, signedPdf(), Side::Invited);
             s.does(u"report.acknowledge"_s, {{u"pdfSha256"_s, sha256("application/pdf")}});
         },
         ""},
        {"RPT_07_anotherOne", "namesTheSignedPdf",
         [](Scene &s) {
             submitted(s);
             s.did(u"report.sign"_s, signedPdf(), Side::Invited);
             s.does(u"report.acknowledge"_s, {{u"pdfSha256"_s, sha256("x")}});
         },
         "RPT-07"},
        {"RPT_03_released", "reportIsOut", reportIs(u"RELEASED"_s), ""},
        {"DEC_04_notReleased", "reportIsOut", reportIs(u"SIGNED"_s), "DEC-04"},
        {"RPT_07_acknowledged", "reportAcknowledged", reportIs(u"ACKNOWLEDGED"_s), ""},
        {"RPT_07_notAcknowledged", "reportAcknowledged", reportIs(u"RELEASED"_s), "RPT-07"},
        {"DEC_02_inviterDecides", "invitingSideDecides", [](Scene &s) { s.does(u"case.decide"_s); }, ""},
        {"DEC_02_inviteeDecides", "invitingSideDecides", [](Scene &s) { s.does(u"case.decide"_s, {}, Side::Invited); },
         "DEC-02"},
        {"DEC_03_followedFully", "decisionComplete",
         [](Scene &s) { s.does(u"case.decide"_s, decisionText(u"FULL"_s)); }, ""},
        {"DEC_03_partlyWithoutReason", "decisionComplete",
         [](Scene &s) { s.does(u"case.decide"_s, decisionText(u"PARTIAL"_s)); }, "DEC-03"},
        {"DEC_01_noPlan", "decisionComplete",
         [](Scene &s) { s.does(u"case.decide"_s, decisionText(u"FULL"_s, u"plan"_s)); }, "DEC-01"},
        {"DEC_06_nobodyInformed", "decisionComplete",
         [](Scene &s) { s.does(u"case.decide"_s, decisionText(u"FULL"_s, u"informed"_s)); }, "DEC-06"},
        {"ARC_02_complete", "archiveComplete", [](Scene &s) { wholeCase(s); }, ""},
        lacking("ARC_02_noConsent", u"consent.sign_patient"_s),
        lacking("ARC_02_noResponse", u"invitation.accept"_s),
        lacking("ARC_02_noAbstract", u"invitation.approve_abstract"_s),
        lacking("ARC_02_noSessionRecord", u"case.confirm_session"_s),
        lacking("ARC_02_noOpinion", u"report.release_opinion"_s),
        lacking("ARC_02_noSignedReport", u"report.sign"_s),
        lacking("ARC_02_noDecision", u"case.decide"_s),
        lacking("ARC_02_noFeeNote", u"case.fee_note"_s),
        {"ARC_02_noTranslation", "archiveComplete",
         [](Scene &s) {
             wholeCase(s, u"report.release_opinion"_s);
             auto chinese = opinionText();
             chinese.insert(u"analysis"_s, QCborMap{{u"zh"_s, u"分析"_s}});
             s.did(u"report.release_opinion"_s, chinese, Side::Invited);
         },
         "ARC-02"},
        {"ARC_02_formNamesAPictureNobodyHas", "archiveComplete",
         [](Scene &s) {
             wholeCase(s);
             saved(s, u"tongue"_s, {{u"tongue.photo.dorsum"_s, QCborArray{QString(64, u'a')}}});
         },
         "ARC-02"},
        {"ARC_01_ourManifest", "manifestIsOurs",
         [](Scene &s) {
             wholeCase(s);
             s.does(u"case.archive_confirm"_s, {{u"manifest"_s, manifestOf(s.state, s.agreement).sha256()}});
         },
         ""},
        {"ARC_01_anotherManifest", "manifestIsOurs",
         [](Scene &s) {
             wholeCase(s);
             s.does(u"case.archive_confirm"_s, {{u"manifest"_s, QString(64, u'0')}});
         },
         "ARC-01"},
        {"ARC_01_bothConfirmed", "bothArchivesConfirmed",
         [](Scene &s) {
             s.did(u"case.archive_confirm"_s);
             s.did(u"case.archive_confirm"_s, {}, Side::Invited);
         },
         ""},
        {"ARC_01_oneConfirmed", "bothArchivesConfirmed", [](Scene &s) { s.did(u"case.archive_confirm"_s); }, "ARC-01"},
        {"ARC_01_confirmedBeforeSomethingWasMissing", "bothArchivesConfirmed",
         [](Scene &s) {
             s.did(u"case.archive_confirm"_s);
             s.did(u"case.missing_document"_s);
             s.did(u"case.archive_confirm"_s, {}, Side::Invited);
         },
         "ARC-01"},
    };
}

} // namespace sizhen::test
