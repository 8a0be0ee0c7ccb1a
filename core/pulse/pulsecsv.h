// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pulse/pulsesignal.h"

namespace sizhen {

// Rates at which a pulse can be sampled: 20 Hz to 10 kHz.
[[nodiscard]] bool isPulseRate(double rateHz);

// No instrument counts so far; sums of squares of such values still hold their digits.
constexpr double mostPulseValue = 1e12;

// A trace as text: one value a line, or "time,value" or "time,value,pressure" (seconds); a header line, blank lines and
// lines that begin with # are passed over; comma, semicolon or tab. With times, a missing stretch (over 1.5 sample
// periods) becomes a gap. `rateHz` 0 takes the rate from the times. Fault::Invalid names the first line that is not
// numbers, or a missing rate, or one that the times contradict by more than a twentieth.
[[nodiscard]] Result<PulseSignal> readPulseCsv(const QByteArray &text, double rateHz);

} // namespace sizhen
