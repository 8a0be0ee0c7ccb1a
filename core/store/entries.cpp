// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/entries.h"

#include "core/crypto/primitives.h"

#include <algorithm>
#include <limits>
#include <tuple>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int streamIdSize = 16;
constexpr auto largest = quint64(std::numeric_limits<qint64>::max()); // SQL's integers are signed

constexpr auto selectEntry = "SELECT feed.stream, feed.feed, entry.sequence, entry.hash, entry.hlc, entry.raw"
                             " FROM feed JOIN entry ON entry.feed = feed.id WHERE feed.feed = ? AND entry.sequence = ?";
constexpr auto selectFeed = "SELECT feed.stream, feed.feed, entry.sequence, entry.hash, entry.hlc, entry.raw"
                            " FROM feed JOIN entry ON entry.feed = feed.id WHERE feed.feed = ? AND entry.sequence >= ?"
                            " ORDER BY entry.sequence";
constexpr auto selectStream = "SELECT feed.stream, feed.feed, entry.sequence, entry.hash, entry.hlc, entry.raw"
                              " FROM feed JOIN entry ON entry.feed = feed.id WHERE feed.stream = ?";
constexpr auto selectEnd = "SELECT feed.id, feed.stream, coalesce(max(entry.sequence), 0)"
                           " FROM feed LEFT JOIN entry ON entry.feed = feed.id WHERE feed.feed = ? GROUP BY feed.id";
constexpr auto selectHeads = "SELECT feed.feed, entry.sequence, entry.hash FROM feed JOIN entry ON entry.feed = feed.id"
                             " WHERE feed.stream = ? AND entry.sequence ="
                             " (SELECT max(sequence) FROM entry WHERE entry.feed = feed.id) ORDER BY feed.feed";

EntryRow rowOf(const Query &query)
{
    return {query.bytes(0), query.bytes(1),           quint64(query.number(2)),
            query.bytes(3), quint64(query.number(4)), query.bytes(5)};
}

} // namespace

Result<Entries::Feed> Entries::feedOf(const QByteArray &feed)
{
    if (const auto known = m_feeds.constFind(feed); known != m_feeds.constEnd())
        return *known;
    auto query = m_database.query(selectEnd);
    const auto found = query.bind(feed).step();
    if (!found)
        return tl::unexpected(found.error());
    return *found ? Feed{query.number(0), query.bytes(1), quint64(query.number(2))} : Feed{};
}

Result<qint64> Entries::addFeed(const QByteArray &feed, const QByteArray &stream)
{
    auto query = m_database.change("INSERT INTO feed(feed, stream) VALUES(?, ?) RETURNING id");
    const auto added = query.bind(feed).bind(stream).step();
    return added ? Result<qint64>(query.number(0)) : tl::unexpected(added.error());
}

Result<> Entries::append(const EntryRow &row)
{
    if (row.stream.size() != streamIdSize || row.feed.size() != streamIdSize || row.hash.size() != hashSize || row.raw.isEmpty()
        || row.sequence == 0 || row.sequence > largest || row.hlc > largest)
        return fail(Fault::Invalid, u"entry: a member has the wrong size"_s);
    auto feed = feedOf(row.feed);
    if (!feed)
        return tl::unexpected(feed.error());
    if (feed->id != 0 && feed->stream != row.stream)
        return fail(Fault::Invalid, u"entry: its feed belongs to another stream"_s);
    if (row.sequence != feed->sequence + 1)
        return fail(Fault::Invalid,
                    row.sequence <= feed->sequence ? u"entry: its place is taken"_s : u"entry: leaves a hole"_s);
    if (feed->id == 0) {
        const auto id = addFeed(row.feed, row.stream);
        if (!id)
            return tl::unexpected(id.error());
        feed->id = *id;
        feed->stream = row.stream;
    }
    m_feeds.insert(row.feed, *feed);
    auto query = m_database.change("INSERT INTO entry(feed, sequence, hlc, hash, raw) VALUES(?, ?, ?, ?, ?)");
    auto added
        = query.bind(feed->id).bind(qint64(row.sequence)).bind(qint64(row.hlc)).bind(row.hash).bind(row.raw).run();
    if (added)
        m_feeds[row.feed].sequence = row.sequence;
    return added;
}

Result<std::optional<EntryRow>> Entries::at(const QByteArray &feed, quint64 sequence)
{
    if (sequence > largest)
        return std::nullopt;
    auto query = m_database.query(selectEntry);
    const auto found = query.bind(feed).bind(qint64(sequence)).step();
    if (!found)
        return tl::unexpected(found.error());
    return *found ? std::optional(rowOf(query)) : std::nullopt;
}

