// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/machine.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

const QStringList stateKinds{u"initial"_s, u"normal"_s, u"final"_s};
const QStringList sides{u"inviting"_s, u"invited"_s, u"any"_s};

auto corrupt(const QString &machine, const QString &place)
{
    return fail(Fault::Corrupt, u"machine %1: %2"_s.arg(machine, place));
}

Result<QStringList> texts(const QJsonObject &object, const QString &key)
{
    const auto value = object.value(key);
    if (value.isUndefined())
        return QStringList{};
    if (!value.isArray())
        return fail(Fault::Corrupt, key + u" is not a list"_s);
    QStringList list;
    for (const auto &item : value.toArray()) {
        if (!item.isString() || item.toString().isEmpty())
            return fail(Fault::Corrupt, key + u" holds something that is not a text"_s);
        list.append(item.toString());
    }
    return list;
}

Result<MachineState> parseState(const QJsonObject &object)
{
    MachineState state{object.value(u"code"_s).toString(), Label::fromJson(object), object.value(u"kind"_s).toString()};
    if (state.code.isEmpty() || !stateKinds.contains(state.kind))
        return fail(Fault::Corrupt, u"state '%1' has no code or no known kind"_s.arg(state.code));
    return state;
}

Result<QVector<Standing>> parseWho(const QStringList &texts)
{
    QVector<Standing> who;
    for (const auto &text : texts) {
        const auto side = text.section(u':', 0, 0);
        const auto role = text.section(u':', 1);
        if (!sides.contains(side) || role.isEmpty())
            return fail(Fault::Corrupt, u"'%1' is not side:ROLE"_s.arg(text));
        who.append({side, role});
    }
    return who;
}

Result<Transition> parseTransition(const QJsonObject &object)
{
    static const QStringList keys{u"from"_s,  u"event"_s, u"to"_s, u"who"_s,         u"guards"_s,
                                  u"rules"_s, u"zh"_s,    u"en"_s, u"needsPerson"_s, u"automatic"_s};
    for (const auto &key : object.keys())
        if (!keys.contains(key))
            return fail(Fault::Corrupt, u"unknown key '%1'"_s.arg(key));
    Transition transition;
    transition.event = object.value(u"event"_s).toString();
    transition.to = object.value(u"to"_s).toString();
    transition.label = Label::fromJson(object);
    transition.automatic = object.value(u"automatic"_s).toBool();
    transition.needsPerson = object.value(u"needsPerson"_s).toBool();
    const auto from = texts(object, u"from"_s);
    const auto guards = texts(object, u"guards"_s);
    const auto rules = texts(object, u"rules"_s);
    const auto who = texts(object, u"who"_s).and_then(parseWho);
    for (const auto *list : {&from, &guards, &rules})
        if (!*list)
            return tl::unexpected(list->error());
    if (!who)
        return tl::unexpected(who.error());
    if (transition.event.isEmpty() || from->isEmpty())
        return fail(Fault::Corrupt, u"an arrow needs an event and a state it leaves"_s);
    transition.from = *from;
    transition.guards = *guards;
    transition.rules = *rules;
    transition.who = *who;
    return transition;
}

// States that can be reached from the initial one.
QSet<QString> reached(const Machine &machine)
{
    QSet<QString> found{machine.initial()};
    for (bool grew = true; grew;) {
        grew = false;
        for (const auto &transition : machine.transitions) {
            const auto leaves
                = std::ranges::any_of(transition.from, [&](const auto &state) { return found.contains(state); });
            if (leaves && !transition.to.isEmpty() && !found.contains(transition.to)) {
                found.insert(transition.to);
                grew = true;
            }
        }
    }
    return found;
}

