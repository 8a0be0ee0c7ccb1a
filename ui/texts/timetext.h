// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/label.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QTimeZone>

namespace sizhen {

// A city with its IANA zone, as an institution's card names them.
struct Place {
    Label city;
    QString timeZone;
};

// Times as both sides read them. Language comes from QLocale() (set with the translation), city names from their
// labels.
class TimeText
{
    Q_DECLARE_TR_FUNCTIONS(TimeText)
public:
    // "Budapest 14:32 · Wuhan 21:32": the clocks of the status line.
    [[nodiscard]] static QString clocks(const QDateTime &at, const Place &here, const Place &there,
                                        const QString &language);
    // "Wed 25 Nov, Budapest 14:32 · Wuhan 21:32"; with a day for each when they differ.
    [[nodiscard]] static QString both(const QDateTime &at, const Place &here, const Place &there,
                                      const QString &language);
    // "15:00 / 22:00": on a card, ours first.
    [[nodiscard]] static QString pair(const QDateTime &at, const Place &here, const Place &there);

    [[nodiscard]] static QString moment(const QDateTime &at,
                                        const QTimeZone &zone = QTimeZone::systemTimeZone()); // "25 Nov 2026 14:32"
    [[nodiscard]] static QString date(QDate day); // "25 Nov 2026"
    [[nodiscard]] static QString day(QDate day); // "Wed 25 Nov"
    [[nodiscard]] static QString left(const QDateTime &until, const QDateTime &now); // "6 h left", "late by 3 h"
    [[nodiscard]] static QString since(const QDateTime &then, const QDateTime &now); // "3 h ago", "just now"
    [[nodiscard]] static int age(QDate birth, QDate today); // whole years; -1 when the birth date is not one

    // The zone of an IANA id. China has one time: the ids of its former zones give Asia/Shanghai. UTC for an unknown
    // id.
    [[nodiscard]] static QTimeZone zone(const QString &ianaId);
    // IANA ids used in a country, most common first; China: only Asia/Shanghai.
    [[nodiscard]] static QStringList zonesOf(const QString &countryCode);
};

} // namespace sizhen
