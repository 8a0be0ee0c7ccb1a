// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/sharedwork.h"
#include "core/records/entry.h"

#include <optional>
#include <vector>

namespace sizhen {

// What came in as bytes: read, hashed, its signature checked.
struct CheckedEntry {
    Entry entry;
    QByteArray raw;
    QByteArray feed;
    QByteArray hash;
    bool isSigned = false;
};

// A batch of raw entries while every core reads and checks it: begun when it is seen, needed when its turn comes, so that
// what came before is stored meanwhile (docs/decisions/receiving.md). Looks at nothing but the bytes.
class EntryChecks
{
public:
    explicit EntryChecks(const QList<QByteArray> &raw);

    // These very bytes, not equal ones.
    [[nodiscard]] bool isOf(const QList<QByteArray> &raw) const;
    // Waits, and helps.
    [[nodiscard]] std::vector<Result<CheckedEntry>> take();

private:
    struct Batch {
        QList<QByteArray> raw;
        std::vector<Result<CheckedEntry>> checked;
    };

    std::shared_ptr<Batch> m_batch; // two owners: we, and the threads at work
    std::optional<SharedWork> m_work; // none for a few: not worth waking a thread
};

} // namespace sizhen
