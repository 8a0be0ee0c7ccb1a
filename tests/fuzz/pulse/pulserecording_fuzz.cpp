// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/pulseanalysis.h"
#include "core/pulse/pulsecsv.h"

#include <cstdlib>

// A recording from a partner: refused, or the same bytes again; and what is accepted can be analysed.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    using namespace sizhen;
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    if (const auto recording = PulseRecording::decode(bytes)) {
        if (recording->encode() != bytes)
            std::abort();
        (void)recording->samples();
        if (recording->seconds() < 60)
            if (const auto signal = PulseSignal::from(*recording))
                (void)analysePulse(*signal);
    }
    if (const auto signal = readPulseCsv(bytes, 100); signal && signal->samples.size() < 20'000)
        (void)analysePulse(*signal);
    return 0;
}
