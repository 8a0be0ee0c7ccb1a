// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/analysisjson.h"
#include "core/pulse/pulsecsv.h"
#include "core/pulse/pulsenames.h"
#include "core/pulse/pulserows.h"
#include "core/pulse/pulsestream.h"

#include <QJsonObject>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace {

using namespace sizhen;

constexpr qsizetype mostSamples = 1500; // more only takes longer

void mustBeNumber(const std::optional<double> &value)
{
    if (value && !std::isfinite(*value))
        std::abort();
}

// Whatever the numbers are: what comes out is a number, in order, or nothing.
void analyse(const PulseSignal &signal)
{
    const auto analysis = analysePulse(signal);
    mustBeNumber(analysis.perMinute);
    double last = -1;
    for (const auto &beat : analysis.beats) {
        if (!(beat.at.slope > last) || beat.quality < 0 || beat.quality > 100)
            std::abort();
        last = beat.at.slope;
    }
    for (const auto &parameter : analysis.parameters) {
        mustBeNumber(parameter.value);
        mustBeNumber(parameter.uncertainty);
        if (parameter.value.has_value() == !parameter.why.isEmpty())
            std::abort();
    }
    (void)analysisJson(analysis);
    PulseStream stream(signal.rateHz);
    last = -1;
    const auto most = std::min(signal.samples.size(), qsizetype(10 * signal.rateHz));
    for (qsizetype i = 0; i < most; i += 97)
        for (const auto &beat : stream.feed(signal.samples.mid(i, 97), i % 5 == 4 ? 3 : 0)) {
            if (!(beat.at.slope > last))
                std::abort();
            last = beat.at.slope;
        }
    (void)stream.finish();
    mustBeNumber(stream.perMinute());
}

// The same bytes as samples: a text of random bytes seldom gets so far.
PulseSignal signalFrom(const unsigned char *data, std::size_t size, double rateHz)
{
    PulseSignal signal;
    signal.rateHz = rateHz;
    for (std::size_t i = 0; i < size && signal.samples.size() < mostSamples; ++i)
        signal.samples.append(double(data[i]) * (data[0] % 3 == 0 ? 1e9 : 1));
    return signal;
}

} // namespace

// A trace, pulses in rows and rules from a file: refused, or analysed without an invented number.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    if (size < 2)
        return 0;
    const double rates[]{0, 20, 60, 99.7, 250, 1000, 4000, 10'000};
    const double rateHz = rates[data[0] % 8];
    const QByteArray text(reinterpret_cast<const char *>(data + 1), qsizetype(size - 1));
    if (const auto signal = readPulseCsv(text, rateHz); signal && signal->samples.size() <= mostSamples)
        analyse(*signal);
    if (const auto rows = readPulseRows(text))
        (void)fiducialsText(*rows, rateHz);
    (void)parsePulseNames(text);
    if (rateHz > 0)
        analyse(signalFrom(data + 1, size - 1, rateHz));
    return 0;
}
