// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dicom/dicompulse.h"

#include "core/dicom/dicomannotations.h"
#include "core/dicom/dicomsamples.h"
#include "core/dicom/dicomsubject.h"
#include "core/dicom/dicomuid.h"
#include "core/dicom/pulsecodes.h"

#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr quint16 paddingValue = 0x8000; // -32768
constexpr quint16 bits = 16;

struct DicomChannel {
    QByteArray label;
    DicomCode source;
    QString unit;
    DicomStep step;
    const QVector<double> *values = nullptr;
};

QVector<double> presentOf(const TracedPulse &trace, const QVector<double> &values)
{
    QVector<double> present;
    present.reserve(values.size());
    qsizetype next = 0;
    for (const auto &gap : trace.signal.gaps) {
        present += values.mid(next, gap.from - next);
        next = gap.to;
    }
    return present + values.mid(next);
}

QVector<DicomChannel> dicomChannels(DicomPulse kind, const TracedPulse &trace)
{
    const auto &signal = trace.signal;
    const auto where = trace.site.isEmpty() ? QByteArray() : ' ' + trace.site.toUtf8();
    QVector<DicomChannel> channels{{("Pulse" + where).left(16), pulsecodes::arterialPulse(), signal.unit,
                                    DicomStep::of(presentOf(trace, signal.samples), trace.scale), &signal.samples}};
    if (kind == DicomPulse::Hemodynamic && !signal.pressure.isEmpty())
        channels.append({"Holding pressure", pulsecodes::holdingPressure(), trace.pressureUnit,
                         DicomStep::of(presentOf(trace, signal.pressure), 0), &signal.pressure});
    return channels;
}

// PS3.3 C.10.9.1.4
void writeChannel(DicomItem item, const TracedPulse &trace, const DicomChannel &channel)
{
    item.text(DCM_ChannelLabel, EVR_SH, channel.label);
    if (channel.unit == u"1")
        item.text(DCM_ChannelStatus, EVR_CS, "UNCALIBRATED");
    item.code(DCM_ChannelSourceSequence, channel.source);
    for (const auto &more : {pulsecodes::position(trace.site), pulsecodes::side(trace.site)})
        if (more)
            item.code(DCM_ChannelSourceModifiersSequence, *more);
    item.text(DCM_ChannelSensitivity, EVR_DS, channel.step.text);
    item.code(DCM_ChannelSensitivityUnitsSequence, pulsecodes::unit(channel.unit));
    item.text(DCM_ChannelSensitivityCorrectionFactor, EVR_DS, "1");
    item.text(DCM_ChannelBaseline, EVR_DS, "0");
    item.text(DCM_ChannelTimeSkew, EVR_DS, "0");
    item.number(DCM_WaveformBitsStored, bits);
}

QVector<quint16> interleaved(const TracedPulse &trace, const QVector<DicomChannel> &channels)
{
    const auto samples = trace.signal.samples.size();
    const auto count = channels.size();
    QVector<quint16> words(samples * count, paddingValue);
    for (qsizetype c = 0; c < count; ++c)
        for (qsizetype i = 0; i < samples; ++i)
            words[i * count + c] = quint16(channels[c].step.digital((*channels[c].values)[i]));
    for (const auto &gap : trace.signal.gaps)
        std::fill(words.begin() + gap.from * count, words.begin() + gap.to * count, paddingValue);
    return words;
}

// PS3.3 C.10.9
void writeWaveform(DicomItem data, DicomPulse kind, const TracedPulse &trace, bool slowed)
{
    const auto channels = dicomChannels(kind, trace);
    auto group = data.item(DCM_WaveformSequence);
    group.text(DCM_WaveformOriginality, EVR_CS, slowed ? "DERIVED" : "ORIGINAL");
    group.number(DCM_NumberOfWaveformChannels, quint16(channels.size()));
    group.longNumber(DCM_NumberOfWaveformSamples, quint32(trace.signal.samples.size()));
    group.text(DCM_SamplingFrequency, EVR_DS, dicomDecimal(trace.signal.rateHz));
    group.text(DCM_MultiplexGroupLabel, EVR_SH, slowed ? "Means of samples" : "Radial pulse");
    for (const auto &channel : channels)
        writeChannel(group.item(DCM_ChannelDefinitionSequence), trace, channel);
    group.number(DCM_WaveformBitsAllocated, bits);
    group.text(DCM_WaveformSampleInterpretation, EVR_CS, "SS");
    group.words(DCM_WaveformPaddingValue, {paddingValue});
    group.words(DCM_WaveformData, interleaved(trace, channels));
}

