// SPDX-License-Identifier: GPL-3.0-or-later
// Two real ledgers behind two real sessions, joined by a wire that the test holds in its hand.
#include "core/sync/ledgersyncstore.h"

#include "core/sync/session.h"
#include "tests/core/records/ledgerfixture.h"
#include "tests/support/program.h"

#include <QTest>

#include <random>

using namespace sizhen;
using namespace sizhen::fixture;

namespace {

// One side: a ledger, its store for the partner, a session.
struct LedgerSide {
    House &house;
    LedgerSyncStore store;
    Session session;
    QList<Session::Event> events;

    LedgerSide(House &itsHouse, const QByteArray &partner)
        : house(itsHouse)
        , store(*house.ledger, partner)
        , session(store,
                  {house.root(), house.ledger->stationCertificate(), randomBytes(wire::nonceSize),
                   [partner](const wire::Hello &hello) -> Result<> {
                       if (hello.root != partner)
                           return fail(Fault::Untrusted, u"another"_s);
                       return {};
                   }})
    {
    }
};

// Carries messages until neither side has more to say; loses, doubles and swaps as it is told.
struct Wire {
    LedgerSide one;
    LedgerSide other;
    qint64 nowMs = 0;
    double lost = 0;
    bool ahead = false; // several at once, as a link reads them
    std::function<void(QByteArray &)> onTheWay;
    QSet<QByteArray> announced; // streams, by either
    std::mt19937 random{42};

    Wire(House &a, House &b)
        : one(a, b.root())
        , other(b, a.root())
    {
        one.session.start(nowMs);
        other.session.start(nowMs);
    }

    bool carry(LedgerSide &from, LedgerSide &to)
    {
        auto any = false;
        QList<QByteArray> together;
        while (auto message = from.session.next()) {
            any = true;
            if (const auto read = wire::read(message->bytes); const auto *have = std::get_if<wire::Have>(&*read))
                announced.insert(have->stream);
            if (std::uniform_real_distribution<>(0, 1)(random) < lost)
                continue;
            if (onTheWay)
                onTheWay(message->bytes);
            if (!ahead) {
                to.session.receive(message->bytes, nowMs);
                continue;
            }
            together.append(message->bytes);
            if (together.size() == 3)
                to.session.arrived(std::exchange(together, {}), nowMs);
        }
        if (!together.isEmpty())
            to.session.arrived(together, nowMs);
        while (to.session.isBehind())
            to.session.catchUp(nowMs);
        from.events += from.session.takeEvents();
        to.events += to.session.takeEvents();
        return any || from.session.hasWork();
    }

    // As a line that stays up: both note how far they got.
    bool settleAndMark()
    {
        const auto settled = settle();
        for (int i = 0; i < 8; ++i) {
            nowMs += 2'500;
            for (auto *side : {&one, &other})
                side->session.tick(nowMs);
            for (auto busy = true; busy;) {
                busy = carry(one, other);
                busy = carry(other, one) || busy;
            }
        }
        return settled;
    }

    // True when both sides say that nothing is lacking.
    bool settle(int seconds = 300)
    {
        for (const auto until = nowMs + seconds * 1000; nowMs < until; nowMs += 250) {
            for (auto busy = true; busy;) {
                busy = carry(one, other);
                busy = carry(other, one) || busy;
            }
            if (one.session.isIdle() && other.session.isIdle())
                return true;
            one.session.tick(nowMs);
            other.session.tick(nowMs);
        }
        return false;
    }
};

} // namespace

class LedgerSyncStoreTest : public QObject
{
    Q_OBJECT
private:
    void writeHistory(int count)
    {
        QList<Ledger::Draft> drafts;
        for (int i = 0; i < count; ++i)
            drafts.append({m_case, u"case.note"_s, {{u"text"_s, QString(400, u'x') + QString::number(i)}}});
        QVERIFY(m_duna->ledger->append(drafts, m_duna->actor()));
    }

private Q_SLOTS:

    void initTestCase() { QVERIFY(startCrypto()); }

    void init()
    {
        QTest::failOnWarning(QRegularExpression(u"^sizhen\\."_s));
        m_duna = std::make_unique<House>();
        m_lake = std::make_unique<House>(u"CN"_s, u"li"_s);
        pair(*m_duna, *m_lake);
        m_case = m_duna->ledger->newStream(u"case"_s).value();
        m_photo = m_duna->vault->attachments().put(randomBytes(1'500'000), u"image/jpeg"_s, u"tongue.jpg"_s).value();
        (void)m_duna->say(m_case, u"tongue"_s, {{u"a"_s, QCborMap{{u"attachment"_s, m_photo.toCbor()}}}});
        for (int i = 0; i < 40; ++i)
            (void)m_duna->say(m_case, QString::number(i));
    }

