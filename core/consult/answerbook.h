// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/fieldregister.h"

namespace sizhen {

// The answers of both sides, kept up act by act in canonical order, so that judging a long case stays linear.
class AnswerBook
{
public:
    void take(const Act &act); // other kinds than case.form_saved are passed over

    [[nodiscard]] QCborMap form(const QString &form, Side side) const { return m_forms[int(side)].value(form); }

    [[nodiscard]] const QCborMap &all(Side side) const { return m_all[int(side)]; }

    // Every value that stands, concurrent ones together.
    [[nodiscard]] const FieldRegister &fields() const { return m_fields; }

    // "LOOK LISTEN ASK PALPATE": said to be not done, with a reason (FOU-08).
    [[nodiscard]] const QStringList &notDone() const { return m_notDone; }

    // `old` with the changes of `answers`: null clears.
    [[nodiscard]] static QCborMap merged(QCborMap old, const QCborMap &answers);

private:
    QHash<QString, QCborMap> m_forms[2];
    QCborMap m_all[2];
    QStringList m_notDone;
    FieldRegister m_fields;
};

} // namespace sizhen
