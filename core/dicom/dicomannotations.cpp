// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dicom/dicomannotations.h"

#include "core/dicom/pulsecodes.h"

#include <algorithm>
#include <cmath>

namespace sizhen {
namespace {

constexpr qsizetype mostPositions = 16'000; // an explicit UL holds 16,383: an even number below

const char *meaningOf(BeatFlaw flaw)
{
    switch (flaw) {
    case BeatFlaw::None:
        break;
    case BeatFlaw::Gap:
        return "Samples are missing";
    case BeatFlaw::Flat:
        return "No contact";
    case BeatFlaw::Clipped:
        return "Clipped";
    case BeatFlaw::Amplitude:
        return "Jump in height";
    case BeatFlaw::Shape:
        return "Unlike the other beats";
    case BeatFlaw::Timing:
        return "Early or late";
    case BeatFlaw::Noise:
        return "Noise";
    }
    return "";
}

// In the order of time, cut where an element is full.
void writePlaces(DicomItem &data, const DicomCode &name, const std::optional<DicomCode> &modifier,
                 const QByteArray &range, const QVector<quint32> &positions)
{
    for (qsizetype from = 0; from < positions.size(); from += mostPositions) {
        const auto part = positions.mid(from, mostPositions);
        auto note = data.item(DCM_WaveformAnnotationSequence);
        auto named = note.item(DCM_ConceptNameCodeSequence);
        named.text(DCM_CodeValue, EVR_SH, name.value);
        named.text(DCM_CodingSchemeDesignator, EVR_SH, name.scheme);
        named.text(DCM_CodeMeaning, EVR_LO, name.meaning);
        if (modifier)
            named.code(DCM_ModifierCodeSequence, *modifier);
        note.numbers(DCM_ReferencedWaveformChannels, {1, 0}); // every channel of the first group
        note.text(DCM_TemporalRangeType, EVR_CS, part.size() == 1 ? QByteArray("POINT") : range);
        note.longNumbers(DCM_ReferencedSamplePositions, part);
    }
}

} // namespace

void writeAnnotations(DicomItem data, const TracedPulse &trace, const PulseAnalysis &analysis)
{
    QVector<quint32> missing;
    for (const auto &gap : trace.signal.gaps)
        missing << quint32(gap.from + 1) << quint32(gap.to);
    writePlaces(data, pulsecodes::own("GAP", "Samples are missing"), std::nullopt,
                missing.size() == 2 ? "SEGMENT" : "MULTISEGMENT", missing);
    // Sample 0 of a slowed trace is the middle of `factor` samples of the analysed one.
    const double factor = std::round(analysis.rateHz / trace.signal.rateHz);
    QMap<BeatFlaw, QVector<quint32>> beats;
    for (const auto &beat : analysis.beats) {
        const double place = std::round((beat.at.slope - (factor - 1) / 2) / factor);
        beats[beat.flaw].append(quint32(std::clamp(place, 0.0, double(trace.signal.samples.size() - 1))) + 1);
    }
    for (auto it = beats.cbegin(); it != beats.cend(); ++it) {
        std::optional<DicomCode> flaw;
        if (it.key() != BeatFlaw::None)
            flaw = pulsecodes::own(flawName(it.key()).toUtf8().toUpper(), meaningOf(it.key()));
        writePlaces(data, pulsecodes::own("BEAT", "Beat, at its steepest rise"), flaw, "MULTIPOINT", it.value());
    }
}

} // namespace sizhen
