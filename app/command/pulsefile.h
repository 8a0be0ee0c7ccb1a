// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command/command.h"
#include "core/pulse/pulsefile.h"

namespace sizhen {

// The file `path` with what --rate, --channel and --pressure say; `described`: with its description beside it.
// Fault::Invalid for an option that the kind of file does not have.
[[nodiscard]] Result<PulseFile> readPulseFile(const CommandCall &call, const QString &path, bool described);

// A file that may hold a pulse, whole; nobody records longer than its limit holds.
[[nodiscard]] Result<QByteArray> readPulseBytes(const QString &path);

} // namespace sizhen
