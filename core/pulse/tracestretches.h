// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pulse/tracedpulse.h"

#include <QJsonArray>

namespace sizhen {

// The stretches of a trace in the description beside its samples (docs/pulse.md): at which site and depth it was taken
// from when to when, and what somebody noted. Times in seconds from the first sample.
[[nodiscard]] QJsonArray segmentsJson(const TracedPulse &trace);
[[nodiscard]] QJsonArray notesJson(const TracedPulse &trace);

// From outside; `samples` is the length of the trace, `site` its site. Nothing when one of them is no such stretch,
// lies outside, or overlaps the one before.
[[nodiscard]] std::optional<QVector<PulseSegment>> segmentsFromJson(const QJsonArray &list, const QString &site,
                                                                    qsizetype samples);
[[nodiscard]] std::optional<QVector<TraceMark>> notesFromJson(const QJsonArray &list);

} // namespace sizhen
