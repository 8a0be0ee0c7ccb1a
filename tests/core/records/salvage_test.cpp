// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/salvage.h"
#include "core/store/carve.h"
#include "core/store/vaultfiles.h"
#include "tests/core/store/storetest.h"
#include "tests/support/program.h"
#include "tests/support/twinstations.h"

#include <QDirIterator>
#include <QRandomGenerator>
#include <QTest>

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;
using storetest::bytesOf;
using storetest::copyFolder;
using storetest::flipBit;
using storetest::overwrite;

// ARC-07, storage.md §8: a damaged vault is read without being written to, and all that holds lives on in a new one.
class SalvageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aSoundVaultIsSavedWhole();
    void oneFlippedBitAPageIsPutRight();
    void aWipedPageLosesOnlyWhatLayOnIt();
    void everyPageWipedOneAfterTheOther();
    void aFileCutShortGivesWhatIsLeft();
    void aLostFirstPageIsNoEnd_data();
    void aLostFirstPageIsNoEnd();
    void theLogIsReadToo();
    void aDamagedLogGivesWhatHolds();
    void oneCopyOfTheKeySlotsIsEnough();
    void missingOriginalsAreNamed();
    void nothingIsWrittenToTheDamagedVault();
    void aWrongPassphraseSavesNothing();
    void noRowIsMadeUp();
    void whatLiesBehindAGapIsKeptUntilItIsFilled();

private:
    struct Held {
        QHash<QByteArray, QByteArray> entries; // hash → raw
        qint64 rows = 0;
    };

    static Held heldBy(Vault &vault)
    {
        Held held;
        for (const auto &stream : must(vault.entries().streams(), "streams"))
            for (const auto &row : must(vault.entries().ofStream(stream), "entries"))
                held.entries.insert(row.hash, row.raw);
        return held;
    }

    SalvageReport save()
    {
        QDir(m_new).removeRecursively();
        return must(salvage(m_damaged, m_new, secret("station"), KdfCost::lightest()), "salvage");
    }

    std::unique_ptr<Vault> opened() { return must(Vault::open(m_new, secret("station")), "open"); }

    QString db() const { return m_damaged + u"/vault.db"_s; }

    void wipePage(qint64 number)
    {
        auto bytes = bytesOf(db());
        bytes.replace((number - 1) * sealing::pageSize, sealing::pageSize, QByteArray(sealing::pageSize, '\0'));
        QVERIFY(overwrite(db(), bytes));
    }

    std::unique_ptr<QTemporaryDir> m_place;
    QString m_source; // closed
    QString m_open; // as a crash leaves it
    QString m_damaged;
    QString m_new;
    Held m_all;
    QByteArray m_stream;
};

void SalvageTest::init()
{
    m_place = std::make_unique<QTemporaryDir>(storetest::fastTemplate());
    m_source = m_place->filePath(u"source"_s);
    m_open = m_place->filePath(u"open"_s);
    m_damaged = m_place->filePath(u"damaged"_s);
    m_new = m_place->filePath(u"new"_s);
    const auto clock = [] { return QDateTime(QDate(2026, 11, 20), QTime(9, 0), Qt::UTC); };
    {
        auto vault = must(Vault::create(m_source, secret("station"), KdfCost::lightest()), "create");
        must(Ledger::found(*vault, {{u"诊所"_s, u"Clinic"_s}, {u"城"_s, u"City"_s}, u"HU"_s, u"Europe/Budapest"_s, u"Room 1"_s}, clock),
             "found");
        auto ledger = must(Ledger::open(*vault, clock), "ledger");
        m_stream = must(ledger->newStream(u"patient"_s), "stream");
        for (int i = 0; i < 60; ++i) {
            const QCborMap args{{u"n"_s, i}, {u"text"_s, QString(200 + i * 40, u'字')}};
            must(ledger->append({{m_stream, u"patient.registered"_s, args}}, ledger->systemActor()), "append");
        }
        (void)must(vault->attachments().put(QByteArray(1'500'000, 'p'), u"image/jpeg"_s, u"tongue.jpg"_s), "put");
        m_all = heldBy(*vault);
        QVERIFY(copyFolder(m_source, m_open));
    }
    QVERIFY(QFileInfo(m_open + u"/vault.db-wal"_s).size() > 20 * sealing::frameOnDisk);
    QVERIFY(copyFolder(m_source, m_damaged));
}

void SalvageTest::aSoundVaultIsSavedWhole()
{
    const auto before = must(Vault::open(m_source, secret("station")), "open")->rows().at(u"local.self"_s, u"incarnation"_s);
    const auto report = save();
    QVERIFY(report.lostNothing());
    QCOMPARE(report.entries, m_all.entries.size());
    QCOMPARE(report.attachments, 2);
    auto vault = opened();
    QCOMPARE(heldBy(*vault).entries, m_all.entries);
    QVERIFY(must(vault->rows().at(u"local.self"_s, u"incarnation"_s), "at")->body != before.value()->body);
    // The same identity, and it can go on writing: in a feed of its own.
    const auto clock = [] { return QDateTime(QDate(2026, 11, 21), QTime(9, 0), Qt::UTC); };
    auto ledger = must(Ledger::open(*vault, clock), "ledger");
    must(ledger->append({{m_stream, u"patient.registered"_s, {}}}, ledger->systemActor()), "append");
    QCOMPARE(must(ledger->heads(m_stream), "heads").size(), 2);
    QCOMPARE(must(ledger->events(m_stream), "events").size(), 61);
    for (const auto &event : must(ledger->events(m_stream), "events"))
        QCOMPARE(event.problem, QString());
}

