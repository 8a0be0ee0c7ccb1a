// SPDX-License-Identifier: GPL-3.0-or-later
#include "storetest.h"

#include "tests/support/program.h"

#include <QRegularExpression>
#include <QTest>

using namespace storetest;

// Details of the sealing that no ordinary use shows (docs/decisions/sealed-vault.md, the fourteen details). SEC-08.
class DetailsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        m_place = std::make_unique<QTemporaryDir>(fastTemplate());
        m_path = m_place->filePath(u"a.db"_s);
        m_key = SecretBytes::random(keySize);
        m_database = Database::open(m_path, SealVfs::make(m_key, sealing::newFileId(), {}).value(), Database::Mode::Create)
                         .value();
        QVERIFY(m_database->execute("CREATE TABLE t(a INTEGER PRIMARY KEY, b)"));
    }

    void cleanup() { m_database.reset(); }

    void anyOtherShapeOfWriteIsRefused()
    {
        QByteArray bytes(2 * sealing::pageSize, 'x');
        auto *data = reinterpret_cast<unsigned char *>(bytes.data());
        auto &pages = *m_database->vfs().pages();
        const auto before = bytesOf(m_path);
        for (const int amount : {1, 24, 100, 4095, 4097, 8192})
            QCOMPARE(pages.write(data, amount, 4096), int(SQLITE_IOERR_WRITE));
        for (const int offset : {1, 100, 4095, 4097})
            QCOMPARE(pages.write(data, 4096, offset), int(SQLITE_IOERR_WRITE));
        auto &log = *m_database->vfs().log();
        for (const int amount : {1, 8, 23, 25, 4095, 4120, 8192})
            for (const qint64 offset : {qint64(0), qint64(sealing::walHeader), qint64(sealing::walHeader + 24)})
                QCOMPARE(log.write(data, amount, offset), int(SQLITE_IOERR_WRITE));
        QCOMPARE(bytesOf(m_path), before);
        QVERIFY(m_database->execute("INSERT INTO t(b) VALUES('still')"));
    }

    void aPageOneOfAnotherShapeIsRefused()
    {
        QByteArray page(sealing::pageSize, '\0');
        auto *data = reinterpret_cast<unsigned char *>(page.data());
        PageSeal::geometryOnly(data);
        QByteArray onDisk(sealing::pageSize, '\0');
        PageSeal seal(m_key, sealing::newFileId());
        const auto sealed = [&] { return seal.sealPage(1, data, reinterpret_cast<unsigned char *>(onDisk.data())); };
        QVERIFY(sealed());
        for (const int byte : {0, 15, 16, 17, 18, 19, 20, 21, 22, 23}) {
            data[byte] ^= 1;
            QVERIFY2(!sealed(), qPrintable(QString::number(byte)));
            data[byte] ^= 1;
        }
        QVERIFY(sealed());
    }

    // SQLite reads 8 bytes inside a frame and the change counter inside page 1.
    void aLargeUpdateReadsItsOwnLog()
    {
        QVERIFY(m_database->execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)"
                                    " INSERT INTO t SELECT i, hex(randomblob(200)) FROM n"));
        QVERIFY(m_database->execute("PRAGMA cache_size=20"));
        for (int round = 0; round < 3; ++round)
            QVERIFY(m_database->execute("BEGIN; UPDATE t SET b = b || 'x' WHERE a % 3 = 0; UPDATE t SET b = a || b; COMMIT"));
        auto query = m_database->query("SELECT count(*), sum(length(b)) FROM t");
        QVERIFY(query.step().value());
        QCOMPARE(query.number(0), 20000);
    }

    void partsOfTheFileAreReadAsTheWhole()
    {
        QVERIFY(m_database->execute("INSERT INTO t(b) VALUES(hex(randomblob(3000)))"));
        QVERIFY(m_database->checkpoint());
        auto &pages = *m_database->vfs().pages();
        std::array<unsigned char, sealing::pageSize> whole{};
        QCOMPARE(pages.read(whole.data(), sealing::pageSize, 0), SQLITE_OK);
        for (const auto &[offset, amount] : {std::pair{0, 100}, {24, 16}, {100, 8}, {4000, 96}}) {
            std::array<unsigned char, sealing::pageSize> part{};
            QCOMPARE(pages.read(part.data(), amount, offset), SQLITE_OK);
            QVERIFY(std::equal(part.begin(), part.begin() + amount, whole.begin() + offset));
        }
    }

    void skippedPagesBecomeSealedZeros()
    {
        QVERIFY(m_database->checkpoint());
        auto &pages = *m_database->vfs().pages();
        qint64 size = 0;
        QCOMPARE(pages.size(size), SQLITE_OK);
        const auto first = quint32(size / sealing::pageSize) + 1;
        const QByteArray page(sealing::pageSize, '\7');
        QCOMPARE(pages.write(reinterpret_cast<const unsigned char *>(page.constData()), sealing::pageSize,
                             size + 5 * sealing::pageSize),
                 SQLITE_OK);
        for (quint32 number = first; number < first + 6; ++number)
            QVERIFY(pages.verify(number));
        QVERIFY(!bytesOf(m_path).mid(size, 4096).startsWith(QByteArray(100, '\0')));
    }

    void nobodyMapsTheFileOrReservesRoomInIt()
    {
        QVERIFY(m_database->execute("PRAGMA mmap_size=1000000"));
        const auto facts = m_database->facts().value();
        QCOMPARE(facts.mapped, 0);
    }

private:
    std::unique_ptr<QTemporaryDir> m_place;
    QString m_path;
    SecretBytes m_key;
    std::unique_ptr<Database> m_database;
};

SIZHEN_TEST(DetailsTest)
#include "details_test.moc"
