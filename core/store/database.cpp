// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/database.h"

#include "core/base/log.h"
#include "core/store/searchtokenizer.h"
#include "core/store/storeerror.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

// A sorter's or statement's temporary file would be refused by the VFS, so all of it stays in memory.
constexpr auto beforeFirstUse = "PRAGMA temp_store=MEMORY; PRAGMA mmap_size=0; PRAGMA cell_size_check=ON;"
                                "PRAGMA trusted_schema=OFF; PRAGMA secure_delete=ON; PRAGMA cache_size=-16384;";
constexpr auto toWal = "PRAGMA journal_mode=MEMORY; PRAGMA journal_mode=WAL;";

Fault faultOf(int code)
{
    if (code == SQLITE_IOERR_DATA)
        return Fault::Corrupt;
    switch (code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return Fault::Corrupt;
    case SQLITE_FULL:
        return Fault::NoSpace;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return Fault::Busy;
    case SQLITE_CONSTRAINT:
        return Fault::Invalid;
    default:
        return Fault::Io;
    }
}

} // namespace

Result<std::unique_ptr<Database>> Database::open(const QString &path, std::unique_ptr<SealVfs> vfs, Mode mode,
                                                 quint32 checkpointAfter)
{
    std::unique_ptr<Database> database(new Database(std::move(vfs), checkpointAfter));
    if (const auto connected = database->connect(path.toUtf8(), mode); !connected)
        return tl::unexpected(connected.error());
    return database;
}

Result<std::unique_ptr<Database>> Database::reader() const
{
    auto vfs = SealVfs::reader(*m_vfs);
    if (!vfs)
        return tl::unexpected(vfs.error());
    std::unique_ptr<Database> database(new Database(std::move(*vfs), usualCheckpoint));
    if (const auto connected = database->connectReader(m_path); !connected)
        return tl::unexpected(connected.error());
    return database;
}

