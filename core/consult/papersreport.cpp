// SPDX-License-Identifier: GPL-3.0-or-later
// The consultation report (RPT-02): an opinion of the invited side, never an order (RPT-11).
#include "core/consult/paperdata.h"

#include <QSet>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

QCborMap lineOf(const QString &zh, const QString &en)
{
    return Label(zh, en).toCbor();
}

Label roleOf(const Act &checkIn, const QList<Consultant> &consultants)
{
    if (checkIn.args().value(u"as"_s).toString() == u"INTERPRETER"_s)
        return {u"翻译"_s, u"Interpreter"_s};
    if (checkIn.side == Side::Inviting)
        return {u"邀请方医师，现场检查"_s, u"Physician of the inviting side, beside the patient"_s};
    for (const auto &one : consultants)
        if (one.person.person == checkIn.event.by.person)
            return one.lead ? Label(u"受邀方主诊医师"_s, u"Lead physician, invited side"_s)
                            : Label(u"受邀方会诊医师"_s, u"Consultant, invited side"_s);
    return {u"受邀方参与人员"_s, u"Took part for the invited side"_s};
}

QCborArray participantsOf(const CaseState &state, const Parties &parties, const QList<Consultant> &consultants)
{
    QCborArray people;
    QSet<QByteArray> named;
    for (const auto *act : state.all(u"case.check_in"_s)) {
        if (named.contains(act->event.by.person))
            continue;
        named.insert(act->event.by.person);
        people.append(personData(act->event.by, parties.of(act->side), roleOf(*act, consultants)));
    }
    return people;
}

QCborArray signersOf(const QList<Consultant> &consultants, const Parties &parties)
{
    QCborArray signers;
    for (const auto &one : consultants)
        signers.append(personData(one.person, parties.invited,
                                  one.lead ? Label(u"受邀方主诊医师"_s, u"Lead physician, invited side"_s)
                                           : Label(u"受邀方会诊医师"_s, u"Consultant, invited side"_s)));
    return signers;
}

void addOriginals(QCborArray &basis, const CaseState &state)
{
    static const QList<std::pair<QString, Label>> roles{
        {u"tongue_top"_s, {u"舌面照片"_s, u"Photographs of the tongue"_s}},
        {u"tongue_under"_s, {u"舌下照片"_s, u"Photographs of the underside of the tongue"_s}},
        {u"face"_s, {u"面部照片"_s, u"Photographs of the face"_s}},
        {u"document"_s, {u"检查资料"_s, u"Documents"_s}},
        {u"voice"_s, {u"语声录音"_s, u"Recordings of the voice"_s}},
    };
    for (const auto &[role, label] : roles) {
        int count = 0;
        for (const auto *act : state.all(u"case.attachment_added"_s))
            count += act->args().value(u"role"_s).toString() == role;
        if (count > 0)
            basis.append(lineOf(u"%1 %2 份"_s.arg(label.zh()).arg(count), u"%1: %2"_s.arg(label.en()).arg(count)));
    }
}

void addPulse(QCborArray &basis, const CaseState &state)
{
    QStringList sites;
    for (const auto *act : state.all(u"case.pulse_recorded"_s))
        if (const auto site = act->args().value(u"site"_s).toString(); !sites.contains(site))
            sites.append(site);
    if (!sites.isEmpty())
        basis.append(lineOf(u"脉图 %1 部：%2"_s.arg(sites.size()).arg(sites.join(u"、"_s)),
                            u"Pulse recordings at %1 positions: %2"_s.arg(sites.size()).arg(sites.join(u", "_s))));
}

void addSession(QCborArray &basis, const CaseState &state)
{
    const auto *start = state.latest(u"case.start"_s);
    const auto *end = state.latest(u"case.end"_s);
    if (!start || !end || end->event.at < start->event.at)
        return;
    const auto minutes = qMax<qint64>(1, start->event.at.secsTo(end->event.at) / 60);
    basis.append(lineOf(u"实时会诊 %1 分钟，双方可见可闻"_s.arg(minutes),
                        u"Live session of %1 min, both sides seen and heard"_s.arg(minutes)));
}

QCborArray basisOf(const CaseState &state, const Findings &findings)
{
    QCborArray basis;
    if (const auto *composed = latestInInvitation(state, u"invitation.compose"_s)) {
        const auto abstract = labelOf(composed->args(), u"abstract"_s);
        const auto day = composed->event.at.date().toString(Qt::ISODate);
        if (saysSomething(abstract))
            basis.append(
                lineOf(u"病历摘要（%1，邀请方医师核准）：%2"_s.arg(day, abstract.zh()),
                       u"Record abstract (%1, approved by the inviting physician): %2"_s.arg(day, abstract.en())));
    }
    if (findings.ofInviting > 0)
        basis.append(lineOf(u"邀请方四诊所见 %1 项"_s.arg(findings.ofInviting),
                            u"%1 findings of the four examinations by the inviting side"_s.arg(findings.ofInviting)));
    if (findings.ofInvited > 0)
        basis.append(lineOf(u"受邀方四诊所见 %1 项"_s.arg(findings.ofInvited),
                            u"%1 findings of the four examinations by the invited side"_s.arg(findings.ofInvited)));
    addOriginals(basis, state);
    addPulse(basis, state);
    addSession(basis, state);
    return basis;
}

