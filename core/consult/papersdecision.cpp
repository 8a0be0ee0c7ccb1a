// SPDX-License-Identifier: GPL-3.0-or-later
// The final diagnosis and plan of the inviting side (DEC-01): its own decision, with reference to the opinion.
#include "core/consult/paperdata.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

Label whomLabel(const QString &whom)
{
    static const QHash<QString, Label> labels{
        {u"PATIENT"_s, {u"患者本人"_s, u"The patient"_s}},
        {u"GUARDIAN"_s, {u"监护人"_s, u"The guardian"_s}},
        {u"CLOSE_RELATIVE"_s, {u"近亲属"_s, u"A close relative"_s}},
    };
    return labels.value(whom, {whom, whom});
}

// The opinion as the invited side gave it, and the report that holds it, by its hash.
QCborMap opinionData(const CaseState &state)
{
    QCborMap data;
    if (const auto *released = state.latest(u"report.release_opinion"_s)) {
        const auto &args = released->args();
        addTerm(data, args, u"disease"_s, u"disease"_s, u"diseaseCodes"_s);
        addTerm(data, args, u"pattern"_s, u"pattern"_s, u"patternCodes"_s);
        addIfSaid(data, u"principle"_s, args.value(u"principle"_s));
        data.insert(u"by"_s, nameOf(released->event.by).toCbor());
    }
    if (const auto *out = state.latest(u"report.release"_s))
        data.insert(u"pdfSha256"_s, QString::fromLatin1(out->args().value(u"pdfSha256"_s).toByteArray().toHex()));
    return data;
}

QCborArray citesOf(const CaseState &state, const Findings &findings)
{
    QCborArray cites;
    cites.append(
        Label(u"邀请方四诊所见 %1 项，受邀方 %2 项，其中 %3 项双方所见不同。"_s.arg(findings.ofInviting)
                  .arg(findings.ofInvited)
                  .arg(findings.differing.size()),
              u"Findings of the four examinations: %1 by the inviting side, %2 by the invited side; they differ in "
              "%3."_s.arg(findings.ofInviting)
                  .arg(findings.ofInvited)
                  .arg(findings.differing.size()))
            .toCbor());
    const auto pulses = state.all(u"case.pulse_recorded"_s).size();
    const auto originals = state.all(u"case.attachment_added"_s).size();
    if (pulses + originals > 0)
        cites.append(
            Label(u"脉图 %1 段，照片与其他原始资料 %2 份，均在病例中。"_s.arg(pulses).arg(originals),
                  u"%1 pulse recordings, %2 photographs and other originals, all in the case."_s.arg(pulses).arg(
                      originals))
                .toCbor());
    return cites;
}

QCborMap planData(const QCborMap &args)
{
    QCborMap plan;
    addTerm(plan, args, u"disease"_s, u"disease"_s, u"diseaseCodes"_s);
    addTerm(plan, args, u"pattern"_s, u"pattern"_s, u"patternCodes"_s);
    for (const auto &key : {u"principle"_s, u"plan"_s, u"herbs"_s, u"points"_s, u"adoption"_s, u"reason"_s})
        addIfSaid(plan, key, args.value(key));
    const auto informed = args.value(u"informed"_s).toMap();
    if (const auto whom = textOf(informed, u"whom"_s); !whom.isEmpty())
        plan.insert(u"whom"_s, whomLabel(whom).toCbor());
    addIfSaid(plan, u"informedAt"_s, informed.value(u"at"_s));
    return plan;
}

} // namespace

Result<PaperJob> decisionPaper(const CaseState &state, const Parties &parties, const FormLibrary &forms)
{
    const auto *draft = state.latest(u"case.decision_draft"_s);
    if (!draft)
        return refuse(u"DEC-01"_s, u"dec.missing"_s);
    // DEC-03: not fully followed asks for the reason, before anything is printed.
    if (draft->args().value(u"adoption"_s).toString() != u"FULL"_s && !saysSomething(draft->args().value(u"reason"_s)))
        return refuse(u"DEC-03"_s, u"dec.reason"_s);
    const auto seen = asSeenBy(state, *draft);
    const auto findings = findingsOf(seen, forms);
    const auto *start = seen.latest(u"case.start"_s);
    QCborMap dates{{u"decision"_s, timeOf(draft)}};
    addIfSaid(dates, u"start"_s, timeOf(start));
    addIfSaid(dates, u"opinion"_s, timeOf(seen.latest(u"report.release_opinion"_s)));
    addIfSaid(dates, u"report"_s, timeOf(seen.latest(u"report.release"_s)));
    QCborMap data{
        {u"case"_s, caseData(seen)},
        {u"inviting"_s, institutionData(parties.inviting)},
        {u"invited"_s, institutionData(parties.invited)},
        {u"patient"_s, patientData(seen, forms, start ? start->event.at : draft->event.at)},
        {u"dates"_s, dates},
        {u"opinion"_s, opinionData(seen)},
        {u"cites"_s, citesOf(seen, findings)},
        {u"decision"_s, planData(draft->args())},
        {u"signers"_s,
         QCborArray{
             personData(draft->event.by, parties.inviting, {u"邀请方医师"_s, u"Physician of the inviting side"_s})}},
    };
    addIfSaid(data, u"differing"_s, findings.differing);
    return finishedPaper(u"decision"_s, data, draft->event.at);
}

} // namespace sizhen
