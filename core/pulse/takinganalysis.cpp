// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/takinganalysis.h"
#include "core/pulse/pulsefilter.h"
#include "core/pulse/pulsenames.h"

#include <algorithm>
#include <cmath>

namespace sizhen {
namespace {

// The finger settles for a second before a segment and stays until its last beat was told: so the first and the last
// beat are whole, and the ten that it needs give an average.
constexpr double asideS = 0.9;

double heightOf(const QVector<PulseBeat> &beats, const PulseSegment &segment)
{
    QVector<double> heights;
    for (const auto &beat : beats)
        if (beat.usable() && beat.at.foot >= double(segment.first) && beat.next <= double(segment.end))
            heights.append(beat.height);
    return heights.isEmpty() ? 0 : median(heights);
}

// The tallest of those that count; the long holding before any other.
std::optional<qsizetype> tallest(const PulseRecording &recording, const QVector<double> &heights)
{
    std::optional<qsizetype> found;
    for (qsizetype i = 0; i < heights.size(); ++i) {
        if (!recording.segments[i].flaw.isEmpty() || heights[i] <= 0)
            continue;
        const bool better = !found
            || std::pair(recording.segments[i].depth == u"best", heights[i])
                > std::pair(recording.segments[*found].depth == u"best", heights[*found]);
        if (better)
            found = i;
    }
    return found;
}

int qualityOf(const PulseRecording &recording)
{
    QVector<double> grades;
    for (const auto &segment : recording.segments)
        if (segment.flaw.isEmpty())
            grades.append(segment.quality);
    return int(std::lround(median(grades)));
}

} // namespace

Result<TakingAnalysis> analyseTaking(const PulseRecording &recording)
{
    const auto signal = PulseSignal::from(recording);
    if (!signal)
        return tl::unexpected(signal.error());
    TakingAnalysis taking{analysePulse(*signal), {}, {}};
    const auto origin = recording.blocks.first().first;
    auto segments = recording.segments;
    for (auto &segment : segments) {
        segment.first -= std::min(segment.first, origin);
        segment.end -= std::min(segment.end, origin);
        taking.heights.append(heightOf(taking.analysis.beats, segment));
    }
    const bool held = !segments.isEmpty()
        && std::all_of(segments.begin(), segments.end(), [](const PulseSegment &one) { return one.depth == u"best"; });
    if (held) // at one pressure: what little it wandered says nothing of depths
        taking.analysis.depth = {};
    taking.from = tallest(recording, taking.heights);
    if (!taking.from)
        return taking;
    const auto &segment = segments[*taking.from];
    const auto aside = qsizetype(asideS * signal->rateHz);
    auto shape = analysePulse(signal->part(qsizetype(segment.first) - aside, qsizetype(segment.end) + aside));
    auto &whole = taking.analysis;
    whole.parameters = shape.parameters;
    whole.average = shape.average;
    whole.quality = qualityOf(recording);
    whole.advice.clear();
    if (!whole.perMinute || !shape.perMinute) {
        whole.perMinute = shape.perMinute; // between two depths the finger moves, and beats are lost
        whole.rhythm = shape.rhythm;
    }
    whole.compatible = compatibleNames(pulseNameRules(), whole);
    return taking;
}

double likeness(const std::optional<AverageBeat> &one, const std::optional<AverageBeat> &other)
{
    if (!one || !other || one->rateHz <= 0 || other->rateHz <= 0)
        return 0;
    const double seconds = std::min(double(one->wave.size()) / one->rateHz, double(other->wave.size()) / other->rateHz);
    const auto at = [](const AverageBeat &beat, double s) {
        const double place = std::clamp(s * beat.rateHz, 0.0, double(beat.wave.size() - 1));
        const auto i = std::min(qsizetype(place), std::max<qsizetype>(beat.wave.size() - 2, 0));
        const double share = place - double(i);
        return beat.wave[i] * (1 - share) + beat.wave[std::min(i + 1, beat.wave.size() - 1)] * share;
    };
    constexpr int places = 200;
    double a = 0;
    double b = 0;
    double aa = 0;
    double bb = 0;
    double ab = 0;
    for (int i = 0; i < places; ++i) {
        const double x = at(*one, seconds * i / places);
        const double y = at(*other, seconds * i / places);
        a += x;
        b += y;
        aa += x * x;
        bb += y * y;
        ab += x * y;
    }
    const double spread = std::sqrt((aa - a * a / places) * (bb - b * b / places));
    return spread > 0 ? (ab - a * b / places) / spread : 0;
}

} // namespace sizhen