QCborArray limitsOf(const QCborMap &opinion)
{
    auto limits = opinion.value(u"limits"_s).toArray();
    if (limits.isEmpty())
        return limits; // a physician must say at least one (RPT-02); the rest we add
    const auto touch
        = lineOf(u"切诊与嗅诊由邀请方在患者身边完成，受邀方未能亲自触诊、嗅诊。"_s,
                 u"Palpation and smelling were done beside the patient by the inviting side; the invited side "
                 "could neither touch nor smell."_s);
    const auto colour = lineOf(u"照片与视频中的颜色受光线和设备影响。"_s,
                               u"Colours in photographs and video depend on light and equipment."_s);
    for (const auto &line : {touch, colour})
        if (!limits.contains(line))
            limits.append(line);
    return limits;
}

void addOpinion(QCborMap &data, const QCborMap &opinion, const CaseState &state, const FormLibrary &forms)
{
    addIfSaid(data, u"analysis"_s, opinion.value(u"analysis"_s));
    addIfSaid(data, u"principle"_s, opinion.value(u"principle"_s));
    addIfSaid(data, u"differences"_s, opinion.value(u"differences"_s));
    addIfSaid(data, u"cautions"_s, opinion.value(u"cautions"_s));
    addIfSaid(data, u"limits"_s, limitsOf(opinion));
    QCborMap diagnosis;
    addTerm(diagnosis, opinion, u"disease"_s, u"disease"_s, u"diseaseCodes"_s);
    addTerm(diagnosis, opinion, u"pattern"_s, u"pattern"_s, u"patternCodes"_s);
    addIfSaid(diagnosis, u"evidence"_s, evidenceOf(opinion.value(u"evidence"_s).toArray(), state, forms));
    data.insert(u"diagnosis"_s, diagnosis);
    QCborMap advice;
    addIfSaid(advice, u"text"_s, opinion.value(u"advice"_s));
    addIfSaid(advice, u"herbs"_s, opinion.value(u"herbs"_s));
    addIfSaid(advice, u"points"_s, opinion.value(u"points"_s));
    data.insert(u"advice"_s, advice);
}

// The report.submit in force: none while it was sent back to be changed.
const Act *freezing(const CaseState &state)
{
    for (auto it = state.acts.crbegin(); it != state.acts.crend(); ++it) {
        if (it->kind() == u"report.back_to_draft"_s)
            return nullptr;
        if (it->kind() == u"report.submit"_s)
            return &*it;
    }
    return nullptr;
}

QCborMap reportData(const CaseState &state, const Parties &parties, const FormLibrary &forms)
{
    const Certificates certificates;
    const auto *released = state.latest(u"report.release_opinion"_s);
    const auto *start = state.latest(u"case.start"_s);
    const auto consultants = consultantsPresent(state, certificates);
    const auto findings = findingsOf(state, forms);
    auto inviting = institutionData(parties.inviting);
    for (const auto *act : state.all(u"case.check_in"_s))
        if (act->side == Side::Inviting && act->args().value(u"as"_s).toString() == u"PHYSICIAN"_s
            && !inviting.contains(u"physician"_s))
            inviting.insert(u"physician"_s, nameOf(act->event.by).toCbor());
    QCborMap dates;
    addIfSaid(dates, u"invitation"_s, timeOf(latestInInvitation(state, u"invitation.send_direct"_s)));
    addIfSaid(dates, u"start"_s, timeOf(start));
    addIfSaid(dates, u"end"_s, timeOf(state.latest(u"case.end"_s)));
    addIfSaid(dates, u"opinion"_s, timeOf(released));
    const auto when = start ? start->event.at : newestTime(state);
    QCborMap data{{u"case"_s, caseData(state)},
                  {u"inviting"_s, inviting},
                  {u"invited"_s, institutionData(parties.invited)},
                  {u"patient"_s, patientData(state, forms, when)},
                  {u"dates"_s, dates},
                  {u"participants"_s, participantsOf(state, parties, consultants)},
                  {u"basis"_s, basisOf(state, findings)},
                  {u"findings"_s, findings.rows},
                  {u"signers"_s, signersOf(consultants, parties)}};
    addOpinion(data, released ? released->args() : QCborMap(), state, forms);
    return data;
}

} // namespace

Result<PaperJob> reportPaper(const CaseState &state, const Parties &parties, const FormLibrary &forms)
{
    const auto *frozen = freezing(state);
    const auto seen = frozen ? asSeenBy(state, *frozen) : state;
    return finishedPaper(u"report"_s, reportData(seen, parties, forms), frozen ? frozen->event.at : newestTime(state));
}

} // namespace sizhen
