// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/casestate.h"
#include "core/workflow/engine.h"

#include <QCoreApplication>

namespace sizhen {

enum class StepState {
    Done,
    Now, // this person can do something here
    Waiting, // somebody else, or something earlier, comes first; `why` says what
    Later, // nothing stands against it, its time has not come
    Stopped // refused, declined, withdrawn
};

// One step of the service as the rail of a case shows it.
struct CaseStep {
    QString id; // "patient" "consent" … : names of panels, drafts and tests
    StepState state = StepState::Later;
    QList<Error> why; // of Waiting: what Desk says against it
};

// The method of the four diagnoses that a step records ("look" → LOOK), and its forms.
[[nodiscard]] QString methodOfStep(const QString &step);
[[nodiscard]] QStringList formsOfStep(const QString &step);

// The steps in the order of the service, with their states read from the machines, the acts and Desk's offers.
[[nodiscard]] QList<CaseStep> caseSteps(const CaseState &state, const QList<Offer> &offers);

// Where the case page opens: the first step at which this person can do something, else the first one that is not done.
[[nodiscard]] QString stepToOpen(const QList<CaseStep> &steps);

// Words of the rail.
class StepText
{
    Q_DECLARE_TR_FUNCTIONS(StepText)
public:
    [[nodiscard]] static QString title(const QString &step);
    [[nodiscard]] static QString word(StepState state);
};

} // namespace sizhen
