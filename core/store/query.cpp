// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/database.h"

namespace sizhen {

Query::Query(Database &database, sqlite3_stmt *statement, int code)
    : m_database(database)
    , m_statement(statement)
    , m_code(code)
{
}

Query::Query(Query &&other) noexcept
    : m_database(other.m_database)
    , m_statement(std::exchange(other.m_statement, nullptr))
    , m_code(other.m_code)
    , m_next(other.m_next)
{
}

Query::~Query()
{
    if (!m_statement)
        return;
    sqlite3_reset(m_statement);
    sqlite3_clear_bindings(m_statement); // they point to bytes that may go now
}

Query &Query::bind(qint64 number)
{
    if (m_code == SQLITE_OK)
        m_code = sqlite3_bind_int64(m_statement, m_next++, number);
    return *this;
}

Query &Query::bind(const QByteArray &bytes)
{
    // A null pointer would bind NULL; our columns are NOT NULL and an empty value is not missing.
    const char *data = bytes.isEmpty() ? "" : bytes.constData();
    if (m_code == SQLITE_OK)
        m_code = sqlite3_bind_blob64(m_statement, m_next++, data, quint64(bytes.size()), SQLITE_STATIC);
    return *this;
}

Query &Query::bind(const QString &text)
{
    const auto utf8 = text.toUtf8();
    const char *data = utf8.isEmpty() ? "" : utf8.constData();
    if (m_code == SQLITE_OK)
        m_code = sqlite3_bind_text64(m_statement, m_next++, data, quint64(utf8.size()), SQLITE_TRANSIENT, SQLITE_UTF8);
    return *this;
}

Result<bool> Query::step()
{
    if (m_code == SQLITE_OK)
        m_code = sqlite3_step(m_statement);
    const int code = std::exchange(m_code, SQLITE_OK);
    if (code == SQLITE_ROW)
        return true;
    if (code == SQLITE_DONE)
        return false;
    return tl::unexpected(m_database.error(code));
}

Result<> Query::run()
{
    const auto stepped = step();
    return stepped ? Result<>() : tl::unexpected(stepped.error());
}

qint64 Query::number(int column) const
{
    return sqlite3_column_int64(m_statement, column);
}

QByteArray Query::bytes(int column) const
{
    const auto *data = static_cast<const char *>(sqlite3_column_blob(m_statement, column));
    return {data, sqlite3_column_bytes(m_statement, column)};
}

QString Query::text(int column) const
{
    const auto *data = reinterpret_cast<const char *>(sqlite3_column_text(m_statement, column));
    return QString::fromUtf8(data, sqlite3_column_bytes(m_statement, column));
}

} // namespace sizhen
