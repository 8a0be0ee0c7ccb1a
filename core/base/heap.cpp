// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/heap.h"

#include <cstdlib>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace sizhen {

void keepFreedMemory()
{
#ifdef __GLIBC__
    constexpr int keptBytes = 32 * 1024 * 1024;
    constexpr int mappedFrom = 8 * 1024 * 1024; // what is larger goes back to the system at once, as before
    (void)mallopt(M_TRIM_THRESHOLD, keptBytes);
    (void)mallopt(M_MMAP_THRESHOLD, mappedFrom);
#endif
}

} // namespace sizhen
