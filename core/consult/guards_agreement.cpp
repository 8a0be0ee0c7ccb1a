// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/guards.h"
#include "core/consult/reading.h"

#include <QCborArray>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

const QString draftKind = u"agreement.draft"_s;
const QString submitKind = u"agreement.submit"_s;

QCborMap draftOf(const AgreementState &agreement)
{
    const auto *draft = agreement.latest(draftKind);
    return draft ? draft->args() : QCborMap{};
}

// Acts on the text as it stands: those before the newest submission were about another one, or were voided.
QList<const Act *> onThisText(const AgreementState &agreement, const QString &kind)
{
    return since(agreement.acts, kind, {submitKind});
}

bool didIt(const QList<const Act *> &acts, const QByteArray &institution)
{
    return std::ranges::any_of(acts, [&](const Act *act) { return act->event.institution == institution; });
}

bool everyParty(const Facts &facts, const QString &kind)
{
    const auto acts = onThisText(facts.agreement, kind);
    return facts.partnership.parties.size() == 2
        && std::ranges::all_of(facts.partnership.parties, [&](const auto &party) { return didIt(acts, party); });
}

Result<> sevenSections(const Facts &facts)
{
    static const QList<std::pair<QString, Label>> sections{
        {u"purpose"_s, {u"合作目的"_s, u"purpose"_s}},
        {u"conditions"_s, {u"合作条件"_s, u"conditions"_s}},
        {u"content"_s, {u"合作内容"_s, u"content"_s}},
        {u"process"_s, {u"远程医疗流程"_s, u"telemedicine process"_s}},
        {u"duties"_s, {u"各方责任、权利和义务"_s, u"responsibilities, rights and obligations"_s}},
        {u"risk"_s, {u"医疗损害风险"_s, u"risk of medical damage"_s}},
        {u"liability"_s, {u"责任分担"_s, u"sharing of liability"_s}},
    };
    const auto given = draftOf(facts.agreement).value(u"sections"_s).toMap();
    Names missing;
    for (const auto &[id, label] : sections)
        if (!saysSomething(given.value(id)))
            missing.add(label.en(), label.zh());
    if (!missing.isEmpty())
        return refuse(u"AGR-02"_s, u"agr.section_missing"_s, missing.as(u"sections"_s));
    return {};
}

Result<> periodGiven(const Facts &facts)
{
    const auto draft = draftOf(facts.agreement);
    const auto from = QDate::fromString(textOf(draft, u"validFrom"_s), Qt::ISODate);
    const auto to = QDate::fromString(textOf(draft, u"validTo"_s), Qt::ISODate);
    if (!from.isValid() || !to.isValid() || to < from || draft.value(u"serviceTypes"_s).toArray().isEmpty())
        return refuse(u"AGR-04"_s, u"agr.period_missing"_s);
    return {};
}

Result<> sameText(const Facts &facts)
{
    const auto *draft = facts.agreement.latest(draftKind);
    if (!draft || facts.act.args().value(u"text"_s).toByteArray() != contentHash(draft->args()))
        return refuse(u"AGR-03"_s, u"agr.other_text"_s);
    return {};
}

Result<> notYetApproved(const Facts &facts)
{
    if (didIt(onThisText(facts.agreement, u"agreement.approve"_s), facts.act.event.institution))
        return refuse(u"AGR-03"_s, u"agr.already_approved"_s);
    return {};
}

Result<> allApproved(const Facts &facts)
{
    if (!everyParty(facts, u"agreement.approve"_s))
        return refuse(u"AGR-03"_s, u"agr.not_approved"_s);
    return {};
}

Result<> notYetSigned(const Facts &facts)
{
    if (didIt(onThisText(facts.agreement, u"agreement.sign"_s), facts.act.event.institution))
        return refuse(u"AGR-03"_s, u"agr.already_signed"_s);
    return {};
}

Result<> allPartiesSigned(const Facts &facts)
{
    if (!everyParty(facts, u"agreement.sign"_s))
        return refuse(u"AGR-03"_s, u"agr.unsigned_party"_s,
                      {{u"parties"_s, u"the partner"_s}, {u"parties.zh"_s, u"合作方"_s}});
    return {};
}

Result<> partnerKeyVerified(const Facts &facts)
{
    if (!facts.partnership.verified)
        return refuse(u"AGR-16"_s, u"agr.peer_key"_s);
    return {};
}

Result<> startDateReached(const Facts &facts)
{
    const auto day = QDate::fromString(textOf(draftOf(facts.agreement), u"validFrom"_s), Qt::ISODate);
    if (!day.isValid() || facts.now < facts.partnership.beginOf(day))
        return refuse(u"AGR-03"_s, u"agr.none_active"_s);
    return {};
}

// The type of service as far as we can see it: from the case, or before its release from the invitation.
QString serviceType(const Facts &facts)
{
    if (const auto *opened = facts.state.latest(u"case.opened"_s))
        return textOf(opened->args(), u"type"_s);
    const auto *composed = latestInInvitation(facts.state, u"invitation.compose"_s);
    return composed ? textOf(composed->args(), u"type"_s) : QString{};
}

// One of the proposed times must lie inside the agreement's term (AGR-04: "the planned date").
bool coversWindow(const Facts &facts)
{
    const auto *composed = latestInInvitation(facts.state, u"invitation.compose"_s);
    if (!composed)
        return true; // not planned yet; asked again when the invitation is sent
    const auto windows = composed->args().value(u"windows"_s).toArray();
    return std::ranges::any_of(windows, [&](const QCborValue &window) {
        const auto from = instantOf(window.toMap(), u"from"_s);
        return from.isValid() && from < facts.agreement.validTo;
    });
}

Result<> agreementInForce(const Facts &facts)
{
    if (!facts.agreement.inForceAt(facts.now))
        return refuse(u"AGR-04"_s, u"agr.none_active"_s);
    const auto covered = draftOf(facts.agreement).value(u"serviceTypes"_s).toArray();
    if (!covered.contains(QCborValue(serviceType(facts))))
        return refuse(u"ORG-11"_s, u"org.type_not_in_agreement"_s);
    if (!coversWindow(facts))
        return refuse(u"AGR-04"_s, u"agr.none_active"_s);
    if (facts.offering || facts.act.kind() != u"invitation.send_direct"_s)
        return {};
    // The case pins the version it is sent under; the receiver holds the same agreement and checks the sender's word.
    const auto *signedLast = facts.agreement.latest(u"agreement.sign"_s);
    if (!signedLast || facts.act.args().value(u"agreement"_s).toByteArray() != signedLast->event.hash)
        return refuse(u"AGR-04"_s, u"agr.none_active"_s);
    return {};
}

} // namespace

void addAgreementGuards(Engine<Facts> &engine)
{
    engine.add(u"sevenSections"_s, sevenSections);
    engine.add(u"periodGiven"_s, periodGiven);
    engine.add(u"sameText"_s, onArgs(sameText));
    engine.add(u"notYetApproved"_s, notYetApproved);
    engine.add(u"allApproved"_s, allApproved);
    engine.add(u"notYetSigned"_s, notYetSigned);
    engine.add(u"allPartiesSigned"_s, allPartiesSigned);
    engine.add(u"partnerKeyVerified"_s, partnerKeyVerified);
    engine.add(u"startDateReached"_s, startDateReached);
    engine.add(u"agreementInForce"_s, agreementInForce);
}

} // namespace sizhen
