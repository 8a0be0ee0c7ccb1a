// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/database.h"
#include "core/store/tables.h"

#include <QHash>

namespace sizhen {

// The entry table in SQL. Remembers the end of each feed it has touched, so that an append is one insert and no search.
class Entries final : public EntryTable
{
public:
    explicit Entries(Database &database)
        : m_database(database)
    {
    }

    [[nodiscard]] Result<> append(const EntryRow &row) override;
    [[nodiscard]] Result<std::optional<EntryRow>> at(const QByteArray &feed, quint64 sequence) override;
    [[nodiscard]] Result<QList<EntryRow>> ofStream(const QByteArray &stream) override;
    [[nodiscard]] Result<QList<EntryRow>> ofFeed(const QByteArray &feed, quint64 sequence, qint64 maxBytes) override;
    [[nodiscard]] Result<QList<FeedHead>> heads(const QByteArray &stream) override;
    [[nodiscard]] Result<QList<QByteArray>> streams() override;
    [[nodiscard]] Result<qint64> count() override;
    [[nodiscard]] Result<Mark> mark() override;
    [[nodiscard]] Result<QByteArray> hashAt(qint64 number) override;

    // After a rollback: what was remembered may never have happened.
    void forget() { m_feeds.clear(); }

    // Reads every entry. Adds what is wrong ("feed 3fa9…: hole after entry 4").
    [[nodiscard]] Result<qint64> verify(QStringList &damaged, const std::function<void(double)> &progress);

private:
    struct Feed {
        qint64 id = 0; // 0: not in the table yet
        QByteArray stream;
        quint64 sequence = 0;
    };

    [[nodiscard]] Result<Feed> feedOf(const QByteArray &feed);
    [[nodiscard]] Result<qint64> addFeed(const QByteArray &feed, const QByteArray &stream);

    Database &m_database;
    QHash<QByteArray, Feed> m_feeds;
};

} // namespace sizhen
