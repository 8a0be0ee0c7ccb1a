// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/texts/timetext.h"

#include "ui/texts/translations.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qint64 minute = 60;
constexpr qint64 hour = 60 * minute;
constexpr qint64 dayLength = 24 * hour;

QString clock(const QDateTime &at)
{
    return at.time().toString(u"HH:mm"_s); // 24 hours in both languages: a session is not missed by twelve hours
}

QString shanghai()
{
    return u"Asia/Shanghai"_s;
}

} // namespace

QString TimeText::clocks(const QDateTime &at, const Place &here, const Place &there, const QString &language)
{
    const auto ours = at.toTimeZone(zone(here.timeZone));
    const auto mine = tr("%1 %2", "city and time").arg(here.city.in(language), clock(ours));
    if (there.timeZone.isEmpty())
        return mine;
    const auto theirs = at.toTimeZone(zone(there.timeZone));
    auto other = tr("%1 %2", "city and time").arg(there.city.in(language), clock(theirs));
    if (theirs.date() > ours.date())
        other = tr("%1 (tomorrow)").arg(other);
    else if (theirs.date() < ours.date())
        other = tr("%1 (yesterday)").arg(other);
    return mine + u" · "_s + other;
}

QString TimeText::both(const QDateTime &at, const Place &here, const Place &there, const QString &language)
{
    const auto ours = at.toTimeZone(zone(here.timeZone));
    const auto theirs = at.toTimeZone(zone(there.timeZone));
    const auto mine = tr("%1, %2 %3", "day, city and time").arg(day(ours.date()), here.city.in(language), clock(ours));
    if (there.timeZone.isEmpty())
        return mine;
    if (ours.date() == theirs.date())
        return mine + u" · "_s + tr("%1 %2", "city and time").arg(there.city.in(language), clock(theirs));
    return mine + u" · "_s
        + tr("%1, %2 %3", "day, city and time").arg(day(theirs.date()), there.city.in(language), clock(theirs));
}

QString TimeText::pair(const QDateTime &at, const Place &here, const Place &there)
{
    const auto mine = clock(at.toTimeZone(zone(here.timeZone)));
    return there.timeZone.isEmpty() ? mine : mine + u" / "_s + clock(at.toTimeZone(zone(there.timeZone)));
}

QString TimeText::moment(const QDateTime &at, const QTimeZone &zone)
{
    const auto local = at.toTimeZone(zone);
    return date(local.date()) + u' ' + clock(local);
}

QString TimeText::date(QDate day)
{
    return QLocale().toString(day, Translations::isChinese() ? u"yyyy年M月d日"_s : u"d MMM yyyy"_s);
}

QString TimeText::day(QDate day)
{
    return QLocale().toString(day, Translations::isChinese() ? u"M月d日 ddd"_s : u"ddd d MMM"_s);
}

QString TimeText::left(const QDateTime &until, const QDateTime &now)
{
    const auto seconds = now.secsTo(until);
    const auto span = std::abs(seconds);
    if (span >= 2 * dayLength)
        return seconds > 0 ? tr("%n days left", nullptr, int(span / dayLength))
                           : tr("late by %n days", nullptr, int(span / dayLength));
    if (span >= hour)
        return seconds > 0 ? tr("%n h left", nullptr, int(span / hour)) : tr("late by %n h", nullptr, int(span / hour));
    const auto minutes = int(span / minute);
    return seconds > 0 ? tr("%n min left", nullptr, minutes) : tr("late by %n min", nullptr, minutes);
}

QString TimeText::since(const QDateTime &then, const QDateTime &now)
{
    const auto span = then.secsTo(now);
    if (span < minute)
        return tr("just now");
    if (span < hour)
        return tr("%n min ago", nullptr, int(span / minute));
    if (span < 2 * dayLength)
        return tr("%n h ago", nullptr, int(span / hour));
    return tr("%n days ago", nullptr, int(span / dayLength));
}

int TimeText::age(QDate birth, QDate today)
{
    if (!birth.isValid() || birth > today)
        return -1;
    const bool hadBirthday = std::pair(today.month(), today.day()) >= std::pair(birth.month(), birth.day());
    return today.year() - birth.year() - (hadBirthday ? 0 : 1);
}

QTimeZone TimeText::zone(const QString &ianaId)
{
    static const QStringList oneChina{u"PRC"_s,         u"Asia/Chongqing"_s, u"Asia/Chungking"_s,
                                      u"Asia/Harbin"_s, u"Asia/Kashgar"_s,   u"Asia/Urumqi"_s};
    const QTimeZone zone((oneChina.contains(ianaId) ? shanghai() : ianaId).toLatin1());
    return zone.isValid() ? zone : QTimeZone::utc();
}

QStringList TimeText::zonesOf(const QString &countryCode)
{
    if (countryCode == u"CN"_s)
        return {shanghai()};
    const auto territory = QLocale::codeToTerritory(countryCode);
    QStringList ids;
    if (territory == QLocale::AnyTerritory)
        return ids;
    for (const auto &id : QTimeZone::availableTimeZoneIds(territory))
        ids.append(QString::fromLatin1(id));
    return ids;
}

} // namespace sizhen
