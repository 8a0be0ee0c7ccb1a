// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/revocation.h"

#include "core/base/cbor.h"
#include "core/records/eventbody.h"
#include "core/records/signedform.h"
#include "tests/core/records/ledgerfixture.h"
#include "tests/support/program.h"

#include <QRegularExpression>
#include <QTest>

using namespace sizhen;
using namespace sizhen::fixture;

namespace {

template <typename T>
QString messageOf(const Result<T> &result)
{
    return result ? QString() : result.error().message;
}

// A second station of that house, as its partner knows it: certified, in the card, with its own key.
struct SecondStation {
    SigningKey key = SigningKey::generate();
    QByteArray incarnation = randomBytes(16);
    QByteArray certified;

    explicit SecondStation(House &house)
        : certified(house.ledger->certifyStation(key.publicKey(), u"Laptop"_s, sha256("laptop")).value())
    {
        auto all = house.ledger->stationCertificates();
        all.append(certified);
        if (const auto issued = house.ledger->issueCard(all); !issued)
            qFatal("card: %s", qPrintable(issued.error().detail));
    }

    // What that station would have written: signed by it and by the house's physician.
    [[nodiscard]] QByteArray entry(House &house, const QByteArray &stream, quint64 sequence, const QByteArray &previous,
                                   const QString &text) const
    {
        const auto hlc = quint64(house.now.toMSecsSinceEpoch()) << 16;
        EventBody body{u"case.note"_s, 1, instantText(house.now), {{u"text"_s, text}}, house.login->certificate, {}};
        body.signature = body.signedBy(house.login->key, stream, hlc);
        Entry entry{stream, key.publicKey(), incarnation, sequence, previous, hlc, 1, {}, {}, {}};
        entry.sealedBody = seal(house.streamKey(stream), body.toBytes(), headerOf(entry));
        entry.signature = signEntry(entry, key);
        return serialise(entry);
    }
};

} // namespace

