// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pulse/tracedpulse.h"

namespace sizhen {

// The trace as EDF+C (Kemp and Olivan 2003, www.edfplus.info; clauses are named in the code): 16-bit samples, one
// channel a signal, marks as annotations. Headers are ASCII: letters with accents lose them, other writing becomes "X".
// The digital value -32768 stands for nothing but a missing sample, in a gap or after the end of the last record; an
// annotation names each such stretch. Where the counts of the instrument fit into 16 bits they are the digital values.
// Fault::Unsupported, "pulse.edf_range", when the values need more digits than the header has.
[[nodiscard]] Result<QByteArray> edfFrom(const TracedPulse &trace, const QVector<TraceMark> &marks);

// What the annotations of our own files say; files hold them for ever, so they are never changed or translated.
inline constexpr QLatin1StringView edfGapText("Gap: samples are missing");
inline constexpr QLatin1StringView edfPaddingText("End of the samples: padding follows");
inline constexpr QLatin1StringView edfDamagedText("Frames of the instrument that arrived damaged: ");

// Text as a header of EDF+ may hold it (2.1.3.3): ASCII without spaces; "X" when that leaves nothing to read.
[[nodiscard]] QByteArray edfWord(const QString &text);

} // namespace sizhen
