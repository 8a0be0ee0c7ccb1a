// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QString>
#include <QVariantMap>

namespace sizhen {

// Something that came from outside and was not taken: a stranger's call, a revoked station, an entry from the future.
// For IT: what, from whom, how often, and (ui/texts, by `message`) what to do.
struct Refusal {
    QString message; // key of its sentence: "link.revoked"
    QString rule;
    QVariantMap args; // "address", "partner", "station" …; never a patient's data
    QString detail; // for the log
    QDateTime first;
    QDateTime last;
    int count = 1;
};

} // namespace sizhen
