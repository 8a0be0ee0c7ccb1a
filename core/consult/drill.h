// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/store/backup.h"

#include <QCborMap>
#include <QJsonObject>

namespace sizhen {

// What a restore drill found: a backup was put into a private folder, opened, read to the last byte, walked chain by
// chain, its projections were made anew and compared, and all of it was removed again (ARC-08; WFCMS 7.1.4).
struct DrillReport {
    QDateTime at;
    QString by; // person id, or the automaton's
    QString generation;
    QDateTime backupAt;
    qint64 pages = 0;
    qint64 entries = 0;
    qint64 originals = 0;
    int streams = 0;
    int feeds = 0;
    bool sameProjections = false;
    double seconds = 0;
    QStringList faults; // places ("page 17", "attachment 3fa9…", "1f00…/ab… #3: chain"), never contents

    [[nodiscard]] bool passed() const { return faults.isEmpty() && sameProjections; }

    [[nodiscard]] QJsonObject toJson() const;
    [[nodiscard]] static Result<DrillReport> fromJson(const QJsonObject &json); // Corrupt
    friend bool operator==(const DrillReport &, const DrillReport &) = default;
};

struct DrillOrder {
    BackupInfo backup;
    QString folder; // private, made for it and removed; enough room beside it for the whole vault
    Clock clock;
    QString by;
};

// Slow: reads everything. Any thread; touches nothing but the backup (reading) and the folder. A backup that cannot be
// restored at all is a report with a fault, not an error; errors are Refused ("backup.cancelled"), NoSpace and Io of our
// own disk.
[[nodiscard]] Result<DrillReport> runDrill(const DrillOrder &order, const SecretBytes &dataKey,
                                           const BackupProgress &progress = {});

} // namespace sizhen
