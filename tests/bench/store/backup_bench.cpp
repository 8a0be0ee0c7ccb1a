// SPDX-License-Identifier: GPL-3.0-or-later
// Backup and restore beside `cp -a` of the same folder: what sealing, hashing and syncing cost.
#include "tests/core/store/storetest.h"

#include "core/store/vault.h"

#include <QCoreApplication>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QProcess>

#include <cstdio>
#include <unistd.h>

using namespace storetest;

namespace {

constexpr int rounds = 3;
constexpr int entries = 20'000; // of about 1.5 KB
constexpr int originals = 24; // of 5 MB

double seconds(const std::function<Result<>()> &work)
{
    QElapsedTimer timer;
    timer.start();
    if (const auto done = work(); !done)
        qFatal("a step of the benchmark failed: %s", qPrintable(done.error().detail + done.error().message));
    return double(timer.nsecsElapsed()) / 1e9;
}

double median(QList<double> values)
{
    std::ranges::sort(values);
    return values[values.size() / 2];
}

qint64 sizeOf(const QString &folder)
{
    qint64 sum = 0;
    QDirIterator it(folder, QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        it.next();
        sum += it.fileInfo().size();
    }
    return sum;
}

void fill(Vault &vault)
{
    auto change = vault.begin().value();
    for (quint64 n = 1; n <= entries; ++n)
        if (!vault.entries().append(entry(n)))
            qFatal("an entry was not taken");
    if (!change.commit())
        qFatal("no commit");
    for (int i = 0; i < originals; ++i)
        if (!vault.attachments().put(randomBytes(5'000'000), u"image/png"_s, u"original"_s))
            qFatal("an original was not taken");
    if (!vault.checkpoint())
        qFatal("the log stays");
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    if (!startCrypto())
        return 1;
    QTemporaryDir place(QDir::tempPath() + u"/sizhen-backup-bench-XXXXXX"_s);
    const auto folder = place.filePath(u"vault"_s);
    auto vault = Vault::create(folder, secret("pass"), KdfCost::lightest()).value();
    fill(*vault);
    const auto megabytes = double(sizeOf(folder)) / 1e6;
    QList<double> copy, first, second, restore;
    for (int round = 0; round < rounds; ++round) {
        const auto to = place.filePath(QString::number(round));
        QDir().mkpath(to);
        copy.append(seconds([&]() -> Result<> {
            const bool copied = QProcess::execute(u"cp"_s, {u"-a"_s, folder, to + u"/cp"_s}) == 0;
            ::sync(); // a backup counts when it is on the disk
            return copied ? Result<>() : fail(Fault::Io, u"cp -a"_s);
        }));
        const auto back = [&](int minute) {
            const QDateTime at(QDate(2026, 11, 27), QTime(12, minute), Qt::UTC);
            return vault->backup({to + u"/backup"_s, QByteArray(16, 'v'), 7, at, u"bench"_s}).value()->run({}).map(
                [](const BackupSummary &) {});
        };
        first.append(seconds([&] { return back(0); }));
        second.append(seconds([&] { return back(1); }));
        restore.append(seconds([&]() -> Result<> {
            const auto info = findBackup(to + u"/backup"_s).value();
            const auto key = unlockBackup(info, secret("pass"), SlotKind::Passphrase).value();
            return restoreBackup(info, key, to + u"/restored"_s, [](Vault &) { return Result<>(); })
                .map([](const RestoreSummary &) {});
        }));
        QDir(to).removeRecursively();
    }
    std::printf("vault of %.0f MB: %d entries, %d originals; medians of %d\n", megabytes, entries, originals, rounds);
    const auto line = [megabytes, anchor = median(copy)](const char *what, double took) {
        std::printf("  %-34s %7.0f MB/s  %5.2fx of cp -a\n", what, megabytes / took, took / anchor);
    };
    line("cp -a and sync", median(copy));
    line("backup, the first", median(first));
    line("backup, the next (nothing new)", median(second));
    line("restore, everything checked", median(restore));
    return 0;
}
