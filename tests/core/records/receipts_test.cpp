// SPDX-License-Identifier: GPL-3.0-or-later
// Originals that events name, and the receipts that turn grey to green.
#include "ledgerfixture.h"

#include "core/base/cbor.h"
#include "tests/support/program.h"

#include <QCborArray>
#include <QSignalSpy>
#include <QTest>

using namespace sizhen;
using namespace sizhen::fixture;

class ReceiptsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void initTestCase() { QVERIFY(startCrypto()); }

    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        m_duna = std::make_unique<House>();
        m_lake = std::make_unique<House>(u"CN"_s, u"li"_s);
        pair(*m_duna, *m_lake);
        m_case = sharedCase(*m_duna, *m_lake);
        m_bytes = randomBytes(2'500'000); // three chunks
        m_photo = m_duna->vault->attachments().put(m_bytes, u"image/jpeg"_s, u"tongue.jpg"_s).value();
        (void)m_duna->say(m_case, u"tongue"_s,
                          {{u"deep"_s, QCborArray{1, QCborMap{{u"attachment"_s, m_photo.toCbor()}}}}});
    }

    void cleanup()
    {
        m_duna.reset();
        m_lake.reset();
    }

    void attachmentsAreFoundAnywhereInArgs()
    {
        QCOMPARE(m_duna->ledger->attachments(m_case).value(), QList<Attachment>{m_photo});
        give(*m_duna, *m_lake, m_case);
        QCOMPARE(m_lake->ledger->attachments(m_case).value(), QList<Attachment>{m_photo});
        QVERIFY(m_duna->ledger->missingChunks(m_case)->isEmpty());
        QCOMPARE(m_lake->ledger->missingChunks(m_case).value(), m_photo.chunks);
        m_lake->restart();
        QCOMPARE(m_lake->ledger->missingChunks(m_case).value(), m_photo.chunks);
        (void)m_lake->say(m_case, u"the same again"_s, {{u"attachment"_s, m_photo.toCbor()}});
        QCOMPARE(m_lake->ledger->attachments(m_case)->size(), 1);
    }

    void anAttachmentIsAnnouncedWhenItBecameWhole()
    {
        give(*m_duna, *m_lake, m_case);
        QSignalSpy changed(m_lake->ledger.get(), &Ledger::changed);
        for (qsizetype i = 0; i < m_photo.chunks.size(); ++i) {
            const auto &address = m_photo.chunks.at(i);
            const auto sealed = m_duna->vault->attachments().chunk(address).value();
            QCOMPARE(changed.size(), 0);
            QVERIFY(m_lake->ledger->storeChunk(address, sealed));
            QVERIFY(m_lake->ledger->storeChunk(address, sealed)); // twice is once
            QCOMPARE(m_lake->ledger->missingChunks(m_case)->size(), m_photo.chunks.size() - i - 1);
        }
        QCOMPARE(changed.size(), 1);
        QCOMPARE(m_lake->vault->attachments().read(m_photo).value(), m_bytes);
    }

    void aChunkThatNobodyNamedOrThatIsAnotherIsNotStored()
    {
        give(*m_duna, *m_lake, m_case);
        const auto sealed = m_duna->vault->attachments().chunk(m_photo.chunks.first()).value();
        QCOMPARE(faultOf(m_lake->ledger->storeChunk(QByteArray(32, 'x'), sealed)), Fault::Denied);
        auto changed = sealed;
        changed[99] = char(changed.at(99) ^ 1);
        QCOMPARE(faultOf(m_lake->ledger->storeChunk(m_photo.chunks.first(), changed)), Fault::Corrupt);
        QCOMPARE(faultOf(m_lake->ledger->storeChunk(m_photo.chunks.first(), sealed.chopped(1))), Fault::Corrupt);
        QCOMPARE(m_lake->ledger->missingChunks(m_case)->size(), 3);
    }

    void chunksAreServedToThoseWithWhomTheStreamIsShared()
    {
        House third(u"CN"_s, u"wang"_s);
        const auto address = m_photo.chunks.first();
        QVERIFY(m_duna->ledger->mayServe(m_lake->root(), address));
        QVERIFY(!m_duna->ledger->mayServe(third.root(), address));
        pair(*m_duna, third);
        QVERIFY(!m_duna->ledger->mayServe(third.root(), address));
        QVERIFY(!m_duna->ledger->mayServe(m_lake->root(), QByteArray(32, 'x')));
        // A photograph of another patient, in a case that is not shared.
        const auto other = m_duna->vault->attachments().put("other", u"image/jpeg"_s, u"face.jpg"_s).value();
        const auto stream = m_duna->ledger->newStream(u"case"_s).value();
        (void)m_duna->say(stream, u"face"_s, {{u"a"_s, QCborMap{{u"attachment"_s, other.toCbor()}}}});
        QVERIFY(!m_duna->ledger->mayServe(m_lake->root(), other.chunks.first()));
        QVERIFY(m_duna->ledger->share(stream, m_lake->root()));
        QVERIFY(m_duna->ledger->mayServe(m_lake->root(), other.chunks.first()));
        m_duna->restart();
        QVERIFY(m_duna->ledger->mayServe(m_lake->root(), other.chunks.first()));
    }

    void aReceiptTurnsGreyToGreen()
    {
        (void)m_duna->say(m_case, u"two"_s);
        QCOMPARE(m_duna->ledger->unconfirmed(m_lake->root(), m_case).value(), 3); // two entries, one photograph
        give(*m_duna, *m_lake, m_case);
        QSignalSpy arrived(m_duna->ledger.get(), &Ledger::receiptArrived);
        QVERIFY(m_duna->ledger->acceptReceipt(m_lake->root(), m_lake->ledger->receiptFor(m_case).value()));
        QCOMPARE(arrived.size(), 1);
        QCOMPARE(arrived.first().at(0).toByteArray(), m_lake->root());
        QCOMPARE(m_duna->ledger->unconfirmed(m_lake->root(), m_case).value(), 1); // the photograph is not there yet
        for (const auto &address : std::as_const(m_photo.chunks))
            QVERIFY(m_lake->ledger->storeChunk(address, m_duna->vault->attachments().chunk(address).value()));
        m_lake->now = m_lake->now.addSecs(1);
        const auto receipt = m_lake->ledger->receiptFor(m_case).value();
        QCOMPARE(receipt.attachments, QList<QByteArray>{m_photo.sha256});
        QVERIFY(m_duna->ledger->acceptReceipt(m_lake->root(), receipt));
        QCOMPARE(m_duna->ledger->unconfirmed(m_lake->root(), m_case).value(), 0);
        m_duna->restart();
        QCOMPARE(m_duna->ledger->unconfirmed(m_lake->root(), m_case).value(), 0);
        (void)m_duna->say(m_case, u"three"_s);
        QCOMPARE(m_duna->ledger->unconfirmed(m_lake->root(), m_case).value(), 1);
        // What they wrote needs no receipt from them.
        QCOMPARE(m_lake->ledger->unconfirmed(m_duna->root(), m_case).value(), 0);
        (void)m_lake->say(m_case, u"theirs"_s);
        give(*m_lake, *m_duna, m_case);
        QCOMPARE(m_duna->ledger->unconfirmed(m_lake->root(), m_case).value(), 1);
    }

    void aLateReceiptDoesNotTakeBackWhatANewerSaid()
    {
        give(*m_duna, *m_lake, m_case);
        const auto early = m_lake->ledger->receiptFor(m_case).value();
        (void)m_duna->say(m_case, u"two"_s);
        give(*m_duna, *m_lake, m_case);
        m_lake->now = m_lake->now.addSecs(5);
        const auto late = m_lake->ledger->receiptFor(m_case).value();
        QVERIFY(m_duna->ledger->acceptReceipt(m_lake->root(), late));
        QSignalSpy arrived(m_duna->ledger.get(), &Ledger::receiptArrived);
        QVERIFY(m_duna->ledger->acceptReceipt(m_lake->root(), early));
        QCOMPARE(arrived.size(), 0);
        QCOMPARE(m_duna->ledger->receiptOf(m_lake->root(), m_case).value()->at, late.at);
        QCOMPARE(m_duna->ledger->unconfirmed(m_lake->root(), m_case).value(), 1); // the photograph
    }

    void aForgedReceiptTurnsNothingGreen()
    {
        give(*m_duna, *m_lake, m_case);
        const auto receipt = m_lake->ledger->receiptFor(m_case).value();
        auto forged = receipt;
        forged.attachments = {m_photo.sha256};
        QCOMPARE(faultOf(m_duna->ledger->acceptReceipt(m_lake->root(), forged)), Fault::Untrusted);
        forged = receipt;
        forged.heads.first().sequence += 1;
        QCOMPARE(faultOf(m_duna->ledger->acceptReceipt(m_lake->root(), forged)), Fault::Untrusted);
        // Signed by us: the one who sent does not confirm.
        const auto ours = m_duna->ledger->receiptFor(m_case).value();
        QCOMPARE(faultOf(m_duna->ledger->acceptReceipt(m_lake->root(), ours)), Fault::Untrusted);
        House third(u"CN"_s, u"wang"_s);
        QCOMPARE(faultOf(m_duna->ledger->acceptReceipt(third.root(), receipt)), Fault::Untrusted);
        pair(*m_duna, third);
        QCOMPARE(faultOf(m_duna->ledger->acceptReceipt(third.root(), receipt)), Fault::Untrusted);
        QVERIFY(!m_duna->ledger->receiptOf(m_lake->root(), m_case).value());
        QCOMPARE(m_duna->ledger->unconfirmed(m_lake->root(), m_case).value(), 2);
    }

    void aReceiptForAnotherTruthConfirmsNothing()
    {
        give(*m_duna, *m_lake, m_case);
        auto receipt = m_lake->ledger->receiptFor(m_case).value();
        receipt.heads.first().hash = QByteArray(32, 'x');
        auto map = receipt.toCbor();
        map.remove(u"signature"_s);
        receipt.signature = m_lake->stationKey().sign("sizhen.receipt", cbor::encode(map));
        QVERIFY(m_duna->ledger->acceptReceipt(m_lake->root(), receipt)); // their word, kept
        QCOMPARE(m_duna->ledger->unconfirmed(m_lake->root(), m_case).value(), 2);
    }

    void grantsAndReceiptsHaveOneSpelling()
    {
        const auto receipt = m_duna->ledger->receiptFor(m_case).value();
        const auto back = Receipt::fromCbor(receipt.toCbor());
        QVERIFY(back);
        QCOMPARE(cbor::encode(back->toCbor()), cbor::encode(receipt.toCbor()));
        const auto grant = m_duna->ledger->grantsFor(m_lake->root())->first();
        QCOMPARE(cbor::encode(Grant::fromCbor(grant.toCbor())->toCbor()), cbor::encode(grant.toCbor()));
        const auto everyFieldCounts = [](const QCborMap &map, auto read) {
            for (const auto &[key, value] : map) {
                auto other = map;
                other.remove(key.toString());
                QVERIFY2(!read(other), qPrintable(key.toString()));
                other.insert(key.toString(), QCborValue(1.5));
                QVERIFY2(!read(other), qPrintable(key.toString()));
            }
            auto more = map;
            more.insert(u"more"_s, 1);
            QVERIFY(!read(more));
        };
        everyFieldCounts(receipt.toCbor(), Receipt::fromCbor);
        everyFieldCounts(grant.toCbor(), Grant::fromCbor);
        auto twice = receipt;
        twice.heads += receipt.heads;
        QVERIFY(!Receipt::fromCbor(twice.toCbor()));
        twice = receipt;
        twice.attachments = {QByteArray(32, 'b'), QByteArray(32, 'a')};
        QVERIFY(!Receipt::fromCbor(twice.toCbor()));
    }

private:
    std::unique_ptr<House> m_duna;
    std::unique_ptr<House> m_lake;
    QByteArray m_case;
    QByteArray m_bytes;
    Attachment m_photo;
};

SIZHEN_TEST(ReceiptsTest)
#include "receipts_test.moc"
