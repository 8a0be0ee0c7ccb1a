// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/pageseal.h"

#include <memory>
#include <mutex>
#include <sqlite3.h>
#include <vector>

namespace sizhen {

// What the connections of one open database share in this process: SQLite's index of the log with its locks, in memory
// instead of a vault.db-shm file (vault.lock keeps every other process out), and the salt of the log's generation,
// without which no frame opens.
class WalIndex
{
public:
    // The locks that one connection holds, a bit each.
    struct Held {
        unsigned shared = 0;
        unsigned exclusive = 0;
    };

    // As SQLite's xShmMap and xShmLock.
    [[nodiscard]] int map(int region, int size, bool extend, void volatile **memory);
    [[nodiscard]] int lock(Held &held, int first, int count, int flags);
    void release(Held &held);

    // Written while the log starts over: no connection reads a frame then, and SQLite's locks (above) put it in order.
    sealing::Salt salt{};

    // Held while a page of the file is written, and by whoever reads pages behind SQLite's back: half a page has no
    // seal.
    std::mutex pageWrites;

private:
    static constexpr int lockCount = SQLITE_SHM_NLOCK;

    std::mutex m_mutex;
    std::vector<std::unique_ptr<char[]>> m_regions;
    std::array<int, lockCount> m_shared{}; // holders
    unsigned m_exclusive = 0;
};

} // namespace sizhen
