// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/records/ledgerfixture.h"

#include "core/records/cardparcel.h"
#include "tests/support/program.h"

#include <QTest>

using namespace sizhen;
using namespace sizhen::fixture;

namespace {

template <typename T>
QString rootMessageOf(const Result<T> &result)
{
    return result ? QString() : result.error().message;
}

} // namespace

// The institution's root off the machine, its card by event, its box key renewed, and coming back after everything was
// lost (SEC-08, AGR-16; docs/wire.md).
class RootTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void initTestCase() { QVERIFY(startCrypto()); }

    void init()
    {
        m_duna = std::make_unique<House>();
        m_lake = std::make_unique<House>(u"CN"_s, u"li"_s);
        pair(*m_duna, *m_lake);
        m_case = sharedCase(*m_duna, *m_lake);
    }

    void cleanup()
    {
        m_duna.reset();
        m_lake.reset();
    }

    void goesOfflineOnlyAfterTwoSharesProvedIt()
    {
        auto &ledger = *m_duna->ledger;
        using Place = Ledger::RootState::Place;
        QCOMPARE(ledger.rootState().place, Place::Vault);
        const auto shares = ledger.makeRootShares().value();
        QCOMPARE(ledger.rootState().shareSet, shares[0].set);
        QCOMPARE(rootMessageOf(ledger.takeRootOffline(shares[0], shares[0])), u"root.share_same"_s);
        const auto foreign = m_lake->ledger->makeRootShares().value();
        QCOMPARE(rootMessageOf(ledger.takeRootOffline(foreign[0], foreign[1])), u"root.share_other"_s);
        QCOMPARE(ledger.rootState().place, Place::Vault);
        QVERIFY(ledger.takeRootOffline(shares[2], shares[0]));
        QCOMPARE(ledger.rootState().place, Place::Offline);
        // Nothing of it is left among the keys.
        const auto seed = rootSeed(joinRoot(shares[0], shares[1]).value());
        const auto keyRows = m_duna->vault->rows().list(u"key.self"_s).value();
        for (const auto &row : keyRows)
            QVERIFY2(!row.body.contains(seed.view().toByteArray()), qPrintable(row.key));
        QCOMPARE(rootMessageOf(ledger.makeRootShares()), u"root.shares_only_before"_s);
        QCOMPARE(rootMessageOf(ledger.issueCard(ledger.stationCertificates())), u"id.root_offline"_s);
        QCOMPARE(rootMessageOf(ledger.revokePerson(u"kovacs"_s, {}, u"LEFT"_s, {})), u"id.root_offline"_s);
        Ledger::NewPerson person{{}, KdfCost::lightest()};
        person.data.id = u"new"_s;
        person.data.name = Label(u"新"_s, u"New"_s);
        person.data.roles = {u"PHYSICIAN"_s};
        QCOMPARE(rootMessageOf(ledger.enrol(person, secret("password"))), u"id.root_offline"_s);

        // Ordinary work goes on: records, cards for partners, new addresses.
        (void)m_duna->say(m_case, u"work"_s);
        QVERIFY(ledger.announceAddresses({u"clinic.example:7420"_s}));
        give(*m_duna, *m_lake, partnership());
        QVERIFY(m_lake->ledger->partner(m_duna->root())->addresses.contains(u"clinic.example:7420"_s));
        QCOMPARE(openParcel(ledger.card({u"b:2"_s}).value())->notices.size(), 1);

        // Two officers present their shares: for fifteen minutes everything certifies again.
        QVERIFY(ledger.presentRoot(shares[1], shares[2]));
        QCOMPARE(ledger.rootState().place, Place::Present);
        QVERIFY(ledger.enrol(person, secret("password")));
        m_duna->now = m_duna->now.addSecs(Ledger::rootMinutes * 60);
        QCOMPARE(rootMessageOf(ledger.rootAtHand()), u"id.root_offline"_s);
        QVERIFY(ledger.presentRoot(shares[0], shares[1]));
        ledger.forgetRoot();
        QCOMPARE(rootMessageOf(ledger.rootAtHand()), u"id.root_offline"_s);
        m_duna->restart();
        QCOMPARE(m_duna->ledger->rootState().place, Place::Offline);
    }

    // An address of a station that their card does not name: not taken, and told to IT in words, once for all the same.
    void anAddressOfAnUnknownStationIsToldToIt()
    {
        const auto stranger = SigningKey::generate();
        const auto before = m_lake->ledger->partner(m_duna->root())->addresses;
        for (int i = 0; i < 2; ++i) {
            m_duna->now = m_duna->now.addSecs(60);
            const AddressNotice notice{m_duna->root(), stranger.publicKey(), {u"elsewhere.example:7420"_s}, m_duna->now};
            QVERIFY(m_duna->ledger->append({{partnership(), u"partnership.addresses"_s,
                                             {{u"notice"_s, signNotice(notice, stranger)}}}}, m_duna->actor()));
        }
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"notice refused"_s));
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"notice refused"_s));
        give(*m_duna, *m_lake, partnership());
        QCOMPARE(m_lake->ledger->partner(m_duna->root())->addresses, before);
        const auto refusals = m_lake->ledger->refusals();
        QCOMPARE(refusals.size(), 1);
        QCOMPARE(refusals.first().message, u"link.notice_stranger"_s);
        QCOMPARE(refusals.first().count, 2);
        QCOMPARE(refusals.first().args.value(u"station"_s).toString(),
                 QString::fromLatin1(stranger.publicKey().first(4).toHex()));
        QVERIFY(!refusals.first().args.value(u"partner"_s).toString().isEmpty());
    }

    void aNewCardComesByEventAndAnOlderOneIsNotTaken()
    {
        const auto old = m_duna->ledger->card({}).value();
        m_duna->now = m_duna->now.addDays(1);
        m_lake->now = m_duna->now;
        const auto key = SigningKey::generate();
        auto all = m_duna->ledger->stationCertificates();
        all.append(m_duna->ledger->certifyStation(key.publicKey(), u"Room 3"_s, sha256("room 3")).value());
        QVERIFY(m_duna->ledger->issueCard(all));
        QVERIFY(!m_lake->ledger->partnerByTlsKey(sha256("room 3")));
        give(*m_duna, *m_lake, partnership());
        QVERIFY(m_lake->ledger->partnerByTlsKey(sha256("room 3")));
        QVERIFY(m_lake->ledger->partner(m_duna->root())->verified);
        QCOMPARE(rootMessageOf(m_lake->ledger->addPartner(old)), u"agr.card_older"_s);
        QVERIFY(m_lake->ledger->partnerByTlsKey(sha256("room 3")));
    }

    void certificatesAreRenewedBeforeTheyEnd()
    {
        const auto before = m_duna->ledger->certificatesEnd();
        m_duna->now = m_duna->now.addYears(4);
        m_lake->now = m_duna->now;
        QVERIFY(m_duna->ledger->renewCertificates());
        QVERIFY(m_duna->ledger->certificatesEnd() > before.addYears(3));
        give(*m_duna, *m_lake, partnership());
        m_duna->now = m_duna->now.addYears(2);
        m_lake->now = m_duna->now;
        QVERIFY(m_lake->ledger->partnerByTlsKey(m_duna->ledger->station().tlsSpkiHash));
        // The lake did not renew.
        QCOMPARE(rootMessageOf(m_duna->ledger->partnerByTlsKey(m_lake->ledger->station().tlsSpkiHash)), u"link.expired"_s);
        m_duna->now = m_duna->now.addYears(-20);
        QCOMPARE(rootMessageOf(m_duna->ledger->partnerByTlsKey(m_lake->ledger->station().tlsSpkiHash)),
                 u"link.not_yet_valid"_s);
    }

    // Both sides renew at once: each writes under a key the other can derive.
    void aNewBoxKeyGivesThePartnershipANewEpoch()
    {
        const auto oldBox = m_duna->ledger->institution().boxKey;
        QVERIFY(m_duna->ledger->newBoxKey());
        QVERIFY(m_lake->ledger->newBoxKey());
        QVERIFY(m_duna->ledger->institution().boxKey != oldBox);
        const auto stream = partnership();
        QVERIFY(m_duna->say(stream, u"from duna"_s).problem.isEmpty());
        QVERIFY(m_lake->say(stream, u"from lake"_s).problem.isEmpty());
        give(*m_duna, *m_lake, stream);
        give(*m_lake, *m_duna, stream);
        give(*m_duna, *m_lake, stream);
        (void)m_duna->say(stream, u"later"_s);
        give(*m_duna, *m_lake, stream);
        for (auto *house : {m_duna.get(), m_lake.get()}) {
            const auto texts = house->texts(stream);
            for (const auto *text : {"from duna", "from lake", "later"})
                QVERIFY2(texts.contains(QString::fromLatin1(text)), qPrintable(texts.join(u'|')));
            QVERIFY(!texts.contains(u"no-key"_s));
        }
        // A grant sealed to the old key still opens, one to the new key too.
        const auto fresh = m_duna->ledger->newStream(u"case"_s).value();
        QVERIFY(m_duna->ledger->share(fresh, m_lake->root()));
        (void)m_duna->say(fresh, u"case"_s);
        give(*m_duna, *m_lake, fresh);
        QCOMPARE(m_lake->texts(fresh), QStringList{u"case"_s});
        m_lake->restart();
        QCOMPARE(m_lake->texts(fresh), QStringList{u"case"_s});
    }

    void anotherInstitutionOfTheSameNameIsCalledOut()
    {
        House impostor(u"CN"_s, u"wang"_s); // bears the lake's name
        const auto card = impostor.ledger->card({}).value();
        QCOMPARE(rootMessageOf(m_duna->ledger->addPartner(card)), u"agr.card_namesake"_s);
        QVERIFY(m_duna->ledger->addPartner(card, Ledger::Namesake::Take));
        QCOMPARE(rootMessageOf(m_duna->ledger->addPartner(m_duna->ledger->card({}).value())), u"agr.card_ours"_s);
    }

    // The vault is gone and so is its backup: two shares make the institution again, and the partner gives its records
    // back.
    void comesBackFromTwoSharesAndThePartner()
    {
        const auto shares = m_duna->ledger->makeRootShares().value();
        (void)m_duna->say(m_case, u"what duna wrote"_s);
        (void)m_duna->say(partnership(), u"agreement"_s);
        give(*m_duna, *m_lake, m_case);
        give(*m_duna, *m_lake, partnership());
        (void)m_lake->say(m_case, u"what lake wrote"_s);
        const auto root = m_duna->root();
        const auto oldStation = m_duna->ledger->station().station;
        m_duna.reset();

        QTemporaryDir folder;
        auto vault = Vault::create(folder.filePath(u"vault"_s), secret("station"), KdfCost::lightest()).value();
        const auto clock = [now = m_lake->now.addDays(1)] { return now; };
        m_lake->now = clock();
        const auto parcel = m_lake->ledger->card({}, root).value();
        const auto wrong = m_lake->ledger->makeRootShares().value();
        QCOMPARE(rootMessageOf(Ledger::foundAgain(*vault, m_lake->ledger->card({}).value(), u"Room 9"_s, shares[0],
                                              shares[1], clock)),
                 u"root.share_other"_s);
        QVERIFY(!Ledger::foundAgain(*vault, parcel, u"Room 9"_s, shares[0], wrong[1], clock));
        QVERIFY(Ledger::foundAgain(*vault, parcel, u"Room 9"_s, shares[0], shares[2], clock));
        const auto again = Ledger::open(*vault, clock).value();
        QCOMPARE(again->institution().root, root);
        QCOMPARE(again->institution().name.en(), u"Duna"_s);
        QVERIFY(again->station().station != oldStation);
        QCOMPARE(again->rootState().place, Ledger::RootState::Place::Offline);

        QVERIFY(again->addPartner(parcel));
        const auto stream = again->confirmPartner(m_lake->root()).value();
        QCOMPARE(stream, m_lake->ledger->partnershipStream(root)); // the same partnership
        QVERIFY(m_lake->ledger->addPartner(again->card({}).value())->verified);
        QVERIFY(m_lake->ledger->giveBack(root));
        const auto give = [&](const QByteArray &id) {
            const auto grants = m_lake->ledger->grantsFor(root).value();
            for (const auto &grant : grants)
                if (const auto taken = again->acceptGrant(grant); !taken)
                    QFAIL(qPrintable(taken.error().detail + taken.error().message));
            const auto taken = again->receive(m_lake->root(), id, m_lake->raw(id));
            QVERIFY2(taken, taken ? "" : qPrintable(taken.error().detail));
        };
        give(stream);
        give(m_case);
        const auto texts = [&](const QByteArray &id) {
            QStringList all;
            const auto events = again->events(id).value();
            for (const auto &event : events)
                all.append(event.problem.isEmpty() ? event.args.value(u"text"_s).toString() : event.problem);
            return all;
        };
        QCOMPARE(texts(m_case), (QStringList{u"what duna wrote"_s, u"what lake wrote"_s}));
        QVERIFY(texts(stream).contains(u"agreement"_s));
        QVERIFY(!texts(stream).contains(u"no-key"_s));

        // And goes on: the lost station is taken back, the partner hears it.
        QVERIFY(again->presentRoot(shares[1], shares[2]));
        QVERIFY(again->revokeStation(oldStation, clock(), u"LOST"_s, u"fire"_s));
        QList<QByteArray> raw;
        const auto feeds = again->heads(stream).value();
        for (const auto &head : feeds) {
            const auto entries = vault->entries().ofFeed(head.feed, 1, 1 << 30).value();
            for (const auto &row : entries)
                raw.append(row.raw);
        }
        QVERIFY(m_lake->ledger->receive(root, stream, raw));
        QVERIFY(m_lake->ledger->revocationOf(oldStation));
        QCOMPARE(m_lake->texts(m_case), (QStringList{u"what duna wrote"_s, u"what lake wrote"_s}));
    }

    void aLostStationsPeopleNeedNewPasswords()
    {
        auto &ledger = *m_duna->ledger;
        QVERIFY(!ledger.account(u"kovacs"_s)->mustChangePassword);
        QVERIFY(ledger.demandNewPasswords());
        QVERIFY(ledger.account(u"kovacs"_s)->mustChangePassword); // and the log-in asks for it (signin_test)
    }

    void refusalsAreCountedNotRepeated()
    {
        auto &ledger = *m_duna->ledger;
        for (int i = 0; i < 3; ++i)
            ledger.noteRefusal({Fault::Untrusted,
                                u"-"_s,
                                {},
                                u"link.unknown_key"_s,
                                {{u"address"_s, u"10.0.0.7:%1"_s.arg(40'000 + i)}}});
        QCOMPARE(ledger.refusals().size(), 1);
        QCOMPARE(ledger.refusals().first().count, 3);
        for (int i = 0; i < 150; ++i)
            ledger.noteRefusal(
                {Fault::Untrusted, u"-"_s, {}, u"link.unknown_key"_s, {{u"address"_s, u"10.0.1.%1:1"_s.arg(i)}}});
        QCOMPARE(ledger.refusals().size(), 100);
        QCOMPARE(ledger.refusals().first().args.value(u"address"_s).toString(), u"10.0.1.149:1"_s);
    }

private:
    [[nodiscard]] QByteArray partnership() const { return m_duna->ledger->partnershipStream(m_lake->root()); }

    std::unique_ptr<House> m_duna;
    std::unique_ptr<House> m_lake;
    QByteArray m_case;
};

SIZHEN_TEST(RootTest)
#include "root_test.moc"
