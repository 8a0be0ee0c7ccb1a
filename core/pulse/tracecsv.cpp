// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/tracecsv.h"
#include "core/pulse/analysisjson.h"
#include "core/pulse/pulsecsv.h"
#include "core/pulse/pulsewire.h"
#include "core/pulse/tracestretches.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocale>

#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr auto traceSchema = "sizhen-pulse-trace/1"_L1;
constexpr qsizetype longestWord = 200;
constexpr double mostTraceSamples = 8'000'000;

QByteArray shortest(double value)
{
    return QByteArray::number(value, 'g', QLocale::FloatingPointShortest);
}

QByteArray csvOf(const TracedPulse &trace)
{
    const auto &signal = trace.signal;
    const bool pressed = !signal.pressure.isEmpty();
    QByteArray text(pressed ? "time_s,pulse,pressure\r\n" : "time_s,pulse\r\n");
    auto gap = signal.gaps.begin();
    for (qsizetype i = 0; i < signal.samples.size(); ++i) {
        while (gap != signal.gaps.end() && gap->to <= i)
            ++gap;
        if (gap != signal.gaps.end() && gap->from <= i)
            continue;
        text += shortest(double(i) / signal.rateHz) + ',' + shortest(signal.samples[i]);
        if (pressed)
            text += ',' + shortest(signal.pressure[i]);
        text += "\r\n";
    }
    return text;
}

QJsonObject column(const QString &name, const QString &unit, const QString &meaning)
{
    return {{u"name"_s, name}, {u"unit"_s, unit}, {u"meaning"_s, meaning}};
}

QJsonArray columnsOf(const TracedPulse &trace)
{
    QJsonArray columns{column(u"time_s"_s, u"s"_s, u"from the first sample: its index divided by rate_hz"_s),
                       column(u"pulse"_s, trace.signal.unit, u"pulse wave"_s)};
    if (!trace.signal.pressure.isEmpty())
        columns.append(column(u"pressure"_s, trace.pressureUnit, u"pressure that holds the sensor on the wrist"_s));
    return columns;
}

QJsonArray gapsOfTrace(const PulseSignal &signal)
{
    QJsonArray gaps;
    for (const auto &gap : signal.gaps)
        gaps.append(QJsonObject{{u"first_sample"_s, gap.from},
                                {u"samples"_s, gap.size()},
                                {u"start_s"_s, double(gap.from) / signal.rateHz},
                                {u"duration_s"_s, double(gap.size()) / signal.rateHz}});
    return gaps;
}

QJsonObject calibrationOf(const TracedPulse &trace)
{
    const bool calibrated = trace.signal.unit != u"1";
    return {{u"calibrated"_s, calibrated},
            {u"unit_per_count"_s, trace.scale > 0 ? QJsonValue(trace.scale) : QJsonValue()},
            {u"note"_s,
             calibrated ? u"pulse = count of the instrument * unit_per_count; already applied"_s
                        : u"the instrument states no unit: heights are relative"_s}};
}

QJsonObject analysisOf(const PulseAnalysis &analysis, const QString &software)
{
    const auto whole = analysisJson(analysis);
    QJsonArray definitionIds;
    for (const auto &parameter : analysis.parameters)
        definitionIds.append(parameter.id);
    return {{u"software"_s, software},
            {u"definitions"_s, definitionIds},
            {u"parameters"_s, whole[u"parameters"_s]},
            {u"rate_per_min"_s, whole[u"rate_per_min"_s]},
            {u"rhythm"_s, whole[u"rhythm"_s]},
            {u"overall_quality"_s, whole[u"overall_quality"_s]},
            {u"beats"_s, whole[u"beats"_s]},
            {u"note"_s, u"measured by a program for a physician's use, not a diagnosis"_s}};
}

// Times are the instrument's; divide by 1 + drift_ppm / 1e6 to have them by the station's clock.
QJsonValue clockFitOf(const TracedPulse &trace)
{
    if (!trace.clock)
        return QJsonValue::Null;
    const auto &fit = *trace.clock;
    return QJsonObject{{u"of"_s, fit.byCounter ? u"sample_counter"_s : u"instrument_clock"_s},
                       {u"drift_ppm"_s, fit.driftPpm},
                       {u"drift_ppm_error_95"_s, fit.driftPpmError},
                       {u"median_distance_ms"_s, fit.spreadMs},
                       {u"span_s"_s, fit.spanS},
                       {u"points"_s, fit.points}};
}

