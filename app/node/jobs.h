// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QDateTime>
#include <QJsonObject>
#include <QList>

namespace sizhen {

// Work that a node does by itself, as data (resources/jobs.json, or a file of the institution's own):
//   {"schema": "sizhen-jobs/1", "jobs": [{"id": "check", "every": "24h"}, {"id": "backup", "every": "6h", "args": {…}}]}
// "every": a number and m, h or d. An id that this version does not know is kept and shown as not available.
struct Job {
    QString id;
    qint64 everySeconds = 0;
    QJsonObject args;
};

// Fault::Corrupt naming the place for anything else; an id stands once.
[[nodiscard]] Result<QList<Job>> readJobs(const QByteArray &json);

// When it is due next: one period after it last ran, at once when it never did or the clock went back behind that.
[[nodiscard]] QDateTime dueAt(const Job &job, const QDateTime &lastRun, const QDateTime &now);

} // namespace sizhen
