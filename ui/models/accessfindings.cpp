// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/accessfindings.h"

#include <QMap>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

AccessFindings findingsIn(const QList<AccessEntry> &entries, const QTimeZone &zone)
{
    AccessFindings findings;
    QMap<std::pair<QString, QDate>, int> openings;
    for (const auto &entry : entries) {
        const auto &access = entry.access;
        if (access.outcome == Access::Outcome::Refused) {
            const auto login = access.act == u"login"_s || access.act == u"unlock"_s;
            ++(login ? findings.refusedLogins : findings.refusedElse);
            continue;
        }
        if (access.act == u"case.break_glass"_s)
            ++findings.exceptions;
        if (access.act != u"case.open"_s)
            continue;
        const auto local = entry.at.toTimeZone(zone);
        if (local.time().hour() >= 22 || local.time().hour() < 6)
            ++findings.atNight;
        if (++openings[{access.person, local.date()}] == massOpenings + 1)
            findings.mass.append(access.person);
    }
    findings.mass.removeDuplicates();
    return findings;
}

} // namespace sizhen
