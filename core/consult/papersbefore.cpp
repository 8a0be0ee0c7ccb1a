// SPDX-License-Identifier: GPL-3.0-or-later
// The papers that come before a session: consent, invitation and the agreement behind both.
#include "core/consult/paperdata.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

QString hexText(const QCborValue &bytes)
{
    return QString::fromLatin1(bytes.toByteArray().toHex());
}

// The signature that counts: of the patient, or of who may sign instead; newer than any withdrawal.
const Act *consentSignature(const CaseState &state)
{
    for (auto it = state.acts.crbegin(); it != state.acts.crend(); ++it) {
        if (it->kind() == u"consent.withdraw"_s || it->kind() == u"consent.refuse"_s)
            return nullptr;
        if (it->kind() == u"consent.sign_patient"_s || it->kind() == u"consent.sign_representative"_s)
            return &*it;
    }
    return nullptr;
}

QCborMap signatureData(const Act &signing, const QString &patientName)
{
    const auto &args = signing.args();
    const bool self = signing.kind() == u"consent.sign_patient"_s;
    QCborMap data{{u"at"_s, timeOf(&signing)},
                  {u"type"_s, self ? u"PATIENT"_s : textOf(args, u"signerType"_s)},
                  {u"name"_s, self ? patientName : textOf(args, u"name"_s)},
                  {u"before"_s, nameOf(signing.event.by).toCbor()}};
    addIfSaid(data, u"relation"_s, args.value(u"relation"_s));
    addIfSaid(data, u"reason"_s, args.value(u"reason"_s));
    const auto document = args.value(u"document"_s).toMap();
    addIfSaid(data, u"document"_s, document.value(u"number"_s));
    if (const auto image = attachmentIn(args.value(u"signature"_s)))
        data.insert(u"imageSha256"_s, QString::fromLatin1(image->sha256.toHex()));
    const auto form = args.value(u"form"_s).toMap();
    addIfSaid(data, u"form"_s, form.value(u"id"_s));
    addIfSaid(data, u"formVersion"_s, form.value(u"version"_s));
    addIfSaid(data, u"language"_s, form.value(u"language"_s));
    return data;
}

QCborArray windowsOf(const QCborMap &args)
{
    QCborArray windows;
    const auto given = args.value(u"windows"_s).toArray();
    for (const auto &item : given) {
        const auto window = item.toMap();
        if (saysSomething(window.value(u"from"_s)) && saysSomething(window.value(u"to"_s)))
            windows.append(QCborMap{{u"from"_s, window.value(u"from"_s)}, {u"to"_s, window.value(u"to"_s)}});
    }
    return windows;
}

Label partySide(bool drafted)
{
    return drafted ? Label(u"甲方（起草方）"_s, u"Party A (drafted it)"_s) : Label(u"乙方"_s, u"Party B"_s);
}

} // namespace

Result<PaperJob> consentPaper(const CaseState &state, const Parties &parties)
{
    const auto *explained = state.latest(u"consent.explain"_s);
    if (!explained)
        return refuse(u"CON-01"_s, u"con.explain_first"_s);
    const auto *signing = consentSignature(state);
    const auto patient = patientOf(state);
    const auto name = textOf(patient, u"name"_s);
    QCborMap person{{u"name"_s, name}, {u"sex"_s, sexLabel(textOf(patient, u"sex"_s)).toCbor()}};
    addIfSaid(person, u"birth"_s, patient.value(u"birth"_s));
    QCborMap data{
        {u"case"_s, caseData(state)},
        {u"inviting"_s, institutionData(parties.inviting)},
        {u"invited"_s, institutionData(parties.invited)},
        {u"patient"_s, person},
        {u"items"_s, explained->args().value(u"items"_s).toArray()},
        {u"explained"_s, QCborMap{{u"by"_s, nameOf(explained->event.by).toCbor()}, {u"at"_s, timeOf(explained)}}}};
    const auto fee = explained->args().value(u"fee"_s).toMap();
    if (saysSomething(fee.value(u"amount"_s)))
        data.insert(u"fee"_s, u"%1 %2"_s.arg(textOf(fee, u"amount"_s), textOf(fee, u"currency"_s)).trimmed());
    if (signing)
        data.insert(u"signature"_s, signatureData(*signing, name));
    return finishedPaper(u"consent"_s, data, signing ? signing->event.at : explained->event.at);
}

