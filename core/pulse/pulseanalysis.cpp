// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/pulseanalysis.h"
#include "core/pulse/averagebeat.h"
#include "core/pulse/depthcurve.h"
#include "core/pulse/gradedbeats.h"
#include "core/pulse/polarity.h"
#include "core/pulse/pulsenames.h"
#include "core/pulse/pulseparameters.h"
#include "core/pulse/pulserhythm.h"

#include <QHash>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr double enoughSeconds = 10;

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
    analysis.inverted = polarityOf(signal.samples, signal.rateHz) == Polarity::UpsideDown;
    const auto working = WorkingPulse::of(signal, analysis.inverted);
    if (working.signal.samples.size() < 3)
        return analysis;
    const FiducialFinder finder(working.signal.samples, working.signal.rateHz);
    analysis.rateHz = working.signal.rateHz;
    analysis.beats = gradedBeats(working, finder);
    analysis.quality = overallQuality(analysis.beats);
    measureRhythm(analysis);
    measureParameters(analysis, finder);
    if (analysis.believed())
        analysis.average = averageBeat(analysis.beats, finder);
    working.widen(analysis.beats);
    analysis.rateHz = signal.rateHz;
    if (!signal.pressure.isEmpty())
        analysis.depth = depthCurve(analysis.beats, signal.pressure);
    analysis.advice = adviceFor(analysis, working.mask);
    analysis.compatible = compatibleNames(pulseNameRules(), analysis);
    return analysis;
}

} // namespace sizhen
