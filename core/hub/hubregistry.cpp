// SPDX-License-Identifier: GPL-3.0-or-later
// HubStore: who is admitted, who is revoked, which other hubs are known.
#include "core/hub/hubstore.h"

#include <QSqlError>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

Result<> HubStore::change(const QString &statement, const QVariantList &values, bool mustHit)
{
    if (const auto open = ready(); !open)
        return open;
    if (!m_database.transaction())
        return m_dialect.failed(m_database.lastError(), u"begin"_s);
    const auto work = [&]() -> Result<> {
        auto &query = prepared(statement);
        for (const auto &value : values)
            query.addBindValue(value);
        if (const auto done = run(query, u"registry"_s); !done)
            return done;
        if (mustHit && query.numRowsAffected() == 0)
            return fail(Fault::NotFound, u"hub: no such row"_s);
        return tell(u"registry|"_s);
    };
    auto done = work();
    if (done && !m_database.commit())
        done = m_dialect.failed(m_database.lastError(), u"commit"_s);
    if (!done)
        m_database.rollback();
    return done;
}

Result<QList<HubInstitution>> HubStore::institutions()
{
    if (const auto open = ready(); !open)
        return tl::unexpected(open.error());
    auto &query = prepared(u"SELECT root, mailbox, name, country, admitted FROM institution ORDER BY admitted"_s);
    if (const auto done = run(query, u"registry"_s); !done)
        return tl::unexpected(done.error());
    QList<HubInstitution> list;
    while (query.next())
        list.append({query.value(0).toByteArray(), query.value(1).toByteArray(), query.value(2).toString(),
                     query.value(3).toString(), query.value(4).toLongLong()});
    query.finish();
    return list;
}

Result<> HubStore::admit(const HubInstitution &institution)
{
    return change(u"INSERT INTO institution(root, mailbox, name, country, admitted) VALUES(?, ?, ?, ?, ?)"
                  " ON CONFLICT (root) DO UPDATE SET name = excluded.name, country = excluded.country"_s,
                  {institution.root, institution.mailbox, institution.name, institution.country,
                   institution.admittedMs},
                  false);
}

Result<qint64> HubStore::remove(const QByteArray &root)
{
    const auto all = institutions();
    if (!all)
        return tl::unexpected(all.error());
    const auto found = std::ranges::find(*all, root, &HubInstitution::root);
    if (found == all->end())
        return fail(Fault::NotFound, u"hub: that institution is not admitted"_s);
    if (const auto gone = change(u"DELETE FROM institution WHERE root = ?"_s, {root}, true); !gone)
        return tl::unexpected(gone.error());
    return clear(found->mailbox);
}

Result<QHash<QByteArray, qint64>> HubStore::revocations()
{
    if (const auto open = ready(); !open)
        return tl::unexpected(open.error());
    auto &query = prepared(u"SELECT station, at FROM revocation"_s);
    if (const auto done = run(query, u"registry"_s); !done)
        return tl::unexpected(done.error());
    QHash<QByteArray, qint64> list;
    while (query.next())
        list.insert(query.value(0).toByteArray(), query.value(1).toLongLong());
    query.finish();
    return list;
}

Result<> HubStore::revoke(const QByteArray &station, qint64 nowMs)
{
    return change(u"INSERT INTO revocation(station, at) VALUES(?, ?) ON CONFLICT DO NOTHING"_s, {station, nowMs}, false);
}

Result<QList<HubPeer>> HubStore::peers()
{
    if (const auto open = ready(); !open)
        return tl::unexpected(open.error());
    auto &query = prepared(u"SELECT url, hub, pin FROM peer ORDER BY url"_s);
    if (const auto done = run(query, u"registry"_s); !done)
        return tl::unexpected(done.error());
    QList<HubPeer> list;
    while (query.next())
        list.append({query.value(0).toString(), query.value(1).toByteArray(), query.value(2).toByteArray()});
    query.finish();
    return list;
}

Result<> HubStore::putPeer(const HubPeer &peer)
{
    return change(u"INSERT INTO peer(url, hub, pin) VALUES(?, ?, ?) ON CONFLICT (url) DO UPDATE SET hub = excluded.hub,"
                  " pin = excluded.pin"_s,
                  {peer.url, peer.key, peer.pin.isNull() ? QByteArray("") : peer.pin}, false);
}

Result<> HubStore::removePeer(const QString &url)
{
    return change(u"DELETE FROM peer WHERE url = ?"_s, {url}, true);
}

bool HubStore::claimRoute(const QString &route)
{
    if (!m_dialect.isPostgres())
        return true;
    auto &query = prepared(u"SELECT pg_try_advisory_lock(7362, hashtext(?))"_s);
    query.addBindValue(route);
    if (!ready() || !run(query, u"claim"_s))
        return false;
    const auto claimed = query.next() && query.value(0).toBool();
    query.finish();
    return claimed;
}

} // namespace sizhen
