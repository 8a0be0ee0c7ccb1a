// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

namespace sizhen {

// "Up to here they hold what we hold": a moment in our order of changes, and the streams for which that was not yet true.
struct SyncMark {
    QByteArray id; // random; whoever says it back has not lost what it held then. Empty: none
    quint64 upTo = 0; // Ledger::newestChange()
    QList<QByteArray> left;
    qint64 allAtMs = 0; // when everything was last compared
    friend bool operator==(const SyncMark &, const SyncMark &) = default;
};

// With one station of theirs.
struct SyncMarks {
    SyncMark ours;
    SyncMark before; // the word of `ours` may never have reached them
    QByteArray theirs; // the last one they told us
    friend bool operator==(const SyncMarks &, const SyncMarks &) = default;
};

} // namespace sizhen
