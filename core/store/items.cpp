// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/items.h"

namespace sizhen {

Result<> Items::put(const QString &kind, const Row &row)
{
    auto query = m_database.change("INSERT INTO item(kind, key, sort, body) VALUES(?, ?, ?, ?)"
                                   " ON CONFLICT(kind, key) DO UPDATE SET sort = excluded.sort, body = excluded.body");
    return query.bind(kind).bind(row.key).bind(row.sort).bind(row.body).run();
}

Result<std::optional<Row>> Items::at(const QString &kind, const QString &key)
{
    auto query = m_database.query("SELECT key, sort, body FROM item WHERE kind = ? AND key = ?");
    const auto found = query.bind(kind).bind(key).step();
    if (!found)
        return tl::unexpected(found.error());
    return *found ? std::optional(Row{query.text(0), query.text(1), query.bytes(2)}) : std::nullopt;
}

Result<> Items::remove(const QString &kind, const QString &key)
{
    return m_database.change("DELETE FROM item WHERE kind = ? AND key = ?").bind(kind).bind(key).run();
}

Result<QList<Row>> Items::list(const QString &kind, const QString &from, const QString &to, int limit)
{
    QList<Row> rows;
    // Two statements: with "no end, or before the end" in one, SQLite would read on to the end of the kind.
    auto query = to.isEmpty() ? m_database.query("SELECT key, sort, body FROM item WHERE kind = ? AND sort >= ?"
                                                 " ORDER BY sort, key LIMIT ?")
                              : m_database.query("SELECT key, sort, body FROM item WHERE kind = ? AND sort >= ? AND sort < ?"
                                                 " ORDER BY sort, key LIMIT ?");
    query.bind(kind).bind(from);
    if (!to.isEmpty())
        query.bind(to);
    auto found = query.bind(limit).step();
    for (; found && *found; found = query.step())
        rows.append({query.text(0), query.text(1), query.bytes(2)});
    if (!found)
        return tl::unexpected(found.error());
    return rows;
}

Result<qint64> Items::count(const QString &kind)
{
    auto query = m_database.query("SELECT count(*) FROM item WHERE kind = ?");
    const auto found = query.bind(kind).step();
    return found ? Result<qint64>(query.number(0)) : tl::unexpected(found.error());
}

Result<> Items::clear(const QString &kind)
{
    return m_database.change("DELETE FROM item WHERE kind = ?").bind(kind).run();
}

} // namespace sizhen
