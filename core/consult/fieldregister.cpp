// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/fieldregister.h"

#include <QCborArray>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

Event placeOf(const Event &event)
{
    Event place;
    place.hash = event.hash;
    place.feed = event.feed;
    place.sequence = event.sequence;
    return place;
}

QCborArray resolvedBy(const Act &act)
{
    return act.args().value(u"resolves"_s).toArray();
}

} // namespace

bool FieldRegister::differ(const QList<Written> &written)
{
    return std::ranges::any_of(
        written, [&](const Written &one) { return one.value.value != written.first().value.value; });
}

void FieldRegister::take(const Act &act)
{
    if (act.kind() != u"case.form_saved"_s)
        return;
    auto &fields = m_forms[int(act.side)][act.args().value(u"form"_s).toString()];
    for (const auto &[field, value] : act.args().value(u"answers"_s).toMap()) {
        auto &written = fields[field.toString()];
        written.removeIf([&](const Written &old) { return act.event.saw(old.event); });
        written.append({{value, act.event.by.id, act.event.at, act.event.hash}, placeOf(act.event)});
    }
}

QHash<QString, QList<FieldValue>> FieldRegister::form(const QString &form, Side side) const
{
    QHash<QString, QList<FieldValue>> answers;
    const auto fields = m_forms[int(side)].value(form);
    for (auto it = fields.cbegin(); it != fields.cend(); ++it) {
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

QList<FieldConflict> FieldRegister::conflicts() const
{
    QList<FieldConflict> conflicts;
    for (const auto side : {Side::Inviting, Side::Invited})
        for (auto form = m_forms[int(side)].cbegin(); form != m_forms[int(side)].cend(); ++form)
            for (auto field = form->cbegin(); field != form->cend(); ++field) {
                if (!differ(field.value()))
                    continue;
                FieldConflict conflict{form.key(), field.key(), side, {}};
                for (const auto &one : field.value())
                    conflict.values.append(one.value);
                conflicts.append(conflict);
            }
    return conflicts;
}

QList<QByteArray> FieldRegister::unnamed(const Act &act) const
{
    QList<QByteArray> unnamed;
    const auto fields = m_forms[int(act.side)].value(act.args().value(u"form"_s).toString());
    const auto named = resolvedBy(act);
    for (const auto &[field, value] : act.args().value(u"answers"_s).toMap()) {
        auto seen = fields.value(field.toString());
        seen.removeIf([&](const Written &one) { return !act.event.saw(one.event); });
        if (!differ(seen))
            continue;
        for (const auto &one : seen)
            if (!named.contains(QCborValue(one.event.hash)))
                unnamed.append(one.event.hash);
    }
    return unnamed;
}

QList<const Act *> standing(const QList<Act> &acts, const QString &kind, Side side)
{
    QList<const Act *> standing;
    for (const auto &act : acts) {
        if (act.kind() != kind || act.side != side)
            continue;
        standing.removeIf([&](const Act *old) { return act.event.saw(old->event); });
        standing.append(&act);
    }
    return standing;
}

QList<const Act *> passedOver(const CaseState &state, const QString &kind)
{
    const auto side = kind == u"report.release_opinion"_s ? Side::Invited : Side::Inviting;
    const auto plan = kind == u"case.decision_draft"_s;
    QList<const Act *> late;
    for (const auto &[act, why] : state.flagged)
        if (act.side == side && why.message == u"act.not_now"_s
            && (act.kind() == kind || (plan && act.kind() == u"case.decide"_s)))
            late.append(&act);
    for (const auto *version : state.all(kind)) {
        const auto named = resolvedBy(*version);
        if (version->side == side)
            late.removeIf([&](const Act *act) { return named.contains(QCborValue(act->event.hash)); });
    }
    return late;
}

QList<QByteArray> unnamedDrafts(const QList<Act> &acts, const Act &act)
{
    QList<QByteArray> unnamed;
    auto seen = standing(acts, act.kind(), act.side);
    seen.removeIf([&](const Act *one) { return !act.event.saw(one->event); });
    if (seen.size() < 2)
        return {};
    const auto named = resolvedBy(act);
    for (const auto *one : seen)
        if (!named.contains(QCborValue(one->event.hash)))
            unnamed.append(one->event.hash);
    return unnamed;
}

} // namespace sizhen
