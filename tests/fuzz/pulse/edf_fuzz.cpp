// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/edf.h"
#include "core/pulse/edfreader.h"

#include <cmath>
#include <cstdlib>

namespace {

using namespace sizhen;

// What was read is a trace as any other: numbers, in an even line, with its gaps inside it.
void mustBeSound(const PulseSignal &signal)
{
    if (signal.samples.isEmpty() || !(signal.rateHz >= 20 && signal.rateHz <= 10'000)
        || (!signal.pressure.isEmpty() && signal.pressure.size() != signal.samples.size()))
        std::abort();
    for (const auto *values : {&signal.samples, &signal.pressure})
        for (const double value : *values)
            if (!std::isfinite(value))
                std::abort();
    qsizetype free = 1; // neither the first sample is missing nor the last
    for (const auto &gap : signal.gaps) {
        if (gap.from < free || gap.to <= gap.from || gap.to >= signal.samples.size())
            std::abort();
        free = gap.to + 1;
    }
}

} // namespace

// An EDF file from anywhere: refused, or a trace that we can write and read again.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    for (const auto &choice :
         {EdfChoice{}, EdfChoice{QStringLiteral("#1"), {}}, EdfChoice{QStringLiteral("#1"), QStringLiteral("#2")}}) {
        const auto read = readEdf(bytes, choice);
        if (!read)
            continue;
        mustBeSound(read->trace.signal);
        if (read->trace.signal.samples.size() > 20'000)
            continue;
        const auto written = edfFrom(read->trace, traceMarks(read->trace, {}));
        if (!written)
            continue;
        const auto again = readEdf(*written);
        if (!again || again->trace.signal.samples.size() != read->trace.signal.samples.size()
            || again->trace.signal.gaps != read->trace.signal.gaps)
            std::abort();
    }
    return 0;
}
