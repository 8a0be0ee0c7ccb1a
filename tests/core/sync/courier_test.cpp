// SPDX-License-Identifier: GPL-3.0-or-later
// ARC-09: nothing is lost and nothing doubled over a carrier that loses, doubles, swaps and keeps for weeks.
#include "core/sync/courier.h"

#include "tests/core/sync/courierpair.h"
#include "tests/support/program.h"

#include <QTest>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qint64 hour = 3'600'000;
constexpr qint64 day = 24 * hour;

} // namespace

class CourierTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void initTestCase() { QVERIFY(startCrypto()); }

    void init() { QTest::failOnWarning(QRegularExpression(u"^sizhen\\."_s)); }

    void everythingArrivesAndIsConfirmedWithoutAHandshake()
    {
        CourierPair pair;
        const auto stream = pair.shareStream();
        for (int i = 0; i < 200; ++i)
            pair.a.store.write(stream);
        pair.a.store.attach(stream, 40'000);
        pair.b.store.write(stream);
        pair.a.courier->localChanged(stream);
        pair.b.courier->localChanged(stream);
        QVERIFY(pair.settle(hour));
        QVERIFY(pair.now < 1'764'000'000'000 + 10'000); // no time-out was needed
        QCOMPARE(pair.a.troubles() + pair.b.troubles(), 0);
        QVERIFY(pair.a.store.kept.value(u"hub"_s).isEmpty()); // nothing to remember

        const auto before = pair.a.parcels + pair.b.parcels;
        for (int i = 0; i < 100; ++i)
            pair.step(hour);
        QCOMPARE(pair.a.parcels + pair.b.parcels, before); // nothing to say, nothing said
    }

    void oneActIsOneParcelAndOneAnswer()
    {
        CourierPair pair;
        const auto stream = pair.shareStream();
        QVERIFY(pair.settle(hour));
        const auto before = std::pair(pair.a.parcels, pair.b.parcels);
        pair.a.store.write(stream);
        pair.a.courier->localChanged(stream);
        QVERIFY(pair.settle(hour));
        QCOMPARE(std::pair(pair.a.parcels, pair.b.parcels), std::pair(before.first + 1, before.second + 1));
    }

    // The carrier's word means nothing: what it swallowed is outstanding until the partner's receipt is here.
    void onlyASignedReceiptEndsIt()
    {
        CourierPair pair({.loss = 1});
        const auto stream = pair.shareStream();
        pair.a.store.write(stream);
        pair.a.courier->localChanged(stream);
        for (int i = 0; i < 48; ++i)
            pair.step(hour / 2);
        QVERIFY(pair.a.parcels < 16); // the time-out grows
        QCOMPARE(pair.a.courier->backlog().items, 1);
        QVERIFY(pair.a.courier->backlog().sinceMs < pair.now - 20 * hour);
        pair.post.loss = 0;
        QVERIFY(pair.settle(2 * day));
        QCOMPARE(pair.a.courier->backlog().items, 0);
    }

    void aPartnerWhoWasAwayForWeeksCatchesUpAtOnce()
    {
        CourierPair pair({.room = 256 * 1024});
        const auto stream = pair.shareStream();
        pair.b.away = true;
        for (int i = 0; i < 30; ++i) {
            pair.a.store.write(stream);
            if (i % 10 == 0)
                pair.a.store.attach(stream, 100'000);
            pair.a.courier->localChanged(stream);
            for (int half = 0; half < 2; ++half)
                pair.step(day / 2);
        }
        const auto bytes = pair.a.bytes;
        QVERIFY2(bytes < 3 * 100'000 + 60'000, qPrintable(QString::number(bytes))); // the mailbox does not fill with copies
        pair.b.away = false;
        const auto from = pair.now;
        QVERIFY(pair.settle(day));
        QVERIFY(pair.now - from < 60'000);
        QVERIFY(pair.a.bytes - bytes < 20'000); // and nothing large went again
    }

    void aHubThatLosesItsDiskCostsTimeOnly()
    {
        CourierPair pair({.room = 64 * 1024});
        const auto stream = pair.shareStream();
        pair.b.away = true;
        for (int i = 0; i < 300; ++i)
            pair.a.store.write(stream);
        for (int i = 0; i < 5; ++i)
            pair.a.store.attach(stream, 60'000);
        pair.a.courier->localChanged(stream);
        pair.step(100);
        QVERIFY(pair.b.mailbox.size() > 4);
        pair.b.mailbox.clear();
        pair.b.away = false;
        QVERIFY(pair.settle(hour));
    }

    void grantsGoAheadAndAreRepeatedUntilTheyAreTaken()
    {
        CourierPair pair({.loss = 0.5}, 7);
        const auto stream = randomBytes(16);
        pair.a.store.shared.append(stream);
        pair.a.store.toGrant.append(pair.a.store.grantOf(stream, pair.b.store.root));
        pair.a.store.write(stream);
        pair.a.courier->localChanged(stream);
        QVERIFY(pair.settle(10 * day));
        QVERIFY(pair.a.store.takenGrants.contains(stream));
        QCOMPARE(pair.b.store.entriesOf(stream).size(), 1);
    }

    void aStationThatLostItsDiskIsGrantedAgain()
    {
        CourierPair pair;
        const auto stream = randomBytes(16);
        pair.a.store.shared.append(stream);
        pair.a.store.toGrant.append(pair.a.store.grantOf(stream, pair.b.store.root));
        pair.a.store.write(stream);
        pair.a.courier->localChanged(stream);
        QVERIFY(pair.settle(hour));
        pair.b.store.shared.clear();
        pair.b.store.feeds.clear();
        pair.b.store.streamOf.clear();
        pair.restart(pair.b);
        pair.a.store.write(stream);
        pair.a.courier->localChanged(stream);
        QVERIFY(pair.settle(2 * day));
        QCOMPARE(pair.b.store.entriesOf(stream).size(), 2);
    }

    void aRestartForgetsNothingThatLiesWithTheCarrier()
    {
        CourierPair pair({.leastDelayMs = 5 * hour, .mostDelayMs = 5 * hour, .room = 256 * 1024});
        const auto stream = pair.shareStream();
        pair.a.store.attach(stream, 150'000);
        pair.a.courier->localChanged(stream);
        pair.step(100);
        const auto bytes = pair.a.bytes;
        QVERIFY(bytes > 150'000);
        for (int i = 0; i < 10; ++i) {
            pair.restart(pair.a);
            pair.step(hour / 4);
        }
        QVERIFY(pair.a.bytes - bytes < 20'000);
        QVERIFY(pair.settle(2 * day));
    }

    // Consent withdrawn: from that moment not one more byte of the stream goes out, whatever was queued.
    void whatIsNoLongerSharedIsNotSent()
    {
        CourierPair pair;
        const auto stream = pair.shareStream();
        for (int i = 0; i < 2000; ++i)
            pair.a.store.write(stream);
        pair.a.courier->localChanged(stream);
        (void)pair.a.courier->next(pair.now, pair.post.room);
        pair.a.store.shared.clear();
        pair.a.courier->localChanged(stream);
        const auto rest = pair.a.courier->next(pair.now, pair.post.room);
        QVERIFY(rest.isEmpty());
        QCOMPARE(pair.a.courier->backlog().items, 0);
    }

    void nothingForeignIsReadOut()
    {
        CourierPair pair;
        const auto stream = pair.shareStream();
        const auto home = randomBytes(16);
        const auto feed = pair.a.store.write(home, "identity of the patient");
        const auto photo = pair.a.store.attach(home, 100);
        const QList<QByteArray> asked{wire::write(wire::Want{home, feed, 1}), wire::write(wire::Want{stream, feed, 1}),
                                      wire::write(wire::Have{home, {}, true, true}),
                                      wire::write(wire::ChunkWant{home, {photo}}),
                                      wire::write(wire::ChunkWant{stream, {photo}})};
        QVERIFY(pair.a.courier->receive(asked, pair.now));
        for (int i = 0; i < 5; ++i) {
            const auto parcel = pair.a.courier->next(pair.now += 1000, 1 << 20);
            for (const auto &message : parcel.messages) {
                QVERIFY(!message.contains("identity of the patient"));
                QVERIFY(std::holds_alternative<wire::Problem>(*wire::read(message)));
            }
        }
    }

    void aForkIsFoundAndEverythingElseGoesOn()
    {
        CourierPair pair;
        const auto stream = pair.shareStream();
        pair.a.store.write(stream);
        pair.a.courier->localChanged(stream);
        QVERIFY(pair.settle(hour));
        auto &feed = pair.a.store.feeds.first();
        auto other = *parseEntry(feed.first());
        other.sealedBody = "another truth";
        feed[0] = FakeStore::signedRaw(other, pair.a.store.station);
        pair.a.store.receipts.clear();
        pair.restart(pair.a);
        pair.step(100);
        for (int i = 0; i < 200; ++i)
            pair.step(10'000);
        QVERIFY(pair.a.troubles() + pair.b.troubles() > 0);
        QVERIFY(!pair.b.store.evidence.isEmpty());
        const auto parcels = pair.a.parcels + pair.b.parcels;
        for (int i = 0; i < 200; ++i)
            pair.step(hour);
        QVERIFY(pair.a.parcels + pair.b.parcels - parcels < 12); // the feed is frozen, and nobody shouts

        const auto second = pair.shareStream();
        pair.b.store.write(second);
        pair.b.courier->localChanged(second);
        for (int i = 0; i < 10; ++i)
            pair.step(1000);
        QCOMPARE(pair.a.store.entriesOf(second).size(), 1);
    }

    // Nothing is acknowledged that could not be kept; the mailbox brings it again.
    void aFullDiskLosesNothing()
    {
        CourierPair pair;
        const auto stream = pair.shareStream();
        pair.b.store.writeFault = Fault::NoSpace;
        pair.a.store.write(stream);
        pair.a.courier->localChanged(stream);
        for (int i = 0; i < 5; ++i)
            pair.step(500);
        QVERIFY(!pair.b.mailbox.empty());
        pair.b.store.writeFault = {};
        QVERIFY(pair.settle(5000));
    }

    void aRunningCallKeepsHistoryBack()
    {
        CourierPair pair;
        const auto stream = pair.shareStream();
        for (int i = 0; i < 500; ++i)
            pair.a.store.write(stream);
        pair.a.courier->localChanged(stream);
        const auto second = pair.shareStream();
        pair.a.store.write(second);
        pair.a.courier->localChanged(second);
        auto parcel = pair.a.courier->next(pair.now, 1 << 20, Courier::Share::Urgent);
        QCOMPARE(parcel.entries.size(), 1); // the fresh act
        QCOMPARE(parcel.entries.first().stream, second);
        parcel = pair.a.courier->next(pair.now, 1 << 20);
        QCOMPARE(parcel.entries.first().stream, stream);
    }

    void whatTheCarrierGivesBackGoesAgain()
    {
        CourierPair pair;
        const auto stream = pair.shareStream();
        pair.a.store.write(stream);
        pair.a.store.attach(stream, 1000);
        pair.a.courier->localChanged(stream);
        const auto first = pair.a.courier->next(pair.now, 1 << 20);
        QVERIFY(pair.a.courier->next(pair.now, 1 << 20).isEmpty());
        pair.a.courier->returned(first);
        const auto again = pair.a.courier->next(pair.now, 1 << 20);
        QCOMPARE(again.messages.size(), first.messages.size());
        QCOMPARE(again.chunks, first.chunks);
    }

    // A hub that loses, cuts or flips every fifth envelope costs seconds, whatever it was that got lost: an act, a key, a
    // receipt, a question, an answer, a chunk. Act after act, as in a consultation that both follow.
    void aHubThatLosesCostsSeconds_data()
    {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 1; seed <= 40; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }

    void aHubThatLosesCostsSeconds()
    {
        QFETCH(unsigned, seed);
        CourierPair pair({.loss = 0.2, .doubling = 0.05, .leastDelayMs = 20, .mostDelayMs = 1'500, .room = 64 * 1024},
                         seed);
        QList<qint64> waits;
        for (int act = 0; act < 60; ++act) {
            auto &end = pair.roll(2) ? pair.a : pair.b;
            auto &other = &end == &pair.a ? pair.b : pair.a;
            if (act % 10 == 0) {
                const auto stream = randomBytes(16);
                end.store.shared.append(stream);
                end.store.toGrant.append(end.store.grantOf(stream, other.store.root));
                end.courier->localChanged(stream);
            }
            const auto stream = end.store.shared.at(pair.roll(int(end.store.shared.size())));
            for (int n = pair.roll(8) ? pair.roll(4) : 60; n >= 0; --n)
                end.store.write(stream);
            if (pair.roll(4) == 0)
                end.store.attach(stream, 1 + pair.roll(200'000));
            end.courier->localChanged(stream);
            const auto from = pair.now;
            QVERIFY(pair.settle(hour));
            waits.append(pair.now - from);
        }
        std::ranges::sort(waits);
        qInfo("median %lld, 95 %% %lld, most %lld ms", waits.at(30), waits.at(57), waits.last());
        QVERIFY2(waits.last() < 90'000, qPrintable(QString::number(waits.last())));
        QVERIFY2(waits.at(57) < 30'000, qPrintable(QString::number(waits.at(57))));
    }

    // Any post: both write at random moments while parcels are lost, doubled, swapped and late by up to two weeks.
    void anyPostConverges_data()
    {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 1; seed <= 12; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }

    void anyPostConverges()
    {
        QFETCH(unsigned, seed);
        std::mt19937 dice(seed);
        const auto roll = [&dice](int sides) { return int(dice() % unsigned(sides)); };
        const qint64 delays[] = {100, 10'000, hour, day, 14 * day};
        CourierPair pair({.loss = roll(60) / 100.0,
                          .doubling = roll(50) / 100.0,
                          .leastDelayMs = 50,
                          .mostDelayMs = delays[roll(5)],
                          .room = 4096 << roll(7)},
                         seed);
        QList<QByteArray> streams;
        int written = 0;
        for (int act = 0; act < 80; ++act) {
            if (streams.isEmpty() || roll(12) == 0) {
                const auto stream = randomBytes(16);
                auto &end = roll(2) ? pair.a : pair.b;
                auto &other = &end == &pair.a ? pair.b : pair.a;
                end.store.shared.append(stream);
                end.store.toGrant.append(end.store.grantOf(stream, other.store.root));
                streams.append(stream);
                end.courier->localChanged(stream);
            }
            const auto &stream = streams.at(roll(int(streams.size())));
            auto &end = roll(2) ? pair.a : pair.b;
            if (end.store.shared.contains(stream)) {
                for (int n = roll(20); n >= 0; --n, ++written)
                    end.store.write(stream);
                if (roll(4) == 0)
                    ++written, end.store.attach(stream, 1 + roll(20'000));
                end.courier->localChanged(stream);
            }
            if (roll(15) == 0)
                pair.restart(end);
            if (roll(20) == 0)
                end.away = !end.away;
            pair.step(1 + roll(roll(3) ? 2'000 : int(hour)));
        }
        pair.a.away = pair.b.away = false;
        QVERIFY(pair.settle(400 * day));
        int held = 0;
        for (const auto &stream : std::as_const(streams))
            held += int(pair.b.store.entriesOf(stream).size());
        QCOMPARE(held, written); // everything, and each once
        QCOMPARE(pair.a.troubles() + pair.b.troubles(), 0);
    }
};

SIZHEN_TEST(CourierTest)
#include "courier_test.moc"
