// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/finder.h"
#include "ui/texts/stagetext.h"
#include "ui/texts/timetext.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

bool fits(const QStringList &words, const QString &text)
{
    return std::ranges::all_of(words,
                               [&text](const QString &word) { return text.contains(word, Qt::CaseInsensitive); });
}

Found caseLine(const CaseCard &card, const QString &language)
{
    const bool chinese = language.startsWith(u"zh"_s);
    const auto reason = chinese && !card.reasonZh.isEmpty() ? card.reasonZh : card.reason;
    QStringList title{card.code, card.patient, reason};
    title.removeAll(QString());
    return {Found::Kind::Case, title.join(u" · "_s), StageText::of(u"case"_s, card.stage, language), card.id, {}};
}

} // namespace

QList<Found> Finder::find(const QString &query, const Sources &sources, int limit)
{
    const auto words = query.split(u' ', Qt::SkipEmptyParts);
    QList<Found> found;
    const auto take = [&](const Found &line) {
        if (found.size() < limit && fits(words, line.title + u' ' + line.note))
            found.append(line);
    };
    for (const auto &action : sources.actions)
        take(action);
    if (words.isEmpty())
        return found;
    for (const auto &card : sources.cases)
        take(caseLine(card, sources.language));
    for (const auto &patient : sources.patients) {
        const auto birth = QDate::fromString(patient.birthDate, Qt::ISODate);
        take({Found::Kind::Patient, patient.name, TimeText::date(birth), patient.id, {}});
    }
    if (sources.terms && found.size() < limit)
        for (const auto &term : sources.terms->find(query, limit - int(found.size())))
            found.append({Found::Kind::Term, term.zh + u" · "_s + term.en, term.pinyin, {}, {}});
    return found;
}

QString Finder::kindName(Found::Kind kind)
{
    switch (kind) {
    case Found::Kind::Action:
        return tr("Action");
    case Found::Kind::Case:
        return tr("Case");
    case Found::Kind::Patient:
        return tr("Patient");
    case Found::Kind::Term:
        return tr("Term");
    }
    Q_UNREACHABLE();
}

} // namespace sizhen
