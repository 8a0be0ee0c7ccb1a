// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/vaultfiles.h"
#include "tests/bench/store/sqliteapi.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <vector>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;

// The sealed database against plain SQLite, and the peers that encrypt against their own plain selves, in one run: the
// same statements, rounds by turns, medians.
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

// One way to keep the same rows.
struct Contestant {
    QString name;
    SqliteApi api;
    bool sealed = false; // through our VFS
    QByteArray key; // PRAGMAs that make a peer encrypt
    int plain = -1; // whom it is measured against
};

class Connection
{
public:
    Connection(const QString &path, const Contestant &contestant)
        : api(contestant.api)
    {
        if (contestant.sealed) {
            auto made = SealVfs::make(SecretBytes::random(keySize), sealing::newFileId(), {});
            must(made.has_value(), "vfs");
            m_vfs = std::move(*made);
        }
        must(api.open_v2(QFile::encodeName(path).constData(), &m_db,
                         SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                         m_vfs ? m_vfs->name() : nullptr)
                 == SQLITE_OK,
             "open");
        int reserve = sealing::reserve;
        if (contestant.sealed)
            sqlite3_file_control(m_db, nullptr, SQLITE_FCNTL_RESERVE_BYTES, &reserve);
        if (!contestant.key.isEmpty())
            run(contestant.key.constData());
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
            api.finalize(statement);
        api.close(m_db);
    }
    Q_DISABLE_COPY_MOVE(Connection)

    void run(const char *sql) { must(api.exec(m_db, sql, nullptr, nullptr, nullptr) == SQLITE_OK, sql); }

    sqlite3_stmt *prepare(const char *sql)
    {
        sqlite3_stmt *statement = nullptr;
        must(api.prepare_v2(m_db, sql, -1, &statement, nullptr) == SQLITE_OK, sql);
        m_statements.push_back(statement);
        return statement;
    }

    const SqliteApi api;

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
        db.api.bind_int(statement, 1, i % 100);
        db.api.bind_int(statement, 2, i / 100 + 1);
        db.api.bind_int64(statement, 3, qint64(i) << 16);
        db.api.bind_blob(statement, 4, digest.constData(), int(digest.size()), SQLITE_STATIC);
        db.api.bind_blob(statement, 5, raw.constData(), int(raw.size()), SQLITE_STATIC);
        must(db.api.step(statement) == SQLITE_DONE, "insert");
        db.api.reset(statement);
        if ((i - from) % perTransaction == perTransaction - 1 || i == from + count - 1)
            db.run("COMMIT");
    }
}

void readAll(const Connection &db, sqlite3_stmt *statement)
{
    while (db.api.step(statement) == SQLITE_ROW)
        must(db.api.column_bytes(statement, 0) > 0, "read");
    db.api.reset(statement);
}

void select(Connection &db, const char *cache, int count)
{
    db.run(cache);
    auto *statement = db.prepare("SELECT raw FROM entry WHERE feed = ? AND sequence = ?");
    quint32 dice = 1;
    for (int i = 0; i < count; ++i) {
        dice = dice * 1664525 + 1013904223;
        const int n = int(dice >> 8) % entries;
        db.api.bind_int(statement, 1, n % 100);
        db.api.bind_int(statement, 2, n / 100 + 1);
        readAll(db, statement);
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
            db.api.bind_text(statement, 1, text.constData(), int(text.size()), SQLITE_STATIC);
            must(db.api.step(statement) == SQLITE_DONE, "fts insert");
            db.api.reset(statement);
        }
        db.run("COMMIT");
        return;
    }
    auto *statement = db.prepare("SELECT rowid FROM note WHERE note MATCH 'wiry' LIMIT 2000");
    for (int i = 0; i < 5; ++i)
        readAll(db, statement);
}

void update(Connection &db)
{
    auto *statement = db.prepare("UPDATE entry SET hlc = hlc + 1 WHERE id = ?");
    quint32 dice = 1;
    db.run("BEGIN IMMEDIATE");
    for (int i = 0; i < 3'000; ++i) {
        dice = dice * 1664525 + 1013904223;
        db.api.bind_int(statement, 1, 1 + int(dice >> 8) % entries);
        must(db.api.step(statement) == SQLITE_DONE, "update");
        db.api.reset(statement);
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
             db.api.bind_int(statement, 1, feed);
             readAll(db, statement);
         }
     }},
    {"full scan", [](Connection &db) { readAll(db, db.prepare("SELECT raw FROM entry")); }},
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