// The root takes a certificate back (SEC-08, SEC-15, PRV-05): what came before stands, what came after is struck out.
class RevocationTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void initTestCase() { QVERIFY(startCrypto()); }

    void init()
    {
        m_duna = std::make_unique<House>();
        m_lake = std::make_unique<House>(u"CN"_s, u"li"_s);
        pair(*m_duna, *m_lake);
        m_lake->now = m_duna->now;
        m_case = sharedCase(*m_duna, *m_lake);
    }

    void cleanup()
    {
        m_duna.reset();
        m_lake.reset();
    }

    void comesBackAsItWasAndNotOtherwise()
    {
        const auto root = SigningKey::generate();
        const Revocation good{Revocation::Kind::Person,
                              root.publicKey(),
                              SigningKey::generate().publicKey(),
                              quint64(m_duna->now.toMSecsSinceEpoch()) << 16,
                              m_duna->now,
                              u"LEFT"_s,
                              u"moved away"_s};
        const auto bytes = signRevocation(good, root);
        QCOMPARE(openRevocation(bytes).value(), good);
        for (qsizetype size = 0; size < bytes.size(); ++size)
            QCOMPARE(faultOf(openRevocation(bytes.left(size))), Fault::Corrupt);
        for (qsizetype at = 0; at < bytes.size(); ++at) {
            auto turned = bytes;
            turned[at] = char(turned.at(at) ^ 1);
            QVERIFY(!openRevocation(turned));
        }
        QCOMPARE(faultOf(openRevocation(signRevocation(good, SigningKey::generate()))), Fault::Untrusted);
        auto strange = good;
        strange.reason = u"BECAUSE"_s;
        QCOMPARE(faultOf(openRevocation(signRevocation(strange, root))), Fault::Corrupt);
    }

    void whatAStationWroteBeforeStandsAndAfterIsStruckOut()
    {
        const SecondStation laptop(*m_duna);
        giveNotices();
        const auto first = laptop.entry(*m_duna, m_case, 1, QByteArray(32, '\0'), u"before"_s);
        QCOMPARE(m_lake->ledger->receive(m_duna->root(), m_case, {first})->accepted, 1);
        const auto lostAt = m_duna->now;
        m_duna->now = m_duna->now.addSecs(3600);
        m_lake->now = m_duna->now;
        const auto second = laptop.entry(*m_duna, m_case, 2, entryHash(first), u"by the thief"_s);
        QCOMPARE(m_lake->ledger->receive(m_duna->root(), m_case, {second})->accepted, 1);
        QCOMPARE(m_lake->texts(m_case), (QStringList{u"before"_s, u"by the thief"_s}));

        QVERIFY(m_duna->ledger->revokeStation(laptop.key.publicKey(), lostAt, u"STOLEN"_s, u"from a car"_s));
        QCOMPARE(m_duna->ledger->stationCertificates().size(), 1);
        giveNotices();
        QCOMPARE(m_lake->texts(m_case), (QStringList{u"before"_s, u"revoked"_s}));
        m_lake->restart();
        QCOMPARE(m_lake->texts(m_case), (QStringList{u"before"_s, u"revoked"_s}));
        QVERIFY(m_lake->ledger->revocationOf(laptop.key.publicKey()));

        // Its links are refused, by name; what it wrote before may still come late, and what it writes now is kept,
        // struck out.
        QCOMPARE(messageOf(m_lake->ledger->partnerByTlsKey(sha256("laptop"))), u"link.revoked"_s);
        m_duna->now = m_duna->now.addSecs(60);
        m_lake->now = m_duna->now;
        const auto third = laptop.entry(*m_duna, m_case, 3, entryHash(second), u"again"_s);
        QCOMPARE(m_lake->ledger->receive(m_duna->root(), m_case, {third})->accepted, 1);
        QCOMPARE(m_lake->texts(m_case), (QStringList{u"before"_s, u"revoked"_s, u"revoked"_s}));
    }

    void aPersonWhoLeftSignsNoMore()
    {
        m_duna->enrol(u"nagy"_s);
        const auto nagy = m_duna->ledger->login(u"nagy"_s, secret("password")).value();
        QVERIFY(m_duna->ledger->append({{m_case, u"case.note"_s, {{u"text"_s, u"good"_s}}}}, nagy.actor()));
        m_duna->now = m_duna->now.addSecs(60);
        m_lake->now = m_duna->now;
        QVERIFY(m_duna->ledger->revokePerson(u"nagy"_s, m_duna->now, u"LEFT"_s, {}));
        m_duna->now = m_duna->now.addSecs(60);
        const auto refused = m_duna->ledger->append({{m_case, u"case.note"_s, {}}}, nagy.actor());
        QCOMPARE(messageOf(refused), u"sec.disabled"_s);
        QCOMPARE(messageOf(m_duna->ledger->login(u"nagy"_s, secret("password"))), u"sec.disabled"_s);
        QVERIFY(m_duna->ledger->login(u"kovacs"_s, secret("password")));
        give(*m_duna, *m_lake, m_case);
        giveNotices();
        QCOMPARE(m_lake->texts(m_case), QStringList{u"good"_s});
        QVERIFY(m_lake->ledger->revocationOf(nagy.person.person)->covers(~0ULL >> 1));
    }

    // SES-08: what a station says about a call counts while its certificate does.
    void aStationsWordInACallCountsUntilItIsRevoked()
    {
        const SecondStation laptop(*m_duna);
        giveNotices();
        const auto duna = m_duna->root();
        QCOMPARE(m_lake->ledger->stationOf(duna, m_duna->ledger->station().station)->name, u"Room 2"_s);
        QCOMPARE(m_lake->ledger->stationOf(duna, laptop.key.publicKey())->name, u"Laptop"_s);
        QVERIFY(m_duna->ledger->isSister(laptop.key.publicKey()));
        QVERIFY(!m_lake->ledger->isSister(laptop.key.publicKey()));
        QVERIFY(!m_duna->ledger->isSister(m_duna->ledger->station().station)); // itself
        const auto body = openSigned(m_duna->ledger->signCall({{u"n"_s, 1}}), "sizhen.call", [this](const QCborMap &) {
            return m_duna->ledger->station().station;
        });
        QVERIFY(body && body->value(u"n"_s).toInteger() == 1);

        QVERIFY(!m_lake->ledger->stationOf(duna, SigningKey::generate().publicKey())); // nobody's
        QVERIFY(!m_lake->ledger->stationOf(m_lake->root(), laptop.key.publicKey())); // another house's
        QVERIFY(!m_lake->ledger->stationOf(SigningKey::generate().publicKey(), laptop.key.publicKey()));
        QVERIFY(m_duna->ledger->revokeStation(laptop.key.publicKey(), m_duna->now, u"STOLEN"_s, {}));
        giveNotices();
        QCOMPARE(messageOf(m_lake->ledger->stationOf(duna, laptop.key.publicKey())), u"link.revoked"_s);
        QVERIFY(!m_duna->ledger->isSister(laptop.key.publicKey()));
    }

    void wrongRevocationsAreRefusedInWords()
    {
        const SecondStation laptop(*m_duna);
        auto &ledger = *m_duna->ledger;
        const auto key = laptop.key.publicKey();
        const auto &now = m_duna->now;
        QCOMPARE(messageOf(ledger.revokeStation(SigningKey::generate().publicKey(), now, u"LOST"_s, {})),
                 u"id.revoke_unknown"_s);
        QCOMPARE(messageOf(ledger.revokeStation(m_lake->ledger->station().station, now, u"LOST"_s, {})),
                 u"id.revoke_unknown"_s);
        QCOMPARE(messageOf(ledger.revokePerson(u"nobody"_s, now, u"LEFT"_s, {})), u"id.revoke_unknown"_s);
        QCOMPARE(messageOf(ledger.revokeStation(ledger.station().station, now, u"LOST"_s, {})), u"id.revoke_self"_s);
        QCOMPARE(messageOf(ledger.revokeStation(key, now.addDays(-8), u"LOST"_s, {})), u"id.revoke_backdated"_s);
        QCOMPARE(messageOf(ledger.revokeStation(key, now.addDays(1), u"LOST"_s, {})), u"id.revoke_future"_s);
        QVERIFY(ledger.revokeStation(key, now.addDays(-6), u"LOST"_s, {}));
        QCOMPARE(messageOf(ledger.revokeStation(key, now, u"LOST"_s, {})), u"id.revoke_twice"_s);
    }

    // The same, when a partner says it: stored as an event, but never applied, and IT reads why.
    void aPartnersWrongRevocationIsNotApplied()
    {
        const auto key = m_lake->ledger->station().station;
        const auto partnership = m_duna->ledger->partnershipStream(m_lake->root());
        const auto say = [&](const Revocation &revocation, const SigningKey &root) {
            m_duna->now = m_duna->now.addSecs(1);
            m_lake->now = m_duna->now;
            QVERIFY(m_duna->ledger->append(
                {{partnership, u"partnership.revocation"_s, {{u"revocation"_s, signRevocation(revocation, root)}}}},
                m_duna->ledger->systemActor()));
            giveNotices();
        };
        const auto hlc = quint64(m_duna->now.toMSecsSinceEpoch()) << 16;
        Revocation foreign{Revocation::Kind::Station, m_lake->root(), key, hlc, m_duna->now, u"LOST"_s, {}};
        say(foreign, m_duna->rootKey()); // not signed by the root it names
        foreign.institution = m_duna->root();
        say(foreign, m_duna->rootKey()); // signed well, about a station that is not theirs
        auto backdated = foreign;
        backdated.key = m_duna->ledger->station().station;
        backdated.from = quint64(m_duna->now.addDays(-30).toMSecsSinceEpoch()) << 16;
        say(backdated, m_duna->rootKey());
        QVERIFY(m_lake->ledger->revocations().isEmpty());
        QStringList reasons;
        for (const auto &refusal : m_lake->ledger->refusals())
            reasons.append(refusal.message);
        QVERIFY(reasons.contains(u"id.revoke_unknown"_s));
        QVERIFY(reasons.contains(u"id.revoke_backdated"_s));
        QVERIFY(m_lake->ledger->partnerByTlsKey(m_duna->ledger->station().tlsSpkiHash));
    }

private:
    void giveNotices() { give(*m_duna, *m_lake, m_duna->ledger->partnershipStream(m_lake->root())); }

    std::unique_ptr<House> m_duna;
    std::unique_ptr<House> m_lake;
    QByteArray m_case;
};

SIZHEN_TEST(RevocationTest)
#include "revocation_test.moc"
