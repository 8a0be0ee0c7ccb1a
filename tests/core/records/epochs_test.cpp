// SPDX-License-Identifier: GPL-3.0-or-later
// New keys, the end of sharing and destruction, in two real ledgers (CON-09, ARC-13).
#include "core/records/audit.h"
#include "tests/core/records/ledgerfixture.h"
#include "tests/support/program.h"

#include <QSignalSpy>
#include <QTest>

using namespace sizhen;
using namespace sizhen::fixture;

class EpochsTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<House> m_duna;
    std::unique_ptr<House> m_lake;
    QByteArray m_case;

    // As sync would: what `from` may hand out, and the receipt for it.
    static void carry(House &from, House &to, const QByteArray &stream)
    {
        QVERIFY(from.ledger->noteGrantsHandedOut(to.root()));
        const auto grants = from.ledger->grantsFor(to.root()).value();
        for (const auto &grant : grants)
            QVERIFY(to.ledger->acceptGrant(grant));
        const auto heads = from.ledger->headsFor(to.root(), stream).value();
        for (const auto &head : heads) {
            const auto raw = from.ledger->entriesFor(to.root(), head.feed, 1, 1 << 30).value();
            QCOMPARE(quint64(raw.size()), head.sequence);
            QVERIFY(to.ledger->receive(from.root(), stream, raw));
        }
        QVERIFY(from.ledger->acceptReceipt(to.root(), to.ledger->receiptForPartner(from.root(), stream).value()));
    }

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        m_duna = std::make_unique<House>(u"HU"_s);
        m_lake = std::make_unique<House>(u"CN"_s, u"li"_s);
        pair(*m_duna, *m_lake);
        m_case = sharedCase(*m_duna, *m_lake);
    }

    void aNewEpochReachesThosePartnersThatStillShare()
    {
        (void)m_duna->say(m_case, u"before"_s);
        QCOMPARE(m_duna->ledger->rotate(m_case).value(), 2U);
        (void)m_duna->say(m_case, u"after"_s);
        carry(*m_duna, *m_lake, m_case);
        QCOMPARE(m_lake->texts(m_case), (QStringList{u"before"_s, u"after"_s}));
        (void)m_lake->say(m_case, u"answer"_s); // under the new key
        carry(*m_lake, *m_duna, m_case);
        m_duna->restart();
        m_lake->restart();
        QCOMPARE(m_duna->texts(m_case), (QStringList{u"before"_s, u"after"_s, u"answer"_s}));
        QCOMPARE(m_lake->texts(m_case), (QStringList{u"before"_s, u"after"_s, u"answer"_s}));
        const auto last = parseEntry(m_lake->raw(m_case).last());
        QVERIFY(last);
        QVERIFY(m_duna->streamKey(m_case).view() != QByteArrayView());
        const auto entries = m_duna->vault->entries().ofStream(m_case).value();
        QCOMPARE(parseEntry(entries.at(0).raw)->epoch, 1U);
        QCOMPARE(parseEntry(entries.at(1).raw)->epoch, 2U);
        QCOMPARE(parseEntry(entries.at(2).raw)->epoch, 2U);
    }

    void onlyItsOwnerRekeysAStream()
    {
        QCOMPARE(faultOf(m_lake->ledger->rotate(m_case)), Fault::Denied);
        QCOMPARE(faultOf(m_duna->ledger->rotate(m_duna->ledger->partnershipStream(m_lake->root()))), Fault::Denied);
        QCOMPARE(faultOf(m_duna->ledger->rotate(m_duna->ledger->institutionStream())), Fault::Denied);
        QCOMPARE(faultOf(m_duna->ledger->rotate(randomBytes(16))), Fault::NotFound);
    }

    void openCasesAreRekeyedTogether()
    {
        const auto closed = sharedCase(*m_duna, *m_lake);
        const auto rotated
            = m_duna->ledger->rotateOpenCases([&](const StreamInfo &info) { return info.id != closed; }).value();
        QCOMPARE(rotated, QList<QByteArray>{m_case});
        QCOMPARE(m_duna->ledger->rotateOpenCases().value().size(), 2);
        QVERIFY(m_lake->ledger->rotateOpenCases().value().isEmpty()); // none is theirs
    }

    // CON-09: the farewell is the last thing they get; it was written under the old key.
    void afterTheFarewellNothingMoreIsHandedOut()
    {
        (void)m_duna->say(m_case, u"known"_s);
        carry(*m_duna, *m_lake, m_case);
        const auto farewell = m_duna->say(m_case, u"farewell"_s);
        QVERIFY(m_duna->ledger->stopSharing(m_case, m_lake->root(), {farewell.hash}));
        (void)m_duna->say(m_case, u"secret"_s);
        QVERIFY(m_duna->ledger->hasStoppedSharing(m_lake->root(), m_case));
        QCOMPARE(m_duna->ledger->headsFor(m_lake->root(), m_case)->first().sequence, 2U);
        QCOMPARE(m_duna->ledger->heads(m_case)->first().sequence, 3U);
        QVERIFY(m_duna->ledger->grantsFor(m_lake->root())->isEmpty());
        m_duna->restart();
        carry(*m_duna, *m_lake, m_case);
        QCOMPARE(m_lake->texts(m_case), (QStringList{u"known"_s, u"farewell"_s}));
        QCOMPARE(m_duna->ledger->unconfirmed(m_lake->root(), m_case).value(), 0);
        const auto receipt = m_duna->ledger->receiptForPartner(m_lake->root(), m_case).value();
        QCOMPARE(receipt.heads.first().sequence, 2U);
        QCOMPARE(faultOf(m_duna->ledger->share(m_case, m_lake->root())), Fault::Denied);
        QCOMPARE(m_duna->texts(m_case), (QStringList{u"known"_s, u"farewell"_s, u"secret"_s}));
        // Even when it is carried to them by other hands they cannot read it.
        QVERIFY(m_lake->ledger->receive(m_duna->root(), m_case, m_duna->raw(m_case)));
        QCOMPARE(m_lake->texts(m_case), (QStringList{u"known"_s, u"farewell"_s, u"no-key"_s}));
    }

    // What was written but not confirmed when consent was withdrawn stays at home, and with it what follows in its feed.
    void whatWasOnItsWayIsHeldBack()
    {
        (void)m_duna->say(m_case, u"known"_s);
        carry(*m_duna, *m_lake, m_case);
        (void)m_duna->say(m_case, u"not sent yet"_s);
        const auto farewell = m_duna->say(m_case, u"farewell"_s);
        QVERIFY(m_duna->ledger->stopSharing(m_case, m_lake->root(), {farewell.hash}));
        carry(*m_duna, *m_lake, m_case);
        QCOMPARE(m_lake->texts(m_case), QStringList{u"known"_s});
        QCOMPARE(m_duna->ledger->unconfirmed(m_lake->root(), m_case).value(), 0);
    }

    void whatThePartnerStillWritesIsTakenIn()
    {
        const auto farewell = m_duna->say(m_case, u"farewell"_s);
        QVERIFY(m_duna->ledger->stopSharing(m_case, m_lake->root(), {farewell.hash}));
        carry(*m_duna, *m_lake, m_case);
        (void)m_lake->say(m_case, u"kept under our record law"_s);
        carry(*m_lake, *m_duna, m_case);
        QCOMPARE(m_duna->texts(m_case), (QStringList{u"farewell"_s, u"kept under our record law"_s}));
        QCOMPARE(m_lake->ledger->unconfirmed(m_duna->root(), m_case).value(), 0);
        const auto theirs = m_lake->ledger->heads(m_case).value();
        for (const auto &head : theirs) {
            const auto ownFeed = m_lake->ledger->events(m_case)->last().feed == head.feed;
            QCOMPARE(m_duna->ledger->takesMore(m_lake->root(), head.feed, m_case), ownFeed);
        }
    }

    void attachmentsAreNotServedAnyMoreNorAskedFor()
    {
        const auto picture = m_duna->vault->attachments().put(QByteArray(3000, 'x'), u"image/png"_s, u"tongue"_s).value();
        (void)m_duna->say(m_case, u"picture"_s, {{u"image"_s, QCborMap{{u"attachment"_s, picture.toCbor()}}}});
        carry(*m_duna, *m_lake, m_case);
        QVERIFY(m_duna->ledger->mayServe(m_lake->root(), picture.chunks.first()));
        QCOMPARE(m_lake->ledger->missingChunks(m_case)->size(), 1);
        QCOMPARE(m_duna->ledger->unconfirmed(m_lake->root(), m_case).value(), 1);
        QVERIFY(m_duna->ledger->stopSharing(m_case, m_lake->root()));
        QVERIFY(!m_duna->ledger->mayServe(m_lake->root(), picture.chunks.first()));
        QCOMPARE(m_duna->ledger->unconfirmed(m_lake->root(), m_case).value(), 0);
        QVERIFY(m_lake->ledger->stopFetching(m_case));
        m_lake->restart();
        QVERIFY(m_lake->ledger->missingChunks(m_case)->isEmpty());
    }

    void aShareThatNeverLeftIsKnown()
    {
        const auto other = m_duna->ledger->newStream(u"case"_s).value();
        QVERIFY(m_duna->ledger->share(other, m_lake->root()));
        QVERIFY(!m_duna->ledger->wasHandedOut(m_lake->root(), other));
        QVERIFY(m_duna->ledger->noteGrantsHandedOut(m_lake->root()));
        m_duna->restart();
        QVERIFY(m_duna->ledger->wasHandedOut(m_lake->root(), other));
    }

    // ARC-13: nobody here can open it again, every chain still verifies, and no grant brings the key back.
    void aShreddedRecordVerifiesAndStaysShut()
    {
        const auto kept = sharedCase(*m_duna, *m_lake);
        const auto both = m_duna->vault->attachments().put(QByteArray(3000, 'b'), u"image/png"_s, u"both"_s).value();
        const auto own = m_duna->vault->attachments().put(QByteArray(5000, 'o'), u"image/png"_s, u"own"_s).value();
        const auto named = [](const Attachment &one) {
            return QCborMap{{u"image"_s, QCborMap{{u"attachment"_s, one.toCbor()}}}};
        };
        (void)m_duna->say(m_case, u"one"_s, named(both));
        QVERIFY(m_duna->ledger->rotate(m_case));
        (void)m_duna->say(m_case, u"two"_s, named(own));
        (void)m_duna->say(kept, u"elsewhere"_s, named(both));
        carry(*m_duna, *m_lake, m_case);
        const auto grants = m_duna->ledger->grantsFor(m_lake->root()).value();

        const auto shredded = m_lake->ledger->shred(m_case).value();
        QCOMPARE(shredded.keys, 2);
        QCOMPARE(shredded.entries, 2);
        const auto here = m_duna->ledger->shred(m_case).value();
        QCOMPARE(here.chunks, 1);
        QVERIFY(!m_duna->vault->attachments().has(own.chunks.first()));
        QVERIFY(m_duna->vault->attachments().has(both.chunks.first()));

        for (const auto *house : {m_duna.get(), m_lake.get()}) {
            QCOMPARE(house->texts(m_case), (QStringList{u"destroyed"_s, u"destroyed"_s}));
            QVERIFY(house->ledger->isShredded(m_case));
        }
        QCOMPARE(faultOf(m_lake->ledger->acceptGrant(grants.first())), Fault::Denied);
        m_duna->restart();
        m_lake->restart();
        QCOMPARE(m_lake->texts(m_case), (QStringList{u"destroyed"_s, u"destroyed"_s}));
        QCOMPARE(faultOf(m_lake->ledger->acceptGrant(grants.first())), Fault::Denied);
        QVERIFY(!m_duna->ledger->isSharedWith(m_lake->root(), m_case));
        QVERIFY(auditRecords(*m_duna->ledger)->faults.isEmpty());
        QVERIFY(auditRecords(*m_lake->ledger)->faults.isEmpty());
        QVERIFY(!m_duna->vault->rows().at(u"key.stream"_s, QString::fromLatin1(m_case.toHex()) + u".1"_s).value());
        QCOMPARE(faultOf(m_duna->ledger->append({{m_case, u"case.note"_s, {{u"text"_s, u"late"_s}}}}, m_duna->actor())),
                 Fault::NotFound);
        QCOMPARE(m_duna->ledger->shred(m_case)->keys, 0); // twice is once
        QCOMPARE(faultOf(m_duna->ledger->shred(m_duna->ledger->institutionStream())), Fault::Denied);
    }
};

SIZHEN_TEST(EpochsTest)
#include "epochs_test.moc"
