// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/hub/hubstore.h"

#include "core/hub/hublog.h"

#include <QSqlDriver>
#include <QSqlError>
#include <QUuid>

#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int pauseMs = 2'000;
constexpr qsizetype noticeBytes = 7000; // PostgreSQL takes 7999
const auto channel = u"sizhen_hub"_s;

QString marks(int count)
{
    return QStringList(count, u"?"_s).join(u',');
}

} // namespace

HubStore::HubStore(const Place &place)
    : m_place(place)
    , m_dialect(place.database)
    , m_name(u"hub-"_s + QUuid::createUuid().toString(QUuid::WithoutBraces))
{
}

HubStore::~HubStore()
{
    m_prepared.clear(); // before the connection they belong to
    m_database.close();
    m_database = {};
    QSqlDatabase::removeDatabase(m_name);
    if (QSqlDatabase::contains(m_name + u"-ear"_s)) {
        QSqlDatabase::database(m_name + u"-ear"_s, false).close();
        QSqlDatabase::removeDatabase(m_name + u"-ear"_s);
    }
}

Result<std::unique_ptr<HubStore>> HubStore::open(const Place &place)
{
    std::unique_ptr<HubStore> store(new HubStore(place));
    if (const auto started = store->start(); !started)
        return tl::unexpected(started.error());
    return store;
}

Result<> HubStore::start()
{
    auto database = m_dialect.open(m_name, m_place.maxBytes);
    if (!database)
        return tl::unexpected(database.error());
    m_database = *database;
    if (const auto migrated = migrate(); !migrated)
        return migrated;
    if (m_dialect.isPostgres())
        listen();
    return refresh();
}

// Two hubs that start at once would stumble over each other's CREATE TABLE: one waits for the other.
Result<> HubStore::migrate()
{
    return transaction([this]() -> Result<> {
        QSqlQuery query(m_database);
        if (m_dialect.isPostgres() && !query.exec(u"SELECT pg_advisory_xact_lock(7361)"_s))
            return m_dialect.failed(query.lastError(), u"lock"_s);
        const auto statements = m_dialect.schema();
        for (const auto &statement : statements)
            if (!query.exec(statement))
                return m_dialect.failed(query.lastError(), u"schema"_s);
        if (!query.exec(u"SELECT value FROM setting WHERE key = 'schema'"_s) || !query.next())
            return m_dialect.failed(query.lastError(), u"schema"_s);
        if (query.value(0).toString() != u"1")
            return fail(Fault::Unsupported, u"hub: the database was written by a newer version"_s);
        return {};
    });
}

// A connection of its own: notices that arrive while a statement runs would wait for the next one otherwise.
void HubStore::listen()
{
    const auto name = m_name + u"-ear"_s;
    if (QSqlDatabase::contains(name)) {
        QSqlDatabase::database(name, false).close();
        QSqlDatabase::removeDatabase(name);
    }
    const auto ear = m_dialect.open(name, 0);
    if (!ear)
        return;
    connect(ear->driver(), &QSqlDriver::notification, this,
            [this](const QString &, QSqlDriver::NotificationSource, const QVariant &payload) {
                heard(payload.toString());
            });
    ear->driver()->subscribeToNotification(channel);
}

// node|mailbox|hex,hex… or node|registry| or node|route|url
void HubStore::heard(const QString &payload)
{
    const auto parts = payload.split(u'|');
    if (parts.size() != 3 || parts.at(0) == m_place.node)
        return;
    if (parts.at(1) == u"registry")
        Q_EMIT registryChanged();
    if (parts.at(1) == u"route")
        Q_EMIT routed(parts.at(2));
    if (parts.at(1) != u"mailbox")
        return;
    const auto mailboxes = parts.at(2).split(u',');
    for (const auto &mailbox : mailboxes)
        Q_EMIT arrived(QByteArray::fromHex(mailbox.toLatin1()));
}

Result<> HubStore::tell(const QString &what)
{
    if (!m_dialect.isPostgres())
        return {};
    auto &query = prepared(u"SELECT pg_notify(?, ?)"_s);
    query.addBindValue(channel);
    query.addBindValue(m_place.node + u'|' + what);
    return run(query, u"notify"_s);
}

// A database that went away comes back with the next call.
Result<> HubStore::ready()
{
    if (m_database.isOpen() && !m_database.isOpenError())
        return {};
    if (!m_pause.hasExpired())
        return fail(Fault::Io, u"hub: the database is away"_s);
    m_prepared.clear();
    m_pause.setRemainingTime(pauseMs);
    if (!m_database.open())
        return m_dialect.failed(m_database.lastError(), u"open"_s);
    m_pause = {};
    if (m_dialect.isPostgres())
        listen();
    return refresh();
}

Result<> HubStore::run(QSqlQuery &query, const QString &doing)
{
    if (query.exec())
        return {};
    const auto error = query.lastError();
    query.finish();
    // Class 08 and 57P0x: the server is gone or going; no code at all: the socket broke.
    const auto code = error.nativeErrorCode();
    if (m_dialect.isPostgres() && (code.isEmpty() || code.startsWith(u"08") || code.startsWith(u"57P")))
        m_database.close();
    return m_dialect.failed(error, doing);
}

