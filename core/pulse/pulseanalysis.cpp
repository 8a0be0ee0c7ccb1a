// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/pulseanalysis.h"
#include "core/pulse/beatquality.h"
#include "core/pulse/pulsefilter.h"
#include "core/pulse/pulserhythm.h"
#include "core/pulse/pulseshape.h"

#include <QHash>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr double enoughSeconds = 10;

QVector<PulseBeat> beatsOf(const PulseSignal &signal)
{
    const auto times = refineBeats(signal.samples, signal.rateHz, findBeats(signal.samples, signal.rateHz));
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

// Median quality, lowered by the share of time that no usable beat covers.
int overallQuality(const PulseAnalysis &analysis)
{
    if (analysis.beats.isEmpty() || analysis.seconds <= 0)
        return 0;
    QVector<double> qualities;
    double covered = 0;
    double spanned = 0;
    for (const auto &beat : analysis.beats) {
        qualities.append(beat.quality);
        const double length = beat.next - beat.at.foot;
        spanned += length;
        if (beat.usable())
            covered += length;
    }
    const double share = spanned > 0 ? covered / spanned : 0;
    return int(median(qualities) * std::min(1.0, 0.25 + 0.85 * share));
}

// The commonest flaw says what the person at the wrist can change.
QString adviceFor(const PulseAnalysis &analysis, const IntegrityMask &mask)
{
    if (analysis.good())
        return analysis.seconds < enoughSeconds ? u"longer"_s : QString();
    if (analysis.beats.size() < 3)
        return analysis.seconds < 5 ? u"longer"_s : u"no_contact"_s;
    QHash<BeatFlaw, int> counts;
    for (const auto &beat : analysis.beats)
        ++counts[beat.flaw];
    counts.remove(BeatFlaw::None);
    BeatFlaw worst = BeatFlaw::None;
    for (auto it = counts.begin(); it != counts.end(); ++it)
        if (worst == BeatFlaw::None || it.value() > counts.value(worst)
            || (it.value() == counts.value(worst) && it.key() < worst))
            worst = it.key();
    switch (worst) {
    case BeatFlaw::Gap:
        return u"reconnect"_s;
    case BeatFlaw::Flat:
        return u"no_contact"_s;
    case BeatFlaw::Clipped:
        return u"press_lighter"_s;
    case BeatFlaw::None:
        return mask.gaps.isEmpty() ? u"longer"_s : u"reconnect"_s;
    default:
        return u"hold_still"_s;
    }
}

} // namespace

QString flawName(BeatFlaw flaw)
{
    switch (flaw) {
    case BeatFlaw::None:
        return {};
    case BeatFlaw::Gap:
        return u"gap"_s;
    case BeatFlaw::Flat:
        return u"flat"_s;
    case BeatFlaw::Clipped:
        return u"clipped"_s;
    case BeatFlaw::Amplitude:
        return u"amplitude"_s;
    case BeatFlaw::Shape:
        return u"shape"_s;
    case BeatFlaw::Timing:
        return u"timing"_s;
    case BeatFlaw::Noise:
        return u"noise"_s;
    }
    return {};
}

const PulseParameter *PulseAnalysis::parameter(const QString &id) const
{
    const auto found
        = std::find_if(parameters.begin(), parameters.end(), [&id](const PulseParameter &p) { return p.id == id; });
    return found == parameters.end() ? nullptr : &*found;
}

PulseAnalysis analysePulse(const PulseSignal &signal)
{
    PulseAnalysis analysis;
    analysis.rateHz = signal.rateHz;
    analysis.unit = signal.unit;
    if (signal.rateHz <= 0 || signal.samples.size() < 3)
        return analysis;
    analysis.seconds = double(signal.samples.size()) / signal.rateHz;
    const auto mask = integrityOf(signal);
    analysis.beats = beatsOf(signal);
    gradeBeats(analysis.beats, signal, mask);
    const FiducialFinder finder(signal.samples, signal.rateHz);
    for (auto &beat : analysis.beats)
        beat.marks = finder.marks(beat.at, beat.next);
    // The parameters stand on the marks of the finer search, from foot to foot.
    for (qsizetype k = 0; k + 1 < analysis.beats.size(); ++k)
        if (const auto &next = analysis.beats[k + 1].marks)
            analysis.beats[k].next = next->on;
    analysis.quality = overallQuality(analysis);
    measureRhythm(analysis);
    measureShape(analysis, finder);
    if (analysis.believed())
        analysis.average = averageBeat(analysis.beats, finder);
    if (!signal.pressure.isEmpty())
        analysis.depth = depthCurve(analysis.beats, signal.pressure);
    analysis.advice = adviceFor(analysis, mask);
    return analysis;
}

} // namespace sizhen
