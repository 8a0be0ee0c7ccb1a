// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/tracering.h"

#include <algorithm>
#include <cmath>

namespace sizhen {
namespace {

constexpr quint64 groupSize = 16;

void widen(TraceRing::Extent &extent, double low, double high, TraceRing::Kind kind)
{
    extent.low = extent.isLine() ? std::min(extent.low, low) : low;
    extent.high = extent.isLine() ? std::max(extent.high, high) : high;
    extent.kind = kind;
}

} // namespace

void TraceRing::clear()
{
    *this = {};
}

void TraceRing::begin(quint64 first, double rateHz, double seconds)
{
    const auto groups = qsizetype(std::ceil(seconds * rateHz / double(groupSize))) + 1;
    m_rateHz = rateHz;
    m_values = QVector<qint32>(groups * qsizetype(groupSize), 0);
    m_kinds = QVector<Kind>(m_values.size(), Kind::Empty);
    m_groups = QVector<Group>(groups);
    m_begin = first;
    m_end = first;
}

quint64 TraceRing::oldest() const
{
    const auto size = quint64(m_values.size());
    return m_end > size ? std::max(m_begin, m_end - size) : m_begin;
}

void TraceRing::put(qint32 value, Kind kind)
{
    const auto at = placeOf(m_end);
    auto &group = m_groups[at / qsizetype(groupSize)];
    if (m_end % groupSize == 0)
        group = {};
    if (kind == Kind::Sample) {
        group.low = group.samples == 0 ? value : std::min(group.low, value);
        group.high = group.samples == 0 ? value : std::max(group.high, value);
        ++group.samples;
    }
    m_values[at] = value;
    m_kinds[at] = kind;
    ++m_end;
}

void TraceRing::append(const QVector<qint32> &values)
{
    for (const auto value : values)
        put(value, Kind::Sample);
}

void TraceRing::skip(quint64 count)
{
    const auto size = quint64(m_values.size());
    if (count >= size) { // nothing of what was here is left; a jump over hours must not take hours
        m_kinds.fill(Kind::Missing);
        m_groups.fill({});
        m_end += count;
        return;
    }
    for (quint64 i = 0; i < count; ++i)
        put(0, Kind::Missing);
}

void TraceRing::markPoor(quint64 first, quint64 last)
{
    for (auto i = std::max(first, oldest()); i <= last && i < m_end; ++i)
        if (auto &kind = m_kinds[placeOf(i)]; kind == Kind::Sample)
            kind = Kind::Poor;
}

TraceRing::Kind TraceRing::kindAt(quint64 index) const
{
    return index >= oldest() && index < m_end ? m_kinds[placeOf(index)] : Kind::Empty;
}

qint32 TraceRing::valueAt(quint64 index) const
{
    return index >= oldest() && index < m_end ? m_values[placeOf(index)] : 0;
}

void TraceRing::touch(Extent &extent, double at) const
{
    if (at < 0)
        return;
    const auto before = quint64(at);
    const auto isLine = [this](quint64 index) {
        const auto kind = kindAt(index);
        return kind == Kind::Sample || kind == Kind::Poor;
    };
    if (!isLine(before) || !isLine(before + 1))
        return;
    const double part = at - double(before);
    const double value = valueAt(before) * (1 - part) + valueAt(before + 1) * part;
    widen(extent, value, value, kindAt(before));
}

void TraceRing::gather(Extent &extent, quint64 first, quint64 last) const
{
    auto at = placeOf(first);
    for (auto i = first; i <= last;) {
        const auto &group = m_groups[at / qsizetype(groupSize)];
        quint64 step = 1;
        if (i % groupSize == 0 && i + groupSize - 1 <= last && group.samples == groupSize) {
            step = groupSize;
            widen(extent, group.low, group.high, m_kinds[at + qsizetype(groupSize) - 1]);
        } else if (const auto kind = m_kinds[at]; kind == Kind::Sample || kind == Kind::Poor) {
            widen(extent, m_values[at], m_values[at], kind);
        } else if (extent.kind == Kind::Empty) {
            extent.kind = kind;
        }
        i += step;
        at += qsizetype(step);
        if (at >= m_values.size())
            at -= m_values.size();
    }
}

TraceRing::Extent TraceRing::extent(double from, double to) const
{
    Extent extent;
    if (isEmpty() || to < double(oldest()) || from > double(m_end))
        return extent;
    touch(extent, from);
    const double first = std::max(std::ceil(from), double(oldest()));
    const double last = std::min(std::floor(to), double(m_end - 1));
    if (first <= last)
        gather(extent, quint64(first), quint64(last));
    touch(extent, to);
    if (extent.kind == Kind::Empty && from >= 0)
        extent.kind = kindAt(quint64(from)) == Kind::Missing ? Kind::Missing : Kind::Empty;
    return extent;
}

} // namespace sizhen
