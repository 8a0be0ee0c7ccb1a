// SPDX-License-Identifier: GPL-3.0-or-later
#include "storetest.h"

#include "tests/support/program.h"

#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTest>

using namespace storetest;

// What lies on disk is changed behind the vault's back. ARC-07, SEC-08.
class DamageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void everyFlippedBitOfTheFileIsFound();
    void everyBitOfTheClearStartIsFound();
    void swappedPagesAreFound();
    void aPageOfAnotherFileIsFound();
    void aFileCutShortIsFound();
    void anEmptiedFileKeepsItsLog();
    void aFlippedBitOfTheLogIsFound();
    void aDamagedLogIsLeftAsItIs();
    void aLogDamagedWhileOpenIsFoundToTheLastFrame();
    void aPageDamagedWhileOpenIsFoundBehindTheCache();
    void oneCopyOfTheKeySlotsIsEnough();
    void bothCopiesGoneIsDamageAndNoWrongPassphrase();
    void aCostlyKeyFileIsRefused();
    void aPlantedJournalIsNotPlayedBack();

private:
    [[nodiscard]] Result<std::unique_ptr<Vault>> open() { return Vault::openWithKey(m_folder, m_key); }

    // Where damage was found: by open() or by check().
    [[nodiscard]] QStringList found()
    {
        const auto vault = open();
        if (!vault)
            return vault.error().fault == Fault::Corrupt ? QStringList(vault.error().detail) : QStringList();
        const auto report = (*vault)->check();
        return report ? report->damaged : QStringList(report.error().detail);
    }

    [[nodiscard]] QString path(const QString &name) const { return m_folder + u'/' + name; }

    // A vault that was not closed: `inLog` transactions in its log, the last one from byte m_lastFrom on.
    void leaveOpen();

    static constexpr quint64 inLog = 200;
#ifdef SIZHEN_SANITIZED
    static constexpr int flips = 100;
#else
    static constexpr int flips = 1000;
#endif

    std::unique_ptr<QTemporaryDir> m_place;
    QString m_folder;
    SecretBytes m_key;
    QByteArray m_file; // the sound vault.db
    QByteArray m_log;
    qint64 m_lastFrom = 0;
};

void DamageTest::init()
{
    QTest::failOnWarning(QRegularExpression(u".*"_s));
    m_place = std::make_unique<QTemporaryDir>(fastTemplate());
    m_folder = m_place->filePath(u"vault"_s);
    auto vault = Vault::create(m_folder, secret("pass"), KdfCost::lightest()).value();
    m_key = Vault::unlockKey(m_folder, secret("pass")).value();
    for (quint64 n = 1; n <= 60; ++n)
        QVERIFY(appendOne(*vault, n));
    auto change = vault->begin();
    QVERIFY(vault->rows().put(u"p.large"_s, {u"a"_s, {}, QByteArray(40000, 'x')})); // overflow pages
    QVERIFY(change->commit());
    vault.reset();
    m_file = bytesOf(path(u"vault.db"_s));
    QVERIFY(m_file.size() > 40 * sealing::pageSize);
    QCOMPARE(m_file.size() % sealing::pageSize, 0);
}

void DamageTest::leaveOpen()
{
    const auto copy = m_place->filePath(u"copy"_s);
    {
        auto vault = open().value();
        for (quint64 n = 61; n <= 60 + inLog; ++n) {
            m_lastFrom = QFileInfo(path(u"vault.db-wal"_s)).size();
            QVERIFY(appendOne(*vault, n));
        }
        QVERIFY(copyFolder(m_folder, copy));
    }
    m_folder = copy;
    m_log = bytesOf(path(u"vault.db-wal"_s));
    m_file = bytesOf(path(u"vault.db"_s));
    QVERIFY(m_log.size() > 100 * sealing::frameOnDisk);
}

void DamageTest::everyFlippedBitOfTheFileIsFound()
{
    QRandomGenerator random(1);
    for (int i = 0; i < flips; ++i) {
        const qint64 bit = random.bounded(qint64(m_file.size()) * 8);
        QVERIFY(overwrite(path(u"vault.db"_s), m_file));
        QVERIFY(flipBit(path(u"vault.db"_s), bit));
        const auto page = u"page %1"_s.arg(bit / 8 / sealing::pageSize + 1);
        const auto places = found();
        QVERIFY2(places.contains(page), qPrintable(page + u" not in: "_s + places.join(u", "_s)));
        QFile::remove(path(u"vault.db-wal"_s));
    }
}