void checkStates(const Machine &machine, QStringList &faults)
{
    QSet<QString> codes;
    int initials = 0;
    for (const auto &state : machine.states) {
        if (codes.contains(state.code))
            faults.append(u"%1: state %2 stands twice"_s.arg(machine.id, state.code));
        codes.insert(state.code);
        initials += state.kind == u"initial"_s;
        if (!state.label.has(u"zh"_s) || !state.label.has(u"en"_s))
            faults.append(u"%1: state %2 lacks a language"_s.arg(machine.id, state.code));
    }
    if (initials != 1)
        faults.append(u"%1: %2 initial states"_s.arg(machine.id).arg(initials));
    const auto found = reached(machine);
    for (const auto &state : machine.states) {
        if (!found.contains(state.code))
            faults.append(u"%1: state %2 cannot be reached"_s.arg(machine.id, state.code));
        const auto leaves = std::ranges::any_of(machine.transitions, [&](const Transition &transition) {
            return transition.from.contains(state.code) && !transition.to.isEmpty() && transition.to != state.code;
        });
        if (state.kind == u"final"_s && leaves)
            faults.append(u"%1: final state %2 is left"_s.arg(machine.id, state.code));
        if (state.kind != u"final"_s && !leaves)
            faults.append(u"%1: state %2 is a dead end and not final"_s.arg(machine.id, state.code));
    }
}

void checkTransitions(const Machine &machine, const QStringList &known, QStringList &faults)
{
    QSet<QString> arrows;
    for (const auto &transition : machine.transitions) {
        const auto place = machine.id + u'.' + transition.event;
        for (const auto &state : transition.from) {
            if (!machine.state(state))
                faults.append(u"%1: leaves the unknown state %2"_s.arg(place, state));
            const QString arrow{state + u' ' + transition.event};
            if (arrows.contains(arrow))
                faults.append(u"%1: two arrows from %2"_s.arg(place, state));
            arrows.insert(arrow);
        }
        if (!transition.to.isEmpty() && !machine.state(transition.to))
            faults.append(u"%1: leads to the unknown state %2"_s.arg(place, transition.to));
        for (const auto &guard : transition.guards)
            if (!known.contains(guard))
                faults.append(u"%1: unknown guard %2"_s.arg(place, guard));
        if (transition.automatic
            && (!transition.who.isEmpty() || transition.guards.isEmpty() || transition.to.isEmpty()))
            faults.append(u"%1: an automatic arrow has guards and a goal, and nobody fires it"_s.arg(place));
        if (!transition.automatic && transition.who.isEmpty())
            faults.append(u"%1: nobody may fire it"_s.arg(place));
        if (!transition.automatic && (!transition.label.has(u"zh"_s) || !transition.label.has(u"en"_s)))
            faults.append(u"%1: lacks a language"_s.arg(place));
    }
}

} // namespace

QString Machine::initial() const
{
    for (const auto &one : states)
        if (one.kind == u"initial"_s)
            return one.code;
    return {};
}

const MachineState *Machine::state(const QString &code) const
{
    const auto found = std::ranges::find(states, code, &MachineState::code);
    return found == states.cend() ? nullptr : &*found;
}

const Transition *Machine::find(const QString &state, const QString &event) const
{
    for (const auto &transition : transitions)
        if (transition.event == event && transition.from.contains(state))
            return &transition;
    return nullptr;
}

Result<Machine> parseMachine(const QByteArray &json)
{
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(json, &error);
    if (!document.isObject())
        return corrupt(u"?"_s, error.errorString());
    const auto object = document.object();
    Machine machine;
    machine.id = object.value(u"id"_s).toString();
    machine.label = Label::fromJson(object);
    if (object.value(u"schema"_s).toString() != u"sizhen-machine/1"_s || machine.id.isEmpty())
        return corrupt(machine.id, u"no id, or another schema"_s);
    for (const auto &value : object.value(u"states"_s).toArray()) {
        auto state = parseState(value.toObject());
        if (!state)
            return corrupt(machine.id, state.error().detail);
        machine.states.append(std::move(*state));
    }
    for (const auto &value : object.value(u"transitions"_s).toArray()) {
        auto transition = parseTransition(value.toObject());
        if (!transition)
            return corrupt(machine.id,
                           u"%1: %2"_s.arg(value.toObject().value(u"event"_s).toString(), transition.error().detail));
        machine.transitions.append(std::move(*transition));
    }
    auto missing = texts(object, u"missing"_s);
    if (!missing)
        return corrupt(machine.id, missing.error().detail);
    machine.missing = std::move(*missing);
    if (machine.states.isEmpty() || machine.transitions.isEmpty())
        return corrupt(machine.id, u"no states or no transitions"_s);
    return machine;
}

QStringList faultsOf(const Machine &machine, const QStringList &known)
{
    QStringList faults;
    checkStates(machine, faults);
    checkTransitions(machine, known, faults);
    return faults;
}

} // namespace sizhen
