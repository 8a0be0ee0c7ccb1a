// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/rules.h"

#include "core/base/resource.h"
#include "core/consult/guards.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

Result<std::shared_ptr<const Rules>> Rules::load()
{
    std::shared_ptr<Rules> rules(new Rules);
    rules->m_engine = makeEngine();
    auto forms = FormLibrary::load();
    if (!forms)
        return tl::unexpected(forms.error());
    rules->m_forms = std::move(*forms);
    for (const auto &id : {u"agreement"_s, u"case"_s, u"consent"_s, u"invitation"_s, u"report"_s}) {
        auto machine = readResource(u"machines/%1.json"_s.arg(id)).and_then(parseMachine);
        if (!machine)
            return tl::unexpected(machine.error());
        if (const auto faults = faultsOf(*machine, rules->m_engine.guardNames()); !faults.isEmpty())
            return fail(Fault::Corrupt, faults.join(u"; "_s));
        if (machine->id != id)
            return fail(Fault::Corrupt, u"machine %1 stands in the file of %2"_s.arg(machine->id, id));
        rules->m_machines.insert(id, std::move(*machine));
    }
    return rules;
}

const Machine *Rules::machine(const QString &id) const
{
    const auto found = m_machines.constFind(id);
    return found == m_machines.cend() ? nullptr : &*found;
}

bool Rules::isSigning(const QString &kind) const
{
    const auto *of = machine(kind.section(u'.', 0, 0));
    return of && std::ranges::any_of(of->transitions, [event = kind.section(u'.', 1)](const Transition &transition) {
               return transition.event == event && transition.needsPerson;
           });
}

std::optional<Error> problemOf(const Event &event)
{
    if (event.problem.isEmpty())
        return std::nullopt;
    auto fault = Fault::Untrusted;
    if (event.problem == u"newer"_s)
        fault = Fault::Unsupported;
    else if (event.problem == u"no-key"_s)
        fault = Fault::NotFound;
    else if (event.problem == u"future"_s)
        fault = Fault::Refused;
    return Error{fault, event.problem, {}, u"event."_s + QString(event.problem).replace(u'-', u'_'), {}};
}

Error backdated()
{
    return {Fault::Untrusted, {}, {}, u"event.backdated"_s, {}};
}

Error notNow(const Machine &machine, const QString &state, const QString &event)
{
    Label act(event, event);
    for (const auto &transition : machine.transitions)
        if (transition.event == event && !transition.label.isEmpty())
            act = transition.label;
    const auto *at = machine.state(state);
    return Error{Fault::Refused,
                 {},
                 {},
                 u"act.not_now"_s,
                 {{u"act"_s, act.en()},
                  {u"act.zh"_s, act.zh()},
                  {u"state"_s, at ? at->label.en() : state},
                  {u"state.zh"_s, at ? at->label.zh() : state}}};
}

QList<Error> judge(const Rules &rules, const Machine &machine, const QString &state, const QString &side,
                   const Facts &facts)
{
    const auto event = facts.act.kind().section(u'.', 1);
    const auto &roles = facts.act.event.by.roles;
    const auto *now = machine.find(state, event);
    if (now && !now->automatic)
        return rules.engine().judge(*now, side, roles, facts);
    for (const auto &other : machine.transitions) {
        if (other.event != event || other.automatic)
            continue;
        // It exists, but not from here: what it would ask for says more than "not now" ("no valid consent").
        auto reasons = rules.engine().judge(other, side, roles, facts);
        reasons.append(notNow(machine, state, event));
        return reasons;
    }
    return {Error{Fault::Unsupported, facts.act.kind(), {}, u"act.unknown"_s, {}}};
}

} // namespace sizhen
