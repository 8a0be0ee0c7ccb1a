// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pulse/edfreader.h"

namespace sizhen {

// What a person says about a file of a pulse that the file does not say itself.
struct PulseFileChoice {
    double rateHz = 0; // of CSV without times; 0: the file says it
    EdfChoice edf;
};

// A recording that came as a file from elsewhere.
struct PulseFile {
    TracedPulse trace;
    bool isEdf = false;
    QString channel; // of EDF: the signal that was taken
    QVector<TraceMark> annotations; // of EDF: all there are
};

inline constexpr qint64 mostPulseFileBytes = 512 * 1024 * 1024; // an hour of 1 kHz is 60 MB of text at most

[[nodiscard]] bool isEdfFile(const QByteArray &bytes, const QString &name); // by its first bytes, or by its name

// EDF or EDF+; else CSV, with its description (tracecsv.h) where there is one and no rate was said. Fault::Invalid with
// "pulse.csv_…", "pulse.edf_…" or "pulse.trace_…".
[[nodiscard]] Result<PulseFile> readPulseFile(const QByteArray &bytes, const QString &name,
                                              const PulseFileChoice &choice,
                                              const std::optional<QByteArray> &description = {});

// The description of "wave.csv" is "wave.json".
[[nodiscard]] QString traceDescriptionOf(const QString &path);

// As an original of a case, taken at `site`, at `takenAt` unless the file says when (UTC): its values in counts of its
// own scale; where none is known, of the decimals they were written with, or of a 30,000th of their range; gaps stay
// gaps. Fault::Invalid "pulse.file_values" when it holds nothing that can be a pulse or be kept,
// "fou.pulse_site".
[[nodiscard]] Result<PulseRecording> asRecording(const TracedPulse &trace, const QString &site,
                                                 const QString &instrument, const QDateTime &takenAt);

} // namespace sizhen