void SalvageTest::oneFlippedBitAPageIsPutRight()
{
    QRandomGenerator random(3);
    const auto pages = QFileInfo(db()).size() / sealing::pageSize;
    for (qint64 page = 0; page < std::min<qint64>(pages, 20); ++page)
        QVERIFY(flipBit(db(), (page * sealing::pageSize + random.bounded(sealing::pageSize)) * 8 + random.bounded(8)));
    const auto report = save();
    QVERIFY2(report.lostNothing(), qPrintable(report.lost.join(u", "_s)));
    QVERIFY(report.mended >= 19); // the first bytes of page 1 are known
    QCOMPARE(heldBy(*opened()).entries, m_all.entries);
}

void SalvageTest::aWipedPageLosesOnlyWhatLayOnIt()
{
    wipePage(12);
    const auto report = save();
    QVERIFY(report.lost.contains(u"page 12"_s));
    QVERIFY(!report.lostNothing() || report.entries == m_all.entries.size());
    QVERIFY(report.entries + report.aside >= m_all.entries.size() - 12);
}

// Whatever page is gone: nothing false is taken over, and only a few entries are missing.
void SalvageTest::everyPageWipedOneAfterTheOther()
{
    const auto key = must(Vault::unlockKey(m_source, secret("station")), "key");
    const auto whole = bytesOf(db());
    const auto pages = whole.size() / sealing::pageSize;
    for (qint64 page = 1; page <= pages; ++page) {
        QVERIFY(overwrite(db(), whole));
        wipePage(page);
        const auto carving = must(carve(m_damaged, key), "carve");
        QCOMPARE(carving.lost, QStringList(u"page %1"_s.arg(page)));
        qsizetype good = 0;
        for (const auto &raw : carving.entries) {
            QVERIFY(m_all.entries.values().contains(raw));
            ++good;
        }
        QVERIFY2(good >= m_all.entries.size() - 8, qPrintable(u"page %1: %2"_s.arg(page).arg(good)));
    }
}

void SalvageTest::aFileCutShortGivesWhatIsLeft()
{
    const auto whole = bytesOf(db());
    QVERIFY(overwrite(db(), whole.first(whole.size() * 2 / 3 + 100)));
    const auto report = save();
    QVERIFY(report.entries + report.aside > 10);
    QVERIFY(report.entries + report.aside < m_all.entries.size());
    QVERIFY(!report.lost.isEmpty());
}

void SalvageTest::aLostFirstPageIsNoEnd_data()
{
    QTest::addColumn<int>("how");
    QTest::newRow("torn: the second half is another") << 0;
    QTest::newRow("wiped") << 1;
    QTest::newRow("one bit of the id, and no copy of it") << 2;
}

void SalvageTest::aLostFirstPageIsNoEnd()
{
    QFETCH(int, how);
    auto bytes = bytesOf(db());
    if (how == 0)
        bytes.replace(2048, 2048, QByteArray(2048, 'x'));
    if (how == 1)
        bytes.replace(0, 4096, QByteArray(4096, '\0'));
    QVERIFY(overwrite(db(), bytes));
    if (how == 2) {
        QVERIFY(flipBit(db(), 77));
        QVERIFY(QFile::remove(m_damaged + u"/vault.id"_s));
    }
    const auto report = save();
    QCOMPARE(report.entries, m_all.entries.size()); // page 1 holds the schema only
    QVERIFY(report.keepsIdentity());
    QCOMPARE(report.lost.isEmpty(), how == 2);
}

void SalvageTest::theLogIsReadToo()
{
    QVERIFY(copyFolder(m_open, m_damaged));
    wipePage(3);
    const auto report = save();
    QCOMPARE(report.entries, m_all.entries.size());
}

void SalvageTest::aDamagedLogGivesWhatHolds()
{
    QVERIFY(copyFolder(m_open, m_damaged));
    const auto log = m_damaged + u"/vault.db-wal"_s;
    auto bytes = bytesOf(log);
    const auto frames = (bytes.size() - sealing::walHeaderOnDisk) / sealing::frameOnDisk;
    const auto at = sealing::walHeaderOnDisk + frames / 2 * sealing::frameOnDisk;
    bytes.replace(at + 200, 300, QByteArray(300, 'x'));
    QVERIFY(overwrite(log, bytes));
    QCOMPARE(Vault::open(m_damaged, secret("station")).error().fault, Fault::Corrupt); // it does not open by itself
    const auto report = save();
    QCOMPARE(report.lost, QStringList(u"write-ahead log, frame %1"_s.arg(frames / 2 + 1)));
    QVERIFY(report.entries + report.aside >= m_all.entries.size() - 5);
    QVERIFY(report.keepsIdentity());
}

