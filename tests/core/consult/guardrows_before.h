// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/core/consult/guardscene.h"

// Agreement and consent.
namespace sizhen::test {

inline QCborMap agreementDraft()
{
    QCborMap sections;
    for (const auto &id :
         {u"purpose"_s, u"conditions"_s, u"content"_s, u"process"_s, u"duties"_s, u"risk"_s, u"liability"_s})
        sections.insert(id, Scene::label(u"clause"_s));
    return {{u"sections"_s, sections},
            {u"validFrom"_s, u"2026-11-24"_s},
            {u"validTo"_s, u"2027-11-23"_s},
            {u"serviceTypes"_s, QCborArray{u"CONSULTATION"_s}}};
}

inline void drafted(Scene &s, const QString &left = {})
{
    auto draft = agreementDraft();
    auto sections = draft.value(u"sections"_s).toMap();
    sections.remove(left);
    draft.insert(u"sections"_s, sections);
    draft.remove(left);
    s.did(u"agreement.draft"_s, draft);
}

inline void both(Scene &s, const QString &kind)
{
    s.did(kind);
    s.did(kind, {}, Side::Invited);
}

inline QCborMap invitationText()
{
    return {{u"reason"_s, Scene::label(u"pattern wanted"_s)},
            {u"purpose"_s, Scene::label(u"a formula"_s)},
            {u"windows"_s,
             QCborArray{QCborMap{{u"from"_s, u"2026-12-01T13:00:00Z"_s}, {u"to"_s, u"2026-12-01T15:00:00Z"_s}}}},
            {u"abstract"_s, Scene::label(u"insomnia for three months"_s)},
            {u"specialty"_s, u"im"_s},
            {u"titleLevel"_s, u"CHIEF"_s},
            {u"qualification"_s, Scene::label(u"ten years"_s)},
            {u"type"_s, u"CONSULTATION"_s}};
}

inline void composed(Scene &s, const QString &left = {})
{
    auto text = invitationText();
    text.remove(left);
    s.did(u"invitation.compose"_s, text);
}

inline QCborMap abstractHash(const QString &text = u"insomnia for three months"_s)
{
    return {{u"abstract"_s, contentHash(Scene::label(text))}};
}

inline QCborMap composing(const QString &key, const QCborValue &value)
{
    auto text = invitationText();
    text.insert(key, value);
    return text;
}

inline QCborMap sending(Scene &s)
{
    drafted(s);
    const auto agreed = s.did(u"agreement.sign"_s).hash;
    const auto consent = s.did(u"consent.sign_patient"_s).hash;
    return {{u"agreement"_s, agreed},
            {u"consent"_s, QCborMap{{u"entry"_s, consent}, {u"at"_s, u"2026-11-24T09:00:00Z"_s}}}};
}

inline QCborMap signature()
{
    return {{u"form"_s, QCborMap{{u"id"_s, u"consent"_s}, {u"version"_s, 1}, {u"language"_s, u"hu"_s}}},
            {u"signature"_s, Scene::file()}};
}

inline QCborMap representative(const QString &type, const QString &left = {})
{
    QCborMap args{
        {u"signerType"_s, type},
        {u"relation"_s, u"PARENT"_s},
        {u"reason"_s, u"a child"_s},
        {u"name"_s, u"Varga Anna"_s},
        {u"document"_s, QCborMap{{u"type"_s, u"PASSPORT"_s}, {u"number"_s, u"Y1"_s}, {u"country"_s, u"HU"_s}}}};
    args.remove(left);
    return args;
}

inline QList<GuardRow> rowsBefore()
{
    const auto consents
        = [](const QString &now) { return [now](Scene &s) { s.state.machines.insert(u"consent"_s, now); }; };
    return {
        {"AGR_02_allSections", "sevenSections", [](Scene &s) { drafted(s); }, ""},
        {"AGR_02_liabilityLeftOut", "sevenSections", [](Scene &s) { drafted(s, u"liability"_s); }, "AGR-02"},
        {"AGR_04_periodAndServices", "periodGiven", [](Scene &s) { drafted(s); }, ""},
        {"AGR_04_noLastDay", "periodGiven", [](Scene &s) { drafted(s, u"validTo"_s); }, "AGR-04"},
        {"AGR_04_noServiceType", "periodGiven", [](Scene &s) { drafted(s, u"serviceTypes"_s); }, "AGR-04"},
        {"AGR_03_sameText", "sameText",
         [](Scene &s) {
             drafted(s);
             s.does(u"agreement.sign"_s, {{u"text"_s, contentHash(agreementDraft())}});
         },
         ""},
        {"AGR_03_anotherText", "sameText",
         [](Scene &s) {
             drafted(s);
             s.does(u"agreement.sign"_s, {{u"text"_s, QByteArray(32, 'x')}});
         },
         "AGR-03"},
        {"AGR_03_approvesFirstTime", "notYetApproved",
         [](Scene &s) { s.did(u"agreement.approve"_s, {}, Side::Invited); }, ""},
        {"AGR_03_approvesTwice", "notYetApproved", [](Scene &s) { s.did(u"agreement.approve"_s); }, "AGR-03"},
        {"AGR_03_approvalOfAnEarlierText", "notYetApproved",
         [](Scene &s) {
             s.did(u"agreement.approve"_s);
             s.did(u"agreement.submit"_s);
         },
         ""},
        {"AGR_03_bothApproved", "allApproved", [](Scene &s) { both(s, u"agreement.approve"_s); }, ""},
        {"AGR_03_oneApproved", "allApproved", [](Scene &s) { s.did(u"agreement.approve"_s); }, "AGR-03"},
        {"AGR_03_signsFirstTime", "notYetSigned", [](Scene &s) { s.did(u"agreement.sign"_s, {}, Side::Invited); }, ""},
        {"AGR_03_signsTwice", "notYetSigned", [](Scene &s) { s.did(u"agreement.sign"_s); }, "AGR-03"},
        {"AGR_03_bothSigned", "allPartiesSigned", [](Scene &s) { both(s, u"agreement.sign"_s); }, ""},
        {"AGR_03_oneSigned", "allPartiesSigned", [](Scene &s) { s.did(u"agreement.sign"_s); }, "AGR-03"},
        {"AGR_16_fingerprintCompared", "partnerKeyVerified", [](Scene &) {}, ""},
        {"AGR_16_fingerprintNotCompared", "partnerKeyVerified", [](Scene &s) { s.partnership.verified = false; },
         "AGR-16"},
        {"AGR_03_firstDayHasBegun", "startDateReached", [](Scene &s) { drafted(s); }, ""},
        {"AGR_03_firstDayIsTomorrow", "startDateReached",
         [](Scene &s) {
             auto draft = agreementDraft();
             draft.insert(u"validFrom"_s, u"2026-11-26"_s);
             s.did(u"agreement.draft"_s, draft);
         },
         "AGR-03"},
        {"AGR_04_inForce", "agreementInForce",
         [](Scene &s) {
             s.opened();
             drafted(s);
         },
         ""},
        {"AGR_04_noAgreementInForce", "agreementInForce",
         [](Scene &s) {
             s.opened();
             drafted(s);
             s.agreement.activeFrom = {};
         },
         "AGR-04"},
        {"AGR_04_lastDayIsOver", "agreementInForce",
         [](Scene &s) {
             s.opened();
             drafted(s);
             s.agreement.validTo = s.now;
         },
         "AGR-04"},
        {"AGR_04_terminated", "agreementInForce",
         [](Scene &s) {
             s.opened();
             drafted(s);
             s.did(u"agreement.terminate"_s);
         },
         "AGR-04"},
        {"AGR_04_plannedAfterItEnds", "agreementInForce",
         [](Scene &s) {
             s.opened();
             drafted(s);
             composed(s);
             s.agreement.validTo = s.now.addDays(2);
         },
         "AGR-04"},
        {"AGR_04_sendsUnderIt", "agreementInForce",
         [](Scene &s) {
             s.opened();
             s.does(u"invitation.send_direct"_s, sending(s));
         },
         ""},
        {"AGR_04_namesAnotherAgreement", "agreementInForce",
         [](Scene &s) {
             s.opened();
             auto args = sending(s);
             args.insert(u"agreement"_s, QByteArray(32, 'x'));
             s.does(u"invitation.send_direct"_s, args);
         },
         "AGR-04"},
        {"ORG_11_typeNotCovered", "agreementInForce",
         [](Scene &s) {
             drafted(s);
             s.did(u"case.opened"_s, {{u"type"_s, u"DIAGNOSIS"_s}, {u"invitation"_s, s.invitation}});
         },
         "ORG-11"},
        {"CON_01_explained", "serviceAndFeesExplained",
         [](Scene &s) {
             s.does(u"consent.explain"_s,
                    {{u"items"_s, QCborArray{u"SERVICE"_s, u"FEES"_s}},
                     {u"fee"_s, QCborMap{{u"amount"_s, u"9"_s}, {u"currency"_s, u"EUR"_s}}}});
         },
         ""},
        {"CON_01_feesNotNamed", "serviceAndFeesExplained",
         [](Scene &s) {
             s.does(u"consent.explain"_s, {{u"items"_s, QCborArray{u"SERVICE"_s, u"FEES"_s}}});
         },
         "CON-01"},
        {"CON_06_ofAge", "patientMaySign", [](Scene &s) { s.opened(u"2008-11-24"_s); }, ""},
        {"CON_06_eighteenTomorrow", "patientMaySign", [](Scene &s) { s.opened(u"2008-11-25"_s); }, "CON-06"},
        {"CON_03_relativeWithReason", "representativeMaySign",
         [](Scene &s) {
             s.opened();
             s.does(u"consent.sign_representative"_s, representative(u"CLOSE_RELATIVE"_s));
         },
         ""},
        {"CON_03_noReason", "representativeMaySign",
         [](Scene &s) {
             s.opened();
             s.does(u"consent.sign_representative"_s, representative(u"CLOSE_RELATIVE"_s, u"reason"_s));
         },
         "CON-03"},
        {"CON_03_noDocument", "representativeMaySign",
         [](Scene &s) {
             s.opened();
             s.does(u"consent.sign_representative"_s, representative(u"GUARDIAN"_s, u"document"_s));
         },
         "CON-03"},
        {"CON_06_guardianForAChild", "representativeMaySign",
         [](Scene &s) {
             s.opened(u"2020-01-01"_s);
             s.does(u"consent.sign_representative"_s, representative(u"GUARDIAN"_s));
         },
         ""},
        {"CON_06_relativeForAChild", "representativeMaySign",
         [](Scene &s) {
             s.opened(u"2020-01-01"_s);
             s.does(u"consent.sign_representative"_s, representative(u"CLOSE_RELATIVE"_s));
         },
         "CON-06"},
        {"CON_02_penStrokes", "signatureGiven", [](Scene &s) { s.does(u"consent.sign_patient"_s, signature()); }, ""},
        {"CON_02_noStrokes", "signatureGiven",
         [](Scene &s) {
             auto args = signature();
             args.remove(u"signature"_s);
             s.does(u"consent.sign_patient"_s, args);
         },
         "CON-02"},
        {"CON_04_signed", "consentSigned", [](Scene &s) { s.opened(); }, ""},
        {"CON_04_notSigned", "consentSigned", consents(u"EXPLAINED"_s), "CON-04"},
        {"CON_09_withdrawn", "consentSigned", consents(u"WITHDRAWN"_s), "CON-09"},
        {"CON_04_sentWithIt", "consentSigned", [](Scene &s) { s.does(u"invitation.send_direct"_s, sending(s)); }, ""},
        {"CON_04_sentWithAnother", "consentSigned",
         [](Scene &s) {
             auto args = sending(s);
             args.insert(u"consent"_s,
                         QCborMap{{u"entry"_s, QByteArray(32, 'x')}, {u"at"_s, u"2026-11-24T09:00:00Z"_s}});
             s.does(u"invitation.send_direct"_s, args);
         },
         "CON-04"},
        {"CON_04_receiverHasTheWord", "consentSigned",
         [](Scene &s) {
             s.does(u"invitation.send_direct"_s, sending(s));
             s.state.held = false;
         },
         ""},
        {"CON_04_receiverHasNoWord", "consentSigned",
         [](Scene &s) {
             s.does(u"invitation.send_direct"_s);
             s.state.held = false;
         },
         "CON-04"},
        {"CON_09_refused", "consentRefusedOrWithdrawn", consents(u"REFUSED"_s), ""},
        {"CON_09_stillSigned", "consentRefusedOrWithdrawn", consents(u"SIGNED"_s), "CON-09"},
    };
}

} // namespace sizhen::test
