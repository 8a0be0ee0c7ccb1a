// SPDX-License-Identifier: GPL-3.0-or-later
// ARC-09, RES-02, RES-03: two real ledgers, couriers and envelopes; the post between them is a list in the test.
#include "core/sync/courier.h"

#include "core/sync/envelope.h"
#include "core/sync/ledgersyncstore.h"
#include "tests/core/records/ledgerfixture.h"
#include "tests/support/program.h"

#include <QTest>

using namespace sizhen;
using namespace sizhen::fixture;

namespace {

struct CourierSide {
    House &house;
    const QByteArray partner;
    LedgerSyncStore store;
    Courier courier;

    CourierSide(House &itsHouse, const QByteArray &root)
        : house(itsHouse)
        , partner(root)
        , store(*house.ledger, root)
        , courier(store, u"hub"_s)
    {
        courier.start(nowMs());
    }

    [[nodiscard]] qint64 nowMs() const { return house.now.toMSecsSinceEpoch(); }

    [[nodiscard]] QByteArray seal(const Courier::Parcel &parcel) const
    {
        const auto to = house.ledger->partner(partner)->institution;
        return sealEnvelope({to.root, to.boxKey, randomBytes(16), nowMs() + 86'400'000},
                            {house.ledger->stationCertificate(), quint64(nowMs()) << 16, parcel.messages},
                            [this](QByteArrayView domain, QByteArrayView bytes) {
                                return house.ledger->signAsStation(domain, bytes);
                            })
            .value();
    }

    [[nodiscard]] Result<OpenedEnvelope> open(const QByteArray &envelope) const
    {
        const auto &ledger = *house.ledger;
        return openEnvelope(envelope,
                            {house.root(), nowMs(),
                             [&](const QByteArray &, QByteArrayView sealed) { return ledger.openBox(sealed); },
                             [&](const StationCertificate &sender) -> Result<> {
                                 return ledger.partnerByStation(sender.station).map([](const auto &) { });
                             }});
    }
};

} // namespace

class CourierLedgerTest : public QObject
{
    Q_OBJECT
private:
    // Until neither has more to say.
    void exchange(CourierSide &one, CourierSide &other, int rounds = 20)
    {
        for (int i = 0; i < rounds; ++i) {
            for (auto *from : {&one, &other}) {
                auto &to = from == &one ? other : one;
                from->house.now = from->house.now.addMSecs(500);
                for (int n = 0; n < 100; ++n) {
                    const auto parcel = from->courier.next(from->nowMs(), 1 << 20);
                    if (parcel.isEmpty())
                        break;
                    from->courier.carried(parcel, from->nowMs());
                    const auto envelope = from->seal(parcel);
                    m_sent += envelope.size();
                    const auto opened = to.open(envelope);
                    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().detail));
                    QCOMPARE(opened->sender.institution, from->house.root());
                    QVERIFY(to.courier.receive(opened->messages, to.nowMs()));
                }
            }
        }
    }

    std::unique_ptr<House> m_duna;
    std::unique_ptr<House> m_lake;
    QByteArray m_case;
    qint64 m_sent = 0;

