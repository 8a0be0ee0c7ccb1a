// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/pulsewire.h"

#include <array>
#include <climits>

using namespace Qt::Literals::StringLiterals;

namespace sizhen::pulsewire {
namespace {

constexpr double mostMarkValue = 1e15;
constexpr double mostPressure = 1e12;
constexpr double mostPpm = 1e6;

// In the order of PulseMark::Kind. They stand on disk: add at the end, never rename.
const QStringList &markNames()
{
    static const QStringList names{u"gap"_s,       u"bad"_s,       u"overflow"_s, u"step"_s, u"contactLost"_s,
                                   u"contact"_s,   u"saturated"_s, u"battery"_s,  u"stop"_s, u"rate"_s,
                                   u"unplugged"_s, u"resumed"_s,   u"short"_s};
    return names;
}

struct Counter {
    QString key;
    int PulseCounts::*member;
};

const std::array<Counter, 6> &counters()
{
    static const std::array<Counter, 6> all{{{u"frames"_s, &PulseCounts::frames},
                                             {u"gaps"_s, &PulseCounts::gaps},
                                             {u"overflows"_s, &PulseCounts::overflows},
                                             {u"steps"_s, &PulseCounts::clockSteps},
                                             {u"contactLosses"_s, &PulseCounts::contactLosses},
                                             {u"leftOut"_s, &PulseCounts::marksLeftOut}}};
    return all;
}

} // namespace

QString nameOf(PulseMark::Kind kind)
{
    return markNames().value(int(kind));
}

QCborMap toCbor(const PulseCounts &counts)
{
    QCborMap map{{u"nulls"_s, counts.nullSamples}};
    for (const auto &counter : counters())
        map.insert(counter.key, counts.*counter.member);
    return map;
}

PulseCounts counts(PulseFields &fields, const QString &key)
{
    const auto map = fields.map(key);
    QStringList keys{u"nulls"_s};
    for (const auto &counter : counters())
        keys.append(counter.key);
    PulseFields inner(map, keys);
    PulseCounts counts;
    counts.nullSamples = inner.whole(u"nulls"_s, 0, LLONG_MAX);
    for (const auto &counter : counters())
        counts.*counter.member = int(inner.whole(counter.key, 0, INT_MAX));
    if (!inner.isSound())
        fields.refuse(key);
    return counts;
}

QCborArray toCbor(const QVector<PulseMark> &marks)
{
    QCborArray list;
    for (const auto &mark : marks)
        list.append(
            QCborMap{{u"kind"_s, nameOf(mark.kind)}, {u"sample"_s, qint64(mark.sample)}, {u"value"_s, mark.value}});
    return list;
}

QCborArray toCbor(const QVector<PulseSegment> &segments)
{
    const auto orNull
        = [](const std::optional<double> &value) { return value ? QCborValue(*value) : QCborValue(nullptr); };
    QCborArray list;
    for (const auto &segment : segments)
        list.append(QCborMap{{u"depth"_s, segment.depth},
                             {u"first"_s, qint64(segment.first)},
                             {u"end"_s, qint64(segment.end)},
                             {u"accepted"_s, segment.accepted},
                             {u"quality"_s, segment.quality},
                             {u"flaw"_s, segment.flaw},
                             {u"from"_s, orNull(segment.pressureFrom)},
                             {u"to"_s, orNull(segment.pressureTo)}});
    return list;
}

// In order, one after the other, inside the recording.
QVector<PulseSegment> segments(PulseFields &fields, const QString &key, quint64 samples)
{
    QVector<PulseSegment> segments;
    for (const auto &map : fields.maps(key, PulseSegment::most)) {
        PulseFields inner(
            map, {u"depth"_s, u"first"_s, u"end"_s, u"accepted"_s, u"quality"_s, u"flaw"_s, u"from"_s, u"to"_s});
        const auto free = segments.isEmpty() ? 0 : qint64(segments.last().end);
        PulseSegment segment;
        segment.depth = inner.oneOf(u"depth"_s, PulseSegment::depths());
        segment.first = quint64(inner.whole(u"first"_s, free, qint64(samples)));
        segment.end = quint64(inner.whole(u"end"_s, qint64(segment.first) + 1, qint64(samples)));
        segment.accepted = int(inner.whole(u"accepted"_s, 0, INT_MAX));
        segment.quality = int(inner.whole(u"quality"_s, 0, 100));
        segment.flaw = inner.oneOf(u"flaw"_s, PulseSegment::flaws());
        segment.pressureFrom = inner.numberOrNull(u"from"_s, -mostPressure, mostPressure);
        segment.pressureTo = inner.numberOrNull(u"to"_s, -mostPressure, mostPressure);
        if (segment.pressureFrom.has_value() != segment.pressureTo.has_value()
            || (segment.pressureFrom && *segment.pressureFrom > *segment.pressureTo))
            inner.refuse(u"pressures of a segment"_s);
        if (!inner.isSound()) {
            fields.refuse(key);
            break;
        }
        segments.append(segment);
    }
    return segments;
}

QVector<PulseMark> marks(PulseFields &fields, const QString &key, quint64 samples)
{
    QVector<PulseMark> marks;
    qint64 earliest = 0;
    for (const auto &map : fields.maps(key, mostPulseMarks)) {
        PulseFields inner(map, {u"kind"_s, u"sample"_s, u"value"_s});
        const auto kind = inner.oneOf(u"kind"_s, markNames());
        earliest = inner.whole(u"sample"_s, earliest, qint64(samples));
        const double value = inner.number(u"value"_s, -mostMarkValue, mostMarkValue);
        if (!inner.isSound()) {
            fields.refuse(key);
            break;
        }
        marks.append({PulseMark::Kind(markNames().indexOf(kind)), quint64(earliest), value});
    }
    return marks;
}

QCborValue toCbor(const std::optional<PulseClockFit> &clock)
{
    if (!clock)
        return nullptr;
    return QCborMap{{u"counter"_s, clock->byCounter}, {u"ppm"_s, clock->driftPpm}, {u"error"_s, clock->driftPpmError},
                    {u"spreadMs"_s, clock->spreadMs}, {u"span"_s, clock->spanS},   {u"points"_s, clock->points}};
}

std::optional<PulseClockFit> clock(PulseFields &fields, const QString &key)
{
    if (fields.isNull(key))
        return {};
    const auto map = fields.map(key);
    PulseFields inner(map, {u"counter"_s, u"ppm"_s, u"error"_s, u"spreadMs"_s, u"span"_s, u"points"_s});
    PulseClockFit fit;
    fit.byCounter = inner.truth(u"counter"_s);
    fit.driftPpm = inner.number(u"ppm"_s, -mostPpm, mostPpm);
    fit.driftPpmError = inner.number(u"error"_s, 0, mostPpm);
    fit.spreadMs = inner.number(u"spreadMs"_s, 0, 1e9);
    fit.spanS = inner.number(u"span"_s, 0, 1e6);
    fit.points = int(inner.whole(u"points"_s, 2, 1'000'000));
    if (!inner.isSound())
        fields.refuse(key);
    return fit;
}

} // namespace sizhen::pulsewire
