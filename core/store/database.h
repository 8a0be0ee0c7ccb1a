// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/sealvfs.h"
#include "core/store/selftest.h"

#include <QHash>

#include <atomic>
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

// A connection to a sealed database, its transaction and what its errors mean. One writes and moves the log; others
// only read, because SQLite before 3.51.3 can damage a file that two connections write (storage.md §1.4-9).
class Database
{
public:
    enum class Mode {
        Create,
        Existing,
        Copy // an empty file that copyTo() fills: no log yet
    };

    static constexpr quint32 usualCheckpoint
        = 1000; // frames of log after which it is moved into the file: SQLite's own

    // For Existing the log was scanned before (scanLog): SQLite plays it back here.
    [[nodiscard]] static Result<std::unique_ptr<Database>> open(const QString &path, std::unique_ptr<SealVfs> vfs,
                                                                Mode mode, quint32 checkpointAfter = usualCheckpoint);
    // One more connection, for reading only, to what this one (the writer) has open. Called on the writer's thread; used
    // on one thread at a time while the writer goes on. Closed before the writer: its log could not be cut else.
    [[nodiscard]] Result<std::unique_ptr<Database>> reader() const;
    ~Database();
    Q_DISABLE_COPY_MOVE(Database)

    [[nodiscard]] Result<> execute(const char *sql);
    [[nodiscard]] Query query(const char *sql); // a literal: statements are kept by its address
    [[nodiscard]] Query change(const char *sql); // the same for a statement that writes: only in a transaction

    [[nodiscard]] Result<> begin();
    [[nodiscard]] Result<> end(bool commit);

    [[nodiscard]] bool inTransaction() const { return m_inTransaction; }

    // A reader's view stands still from here to end(): everything committed before, nothing after.
    [[nodiscard]] Result<> beginReading();

    // Moves the whole log into the file and cuts it. Busy while somebody reads what lies in it.
    [[nodiscard]] Result<> checkpoint();

    // Copies everything, page by page, into a new file at `path`, sealed for `vfs` (its own id, any key), and syncs it.
    // `progress` hears 0..1 and says whether to go on (else Fault::Refused, "backup.cancelled"). On a reader: the view of
    // the moment, while the writer goes on.
    [[nodiscard]] Result<> copyTo(const QString &path, std::unique_ptr<SealVfs> vfs,
                                  const std::function<bool(double)> &progress);

    // Frames of the log that this connection has committed since it was last cut.
    [[nodiscard]] quint32 logFrames() const { return m_logFrames; }

    [[nodiscard]] Result<StoreFacts> facts() const { return storeFacts(m_db, m_vfs->name()); }

    [[nodiscard]] SealVfs &vfs() { return *m_vfs; }

private:
    friend class Query;

    Database(std::unique_ptr<SealVfs> vfs, quint32 checkpointAfter)
        : m_vfs(std::move(vfs))
        , m_checkpointAfter(checkpointAfter)
        , m_nextCheckpoint(checkpointAfter)
    {
    }

    [[nodiscard]] Result<> connect(const QByteArray &path, Mode mode);
    [[nodiscard]] Result<> connectReader(const QByteArray &path);
    [[nodiscard]] Result<> checkOurs() const;
    [[nodiscard]] Error error(int code);
    static int committed(void *self, sqlite3 *, const char *, int frames);

    std::unique_ptr<SealVfs> m_vfs; // outlives the connection
    sqlite3 *m_db = nullptr;
    QHash<const char *, sqlite3_stmt *> m_statements;
    bool m_inTransaction = false;
    bool m_broken = false; // a write of this transaction failed: it may not be committed
    quint32 m_checkpointAfter;
    std::atomic<quint32> m_logFrames = 0; // a reader asks too
    quint32 m_nextCheckpoint; // frames at which the log is to be moved; later when a reader was in the way
    QByteArray m_path;
};

} // namespace sizhen