void SalvageTest::oneCopyOfTheKeySlotsIsEnough()
{
    QVERIFY(flipBit(m_damaged + u"/vault.keys"_s, 300));
    QVERIFY(save().lostNothing());
}

void SalvageTest::missingOriginalsAreNamed()
{
    ChunkFiles chunks(m_damaged + u"/blobs"_s);
    const auto files = chunks.files();
    QCOMPARE(files.size(), 2);
    QVERIFY(flipBit(m_damaged + u"/blobs/"_s + files[0], 5000));
    const auto report = save();
    QCOMPARE(report.attachments, 1);
    QCOMPARE(report.damagedAttachments, QStringList(files[0].section(u'/', -1)));
}

void SalvageTest::nothingIsWrittenToTheDamagedVault()
{
    QVERIFY(copyFolder(m_open, m_damaged));
    wipePage(5);
    QHash<QString, QByteArray> before;
    const auto look = [this] {
        QHash<QString, QByteArray> files;
        QDirIterator it(m_damaged, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            const auto path = it.next();
            files.insert(path, bytesOf(path));
        }
        return files;
    };
    before = look();
    (void)save();
    QVERIFY(look() == before);
}

void SalvageTest::aWrongPassphraseSavesNothing()
{
    const auto tried = salvage(m_damaged, m_new, secret("another"), KdfCost::lightest());
    QCOMPARE(tried.error().fault, Fault::WrongPassword);
    QVERIFY(!QDir(m_new).exists());
}

// Random damage of any size: what comes out is a part of what went in.
void SalvageTest::noRowIsMadeUp()
{
    const auto key = must(Vault::unlockKey(m_source, secret("station")), "key");
    const auto sound = must(carve(m_source, key), "carve");
    QHash<QString, QByteArray> rows;
    for (const auto &item : sound.rows)
        rows.insert(item.kind + u'/' + item.row.key, item.row.body);
    const auto whole = bytesOf(db());
    QRandomGenerator random(9);
    for (int i = 0; i < 8; ++i) {
        auto bytes = whole;
        for (int n = random.bounded(1, 4); n > 0; --n) {
            const auto size = random.bounded(64, 8'000);
            const auto at = random.bounded(int(bytes.size()) - size);
            for (int b = 0; b < size; ++b)
                bytes[at + b] = char(random.bounded(256));
        }
        QVERIFY(overwrite(db(), bytes));
        const auto carving = carve(m_damaged, key);
        if (!carving) {
            QCOMPARE(carving.error().fault, Fault::Corrupt);
            continue;
        }
        for (const auto &raw : carving->entries)
            QVERIFY(m_all.entries.values().contains(raw));
        for (const auto &item : carving->rows)
            QCOMPARE(item.row.body, rows.value(item.kind + u'/' + item.row.key));
    }
}

void SalvageTest::whatLiesBehindAGapIsKeptUntilItIsFilled()
{
    // A page in the middle, so that there is something behind it.
    const auto whole = bytesOf(db());
    SalvageReport report;
    for (qint64 page = 10; report.aside == 0 && page < whole.size() / sealing::pageSize; ++page) {
        QVERIFY(overwrite(db(), whole));
        wipePage(page);
        report = save();
    }
    QVERIFY(report.aside > 0);
    QVERIFY(!report.gaps.isEmpty());
    const auto &gap = report.gaps.constFirst();
    QCOMPARE(gap.stream, QString::fromLatin1(m_stream.toHex()));
    QVERIFY(gap.from <= gap.to);
    const auto clock = [] { return QDateTime(QDate(2026, 11, 21), QTime(9, 0), Qt::UTC); };
    auto vault = opened();
    QCOMPARE(vault->rows().count(u"local.salvaged"_s).value(), report.aside);
    {
        auto ledger = must(Ledger::open(*vault, clock), "ledger");
        QVERIFY(ledger->hasSalvaged().value());
        QCOMPARE(ledger->adoptSalvaged(m_stream).value(), 0); // the gap is still there
    }
    {
        // The partner's part, here by hand: the missing entries come.
        auto source = must(Vault::open(m_source, secret("station")), "open");
        auto change = must(vault->begin(), "begin");
        for (const auto &each : report.gaps)
            for (auto n = each.from; n <= each.to; ++n) {
                const auto row = must(source->entries().at(QByteArray::fromHex(each.feed.toLatin1()), n), "at");
                if (each.from == gap.from)
                    must(vault->entries().append(*row), "append");
            }
        must(change.commit(), "commit");
    }
    auto ledger = must(Ledger::open(*vault, clock), "ledger");
    QVERIFY(ledger->adoptSalvaged(m_stream).value() >= gap.behind);
    if (report.gaps.size() == 1) {
        QVERIFY(!ledger->hasSalvaged().value());
        QCOMPARE(heldBy(*vault).entries, m_all.entries);
    }
}

SIZHEN_TEST(SalvageTest)
#include "salvage_test.moc"