    void cleanup()
    {
        m_duna.reset();
        m_lake.reset();
    }

    void whatIsNotSharedIsNeitherToldNorGiven()
    {
        LedgerSyncStore store(*m_duna->ledger, m_lake->root());
        const auto feed = m_duna->ledger->heads(m_case)->first().feed;
        QVERIFY(!store.sharedStreams().contains(m_case));
        QCOMPARE(faultOf(store.heads(m_case)), Fault::Denied);
        QCOMPARE(faultOf(store.entries(feed, 1, 1 << 20)), Fault::Denied);
        QCOMPARE(faultOf(store.receipt(m_case)), Fault::Denied);
        QCOMPARE(faultOf(store.chunk(m_photo.chunks.first())), Fault::Denied);
        QCOMPARE(faultOf(store.receive(m_case, {})), Fault::Denied);
        Wire wire(*m_duna, *m_lake);
        QVERIFY(wire.settle());
        QCOMPARE(faultOf(m_lake->ledger->events(m_case)), Fault::NotFound);

        QVERIFY(m_duna->ledger->share(m_case, m_lake->root()));
        QVERIFY(store.sharedStreams().contains(m_case));
        QCOMPARE(store.heads(m_case)->size(), 1);
        QCOMPARE(store.entries(feed, 41, 1 << 20)->size(), 1);
        QCOMPARE(store.entries(feed, 42, 1 << 20)->size(), 0);
        QVERIFY(store.chunk(m_photo.chunks.first()));
    }

    void aGrantOfSomebodyElseIsNotTheirsToBring()
    {
        House third(u"CN"_s, u"wang"_s);
        pair(*m_duna, third);
        pair(*m_lake, third);
        QVERIFY(m_duna->ledger->share(m_case, m_lake->root()));
        LedgerSyncStore store(*m_lake->ledger, third.root());
        QCOMPARE(faultOf(store.acceptGrant(m_duna->ledger->grantsFor(m_lake->root())->first())), Fault::Untrusted);
    }

    void everythingArrivesAndIsConfirmed()
    {
        QVERIFY(m_duna->ledger->share(m_case, m_lake->root()));
        QCOMPARE(m_duna->ledger->unconfirmed(m_lake->root(), m_case).value(), 42);
        Wire wire(*m_duna, *m_lake);
        QVERIFY(wire.settle());
        QCOMPARE(m_lake->texts(m_case), m_duna->texts(m_case));
        QCOMPARE(m_lake->vault->attachments().read(m_photo)->size(), 1'500'000);
        QCOMPARE(m_duna->ledger->unconfirmed(m_lake->root(), m_case).value(), 0);

        // Now the other way, in the same session.
        (void)m_lake->say(m_case, u"reply"_s);
        wire.other.session.localChanged(m_case);
        QVERIFY(wire.settle());
        QCOMPARE(m_duna->texts(m_case).last(), u"reply"_s);
        QCOMPARE(m_lake->ledger->unconfirmed(m_duna->root(), m_case).value(), 0);
    }

    // Signatures are checked while what came before is stored; several messages are one transaction.
    void aLongHistoryComesInAheadOfItsTurn_data()
    {
        QTest::addColumn<double>("lost");
        QTest::newRow("a good line") << 0.0;
        QTest::newRow("a bad line") << 0.2;
    }

