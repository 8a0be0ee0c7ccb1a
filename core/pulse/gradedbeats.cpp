// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/gradedbeats.h"
#include "core/pulse/beatquality.h"
#include "core/pulse/pulsefilter.h"

#include <algorithm>

namespace sizhen {
namespace {

constexpr double workingHz = 250; // finer tells nothing more: everything measured lies below 30 Hz

Spans narrowed(Spans spans, int factor)
{
    for (auto &span : spans)
        span = {span.from / factor, (span.to + factor - 1) / factor};
    return spans;
}

QVector<PulseBeat> beatsOf(const PulseSignal &signal, const QVector<double> &smooth)
{
    const auto times = refineBeats(smooth, signal.rateHz, findBeats(signal.samples, signal.rateHz));
    QVector<PulseBeat> beats;
    for (qsizetype k = 0; k < times.size(); ++k) {
        PulseBeat beat;
        beat.at = times[k];
        beat.next = k + 1 < times.size() ? times[k + 1].foot : double(signal.samples.size() - 1);
        const auto top = std::clamp<qsizetype>(qsizetype(beat.at.peak), 0, signal.samples.size() - 1);
        const auto foot = std::clamp<qsizetype>(qsizetype(beat.at.foot), 0, signal.samples.size() - 1);
        beat.height = signal.samples[top] - signal.samples[foot];
        beats.append(beat);
    }
    return beats;
}

} // namespace

int WorkingPulse::factorAt(double rateHz)
{
    return std::max(1, int(rateHz / workingHz));
}

WorkingPulse WorkingPulse::of(const PulseSignal &signal, bool inverted)
{
    WorkingPulse pulse;
    pulse.factor = factorAt(signal.rateHz);
    pulse.signal.samples = thinned(signal.samples, pulse.factor);
    pulse.signal.rateHz = signal.rateHz / pulse.factor;
    pulse.signal.unit = signal.unit;
    if (inverted)
        for (auto &value : pulse.signal.samples)
            value = -value;
    const auto mask = integrityOf(signal);
    pulse.mask
        = {narrowed(mask.gaps, pulse.factor), narrowed(mask.flat, pulse.factor), narrowed(mask.clipped, pulse.factor)};
    return pulse;
}

void WorkingPulse::widen(QVector<PulseBeat> &beats, double first) const
{
    const auto widened = [this, first](double &index) { index = first + index * factor + (factor - 1) / 2.0; };
    for (auto &beat : beats) {
        for (auto *index : {&beat.at.foot, &beat.at.slope, &beat.at.peak, &beat.next})
            widened(*index);
        if (beat.marks)
            beat.marks->each(widened);
    }
}

QVector<PulseBeat> gradedBeats(const WorkingPulse &pulse, const FiducialFinder &finder)
{
    const auto smooth = smoothPulse(pulse.signal.samples, pulse.signal.rateHz);
    auto beats = beatsOf(pulse.signal, smooth);
    gradeBeats(beats, pulse.signal, smooth, pulse.mask);
    for (auto &beat : beats)
        beat.marks = finder.marks(beat.at, beat.next);
    // The parameters stand on the marks of the finer search, from foot to foot.
    for (qsizetype k = 0; k + 1 < beats.size(); ++k)
        if (const auto &next = beats[k + 1].marks)
            beats[k].next = next->on;
    return beats;
}

int overallQuality(const QVector<PulseBeat> &beats)
{
    if (beats.isEmpty())
        return 0;
    QVector<double> qualities;
    double covered = 0;
    double spanned = 0;
    for (const auto &beat : beats) {
        qualities.append(beat.quality);
        const double length = beat.next - beat.at.foot;
        spanned += length;
        if (beat.usable())
            covered += length;
    }
    const double share = spanned > 0 ? covered / spanned : 0;
    return int(median(qualities) * std::min(1.0, 0.25 + 0.85 * share));
}

} // namespace sizhen