Result<> Database::connectReader(const QByteArray &path)
{
    m_path = path;
    constexpr int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    if (const int code = sqlite3_open_v2(path.constData(), &m_db, flags, m_vfs->name()); code != SQLITE_OK)
        return tl::unexpected(error(code));
    sqlite3_db_config(m_db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_limit(m_db, SQLITE_LIMIT_ATTACHED, 0);
    if (auto added = addSearchTokenizer(m_db); !added)
        return added;
    if (const auto done = execute(beforeFirstUse); !done)
        return done;
    if (const auto done
        = execute("PRAGMA query_only=1; PRAGMA wal_autocheckpoint=0; SELECT count(*) FROM sqlite_schema;");
        !done)
        return done;
    m_vfs->setRecovered();
    return checkOurs();
}

Result<> Database::connect(const QByteArray &path, Mode mode)
{
    m_path = path;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        | (mode == Mode::Existing ? 0 : SQLITE_OPEN_CREATE);
    if (const int code = sqlite3_open_v2(path.constData(), &m_db, flags, m_vfs->name()); code != SQLITE_OK)
        return tl::unexpected(error(code));
    sqlite3_db_config(m_db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_limit(m_db, SQLITE_LIMIT_ATTACHED, 0);
    if (auto added = addSearchTokenizer(m_db); !added)
        return added;
    if (const auto done = execute(beforeFirstUse); !done)
        return done;
    if (mode != Mode::Existing) {
        int reservedBytes = sealing::reserve;
        if (sqlite3_file_control(m_db, nullptr, SQLITE_FCNTL_RESERVE_BYTES, &reservedBytes) != SQLITE_OK)
            return fail(Fault::Unsupported, u"sqlite: no reserved bytes"_s);
        if (mode == Mode::Copy)
            return execute("PRAGMA journal_mode=MEMORY; PRAGMA synchronous=FULL;");
        if (const auto done = execute(toWal); !done)
            return done;
    }
    // The first real read: SQLite plays the log back. EXTRA and FULL are the same in WAL mode.
    if (const auto done = execute("PRAGMA synchronous=FULL; SELECT count(*) FROM sqlite_schema;"); !done)
        return done;
    m_vfs->setRecovered();
    if (const auto ours = checkOurs(); !ours)
        return ours;
    // A full disk must not keep anybody from reading: the log then stays as it is.
    if (const auto done = checkpoint(); !done && done.error().fault != Fault::NoSpace)
        return done;
    sqlite3_wal_hook(m_db, committed, this);
    const auto found = facts();
    return found ? refuseUnlessGood(judge(*found)) : tl::unexpected(found.error());
}

Result<> Database::checkOurs() const
{
    char *name = nullptr;
    sqlite3_file_control(m_db, nullptr, SQLITE_FCNTL_VFSNAME, &name);
    const bool ours = name && qstrcmp(name, m_vfs->name()) == 0;
    sqlite3_free(name);
    if (!ours || !m_vfs->log())
        return fail(Fault::Unsupported, u"sqlite: not opened through our VFS, or not in WAL mode"_s);
    return {};
}

Database::~Database()
{
    for (auto *statement : std::as_const(m_statements))
        sqlite3_finalize(statement);
    // Checkpoints and removes the log. If that fails nothing is lost: the next open plays the log back.
    if (const int code = sqlite3_close(m_db); code != SQLITE_OK)
        qCWarning(lcStore, "closing the database: SQLite says %d", code);
}

Error Database::error(int code)
{
    const auto fault = faultOf(code);
    if (m_inTransaction && fault != Fault::Invalid)
        m_broken = true;
    auto detail = code == SQLITE_MISUSE ? u"a write outside a transaction, or after one that failed"_s
                                        : u"sqlite %1"_s.arg(code);
    if (fault == Fault::Corrupt)
        detail = m_vfs->firstDamage().isEmpty() ? u"vault.db: the database contradicts itself (%1)"_s.arg(code)
                                                : m_vfs->firstDamage();
    if ((code & 0xff) == SQLITE_READONLY)
        return {fault, detail, u"EMG-05"_s, u"vault.read_only"_s, {}};
    return storeError({fault, detail, {}, {}, {}});
}

Result<> Database::execute(const char *sql)
{
    const int code = sqlite3_exec(m_db, sql, nullptr, nullptr, nullptr);
    return code == SQLITE_OK ? Result<>() : tl::unexpected(error(code));
}

Query Database::query(const char *sql)
{
    auto &statement = m_statements[sql];
    int code = SQLITE_OK;
    if (!statement)
        code = sqlite3_prepare_v3(m_db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    return {*this, statement, code};
}

Query Database::change(const char *sql)
{
    // SQLite rolls back by itself on a full disk; what follows would then be committed one by one.
    if (!m_inTransaction || m_broken || sqlite3_get_autocommit(m_db))
        return {*this, nullptr, SQLITE_MISUSE};
    return query(sql);
}

Result<> Database::begin()
{
    if (m_inTransaction)
        return fail(Fault::Io, u"transactions do not nest"_s);
    // Unmounted or renamed under us: what we have open would still take every byte, and nobody would find them again.
    int moved = 0;
    if (sqlite3_file_control(m_db, nullptr, SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK && moved != 0)
        return tl::unexpected(Error{Fault::Io, u"vault.db is no longer in its place"_s, u"EMG-05"_s, u"vault.gone"_s, {}});
    if (auto begun = execute("BEGIN IMMEDIATE"); !begun)
        return begun;
    m_inTransaction = true;
    m_broken = false;
    return {};
}

Result<> Database::beginReading()
{
    if (m_inTransaction || !m_vfs->isReadOnly())
        return fail(Fault::Io, u"a reader reads once at a time"_s);
    // BEGIN alone looks at nothing; the view stands from the first read on.
    if (auto begun = execute("BEGIN; SELECT count(*) FROM sqlite_schema;"); !begun)
        return begun;
    m_inTransaction = true;
    m_broken = false;
    return {};
}

Result<> Database::end(bool commit)
{
    const bool broken = m_broken;
    auto done = Result<>();
    if (commit && broken)
        done = fail(Fault::Io, u"a write of this transaction failed; it was rolled back"_s);
    else if (commit)
        done = execute("COMMIT");
    m_inTransaction = false;
    if ((!commit || !done) && !sqlite3_get_autocommit(m_db))
        if (auto undone = execute("ROLLBACK"); !undone && done)
            done = undone;
    return done;
}

Result<> Database::checkpoint()
{
    int frames = 0;
    int moved = 0;
    const int code = sqlite3_wal_checkpoint_v2(m_db, "main", SQLITE_CHECKPOINT_TRUNCATE, &frames, &moved);
    if (code != SQLITE_OK)
        return tl::unexpected(error(code));
    m_logFrames = 0;
    m_nextCheckpoint = m_checkpointAfter;
    return {};
}

int Database::committed(void *self, sqlite3 *, const char *, int frames)
{
    auto &database = *static_cast<Database *>(self);
    database.m_logFrames = quint32(frames);
    // A checkpoint that fails (full disk) does not undo the commit, which is durable in the log.
    if (database.m_logFrames >= database.m_nextCheckpoint)
        if (const auto done = database.checkpoint(); !done) {
            database.m_nextCheckpoint = database.m_logFrames + database.m_checkpointAfter / 4 + 1;
            if (done.error().fault != Fault::Busy) // a reader will go
                qCWarning(lcStore, "checkpoint put off: %s", qUtf8Printable(done.error().detail));
        }
    return SQLITE_OK;
}

} // namespace sizhen
