// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/answerbook.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

QCborMap AnswerBook::merged(QCborMap old, const QCborMap &answers)
{
    for (const auto &[field, value] : answers) {
        if (value.isNull())
            old.remove(field);
        else
            old.insert(field, value);
    }
    return old;
}

void AnswerBook::take(const Act &act)
{
    if (act.kind() != u"case.form_saved"_s)
        return;
    if (const auto method = act.args().value(u"notDone"_s).toMap().value(u"method"_s).toString(); !method.isEmpty())
        m_notDone.append(method);
    m_fields.take(act);
    const auto answers = act.args().value(u"answers"_s).toMap();
    if (answers.isEmpty())
        return;
    auto &form = m_forms[int(act.side)][act.args().value(u"form"_s).toString()];
    form = merged(std::move(form), answers);
    auto &all = m_all[int(act.side)];
    all = merged(std::move(all), answers);
}

} // namespace sizhen