private Q_SLOTS:

    void initTestCase() { QVERIFY(startCrypto()); }

    void init()
    {
        QTest::failOnWarning(QRegularExpression(u"^sizhen\\."_s));
        m_duna = std::make_unique<House>();
        m_lake = std::make_unique<House>(u"CN"_s, u"li"_s);
        pair(*m_duna, *m_lake);
        m_case = m_duna->ledger->newStream(u"case"_s).value();
        (void)m_duna->say(m_case, u"before the sharing"_s);
    }

    void cleanup()
    {
        m_duna.reset();
        m_lake.reset();
    }

    void aCaseWithItsOriginalsArrivesAndIsConfirmed()
    {
        CourierSide duna(*m_duna, m_lake->root());
        CourierSide lake(*m_lake, m_duna->root());
        const auto photo = m_duna->vault->attachments().put(randomBytes(1'500'000), u"image/jpeg"_s, u"tongue.jpg"_s).value();
        (void)m_duna->say(m_case, u"tongue"_s, {{u"a"_s, QCborMap{{u"attachment"_s, photo.toCbor()}}}});
        QVERIFY(m_duna->ledger->share(m_case, m_lake->root()));
        QCOMPARE(m_duna->ledger->pendingGrants(m_lake->root(), m_case)->size(), 1);
        QCOMPARE(m_duna->ledger->unconfirmedItems(m_lake->root(), m_case)->chunks, photo.chunks);
        duna.courier.localChanged(m_case);
        exchange(duna, lake);
        QCOMPARE(m_lake->texts(m_case), m_duna->texts(m_case));
        QCOMPARE(m_lake->vault->attachments().read(photo)->size(), 1'500'000);
        QCOMPARE(m_duna->ledger->unconfirmed(m_lake->root(), m_case).value(), 0);
        QCOMPARE(m_duna->ledger->pendingGrants(m_lake->root(), m_case)->size(), 0);
        QCOMPARE(m_duna->ledger->pendingGrants(m_lake->root(), {})->size(), 0);
        QCOMPARE(duna.courier.backlog().items, 0);
        QVERIFY(m_duna->ledger->courierNotes(m_lake->root(), u"hub"_s)->isEmpty());

        (void)m_lake->say(m_case, u"reply"_s);
        lake.courier.localChanged(m_case);
        exchange(duna, lake);
        QCOMPARE(m_duna->texts(m_case).last(), u"reply"_s);
        QCOMPARE(m_lake->ledger->unconfirmed(m_duna->root(), m_case).value(), 0);
    }

    void aRestartedSenderDoesNotSendAgain()
    {
        QVERIFY(m_duna->ledger->share(m_case, m_lake->root()));
        {
            CourierSide duna(*m_duna, m_lake->root());
            const auto parcel = duna.courier.next(duna.nowMs(), 1 << 20);
            QCOMPARE(parcel.entries.size(), 1);
            duna.courier.carried(parcel, duna.nowMs());
        }
        m_duna->restart();
        CourierSide duna(*m_duna, m_lake->root());
        const auto parcel = duna.courier.next(duna.nowMs(), 1 << 20);
        QVERIFY(parcel.entries.isEmpty());
        QCOMPARE(duna.courier.backlog().items, 2); // the entry and the grant, both unconfirmed
    }

    // The card that names the station no longer makes it a stranger at once.
    void aStrangersEnvelopeIsNotOpened()
    {
        House third(u"CN"_s, u"wang"_s);
        QVERIFY(third.ledger->addPartner(m_lake->ledger->card({}).value(), Ledger::Namesake::Take)); // compared by nobody
        QVERIFY(third.ledger->confirmPartner(m_lake->root()));
        const CourierSide stranger(third, m_lake->root());
        const CourierSide lake(*m_lake, third.root());
        Courier::Parcel parcel;
        parcel.messages = {wire::write(wire::Ping{})};
        const auto opened = lake.open(stranger.seal(parcel));
        QVERIFY(!opened);
        QCOMPARE(opened.error().fault, Fault::Untrusted);
        QCOMPARE(opened.error().message, u"link.envelope_stranger"_s);
    }

    void envelopesAreKnownUntilTheyExpire()
    {
        auto &ledger = *m_duna->ledger;
        const auto id = randomBytes(16);
        QVERIFY(!*ledger.knowsEnvelope(id));
        QVERIFY(ledger.rememberEnvelope(id, m_duna->now.toMSecsSinceEpoch() + 1000));
        QVERIFY(*ledger.knowsEnvelope(id));
        m_duna->restart();
        QVERIFY(*m_duna->ledger->knowsEnvelope(id));
        m_duna->now = m_duna->now.addDays(1);
        QVERIFY(m_duna->ledger->rememberEnvelope(randomBytes(16), m_duna->now.toMSecsSinceEpoch()));
        QVERIFY(!*m_duna->ledger->knowsEnvelope(id));
    }

    void whatWasCarriedIsCountedByYear()
    {
        auto &ledger = *m_duna->ledger;
        QVERIFY(ledger.countCarried(m_lake->root(), u"hub"_s, 1000));
        QVERIFY(ledger.countCarried(m_lake->root(), u"hub"_s, 500));
        QVERIFY(ledger.countCarried(m_lake->root(), u"file"_s, 7));
        const auto all = ledger.carried().value();
        QCOMPARE(all.size(), 2);
        QCOMPARE(all.last().bytes, 1500);
        QCOMPARE(all.last().parcels, 2);
        QCOMPARE(all.last().year, 2026);
        QCOMPARE(all.last().partner, m_lake->root());
    }
};

SIZHEN_TEST(CourierLedgerTest)
#include "courierledger_test.moc"
