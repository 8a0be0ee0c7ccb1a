// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/search.h"

#include "core/crypto/primitives.h"
#include "core/store/searchcut.h"

#include <QDateTime>

#include <algorithm>
#include <limits>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int placeBits = 12; // texts of one second that find a place of their own; more go to the next free one
constexpr qint64 firstSecond = 1'500'000'000; // 2017: small numbers keep the index small
constexpr int rangeBits = 48; // of a kind's places
constexpr qint64 lastSecond = (1LL << (rangeBits - placeBits - 1)) - 1;

// Texts of one kind stand in a range of their own: who looks for one kind must not walk through thousands of another.
struct Range {
    qint64 first = std::numeric_limits<qint64>::min();
    qint64 last = std::numeric_limits<qint64>::max();
};

Range rangeOf(const QString &kind)
{
    constexpr uchar kinds = 64; // two kinds may share a range, which costs time only
    if (kind.isEmpty())
        return {};
    const auto number = qint64(uchar(hash("sizhen.search-kind", kind.toUtf8()).at(0)) % kinds);
    return {number << rangeBits, ((number + 1) << rangeBits) - 1};
}

// The same place whenever the index is made again, so that what is found comes in the same order: the newest first, since
// FTS5 walks backwards through all that begins with a word by growing an array by eight numbers at a time.
qint64 placeOf(const SearchText &text)
{
    const auto digest = hash("sizhen.search-place", (text.kind + u'/' + text.key).toUtf8());
    const auto low = (quint32(uchar(digest.at(0))) << 8U | uchar(digest.at(1))) & ((1U << placeBits) - 1);
    const qint64 seconds
        = text.moment.isValid() ? std::clamp(text.moment.toSecsSinceEpoch() - firstSecond, qint64(0), lastSecond) : 0;
    return rangeOf(text.kind).last - ((seconds << placeBits) | low);
}

bool isOfSecond(qint64 id, qint64 wanted)
{
    return id >> placeBits == wanted >> placeBits;
}

} // namespace

Result<qint64> Search::freePlace(qint64 wanted)
{
    for (auto id = wanted;; ++id) {
        auto query = m_database.query("SELECT 1 FROM search_text WHERE id = ?");
        const auto taken = query.bind(id).step();
        if (!taken)
            return tl::unexpected(taken.error());
        if (!*taken)
            return id;
    }
}

// An index without a text of its own forgets only what it is shown again.
Result<> Search::take(qint64 id, const QString &body)
{
    auto forgotten = m_database.change("INSERT INTO search_index(search_index, rowid, body) VALUES('delete', ?, ?)")
                         .bind(id)
                         .bind(body)
                         .run();
    return forgotten ? m_database.change("DELETE FROM search_text WHERE id = ?").bind(id).run() : forgotten;
}

Result<> Search::put(const SearchText &text)
{
    const auto wanted = placeOf(text);
    {
        auto query = m_database.query("SELECT id, body FROM search_text WHERE kind = ? AND key = ?");
        const auto found = query.bind(text.kind).bind(text.key).step();
        if (!found)
            return tl::unexpected(found.error());
        if (*found) {
            const auto id = query.number(0);
            const auto body = query.text(1);
            if (body == text.body && isOfSecond(id, wanted))
                return {};
            if (auto taken = take(id, body); !taken)
                return taken;
        }
    }
    const auto id = freePlace(wanted);
    if (!id)
        return tl::unexpected(id.error());
    auto put = m_database.change("INSERT INTO search_text(id, kind, key, body) VALUES(?, ?, ?, ?)")
                   .bind(*id)
                   .bind(text.kind)
                   .bind(text.key)
                   .bind(text.body)
                   .run();
    if (!put)
        return put;
    return m_database.change("INSERT INTO search_index(rowid, body) VALUES(?, ?)").bind(*id).bind(text.body).run();
}

Result<> Search::remove(const QString &kind, const QString &key)
{
    qint64 id = 0;
    QString body;
    {
        auto query = m_database.query("SELECT id, body FROM search_text WHERE kind = ? AND key = ?");
        const auto found = query.bind(kind).bind(key).step();
        if (!found || !*found)
            return found ? Result<>() : tl::unexpected(found.error());
        id = query.number(0);
        body = query.text(1);
    }
    return take(id, body);
}

Result<> Search::clear()
{
    auto emptied = m_database.change("INSERT INTO search_index(search_index) VALUES('delete-all')").run();
    return emptied ? m_database.change("DELETE FROM search_text").run() : emptied;
}

Result<QList<SearchHit>> Search::find(const QString &typed, int limit, const QString &kind)
{
    QList<SearchHit> hits;
    const auto expression = QString::fromUtf8(searchcut::expression(typed));
    if (expression.isEmpty())
        return hits;
    auto query = m_database.query("SELECT t.kind, t.key, snippet(search_index, 0, '', '', '…', 18)"
                                  " FROM search_index CROSS JOIN search_text AS t ON t.id = search_index.rowid"
                                  " WHERE search_index MATCH ?1 AND (?2 = '' OR t.kind = ?2)"
                                  " AND search_index.rowid BETWEEN ?3 AND ?4"
                                  " ORDER BY search_index.rowid LIMIT ?5");
    const auto range = rangeOf(kind);
    auto found = query.bind(expression).bind(kind).bind(range.first).bind(range.last).bind(limit).step();
    for (; found && *found; found = query.step())
        hits.append({query.text(0), query.text(1), query.text(2).simplified()});
    if (!found)
        return tl::unexpected(found.error());
    return hits;
}

Result<QStringList> Search::keys(const QString &typed, const QString &kind)
{
    QStringList keys;
    const auto expression = QString::fromUtf8(searchcut::expression(typed));
    if (expression.isEmpty())
        return keys;
    auto query = m_database.query("SELECT t.key FROM search_index CROSS JOIN search_text AS t"
                                  " ON t.id = search_index.rowid"
                                  " WHERE search_index MATCH ?1 AND (?2 = '' OR t.kind = ?2)"
                                  " AND search_index.rowid BETWEEN ?3 AND ?4"
                                  " ORDER BY search_index.rowid");
    const auto range = rangeOf(kind);
    auto found = query.bind(expression).bind(kind).bind(range.first).bind(range.last).step();
    for (; found && *found; found = query.step())
        keys.append(query.text(0));
    if (!found)
        return tl::unexpected(found.error());
    return keys;
}

Result<qint64> Search::count(const QString &typed, const QString &kind)
{
    const auto expression = QString::fromUtf8(searchcut::expression(typed));
    if (expression.isEmpty())
        return 0;
    auto query = m_database.query("SELECT count(*) FROM search_index CROSS JOIN search_text AS t"
                                  " ON t.id = search_index.rowid"
                                  " WHERE search_index MATCH ?1 AND (?2 = '' OR t.kind = ?2)"
                                  " AND search_index.rowid BETWEEN ?3 AND ?4");
    const auto range = rangeOf(kind);
    const auto found = query.bind(expression).bind(kind).bind(range.first).bind(range.last).step();
    return found ? Result<qint64>(query.number(0)) : tl::unexpected(found.error());
}

Result<> Search::compact()
{
    return m_database.change("INSERT INTO search_index(search_index) VALUES('optimize')").run();
}

Result<bool> Search::agrees()
{
    auto done = m_database.query("INSERT INTO search_index(search_index, rank) VALUES('integrity-check', 1)").run();
    if (!done && done.error().fault == Fault::Corrupt)
        return false;
    return done ? Result<bool>(true) : tl::unexpected(done.error());
}

} // namespace sizhen
