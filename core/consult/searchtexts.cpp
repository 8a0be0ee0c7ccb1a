// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/searchtexts.h"

#include "core/consult/reading.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int digitsOfNumber = 4; // of an identity document, as they are read out

struct Told {
    QString kind;
    QStringList keys;
    bool all = false; // each counts, not the newest alone
};

const QList<Told> &told()
{
    static const QStringList opinion{u"disease"_s, u"pattern"_s, u"analysis"_s, u"principle"_s, u"advice"_s,
                                     u"herbs"_s,   u"points"_s,  u"cautions"_s, u"limits"_s,    u"differences"_s};
    static const QStringList plan{u"disease"_s, u"pattern"_s, u"principle"_s, u"plan"_s,
                                  u"herbs"_s,   u"points"_s,  u"reason"_s};
    static const QList<Told> list{{u"case.opened"_s, {u"complaint"_s}},
                                  {u"invitation.compose"_s, {u"reason"_s, u"purpose"_s, u"abstract"_s}},
                                  {u"case.note"_s, {u"text"_s}, true},
                                  {u"case.translation"_s, {u"text"_s}, true},
                                  {u"case.confirm_session"_s, {u"note"_s}, true},
                                  {u"report.release_opinion"_s, opinion},
                                  {u"case.decision_draft"_s, plan},
                                  {u"case.decide"_s, plan}};
    return list;
}

// Each text on a line of its own: no word goes from one into the next.
void addWords(QStringList &lines, const QCborValue &value)
{
    if (value.isString() && !value.toString().isEmpty())
        lines.append(value.toString());
    if (value.isArray())
        for (const auto &one : value.toArray())
            addWords(lines, one);
    if (value.isMap())
        for (const auto &[key, one] : value.toMap())
            addWords(lines, one);
}

void addLabel(QStringList &lines, const Label &label)
{
    addWords(lines, label.toCbor());
}

} // namespace

SearchText searchTextOf(const CaseState &state, const Label &partner)
{
    QStringList lines{state.code()};
    addLabel(lines, partner);
    addWords(lines, patientOf(state).value(u"name"_s));
    for (const auto &[kind, keys, all] : told()) {
        auto acts = state.all(kind);
        if (!all && !acts.isEmpty())
            acts = {acts.constLast()};
        for (const auto *act : acts)
            for (const auto &key : keys)
                addWords(lines, act->args().value(key));
    }
    lines.removeDuplicates(); // a draft that became the decision is one text
    const auto *first = state.latest(u"case.opened"_s);
    if (!first && !state.acts.isEmpty())
        first = &state.acts.constFirst();
    return {searchkind::cases, QString::fromLatin1(state.id.toHex()), first ? momentOf(first->event) : QDateTime(),
            lines.join(u'\n')};
}

SearchText searchTextOf(const PatientCard &card, const QDateTime &registered)
{
    const QStringList lines{card.name, card.documentNumber.right(digitsOfNumber), card.birthDate};
    return {searchkind::patients, QString::fromLatin1(card.id.toHex()), registered, lines.join(u'\n')};
}

} // namespace sizhen
