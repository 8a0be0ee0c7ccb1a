// SPDX-License-Identifier: GPL-3.0-or-later
// HubStore: what is kept and what goes, in batches. On SQLite through Qt Sql; on PostgreSQL as one statement in binary,
// which the event loop waits for.
#include "core/hub/hubstore.h"

#include <QSqlError>

#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qsizetype noticeBytes = 7000; // PostgreSQL takes 7999

// What is removed, what is kept and what lies where now; the notices for other hubs leave with the commit. One transaction
// and one way there and back.
constexpr auto applyAll
    = "WITH gone AS (DELETE FROM envelope AS old USING unnest($1::bytea[], $2::bigint[]) AS wanted(mailbox, id)"
      " WHERE old.id = wanted.id AND old.mailbox = wanted.mailbox RETURNING old.mailbox, old.sender, old.size),"
      " kept AS (INSERT INTO envelope(mailbox, route, envelope, sender, size, expires, body)"
      " SELECT mailbox, route, envelope, sender, octet_length(body), expires, body FROM unnest($3::bytea[], $4::text[],"
      " $5::bytea[], $6::bytea[], $7::bigint[], $8::bytea[]) AS new(mailbox, route, envelope, sender, expires, body)"
      " ON CONFLICT DO NOTHING RETURNING id, mailbox, envelope, sender, size),"
      " sums AS (SELECT mailbox, sender, SUM(one)::bigint AS number, SUM(size)::bigint AS bytes FROM"
      " (SELECT mailbox, sender, 1 AS one, size FROM kept UNION ALL SELECT mailbox, sender, -1, -size FROM gone) AS each"
      " GROUP BY mailbox, sender),"
      " counted AS (INSERT INTO lying(node, mailbox, sender, number, bytes)"
      " SELECT $9::text, mailbox, sender, number, bytes FROM sums ORDER BY mailbox, sender"
      " ON CONFLICT (node, mailbox, sender) DO UPDATE SET number = lying.number + excluded.number,"
      " bytes = lying.bytes + excluded.bytes)"
      " SELECT 0::bigint, id, mailbox, envelope, 0::bigint FROM kept"
      " UNION ALL SELECT 1, number, mailbox, sender, bytes FROM sums"
      " UNION ALL SELECT 2, COUNT(pg_notify($10::text, notice)), ''::bytea, ''::bytea, 0 FROM unnest($11::text[]) AS notice";
enum Column { What, IdOrNumber, Mailbox, EnvelopeOrSender, Bytes };
constexpr qint64 whatIsKept = 0;
constexpr qint64 whatLiesThere = 1;

QString marks(int count)
{
    return QStringList(count, u"?"_s).join(u',');
}

} // namespace

// Several rows a statement: on PostgreSQL each statement is a way there and back.
Result<> HubStore::insertSome(const QList<Parcel> &parcels, qsizetype from, int rows,
                              QHash<QByteArray, qint64> &kept)
{
    static constexpr int columns = 7;
    const auto row = u'(' + marks(columns) + u')';
    auto &query = prepared(u"INSERT INTO envelope(mailbox, route, envelope, sender, size, expires, body) VALUES "_s
                           + QStringList(rows, row).join(u',') + u" ON CONFLICT DO NOTHING RETURNING id, mailbox, envelope"_s);
    for (auto i = from; i < from + rows; ++i) {
        const auto &parcel = parcels.at(i);
        query.addBindValue(parcel.mailbox);
        query.addBindValue(parcel.route.isNull() ? u""_s : parcel.route);
        query.addBindValue(parcel.id);
        query.addBindValue(parcel.sender);
        query.addBindValue(qint64(parcel.body.size()));
        query.addBindValue(parcel.expiresMs);
        query.addBindValue(parcel.body);
    }
    if (const auto done = run(query, u"insert"_s); !done)
        return done;
    while (query.next())
        kept.insert(query.value(1).toByteArray() + query.value(2).toByteArray(), query.value(0).toLongLong());
    const auto error = query.lastError();
    query.finish();
    return error.isValid() ? m_dialect.failed(error, u"insert"_s) : Result<>();
}

Result<qint64> HubStore::deleteRows(const QString &where, const QVariantList &values, Deltas &deltas)
{
    auto &query = prepared(u"DELETE FROM envelope WHERE "_s + where + u" RETURNING mailbox, sender, size"_s);
    for (const auto &value : values)
        query.addBindValue(value);
    if (const auto done = run(query, u"delete"_s); !done)
        return tl::unexpected(done.error());
    qint64 deleted = 0;
    while (query.next()) {
        auto &delta = deltas[{query.value(0).toByteArray(), query.value(1).toByteArray()}];
        --delta.number;
        delta.bytes -= query.value(2).toLongLong();
        ++deleted;
    }
    query.finish();
    return deleted;
}

Result<> HubStore::removeIds(const Removal &removal, Deltas &deltas)
{
    for (qsizetype from = 0; from < removal.ids.size();) {
        const auto left = removal.ids.size() - from;
        const int size = left >= 64 ? 64 : 8;
        QVariantList values{removal.mailbox};
        for (int i = 0; i < size; ++i)
            values.append(i < left ? removal.ids.at(from + i) : qint64(0)); // no envelope has the id 0
        if (const auto done = deleteRows(u"mailbox = ? AND id IN ("_s + marks(size) + u')', values, deltas); !done)
            return tl::unexpected(done.error());
        from += size;
    }
    return {};
}