void DamageTest::everyBitOfTheClearStartIsFound()
{
    for (qint64 bit = 0; bit < sealing::geometryEnd * 8; ++bit) {
        QVERIFY(overwrite(path(u"vault.db"_s), m_file));
        QVERIFY(flipBit(path(u"vault.db"_s), bit));
        QCOMPARE(found(), QStringList(u"page 1"_s));
    }
    auto other = m_file;
    other[21] = 2;
    other[22] = char(0xfd);
    QVERIFY(overwrite(path(u"vault.db"_s), other));
    QCOMPARE(open().error().fault, Fault::Unsupported); // sealed by a suite of later years
}

void DamageTest::swappedPagesAreFound()
{
    QRandomGenerator random(2);
    const auto pages = m_file.size() / sealing::pageSize;
    for (int i = 0; i < 50; ++i) {
        const auto a = random.bounded(int(pages));
        const auto b = (a + 1 + random.bounded(int(pages - 1))) % pages;
        auto bytes = m_file;
        bytes.replace(a * sealing::pageSize, sealing::pageSize, m_file.mid(b * sealing::pageSize, sealing::pageSize));
        bytes.replace(b * sealing::pageSize, sealing::pageSize, m_file.mid(a * sealing::pageSize, sealing::pageSize));
        QVERIFY(overwrite(path(u"vault.db"_s), bytes));
        QVERIFY(!found().isEmpty());
        QFile::remove(path(u"vault.db-wal"_s));
    }
}

void DamageTest::aPageOfAnotherFileIsFound()
{
    // The same key, the same page number, another file id.
    const auto other = m_place->filePath(u"other.db"_s);
    auto made = Database::open(other, SealVfs::make(m_key, sealing::newFileId(), {}).value(), Database::Mode::Create);
    QVERIFY(made.value()->execute("CREATE TABLE a(b)"));
    made->reset();
    auto bytes = m_file;
    bytes.replace(sealing::pageSize, sealing::pageSize, bytesOf(other).mid(sealing::pageSize, sealing::pageSize));
    QVERIFY(overwrite(path(u"vault.db"_s), bytes));
    QVERIFY(found().contains(u"page 2"_s));
}

void DamageTest::aFileCutShortIsFound()
{
    for (const qint64 size :
         {qint64(1), qint64(100), qint64(4095), qint64(4096), qint64(5000), qint64(m_file.size() / 8192) * 4096,
          qint64(m_file.size() - 4096), qint64(m_file.size() - 1)}) {
        QVERIFY(overwrite(path(u"vault.db"_s), m_file.first(size)));
        QVERIFY2(!found().isEmpty(), qPrintable(QString::number(size)));
        QFile::remove(path(u"vault.db-wal"_s));
    }
    QVERIFY(QFile::remove(path(u"vault.db"_s)));
    QCOMPARE(open().error().fault, Fault::NotFound);
}

void DamageTest::anEmptiedFileKeepsItsLog()
{
    leaveOpen();
    QVERIFY(overwrite(path(u"vault.db"_s), {}));
    QCOMPARE(open().error().fault, Fault::Corrupt);
    QCOMPARE(bytesOf(path(u"vault.db-wal"_s)), m_log); // SQLite would throw it away
}

void DamageTest::aFlippedBitOfTheLogIsFound()
{
    leaveOpen();
    QRandomGenerator random(3);
    int inLast = 0;
    for (int i = 0; i < flips; ++i) {
        const qint64 bit = random.bounded(qint64(m_log.size()) * 8);
        QVERIFY(flipBit(path(u"vault.db-wal"_s), bit));
        if (bit / 8
            >= m_lastFrom) { // cannot be told from a write that a power cut tore: that commit is undone, and only that
            ++inLast;
            auto vault = open().value();
            QCOMPARE(vault->entries().count().value(), qint64(60 + inLog - 1));
            QVERIFY(vault->check().value().sound());
            vault.reset();
            QVERIFY(overwrite(path(u"vault.db"_s), m_file));
            QVERIFY(overwrite(path(u"vault.db-wal"_s), m_log));
            continue;
        }
        const auto frame = (bit / 8 - sealing::walHeaderOnDisk) / sealing::frameOnDisk + 1;
        const auto place = bit / 8 < sealing::walHeaderOnDisk ? u"write-ahead log, header"_s
                                                              : u"write-ahead log, frame %1"_s.arg(frame);
        QCOMPARE(found(), QStringList(place));
        QVERIFY(flipBit(path(u"vault.db-wal"_s), bit)); // nothing was written to a damaged log
    }
    qInfo("%d flips, %d of them in the last transaction", flips, inLast);
    QVERIFY(inLast * 100 <= qMax(flips, 1000)); // 99 % and more are found
}

