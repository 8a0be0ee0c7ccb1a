// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/facts.h"

namespace sizhen {

// The machines of resources/machines with the guards they name: what may happen, for both sides the same.
class Rules
{
public:
    // Fault::Corrupt when a machine is not sound.
    [[nodiscard]] static Result<std::shared_ptr<const Rules>> load(); // shared: every fold holds it

    [[nodiscard]] const Machine *machine(const QString &id) const;

    // Does an act of this kind ask for the password again (needsPerson in its machine)?
    [[nodiscard]] bool isSigning(const QString &kind) const;

    [[nodiscard]] const Engine<Facts> &engine() const { return m_engine; }

    [[nodiscard]] const FormLibrary &forms() const { return *m_forms; }

    [[nodiscard]] const Certificates &certificates() const { return m_certificates; }

private:
    Rules() = default;
    QHash<QString, Machine> m_machines;
    Engine<Facts> m_engine;
    std::shared_ptr<const FormLibrary> m_forms;
    Certificates m_certificates;
};

// Why an event that came damaged, unsigned or from the future is kept and not applied; nothing when it is in order.
[[nodiscard]] std::optional<Error> problemOf(const Event &event);

// Sees whether each feed's entries stand in the order in which they were written.
class FeedOrder
{
public:
    // False when something its author wrote earlier carries a later time: the event is back-dated, to change what has
    // happened since. Asked once for every event, in canonical order.
    [[nodiscard]] bool follows(const Event &event) { return ++m_passed[event.feed] >= event.sequence; }

private:
    QHash<QByteArray, quint64> m_passed; // entries of a feed that stand before
};

[[nodiscard]] Error backdated();

// "This cannot be done now": names the act and the state it does not fit.
[[nodiscard]] Error notNow(const Machine &machine, const QString &state, const QString &event);

// Every reason against `act` in this state of the machine; empty: it may happen.
[[nodiscard]] QList<Error> judge(const Rules &rules, const Machine &machine, const QString &state, const QString &side,
                                 const Facts &facts);

} // namespace sizhen
