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

Found caseLine(const DeskHits::Case &hit, const QString &language)
{
    const auto &card = hit.card;
    const bool chinese = language.startsWith(u"zh"_s);
    const auto reason = chinese && !card.reasonZh.isEmpty() ? card.reasonZh : card.reason;
    QStringList title{card.code, card.patient, reason};
    title.removeAll(QString());
    QStringList note{StageText::of(u"case"_s, card.stage, language)};
    if (!hit.excerpt.startsWith(card.code)) // else the code was typed, and the words there say nothing more
        note.append(hit.excerpt);
    return {Found::Kind::Case, title.join(u" · "_s), note.join(u" · "_s), card.id, {}};
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
    const auto records = sources.records ? sources.records(query, limit) : DeskHits{};
    const auto add = [&](Found line) {
        if (found.size() < limit)
            found.append(std::move(line));
    };
    // A name finds the patient, then their cases; many of one kind must not push the other out.
    const auto half = std::min<qsizetype>(limit / 2, records.patients.size());
    for (const auto &patient : records.patients.first(half)) {
        const auto birth = QDate::fromString(patient.birthDate, Qt::ISODate);
        add({Found::Kind::Patient, patient.name, TimeText::date(birth), patient.id, {}});
    }
    for (const auto &hit : records.cases)
        add(caseLine(hit, sources.language));
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
