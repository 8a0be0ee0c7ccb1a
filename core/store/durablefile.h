// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArrayView>
#include <QStringList>

namespace sizhen {

// Files that survive a power cut: written beside their place, synced, then renamed over it.
// NoSpace when the disk is full; the old file is then untouched.

// Writes and syncs `path` itself; for a name nobody reads yet.
[[nodiscard]] Result<> writeSynced(const QString &path, QByteArrayView bytes);
// Atomic, replaces what is there. Durable only after syncFolder().
[[nodiscard]] Result<> renameOver(const QString &from, const QString &to);
[[nodiscard]] Result<> syncFolder(const QString &folder);
// Files of one disk that were written without syncing: all of them at once, where the system can.
[[nodiscard]] Result<> syncFiles(const QStringList &paths);
// All three.
[[nodiscard]] Result<> writeDurably(const QString &path, QByteArrayView bytes);

// What writeDurably was writing when the machine stopped; only for whoever is alone with the file.
void dropUnfinished(const QString &path);

// Everything in the file, or NotFound, or Io.
[[nodiscard]] Result<QByteArray> readWhole(const QString &path, qint64 maxBytes);

} // namespace sizhen
