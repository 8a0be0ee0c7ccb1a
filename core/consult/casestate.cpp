// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/casestate.h"

#include "core/consult/answerbook.h"
#include "core/consult/desk.h"
#include "core/consult/fieldregister.h"

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
    FieldRegister fields;
    for (const auto &act : acts)
        if (ofForm(act, form, side))
            fields.take(act);
    return fields.form(form, side);
}

QList<FieldConflict> CaseState::conflicts() const
{
    FieldRegister fields;
    for (const auto &act : acts)
        fields.take(act);
    return fields.conflicts();
}

QList<const Act *> CaseState::rivals(const QString &kind) const
{
    const auto side = kind == u"report.release_opinion"_s ? Side::Invited : Side::Inviting;
    auto drafts = standing(acts, kind, side);
    return drafts.size() > 1 ? drafts : QList<const Act *>{};
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
