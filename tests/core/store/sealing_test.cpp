// SPDX-License-Identifier: GPL-3.0-or-later
#include "storetest.h"

#include "tests/support/program.h"

#include <QDirIterator>
#include <QRegularExpression>
#include <QTest>

using namespace storetest;

namespace {

const auto name = u"Eszter Minta-Kovács 埃斯特"_s;
const auto complaint = u"失眠三月，伴心悸 sleepless for three months"_s;
const auto document = u"HU-TEST-998877"_s;

QList<QByteArray> spellings()
{
    QList<QByteArray> found;
    for (const auto &text : {name, complaint, document}) {
        found.append(text.toUtf8());
        found.append(QByteArray(reinterpret_cast<const char *>(text.utf16()), text.size() * 2));
        QByteArray bigEndian;
        for (const auto c : text)
            bigEndian.append(char(c.unicode() >> 8)).append(char(c.unicode() & 0xff));
        found.append(bigEndian);
    }
    return found;
}

// Files below `folder` that hold any of the spellings.
QStringList readable(const QString &folder)
{
    QStringList files;
    QDirIterator it(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        const auto bytes = bytesOf(it.next());
        for (const auto &spelling : spellings())
            if (bytes.contains(spelling) || bytes.contains("SQLite format 3") || bytes.contains("CREATE TABLE"))
                files.append(it.fileName());
    }
    files.removeDuplicates();
    return files;
}

} // namespace

// SEC-08: data at rest is encrypted; a lost machine reveals nothing.
class SealingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        m_place = std::make_unique<QTemporaryDir>(fastTemplate());
        m_folder = m_place->filePath(u"vault"_s);
    }

    void nothingIsReadableOnDiskWhileOpenAndAfter();
    void theSameSearchFindsItInAPlainDatabase();
    void noTemporaryFileIsWritten();
    void otherFilesAreNotOpenedThroughTheVfs();
    void theSystemsSqliteSeesNoDatabase();
    void theSamePageIsSealedDifferentlyEachTime();

private:
    std::unique_ptr<QTemporaryDir> m_place;
    QString m_folder;
};

