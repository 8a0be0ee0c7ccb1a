// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/pageseal.h"

#include <QStringList>
#include <functional>

namespace sizhen {

// SQLite takes the first broken frame of its log for the end and forgets every commit after it without a word. So we
// look first.
struct LogScan {
    quint32 intactFrames = 0; // from the start
    QStringList damaged; // "write-ahead log, frame 4"; a torn tail is no damage
};

// Reads `amount` bytes at `offset` of the log as it lies on disk; false when they cannot be had.
using ReadAt = std::function<bool(qint64 offset, unsigned char *to, int amount)>;

// A broken frame that an intact later frame calls durable was damaged. `knownDurable`: frames this process itself
// synced.
[[nodiscard]] LogScan scanLog(PageSeal &seal, qint64 sizeOnDisk, const ReadAt &readAt, quint32 knownDurable = 0);

} // namespace sizhen
