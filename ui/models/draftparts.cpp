// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/draftparts.h"

#include "ui/models/casereading.h"
#include "ui/texts/codetext.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

// What is written in a map of texts, a row, or a list of either; parts of a row between dots, rows on lines.
QString wordsOf(const QCborValue &value, const QString &language)
{
    static const QStringList order{u"text"_s, u"codes"_s,  u"name"_s, u"dose"_s,
                                   u"side"_s, u"method"_s, u"note"_s, u"whom"_s};
    if (value.isString())
        return value.toString();
    QStringList words;
    if (value.isArray()) {
        for (const auto &one : value.toArray())
            words.append(wordsOf(one, language));
        words.removeAll(QString());
        return words.join(u'\n');
    }
    const auto map = value.toMap();
    for (const auto &key : order)
        if (map.contains(key))
            words.append(wordsOf(map.value(key), language));
    words.removeAll(QString());
    return words.isEmpty() ? Label::fromCbor(map).in(language) : words.join(u" · "_s);
}

} // namespace

QList<DraftPart> DraftParts::of(const QCborMap &args, const QString &language)
{
    const QList<QPair<QString, QString>> parts{{u"analysis"_s, tr("Analysis")},
                                               {u"disease"_s, tr("TCM disease")},
                                               {u"pattern"_s, tr("Pattern")},
                                               {u"principle"_s, tr("Principle of treatment")},
                                               {u"herbs"_s, tr("Herbs")},
                                               {u"points"_s, tr("Points")},
                                               {u"advice"_s, tr("Advice")},
                                               {u"plan"_s, tr("Plan")},
                                               {u"cautions"_s, tr("Cautions")},
                                               {u"limits"_s, tr("Limits of the remote examination")},
                                               {u"differences"_s, tr("Differences")},
                                               {u"adoption"_s, tr("How far the opinion is followed")},
                                               {u"reason"_s, tr("Why not all of it")},
                                               {u"informed"_s, tr("Who was told")}};
    const auto second = language.startsWith(u"zh"_s) ? u"en"_s : u"zh"_s;
    QList<DraftPart> list;
    for (const auto &[key, heading] : parts) {
        auto value = args.value(key);
        if (key == u"informed")
            value = value.toMap().value(u"whom"_s); // the minute it was typed is no difference
        const auto code = key == u"adoption";
        const auto text = code ? CodeText::of(value.toString()) : wordsOf(value, language);
        const auto other = code ? QString() : wordsOf(value, second);
        list.append({heading, text, other == text ? QString() : other, value});
    }
    return list;
}

QString DraftParts::place(const Event &event, const Ledger &ledger, const QString &language)
{
    for (const auto &own : ledger.stations().value_or(QList<Ledger::OwnStation>{}))
        if (own.certificate.station == event.station)
            return own.certificate.name;
    if (event.institution == ledger.institution().root)
        return ledger.institution().name.in(language);
    const auto partner = ledger.partner(event.institution);
    return partner ? partner->institution.name.in(language) : QString();
}

} // namespace sizhen
