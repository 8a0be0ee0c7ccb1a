// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/casefold.h"

#include "core/consult/reading.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

// Machines in the order in which one can move the next: consent and invitation move the case, the case the report.
const QStringList machineOrder{u"consent"_s, u"invitation"_s, u"report"_s, u"case"_s};
const QString invitationId = u"invitation"_s;

Error special(const QString &rule, const QString &message)
{
    return {Fault::Refused, {}, rule, message, {}};
}

// Where a plainer sentence than "not now" is due.
std::optional<Error> plainReason(const QString &kind, const QString &state)
{
    if (kind == u"invitation.accept"_s && state == u"WITHDRAWN"_s)
        return special(u"RSP-09"_s, u"rsp.crossed"_s);
    if ((kind == u"invitation.compose"_s || kind == u"invitation.approve_abstract"_s) && state != u"DRAFT"_s)
        return special(u"INV-05"_s, u"inv.locked"_s);
    if (kind == u"report.release_opinion"_s || kind == u"report.submit"_s)
        if (state == u"SIGNED"_s || state == u"RELEASED"_s || state == u"ACKNOWLEDGED"_s || state == u"ARCHIVED"_s)
            return special(u"RPT-05"_s, u"rpt.locked"_s);
    return std::nullopt;
}

} // namespace

CaseFold::CaseFold(std::shared_ptr<const Rules> rules, CaseState start, const AgreementFold &agreement)
    : m_rules(std::move(rules))
    , m_agreement(agreement.state())
    , m_partnership(agreement.partnership())
    , m_state(std::move(start))
{
    for (const auto &machine : machineOrder)
        m_state.machines.insert(machine, m_rules->machine(machine)->initial());
    if (!m_state.held) // an invitation that reaches us is about a case that its sender prepared
        m_state.machines.insert(u"case"_s, u"PREPARED"_s);
}

std::optional<Side> CaseFold::sideOf(const Event &event) const
{
    if (event.institution == m_state.inviting)
        return Side::Inviting;
    if (!m_state.invited.isEmpty() && event.institution == m_state.invited)
        return Side::Invited;
    return std::nullopt;
}

Facts CaseFold::factsFor(const Act &act, const QDateTime &now) const
{
    return {m_state, act, m_agreement, m_partnership, m_answers, m_rules->forms(), m_rules->certificates(), now};
}

QString CaseFold::invitationState(const QByteArray &stream) const
{
    return m_invitations.value(stream, m_rules->machine(invitationId)->initial());
}

QString CaseFold::stateFor(const QString &machine, const QByteArray &stream) const
{
    return machine == invitationId ? invitationState(stream) : m_state.machines.value(machine);
}

// An act belongs into its own stream, and nothing happens in a case before it is opened.
std::optional<Error> CaseFold::outOfPlace(const Event &event, const QString &machine) const
{
    const bool inCase = event.stream == m_state.id;
    if ((machine == invitationId) == inCase || !machineOrder.contains(machine))
        return Error{Fault::Unsupported, event.kind, {}, u"act.unknown"_s, {}};
    if (!inCase)
        return m_state.held && !m_named.contains(event.stream) ? std::optional(
                   notNow(*m_rules->machine(machine), stateFor(machine, event.stream), event.kind.section(u'.', 1)))
                                                               : std::nullopt;
    if (!m_state.latest(u"case.opened"_s) && event.kind != u"case.opened"_s)
        return notNow(*m_rules->machine(machine), stateFor(machine, event.stream), event.kind.section(u'.', 1));
    return std::nullopt;
}

std::optional<Error> CaseFold::overAlready(const Event &event) const
{
    const auto stage = m_state.stage();
    if (stage != u"CANCELLED"_s && stage != u"CANCELLED_ARCHIVED"_s && stage != u"CLOSED"_s)
        return std::nullopt;
    if (event.kind == u"invitation.withdraw"_s || event.kind == u"case.archive_cancelled"_s
        || isAboutTheRecord(event.kind))
        return std::nullopt; // telling the partner and filing what there is
    if (event.kind == u"consent.withdraw"_s && stage == u"CLOSED"_s)
        return std::nullopt; // at any time: nothing is sent from then on, the archives stay as they are
    const auto consent = machineState(m_state, "consent"_L1);
    if (consent == u"WITHDRAWN"_s || consent == u"REFUSED"_s)
        return special(u"CON-09"_s, u"con.withdrawn"_s);
    if (stage == u"CLOSED"_s)
        return special(u"ARC-05"_s, u"arc.closed"_s);
    return notNow(*m_rules->machine(u"case"_s), stage, event.kind.section(u'.', 1));
}