QJsonValue acquisitionOf(const TracedPulse &trace)
{
    if (!trace.counts)
        return QJsonValue::Null;
    const auto &counts = *trace.counts;
    QJsonArray marks;
    for (const auto &mark : trace.marks)
        marks.append(QJsonObject{{u"kind"_s, pulsewire::nameOf(mark.kind)},
                                 {u"sample"_s, qint64(mark.sample)},
                                 {u"at_s"_s, double(mark.sample) / trace.signal.rateHz},
                                 {u"value"_s, mark.value}});
    return QJsonObject{
        {u"sound_frames"_s, counts.frames},
        {u"gaps"_s, counts.gaps},
        {u"unmeasured_samples"_s, counts.nullSamples},
        {u"overflows"_s, counts.overflows},
        {u"clock_steps"_s, counts.clockSteps},
        {u"contact_losses"_s, counts.contactLosses},
        {u"marks"_s, marks},
        {u"marks_left_out"_s, counts.marksLeftOut},
        {u"station_seconds"_s, trace.stationSeconds > 0 ? QJsonValue(trace.stationSeconds) : QJsonValue()}};
}

QJsonValue subjectOf(const TracedPulse &trace)
{
    if (!trace.subject)
        return QJsonValue::Null;
    return QJsonObject{{u"case"_s, trace.subject->code},
                       {u"name"_s, trace.subject->name},
                       {u"sex"_s, trace.subject->sex},
                       {u"birth_date"_s, trace.subject->birth.toString(Qt::ISODate)}};
}

auto badDescription(const QString &what)
{
    return tl::unexpected(
        Error{Fault::Invalid, u"description: "_s + what, {}, u"pulse.trace_description"_s, {{u"member"_s, what}}});
}

auto changed(const QString &what)
{
    return tl::unexpected(Error{Fault::Corrupt, u"trace: "_s + what, {}, u"pulse.trace_changed"_s, {}});
}

// A short text or nothing; anything else is no such description.
std::optional<QString> word(const QJsonValue &value)
{
    if (value.isNull() || value.isUndefined())
        return QString();
    const auto text = value.toString();
    return value.isString() && text.size() <= longestWord ? std::optional(text) : std::nullopt;
}

std::optional<qsizetype> whole(const QJsonValue &value)
{
    const double number = value.toDouble(-1);
    return number >= 0 && number <= mostTraceSamples && number == std::floor(number) ? std::optional(qsizetype(number))
                                                                                     : std::nullopt;
}

Result<> readColumns(const QJsonArray &columns, TraceDescription &description)
{
    if (columns.size() < 2 || columns.size() > 3)
        return badDescription(u"columns"_s);
    const QStringList names{u"time_s"_s, u"pulse"_s, u"pressure"_s};
    QStringList units;
    for (qsizetype i = 0; i < columns.size(); ++i) {
        const auto unit = word(columns[i][u"unit"_s]);
        if (columns[i][u"name"_s].toString() != names[i] || !unit || unit->isEmpty())
            return badDescription(u"columns"_s);
        units.append(*unit);
    }
    description.trace.signal.unit = units[1];
    description.pressed = units.size() == 3;
    if (description.pressed)
        description.trace.pressureUnit = units[2];
    return {};
}

Result<> readGaps(const QJsonArray &gaps, TraceDescription &description)
{
    qsizetype free = 0;
    for (const auto &gap : gaps) {
        const auto first = whole(gap[u"first_sample"_s]);
        const auto count = whole(gap[u"samples"_s]);
        if (!first || !count || *count == 0 || *first < free || *first + *count > description.samples)
            return badDescription(u"gaps"_s);
        description.trace.signal.gaps.append({*first, *first + *count});
        free = *first + *count;
    }
    return {};
}

// Descriptions of before have neither.
Result<> readStretches(const QJsonObject &root, TraceDescription &description)
{
    auto segments = segmentsFromJson(root[u"segments"_s].toArray(), description.trace.site, description.samples);
    auto notes = notesFromJson(root[u"annotations"_s].toArray());
    if (!segments || !notes)
        return badDescription(segments ? u"annotations"_s : u"segments"_s);
    description.trace.segments = std::move(*segments);
    description.trace.notes = std::move(*notes);
    return {};
}

} // namespace

