// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/walindex.h"

namespace sizhen {

int WalIndex::map(int region, int size, bool extend, void volatile **memory)
{
    const std::lock_guard guard(m_mutex);
    *memory = nullptr;
    if (std::size_t(region) >= m_regions.size()) {
        if (!extend)
            return SQLITE_OK;
        m_regions.resize(std::size_t(region) + 1);
    }
    auto &wanted = m_regions[std::size_t(region)];
    if (!wanted && !extend)
        return SQLITE_OK;
    if (!wanted)
        wanted = std::make_unique<char[]>(std::size_t(size)); // zeroed: SQLite then builds the index from the log
    *memory = wanted.get();
    return SQLITE_OK;
}

int WalIndex::lock(Held &held, int first, int count, int flags)
{
    const std::lock_guard guard(m_mutex);
    const unsigned mask = ((1U << count) - 1U) << first;
    if (flags & SQLITE_SHM_UNLOCK) {
        for (int slot = first; slot < first + count; ++slot)
            if (held.shared & (1U << slot))
                --m_shared[std::size_t(slot)];
        m_exclusive &= ~(held.exclusive & mask);
        held.shared &= ~mask;
        held.exclusive &= ~mask;
        return SQLITE_OK;
    }
    if (m_exclusive & mask & ~held.exclusive)
        return SQLITE_BUSY;
    if (flags & SQLITE_SHM_SHARED) {
        if (held.shared & mask)
            return SQLITE_OK;
        ++m_shared[std::size_t(first)]; // SQLite takes shared locks one at a time
        held.shared |= mask;
        return SQLITE_OK;
    }
    for (int slot = first; slot < first + count; ++slot)
        if (m_shared[std::size_t(slot)] > (held.shared & (1U << slot) ? 1 : 0))
            return SQLITE_BUSY;
    m_exclusive |= mask;
    held.exclusive |= mask;
    return SQLITE_OK;
}

void WalIndex::release(Held &held)
{
    (void)lock(held, 0, lockCount, SQLITE_SHM_UNLOCK);
}

} // namespace sizhen