Result<PaperJob> invitationPaper(const CaseState &state, const Parties &parties)
{
    const auto *composed = latestInInvitation(state, u"invitation.compose"_s);
    if (!composed)
        return refuse(u"INV-01"_s, u"inv.field_missing"_s,
                      {{u"fields"_s, u"all seven fields"_s}, {u"fields.zh"_s, u"全部七项"_s}});
    const auto &args = composed->args();
    const auto patient = args.value(u"patient"_s).toMap();
    QCborMap about{{u"code"_s, state.code()}};
    addIfSaid(about, u"sex"_s, sexLabel(textOf(patient, u"sex"_s)).toCbor());
    addIfSaid(about, u"age"_s, patient.value(u"age"_s));
    QCborMap data{{u"case"_s, caseData(state)},
                  {u"inviting"_s, institutionData(parties.inviting)},
                  {u"invited"_s, institutionData(parties.invited)},
                  {u"patient"_s, about},
                  {u"windows"_s, windowsOf(args)},
                  {u"composed"_s, timeOf(composed)},
                  {u"signers"_s,
                   QCborArray{personData(composed->event.by, parties.inviting,
                                         {u"邀请方，拟定人"_s, u"Inviting side, who wrote it"_s})}}};
    for (const auto &key :
         {u"reason"_s, u"purpose"_s, u"abstract"_s, u"specialty"_s, u"titleLevel"_s, u"qualification"_s})
        addIfSaid(data, key, args.value(key));
    return finishedPaper(u"invitation"_s, data, composed->event.at);
}

Result<PaperJob> agreementPaper(const AgreementState &state, const Institution &one, const Institution &other)
{
    const auto *draft = state.latest(u"agreement.draft"_s);
    if (!draft)
        return refuse(u"AGR-02"_s, u"agr.section_missing"_s,
                      {{u"sections"_s, u"all seven sections"_s}, {u"sections.zh"_s, u"全部七个部分"_s}});
    const auto &args = draft->args();
    const auto drafted = [&draft](const Institution &party) { return party.root == draft->event.institution; };
    QCborArray parties;
    for (const auto *party : drafted(one) ? QList{&one, &other} : QList{&other, &one}) {
        auto entry = institutionData(*party);
        entry.insert(u"role"_s, partySide(drafted(*party)).toCbor());
        parties.append(entry);
    }
    QCborMap data{{u"parties"_s, parties}, {u"textSha256"_s, hexText(contentHash(args))}};
    for (const auto &key : {u"number"_s, u"title"_s, u"validFrom"_s, u"validTo"_s, u"serviceTypes"_s})
        addIfSaid(data, key, args.value(key));
    QCborMap sections;
    for (const auto &[key, value] : args.value(u"sections"_s).toMap())
        addIfSaid(sections, key.toString(), value);
    data.insert(u"sections"_s, sections);
    data.insert(u"hours"_s, args.value(u"hours"_s).toMap());
    // Who signed this text; a signature on an earlier draft is none on this one.
    QCborArray signers;
    auto created = draft->event.at;
    for (const auto &act : state.acts) {
        if (act.kind() != u"agreement.sign"_s || act.args().value(u"text"_s).toByteArray() != contentHash(args))
            continue;
        const auto &party = act.event.institution == one.root ? one : other;
        auto signer = personData(act.event.by, party, partySide(drafted(party)));
        signer.insert(u"at"_s, timeOf(&act));
        signers.append(signer);
        created = act.event.at;
    }
    addIfSaid(data, u"signatures"_s, signers);
    return finishedPaper(u"agreement"_s, data, created);
}

} // namespace sizhen
