// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pulse/tracedpulse.h"

#include <QByteArrayView>

namespace sizhen {

// What one data record says in a signal "EDF Annotations".
struct EdfNotes {
    // When the record began (s from the file's start); only the first such signal of a record says it.
    std::optional<double> recordAtS;
    QVector<TraceMark> marks; // atS from the file's start
};

// Time-stamped annotation lists of EDF+ (2.2.2): +onset [0x15 duration] 0x14 (text 0x14)… 0x00, zeros behind the last.
// Fault::Invalid, "pulse.edf_annotations", for bytes that are none.
[[nodiscard]] Result<EdfNotes> readEdfNotes(QByteArrayView bytes);

} // namespace sizhen
