// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/hub/hubstore.h"

#include "core/hub/hublog.h"

#include <QSqlError>
#include <QUuid>

#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int pauseMs = 2'000;
// The plan is made once, perhaps while the tables are empty: it must not become one that reads them whole.
constexpr auto forTheLane = "SET synchronous_commit TO on; SET client_min_messages TO warning; SET jit TO off;"
                            " SET enable_seqscan TO off; SET enable_hashjoin TO off; SET enable_mergejoin TO off;"
                            " SET plan_cache_mode TO force_generic_plan";

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
    if (m_dialect.isPostgres()) {
        m_lane = std::make_unique<PostgresLink>(m_place.database, forTheLane);
        m_neighbours = std::make_unique<HubNeighbours>(m_place.database, m_place.node.toUtf8());
        connect(m_neighbours.get(), &HubNeighbours::noticed, this, &HubStore::heard);
        m_neighbours->listen();
    }
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
    query.addBindValue(channel());
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

Result<> HubStore::transaction(const std::function<Result<>()> &work)
{
    if (!m_database.transaction()) {
        const auto failed = m_dialect.failed(m_database.lastError(), u"begin"_s);
        if (m_dialect.isPostgres())
            m_database.close();
        return failed;
    }
    if (auto done = work(); !done) {
        if (m_database.isOpen())
            m_database.rollback();
        return done;
    }
    if (m_database.commit())
        return {};
    const auto failed = m_dialect.failed(m_database.lastError(), u"commit"_s);
    m_database.rollback();
    if (m_dialect.isPostgres())
        m_database.close(); // it may have been committed or not: what is asked again is answered again
    return failed;
}

void HubStore::remember(const Deltas &deltas)
{
    for (const auto &[key, delta] : deltas)
        for (auto *lying : {&m_inMailbox[key.first], &m_ofSender[key.second], &m_all}) {
            lying->number += delta.number;
            lying->bytes += delta.bytes;
        }
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
