// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/sealvfs.h"

#include <QHash>

#include <functional>

namespace sizhen {

class Database;

// One run of a prepared statement. Reset when it goes, so the next one can use it; not to be kept.
class Query
{
public:
    Query(Database &database, sqlite3_stmt *statement, int code);
    ~Query();
    Q_DISABLE_COPY(Query)
    Query(Query &&other) noexcept;

    // Parameters from the left. Bytes are not copied: they outlive the query.
    Query &bind(qint64 number);
    Query &bind(const QByteArray &bytes);
    Query &bind(const QString &text);

    // True: a row is there. Fault::Invalid: a uniqueness was violated.
    [[nodiscard]] Result<bool> step();
    [[nodiscard]] Result<> run(); // step() for what gives no rows

    [[nodiscard]] qint64 number(int column) const;
    [[nodiscard]] QByteArray bytes(int column) const;
    [[nodiscard]] QString text(int column) const;

private:
    Database &m_database;
    sqlite3_stmt *m_statement;
    int m_code;
    int m_next = 1;
};

// The one connection to a sealed database, its transaction and what its errors mean.
class Database
{
public:
    enum class Mode { Create, Existing };

    static constexpr quint32 usualCheckpoint
        = 1000; // frames of log after which it is moved into the file: SQLite's own

    // For Existing the log was scanned before (scanLog): SQLite plays it back here.
    [[nodiscard]] static Result<std::unique_ptr<Database>> open(const QString &path, std::unique_ptr<SealVfs> vfs,
                                                                Mode mode, quint32 checkpointAfter = usualCheckpoint);
    ~Database();
    Q_DISABLE_COPY_MOVE(Database)

    [[nodiscard]] Result<> execute(const char *sql);
    [[nodiscard]] Query query(const char *sql); // a literal: statements are kept by its address
    [[nodiscard]] Query change(const char *sql); // the same for a statement that writes: only in a transaction

    [[nodiscard]] Result<> begin();
    [[nodiscard]] Result<> end(bool commit);

    [[nodiscard]] bool inTransaction() const { return m_inTransaction; }

    // Moves the whole log into the file and cuts it.
    [[nodiscard]] Result<> checkpoint();

    // Frames of the log that this connection has committed since it was last cut.
    [[nodiscard]] quint32 logFrames() const { return m_logFrames; }

    [[nodiscard]] SealVfs &vfs() { return *m_vfs; }

private:
    friend class Query;

    Database(std::unique_ptr<SealVfs> vfs, quint32 checkpointAfter)
        : m_vfs(std::move(vfs))
        , m_checkpointAfter(checkpointAfter)
    {
    }

    [[nodiscard]] Result<> connect(const QByteArray &path, Mode mode);
    [[nodiscard]] Error error(int code);
    static int committed(void *self, sqlite3 *, const char *, int frames);

    std::unique_ptr<SealVfs> m_vfs; // outlives the connection
    sqlite3 *m_db = nullptr;
    QHash<const char *, sqlite3_stmt *> m_statements;
    bool m_inTransaction = false;
    bool m_broken = false; // a write of this transaction failed: it may not be committed
    quint32 m_checkpointAfter;
    quint32 m_logFrames = 0;
};

} // namespace sizhen
