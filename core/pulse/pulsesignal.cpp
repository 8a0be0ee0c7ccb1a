// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/pulsesignal.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr quint64 maxSamples = 8'000'000;
constexpr double longestBridgeS = 0.040;
constexpr double flatS = 0.5;
constexpr int railRun = 3;

void bridge(QVector<double> &values, qsizetype count, double to)
{
    const double from = values.isEmpty() ? to : values.last();
    for (qsizetype i = 1; i <= count; ++i)
        values.append(from + (to - from) * double(i) / double(count + 1));
}

// Runs of equal samples, at least `shortest` long.
Spans equalRuns(const QVector<double> &x, qsizetype shortest)
{
    Spans runs;
    qsizetype start = 0;
    for (qsizetype i = 1; i <= x.size(); ++i) {
        if (i < x.size() && x[i] == x[start])
            continue;
        if (i - start >= shortest)
            runs.append({start, i});
        start = i;
    }
    return runs;
}

// A natural crest may hold one value for three samples; a rail is met again and again, or stays for a while.
void appendRail(Spans &clipped, const Spans &runs, const QVector<double> &x, double rail, double rateHz)
{
    Spans hits;
    for (const auto &run : runs)
        if (x[run.from] == rail)
            hits.append(run);
    const bool lingers = std::any_of(hits.begin(), hits.end(),
                                     [rateHz](const Span &hit) { return double(hit.size()) > 0.08 * rateHz; });
    if (hits.size() >= 3 || lingers)
        clipped += hits;
}

} // namespace

bool touchesAny(const Spans &spans, qsizetype first, qsizetype last)
{
    return std::any_of(spans.begin(), spans.end(), [=](const Span &span) { return span.touches(first, last); });
}

Result<PulseSignal> PulseSignal::from(const PulseRecording &recording)
{
    PulseSignal signal;
    signal.rateHz = recording.rateHz;
    signal.unit = recording.unit;
    quint64 next = recording.blocks.isEmpty() ? 0 : recording.blocks.first().first;
    const quint64 origin = next;
    bool allPressed = true;
    for (const auto &block : recording.blocks) {
        if (block.first < next || block.pulse.isEmpty() || block.first - origin > maxSamples
            || quint64(block.pulse.size()) > maxSamples)
            return fail(Fault::Invalid, u"pulse: blocks out of order or too far apart"_s);
        if (const auto gap = qsizetype(block.first - next); gap > 0) {
            signal.gaps.append({signal.samples.size(), signal.samples.size() + gap});
            bridge(signal.samples, gap, block.pulse.first() * recording.scale);
            bridge(signal.pressure, gap,
                   block.pressure.isEmpty() ? 0 : block.pressure.first() * recording.pressureScale);
        }
        for (const auto value : block.pulse)
            signal.samples.append(value * recording.scale);
        allPressed = allPressed && block.pressure.size() == block.pulse.size();
        for (qsizetype i = 0; i < block.pulse.size(); ++i)
            signal.pressure.append(allPressed ? block.pressure[i] * recording.pressureScale : 0);
        next = block.first + quint64(block.pulse.size());
    }
    if (signal.samples.isEmpty() || signal.rateHz <= 0)
        return fail(Fault::Invalid, u"pulse: nothing recorded"_s);
    if (!allPressed)
        signal.pressure.clear();
    return signal;
}

PulseSignal PulseSignal::part(qsizetype first, qsizetype end) const
{
    first = std::clamp<qsizetype>(first, 0, samples.size());
    end = std::clamp(end, first, samples.size());
    PulseSignal part{samples.mid(first, end - first), pressure.mid(first, end - first), rateHz, unit, {}};
    for (const auto &gap : gaps)
        if (gap.to > first && gap.from < end)
            part.gaps.append({std::max(gap.from, first) - first, std::min(gap.to, end) - first});
    return part;
}

IntegrityMask integrityOf(const PulseSignal &signal)
{
    IntegrityMask mask;
    for (const auto &gap : signal.gaps)
        if (double(gap.size()) > longestBridgeS * signal.rateHz)
            mask.gaps.append(gap);
    const auto runs = equalRuns(signal.samples, railRun);
    for (const auto &run : runs)
        if (double(run.size()) > flatS * signal.rateHz)
            mask.flat.append(run);
    if (signal.samples.isEmpty())
        return mask;
    const auto [low, high] = std::minmax_element(signal.samples.begin(), signal.samples.end());
    if (*low < *high) {
        appendRail(mask.clipped, runs, signal.samples, *low, signal.rateHz);
        appendRail(mask.clipped, runs, signal.samples, *high, signal.rateHz);
    }
    return mask;
}

} // namespace sizhen
