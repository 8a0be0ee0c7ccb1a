// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/message.h"

namespace sizhen::wire {

// Leaves as many entries as one ENTRIES message may hold, `mostBytes` together; the first always stays.
inline void trimToBatch(QList<QByteArray> &raw, qsizetype mostBytes = maxBatchBytes)
{
    qsizetype count = 0;
    for (qsizetype bytes = 0; count < std::min(raw.size(), maxBatchEntries); ++count) {
        bytes += raw.at(count).size();
        if (count > 0 && bytes > mostBytes)
            break;
    }
    raw.resize(count);
}

} // namespace sizhen::wire
