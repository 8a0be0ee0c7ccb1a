// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/guards.h"
#include "core/consult/reading.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

using Present = QList<Consultant>;

bool isAmong(const Present &people, const QByteArray &personKey)
{
    return std::ranges::any_of(people, [&](const Consultant &one) { return one.person.person == personKey; });
}

// RPT-04: assigned and checked in, with one's own key.
Result<> consultantOfCase(const Facts &facts)
{
    if (facts.act.side != Side::Invited
        || !isAmong(consultantsPresent(facts.state, facts.certificates), facts.act.event.by.person))
        return refuse(u"RPT-04"_s, u"rpt.not_author"_s);
    return {};
}

void addMissingParts(const QCborMap &opinion, Names &missing)
{
    static const QList<std::pair<QString, Label>> parts{
        {u"analysis"_s, {u"病情分析"_s, u"analysis"_s}},
        {u"principle"_s, {u"治则治法"_s, u"treatment principle"_s}},
        {u"advice"_s, {u"诊疗建议"_s, u"advice"_s}},
    };
    for (const auto &[id, label] : parts)
        if (!saysSomething(opinion.value(id)))
            missing.add(label.en(), label.zh());
    if (!saysSomething(opinion.value(u"disease"_s).toMap().value(u"text"_s)))
        missing.add(u"TCM disease"_s, u"中医病名"_s);
    if (!saysSomething(opinion.value(u"pattern"_s).toMap().value(u"text"_s)))
        missing.add(u"pattern"_s, u"证候"_s);
    if (opinion.value(u"cautions"_s).toArray().isEmpty())
        missing.add(u"cautions"_s, u"注意事项"_s);
    if (opinion.value(u"limits"_s).toArray().isEmpty())
        missing.add(u"limits of the remote examination"_s, u"远程诊察的局限"_s);
}

Result<> reportSections(const Facts &facts)
{
    Names missing;
    const auto *opinion = facts.state.latest(u"report.release_opinion"_s);
    addMissingParts(opinion ? opinion->args() : QCborMap{}, missing);
    if (!facts.state.latest(u"case.start"_s))
        missing.add(u"dates"_s, u"日期"_s);
    if (!someoneCheckedIn(facts.state, Side::Inviting) || !someoneCheckedIn(facts.state, Side::Invited))
        missing.add(u"participants"_s, u"参加人员"_s);
    if (!missingMethods(facts).isEmpty())
        missing.add(u"findings by side"_s, u"双方四诊所见"_s);
    if (!missing.isEmpty())
        return refuse(u"RPT-02"_s, u"rpt.section_missing"_s, missing.as(u"sections"_s));
    return {};
}

Result<> contentGiven(const Facts &facts)
{
    if (facts.act.args().value(u"content"_s).toByteArray().size() != hashSize)
        return refuse(u"RPT-02"_s, u"rpt.other_content"_s);
    return {};
}

bool pdfGiven(const QCborMap &args)
{
    const auto pdf = attachmentIn(args.value(u"pdf"_s));
    return pdf && pdf->mediaType == u"application/pdf"_s && args.value(u"pdfSha256"_s).toByteArray() == pdf->sha256;
}

Result<> signsTheSameContent(const Facts &facts)
{
    const auto *submitted = facts.state.latest(u"report.submit"_s);
    const auto &args = facts.act.args();
    if (!submitted || args.value(u"content"_s).toByteArray() != submitted->args().value(u"content"_s).toByteArray())
        return refuse(u"RPT-03"_s, u"rpt.other_content"_s);
    if (!pdfGiven(args))
        return refuse(u"RPT-03"_s, u"paper.not_attached"_s);
    return {};
}

bool signedBy(const CaseState &state, const QByteArray &personKey)
{
    return std::ranges::any_of(signaturesOf(state), [&](const Act *act) { return act->event.by.person == personKey; });
}

Result<> notSignedByMe(const Facts &facts)
{
    if (signedBy(facts.state, facts.act.event.by.person))
        return refuse(u"RPT-03"_s, u"rpt.already_signed"_s);
    return {};
}