Result<QList<EntryRow>> Entries::ofStream(const QByteArray &stream)
{
    QList<EntryRow> rows;
    auto query = m_database.query(selectStream);
    auto found = query.bind(stream).step();
    for (; found && *found; found = query.step())
        rows.append(rowOf(query));
    if (!found)
        return tl::unexpected(found.error());
    // Here and not in SQL: SQLite's sorter would carry every raw entry through its heap.
    std::sort(rows.begin(), rows.end(), [](const EntryRow &a, const EntryRow &b) {
        return std::tie(a.hlc, a.feed, a.sequence) < std::tie(b.hlc, b.feed, b.sequence);
    });
    return rows;
}

Result<QList<EntryRow>> Entries::ofFeed(const QByteArray &feed, quint64 sequence, qint64 maxBytes)
{
    QList<EntryRow> rows;
    if (sequence > largest)
        return rows;
    qint64 total = 0;
    auto query = m_database.query(selectFeed);
    auto found = query.bind(feed).bind(qint64(sequence)).step();
    for (; found && *found; found = query.step()) {
        auto row = rowOf(query);
        total += row.raw.size();
        if (total > maxBytes && !rows.isEmpty())
            break;
        rows.append(std::move(row));
    }
    if (!found)
        return tl::unexpected(found.error());
    return rows;
}

Result<QList<FeedHead>> Entries::heads(const QByteArray &stream)
{
    QList<FeedHead> list;
    auto query = m_database.query(selectHeads);
    auto found = query.bind(stream).step();
    for (; found && *found; found = query.step())
        list.append({query.bytes(0), quint64(query.number(1)), query.bytes(2)});
    if (!found)
        return tl::unexpected(found.error());
    return list;
}

Result<QList<QByteArray>> Entries::streams()
{
    QList<QByteArray> list;
    auto query = m_database.query("SELECT DISTINCT stream FROM feed"
                                  " WHERE EXISTS(SELECT 1 FROM entry WHERE entry.feed = feed.id) ORDER BY stream");
    auto found = query.step();
    for (; found && *found; found = query.step())
        list.append(query.bytes(0));
    if (!found)
        return tl::unexpected(found.error());
    return list;
}

Result<qint64> Entries::count()
{
    auto query = m_database.query("SELECT count(*) FROM entry");
    const auto found = query.step();
    return found ? Result<qint64>(query.number(0)) : tl::unexpected(found.error());
}

Result<EntryTable::Mark> Entries::mark()
{
    auto query = m_database.query("SELECT id, hash FROM entry ORDER BY id DESC LIMIT 1");
    const auto found = query.step();
    if (!found)
        return tl::unexpected(found.error());
    return *found ? Mark{query.number(0), query.bytes(1)} : Mark{};
}

Result<QByteArray> Entries::hashAt(qint64 number)
{
    auto query = m_database.query("SELECT hash FROM entry WHERE id = ?");
    const auto found = query.bind(number).step();
    if (!found)
        return tl::unexpected(found.error());
    return *found ? query.bytes(0) : QByteArray();
}

Result<qint64> Entries::verify(QStringList &damaged, const std::function<void(double)> &progress)
{
    const auto total = count();
    if (!total)
        return total;
    qint64 read = 0;
    qint64 feed = 0;
    qint64 sequence = 0;
    auto query
        = m_database.query("SELECT entry.feed, entry.sequence, feed.feed, entry.hash, entry.raw"
                           " FROM entry LEFT JOIN feed ON feed.id = entry.feed ORDER BY entry.feed, entry.sequence");
    auto found = query.step();
    for (; found && *found; found = query.step()) {
        const auto place = u"feed %1, entry %2"_s.arg(QString::fromLatin1(query.bytes(2).toHex())).arg(query.number(1));
        if (query.bytes(2).size() != streamIdSize || query.bytes(3).size() != hashSize || query.bytes(4).isEmpty())
            damaged.append(place);
        const auto expected = query.number(0) == feed ? sequence + 1 : 1;
        if (query.number(1) != expected)
            damaged.append(place + u": the entry before it is missing"_s);
        feed = query.number(0);
        sequence = query.number(1);
        progress(double(++read) / double(qMax(qint64(1), *total)));
    }
    if (!found)
        return tl::unexpected(found.error());
    return read;
}

} // namespace sizhen
