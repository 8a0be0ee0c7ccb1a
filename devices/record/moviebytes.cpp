// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/record/moviebytes.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

auto damagedAt(qsizetype record)
{
    return tl::unexpected(
        Error{Fault::Corrupt, u"movie: record %1"_s.arg(record), u"CON-10"_s, u"recording.damaged"_s, {}});
}

} // namespace

MovieBytes::MovieBytes(std::unique_ptr<SpoolReader> spool)
    : m_spool(std::move(spool))
{
    m_begins.reserve(m_spool->count() + 1);
    m_begins.append(0);
    for (qsizetype i = 0; i < m_spool->count(); ++i)
        m_begins.append(m_begins.last() + quint64(payload(i)));
}

Result<std::unique_ptr<MovieBytes>> MovieBytes::open(const QString &path, SecretBytes key)
{
    auto spool = SpoolReader::open(path, std::move(key));
    if (!spool)
        return tl::unexpected(spool.error());
    if ((*spool)->count() == 0)
        return tl::unexpected(Error{Fault::NotFound, u"movie: nothing was written"_s, {}, u"recording.empty"_s, {}});
    std::unique_ptr<MovieBytes> bytes(new MovieBytes(std::move(*spool)));
    if (const auto first = bytes->load(0); !first)
        return tl::unexpected(first.error());
    if (const auto end = bytes->findEnd(); !end)
        return tl::unexpected(end.error());
    return bytes;
}

qsizetype MovieBytes::payload(qsizetype record) const
{
    return std::max<qsizetype>(0, m_spool->sizeOf(record) - MovieMark::size);
}

Result<> MovieBytes::load(qsizetype record)
{
    if (record == m_loaded)
        return {};
    auto bytes = m_spool->record(record);
    ++m_opened;
    if (!bytes && bytes.error().fault != Fault::Corrupt)
        return tl::unexpected(bytes.error());
    if (!bytes || !MovieMark::decode(*bytes))
        return damagedAt(record);
    m_bytes = std::move(*bytes);
    m_loaded = record;
    return {};
}

Result<MovieMark> MovieBytes::markOf(qsizetype record)
{
    if (const auto loaded = load(record); !loaded)
        return tl::unexpected(loaded.error());
    return *MovieMark::decode(m_bytes);
}

// Of the newest record that can be opened: one that was damaged must not keep the others from being seen.
Result<> MovieBytes::findEnd()
{
    for (qsizetype i = m_spool->count() - 1; i >= 0; --i) {
        const auto mark = markOf(i);
        if (!mark && mark.error().fault != Fault::Corrupt)
            return tl::unexpected(mark.error());
        if (!mark)
            continue;
        m_lastMs = mark->toMs;
        break;
    }
    return {};
}

Result<QByteArray> MovieBytes::read(quint64 at, qsizetype most)
{
    if (at >= size() || most <= 0)
        return QByteArray();
    const auto after = std::ranges::upper_bound(m_begins, at);
    const auto record = qsizetype(after - m_begins.begin()) - 1;
    if (const auto loaded = load(record); !loaded)
        return tl::unexpected(loaded.error());
    const auto offset = qsizetype(at - m_begins[record]);
    return m_bytes.mid(MovieMark::size + offset, std::min(most, payload(record) - offset));
}

// Nobody looks past a damaged record because of a search: the one before it is asked.
Result<quint64> MovieBytes::keyFrom(qint64 ms)
{
    quint64 from = headSize();
    qsizetype low = 1;
    qsizetype high = m_spool->count() - 1;
    while (low <= high) {
        const auto middle = low + (high - low) / 2;
        auto asked = middle;
        auto mark = markOf(asked);
        while (!mark && mark.error().fault == Fault::Corrupt && asked > low)
            mark = markOf(--asked);
        if (!mark && mark.error().fault != Fault::Corrupt)
            return tl::unexpected(mark.error());
        if (!mark || mark->fromMs <= ms) {
            from = mark ? std::max(from, mark->keyFrom) : from;
            low = middle + 1;
        } else {
            high = asked - 1;
        }
    }
    return std::min(from, size());
}

Result<QByteArray> MovieBytes::verify()
{
    for (qsizetype i = 0; i < m_spool->count(); ++i)
        if (const auto mark = markOf(i); !mark)
            return tl::unexpected(mark.error());
    return m_spool->sha256OfFirst(m_spool->wholeBytes());
}

} // namespace sizhen
