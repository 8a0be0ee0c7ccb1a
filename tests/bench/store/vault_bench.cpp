// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/vaultfiles.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <vector>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;

// The sealed database against plain SQLite in one run: the same statements, rounds by turns, medians (docs: targets).
namespace {

constexpr int entries = 30'000;
constexpr int rounds = 3;

void must(bool done, const char *what)
{
    if (!done) {
        std::fprintf(stderr, "%s failed\n", what);
        std::exit(1);
    }
}

class Connection
{
public:
    Connection(const QString &path, bool sealed)
    {
        if (sealed) {
            auto made = SealVfs::make(SecretBytes::random(keySize), sealing::newFileId(), {});
            must(made.has_value(), "vfs");
            m_vfs = std::move(*made);
        }
        must(sqlite3_open_v2(QFile::encodeName(path).constData(), &m_db,
                             SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                             m_vfs ? m_vfs->name() : nullptr)
                 == SQLITE_OK,
             "open");
        int reserve = sealing::reserve;
        if (sealed)
            sqlite3_file_control(m_db, nullptr, SQLITE_FCNTL_RESERVE_BYTES, &reserve);
        run("PRAGMA temp_store=MEMORY; PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=MEMORY; PRAGMA "
            "journal_mode=WAL;"
            "PRAGMA synchronous=FULL; CREATE TABLE entry(id INTEGER PRIMARY KEY, feed INTEGER NOT NULL, sequence "
            "INTEGER NOT NULL,"
            "hlc INTEGER NOT NULL, hash BLOB NOT NULL, raw BLOB NOT NULL); CREATE UNIQUE INDEX entry_by_feed ON "
            "entry(feed, sequence);"
            "CREATE UNIQUE INDEX entry_by_hash ON entry(hash); CREATE VIRTUAL TABLE note USING fts5(text);");
        if (m_vfs)
            m_vfs->setRecovered();
    }

    ~Connection()
    {
        for (auto *statement : m_statements)
            sqlite3_finalize(statement);
        sqlite3_close(m_db);
    }
    Q_DISABLE_COPY_MOVE(Connection)

    void run(const char *sql) { must(sqlite3_exec(m_db, sql, nullptr, nullptr, nullptr) == SQLITE_OK, sql); }