    void aLongHistoryComesInAheadOfItsTurn()
    {
        QFETCH(double, lost);
        writeHistory(1'500);
        QVERIFY(m_duna->ledger->share(m_case, m_lake->root()));
        Wire wire(*m_duna, *m_lake);
        wire.lost = lost;
        wire.ahead = true;
        QVERIFY(wire.settle(3600));
        QCOMPARE(m_lake->texts(m_case).size(), 1'541);
        QCOMPARE(m_lake->texts(m_case), m_duna->texts(m_case));
        QVERIFY(m_lake->vault->attachments().read(m_photo));
        QCOMPARE(m_duna->ledger->unconfirmed(m_lake->root(), m_case).value(), 0);
    }

    // One bit in one of many entries: nothing of its message is taken, what came before stands, and the session is over.
    void oneForgedEntryAmongManyIsNotTaken()
    {
        writeHistory(1'500);
        QVERIFY(m_duna->ledger->share(m_case, m_lake->root()));
        Wire wire(*m_duna, *m_lake);
        wire.ahead = true;
        int messages = 0;
        quint64 good = 0;
        wire.onTheWay = [&](QByteArray &bytes) {
            const auto read = wire::read(bytes);
            const auto *entries = std::get_if<wire::Entries>(&*read);
            if (!entries || ++messages != 5)
                return;
            auto forged = *entries;
            good = forged.from - 1;
            auto &middle = forged.raw[forged.raw.size() / 2];
            middle[middle.size() - 1] = char(middle.back() ^ 1);
            bytes = wire::write(forged);
        };
        QVERIFY(!wire.settle(1));
        QVERIFY(good > 0);
        QVERIFY(wire.other.session.isClosed());
        const auto fatal = std::ranges::find_if(wire.other.events, [](const Session::Event &event) {
            const auto *trouble = std::get_if<Session::Trouble>(&event);
            return trouble && trouble->fatal;
        });
        QVERIFY(fatal != wire.other.events.cend());
        QCOMPARE(std::get<Session::Trouble>(*fatal).error.fault, Fault::Untrusted);
        QCOMPARE(m_lake->ledger->heads(m_case)->first().sequence, good);
        m_lake->restart();
        QVERIFY(Wire(*m_duna, *m_lake).settle());
        QCOMPARE(m_lake->texts(m_case), m_duna->texts(m_case));
    }

    void nothingIsLostOnABadLine()
    {
        QVERIFY(m_duna->ledger->share(m_case, m_lake->root()));
        Wire wire(*m_duna, *m_lake);
        wire.lost = 0.25;
        QVERIFY(wire.settle(3600));
        QCOMPARE(m_lake->texts(m_case), m_duna->texts(m_case));
        QVERIFY(m_lake->vault->attachments().read(m_photo));
    }

    void aSecondSessionHasNothingToDo()
    {
        QVERIFY(m_duna->ledger->share(m_case, m_lake->root()));
        QVERIFY(Wire(*m_duna, *m_lake).settle());
        m_duna->restart();
        m_lake->restart();
        const auto entries = m_lake->vault->entries().count().value();
        Wire again(*m_duna, *m_lake);
        QVERIFY(again.settle());
        QCOMPARE(m_lake->vault->entries().count().value(), entries);
        const auto advanced = std::ranges::count_if(again.other.events, [](const Session::Event &event) {
            return std::holds_alternative<Session::StreamAdvanced>(event);
        });
        QCOMPARE(advanced, 0);
    }

    // The process dies at any moment: what was told as received is there, and the rest follows.
    void aSessionCutAnywhereGoesOnWhereItStood()
    {
        QVERIFY(m_duna->ledger->share(m_case, m_lake->root()));
        for (int cut = 1; cut < 14; ++cut) {
            {
                Wire wire(*m_duna, *m_lake);
                for (int i = 0; i < cut; ++i) {
                    if (const auto message = wire.one.session.next())
                        wire.other.session.receive(message->bytes, 0);
                    if (const auto message = wire.other.session.next())
                        wire.one.session.receive(message->bytes, 0);
                }
            }
            m_lake->restart();
        }
        QVERIFY(Wire(*m_duna, *m_lake).settle());
        QCOMPARE(m_lake->texts(m_case), m_duna->texts(m_case));
        QCOMPARE(m_duna->ledger->unconfirmed(m_lake->root(), m_case).value(), 0);
    }

    void aSecondMeetingComparesOnlyWhatChanged()
    {
        QVERIFY(m_duna->ledger->share(m_case, m_lake->root()));
        QList<QByteArray> more;
        for (int i = 0; i < 8; ++i) {
            more.append(m_duna->ledger->newStream(u"case"_s).value());
            (void)m_duna->say(more.last(), u"a case"_s);
            QVERIFY(m_duna->ledger->share(more.last(), m_lake->root()));
        }
        {
            Wire wire(*m_duna, *m_lake);
            QVERIFY(wire.settleAndMark());
            QVERIFY(wire.announced.size() > 9); // and the partnership
        }
        m_duna->restart();
        m_lake->restart();
        {
            Wire wire(*m_duna, *m_lake);
            QVERIFY(wire.settleAndMark());
            QCOMPARE(wire.announced, QSet<QByteArray>());
        }
        (void)m_lake->say(more.at(2), u"from Wuhan"_s);
        {
            Wire wire(*m_duna, *m_lake);
            QVERIFY(wire.settleAndMark());
            QCOMPARE(wire.announced, QSet<QByteArray>{more.at(2)});
            QCOMPARE(m_duna->texts(more.at(2)).last(), u"from Wuhan"_s);
            QCOMPARE(m_lake->ledger->unconfirmed(m_duna->root(), more.at(2)).value(), 0);
        }
    }

    // The marks save work and prove nothing: once a week everything is compared.
    void afterAWeekEverythingIsComparedOnceMore()
    {
        QVERIFY(m_duna->ledger->share(m_case, m_lake->root()));
        QVERIFY(Wire(*m_duna, *m_lake).settleAndMark());
        for (auto *house : {m_duna.get(), m_lake.get()})
            house->now = house->now.addDays(6);
        Wire soon(*m_duna, *m_lake);
        QVERIFY(soon.settleAndMark());
        QCOMPARE(soon.announced, QSet<QByteArray>());
        for (auto *house : {m_duna.get(), m_lake.get()})
            house->now = house->now.addDays(2);
        Wire later(*m_duna, *m_lake);
        QVERIFY(later.settleAndMark());
        QVERIFY(later.announced.contains(m_case));
    }

    // CON-09: sharing ends while the session is up. Both sides come to rest, whatever was under way.
    void sharingEndsInAnySecond()
    {
        QVERIFY(m_duna->ledger->share(m_case, m_lake->root()));
        for (int cut = 1; cut < 30; cut += 2) {
            House lake(u"CN"_s, u"wang"_s);
            pair(*m_duna, lake);
            QVERIFY(m_duna->ledger->share(m_case, lake.root()));
            Wire wire(*m_duna, lake);
            for (int i = 0; i < cut; ++i) {
                if (const auto message = wire.one.session.next())
                    wire.other.session.receive(message->bytes, 0);
                if (const auto message = wire.other.session.next())
                    wire.one.session.receive(message->bytes, 0);
            }
            const auto farewell = m_duna->say(m_case, u"farewell"_s);
            QVERIFY(m_duna->ledger->stopSharing(m_case, lake.root(), {farewell.hash}));
            wire.one.session.localChanged(m_case);
            const auto secret = m_duna->say(m_case, u"secret %1"_s.arg(cut));
            wire.one.session.localChanged(m_case);
            QVERIFY2(wire.settle(), qPrintable(QString::number(cut)));
            QCOMPARE(faultOf(wire.one.session.sendLive(m_case, 1, 1, "pulse")), Fault::Denied);
            QCOMPARE(m_duna->ledger->unconfirmed(lake.root(), m_case).value(), 0);
            if (const auto held = lake.ledger->heads(m_case); held && !held->isEmpty())
                QVERIFY(held->first().sequence < secret.sequence);
            QVERIFY2(Wire(*m_duna, lake).settle(), qPrintable(QString::number(cut))); // and in a new session there is nothing to do
        }
    }

    // A destroyed record is settled for the partner, too, who may still hold it.
    void aDestroyedRecordComesToRest()
    {
        QVERIFY(m_duna->ledger->share(m_case, m_lake->root()));
        QVERIFY(Wire(*m_duna, *m_lake).settle());
        QVERIFY(m_lake->ledger->shred(m_case));
        (void)m_duna->say(m_case, u"later"_s);
        QVERIFY(Wire(*m_duna, *m_lake).settle());
        QVERIFY(m_lake->ledger->isShredded(m_case));
        QVERIFY(m_duna->ledger->stopSharing(m_case, m_lake->root())); // as the desk does when it hears of it
        QVERIFY(Wire(*m_duna, *m_lake).settle(5));
    }

    void aForkIsFoundAndReportedAndTheRestGoesOn()
    {
        QVERIFY(m_duna->ledger->share(m_case, m_lake->root()));
        QVERIFY(Wire(*m_duna, *m_lake).settle());
        // Duna's vault goes back in time and writes on: entry 42 exists twice.
        auto entry = parseEntry(m_duna->raw(m_case).last()).value();
        entry.previous = entryHash(m_duna->raw(m_case).last());
        ++entry.sequence;
        ++entry.hlc;
        entry.signature = signEntry(entry, m_duna->stationKey());
        QVERIFY(m_lake->ledger->receive(m_duna->root(), m_case, {serialise(entry)}));
        (void)m_duna->say(m_case, u"the other 42"_s);
        const auto other = m_duna->ledger->newStream(u"case"_s).value();
        (void)m_duna->say(other, u"healthy"_s);
        QVERIFY(m_duna->ledger->share(other, m_lake->root()));
        Wire wire(*m_duna, *m_lake);
        QVERIFY(wire.settle());
        const auto troubles = [](const LedgerSide &side) {
            return std::ranges::count_if(side.events, [](const Session::Event &event) {
                return std::holds_alternative<Session::Trouble>(event);
            });
        };
        QVERIFY(troubles(wire.one) + troubles(wire.other) > 0);
        QVERIFY(!m_lake->vault->rows().list(u"local.fork"_s)->isEmpty());
        QVERIFY(!m_duna->vault->rows().list(u"local.fork"_s)->isEmpty());
        QCOMPARE(m_lake->texts(other), QStringList{u"healthy"_s});
        // And Duna writes on in a new feed, which arrives.
        (void)m_duna->say(m_case, u"in a new feed"_s);
        QVERIFY(Wire(*m_duna, *m_lake).settle());
        QVERIFY(m_lake->texts(m_case).contains(u"in a new feed"_s));
    }

private:
    std::unique_ptr<House> m_duna;
    std::unique_ptr<House> m_lake;
    QByteArray m_case;
    Attachment m_photo;
};

SIZHEN_TEST(LedgerSyncStoreTest)
#include "ledgersyncstore_test.moc"
