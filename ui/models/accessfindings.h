// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/accesslog.h"

#include <QList>
#include <QTimeZone>

namespace sizhen {

// What a reviewer looks at first in a stretch of the access log (SEC-16).
struct AccessFindings {
    int atNight = 0;    // cases opened between 22:00 and 06:00, local time
    QStringList mass;   // people who opened more cases in one day than anybody treats
    int exceptions = 0; // cases opened by breaking the glass
    int refusedLogins = 0;
    int refusedElse = 0;
};

inline constexpr int massOpenings = 40; // a day

[[nodiscard]] AccessFindings findingsIn(const QList<AccessEntry> &entries, const QTimeZone &zone);

} // namespace sizhen