    sqlite3_stmt *prepare(const char *sql)
    {
        sqlite3_stmt *statement = nullptr;
        must(sqlite3_prepare_v2(m_db, sql, -1, &statement, nullptr) == SQLITE_OK, sql);
        m_statements.push_back(statement);
        return statement;
    }

private:
    std::unique_ptr<SealVfs> m_vfs;
    sqlite3 *m_db = nullptr;
    std::vector<sqlite3_stmt *> m_statements;
};

void insert(Connection &db, int from, int count, int perTransaction)
{
    auto *statement = db.prepare("INSERT INTO entry(feed, sequence, hlc, hash, raw) VALUES(?, ?, ?, ?, ?)");
    for (int i = from; i < from + count; ++i) {
        if ((i - from) % perTransaction == 0)
            db.run("BEGIN IMMEDIATE");
        const auto digest = hash("bench", QByteArray::number(i));
        const auto raw = digest.repeated(32); // 1 KB
        sqlite3_bind_int(statement, 1, i % 100);
        sqlite3_bind_int(statement, 2, i / 100 + 1);
        sqlite3_bind_int64(statement, 3, qint64(i) << 16);
        sqlite3_bind_blob(statement, 4, digest.constData(), int(digest.size()), SQLITE_STATIC);
        sqlite3_bind_blob(statement, 5, raw.constData(), int(raw.size()), SQLITE_STATIC);
        must(sqlite3_step(statement) == SQLITE_DONE, "insert");
        sqlite3_reset(statement);
        if ((i - from) % perTransaction == perTransaction - 1 || i == from + count - 1)
            db.run("COMMIT");
    }
}

void readAll(sqlite3_stmt *statement)
{
    while (sqlite3_step(statement) == SQLITE_ROW)
        must(sqlite3_column_bytes(statement, 0) > 0, "read");
    sqlite3_reset(statement);
}

void select(Connection &db, const char *cache, int count)
{
    db.run(cache);
    auto *statement = db.prepare("SELECT raw FROM entry WHERE feed = ? AND sequence = ?");
    quint32 dice = 1;
    for (int i = 0; i < count; ++i) {
        dice = dice * 1664525 + 1013904223;
        const int n = int(dice >> 8) % entries;
        sqlite3_bind_int(statement, 1, n % 100);
        sqlite3_bind_int(statement, 2, n / 100 + 1);
        readAll(statement);
    }
    db.run("PRAGMA cache_size=-16384");
}

void searchText(Connection &db, bool write)
{
    if (write) {
        auto *statement = db.prepare("INSERT INTO note(text) VALUES(?)");
        db.run("BEGIN IMMEDIATE");
        for (int i = 0; i < 20'000; ++i) {
            const auto text = hash("note", QByteArray::number(i)).toHex().replace("0", " ") + " pulse wiry";
            sqlite3_bind_text(statement, 1, text.constData(), int(text.size()), SQLITE_STATIC);
            must(sqlite3_step(statement) == SQLITE_DONE, "fts insert");
            sqlite3_reset(statement);
        }
        db.run("COMMIT");
        return;
    }
    auto *statement = db.prepare("SELECT rowid FROM note WHERE note MATCH 'wiry' LIMIT 2000");
    for (int i = 0; i < 5; ++i)
        readAll(statement);
}

void update(Connection &db)
{
    auto *statement = db.prepare("UPDATE entry SET hlc = hlc + 1 WHERE id = ?");
    quint32 dice = 1;
    db.run("BEGIN IMMEDIATE");
    for (int i = 0; i < 3'000; ++i) {
        dice = dice * 1664525 + 1013904223;
        sqlite3_bind_int(statement, 1, 1 + int(dice >> 8) % entries);
        must(sqlite3_step(statement) == SQLITE_DONE, "update");
        sqlite3_reset(statement);
    }
    db.run("COMMIT");
}

struct Workload {
    const char *name;
    void (*run)(Connection &);
};

const Workload workloads[] = {
    {"bulk insert, 500 a transaction", [](Connection &db) { insert(db, 0, entries, 500); }},
    {"single commits, FULL", [](Connection &db) { insert(db, entries, 300, 1); }},
    {"full-text insert", [](Connection &db) { searchText(db, true); }},
    {"random select, 2 MB cache", [](Connection &db) { select(db, "PRAGMA cache_size=-2000", 15'000); }},
    {"random select, 64 MB cache", [](Connection &db) { select(db, "PRAGMA cache_size=-64000", 15'000); }},
    {"case scan",
     [](Connection &db) {
         auto *statement = db.prepare("SELECT raw FROM entry WHERE feed = ? ORDER BY sequence LIMIT 50");
         for (int feed = 0; feed < 100; ++feed) {
             sqlite3_bind_int(statement, 1, feed);
             readAll(statement);
         }
     }},
    {"full scan", [](Connection &db) { readAll(db.prepare("SELECT raw FROM entry")); }},
    {"full-text query", [](Connection &db) { searchText(db, false); }},
    {"random update", update},
};
constexpr std::size_t count = std::size(workloads);

struct Times {
    double cpu = 0;
    double wall = 0;
};

Times measure(const Workload &workload, Connection &db)
{
    QElapsedTimer timer;
    timer.start();
    const auto before = std::clock();
    workload.run(db);
    return {double(std::clock() - before) / CLOCKS_PER_SEC, double(timer.nsecsElapsed()) / 1e9};
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

void compare(const QString &where)
{
    std::vector<Times> times[2][count];
    for (int round = 0; round < rounds; ++round) {
        for (const bool sealed : {false, true}) {
            QTemporaryDir place(where + u"/sizhen-bench-XXXXXX"_s);
            Connection db(place.filePath(u"bench.db"_s), sealed);
            for (std::size_t i = 0; i < count; ++i)
                times[sealed][i].push_back(measure(workloads[i], db));
        }
    }
    std::printf("\n%s: %d entries of 1 KB, medians of %d rounds\n%-32s %9s %9s %6s   %9s %9s %6s\n", qPrintable(where),
                entries, rounds, "", "plain CPU", "vault CPU", "ratio", "plain s", "vault s", "ratio");
    Times total[2];
    const auto print = [](const char *name, const Times &plain, const Times &vault) {
        std::printf("%-32s %9.3f %9.3f %5.2fx   %9.3f %9.3f %5.2fx\n", name, plain.cpu, vault.cpu,
                    vault.cpu / plain.cpu, plain.wall, vault.wall, vault.wall / plain.wall);
    };
    for (std::size_t i = 0; i < count; ++i) {
        Times middle[2];
        for (const int sealed : {0, 1}) {
            std::vector<double> cpu;
            std::vector<double> wall;
            for (const auto &one : times[sealed][i]) {
                cpu.push_back(one.cpu);
                wall.push_back(one.wall);
            }
            middle[sealed] = {median(cpu), median(wall)};
            total[sealed].cpu += middle[sealed].cpu;
            total[sealed].wall += middle[sealed].wall;
        }
        print(workloads[i].name, middle[0], middle[1]);
    }
    print("whole workload", total[0], total[1]);
}

void wholeVault()
{
    QTemporaryDir place;
    const auto folder = place.filePath(u"vault"_s);
    const auto passphrase = SecretBytes::copyOf("three calm rivers");
    must(Vault::create(folder, passphrase).has_value(), "create");
    QElapsedTimer timer;
    timer.start();
    const auto key = Vault::unlockKey(folder, passphrase);
    must(key.has_value(), "unlock");
    std::printf("\nunlock (Argon2id moderate): %lld ms", static_cast<long long>(timer.restart()));
    auto vault = Vault::openWithKey(folder, *key);
    must(vault.has_value(), "open");
    std::printf(", open: %lld ms\n", static_cast<long long>(timer.restart()));
    const QByteArray feed(16, 'f');
    for (int i = 0; i < entries; i += 500) {
        auto change = (*vault)->begin();
        for (int n = i; n < i + 500; ++n) {
            const auto digest = hash("bench", QByteArray::number(n));
            must((*vault)
                     ->entries()
                     .append({feed, feed, quint64(n) + 1, digest, quint64(n), digest.repeated(32)})
                     .has_value(),
                 "append");
        }
        must(change->commit().has_value(), "commit");
    }
    std::printf("append, 500 a transaction: %.0f entries/s\n", entries * 1000.0 / double(timer.restart()));
    const QByteArray picture(64 * 1024 * 1024, 'p');
    timer.restart();
    const auto attachment = (*vault)->attachments().put(picture, u"image/jpeg"_s, u"tongue.jpg"_s);
    must(attachment.has_value(), "put");
    std::printf("attachments: write %.0f MB/s", 64'000.0 / double(timer.restart()));
    must((*vault)->attachments().read(*attachment).has_value(), "read");
    std::printf(", read %.0f MB/s\n", 64'000.0 / double(timer.restart()));
    must((*vault)->check().has_value(), "check");
    std::printf("check of everything: %lld ms\n", static_cast<long long>(timer.elapsed()));
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication app(argc, argv);
    must(startCrypto(), "libsodium");
    if (QFileInfo(u"/dev/shm"_s).isWritable())
        compare(u"/dev/shm"_s);
    compare(QDir::tempPath());
    wholeVault();
    return 0;
}