QSqlQuery &HubStore::prepared(const QString &statement)
{
    auto &query = m_prepared[statement];
    if (!query) {
        query = std::make_shared<QSqlQuery>(m_database);
        query->setForwardOnly(!m_dialect.isPostgres()); // QPSQL would ask row by row
        if (!query->prepare(statement))
            qCWarning(lcHub, "a statement cannot be prepared, code %s",
                      qUtf8Printable(query->lastError().nativeErrorCode()));
    }
    return *query;
}

template <typename Work>
auto HubStore::transaction(Work work) -> decltype(work())
{
    if (!m_database.transaction()) {
        const auto failed = m_dialect.failed(m_database.lastError(), u"begin"_s);
        if (m_dialect.isPostgres())
            m_database.close();
        return tl::unexpected(failed.error());
    }
    auto result = work();
    if (!result) {
        if (m_database.isOpen())
            m_database.rollback();
        return result;
    }
    if (!m_database.commit()) {
        const auto failed = m_dialect.failed(m_database.lastError(), u"commit"_s);
        m_database.rollback();
        if (m_dialect.isPostgres())
            m_database.close(); // it may have been committed or not: what is asked again is answered again
        return tl::unexpected(failed.error());
    }
    return result;
}

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

void HubStore::remember(const Deltas &deltas)
{
    for (const auto &[key, delta] : deltas)
        for (auto *lying : {&m_inMailbox[key.first], &m_ofSender[key.second], &m_all}) {
            lying->number += delta.number;
            lying->bytes += delta.bytes;
        }
}

Result<QList<qint64>> HubStore::apply(const QList<Parcel> &parcels, const QList<Removal> &removals)
{
    if (const auto open = ready(); !open)
        return tl::unexpected(open.error());
    Deltas deltas;
    QHash<QByteArray, qint64> kept;
    QList<qint64> ids;
    ids.reserve(parcels.size());
    const auto work = [&]() -> Result<> {
        for (const auto &removal : removals)
            if (const auto done = removeIds(removal, deltas); !done)
                return done;
        for (qsizetype from = 0; from < parcels.size();) {
            const auto left = parcels.size() - from;
            const int rows = left >= 64 ? 64 : left >= 8 ? 8 : 1;
            if (const auto done = insertSome(parcels, from, rows, kept); !done)
                return done;
            from += rows;
        }
        QSet<QByteArray> boxes;
        QSet<QString> routes;
        for (const auto &parcel : parcels) {
            ids.append(kept.take(parcel.mailbox + parcel.id)); // twice in one batch: the second lay there already
            if (ids.last() == 0)
                continue;
            auto &delta = deltas[{parcel.mailbox, parcel.sender}];
            ++delta.number;
            delta.bytes += parcel.body.size();
            parcel.route.isEmpty() ? void(boxes.insert(parcel.mailbox)) : void(routes.insert(parcel.route));
        }
        if (const auto counted = count(deltas); !counted)
            return counted;
        QString list;
        for (const auto &mailbox : boxes) {
            list += (list.isEmpty() ? QString() : u","_s) + hexOf(mailbox);
            if (list.size() > noticeBytes)
                if (const auto told = tell(u"mailbox|"_s + std::exchange(list, {})); !told)
                    return told;
        }
        if (!list.isEmpty())
            if (const auto told = tell(u"mailbox|"_s + list); !told)
                return told;
        for (const auto &route : routes)
            if (const auto told = tell(u"route|"_s + route); !told)
                return told;
        return {};
    };
    if (const auto done = transaction(work); !done)
        return tl::unexpected(done.error());
    remember(deltas);
    return ids;
}

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
    Deltas deltas;
    const auto done = transaction([&]() -> Result<qint64> {
        const auto gone = deleteRows(u"id IN (SELECT id FROM envelope WHERE expires <= ? ORDER BY expires LIMIT ?)"_s,
                                     {nowMs, most}, deltas);
        if (!gone)
            return gone;
        if (const auto counted = count(deltas); !counted)
            return tl::unexpected(counted.error());
        return gone;
    });
    if (done)
        remember(deltas);
    return done;
}

Result<qint64> HubStore::clear(const QByteArray &mailbox)
{
    Deltas deltas;
    const auto done = transaction([&]() -> Result<qint64> {
        const auto gone = deleteRows(u"mailbox = ?"_s, {mailbox}, deltas);
        if (!gone)
            return gone;
        if (const auto counted = count(deltas); !counted)
            return tl::unexpected(counted.error());
        return gone;
    });
    if (done)
        remember(deltas);
    return done;
}

Result<> HubStore::refresh()
{
    auto &query = prepared(u"SELECT mailbox, sender, SUM(number), SUM(bytes) FROM lying GROUP BY mailbox, sender"_s);
    if (const auto done = run(query, u"count"_s); !done)
        return done;
    m_inMailbox.clear();
    m_ofSender.clear();
    m_all = {};
    Deltas deltas;
    while (query.next())
        deltas[{query.value(0).toByteArray(), query.value(1).toByteArray()}]
            = {query.value(2).toLongLong(), query.value(3).toLongLong()};
    query.finish();
    remember(deltas);
    return {};
}

} // namespace sizhen