void DamageTest::aDamagedLogIsLeftAsItIs()
{
    leaveOpen();
    QVERIFY(flipBit(path(u"vault.db-wal"_s), m_log.size() * 4));
    const auto before = bytesOf(path(u"vault.db-wal"_s));
    QCOMPARE(open().error().fault, Fault::Corrupt);
    QCOMPARE(open().error().message, u"vault.damaged_at"_s);
    QVERIFY(open().error().args.value(u"place"_s).toString().startsWith(u"write-ahead log, frame"_s));
    QCOMPARE(open().error().fault, Fault::Corrupt); // nor does the second try wash it away
    QCOMPARE(bytesOf(path(u"vault.db-wal"_s)), before);
    QCOMPARE(bytesOf(path(u"vault.db"_s)), m_file);
}

void DamageTest::aLogDamagedWhileOpenIsFoundToTheLastFrame()
{
    const auto vault = open().value();
    for (quint64 n = 61; n <= 70; ++n)
        QVERIFY(appendOne(*vault, n));
    const auto log = path(u"vault.db-wal"_s);
    const auto size = QFileInfo(log).size();
    QVERIFY(flipBit(log, size * 8 - 100));
    const auto frames = (size - sealing::walHeaderOnDisk) / sealing::frameOnDisk;
    QVERIFY(vault->check().value().damaged.contains(u"write-ahead log, frame %1"_s.arg(frames)));
    QVERIFY(flipBit(log, size * 8 - 100));
    QVERIFY(vault->check().value().sound());
}

void DamageTest::aPageDamagedWhileOpenIsFoundBehindTheCache()
{
    const auto vault = open().value();
    QCOMPARE(vault->entries().ofStream(stream).value().size(), 60); // all of it in SQLite's cache
    QVERIFY(flipBit(path(u"vault.db"_s), qint64(10) * sealing::pageSize * 8 + 77));
    QCOMPARE(vault->check().value().damaged, QStringList(u"page 11"_s));
}

void DamageTest::oneCopyOfTheKeySlotsIsEnough()
{
    const auto keys = path(u"vault.keys"_s);
    const auto bits = QFileInfo(keys).size() * 8;
    QRandomGenerator random(4);
    for (int i = 0; i < 100; ++i) {
        const auto bit = random.bounded(bits);
        QVERIFY(flipBit(keys, bit));
        const auto vault = Vault::open(m_folder, secret("pass"));
        QVERIFY2(vault, qPrintable(vault ? QString() : vault.error().detail));
        QCOMPARE((*vault)->check().value().damaged,
                 QStringList(bit < bits / 2 ? u"key slots, copy 1"_s : u"key slots, copy 2"_s));
        QVERIFY(flipBit(keys, bit));
    }
}

void DamageTest::bothCopiesGoneIsDamageAndNoWrongPassphrase()
{
    const auto keys = path(u"vault.keys"_s);
    const auto bytes = bytesOf(keys);
    QVERIFY(flipBit(keys, 300));
    QVERIFY(flipBit(keys, bytes.size() * 4 + 300));
    QCOMPARE(Vault::open(m_folder, secret("pass")).error().fault, Fault::Corrupt);
    for (const auto size : {qsizetype(0), qsizetype(10), bytes.size() - 1}) {
        QVERIFY(overwrite(keys, bytes.first(size)));
        QCOMPARE(Vault::open(m_folder, secret("pass")).error().fault, Fault::Corrupt);
    }
}

void DamageTest::aCostlyKeyFileIsRefused()
{
    auto vault = Vault::create(m_place->filePath(u"huge"_s), secret("pass"), {1, quint64(16) << 40});
    QVERIFY(!vault); // not even written
    QCOMPARE(vault.error().fault, Fault::Invalid);
}

void DamageTest::aPlantedJournalIsNotPlayedBack()
{
    QByteArray journal = QByteArray::fromHex("d9d505f920a163d7") + QByteArray(8192, '\1');
    QVERIFY(overwrite(path(u"vault.db-journal"_s), journal));
    const auto vault = open().value();
    QVERIFY(vault->check().value().sound());
    QCOMPARE(bytesOf(path(u"vault.db-journal"_s)), journal);
}

SIZHEN_TEST(DamageTest)
#include "damage_test.moc"