QList<Error> CaseFold::judge(const Event &event, const PatientCard *patient) const
{
    if (const auto problem = problemOf(event))
        return {*problem};
    const auto machine = event.kind.section(u'.', 0, 0);
    auto side = sideOf(event);
    if (!side)
        return {Error{Fault::Untrusted, {}, {}, u"event.unknown_institution"_s, {}}};
    if (const auto wrong = outOfPlace(event, machine))
        return {*wrong};
    if (const auto over = overAlready(event))
        return {*over};
    const auto state = stateFor(machine, event.stream);
    if (const auto plain = plainReason(event.kind, state))
        return {*plain};
    const Act act{event, *side};
    auto facts = factsFor(act, momentOf(event));
    facts.patient = patient;
    return sizhen::judge(*m_rules, *m_rules->machine(machine), state, sideName(*side), facts);
}

void CaseFold::move(const QString &machine, const QByteArray &stream, const Transition &transition)
{
    if (transition.to.isEmpty())
        return;
    if (machine == invitationId)
        m_invitations.insert(stream, transition.to);
    else
        m_state.machines.insert(machine, transition.to);
}

void CaseFold::settle(const QDateTime &when)
{
    m_state.machines.insert(invitationId, invitationState(currentInvitation(m_state)));
    for (bool moved = true; moved;) {
        moved = false;
        for (const auto &machine : machineOrder) {
            for (const auto &transition : m_rules->machine(machine)->transitions) {
                if (!transition.automatic || !transition.from.contains(m_state.machines.value(machine)))
                    continue;
                const Act nobody;
                if (!m_rules->engine().judge(transition, {}, {}, factsFor(nobody, when)).isEmpty())
                    continue;
                move(machine, currentInvitation(m_state), transition);
                moved = true;
                break;
            }
        }
    }
}

void CaseFold::apply(Act act)
{
    const auto machine = act.kind().section(u'.', 0, 0);
    const auto &args = act.args();
    if (act.kind() == u"case.opened"_s)
        m_state.invited = args.value(u"invited"_s).toByteArray();
    if (act.kind() == u"case.opened"_s || act.kind() == u"case.reinvite"_s)
        m_named.append(args.value(u"invitation"_s).toByteArray());
    const auto *transition
        = m_rules->machine(machine)->find(stateFor(machine, act.event.stream), act.kind().section(u'.', 1));
    move(machine, act.event.stream, *transition);
    if (act.kind() == u"invitation.send_direct"_s && !m_state.held)
        m_state.machines.insert(u"consent"_s, u"SIGNED"_s); // the sender's signed word
    if (act.kind() == u"invitation.consent_withdrawn"_s)
        m_state.machines.insert(u"consent"_s, u"WITHDRAWN"_s); // the withdrawal itself may not have come
    m_answers.take(act);
    m_state.acts.append(std::move(act));
}

void CaseFold::take(const Event &event)
{
    const auto when = momentOf(event);
    m_lastHlc = qMax(m_lastHlc, event.hlc);
    settle(when);
    auto reasons = m_order.follows(event) ? judge(event) : QList<Error>{backdated()};
    Act act{event, sideOf(event).value_or(Side::Invited)};
    if (!reasons.isEmpty()) {
        m_state.flagged.append({std::move(act), std::move(reasons.first())});
        return;
    }
    apply(std::move(act));
    settle(when);
}

std::optional<QList<Error>> CaseFold::ask(const QString &kind, const Event &who) const
{
    const auto machine = kind.section(u'.', 0, 0);
    const auto stream = machine == invitationId ? currentInvitation(m_state) : m_state.id;
    const auto side = sideOf(who);
    if (!machineOrder.contains(machine))
        return std::nullopt;
    const auto *transition = m_rules->machine(machine)->find(stateFor(machine, stream), kind.section(u'.', 1));
    if (!transition || transition->automatic || !side)
        return std::nullopt;
    Act act{who, *side};
    act.event.kind = kind;
    act.event.stream = stream;
    if (auto over = overAlready(act.event))
        return QList<Error>{*over};
    auto facts = factsFor(act, momentOf(who));
    facts.offering = true;
    return m_rules->engine().judge(*transition, sideName(*side), who.by.roles, facts);
}

QList<Offer> CaseFold::offers(const Event &nothingYet) const
{
    QList<Offer> offers;
    for (const auto &machine : {u"case"_s, u"consent"_s, u"invitation"_s, u"report"_s}) {
        if (!m_state.held && machine != invitationId)
            continue;
        for (const auto &transition : m_rules->machine(machine)->transitions) {
            const QString kind{machine + u'.' + transition.event};
            if (kind == u"case.opened"_s || kind == u"case.released"_s || kind == u"invitation.consent_withdrawn"_s
                || !transition.from.contains(stateFor(machine, currentInvitation(m_state))))
                continue;
            if (auto refusals = ask(kind, nothingYet)) {
                const bool allowed = refusals->isEmpty();
                offers.append({kind, transition.label, allowed, transition.needsPerson, std::move(*refusals)});
            }
        }
    }
    return offers;
}

} // namespace sizhen