TraceFiles traceFiles(const TracedPulse &trace, const PulseAnalysis &analysis, const QString &software)
{
    const auto csv = csvOf(trace);
    const auto orNull = [](const QString &text) { return text.isEmpty() ? QJsonValue() : QJsonValue(text); };
    const QJsonObject description{
        {u"schema"_s, traceSchema},
        {u"samples_file"_s,
         QJsonObject{
             {u"format"_s,
              u"CSV (RFC 4180), UTF-8, decimal point, one header line; a missing line is a missing sample"_s},
             {u"sha256"_s, QString::fromLatin1(QCryptographicHash::hash(csv, QCryptographicHash::Sha256).toHex())}}},
        {u"columns"_s, columnsOf(trace)},
        {u"rate_hz"_s, trace.signal.rateHz},
        {u"samples"_s, trace.signal.samples.size()},
        {u"duration_s"_s, trace.seconds()},
        {u"gaps"_s, gapsOfTrace(trace.signal)},
        {u"segments"_s, segmentsJson(trace)},
        {u"annotations"_s, notesJson(trace)},
        {u"damaged_frames"_s, trace.badFrames},
        {u"device"_s, orNull(trace.instrument)},
        {u"site"_s, orNull(trace.site)},
        {u"hand"_s, orNull(handOf(trace.site))},
        {u"calibration"_s, calibrationOf(trace)},
        {u"started"_s, orNull(trace.started.isValid() ? trace.started.toString(Qt::ISODateWithMs) : QString())},
        {u"clock_fit"_s, clockFitOf(trace)},
        {u"acquisition"_s, acquisitionOf(trace)},
        {u"units_system"_s, u"UCUM; 1 is a count without a unit"_s},
        {u"deidentified"_s, !trace.subject},
        {u"subject"_s, subjectOf(trace)},
        {u"software"_s, software},
        {u"analysis"_s, analysisOf(analysis, software)}};
    return {csv, QJsonDocument(description).toJson()};
}

Result<TraceDescription> parseTraceDescription(const QByteArray &json)
{
    QJsonParseError broken;
    const auto root = QJsonDocument::fromJson(json, &broken).object();
    const auto schema = root[u"schema"_s].toString();
    if (broken.error != QJsonParseError::NoError || !schema.startsWith("sizhen-pulse-trace/"_L1))
        return badDescription(u"schema"_s);
    if (schema != traceSchema)
        return fail(Fault::Unsupported, u"trace: a newer description"_s);
    TraceDescription description;
    auto &trace = description.trace;
    trace.signal.rateHz = root[u"rate_hz"_s].toDouble();
    if (!isPulseRate(trace.signal.rateHz))
        return badDescription(u"rate_hz"_s);
    const auto samples = whole(root[u"samples"_s]);
    const auto bad = whole(root[u"damaged_frames"_s]);
    if (!samples || !bad)
        return badDescription(samples ? u"damaged_frames"_s : u"samples"_s);
    description.samples = *samples;
    trace.badFrames = int(*bad);
    if (const auto read = readColumns(root[u"columns"_s].toArray(), description); !read)
        return tl::unexpected(read.error());
    if (const auto read = readGaps(root[u"gaps"_s].toArray(), description); !read)
        return tl::unexpected(read.error());
    const auto site = word(root[u"site"_s]);
    const auto device = word(root[u"device"_s]);
    if (!site || !device || !(site->isEmpty() || pulseSites().contains(*site)))
        return badDescription(u"site"_s);
    trace.site = *site;
    trace.instrument = *device;
    if (const auto read = readStretches(root, description); !read)
        return tl::unexpected(read.error());
    trace.scale = root[u"calibration"_s][u"unit_per_count"_s].toDouble();
    if (!(trace.scale >= 0 && trace.scale <= mostPulseValue))
        return badDescription(u"calibration"_s);
    const auto started = root[u"started"_s].toString();
    trace.started = QDateTime::fromString(started, Qt::ISODateWithMs).toUTC();
    if (trace.started.isValid() == started.isEmpty())
        return badDescription(u"started"_s);
    if (const auto subject = root[u"subject"_s]; subject.isObject())
        trace.subject
            = TraceSubject{word(subject[u"case"_s]).value_or(QString()), word(subject[u"name"_s]).value_or(QString()),
                           word(subject[u"sex"_s]).value_or(QString()),
                           QDate::fromString(subject[u"birth_date"_s].toString(), Qt::ISODate)};
    description.sha256 = QByteArray::fromHex(root[u"samples_file"_s][u"sha256"_s].toString().toLatin1());
    return description;
}

Result<TracedPulse> readTraceFiles(const TraceFiles &files)
{
    auto description = parseTraceDescription(files.json);
    if (!description)
        return tl::unexpected(description.error());
    if (description->sha256 != QCryptographicHash::hash(files.csv, QCryptographicHash::Sha256))
        return changed(u"hash"_s);
    auto signal = readPulseCsv(files.csv, description->trace.signal.rateHz);
    if (!signal)
        return tl::unexpected(signal.error());
    auto trace = std::move(description->trace);
    if (signal->samples.size() != description->samples || signal->gaps != trace.signal.gaps
        || signal->pressure.isEmpty() == description->pressed)
        return changed(u"samples, gaps or columns"_s);
    signal->unit = trace.signal.unit;
    trace.signal = std::move(*signal);
    return trace;
}

} // namespace sizhen
