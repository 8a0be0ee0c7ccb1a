// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/database.h"
#include "core/store/tables.h"

namespace sizhen {

// The row table in SQL ("item": "row" is close to a word of SQL).
class Items final : public RowTable
{
public:
    explicit Items(Database &database)
        : m_database(database)
    {
    }

    [[nodiscard]] Result<> put(const QString &kind, const Row &row) override;
    [[nodiscard]] Result<std::optional<Row>> at(const QString &kind, const QString &key) override;
    [[nodiscard]] Result<> remove(const QString &kind, const QString &key) override;
    [[nodiscard]] Result<QList<Row>> list(const QString &kind, const QString &from, const QString &to,
                                          int limit) override;
    [[nodiscard]] Result<qint64> count(const QString &kind) override;
    [[nodiscard]] Result<> clear(const QString &kind) override;

private:
    Database &m_database;
};

} // namespace sizhen
