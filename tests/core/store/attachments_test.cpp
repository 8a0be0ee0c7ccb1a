// SPDX-License-Identifier: GPL-3.0-or-later
#include "storetest.h"

#include "tests/support/program.h"

#include <QCborArray>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTest>

using namespace storetest;

// INV-10: originals keep their hash; a damaged one is named and never handed out.
class AttachmentsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void whatIsPutIsRead_data();
    void whatIsPutIsRead();
    void aMemberSurvivesCbor();
    void aMalformedMemberIsRefused();
    void theSamePictureTwiceSharesNothing();
    void aChunkThatHasNotArrivedIsMissing();
    void chunksTravelToAnotherVault();
    void aForeignChunkIsRefused();
    void everyFlippedBitOfAChunkIsFound();
    void chunksInAnotherOrderAreFound();
    void aDamagedChunkIsHealedByAFreshOne();
    void aWrongHashOrSizeIsFound();
    void leftoversOfACrashAreRemoved();
    void aStrangeFileAmongThemIsReported();

private:
    [[nodiscard]] Attachment put(const QByteArray &plain)
    {
        return m_vault->attachments().put(plain, u"image/jpeg"_s, u"tongue.jpg"_s).value();
    }

    [[nodiscard]] QString pathOf(const QByteArray &address) const
    {
        const auto name = QString::fromLatin1(address.toHex());
        return m_folder + u"/blobs/"_s + name.first(2) + u'/' + name;
    }

    std::unique_ptr<QTemporaryDir> m_place;
    QString m_folder;
    std::unique_ptr<Vault> m_vault;
};

namespace {

QByteArray picture(qsizetype size)
{
    QByteArray bytes(size, Qt::Uninitialized);
    QRandomGenerator random(9);
    for (auto &byte : bytes)
        byte = char(random.generate());
    return bytes;
}

} // namespace

void AttachmentsTest::init()
{
    QTest::failOnWarning(QRegularExpression(u".*"_s));
    m_vault.reset();
    m_place = std::make_unique<QTemporaryDir>(fastTemplate());
    m_folder = m_place->filePath(u"vault"_s);
    m_vault = Vault::create(m_folder, secret("pass"), KdfCost::lightest()).value();
}

void AttachmentsTest::whatIsPutIsRead_data()
{
    QTest::addColumn<qint64>("size");
    QTest::addColumn<int>("chunks");
    QTest::newRow("empty") << qint64(0) << 0;
    QTest::newRow("one byte") << qint64(1) << 1;
    QTest::newRow("one chunk") << qint64(1048576) << 1;
    QTest::newRow("one byte more") << qint64(1048577) << 2;
    QTest::newRow("more than a batch") << qint64(18 * 1048576 + 5) << 19;
}

void AttachmentsTest::whatIsPutIsRead()
{
    QFETCH(qint64, size);
    QFETCH(int, chunks);
    const auto plain = picture(size);
    const auto attachment = put(plain);
    QCOMPARE(attachment.chunks.size(), chunks);
    QCOMPARE(attachment.size, size);
    QCOMPARE(attachment.sha256, sha256(plain));
    QVERIFY(m_vault->attachments().read(attachment).value() == plain);
    QVERIFY(m_vault->attachments().missing(attachment).isEmpty());
}

void AttachmentsTest::aMemberSurvivesCbor()
{
    const auto attachment = put(picture(1'500'000));
    QCOMPARE(Attachment::fromCbor(attachment.toCbor()).value(), attachment);
}

void AttachmentsTest::aMalformedMemberIsRefused()
{
    const auto sound = put("x").toCbor();
    for (const auto &member : {u"sha256"_s, u"size"_s, u"key"_s, u"chunks"_s, u"mediaType"_s}) {
        auto map = sound;
        map.remove(member);
        QCOMPARE(Attachment::fromCbor(map).error().fault, Fault::Corrupt);
    }
    auto map = sound;
    map[u"chunks"_s] = QCborArray{QByteArray(31, 'x')};
    QVERIFY(!Attachment::fromCbor(map));
}

void AttachmentsTest::theSamePictureTwiceSharesNothing()
{
    const auto a = put("舌质淡红");
    const auto b = put("舌质淡红");
    QVERIFY(a.key != b.key);
    QVERIFY(a.chunks != b.chunks); // nobody learns from an address that two patients have the same picture
}

void AttachmentsTest::aChunkThatHasNotArrivedIsMissing()
{
    const auto attachment = put(picture(2'500'000));
    QVERIFY(QFile::remove(pathOf(attachment.chunks[1])));
    auto &store = m_vault->attachments();
    QCOMPARE(store.missing(attachment), QList<QByteArray>({attachment.chunks[1]}));
    QVERIFY(!store.has(attachment.chunks[1]));
    QCOMPARE(store.read(attachment).error().fault, Fault::NotFound);
    QCOMPARE(store.chunk(attachment.chunks[1]).error().fault, Fault::NotFound);
    QCOMPARE(store.chunk("short").error().fault, Fault::Invalid);
}

