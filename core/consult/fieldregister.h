// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/casestate.h"

namespace sizhen {

// What stands in one field that two people of one side filled in without seeing each other's value (FOU-12).
struct FieldConflict {
    QString form;
    QString field;
    Side side = Side::Inviting;
    QList<FieldValue> values; // in canonical order; the last one is used until a person decides
};

// The answers of both sides as multi-value registers: all values that nobody has written over who had seen them. Fed act
// by act in canonical order, so that both sides and every station hold the same.
class FieldRegister
{
public:
    void take(const Act &act); // other kinds than case.form_saved are passed over

    [[nodiscard]] QHash<QString, QList<FieldValue>> form(const QString &form, Side side) const;
    [[nodiscard]] QList<FieldConflict> conflicts() const; // by form and field
    // Entries whose values differ, stand in a field that `act` writes, were seen by its author, and are not in its
    // "resolves": whoever sees two values says that he decided between them.
    [[nodiscard]] QList<QByteArray> unnamed(const Act &act) const;

private:
    struct Written {
        FieldValue value;
        Event event; // feed, sequence and hash only
    };

    using Fields = QMap<QString, QList<Written>>;
    [[nodiscard]] static bool differ(const QList<Written> &written);

    QMap<QString, Fields> m_forms[2];
};

// Opinions or plans (kinds that carry the whole text each time) that stand side by side: none of their authors had seen
// another's. One when there is no conflict; in canonical order.
[[nodiscard]] QList<const Act *> standing(const QList<Act> &acts, const QString &kind, Side side);
// Those of them that `act`, of the same kind, saw and does not name in its "resolves".
[[nodiscard]] QList<QByteArray> unnamedDrafts(const QList<Act> &acts, const Act &act);
// Versions of this kind ("case.decision_draft": signed plans, too) that were written without a line and arrived when the text was
// already frozen or signed: kept among the flagged acts, not applied, until a later version names them in its "resolves".
[[nodiscard]] QList<const Act *> passedOver(const CaseState &state, const QString &kind);

} // namespace sizhen