Result<> allConsultantsSigned(const Facts &facts)
{
    const auto present = consultantsPresent(facts.state, facts.certificates);
    Names unsignedPeople;
    for (const auto &one : present)
        if (!signedBy(facts.state, one.person.person))
            unsignedPeople.add(nameOf(one.person).en(), nameOf(one.person).zh());
    if (present.isEmpty())
        unsignedPeople.add(u"the physicians of the invited side"_s, u"受邀方医师"_s);
    if (!unsignedPeople.isEmpty())
        return refuse(u"RPT-03"_s, u"rpt.unsigned"_s, unsignedPeople.as(u"people"_s));
    return {};
}

// RPT-07: what is released and acknowledged is the PDF with the last signature.
Result<> namesTheSignedPdf(const Facts &facts)
{
    const auto signatures = signaturesOf(facts.state);
    if (signatures.isEmpty()
        || facts.act.args().value(u"pdfSha256"_s).toByteArray()
            != signatures.last()->args().value(u"pdfSha256"_s).toByteArray())
        return refuse(u"RPT-07"_s, u"rpt.bad_signature"_s);
    return {};
}

bool reportIs(const Facts &facts, std::initializer_list<QLatin1StringView> states)
{
    const auto report = machineState(facts.state, "report"_L1);
    return std::ranges::any_of(states, [&](QLatin1StringView one) { return report == one; });
}

Result<> reportIsOut(const Facts &facts)
{
    if (!reportIs(facts, {"RELEASED"_L1, "ACKNOWLEDGED"_L1, "ARCHIVED"_L1}))
        return refuse(u"DEC-04"_s, u"dec.no_opinion"_s);
    return {};
}

Result<> reportAcknowledged(const Facts &facts)
{
    if (auto out = reportIsOut(facts); !out)
        return out;
    if (!reportIs(facts, {"ACKNOWLEDGED"_L1, "ARCHIVED"_L1}))
        return refuse(u"RPT-07"_s, u"rpt.not_acknowledged"_s);
    return {};
}

Result<> invitingSideDecides(const Facts &facts)
{
    if (facts.act.side != Side::Inviting || !facts.act.event.by.roles.contains(u"PHYSICIAN"_s))
        return refuse(u"DEC-02"_s, u"dec.not_inviter"_s);
    return {};
}

Result<> decisionComplete(const Facts &facts)
{
    const auto &args = facts.act.args();
    const auto adoption = textOf(args, u"adoption"_s);
    if (adoption != u"FULL"_s && adoption != u"PARTIAL"_s && adoption != u"NONE"_s)
        return refuse(u"DEC-03"_s, u"dec.reason"_s);
    if (adoption != u"FULL"_s && !saysSomething(args.value(u"reason"_s)))
        return refuse(u"DEC-03"_s, u"dec.reason"_s);
    if (!saysSomething(args.value(u"disease"_s).toMap().value(u"text"_s))
        || !saysSomething(args.value(u"pattern"_s).toMap().value(u"text"_s))
        || !saysSomething(args.value(u"principle"_s)) || !saysSomething(args.value(u"plan"_s)))
        return refuse(u"DEC-01"_s, u"dec.missing"_s);
    if (!saysSomething(args.value(u"informed"_s).toMap().value(u"whom"_s)))
        return refuse(u"DEC-06"_s, u"dec.not_informed"_s);
    if (args.value(u"content"_s).toByteArray().size() != hashSize || !pdfGiven(args))
        return refuse(u"DEC-01"_s, u"paper.not_attached"_s);
    return {};
}

} // namespace

void addReportGuards(Engine<Facts> &engine)
{
    engine.add(u"consultantOfCase"_s, consultantOfCase);
    engine.add(u"reportSections"_s, reportSections);
    engine.add(u"contentGiven"_s, onArgs(contentGiven));
    engine.add(u"signsTheSameContent"_s, onArgs(signsTheSameContent));
    engine.add(u"notSignedByMe"_s, notSignedByMe);
    engine.add(u"allConsultantsSigned"_s, allConsultantsSigned);
    engine.add(u"namesTheSignedPdf"_s, onArgs(namesTheSignedPdf));
    engine.add(u"reportIsOut"_s, reportIsOut);
    engine.add(u"reportAcknowledged"_s, reportAcknowledged);
    engine.add(u"invitingSideDecides"_s, invitingSideDecides);
    engine.add(u"decisionComplete"_s, onArgs(decisionComplete));
}

} // namespace sizhen
