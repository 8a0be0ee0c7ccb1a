// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/tracestretches.h"
#include "core/pulse/pulsecsv.h"

#include <QJsonObject>

#include <climits>
#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qsizetype mostTraceNotes = 65'536;
constexpr qsizetype longestTraceNote = 10'000;

std::optional<quint64> countIn(const QJsonValue &value, quint64 low, quint64 high)
{
    const double number = value.toDouble(-1);
    return number >= double(low) && number <= double(high) && number == std::floor(number)
        ? std::optional(quint64(number))
        : std::nullopt;
}

QJsonValue valueOrNull(const std::optional<double> &value)
{
    return value ? QJsonValue(*value) : QJsonValue();
}

// Both pressures, the lower first, or neither.
bool readPressures(const QJsonValue &json, PulseSegment &segment)
{
    const auto from = json[u"pressure_from"_s];
    const auto to = json[u"pressure_to"_s];
    if (from.isNull() && to.isNull())
        return true;
    if (!from.isDouble() || !to.isDouble() || std::abs(from.toDouble()) > mostPulseValue
        || std::abs(to.toDouble()) > mostPulseValue || from.toDouble() > to.toDouble())
        return false;
    segment.pressureFrom = from.toDouble();
    segment.pressureTo = to.toDouble();
    return true;
}

std::optional<PulseSegment> segmentFromJson(const QJsonValue &json, quint64 free, quint64 samples)
{
    const auto first = countIn(json[u"first_sample"_s], free, samples);
    const auto count = countIn(json[u"samples"_s], 1, samples);
    const auto accepted = countIn(json[u"accepted_beats"_s], 0, INT_MAX);
    const auto quality = countIn(json[u"quality"_s], 0, 100);
    if (!first || !count || *first + *count > samples || !accepted || !quality)
        return std::nullopt;
    PulseSegment segment{json[u"depth"_s].toString(),
                         *first,
                         *first + *count,
                         int(*accepted),
                         int(*quality),
                         json[u"flaw"_s].toString(),
                         {},
                         {}};
    if (!PulseSegment::depths().contains(segment.depth) || !PulseSegment::flaws().contains(segment.flaw)
        || !readPressures(json, segment))
        return std::nullopt;
    return segment;
}

} // namespace

QJsonArray segmentsJson(const TracedPulse &trace)
{
    QJsonArray list;
    for (const auto &segment : trace.segments) {
        const auto samples = segment.end - segment.first;
        list.append(QJsonObject{{u"site"_s, trace.site.isEmpty() ? QJsonValue() : QJsonValue(trace.site)},
                                {u"depth"_s, segment.depth},
                                {u"first_sample"_s, qint64(segment.first)},
                                {u"samples"_s, qint64(samples)},
                                {u"start_s"_s, double(segment.first) / trace.signal.rateHz},
                                {u"duration_s"_s, double(samples) / trace.signal.rateHz},
                                {u"accepted_beats"_s, segment.accepted},
                                {u"quality"_s, segment.quality},
                                {u"flaw"_s, segment.flaw},
                                {u"pressure_from"_s, valueOrNull(segment.pressureFrom)},
                                {u"pressure_to"_s, valueOrNull(segment.pressureTo)}});
    }
    return list;
}

QJsonArray notesJson(const TracedPulse &trace)
{
    QJsonArray list;
    for (const auto &note : trace.notes)
        list.append(
            QJsonObject{{u"at_s"_s, note.atS}, {u"lasts_s"_s, valueOrNull(note.lastsS)}, {u"text"_s, note.text}});
    return list;
}

std::optional<QVector<PulseSegment>> segmentsFromJson(const QJsonArray &list, const QString &site, qsizetype samples)
{
    if (list.size() > PulseSegment::most)
        return std::nullopt;
    QVector<PulseSegment> segments;
    for (const auto &item : list) {
        const auto segment = segmentFromJson(item, segments.isEmpty() ? 0 : segments.last().end, quint64(samples));
        if (!segment || item[u"site"_s].toString() != site)
            return std::nullopt;
        segments.append(*segment);
    }
    return segments;
}

std::optional<QVector<TraceMark>> notesFromJson(const QJsonArray &list)
{
    if (list.size() > mostTraceNotes)
        return std::nullopt;
    QVector<TraceMark> notes;
    for (const auto &item : list) {
        const auto at = item[u"at_s"_s];
        const auto lasts = item[u"lasts_s"_s];
        const auto text = item[u"text"_s].toString();
        if (!at.isDouble() || std::abs(at.toDouble()) > mostPulseValue || !(lasts.isNull() || lasts.isDouble())
            || lasts.toDouble() < 0 || lasts.toDouble() > mostPulseValue || text.isEmpty()
            || text.size() > longestTraceNote)
            return std::nullopt;
        notes.append(
            {at.toDouble(), lasts.isDouble() ? std::optional(lasts.toDouble()) : std::nullopt, text.simplified()});
    }
    return notes;
}

} // namespace sizhen
