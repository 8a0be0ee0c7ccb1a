// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pulse/tracedpulse.h"

namespace sizhen {

// A trace as text that is still read in ten years: the samples (RFC 4180, "time_s,pulse[,pressure]", physical values
// with every digit, a missing sample is a missing line) and beside them a description in JSON, schema
// "sizhen-pulse-trace/1": columns and units, rate, device, site, hand, calibration, gaps, clocks, the software and the
// definitions of what it measured. docs/pulse.md lists its members.
struct TraceFiles {
    QByteArray csv;
    QByteArray json;
};

// `software` is "name version".
[[nodiscard]] TraceFiles traceFiles(const TracedPulse &trace, const PulseAnalysis &analysis, const QString &software);

// The description, as far as it is needed to read the samples.
struct TraceDescription {
    TracedPulse trace; // all but the samples
    bool pressed = false; // there is a column of pressure
    qsizetype samples = 0; // missing ones counted
    QByteArray sha256; // of the CSV
};

// Fault::Invalid, "pulse.trace_description", for what is no such description; Unsupported when it is a newer one.
[[nodiscard]] Result<TraceDescription> parseTraceDescription(const QByteArray &json);

// Both back to the same samples. Fault::Corrupt, "pulse.trace_changed", when the samples are not those described.
[[nodiscard]] Result<TracedPulse> readTraceFiles(const TraceFiles &files);

} // namespace sizhen
