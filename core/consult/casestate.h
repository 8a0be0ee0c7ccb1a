// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/ledger.h"

#include <QHash>

namespace sizhen {

enum class Side { Inviting, Invited };

[[nodiscard]] inline QString sideName(Side side)
{
    return side == Side::Inviting ? QStringLiteral("inviting") : QStringLiteral("invited");
}

// One applied event of a case: who did what, on which side, when. ORG-06.
struct Act {
    Event event;
    Side side = Side::Inviting;

    [[nodiscard]] const QString &kind() const { return event.kind; }

    [[nodiscard]] const QCborMap &args() const { return event.args; }
};

// Kept, shown to a person, and not applied: a partner's (or a newer program's) event that a guard refused.
struct FlaggedAct {
    Act act;
    Error why;
};

// A value of one form field. More than one in the list: written at the same time by two people who did not see each
// other; both are shown until somebody writes a value that saw both.
struct FieldValue {
    QCborValue value;
    QString by;  // person id
    QDateTime at;
    QByteArray entry;
};

struct FieldConflict; // fieldregister.h

// A case read from its events: the machines' states and the applied acts in canonical order. Equal on every machine that holds the same events.
struct CaseState {
    QByteArray id;         // the case stream's id; the invited side knows it from the invitation before it holds the case
    QByteArray inviting;   // root of the inviting institution
    QByteArray invited;    // root of the invited institution; empty until chosen
    Side mySide = Side::Inviting;
    bool held = false;     // we hold the case stream's key (inviting side, or accepted)
    QHash<QString, QString> machines; // machine id → state: "case", "consent", "invitation", "report"
    QList<Act> acts;
    QList<FlaggedAct> flagged;

    [[nodiscard]] QString stage() const { return machines.value(QStringLiteral("case")); }

    [[nodiscard]] QString code() const; // "A1B2-C3D4": first digits of the id, spoken and printed instead of a name

    // Newest applied act of this kind, or nullptr.
    [[nodiscard]] const Act *latest(const QString &kind) const;
    [[nodiscard]] QList<const Act *> all(const QString &kind) const;

    // The answers of one side to one form ("look", "tongue", …): field id → values (concurrent ones together).
    [[nodiscard]] QHash<QString, QList<FieldValue>> answers(const QString &form, Side side) const;
    // Fields of either side that hold several values until a person decides (FOU-12).
    [[nodiscard]] QList<FieldConflict> conflicts() const;
    // "report.release_opinion", "case.decision_draft": versions written side by side; empty when there is one only.
    [[nodiscard]] QList<const Act *> rivals(const QString &kind) const;
    // The same, one value a field (the latest by canonical order), for rules and documents.
    [[nodiscard]] QCborMap plainAnswers(const QString &form, Side side) const;
};

} // namespace sizhen
