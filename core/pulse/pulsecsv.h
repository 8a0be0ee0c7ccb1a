// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pulse/pulsesignal.h"

namespace sizhen {

// A trace as text: one value a line, or "time,value" (seconds); a header line, blank lines and lines that begin with #
// are passed over; comma, semicolon or tab. With times, a missing stretch (over 1.5 sample periods) becomes a gap.
// `rateHz` 0 takes the rate from the times. Fault::Invalid names the first line that is not numbers, or a missing rate.
[[nodiscard]] Result<PulseSignal> readPulseCsv(const QByteArray &text, double rateHz);

} // namespace sizhen