Result<> HubStore::count(const Deltas &deltas)
{
    auto &query = prepared(u"INSERT INTO lying(node, mailbox, sender, number, bytes) VALUES(?, ?, ?, ?, ?) ON CONFLICT"
                           " (node, mailbox, sender) DO UPDATE SET number = lying.number + excluded.number,"
                           " bytes = lying.bytes + excluded.bytes"_s);
    for (const auto &[key, delta] : deltas) {
        query.addBindValue(m_place.node);
        query.addBindValue(key.first);
        query.addBindValue(key.second);
        query.addBindValue(delta.number);
        query.addBindValue(delta.bytes);
        if (const auto done = run(query, u"count"_s); !done)
            return done;
    }
    return {};
}

// What other hubs on this database should look at.
QStringList HubStore::noticesOf(const QList<Parcel> &parcels)
{
    QSet<QByteArray> boxes;
    QSet<QString> routes;
    for (const auto &parcel : parcels)
        parcel.route.isEmpty() ? void(boxes.insert(parcel.mailbox)) : void(routes.insert(parcel.route));
    QStringList notices;
    QString list;
    for (const auto &mailbox : boxes) {
        list += (list.isEmpty() ? u"mailbox|"_s : u","_s) + hexOf(mailbox);
        if (list.size() > noticeBytes)
            notices.append(std::exchange(list, {}));
    }
    if (!list.isEmpty())
        notices.append(list);
    for (const auto &route : routes)
        notices.append(u"route|"_s + route);
    return notices;
}

void HubStore::apply(const QList<Parcel> &parcels, const QList<Removal> &removals, const Applied &done)
{
    if (m_lane)
        return applyByLane(parcels, removals, done);
    if (const auto open = ready(); !open)
        return done(tl::unexpected(open.error()));
    Deltas deltas;
    QHash<QByteArray, qint64> kept;
    QList<qint64> ids;
    const auto work = [&]() -> Result<> {
        for (const auto &removal : removals)
            if (const auto removed = removeIds(removal, deltas); !removed)
                return removed;
        for (qsizetype from = 0; from < parcels.size();) {
            const auto left = parcels.size() - from;
            const int rows = left >= 64 ? 64 : left >= 8 ? 8 : 1;
            if (const auto inserted = insertSome(parcels, from, rows, kept); !inserted)
                return inserted;
            from += rows;
        }
        for (const auto &parcel : parcels) {
            ids.append(kept.take(parcel.mailbox + parcel.id)); // twice in one batch: the second lay there already
            if (ids.last() == 0)
                continue;
            auto &delta = deltas[{parcel.mailbox, parcel.sender}];
            ++delta.number;
            delta.bytes += parcel.body.size();
        }
        return count(deltas);
    };
    if (const auto applied = transaction(work); !applied)
        return done(tl::unexpected(applied.error()));
    remember(deltas);
    done(ids);
}

void HubStore::applyByLane(const QList<Parcel> &parcels, const QList<Removal> &removals, const Applied &done)
{
    QByteArrayList goneFrom;
    QList<qint64> gone;
    for (const auto &removal : removals)
        for (const auto id : removal.ids) {
            goneFrom.append(removal.mailbox);
            gone.append(id);
        }
    QByteArrayList mailboxes;
    QByteArrayList routes;
    QByteArrayList envelopes;
    QByteArrayList senders;
    QByteArrayList bodies;
    QList<qint64> expires;
    QByteArrayList names;
    for (const auto &parcel : parcels) {
        mailboxes.append(parcel.mailbox);
        routes.append(parcel.route.toUtf8());
        envelopes.append(parcel.id);
        senders.append(parcel.sender);
        bodies.append(parcel.body);
        expires.append(parcel.expiresMs);
        names.append(parcel.mailbox + parcel.id);
    }
    QByteArrayList notices;
    const auto said = noticesOf(parcels);
    for (const auto &notice : said)
        notices.append((m_place.node + u'|' + notice).toUtf8());
    using namespace pgbinary;
    const QByteArrayList parameters{array(goneFrom), array(gone),      array(mailboxes), texts(routes),
                                    array(envelopes), array(senders),  array(expires),   array(bodies),
                                    m_place.node.toUtf8(), channel().toUtf8(), texts(notices)};
    m_lane->run(applyAll, parameters, [this, names, done](const Result<PostgresRows> &rows) {
        if (!rows)
            return done(tl::unexpected(rows.error()));
        Deltas deltas;
        QHash<QByteArray, qint64> kept;
        for (int row = 0; row < rows->count(); ++row) {
            const auto what = rows->number(row, What);
            const auto mailbox = rows->bytes(row, Mailbox);
            const auto name = rows->bytes(row, EnvelopeOrSender);
            if (what == whatIsKept)
                kept.insert(mailbox + name, rows->number(row, IdOrNumber));
            else if (what == whatLiesThere)
                deltas[{mailbox, name}] = {rows->number(row, IdOrNumber), rows->number(row, Bytes)};
        }
        QList<qint64> ids;
        for (const auto &name : names)
            ids.append(kept.take(name)); // twice in one batch: the second lay there already
        remember(deltas);
        done(ids);
    });
}

void HubStore::finish()
{
    if (m_lane)
        m_lane->finish();
}

} // namespace sizhen
