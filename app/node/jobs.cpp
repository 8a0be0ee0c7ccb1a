// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/node/jobs.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qint64 shortest = 60; // seconds
constexpr qint64 longest = 366LL * 24 * 3600;

// 0 for anything that is no period.
qint64 secondsOf(const QString &every)
{
    static const QHash<QChar, qint64> units{{u'm', 60}, {u'h', 3600}, {u'd', 86'400}};
    bool number = false;
    const auto count = every.isEmpty() ? 0 : every.chopped(1).toLongLong(&number);
    const auto seconds = number && count > 0 && count < 1'000'000 ? count * units.value(every.back(), 0) : 0;
    return seconds >= shortest && seconds <= longest ? seconds : 0;
}

} // namespace

Result<QList<Job>> readJobs(const QByteArray &json)
{
    const auto document = QJsonDocument::fromJson(json);
    if (document.object().value(u"schema"_s).toString() != u"sizhen-jobs/1"_s)
        return fail(Fault::Corrupt, u"jobs: not a list of jobs"_s);
    QList<Job> jobs;
    QSet<QString> ids;
    const auto list = document.object().value(u"jobs"_s).toArray();
    for (const auto &item : list) {
        const auto object = item.toObject();
        Job job{object.value(u"id"_s).toString(), secondsOf(object.value(u"every"_s).toString()),
                object.value(u"args"_s).toObject()};
        if (job.id.isEmpty() || job.everySeconds == 0 || ids.contains(job.id))
            return fail(Fault::Corrupt, u"jobs: number %1 has no id of its own or no period"_s.arg(jobs.size() + 1));
        ids.insert(job.id);
        jobs.append(job);
    }
    return jobs;
}

QDateTime dueAt(const Job &job, const QDateTime &lastRun, const QDateTime &now)
{
    if (!lastRun.isValid() || lastRun > now)
        return now;
    return lastRun.addSecs(job.everySeconds);
}

} // namespace sizhen
