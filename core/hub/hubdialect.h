// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QSqlDatabase>
#include <QString>
#include <QStringList>

namespace sizhen {

// All that SQLite and PostgreSQL do not have in common; every other statement of the hub is the same for both.
class HubDialect
{
public:
    // `database` is a path, or postgres://user:password@host:port/name?sslmode=…; password and host may come from the
    // environment of libpq or ~/.pgpass as well, and ?host=/folder names a Unix socket.
    explicit HubDialect(QString database);

    [[nodiscard]] bool isPostgres() const { return m_postgres; }

    // A connection of that name, open and set for durable commits. Fault::Busy, NoSpace, Io, Invalid.
    [[nodiscard]] Result<QSqlDatabase> open(const QString &name, qint64 maxBytes) const;
    [[nodiscard]] QStringList schema() const;
    [[nodiscard]] Result<> failed(const QSqlError &error, const QString &doing) const;

private:
    [[nodiscard]] QSqlDatabase describe(const QString &name) const;
    [[nodiscard]] QStringList pragmas(qint64 maxBytes) const;

    QString m_database;
    bool m_postgres = false;
};

} // namespace sizhen