void SealingTest::nothingIsReadableOnDiskWhileOpenAndAfter()
{
    auto vault = Vault::create(m_folder, secret("pass"), KdfCost::lightest()).value();
    for (quint64 n = 1; n <= 50; ++n) {
        auto row = entry(n);
        for (const auto &spelling : spellings())
            row.raw += spelling;
        auto change = vault->begin();
        QVERIFY(vault->entries().append(row));
        QVERIFY(vault->rows().put(u"draft.note"_s, {name + QString::number(n), document, complaint.toUtf8()}));
        QVERIFY(change->commit());
    }
    const auto picture = name.toUtf8() + complaint.toUtf8() + document.toUtf8();
    QVERIFY(vault->attachments().put(picture.repeated(20'000), u"image/jpeg"_s, u"tongue.jpg"_s));
    QVERIFY(QFileInfo(m_folder + u"/vault.db-wal"_s).size() > 100'000);
    QCOMPARE(readable(m_folder), QStringList()); // the log is full
    QVERIFY(vault->check());
    QCOMPARE(readable(m_folder), QStringList()); // it was moved into the file
    vault.reset();
    QCOMPARE(readable(m_folder), QStringList());
    QVERIFY(QFileInfo(m_folder + u"/vault.db"_s).size() > 100'000);
}

void SealingTest::theSameSearchFindsItInAPlainDatabase()
{
    QVERIFY(QDir().mkpath(m_folder));
    sqlite3 *db = nullptr;
    QCOMPARE(sqlite3_open(QFile::encodeName(m_folder + u"/plain.db"_s).constData(), &db), SQLITE_OK);
    const auto sql = u"CREATE TABLE t(a); INSERT INTO t VALUES('%1')"_s.arg(complaint).toUtf8();
    QCOMPARE(sqlite3_exec(db, sql.constData(), nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(db);
    QCOMPARE(readable(m_folder), QStringList(u"plain.db"_s));
    for (const auto &spelling : spellings()) {
        QVERIFY(overwrite(m_folder + u"/one"_s, "xx" + spelling + "xx"));
        QVERIFY(readable(m_folder).contains(u"one"_s));
    }
}

void SealingTest::noTemporaryFileIsWritten()
{
    QVERIFY(QDir().mkpath(m_folder));
    auto database = Database::open(m_folder + u"/a.db"_s,
                                   SealVfs::make(SecretBytes::random(keySize), sealing::newFileId(), {}).value(),
                                   Database::Mode::Create)
                        .value();
    QVERIFY(database->execute(
        "CREATE TABLE t(a, b); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)"
        " INSERT INTO t SELECT i, hex(randomblob(500)) FROM n"));
    // A large sort, an index, a statement that touches every page: all of them spill to files by default.
    QVERIFY(database->execute("SELECT b FROM t ORDER BY b"));
    QVERIFY(database->execute("CREATE INDEX i ON t(b)"));
    QVERIFY(
        database->execute("BEGIN; UPDATE t SET b = b || 'x'; SAVEPOINT s; UPDATE t SET b = a; ROLLBACK TO s; COMMIT"));
    QCOMPARE(QDir(m_folder).entryList(QDir::Files | QDir::Hidden), QStringList({u"a.db"_s, u"a.db-wal"_s}));
}

void SealingTest::otherFilesAreNotOpenedThroughTheVfs()
{
    QVERIFY(QDir().mkpath(m_folder));
    auto database = Database::open(m_folder + u"/a.db"_s,
                                   SealVfs::make(SecretBytes::random(keySize), sealing::newFileId(), {}).value(),
                                   Database::Mode::Create)
                        .value();
    QVERIFY(database->execute("CREATE TABLE t(a)"));
    QVERIFY(!database->execute(("ATTACH '" + QFile::encodeName(m_folder) + "/b.db' AS b").constData()));
    QVERIFY(!database->execute(("VACUUM INTO '" + QFile::encodeName(m_folder) + "/c.db'").constData()));
    QVERIFY(!database->execute("PRAGMA journal_mode=DELETE")); // a journal would name its pages in clear
    QVERIFY(!database->execute("PRAGMA page_size=1024; VACUUM"));
    QVERIFY(database->execute("INSERT INTO t VALUES(1)"));
    auto query = database->query("PRAGMA page_size");
    QVERIFY(query.step().value());
    QCOMPARE(query.number(0), 4096);
    QVERIFY(!QFile::exists(m_folder + u"/b.db"_s));
    QVERIFY(!QFile::exists(m_folder + u"/c.db"_s));
    QVERIFY(!QFile::exists(m_folder + u"/a.db-journal"_s));
}

void SealingTest::theSystemsSqliteSeesNoDatabase()
{
    Vault::create(m_folder, secret("pass"), KdfCost::lightest()).value().reset();
    sqlite3 *db = nullptr;
    QCOMPARE(sqlite3_open(QFile::encodeName(m_folder + u"/vault.db"_s).constData(), &db), SQLITE_OK);
    QCOMPARE(sqlite3_exec(db, "SELECT * FROM entry", nullptr, nullptr, nullptr), SQLITE_NOTADB);
    sqlite3_close(db);
}

void SealingTest::theSamePageIsSealedDifferentlyEachTime()
{
    PageSeal seal(SecretBytes::random(keySize), sealing::newFileId());
    std::array<unsigned char, sealing::pageSize> page{};
    std::array<unsigned char, sealing::pageSize> once{};
    std::array<unsigned char, sealing::pageSize> twice{};
    QVERIFY(seal.sealPage(7, page.data(), once.data()));
    QVERIFY(seal.sealPage(7, page.data(), twice.data()));
    QVERIFY(once != twice);
    QVERIFY(seal.openPage(7, once.data(), page.data()));
    QVERIFY(!seal.openPage(8, once.data(), page.data()));
    QVERIFY(!seal.sealPage(1, page.data(), once.data())); // no SQLite header of our geometry
}

SIZHEN_TEST(SealingTest)
#include "sealing_test.moc"
