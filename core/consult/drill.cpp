// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/drill.h"

#include "core/consult/desk.h"
#include "core/records/audit.h"

#include <QDir>
#include <QElapsedTimer>
#include <QJsonArray>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int restored = 40; // of 100
constexpr int checked = 70;

bool isOurs(const Error &error)
{
    return error.fault == Fault::Refused || error.fault == Fault::NoSpace || error.fault == Fault::Io
        || error.fault == Fault::WrongPassword;
}

Result<> readRecords(Vault &vault, const Clock &clock, DrillReport &report)
{
    const auto ledger = Ledger::open(vault, clock);
    if (!ledger && ledger.error().fault == Fault::NotFound) { // a vault in which nobody founded anything yet
        report.sameProjections = true;
        return {};
    }
    if (!ledger)
        return tl::unexpected(ledger.error());
    const auto audit = auditRecords(**ledger);
    if (!audit)
        return tl::unexpected(audit.error());
    report.streams = audit->streams;
    report.feeds = audit->feeds;
    for (const auto &fault : audit->faults)
        report.faults.append(u"%1/%2 #%3: %4"_s.arg(fault.stream, fault.feed).arg(fault.sequence).arg(fault.reason));
    const auto desk = Desk::open(**ledger);
    if (!desk)
        return tl::unexpected(desk.error());
    const auto before = (*desk)->projectionDigest();
    const auto rebuilt = before ? (*desk)->rebuild() : tl::unexpected(before.error());
    const auto after = rebuilt ? (*desk)->projectionDigest() : tl::unexpected(rebuilt.error());
    if (!after)
        return tl::unexpected(after.error());
    report.sameProjections = *before == *after;
    return {};
}

Result<> readAll(const QString &folder, const SecretBytes &dataKey, const Clock &clock, DrillReport &report,
                 const BackupProgress &progress)
{
    const auto vault = Vault::openWithKey(folder, dataKey);
    if (!vault)
        return tl::unexpected(vault.error());
    bool goOn = true;
    const auto found = (*vault)->check([&](int percent) {
        goOn = goOn && (!progress || progress(restored + percent * (checked - restored) / 100));
    });
    if (!found)
        return tl::unexpected(found.error());
    if (!goOn)
        return refuse(u"ARC-08"_s, u"backup.cancelled"_s);
    report.pages = found->pages;
    report.entries = found->entries;
    report.originals = found->attachments;
    report.faults += found->damaged;
    return readRecords(**vault, clock, report);
}

} // namespace

Result<DrillReport> runDrill(const DrillOrder &order, const SecretBytes &dataKey, const BackupProgress &progress)
{
    QElapsedTimer timer;
    timer.start();
    DrillReport report;
    report.at = order.clock();
    report.by = order.by;
    report.generation = order.backup.generation;
    report.backupAt = order.backup.at;
    QDir(order.folder).removeRecursively();
    auto done = restoreBackup(order.backup, dataKey, order.folder, [](Vault &) { return Result<>(); },
                              [&progress](int percent) { return !progress || progress(percent * restored / 100); })
                    .map([](const RestoreSummary &) {});
    if (done)
        done = readAll(order.folder, dataKey, order.clock, report, progress);
    QDir(order.folder).removeRecursively();
    if (!done && isOurs(done.error()))
        return tl::unexpected(done.error());
    if (!done)
        report.faults.append(done.error().detail);
    report.seconds = double(timer.elapsed()) / 1000.0;
    if (progress)
        (void)progress(100);
    return report;
}

QJsonObject DrillReport::toJson() const
{
    return {{u"at"_s, at.toString(Qt::ISODate)},
            {u"by"_s, by},
            {u"generation"_s, generation},
            {u"backupAt"_s, backupAt.toString(Qt::ISODate)},
            {u"pages"_s, pages},
            {u"entries"_s, entries},
            {u"originals"_s, originals},
            {u"streams"_s, streams},
            {u"feeds"_s, feeds},
            {u"sameProjections"_s, sameProjections},
            {u"seconds"_s, seconds},
            {u"faults"_s, QJsonArray::fromStringList(faults)},
            {u"passed"_s, passed()}};
}

Result<DrillReport> DrillReport::fromJson(const QJsonObject &json)
{
    DrillReport report;
    report.at = QDateTime::fromString(json.value(u"at"_s).toString(), Qt::ISODate);
    report.by = json.value(u"by"_s).toString();
    report.generation = json.value(u"generation"_s).toString();
    report.backupAt = QDateTime::fromString(json.value(u"backupAt"_s).toString(), Qt::ISODate);
    report.pages = json.value(u"pages"_s).toInteger();
    report.entries = json.value(u"entries"_s).toInteger();
    report.originals = json.value(u"originals"_s).toInteger();
    report.streams = json.value(u"streams"_s).toInt();
    report.feeds = json.value(u"feeds"_s).toInt();
    report.sameProjections = json.value(u"sameProjections"_s).toBool();
    report.seconds = json.value(u"seconds"_s).toDouble();
    for (const auto &fault : json.value(u"faults"_s).toArray())
        report.faults.append(fault.toString());
    if (!report.at.isValid() || report.generation.isEmpty())
        return fail(Fault::Corrupt, u"drill: a report without time or backup"_s);
    return report;
}

} // namespace sizhen
