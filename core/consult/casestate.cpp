// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/casestate.h"

#include "core/consult/answerbook.h"
#include "core/consult/desk.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

const Act *newest(const QList<Act> &acts, const QString &kind)
{
    for (auto it = acts.crbegin(); it != acts.crend(); ++it)
        if (it->kind() == kind)
            return &*it;
    return nullptr;
}

bool ofForm(const Act &act, const QString &form, Side side)
{
    return act.side == side && act.kind() == u"case.form_saved"_s && act.args().value(u"form"_s).toString() == form;
}

struct Written {
    FieldValue value;
    const Event *event;
};

} // namespace

QString CaseState::code() const
{
    const auto digits = QString::fromLatin1(id.first(qMin<qsizetype>(4, id.size())).toHex().toUpper());
    return digits.first(digits.size() / 2) + u'-' + digits.sliced(digits.size() / 2);
}

const Act *CaseState::latest(const QString &kind) const
{
    return newest(acts, kind);
}

QList<const Act *> CaseState::all(const QString &kind) const
{
    QList<const Act *> found;
    for (const auto &act : acts)
        if (act.kind() == kind)
            found.append(&act);
    return found;
}

QHash<QString, QList<FieldValue>> CaseState::answers(const QString &form, Side side) const
{
    QHash<QString, QList<Written>> written;
    for (const auto &act : acts) {
        if (!ofForm(act, form, side))
            continue;
        for (const auto &[field, value] : act.args().value(u"answers"_s).toMap()) {
            auto &values = written[field.toString()];
            values.removeIf([&](const Written &old) { return act.event.saw(*old.event); });
            values.append({{value, act.event.by.id, act.event.at, act.event.hash}, &act.event});
        }
    }
    QHash<QString, QList<FieldValue>> answers;
    for (auto it = written.cbegin(); it != written.cend(); ++it) {
        QList<FieldValue> values;
        bool anything = false;
        for (const auto &one : it.value()) {
            values.append(one.value);
            anything = anything || !one.value.value.isNull();
        }
        if (anything) // cleared by everybody who wrote last: not answered
            answers.insert(it.key(), values);
    }
    return answers;
}

QCborMap CaseState::plainAnswers(const QString &form, Side side) const
{
    QCborMap answers;
    for (const auto &act : acts)
        if (ofForm(act, form, side))
            answers = AnswerBook::merged(std::move(answers), act.args().value(u"answers"_s).toMap());
    return answers;
}

const Act *AgreementState::latest(const QString &kind) const
{
    return newest(acts, kind);
}

} // namespace sizhen
