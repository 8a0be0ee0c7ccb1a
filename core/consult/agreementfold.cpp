// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/agreementfold.h"

#include "core/consult/reading.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

const QString machineId = u"agreement"_s;
const QString anySide = u"any"_s;
const CaseState noCase;
const AnswerBook noAnswers;

} // namespace

bool AgreementState::inForceAt(const QDateTime &when) const
{
    if (!activeFrom.isValid() || when < activeFrom || (validTo.isValid() && when >= validTo))
        return false;
    const auto *terminated = latest(u"agreement.terminate"_s);
    return !terminated || when < momentOf(terminated->event);
}

AgreementFold::AgreementFold(std::shared_ptr<const Rules> rules, Partnership partnership, const QByteArray &partner)
    : m_rules(std::move(rules))
    , m_partnership(std::move(partnership))
{
    m_state.partner = partner;
    m_state.state = m_rules->machine(machineId)->initial();
}

// A partnership has no inviting side; the smaller root stands first, so that both machines say the same.
Act AgreementFold::actOf(const Event &event) const
{
    const bool first = !m_partnership.parties.isEmpty() && event.institution == m_partnership.parties.first();
    return {event, first ? Side::Inviting : Side::Invited};
}

Facts AgreementFold::factsFor(const Act &act, const QDateTime &now) const
{
    return {noCase, act, m_state, m_partnership, noAnswers, m_rules->forms(), m_rules->certificates(), now};
}

QList<Error> AgreementFold::judge(const Event &event) const
{
    if (const auto problem = problemOf(event))
        return {*problem};
    if (event.kind.section(u'.', 0, 0) != machineId)
        return {Error{Fault::Unsupported, event.kind, {}, u"act.unknown"_s, {}}};
    if (!m_partnership.parties.contains(event.institution))
        return {Error{Fault::Untrusted, {}, {}, u"event.unknown_institution"_s, {}}};
    const auto act = actOf(event);
    return sizhen::judge(*m_rules, *m_rules->machine(machineId), m_state.state, anySide,
                         factsFor(act, momentOf(event)));
}

void AgreementFold::apply(const Transition &transition, const QDateTime &when)
{
    if (!transition.to.isEmpty())
        m_state.state = transition.to;
    if (transition.event != u"last_signature"_s)
        return;
    const auto *draft = m_state.latest(u"agreement.draft"_s);
    const auto args = draft ? draft->args() : QCborMap{};
    const auto from = QDate::fromString(textOf(args, u"validFrom"_s), Qt::ISODate);
    m_state.activeFrom = qMax(when, m_partnership.beginOf(from));
    m_state.validTo = m_partnership.endOf(QDate::fromString(textOf(args, u"validTo"_s), Qt::ISODate));
}

void AgreementFold::settle(const QDateTime &when)
{
    const auto *machine = m_rules->machine(machineId);
    for (bool moved = true; moved;) {
        moved = false;
        for (const auto &transition : machine->transitions) {
            if (!transition.automatic || !transition.from.contains(m_state.state))
                continue;
            const Act nobody;
            if (!m_rules->engine().judge(transition, anySide, {}, factsFor(nobody, when)).isEmpty())
                continue;
            apply(transition, when);
            moved = true;
            break;
        }
    }
}

void AgreementFold::take(const Event &event)
{
    if (event.kind.startsWith(u"partnership."_s)) { // about the partnership itself (keys, anchors), not the agreement
        (void)m_order.follows(event); // it counts in its feed all the same
        return;
    }
    const auto when = momentOf(event);
    settle(when);
    auto act = actOf(event);
    auto reasons = m_order.follows(event) ? judge(event) : QList<Error>{backdated()};
    if (!reasons.isEmpty()) {
        m_state.flagged.append({std::move(act), reasons.first()});
        return;
    }
    const auto *transition = m_rules->machine(machineId)->find(m_state.state, event.kind.section(u'.', 1));
    m_state.acts.append(std::move(act));
    apply(*transition, when);
    settle(when);
}

QList<Offer> AgreementFold::offers(const Event &nothingYet) const
{
    QList<Offer> offers;
    for (const auto &transition : m_rules->machine(machineId)->transitions) {
        if (transition.automatic || !transition.from.contains(m_state.state))
            continue;
        auto act = actOf(nothingYet);
        act.event.kind = machineId + u'.' + transition.event;
        auto facts = factsFor(act, momentOf(nothingYet));
        facts.offering = true;
        auto refusals = m_rules->engine().judge(transition, anySide, act.event.by.roles, facts);
        const bool allowed = refusals.isEmpty();
        offers.append({act.event.kind, transition.label, allowed, transition.needsPerson, std::move(refusals)});
    }
    return offers;
}

} // namespace sizhen
