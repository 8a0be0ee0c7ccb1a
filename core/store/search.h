// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/database.h"
#include "core/store/tables.h"

namespace sizhen {

// The search table on FTS5.
class Search final : public SearchTable
{
public:
    explicit Search(Database &database)
        : m_database(database)
    {
    }

    [[nodiscard]] Result<> put(const SearchText &text) override;
    [[nodiscard]] Result<> remove(const QString &kind, const QString &key) override;
    [[nodiscard]] Result<> clear() override;
    [[nodiscard]] Result<QList<SearchHit>> find(const QString &typed, int limit, const QString &kind) override;
    [[nodiscard]] Result<QStringList> keys(const QString &typed, const QString &kind) override;
    [[nodiscard]] Result<qint64> count(const QString &typed, const QString &kind) override;
    [[nodiscard]] Result<> compact() override;

    // Compares the index with the texts it was made from. False: it must be made again.
    [[nodiscard]] Result<bool> agrees();

private:
    [[nodiscard]] Result<qint64> freePlace(qint64 wanted);
    [[nodiscard]] Result<> take(qint64 id, const QString &body);

    Database &m_database;
};

} // namespace sizhen