QList<Contestant> contestants()
{
    QList<Contestant> all{{u"plain SQLite"_s, SqliteApi::linked(), false, {}, -1}, {u"vault"_s, SqliteApi::linked(), true, {}, 0}};
    const auto folder = qEnvironmentVariable("SIZHEN_PEERS", QStringLiteral(SIZHEN_SOURCE_DIR "/build/peers"));
    const struct {
        const char *file;
        const char *name;
        QList<std::pair<const char *, const char *>> keys;
    } peers[] = {
        {"libsqlcipher.so", "SQLCipher", {{"SQLCipher", "PRAGMA key = 'three calm rivers';"}}},
        {"libmulticiphers.so",
         "SQLite3MultipleCiphers",
         {{"mc chacha20", "PRAGMA cipher = 'chacha20'; PRAGMA key = 'three calm rivers';"},
          {"mc sqlcipher", "PRAGMA cipher = 'sqlcipher'; PRAGMA key = 'three calm rivers';"}}},
    };
    for (const auto &peer : peers) {
        SqliteApi api;
        if (!api.load(folder + u'/' + QLatin1String(peer.file))) {
            std::printf("%s is not here: tests/bench/peers.sh builds it (looked in %s)\n", peer.name,
                        qPrintable(folder));
            continue;
        }
        const int plain = int(all.size());
        all.append({QLatin1String(peer.name) + u" plain"_s, api, false, {}, -1});
        for (const auto &[name, key] : peer.keys)
            all.append({QString::fromLatin1(name), api, false, key, plain});
    }
    return all;
}

Times medianOf(const std::vector<Times> &times)
{
    std::vector<double> cpu;
    std::vector<double> wall;
    for (const auto &one : times) {
        cpu.push_back(one.cpu);
        wall.push_back(one.wall);
    }
    return {median(cpu), median(wall)};
}

void compare(const QString &where)
{
    const auto all = contestants();
    std::vector<std::array<std::vector<Times>, count>> times(std::size_t(all.size()));
    for (int round = 0; round < rounds; ++round)
        for (std::size_t who = 0; who < times.size(); ++who) {
            QTemporaryDir place(where + u"/sizhen-bench-XXXXXX"_s);
            Connection db(place.filePath(u"bench.db"_s), all[qsizetype(who)]);
            for (std::size_t i = 0; i < count; ++i)
                times[who][i].push_back(measure(workloads[i], db));
        }
    std::printf("\n%s: %d entries of 1 KB, medians of %d rounds; each against the same library unencrypted\n",
                qPrintable(where), entries, rounds);
    for (std::size_t who = 0; who < times.size(); ++who) {
        const auto &contestant = all[qsizetype(who)];
        if (contestant.plain < 0)
            continue;
        const auto &against = times[std::size_t(contestant.plain)];
        std::printf("\n%-34s %9s %9s %6s   %9s %9s %6s\n",
                    qPrintable(contestant.name + u", SQLite "_s + QLatin1String(contestant.api.libversion())),
                    "plain CPU", "CPU", "ratio", "plain s", "s", "ratio");
        Times total[2];
        const auto print = [](const char *name, const Times &plain, const Times &ours) {
            std::printf("  %-32s %9.3f %9.3f %5.2fx   %9.3f %9.3f %5.2fx\n", name, plain.cpu, ours.cpu,
                        ours.cpu / plain.cpu, plain.wall, ours.wall, ours.wall / plain.wall);
        };
        for (std::size_t i = 0; i < count; ++i) {
            const auto plain = medianOf(against[i]);
            const auto ours = medianOf(times[who][i]);
            total[0].cpu += plain.cpu;
            total[0].wall += plain.wall;
            total[1].cpu += ours.cpu;
            total[1].wall += ours.wall;
            print(workloads[i].name, plain, ours);
        }
        print("whole workload", total[0], total[1]);
        if (contestant.sealed)
            std::printf("  %-32s CPU %.2fx, limit 1.70x: %s\n", "target", total[1].cpu / total[0].cpu,
                        total[1].cpu <= 1.7 * total[0].cpu ? "kept" : "MISSED");
    }
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
