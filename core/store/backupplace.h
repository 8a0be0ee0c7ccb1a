// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/backup.h"
#include "core/store/backupmanifest.h"

namespace sizhen {

// Where what lies in a folder of backups.
struct BackupPlace {
    QString folder;

    static constexpr auto unfinishedPrefix = QLatin1StringView(".unfinished-");

    [[nodiscard]] QString blobs() const { return folder + QStringLiteral("/blobs"); }

    [[nodiscard]] QString lock() const { return folder + QStringLiteral("/backup.lock"); }

    [[nodiscard]] QString original(const QByteArray &address) const;
    [[nodiscard]] QStringList generations() const; // names of whole ones, oldest first
    [[nodiscard]] QString nextName(const QDateTime &at) const;
    // What a backup that was cut short left behind.
    void removeUnfinished() const;
    // Keeps the newest `keep` generations and the originals they name.
    void prune(int keep) const;

    [[nodiscard]] static QString database(const QString &generation) { return generation + QStringLiteral("/vault.db"); }

    [[nodiscard]] static QString keys(const QString &generation) { return generation + QStringLiteral("/vault.keys"); }

    [[nodiscard]] static QString manifest(const QString &generation)
    {
        return generation + QStringLiteral("/manifest");
    }

    static constexpr qint64 maxManifest = qint64(1) << 30;
};

// An error of the place of backups, told apart from one of the vault.
[[nodiscard]] Error placeError(Error error);

} // namespace sizhen
