// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/label.h"
#include "core/base/result.h"

#include <QByteArray>
#include <QStringList>
#include <QVector>

namespace sizhen {

// Who may fire a transition: a side of the case and a role the person holds. `side`: "inviting", "invited", "any".
struct Standing {
    QString side;
    QString role;
    friend bool operator==(const Standing &, const Standing &) = default;
};

// One arrow of a machine. `automatic` arrows have nobody: the engine takes them as soon as all their guards pass.
// An *act* (something recorded without changing the state) is an arrow from each of its states to itself.
struct Transition {
    QStringList from;
    QString event;
    QString to;        // empty: stays
    QVector<Standing> who;
    QStringList guards; // names of functions in core/consult; all are asked
    QStringList rules;  // requirement IDs this arrow rests on, for the reader
    bool automatic = false;
    bool needsPerson = false; // the act carries a fresh re-authentication (signing)
    Label label;        // the button: a verb
};

struct MachineState {
    QString code;
    Label label;
    QString kind; // initial, normal, final
};

// A workflow machine as it lies in resources/machines/<id>.json.
struct Machine {
    QString id;
    Label label;
    QVector<MachineState> states;
    QVector<Transition> transitions;
    QStringList missing; // guards of the specification that are not built yet, as "event: REQ-ID what"

    [[nodiscard]] QString initial() const;
    [[nodiscard]] const MachineState *state(const QString &code) const;
    [[nodiscard]] const Transition *find(const QString &state, const QString &event) const;
};

// Fault::Corrupt, naming the place, when the file is not a machine.
[[nodiscard]] Result<Machine> parseMachine(const QByteArray &json);

// What is wrong with a machine: an unreachable state, a dead end that is not final, an unknown state, two arrows for one
// event, a guard that `known` does not hold, an arrow nobody may fire. Empty: sound.
[[nodiscard]] QStringList faultsOf(const Machine &machine, const QStringList &known);

} // namespace sizhen
