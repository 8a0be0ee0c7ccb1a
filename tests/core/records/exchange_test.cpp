// SPDX-License-Identifier: GPL-3.0-or-later
// Two institutions, and one that should not be there: what is taken in, what is refused, what nobody can read.
#include "ledgerfixture.h"

#include "core/base/cbor.h"
#include "core/records/eventbody.h"
#include "tests/support/program.h"

#include <QCborArray>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <random>

using namespace sizhen;
using namespace sizhen::fixture;

namespace {

// An entry as `house` would have written it, with whatever the test wants to be wrong; signed by its station all the
// same.
struct Forger {
    House &house;
    QByteArray stream;
    Entry entry;

    Forger(House &itsHouse, const QByteArray &itsStream)
        : house(itsHouse)
        , stream(itsStream)
    {
        entry = parseEntry(house.raw(stream).last()).value();
        entry.previous = entryHash(house.raw(stream).last());
        ++entry.sequence;
        ++entry.hlc;
    }

    void fill(const QString &text, const Actor &actor, int version = 1)
    {
        EventBody body{u"case.note"_s,      version,           u"2026-11-24T10:00:00+01:00"_s,
                       {{u"text"_s, text}}, actor.certificate, {}};
        body.signature = body.signedBy(*actor.key, stream, entry.hlc);
        seal(body);
    }

    void seal(const EventBody &body)
    {
        entry.sealedBody = sizhen::seal(house.streamKey(stream), body.toBytes(), headerOf(entry));
    }

    [[nodiscard]] QByteArray raw()
    {
        entry.signature = signEntry(entry, house.stationKey());
        return serialise(entry);
    }
};

} // namespace

