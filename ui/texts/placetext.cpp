// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/texts/placetext.h"

#include <QRegularExpression>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int shown = 4;
constexpr int shortHash = 8; // digits; enough to tell originals apart by eye

QString shortened(const QString &hash)
{
    return hash.left(shortHash);
}

} // namespace

QString PlaceText::of(const QString &place)
{
    static const QRegularExpression page(u"^page (\\d+)$"_s);
    static const QRegularExpression frame(u"^write-ahead log, frame (\\d+)$"_s);
    static const QRegularExpression copy(u"^key slots, copy (\\d+)$"_s);
    static const QRegularExpression original(u"^attachment ([0-9a-f]+)$"_s);
    static const QRegularExpression entry(u"^feed ([0-9a-f]+), entry (\\d+)(: the entry before it is missing)?$"_s);
    if (const auto found = page.match(place); found.hasMatch())
        return tr("page %1 of the vault").arg(found.captured(1));
    if (const auto found = frame.match(place); found.hasMatch())
        return tr("block %1 of the vault's log").arg(found.captured(1));
    if (place == u"write-ahead log, header"_s)
        return tr("the beginning of the vault's log");
    if (const auto found = copy.match(place); found.hasMatch())
        return tr("copy %1 of the key file").arg(found.captured(1));
    if (place == u"key slots"_s)
        return tr("the key file");
    if (const auto found = original.match(place); found.hasMatch())
        return tr("original %1…").arg(shortened(found.captured(1)));
    if (const auto found = entry.match(place); found.hasMatch())
        return found.captured(3).isEmpty()
            ? tr("record %1 of chain %2…").arg(found.captured(2), shortened(found.captured(1)))
            : tr("the record before number %1 of chain %2…")
                  .arg(found.captured(2), shortened(found.captured(1)));
    if (place == u"tables"_s)
        return tr("the order of the records (the seals hold)");
    if (place == u"search index"_s)
        return tr("the search index (it can be made again)");
    return place;
}

QString PlaceText::list(const QStringList &places)
{
    QStringList words;
    for (const auto &place : places.first(qMin(qsizetype(shown), places.size())))
        words.append(of(place));
    const auto more = int(places.size()) - shown;
    const auto joined = words.join(tr(", ", "between places"));
    return more > 0 ? tr("%1 and %n more", nullptr, more).arg(joined) : joined;
}

// Other lists are codes, which have words of their own.
bool PlaceText::hasPlace(const QStringList &list)
{
    return std::ranges::any_of(list, [](const QString &one) { return of(one) != one; });
}

QVariantMap PlaceText::in(QVariantMap args)
{
    for (auto it = args.begin(); it != args.end(); ++it)
        if (it->typeId() == QMetaType::QStringList && hasPlace(it->toStringList()))
            *it = list(it->toStringList());
        else if (it.key() == u"place"_s)
            *it = of(it->toString());
    return args;
}

} // namespace sizhen
