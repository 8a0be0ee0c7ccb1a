// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/hub/hubdialect.h"

#include <QSqlError>
#include <QSqlQuery>
#include <QUrl>
#include <QUrlQuery>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int pageSize = 8192;

// {blob}, {serial} and {strict} differ. An envelope's id is never used twice: a late GONE must not hit a later one.
constexpr const char *tables[] = {
    "CREATE TABLE IF NOT EXISTS setting(key TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS institution(root {blob} PRIMARY KEY, mailbox {blob} NOT NULL UNIQUE, name TEXT NOT NULL,"
    " country TEXT NOT NULL, admitted BIGINT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS revocation(station {blob} PRIMARY KEY, at BIGINT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS peer(url TEXT PRIMARY KEY, hub {blob} NOT NULL, pin {blob} NOT NULL)",
    "CREATE TABLE IF NOT EXISTS envelope(id {serial}, mailbox {blob} NOT NULL, route TEXT NOT NULL,"
    " envelope {blob} NOT NULL, sender {blob} NOT NULL, size BIGINT NOT NULL, expires BIGINT NOT NULL, body {blob} NOT NULL)",
    "CREATE UNIQUE INDEX IF NOT EXISTS envelope_once ON envelope(mailbox, envelope)",
    "CREATE INDEX IF NOT EXISTS envelope_waiting ON envelope(mailbox, id)",
    "CREATE INDEX IF NOT EXISTS envelope_route ON envelope(route, id) WHERE route <> ''",
    "CREATE INDEX IF NOT EXISTS envelope_expires ON envelope(expires)",
    // Each hub counts what it did itself: hubs on one database never wait for each other here. The sum is what lies there.
    "CREATE TABLE IF NOT EXISTS lying(node TEXT NOT NULL, mailbox {blob} NOT NULL, sender {blob} NOT NULL,"
    " number BIGINT NOT NULL, bytes BIGINT NOT NULL, PRIMARY KEY(node, mailbox, sender))",
    "INSERT INTO setting(key, value) VALUES('schema', '1') ON CONFLICT DO NOTHING",
};

} // namespace

HubDialect::HubDialect(QString database)
    : m_database(std::move(database))
    , m_postgres(m_database.startsWith(u"postgres://") || m_database.startsWith(u"postgresql://"))
{
}

QSqlDatabase HubDialect::describe(const QString &name) const
{
    if (!m_postgres) {
        auto database = QSqlDatabase::addDatabase(u"QSQLITE"_s, name);
        database.setDatabaseName(m_database);
        return database;
    }
    const QUrl url(m_database);
    const QUrlQuery options(url);
    auto database = QSqlDatabase::addDatabase(u"QPSQL"_s, name);
    database.setDatabaseName(url.path().mid(1));
    database.setUserName(url.userName());
    database.setPassword(url.password());
    database.setHostName(options.hasQueryItem(u"host"_s) ? options.queryItemValue(u"host"_s) : url.host());
    if (url.port() > 0)
        database.setPort(url.port());
    QStringList rest{u"connect_timeout=5"_s};
    const auto items = options.queryItems();
    for (const auto &[key, value] : items)
        if (key != u"host")
            rest.append(key + u'=' + value);
    database.setConnectOptions(rest.join(u';'));
    return database;
}

QStringList HubDialect::pragmas(qint64 maxBytes) const
{
    if (m_postgres)
        return {u"SET synchronous_commit TO on"_s, u"SET client_min_messages TO warning"_s,
                u"SET bytea_output TO hex"_s};
    QStringList list{u"PRAGMA page_size=%1"_s.arg(pageSize), u"PRAGMA locking_mode=EXCLUSIVE"_s,
                     u"PRAGMA journal_mode=WAL"_s,           u"PRAGMA synchronous=FULL"_s,
                     u"PRAGMA temp_store=MEMORY"_s,          u"PRAGMA cache_size=-65536"_s,
                     u"PRAGMA wal_autocheckpoint=4000"_s,    u"PRAGMA journal_size_limit=67108864"_s};
    if (maxBytes > 0)
        list.append(u"PRAGMA max_page_count=%1"_s.arg(qMax<qint64>(64, maxBytes / pageSize)));
    return list;
}

Result<QSqlDatabase> HubDialect::open(const QString &name, qint64 maxBytes) const
{
    auto database = describe(name);
    if (!database.isValid())
        return fail(Fault::Unsupported, u"hub: the database driver is not installed"_s);
    if (!database.open())
        return tl::unexpected(failed(database.lastError(), u"open"_s).error());
    QSqlQuery query(database);
    const auto wanted = pragmas(maxBytes);
    for (const auto &pragma : wanted)
        if (!query.exec(pragma))
            return tl::unexpected(failed(query.lastError(), u"set"_s).error());
    return database;
}

QStringList HubDialect::schema() const
{
    QStringList statements;
    for (const auto *table : tables) {
        auto statement = QString::fromLatin1(table);
        statement.replace(u"{blob}"_s, m_postgres ? u"BYTEA"_s : u"BLOB"_s);
        statement.replace(u"{serial}"_s,
                          m_postgres ? u"BIGSERIAL PRIMARY KEY"_s : u"INTEGER PRIMARY KEY AUTOINCREMENT"_s);
        statements.append(statement);
    }
    return statements;
}

// The driver's sentence may hold what was bound, so the log gets the code alone.
Result<> HubDialect::failed(const QSqlError &error, const QString &doing) const
{
    const auto code = error.nativeErrorCode();
    const auto detail = u"hub: %1 failed, database code %2"_s.arg(doing, code.isEmpty() ? u"none"_s : code);
    if (code == (m_postgres ? u"53100"_s : u"13"_s)) // disk_full, SQLITE_FULL
        return fail(Fault::NoSpace, detail);
    if (!m_postgres && (code == u"5" || code == u"261" || code == u"517"))
        return fail(Fault::Busy, detail);
    if (!m_postgres && (code == u"11" || code == u"26"))
        return fail(Fault::Corrupt, detail);
    return fail(Fault::Io, detail);
}

} // namespace sizhen