void AttachmentsTest::chunksTravelToAnotherVault()
{
    const auto plain = picture(2'500'000);
    const auto attachment = put(plain);
    auto other = Vault::create(m_place->filePath(u"other"_s), secret("pass"), KdfCost::lightest()).value();
    QCOMPARE(other->attachments().missing(attachment), attachment.chunks);
    for (int twice = 0; twice < 2; ++twice)
        for (const auto &address : attachment.chunks)
            QVERIFY(other->attachments().storeChunk(address, m_vault->attachments().chunk(address).value()));
    QVERIFY(other->attachments().read(attachment).value() == plain);
    QCOMPARE(other->check().value().attachments, 3);
}

void AttachmentsTest::aForeignChunkIsRefused()
{
    const auto attachment = put("x");
    auto &store = m_vault->attachments();
    const auto sealed = store.chunk(attachment.chunks[0]).value();
    QCOMPARE(store.storeChunk(QByteArray(32, 'a'), sealed).error().fault, Fault::Corrupt);
    QCOMPARE(store.storeChunk(attachment.chunks[0], sealed + 'x').error().fault, Fault::Corrupt);
    QCOMPARE(store.storeChunk("../../escape", sealed).error().fault, Fault::Corrupt);
}

void AttachmentsTest::everyFlippedBitOfAChunkIsFound()
{
    const auto attachment = put(picture(5000));
    const auto path = pathOf(attachment.chunks[0]);
    QRandomGenerator random(1);
    for (int i = 0; i < 100; ++i) {
        const auto bit = random.bounded(QFileInfo(path).size() * 8);
        QVERIFY(flipBit(path, bit));
        QCOMPARE(m_vault->attachments().read(attachment).error().fault, Fault::Corrupt);
        QCOMPARE(m_vault->check().value().damaged,
                 QStringList(u"attachment "_s + QString::fromLatin1(attachment.chunks[0].toHex())));
        QVERIFY(flipBit(path, bit));
    }
    QVERIFY(m_vault->check().value().sound());
    QVERIFY(overwrite(path, bytesOf(path).first(100)));
    QVERIFY(!m_vault->check().value().sound());
    QVERIFY(overwrite(path, {}));
    QVERIFY(!m_vault->check().value().sound());
}

void AttachmentsTest::chunksInAnotherOrderAreFound()
{
    auto attachment = put(picture(2 * 1048576));
    std::swap(attachment.chunks[0], attachment.chunks[1]);
    QCOMPARE(m_vault->attachments().read(attachment).error().fault, Fault::Corrupt);
    attachment.chunks.removeLast();
    QCOMPARE(m_vault->attachments().read(attachment).error().fault, Fault::Corrupt);
}

void AttachmentsTest::aDamagedChunkIsHealedByAFreshOne()
{
    const auto attachment = put(picture(5000));
    auto &store = m_vault->attachments();
    const auto sealed = store.chunk(attachment.chunks[0]).value();
    QVERIFY(flipBit(pathOf(attachment.chunks[0]), 1000));
    QVERIFY(!store.read(attachment));
    QVERIFY(store.storeChunk(attachment.chunks[0], sealed)); // ARC-07: from the partner's identical copy
    QVERIFY(store.read(attachment));
}

void AttachmentsTest::aWrongHashOrSizeIsFound()
{
    auto attachment = put("original");
    attachment.sha256 = sha256("another");
    QCOMPARE(m_vault->attachments().read(attachment).error().fault, Fault::Corrupt);
    attachment = put("original");
    attachment.size = 7;
    QCOMPARE(m_vault->attachments().read(attachment).error().fault, Fault::Corrupt);
    attachment = put("original");
    attachment.key = QByteArray(32, 'k');
    QCOMPARE(m_vault->attachments().read(attachment).error().fault, Fault::Corrupt);
}

void AttachmentsTest::leftoversOfACrashAreRemoved()
{
    const auto attachment = put("x");
    const auto leftover = pathOf(attachment.chunks[0]) + u".new"_s;
    QVERIFY(overwrite(leftover, "half"));
    m_vault.reset();
    m_vault = Vault::open(m_folder, secret("pass")).value();
    QVERIFY(!QFile::exists(leftover));
    QVERIFY(m_vault->attachments().read(attachment));
    QVERIFY(m_vault->check().value().sound());
}

void AttachmentsTest::aStrangeFileAmongThemIsReported()
{
    QVERIFY(m_vault->attachments().put("x", u"image/jpeg"_s, u"tongue.jpg"_s));
    QVERIFY(overwrite(m_folder + u"/blobs/notes.txt"_s, "x"));
    QCOMPARE(m_vault->check().value().damaged, QStringList(u"attachment notes.txt"_s));
}

SIZHEN_TEST(AttachmentsTest)
#include "attachments_test.moc"
