// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command/command.h"
#include "core/pulse/edfreader.h"

namespace sizhen {

// A recording that a person named on the command line.
struct PulseFile {
    TracedPulse trace;
    bool isEdf = false;
    QString channel; // of EDF: the signal that was taken
    QVector<TraceMark> annotations; // of EDF: all there are
};

// The call's first word: EDF or EDF+ (--channel, --pressure), known by its first bytes or by its name; else CSV with
// --rate, or, `described`, with its description beside it. Fault::Invalid for an option that the kind of file does not
// have.
[[nodiscard]] Result<PulseFile> readPulseFile(const CommandCall &call, bool described);

// A file that may hold a pulse, whole; nobody records longer than its limit holds.
[[nodiscard]] Result<QByteArray> readPulseBytes(const QString &path);

// The description of "wave.csv" is "wave.json".
[[nodiscard]] QString traceDescriptionOf(const QString &path);

} // namespace sizhen
