// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/core/consult/guardscene.h"

// The case and its findings.
namespace sizhen::test {

inline QCborMap opening(const Scene &s, const QString &left = {})
{
    QCborMap args{{u"type"_s, u"CONSULTATION"_s},
                  {u"mode"_s, u"ONLINE"_s},
                  {u"inviting"_s, s.state.inviting},
                  {u"invited"_s, s.state.invited},
                  {u"invitation"_s, s.invitation},
                  {u"patient"_s,
                   QCborMap{{u"name"_s, u"Varga Ilona"_s},
                            {u"sex"_s, u"F"_s},
                            {u"birth"_s, u"1984-05-03"_s},
                            {u"country"_s, u"HU"_s},
                            {u"language"_s, u"hu"_s}}}};
    args.remove(left);
    return args;
}

inline QCborMap saving(const QString &form, const QCborMap &answers)
{
    return {{u"form"_s, form}, {u"answers"_s, answers}};
}

inline QCborMap notDone(const QString &method, const QString &reason)
{
    return {{u"notDone"_s, QCborMap{{u"method"_s, method}, {u"reason"_s, reason}}}};
}

inline void saved(Scene &s, const QString &form, const QCborMap &answers, Side side = Side::Inviting)
{
    s.did(u"case.form_saved"_s, saving(form, answers), side);
}

inline void threeMethods(Scene &s)
{
    saved(s, u"tongue"_s, {{u"tongue.body.colour"_s, u"pale"_s}}, Side::Invited);
    saved(s, u"listen_smell"_s, {{u"listen_smell.voice.loud"_s, u"low"_s}});
    saved(s, u"ask"_s, {{u"ask.thirst.thirst"_s, u"none"_s}});
}

inline QCborMap safety(const QString &left = {})
{
    QCborMap answers{{u"intake.history.allergy"_s, QCborArray{}},
                     {u"intake.history.meds"_s, QCborArray{}},
                     {u"intake.special.pregnancy"_s, u"no"_s}};
    answers.remove(left);
    return answers;
}

inline QCborMap startingWith(const QCborValue &privacy)
{
    return {{u"checks"_s,
             QCborMap{{u"picture"_s, true},
                      {u"sound"_s, true},
                      {u"instrument"_s, u"by hand today"_s},
                      {u"interpreter"_s, true},
                      {u"privacy"_s, privacy},
                      {u"network"_s, true},
                      {u"power"_s, true},
                      {u"backup"_s, true}}}};
}

inline void everybodyThere(Scene &s)
{
    s.assigned();
    s.checkedIn(Side::Inviting);
    s.checkedIn(Side::Invited);
}

inline PersonCertificate practisedSince(const QDate &from)
{
    return Scene::person(u"li"_s, Scene::invitedRoot(), {{from, {}, true, {}}});
}

inline void confirmsFor(Scene &s, const QString &start)
{
    s.does(u"case.confirm_schedule"_s, {{u"start"_s, start}, {u"minutes"_s, 40}});
}

inline QCborMap markedAt(const QByteArray &recording, double seconds)
{
    return {{u"recording"_s, recording}, {u"site"_s, u"L.guan"_s}, {u"marks"_s, QCborMap{{u"notch"_s, seconds}}}};
}

inline auto marks(double seconds)
{
    return [seconds](Scene &s) {
        const auto kept = Scene::file();
        s.did(u"case.pulse_recorded"_s, kept);
        s.does(u"case.pulse_marked"_s, markedAt(attachmentIn(kept)->sha256, seconds), Side::Invited);
    };
}

inline auto asksFor(const QCborMap &args)
{
    return [args](Scene &s) { s.does(u"case.pulse_asked"_s, args, Side::Invited); };
}

// The last answer is judged, those before it happened.
inline auto answers(const QStringList &all)
{
    return [all](Scene &s) {
        const auto asked = s.did(u"case.pulse_asked"_s, {{u"ask"_s, u"HOLD"_s}, {u"seconds"_s, 10}}, Side::Invited).hash;
        for (const auto &answer : all.first(all.size() - 1))
            s.did(u"case.pulse_answered"_s, {{u"request"_s, asked}, {u"answer"_s, answer}});
        s.does(u"case.pulse_answered"_s, {{u"request"_s, asked}, {u"answer"_s, all.last()}});
    };
}

inline QList<GuardRow> rowsOfCase()
{
    const auto pulse = [](const QString &site) {
        return [site](Scene &s) { s.does(u"case.pulse_recorded"_s, {{u"site"_s, site}}); };
    };
    return {
        {"ORG_01_openedOnce", "openedOnce", [](Scene &) {}, ""},
        {"ORG_01_openedTwice", "openedOnce", [](Scene &s) { s.opened(); }, "ORG-01"},
        {"ORG_09_opening", "openingGiven", [](Scene &s) { s.does(u"case.opened"_s, opening(s)); }, ""},
        {"ORG_09_noPatient", "openingGiven", [](Scene &s) { s.does(u"case.opened"_s, opening(s, u"patient"_s)); },
         "ORG-09"},
        {"ORG_06_inAnothersName", "openingGiven", [](Scene &s) { s.does(u"case.opened"_s, opening(s), Side::Invited); },
         "ORG-06"},
        {"INV_11_releasedAfterAcceptance", "caseHeld",
         [](Scene &s) {
             s.did(u"invitation.accept"_s, {}, Side::Invited);
             s.does(u"case.note"_s, {}, Side::Invited);
         },
         ""},
        {"INV_11_writesBeforeAcceptance", "caseHeld", [](Scene &s) { s.does(u"case.note"_s, {}, Side::Invited); },
         "INV-11"},
        {"SES_02_documentSeen", "identityCheckGiven",
         [](Scene &s) {
             s.does(u"case.identity_checked"_s,
                    {{u"method"_s, u"SIGHT"_s}, {u"document"_s, QCborMap{{u"type"_s, u"PASSPORT"_s}}}});
         },
         ""},
        {"SES_02_noDocument", "identityCheckGiven",
         [](Scene &s) {
             s.does(u"case.identity_checked"_s, {{u"method"_s, u"SIGHT"_s}});
         },
         "SES-02"},
        {"SES_02_verified", "identityVerified", [](Scene &s) { s.did(u"case.identity_checked"_s); }, ""},
        {"SES_02_notVerified", "identityVerified", [](Scene &) {}, "SES-02"},
        {"FOU_03_complaint", "complaintGiven",
         [](Scene &s) {
             saved(s, u"intake"_s, {{u"intake.history.chief"_s, u"insomnia"_s}});
         },
         ""},
        {"FOU_03_noComplaint", "complaintGiven", [](Scene &s) { s.opened(); }, "FOU-03"},
        {"FOU_10_safety", "safetyFields",
         [](Scene &s) {
             s.opened();
             saved(s, u"intake"_s, safety());
         },
         ""},
        {"FOU_10_allergyLeftOpen", "safetyFields",
         [](Scene &s) {
             s.opened();
             saved(s, u"intake"_s, safety(u"intake.history.allergy"_s));
         },
         "FOU-10"},
        {"FOU_10_pregnancyLeftOpen", "safetyFields",
         [](Scene &s) {
             s.opened();
             saved(s, u"intake"_s, safety(u"intake.special.pregnancy"_s));
         },
         "FOU-10"},
        {"FOU_10_noPregnancyAtEighty", "safetyFields",
         [](Scene &s) {
             s.opened(u"1946-01-01"_s);
             saved(s, u"intake"_s, safety(u"intake.special.pregnancy"_s));
         },
         ""},
        {"SCH_05_reason", "reasonGiven",
         [](Scene &s) {
             s.does(u"case.reschedule"_s, {{u"reason"_s, u"strike"_s}});
         },
         ""},
        {"SCH_05_noReason", "reasonGiven",
         [](Scene &s) {
             s.does(u"case.reschedule"_s, {{u"reason"_s, u"  "_s}});
         },
         "SCH-05"},
        {"AGR_10_tenCharacters", "reasonGiven",
         [](Scene &s) {
             s.does(u"agreement.terminate"_s, {{u"reason"_s, u"enough"_s}});
         },
         "AGR-10"},
        {"FOU_06_original", "originalGiven", [](Scene &s) { s.does(u"case.attachment_added"_s, Scene::file()); }, ""},
        {"FOU_06_noOriginal", "originalGiven",
         [](Scene &s) {
             s.does(u"case.attachment_added"_s, {{u"role"_s, u"tongue_top"_s}});
         },
         "FOU-06"},
        {"FOU_04_site", "pulseSiteGiven", pulse(u"L.guan"_s), ""},
        {"FOU_04_noSuchSite", "pulseSiteGiven", pulse(u"M.guan"_s), "FOU-04"},
        {"FOU_05_marks", "pulseMarksGiven", marks(0.31), ""},
        {"FOU_05_marksOfNoBeat", "pulseMarksGiven", marks(60), "FOU-05"},
        {"FOU_05_marksOfAnotherRecording", "pulseMarksGiven",
         [](Scene &s) {
             s.did(u"case.pulse_recorded"_s, Scene::file());
             s.does(u"case.pulse_marked"_s, markedAt(QByteArray(32, 'x'), 0.31));
         },
         "FOU-05"},
        {"DEV_08_prepared", "devicePrepared",
         [](Scene &s) {
             s.does(u"case.device_prepared"_s, {{u"instrument"_s, u"T 1"_s}, {u"what"_s, u"DISINFECTED"_s}});
         },
         ""},
        {"DEV_08_preparedWhat", "devicePrepared",
         [](Scene &s) {
             s.does(u"case.device_prepared"_s, {{u"instrument"_s, u"T 1"_s}});
         },
         "DEV-08"},
        {"ORG_10_request", "pulseRequestGiven", asksFor({{u"ask"_s, u"DEEPER"_s}}), ""},
        {"ORG_10_requestOfASite", "pulseRequestGiven", asksFor({{u"ask"_s, u"SITE"_s}, {u"site"_s, u"L.chi"_s}}), ""},
        {"ORG_10_noSuchSite", "pulseRequestGiven", asksFor({{u"ask"_s, u"SITE"_s}, {u"site"_s, u"M.chi"_s}}), "FOU-04"},
        {"ORG_10_holdForever", "pulseRequestGiven", asksFor({{u"ask"_s, u"HOLD"_s}, {u"seconds"_s, 9000}}), "FOU-04"},
        {"ORG_10_noSuchRequest", "pulseRequestGiven", asksFor({{u"ask"_s, u"SET_PRESSURE"_s}}), "FOU-04"},
        {"FOU_04_accepted", "pulseAnswerGiven", answers({u"ACCEPTED"_s}), ""},
        {"FOU_04_declined", "pulseAnswerGiven", answers({u"DECLINED"_s}), ""},
        {"FOU_04_reached", "pulseAnswerGiven", answers({u"ACCEPTED"_s, u"REACHED"_s}), ""},
        {"FOU_04_reachedUnaccepted", "pulseAnswerGiven", answers({u"REACHED"_s}), "FOU-04"},
        {"FOU_04_answeredTwice", "pulseAnswerGiven", answers({u"ACCEPTED"_s, u"DECLINED"_s}), "FOU-04"},
        {"FOU_04_answersNothing", "pulseAnswerGiven",
         [](Scene &s) {
             s.does(u"case.pulse_answered"_s, {{u"request"_s, QByteArray(32, 'x')}, {u"answer"_s, u"ACCEPTED"_s}});
         },
         "FOU-04"},
        {"LNG_06_translation", "translationOfAnAct",
         [](Scene &s) {
             const auto entry = s.did(u"case.note"_s).hash;
             s.does(u"case.translation"_s, {{u"entry"_s, entry}, {u"text"_s, Scene::label(u"words"_s)}});
         },
         ""},
        {"LNG_06_ofNothing", "translationOfAnAct",
         [](Scene &s) {
             s.does(u"case.translation"_s, {{u"entry"_s, QByteArray(32, 'x')}, {u"text"_s, Scene::label(u"words"_s)}});
         },
         "LNG-06"},
        {"FEE_08_voucher", "feeNoteGiven",
         [](Scene &s) {
             s.does(u"case.fee_note"_s, {{u"kind"_s, u"VOUCHER"_s}, {u"number"_s, u"V1"_s}});
         },
         ""},
        {"FEE_08_carriedWithoutReason", "feeNoteGiven",
         [](Scene &s) {
             s.does(u"case.fee_note"_s, {{u"kind"_s, u"CARRIED_FORWARD"_s}});
         },
         "FEE-08"},

        {"FOU_04_palpationAtThePatient", "palpationAtThePatientOnly",
         [](Scene &s) {
             s.does(u"case.form_saved"_s, saving(u"palpate"_s, {{u"palpate.pulse.rate"_s, 66}}));
         },
         ""},
        {"FOU_04_palpationFromAfar", "palpationAtThePatientOnly",
         [](Scene &s) {
             s.does(u"case.form_saved"_s, saving(u"palpate"_s, {{u"palpate.pulse.rate"_s, 66}}), Side::Invited);
         },
         "FOU-04"},
        {"FOU_04_pulseFromAfar", "palpationAtThePatientOnly",
         [](Scene &s) { s.does(u"case.pulse_recorded"_s, {}, Side::Invited); }, "FOU-04"},
        {"FOU_04_readsTheWaveFromAfar", "palpationAtThePatientOnly",
         [](Scene &s) {
             s.does(u"case.form_saved"_s, saving(u"palpate"_s, {{u"palpate.pulse.wave_read"_s, QCborArray{u"deep"_s}}}),
                    Side::Invited);
         },
         ""},
        {"FOU_02_odourFromAfar", "palpationAtThePatientOnly",
         [](Scene &s) {
             s.does(u"case.form_saved"_s,
                    saving(u"listen_smell"_s, {{u"listen_smell.odour.mouth"_s, QCborArray{u"none"_s}}}), Side::Invited);
         },
         "FOU-02"},
        {"FOU_01_answers", "answersAgree",
         [](Scene &s) {
             s.opened();
             s.does(u"case.form_saved"_s, saving(u"tongue"_s, {{u"tongue.body.colour"_s, u"pale"_s}}));
         },
         ""},
        {"FOU_01_unknownForm", "answersAgree",
         [](Scene &s) {
             s.opened();
             s.does(u"case.form_saved"_s, saving(u"aura"_s, {{u"aura.colour"_s, u"pale"_s}}));
         },
         "FOU-01"},
        {"FOU_01_unknownOption", "answersAgree",
         [](Scene &s) {
             s.opened();
             s.does(u"case.form_saved"_s, saving(u"tongue"_s, {{u"tongue.body.colour"_s, u"plaid"_s}}));
         },
         "*"},
        {"FOU_01_outOfRange", "answersAgree",
         [](Scene &s) {
             s.opened();
             s.does(u"case.form_saved"_s, saving(u"palpate"_s, {{u"palpate.pulse.rate"_s, 900}}));
         },
         "*"},
        {"FOU_12_firstValue", "changeHasReason",
         [](Scene &s) {
             s.did(u"invitation.accept"_s, {}, Side::Invited);
             s.does(u"case.form_saved"_s, saving(u"tongue"_s, {{u"tongue.body.colour"_s, u"pale"_s}}));
         },
         ""},
        {"FOU_12_changeWithoutReason", "changeHasReason",
         [](Scene &s) {
             s.did(u"invitation.accept"_s, {}, Side::Invited);
             saved(s, u"tongue"_s, {{u"tongue.body.colour"_s, u"pale"_s}});
             s.does(u"case.form_saved"_s, saving(u"tongue"_s, {{u"tongue.body.colour"_s, u"red"_s}}));
         },
         "FOU-12"},
        {"FOU_12_changeBeforeItWasShared", "changeHasReason",
         [](Scene &s) {
             saved(s, u"tongue"_s, {{u"tongue.body.colour"_s, u"pale"_s}});
             s.does(u"case.form_saved"_s, saving(u"tongue"_s, {{u"tongue.body.colour"_s, u"red"_s}}));
         },
         ""},
        {"FOU_08_notDoneWithReason", "notDoneHasReason",
         [](Scene &s) { s.does(u"case.form_saved"_s, notDone(u"PALPATE"_s, u"plaster cast"_s)); }, ""},
        {"FOU_08_notDoneWithoutReason", "notDoneHasReason",
         [](Scene &s) { s.does(u"case.form_saved"_s, notDone(u"PALPATE"_s, {})); }, "FOU-08"},
        {"FOU_08_fourMethods", "fourDiagnosesAccounted",
         [](Scene &s) {
             threeMethods(s);
             s.did(u"case.pulse_recorded"_s);
         },
         ""},
        {"FOU_08_palpationExplained", "fourDiagnosesAccounted",
         [](Scene &s) {
             threeMethods(s);
             s.did(u"case.form_saved"_s, notDone(u"PALPATE"_s, u"plaster cast"_s));
         },
         ""},
        {"FOU_08_palpationMissing", "fourDiagnosesAccounted", [](Scene &s) { threeMethods(s); }, "FOU-08"},
    };
}

} // namespace sizhen::test