// PS3.3 C.7.6.14: what was asked of the hand and what was lost on the way.
void writeContext(DicomItem data, const TracedPulse &trace)
{
    const auto position = pulsecodes::position(trace.site);
    if (!position && trace.badFrames == 0) {
        data.emptySequence(DCM_AcquisitionContextSequence);
        return;
    }
    if (position) {
        auto site = data.item(DCM_AcquisitionContextSequence);
        site.text(DCM_ValueType, EVR_CS, "CODE");
        site.code(DCM_ConceptNameCodeSequence, pulsecodes::own("SITE", "Site of pulse taking"));
        site.code(DCM_ConceptCodeSequence, *position);
    }
    if (trace.badFrames > 0) {
        auto damaged = data.item(DCM_AcquisitionContextSequence);
        damaged.text(DCM_ValueType, EVR_CS, "NUMERIC");
        damaged.code(DCM_ConceptNameCodeSequence, pulsecodes::own("DAMAGED", "Frames that arrived damaged"));
        damaged.text(DCM_NumericValue, EVR_DS, QByteArray::number(trace.badFrames));
        damaged.code(DCM_MeasurementUnitsCodeSequence, {"{frames}", "UCUM", "frames"});
    }
}

void writeCommon(DicomItem data, DicomPulse kind)
{
    data.text(DCM_SpecificCharacterSet, EVR_CS, "ISO_IR 192");
    data.text(DCM_SOPClassUID, EVR_UI,
              kind == DicomPulse::Arterial ? UID_ArterialPulseWaveformStorage : UID_HemodynamicWaveformStorage);
    data.text(DCM_Modality, EVR_CS, "HD");
    auto scheme = data.item(DCM_CodingSchemeIdentificationSequence);
    scheme.text(DCM_CodingSchemeDesignator, EVR_SH, pulsecodes::scheme);
    scheme.text(DCM_CodingSchemeUID, EVR_UI, dicomUid(pulsecodes::scheme));
    scheme.text(DCM_CodingSchemeName, EVR_ST, "Sizhen: pulse taking");
}

} // namespace

std::optional<DicomPulse> dicomPulseOf(const QString &name)
{
    if (name == u"hemodynamic")
        return DicomPulse::Hemodynamic;
    return name == u"arterial" ? std::optional(DicomPulse::Arterial) : std::nullopt;
}

double mostHzOf(DicomPulse kind)
{
    return kind == DicomPulse::Arterial ? 600 : 400;
}

double fileHzOf(DicomPulse kind, double recordedHz)
{
    return recordedHz / meansOf(mostHzOf(kind), recordedHz);
}

Result<QByteArray> dicomFrom(DicomPulse kind, const TracedPulse &trace, const PulseAnalysis &analysis,
                             const QString &software)
{
    if (!(trace.signal.rateHz > 0) || slowedTo(mostHzOf(kind), trace).signal.samples.isEmpty())
        return fail(Fault::Invalid, u"dicom: nothing recorded"_s);
    const auto slow = slowedTo(mostHzOf(kind), trace);
    DcmDataset dataset;
    DicomItem data(dataset);
    writeCommon(data, kind);
    writeSubject(data, slow);
    writeEquipment(data, slow.instrument, software);
    writeWaveform(data, kind, slow, slow.signal.rateHz < trace.signal.rateHz);
    writeContext(data, slow);
    writeAnnotations(data, slow, analysis);
    // Named by all it holds: another content is another instance (PS3.5 9).
    const auto nameless = dicomBytes(dataset);
    if (!nameless)
        return tl::unexpected(nameless.error());
    data.text(DCM_SOPInstanceUID, EVR_UI, dicomUid(*nameless));
    return dicomFile(dataset, software.toUtf8().replace(' ', '_').toUpper());
}

} // namespace sizhen
