// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/tracedpulse.h"
#include "core/pulse/edf.h"

#include <algorithm>
#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

Result<TracedPulse> TracedPulse::from(const PulseRecording &recording)
{
    auto signal = PulseSignal::from(recording);
    if (!signal)
        return tl::unexpected(signal.error());
    TracedPulse trace;
    trace.signal = std::move(*signal);
    trace.scale = recording.scale;
    trace.site = recording.site;
    trace.instrument = recording.instrument;
    // The signal begins with the first sample that came, the recording's clock with the first that was counted.
    const double lateS = double(recording.blocks.first().first) / recording.rateHz;
    trace.started = recording.started.addMSecs(std::llround(lateS * 1000));
    trace.badFrames = recording.badFrames;
    trace.pressureUnit = recording.pressureUnit;
    trace.clock = recording.clock;
    trace.counts = recording.counts;
    trace.stationSeconds = recording.stationSeconds;
    const auto origin = recording.blocks.first().first;
    for (auto mark : recording.marks) {
        mark.sample -= std::min(mark.sample, origin);
        trace.marks.append(mark);
    }
    for (auto segment : recording.segments) {
        segment.first -= std::min(segment.first, origin);
        segment.end -= std::min(segment.end, origin);
        if (segment.end > segment.first) // else it lies before the first sample that came
            trace.segments.append(segment);
    }
    return trace;
}

void TracedPulse::withholdPatient()
{
    subject.reset();
    started = {};
    notes.clear(); // free text may name anybody
}

double TracedPulse::seconds() const
{
    return signal.rateHz > 0 ? double(signal.samples.size()) / signal.rateHz : 0;
}

bool TracedPulse::isMissing(qsizetype index) const
{
    return touchesAny(signal.gaps, index, index);
}

QString handOf(const QString &site)
{
    if (site.startsWith(u"L."))
        return u"left"_s;
    return site.startsWith(u"R.") ? u"right"_s : QString();
}

QVector<TraceMark> traceMarks(const TracedPulse &trace, const PulseAnalysis &analysis)
{
    QVector<TraceMark> marks;
    const double rateHz = trace.signal.rateHz;
    if (trace.badFrames > 0)
        marks.append({0, {}, edfDamagedText + QString::number(trace.badFrames)});
    for (const auto &gap : trace.signal.gaps)
        marks.append({double(gap.from) / rateHz, double(gap.size()) / rateHz, edfGapText});
    for (const auto &beat : analysis.beats)
        marks.append(
            {beat.at.slope / rateHz, {}, beat.flaw == BeatFlaw::None ? u"Beat"_s : u"Beat, "_s + flawName(beat.flaw)});
    marks += trace.notes;
    std::stable_sort(marks.begin(), marks.end(), [](const TraceMark &a, const TraceMark &b) { return a.atS < b.atS; });
    return marks;
}

} // namespace sizhen