class ExchangeTest : public QObject
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
        for (const auto *text : {"one", "two", "three"})
            (void)m_duna->say(m_case, QString::fromLatin1(text));
    }

    void cleanup()
    {
        m_duna.reset();
        m_lake.reset();
    }

    void pairingGivesBothTheSamePartnership()
    {
        const auto stream = m_duna->ledger->partnershipStream(m_lake->root());
        QCOMPARE(stream.size(), 16);
        QCOMPARE(m_lake->ledger->partnershipStream(m_duna->root()), stream);
        QCOMPARE(m_duna->streamKey(stream).view().toByteArray(), m_lake->streamKey(stream).view().toByteArray());
        QCOMPARE(m_duna->ledger->confirmPartner(m_lake->root()).value(), stream); // twice is once
        QCOMPARE(m_duna->ledger->sharedWith(m_lake->root()).value(), (QList<QByteArray>{stream, m_case}));
        QCOMPARE(m_duna->ledger->stream(stream)->parties, QList<QByteArray>{m_lake->root()});
        House third(u"CN"_s, u"wang"_s);
        pair(*m_duna, third);
        QVERIFY(m_duna->ledger->partnershipStream(third.root()) != stream);
    }

    void ourOwnAndForgedCardsAreRefused()
    {
        QCOMPARE(faultOf(m_duna->ledger->addPartner(m_duna->ledger->card({}).value())), Fault::Refused);
        auto card = m_lake->ledger->card({}).value();
        card[card.size() / 2] = char(card.at(card.size() / 2) ^ 1);
        QVERIFY(!m_duna->ledger->addPartner(card));
        QCOMPARE(faultOf(m_duna->ledger->addPartner("no card")), Fault::Corrupt);
        QCOMPARE(faultOf(m_duna->ledger->confirmPartner(QByteArray(32, 'x'))), Fault::NotFound);
    }

    void aCardTakenInIsNotYetVerified()
    {
        House third(u"CN"_s, u"wang"_s);
        QVERIFY(!m_duna->ledger->addPartner(third.ledger->card({u"a:1"_s}).value(), Ledger::Namesake::Take)->verified);
        QCOMPARE(faultOf(m_duna->ledger->share(m_case, third.root())), Fault::Untrusted);
        QCOMPARE(m_duna->ledger->share(m_case, third.root()).error().rule, u"AGR-16"_s);
        QCOMPARE(faultOf(m_duna->ledger->partnerByTlsKey(third.ledger->station().tlsSpkiHash)), Fault::Untrusted);
        QVERIFY(m_duna->ledger->confirmPartner(third.root()));
        QVERIFY(m_duna->ledger->partnerByTlsKey(third.ledger->station().tlsSpkiHash));
        // A newer card brings new addresses and leaves the rest as it is, also after a restart.
        QVERIFY(m_duna->ledger->addPartner(third.ledger->card({u"b:2"_s}).value())->verified);
        m_duna->restart();
        const auto partner = m_duna->ledger->partner(third.root()).value();
        QCOMPARE(partner.addresses, QStringList{u"b:2"_s});
        QVERIFY(partner.verified);
        QCOMPARE(m_duna->ledger->partners()->size(), 2);
        QCOMPARE(faultOf(m_duna->ledger->partnerByTlsKey(m_duna->ledger->station().tlsSpkiHash)), Fault::Untrusted);
        QCOMPARE(faultOf(m_duna->ledger->partnerByTlsKey({})), Fault::Untrusted);
    }

    void beforeItIsSharedNothingCanBeOpened()
    {
        const auto stream = m_duna->ledger->newStream(u"case"_s).value();
        (void)m_duna->say(stream, u"secret"_s);
        QVERIFY(m_duna->ledger->grantsFor(m_lake->root())->size() == 1); // m_case's only
        QCOMPARE(faultOf(m_lake->ledger->receive(m_duna->root(), stream, m_duna->raw(stream))), Fault::Denied);
        QCOMPARE(faultOf(m_lake->ledger->events(stream)), Fault::NotFound);
        // Not one of the keys that they hold opens it.
        const auto entry = parseEntry(m_duna->raw(stream).first()).value();
        const auto keys = m_lake->vault->rows().list(u"key.stream"_s).value();
        QCOMPARE(keys.size(), 3); // of the house, the partnership, m_case
        for (const auto &row : keys)
            QVERIFY(!unseal(SecretBytes::copyOf(row.body), entry.sealedBody, headerOf(entry)));
        QVERIFY(m_duna->ledger->share(stream, m_lake->root()));
        give(*m_duna, *m_lake, stream);
        QCOMPARE(m_lake->texts(stream), QStringList{u"secret"_s});
    }

    void whatStaysAtHomeIsNeverShared()
    {
        const auto patient = m_duna->ledger->newStream(u"patient"_s).value();
        QCOMPARE(faultOf(m_duna->ledger->share(patient, m_lake->root())), Fault::Denied);
        House third(u"CN"_s, u"wang"_s);
        pair(*m_duna, third);
        const auto partnership = m_duna->ledger->partnershipStream(m_lake->root());
        QCOMPARE(faultOf(m_duna->ledger->share(partnership, third.root())), Fault::Denied);
    }

    void sharingTwiceIsSharingOnce()
    {
        const auto grants = m_duna->ledger->grantsFor(m_lake->root()).value();
        QVERIFY(m_duna->ledger->share(m_case, m_lake->root()));
        QCOMPARE(m_duna->ledger->grantsFor(m_lake->root())->size(), grants.size());
        QVERIFY(m_lake->ledger->acceptGrant(grants.first()));
        QVERIFY(m_lake->ledger->acceptGrant(grants.first()));
        QCOMPARE(m_lake->ledger->sharedWith(m_duna->root())->size(), 2);
        QVERIFY(m_lake->ledger->share(m_case, m_duna->root())); // shared already, from the other side
        QCOMPARE(m_lake->ledger->grantsFor(m_duna->root())->size(), 0);
    }

    void aGrantIsForOneReceiverFromAVerifiedPartner()
    {
        House third(u"CN"_s, u"wang"_s);
        const auto grant = m_duna->ledger->grantsFor(m_lake->root())->first();
        QCOMPARE(faultOf(third.ledger->acceptGrant(grant)), Fault::Untrusted); // knows nobody
        QVERIFY(third.ledger->addPartner(m_duna->ledger->card({}).value()));
        QCOMPARE(faultOf(third.ledger->acceptGrant(grant)), Fault::Untrusted); // not verified
        QVERIFY(third.ledger->confirmPartner(m_duna->root()));
        QCOMPARE(faultOf(third.ledger->acceptGrant(grant)), Fault::Untrusted); // not for them
        auto readdressed = grant;
        readdressed.to = third.root();
        QCOMPARE(faultOf(third.ledger->acceptGrant(readdressed)), Fault::Untrusted); // not signed like that
        QVERIFY(third.ledger->streamsOf(u"case"_s)->isEmpty());
    }

    void aChangedGrantIsRefused()
    {
        const auto stream = m_duna->ledger->newStream(u"case"_s).value();
        QVERIFY(m_duna->ledger->share(stream, m_lake->root()));
        const auto grant = m_duna->ledger->grantsFor(m_lake->root())->last();
        QCOMPARE(grant.stream.id, stream);
        const auto map = grant.toCbor();
        for (const auto &[key, value] : map) {
            auto other = map;
            if (value.isByteArray()) {
                auto bytes = value.toByteArray();
                bytes += 'x';
                bytes.remove(0, 1);
                other.insert(key.toString(), bytes);
            } else if (value.isString()) {
                other.insert(key.toString(), value.toString() + u'x');
            } else if (value.isInteger()) {
                other.insert(key.toString(), value.toInteger() + 1);
            } else {
                other.insert(key.toString(), QCborArray());
            }
            const auto changed = Grant::fromCbor(other);
            if (!changed || changed->toCbor() == map) // an empty "about" stays empty, or no longer has its shape
                continue;
            QCOMPARE(faultOf(m_lake->ledger->acceptGrant(*changed)), Fault::Untrusted);
        }
        QVERIFY(m_lake->ledger->acceptGrant(grant));
    }

    void aPartnerCannotSlipAnotherKeyUnderAStream()
    {
        House third(u"CN"_s, u"wang"_s);
        pair(*m_lake, third);
        // The third one grants a stream under the id of the case that Duna shared.
        auto grant = m_duna->ledger->grantsFor(m_lake->root())->first();
        grant.sealedKey = sealTo(m_lake->ledger->institution().boxKey, SecretBytes::random(32).view()).value();
        grant.from = third.root();
        QVERIFY(third.vault->rows().at(u"key.self"_s, u"station"_s).value());
        const auto key = third.stationKey();
        grant.station = key.publicKey();
        auto map = grant.toCbor();
        map.remove(u"signature"_s);
        grant.signature = key.sign("sizhen.grant", cbor::encode(map));
        QCOMPARE(faultOf(m_lake->ledger->acceptGrant(grant)), Fault::Untrusted);
        give(*m_duna, *m_lake, m_case);
        QCOMPARE(m_lake->texts(m_case), (QStringList{u"one"_s, u"two"_s, u"three"_s}));
    }

    void entriesArriveAndAreAnnouncedOnce()
    {
        QSignalSpy changed(m_lake->ledger.get(), &Ledger::changed);
        const auto raw = m_duna->raw(m_case);
        const auto received = m_lake->ledger->receive(m_duna->root(), m_case, raw);
        QVERIFY(received);
        QCOMPARE(received->accepted, 3);
        QCOMPARE(received->known, 0);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(changed.first().first().toByteArray(), m_case);
        const auto again = m_lake->ledger->receive(m_duna->root(), m_case, raw); // a replay
        QCOMPARE(again->accepted, 0);
        QCOMPARE(again->known, 3);
        QVERIFY(!again->fork);
        QCOMPARE(changed.size(), 1);
        const auto events = m_lake->ledger->events(m_case).value();
        QCOMPARE(events.size(), 3);
        QCOMPARE(events.first().by.id, u"kovacs"_s);
        QCOMPARE(events.first().institution, m_duna->root());
        QCOMPARE(events.first().problem, QString());
    }

    void ourOwnEntriesComeBackAsKnown()
    {
        give(*m_duna, *m_lake, m_case);
        (void)m_lake->say(m_case, u"four"_s);
        const auto received = m_duna->ledger->receive(m_lake->root(), m_case, m_lake->raw(m_case));
        QVERIFY(received);
        QCOMPARE(received->known, 3);
        QCOMPARE(received->accepted, 1);
    }

    void holesAndAnotherOrderAreRefusedWhole()
    {
        const auto raw = m_duna->raw(m_case);
        const auto fault = [&](const QList<QByteArray> &batch) {
            return faultOf(m_lake->ledger->receive(m_duna->root(), m_case, batch));
        };
        QCOMPARE(fault({raw.at(0), raw.at(2)}), Fault::Invalid);
        QCOMPARE(fault({raw.at(1), raw.at(0)}), Fault::Invalid);
        QCOMPARE(fault({raw.at(2)}), Fault::Invalid);
        QCOMPARE(m_lake->ledger->events(m_case)->size(), 0); // nothing of a refused batch stays
        QCOMPARE(fault({raw.at(0), raw.at(0), raw.at(1), raw.at(0), raw.at(2)}), Fault::Timeout); // doubled is no harm
        QCOMPARE(m_lake->ledger->events(m_case)->size(), 3);
    }

    void aBatchWithOneBadEntryIsRefusedWhole()
    {
        auto raw = m_duna->raw(m_case);
        for (qsizetype bit = 0; bit < raw.at(2).size() * 8; bit += 5) {
            auto turned = raw;
            turned[2][bit / 8] = char(turned.at(2).at(bit / 8) ^ (1 << (bit % 8)));
            const auto fault = faultOf(m_lake->ledger->receive(m_duna->root(), m_case, turned));
            QVERIFY2(fault == Fault::Corrupt || fault == Fault::Untrusted || fault == Fault::Unsupported
                         || fault == Fault::Invalid,
                     qPrintable(QString::number(bit)));
            QCOMPARE(m_lake->ledger->heads(m_case)->size(), 0);
        }
        for (qsizetype size = 0; size < raw.at(2).size(); ++size)
            QCOMPARE(
                faultOf(m_lake->ledger->receive(m_duna->root(), m_case, {raw.at(0), raw.at(1), raw.at(2).left(size)})),
                Fault::Corrupt);
        QCOMPARE(m_lake->ledger->heads(m_case)->size(), 0);
    }

    void aKnownEntryWithOneBitTurnedIsNoForkButForgery()
    {
        give(*m_duna, *m_lake, m_case);
        auto raw = m_duna->raw(m_case).at(1);
        raw[raw.size() - 80] = char(raw.at(raw.size() - 80) ^ 1);
        QCOMPARE(faultOf(m_lake->ledger->receive(m_duna->root(), m_case, {raw})), Fault::Untrusted);
        QVERIFY(m_lake->vault->rows().list(u"local.fork"_s)->isEmpty());
    }

    void strangersAndThirdPartiesBringNothing()
    {
        House third(u"CN"_s, u"wang"_s);
        const auto raw = m_duna->raw(m_case);
        QCOMPARE(faultOf(m_lake->ledger->receive(third.root(), m_case, raw)), Fault::Untrusted);
        pair(*m_lake, third);
        QCOMPARE(faultOf(m_lake->ledger->receive(third.root(), m_case, raw)), Fault::Denied); // not shared with them
        QVERIFY(m_lake->ledger->share(m_case, third.root()));
        QCOMPARE(faultOf(m_lake->ledger->receive(third.root(), m_case, raw)), Fault::Denied); // not theirs to bring
        QCOMPARE(m_lake->ledger->heads(m_case)->size(), 0);
        const auto other = m_duna->ledger->newStream(u"case"_s).value();
        (void)m_duna->say(other, u"x"_s);
        QCOMPARE(faultOf(m_lake->ledger->receive(m_duna->root(), m_case, m_duna->raw(other))), Fault::Corrupt);
    }

    void aStationThatNobodyCertifiedIsUntrusted()
    {
        Forger forger(*m_duna, m_case);
        const auto key = SigningKey::generate();
        forger.entry.station = key.publicKey();
        forger.entry.sequence = 1;
        forger.entry.previous = QByteArray(32, '\0');
        forger.entry.signature = signEntry(forger.entry, key);
        QCOMPARE(faultOf(m_lake->ledger->receive(m_duna->root(), m_case, {serialise(forger.entry)})), Fault::Untrusted);
    }

    void aWithdrawnStationMayNotGoOn()
    {
        give(*m_duna, *m_lake, m_case);
        // Duna's next card no longer names this station.
        const InstitutionCard card{m_duna->ledger->institution(), {}, {}, m_duna->now.addSecs(1), 1};
        QVERIFY(m_lake->ledger->addPartner(makeCard(card, m_duna->rootKey())));
        (void)m_duna->say(m_case, u"four"_s);
        QCOMPARE(faultOf(m_lake->ledger->receive(m_duna->root(), m_case, m_duna->raw(m_case))), Fault::Untrusted);
        QCOMPARE(faultOf(m_lake->ledger->partnerByTlsKey(m_duna->ledger->station().tlsSpkiHash)), Fault::Untrusted);
        m_lake->restart();
        QCOMPARE(m_lake->texts(m_case), (QStringList{u"one"_s, u"two"_s, u"three"_s})); // what it wrote before stands
        QCOMPARE(faultOf(m_lake->ledger->receive(m_duna->root(), m_case, m_duna->raw(m_case))), Fault::Untrusted);
    }

    void anExpiredStationMayNotGoOn()
    {
        Forger forger(*m_duna, m_case);
        forger.fill(u"too late"_s, m_duna->actor());
        const auto after = m_duna->ledger->station().validTo.toMSecsSinceEpoch();
        forger.entry.hlc = quint64(after) << 16;
        QCOMPARE(faultOf(m_lake->ledger->receive(m_duna->root(), m_case, m_duna->raw(m_case) << forger.raw())),
                 Fault::Untrusted);
        QVERIFY(m_lake->ledger->partnerByTlsKey(m_duna->ledger->station().tlsSpkiHash));
        m_lake->now = m_lake->now.addYears(6);
        QCOMPARE(faultOf(m_lake->ledger->partnerByTlsKey(m_duna->ledger->station().tlsSpkiHash)), Fault::Untrusted);
    }

    void aForkIsKeptAsEvidenceAndFreezesTheFeed()
    {
        give(*m_duna, *m_lake, m_case);
        Forger forger(*m_duna, m_case);
        forger.entry.sequence = 2;
        forger.entry.previous = entryHash(m_duna->raw(m_case).at(0));
        forger.fill(u"another two"_s, m_duna->actor());
        const auto other = forger.raw();
        const auto received = m_lake->ledger->receive(m_duna->root(), m_case, {other});
        QVERIFY(received);
        QVERIFY(received->fork);
        QCOMPARE(received->accepted, 0);
        const auto evidence = m_lake->vault->rows().list(u"local.fork"_s).value();
        QCOMPARE(evidence.size(), 1);
        QCOMPARE(evidence.first().body, other);
        QCOMPARE(m_lake->texts(m_case), (QStringList{u"one"_s, u"two"_s, u"three"_s}));

        m_lake->restart();
        (void)m_duna->say(m_case, u"four"_s);
        const auto later = m_lake->ledger->receive(m_duna->root(), m_case, m_duna->raw(m_case));
        QVERIFY(later);
        QVERIFY(later->fork);
        QCOMPARE(later->known, 3);
        QCOMPARE(later->accepted, 0); // frozen
        QCOMPARE(m_lake->ledger->events(m_case)->size(), 3);
    }

    void anEntryThatFollowsAnotherPastIsAFork()
    {
        give(*m_duna, *m_lake, m_case);
        Forger forger(*m_duna, m_case);
        forger.entry.previous = QByteArray(32, 'p');
        QList<QByteArray> branch;
        for (int i = 0; i < 3; ++i) {
            forger.fill(u"from another past"_s, m_duna->actor());
            branch.append(forger.raw());
            forger.entry.previous = entryHash(branch.last());
            ++forger.entry.sequence;
            ++forger.entry.hlc;
        }
        const auto received = m_lake->ledger->receive(m_duna->root(), m_case, branch);
        QVERIFY(received); // what follows the fork is no hole
        QVERIFY(received->fork);
        QCOMPARE(received->accepted, 0);
        QCOMPARE(m_lake->vault->rows().list(u"local.fork"_s)->first().body, branch.first());
        QCOMPARE(m_lake->ledger->events(m_case)->size(), 3);
    }

    void evidenceDoesNotFillTheDisk()
    {
        give(*m_duna, *m_lake, m_case);
        for (int i = 0; i < 12; ++i) {
            Forger forger(*m_duna, m_case);
            forger.entry.sequence = 3;
            forger.entry.previous = entryHash(m_duna->raw(m_case).at(1));
            forger.fill(QString::number(i), m_duna->actor());
            QVERIFY(m_lake->ledger->receive(m_duna->root(), m_case, {forger.raw()})->fork);
        }
        QCOMPARE(m_lake->vault->rows().list(u"local.fork"_s)->size(), 4);
    }

    // Our vault is an old copy: the partner holds another entry of ours than we do.
    void aForkOfOurOwnFeedMakesUsWriteAnother()
    {
        Forger forger(*m_duna, m_case);
        forger.entry.sequence = 3;
        forger.entry.previous = entryHash(m_duna->raw(m_case).at(1));
        forger.fill(u"written by the other copy"_s, m_duna->actor());
        const auto before = m_duna->ledger->events(m_case)->last().feed;
        QVERIFY(m_duna->ledger->receive(m_lake->root(), m_case, {forger.raw()})->fork);
        const auto event = m_duna->say(m_case, u"four"_s);
        QVERIFY(event.feed != before);
        QCOMPARE(event.sequence, 1);
        m_duna->restart();
        QCOMPARE(m_duna->say(m_case, u"five"_s).feed, event.feed);
    }

    // Storage.md §8, "old database restored": the partner holds what we wrote after this copy was made.
    void entriesOfOursThatWeLostComeBackAndAreNeverWrittenOn()
    {
        QSignalSpy older(m_duna->ledger.get(), &Ledger::olderThanSeen);
        QSignalSpy back(m_duna->ledger.get(), &Ledger::cameBack);
        const auto before = m_duna->ledger->incarnation();
        Forger next(*m_duna, m_case);
        next.fill(u"written after the copy was made"_s, m_duna->actor());
        QCOMPARE(m_duna->ledger->receive(m_lake->root(), m_case, {next.raw()}).value().accepted, 1);
        QCOMPARE(m_duna->ledger->events(m_case)->size(), 4);
        QVERIFY(m_duna->ledger->events(m_case)->last().problem.isEmpty());
        QCOMPARE(older.size(), 1);
        QCOMPARE(back.size(), 1);
        QVERIFY(m_duna->ledger->incarnation() != before);
        const auto event = m_duna->say(m_case, u"five"_s);
        QVERIFY(event.feed != next.entry.feed());
        QCOMPARE(event.sequence, 1);
        QCOMPARE(m_duna->ledger->accessLog({.act = u"vault.older"_s})->size(), 1);
        m_duna->restart();
        QCOMPARE(m_duna->ledger->incarnation() != before, true);
    }

    // Storage.md §2.4: a receipt that is ahead of us says the same.
    void aReceiptAheadOfUsShowsThatThisVaultIsOlder()
    {
        QSignalSpy older(m_duna->ledger.get(), &Ledger::olderThanSeen);
        auto receipt = m_lake->ledger->receiptFor(m_case).value();
        QVERIFY(m_duna->ledger->acceptReceipt(m_lake->root(), receipt));
        QCOMPARE(older.size(), 0); // the same, or behind: nothing to say
        QVERIFY(m_lake->ledger->receive(m_duna->root(), m_case, m_duna->raw(m_case)));
        Forger next(*m_duna, m_case);
        next.fill(u"written after the copy was made"_s, m_duna->actor());
        QVERIFY(m_lake->ledger->receive(m_duna->root(), m_case, {next.raw()}));
        receipt = m_lake->ledger->receiptFor(m_case).value();
        QVERIFY(m_duna->ledger->acceptReceipt(m_lake->root(), receipt));
        QCOMPARE(older.size(), 1);
        QCOMPARE(m_duna->ledger->receive(m_lake->root(), m_case, {next.raw()}).value().accepted, 1);
        QCOMPARE(older.size(), 1); // told once: it is no longer the feed we write
    }

    // A stream that was made after the backup: the partner holds its key and gives it back.
    void aStreamMadeAfterTheBackupIsGivenBackWithItsKey()
    {
        const auto grants = m_lake->ledger->returnGrants(m_duna->root(), m_case).value();
        QCOMPARE(grants.size(), 1);
        QVERIFY(grants[0].returned);
        QCOMPARE(Grant::fromCbor(grants[0].toCbor()).value().returned, true);
        QCOMPARE(faultOf(m_duna->ledger->acceptGrant(grants[0])), Fault::Untrusted); // nothing was lost
        QVERIFY(m_duna->ledger->returnGrants(m_lake->root(), m_case).value().isEmpty()); // ours is not theirs
        // As after a restore: the rows of the stream, its key and its sharing are not here.
        QVERIFY(m_duna->ledger->beginIncarnation(u"vault.restored"_s, u"test"_s));
        {
            auto change = m_duna->vault->begin().value();
            auto &rows = m_duna->vault->rows();
            const auto id = QString::fromLatin1(m_case.toHex());
            QVERIFY(rows.remove(u"local.stream"_s, id));
            QVERIFY(rows.remove(u"key.stream"_s, id + u".1"_s));
            QVERIFY(rows.remove(u"local.share"_s, QString::fromLatin1(m_lake->root().toHex()) + u'.' + id));
            QVERIFY(change.commit());
        }
        m_duna->restart();
        QVERIFY(!m_duna->ledger->stream(m_case));
        QVERIFY(m_duna->ledger->acceptGrant(grants[0]));
        QVERIFY(m_duna->ledger->isSharedWith(m_lake->root(), m_case));
        const auto events = m_duna->ledger->events(m_case).value();
        QCOMPARE(events.size(), 3);
        QVERIFY(events.last().problem.isEmpty());
        QVERIFY(m_duna->say(m_case, u"and on"_s).problem.isEmpty());
    }

    void aForgedPersonIsFlagged()
    {
        const auto check = [this](const QString &problem, const std::function<void(Forger &)> &make) {
            Forger forger(*m_duna, m_case);
            make(forger);
            House reader(u"CN"_s, u"reader"_s);
            pair(*m_duna, reader);
            QVERIFY(m_duna->ledger->share(m_case, reader.root()));
            QVERIFY(reader.ledger->acceptGrant(m_duna->ledger->grantsFor(reader.root())->first()));
            const auto received = reader.ledger->receive(m_duna->root(), m_case, m_duna->raw(m_case) << forger.raw());
            QVERIFY(received);
            QCOMPARE(received->accepted, 4); // kept, flagged, and for consult not to apply
            QCOMPARE(reader.texts(m_case).last(), problem);
            QCOMPARE(reader.texts(m_case).first(), u"one"_s);
        };
        const auto actor = m_duna->actor();
        const auto bodyOf = [&](const Forger &forger, const QByteArray &certificate, const SigningKey &key) {
            EventBody body{u"case.note"_s, 1, u"2026-11-24T10:00:00+01:00"_s, {}, certificate, {}};
            body.signature = body.signedBy(key, forger.stream, forger.entry.hlc);
            return body;
        };
        check(u"signature"_s, [&](Forger &forger) { // by another key than the certified one
            forger.seal(bodyOf(forger, actor.certificate, SigningKey::generate()));
        });
        check(u"signature"_s, [&](Forger &forger) { // said in another stream
            auto body = bodyOf(forger, actor.certificate, *actor.key);
            body.signature = body.signedBy(*actor.key, QByteArray(16, 'x'), forger.entry.hlc);
            forger.seal(body);
        });
        check(u"signature"_s, [&](Forger &forger) { // said at another time
            auto body = bodyOf(forger, actor.certificate, *actor.key);
            body.signature = body.signedBy(*actor.key, forger.stream, forger.entry.hlc - 1);
            forger.seal(body);
        });
        check(u"signature"_s, [&](Forger &forger) { forger.entry.sealedBody = "not sealed with the key"; });
        check(u"signature"_s, [&](Forger &forger) {
            forger.entry.sealedBody = seal(m_duna->streamKey(m_case), "no CBOR", headerOf(forger.entry));
        });
        const auto li = m_lake->actor();
        check(u"certificate"_s, // a person of another institution
              [&](Forger &forger) { forger.seal(bodyOf(forger, li.certificate, *li.key)); });
        check(u"certificate"_s, [&](Forger &forger) { // certified by nobody
            auto person = actor.person;
            forger.seal(bodyOf(forger, certify(person, SigningKey::generate()), *actor.key));
        });
        check(u"certificate"_s, [&](Forger &forger) { // expired
            auto person = actor.person;
            person.validFrom = person.validFrom.addYears(-2);
            person.validTo = person.validFrom.addYears(1);
            forger.seal(bodyOf(forger, certify(person, m_duna->rootKey()), *actor.key));
        });
        check(u"newer"_s, [&](Forger &forger) { forger.fill(u"from tomorrow"_s, actor, 2); });
        check(u"no-key"_s, [&](Forger &forger) {
            forger.entry.epoch = 2;
            forger.fill(u"under a key not granted"_s, actor);
        });
        check(u"future"_s, [&](Forger &forger) {
            forger.entry.hlc = quint64(m_duna->now.addDays(1).toMSecsSinceEpoch()) << 16;
            forger.fill(u"the clock is wrong by a day"_s, actor);
        });
    }

    void anEventOfAStationNobodyKnowsIsNotJudged()
    {
        auto entry = parseEntry(m_duna->raw(m_case).first()).value();
        const auto key = SigningKey::generate();
        entry.station = key.publicKey();
        entry.signature = signEntry(entry, key);
        const auto raw = serialise(entry);
        auto transaction = m_duna->vault->begin();
        QVERIFY(transaction);
        QVERIFY(m_duna->vault->entries().append(rowOf(entry, raw)));
        QVERIFY(transaction->commit());
        QVERIFY(m_duna->texts(m_case).contains(u"unknown-institution"_s));
    }

    // Whoever gets it a day later sees nothing wrong: so whoever got it at once must come to the same.
    void whatCameTooEarlyCountsWhenItsTimeHasCome()
    {
        m_duna->now = m_duna->now.addDays(1);
        (void)m_duna->say(m_case, u"tomorrow"_s);
        give(*m_duna, *m_lake, m_case);
        QVERIFY(m_lake->ledger->ripen());
        QCOMPARE(m_lake->texts(m_case).last(), u"future"_s);
        QSignalSpy changed(m_lake->ledger.get(), &Ledger::changed);
        m_lake->now = m_duna->now;
        QVERIFY(m_lake->ledger->ripen());
        QCOMPARE(changed.size(), 1);
        QCOMPARE(changed.first().first().toByteArray(), m_case);
        QCOMPARE(m_lake->texts(m_case).last(), u"tomorrow"_s);
        m_lake->restart();
        QCOMPARE(m_lake->texts(m_case).last(), u"tomorrow"_s);
    }

    void aWrongClockIsFlaggedAndDoesNotDragOursAlong()
    {
        m_duna->now = m_duna->now.addDays(1);
        (void)m_duna->say(m_case, u"tomorrow"_s);
        m_duna->now = m_lake->now;
        give(*m_duna, *m_lake, m_case);
        QCOMPARE(m_lake->texts(m_case).last(), u"future"_s);
        m_lake->restart();
        QCOMPARE(m_lake->texts(m_case).last(), u"future"_s);
        QVERIFY(m_duna->ledger->clockWasAheadUntil() > m_duna->now.addSecs(80'000)); // its own clock was set right meanwhile
        QVERIFY(!m_lake->ledger->clockWasAheadUntil().isValid());
        const auto event = m_lake->say(m_case, u"today"_s);
        QVERIFY(HybridClock::milliseconds(event.hlc) < m_lake->now.addSecs(60).toMSecsSinceEpoch());
        // A clock that is only a little ahead is followed, so that an answer sorts after what it answers.
        m_duna->now = m_lake->now.addSecs(300);
        const auto ahead = m_duna->ledger->append({{m_case, u"case.note"_s, {}}}, m_duna->actor()).value().first();
        Q_UNUSED(ahead)
        give(*m_duna, *m_lake, m_case);
        const auto answer = m_lake->say(m_case, u"answer"_s);
        QVERIFY(answer.saw(ahead));
        QVERIFY(!ahead.saw(answer));
    }

    // Entries of both sides, delivered in batches of any size and order: the same events in the same order.
    void bothSidesConvergeHoweverItIsDelivered()
    {
        give(*m_duna, *m_lake, m_case);
        for (int i = 0; i < 12; ++i) {
            auto &writer = i % 3 == 0 ? *m_duna : *m_lake;
            (void)writer.say(m_case, u"%1"_s.arg(i));
            if (i % 4 == 1)
                give(*m_lake, *m_duna, m_case);
        }
        give(*m_duna, *m_lake, m_case);
        const auto all = m_lake->raw(m_case);
        QCOMPARE(all.size(), 15);
        std::mt19937 random(4711);
        auto waiting = all;
        std::shuffle(waiting.begin(), waiting.end(), random);
        for (int round = 0; round < 40 && !waiting.isEmpty(); ++round) {
            QList<QByteArray> held;
            for (const auto &raw : std::as_const(waiting)) {
                const auto received = m_duna->ledger->receive(m_lake->root(), m_case, {raw});
                if (!received) {
                    QCOMPARE(received.error().fault, Fault::Invalid); // its turn has not come
                    held.append(raw);
                }
            }
            waiting = held;
        }
        QVERIFY(waiting.isEmpty());
        const auto ours = m_duna->ledger->events(m_case).value();
        const auto theirs = m_lake->ledger->events(m_case).value();
        QCOMPARE(ours.size(), 15);
        QCOMPARE(theirs.size(), 15);
        for (qsizetype i = 0; i < ours.size(); ++i) {
            QCOMPARE(ours.at(i).hash, theirs.at(i).hash);
            QCOMPARE(ours.at(i).args, theirs.at(i).args);
            QCOMPARE(ours.at(i).at, theirs.at(i).at);
            QCOMPARE(ours.at(i).by.person, theirs.at(i).by.person);
            QCOMPARE(ours.at(i).problem, QString());
        }
        QCOMPARE(m_duna->ledger->heads(m_case).value(), m_lake->ledger->heads(m_case).value());
    }

    void whoKnewWhatCanBeTold()
    {
        give(*m_duna, *m_lake, m_case);
        const auto blind = m_duna->say(m_case, u"not seen by them"_s);
        const auto reply = m_lake->say(m_case, u"reply"_s);
        const auto events = m_duna->ledger->events(m_case).value();
        QVERIFY(reply.saw(events.at(2)));
        QVERIFY(!reply.saw(blind));
        QVERIFY(!blind.saw(reply));
        QVERIFY(blind.saw(events.at(2)));
        QVERIFY(!blind.saw(blind));
    }

private:
    std::unique_ptr<House> m_duna;
    std::unique_ptr<House> m_lake;
    QByteArray m_case;
};

SIZHEN_TEST(ExchangeTest)
#include "exchange_test.moc"
