// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArrayList>
#include <QDeadlineTimer>
#include <QHash>
#include <QSocketNotifier>

#include <functional>
#include <memory>
#include <optional>

using PGconn = struct pg_conn;
using PGresult = struct pg_result;

namespace sizhen {

// What a statement gave, in PostgreSQL's binary form.
class PostgresRows
{
public:
    explicit PostgresRows(PGresult *result);

    [[nodiscard]] int count() const;
    [[nodiscard]] qint64 number(int row, int column) const; // a bigint
    [[nodiscard]] QByteArray bytes(int row, int column) const; // a bytea or text

private:
    std::shared_ptr<PGresult> m_result; // a copy of the rows is the same rows
};

// Parameters in binary: no digit is written out and read again, which is two thirds of what a row costs otherwise.
namespace pgbinary {
[[nodiscard]] QByteArray number(qint64 value); // bigint
[[nodiscard]] QByteArray array(const QByteArrayList &values); // bytea[]
[[nodiscard]] QByteArray texts(const QByteArrayList &values); // text[]
[[nodiscard]] QByteArray array(const QList<qint64> &values); // bigint[]
} // namespace pgbinary

// A connection to PostgreSQL that waits for nothing: a statement goes out, its answer comes with the event loop. One at a
// time, each a transaction of its own. For what is worth it; all else goes through Qt Sql.
class PostgresLink final : public QObject
{
    Q_OBJECT
public:
    using Done = std::function<void(const Result<PostgresRows> &)>;

    PostgresLink(QString url, QByteArray setup); // `setup`: statements said first on each connection
    ~PostgresLink() override;

    // Blocks, for some seconds at most. Does nothing while it is open, and fails at once soon after it failed: most of the
    // time is for others.
    [[nodiscard]] Result<> open();
    [[nodiscard]] bool isOpen() const { return bool(m_connection); }

    [[nodiscard]] bool isBusy() const { return bool(m_done); }

    // Not while isBusy(). `statement` is a literal: it is prepared once. Nothing is known of what an answer that never
    // came stands for.
    void run(const char *statement, const QByteArrayList &parameters, Done done);
    void finish(); // waits until it is no longer busy

Q_SIGNALS:
    void notified(const QByteArray &channel, const QByteArray &payload); // after LISTEN in the setup

private:
    [[nodiscard]] Result<> dial();
    [[nodiscard]] Result<> prepare(const char *statement);
    [[nodiscard]] tl::unexpected<Error> broken(const QString &doing, PGresult *result = nullptr);
    void push();
    void pull();
    void take();
    void answer(const Result<PostgresRows> &rows);
    void close();

    const QString m_url;
    const QByteArray m_setup;
    std::unique_ptr<PGconn, void (*)(PGconn *)> m_connection;
    std::unique_ptr<QSocketNotifier> m_readable;
    std::unique_ptr<QSocketNotifier> m_writable;
    QHash<const char *, QByteArray> m_prepared;
    std::optional<Result<PostgresRows>> m_rows; // of the statement under way
    Done m_done;
    QDeadlineTimer m_pause;
};

} // namespace sizhen
