// SPDX-License-Identifier: GPL-3.0-or-later
// HubStore: what waits is read, and goes when it was forwarded, has expired or nobody may have it any more.
#include "core/hub/hubstore.h"

#include <QSqlError>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

// Sizes first: what fits is known before a body is in memory.
Result<QList<Waiting>> HubStore::fetch(const QString &column, const QVariant &value, const Span &span)
{
    if (const auto open = ready(); !open)
        return tl::unexpected(open.error());
    auto &sizes = prepared(u"SELECT id, size FROM envelope WHERE "_s + column
                           + u" AND id > ? AND expires > ? ORDER BY id LIMIT ?"_s);
    for (const auto &bound : {value, QVariant(span.after), QVariant(span.nowMs), QVariant(span.number)})
        sizes.addBindValue(bound);
    if (const auto done = run(sizes, u"look"_s); !done)
        return tl::unexpected(done.error());
    qint64 last = 0;
    qint64 bytes = 0;
    while (sizes.next()) {
        bytes += sizes.value(1).toLongLong();
        if (last != 0 && bytes > span.bytes)
            break;
        last = sizes.value(0).toLongLong();
    }
    sizes.finish();
    QList<Waiting> list;
    if (last == 0)
        return list;
    auto &bodies = prepared(u"SELECT id, body FROM envelope WHERE "_s + column
                            + u" AND id > ? AND id <= ? AND expires > ? ORDER BY id"_s);
    for (const auto &bound : {value, QVariant(span.after), QVariant(last), QVariant(span.nowMs)})
        bodies.addBindValue(bound);
    if (const auto done = run(bodies, u"fetch"_s); !done)
        return tl::unexpected(done.error());
    while (bodies.next())
        list.append({bodies.value(0).toLongLong(), bodies.value(1).toByteArray()});
    bodies.finish();
    return list;
}

Result<QList<Waiting>> HubStore::waiting(const QByteArray &mailbox, const Span &span)
{
    return fetch(u"mailbox = ? AND route = ''"_s, mailbox, span);
}

Result<QList<Waiting>> HubStore::toForward(const QString &route, const Span &span)
{
    return fetch(u"route = ? AND route <> ''"_s, route, span);
}

Result<> HubStore::forwarded(const QString &route, const QList<qint64> &ids)
{
    if (const auto open = ready(); !open)
        return open;
    Deltas deltas;
    const auto done = transaction([&]() -> Result<> {
        for (const auto id : ids)
            if (const auto gone = deleteRows(u"route = ? AND id = ?"_s, {route, id}, deltas); !gone)
                return tl::unexpected(gone.error());
        return count(deltas);
    });
    if (done)
        remember(deltas);
    return done;
}

Result<qint64> HubStore::purge(qint64 nowMs, int most)
{
    if (const auto open = ready(); !open)
        return tl::unexpected(open.error());
    return deleteCounted(u"id IN (SELECT id FROM envelope WHERE expires <= ? ORDER BY expires LIMIT ?)"_s, {nowMs, most});
}

Result<qint64> HubStore::clear(const QByteArray &mailbox)
{
    return deleteCounted(u"mailbox = ?"_s, {mailbox});
}

Result<qint64> HubStore::deleteCounted(const QString &where, const QVariantList &values)
{
    Deltas deltas;
    qint64 gone = 0;
    const auto done = transaction([&]() -> Result<> {
        const auto deleted = deleteRows(where, values, deltas);
        if (!deleted)
            return tl::unexpected(deleted.error());
        gone = *deleted;
        return count(deltas);
    });
    if (!done)
        return tl::unexpected(done.error());
    remember(deltas);
    return gone;
}

} // namespace sizhen
