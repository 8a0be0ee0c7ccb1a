// SPDX-License-Identifier: GPL-3.0-or-later
// Only what changed since the last session is compared, and nothing is overlooked for it: not what was cut off, not what an old
// copy of a vault lost, not what could not be had the first time.
#include "tests/core/sync/sessionpair.h"

#include "tests/support/program.h"

#include <QtTest>

using namespace sizhen;

class MarksTest final : public QObject
{
    Q_OBJECT
private:
    static QList<QByteArray> fill(SessionPair &pair, int streams)
    {
        QList<QByteArray> ids;
        for (int i = 0; i < streams; ++i) {
            ids.append(pair.shareStream());
            pair.a.store.write(ids.last());
            if (i % 3 == 0)
                pair.b.store.write(ids.last());
            if (i % 5 == 0)
                pair.a.store.attach(ids.last(), 100);
        }
        return ids;
    }

    // Until both have said how far they got; a line that is up for a while.
    static bool settleAndMark(SessionPair &pair)
    {
        const auto settled = pair.settle();
        for (int i = 0; i < 100; ++i)
            pair.step(250);
        return settled;
    }

    // Streams that were announced since the ends were last cleared.
    static QSet<QByteArray> announced(SessionPair &pair)
    {
        QSet<QByteArray> streams;
        for (auto *end : {&pair.a, &pair.b})
            for (const auto &message : std::as_const(end->sent))
                if (const auto read = wire::read(message); const auto *have = std::get_if<wire::Have>(&*read))
                    streams.insert(have->stream);
        return streams;
    }

    // An original that was on one disk only, and of which an older copy was put back, is nowhere.
    static bool isAsEqualAsCanBe(SessionPair &pair)
    {
        for (auto *end : {&pair.a, &pair.b}) {
            const auto &other = end == &pair.a ? pair.b : pair.a;
            for (const auto &stream : std::as_const(end->store.shared)) {
                const auto missing = end->store.missingChunks(stream);
                if (pair.a.store.entriesOf(stream) != pair.b.store.entriesOf(stream) || *end->store.unconfirmed(stream) != 0
                    || std::ranges::any_of(missing, [&](const auto &one) { return other.store.chunks.contains(one); }))
                    return false;
            }
        }
        return pair.a.store.shared.size() == pair.b.store.shared.size();
    }

    static void meetAgain(SessionPair &pair)
    {
        pair.a.sent.clear();
        pair.b.sent.clear();
        pair.connect();
    }

private Q_SLOTS:

    void whatBothHoldIsNotSaidAgain()
    {
        SessionPair pair;
        const auto ids = fill(pair, 40);
        pair.connect();
        QVERIFY(settleAndMark(pair));
        QVERIFY(pair.isEqual());
        QCOMPARE(announced(pair).size(), 40);
        for (int i = 0; i < 2; ++i) { // the second time, too: the marks are kept, not used up
            meetAgain(pair);
            QVERIFY(settleAndMark(pair));
            QCOMPARE(announced(pair), QSet<QByteArray>());
            QCOMPARE(pair.a.count<wire::Even>() + pair.b.count<wire::Even>(), 0);
        }
        pair.a.session.reset();
        pair.b.session.reset();
        pair.a.store.write(ids.at(7));
        pair.b.store.write(ids.at(11));
        meetAgain(pair);
        QVERIFY(settleAndMark(pair));
        QCOMPARE(announced(pair), (QSet<QByteArray>{ids.at(7), ids.at(11)}));
        QVERIFY(pair.isEqual());
    }

    // A stream of which nothing was said in this session is written in while the line is up.
    void whatIsWrittenMeanwhileGoesOut()
    {
        SessionPair pair;
        const auto ids = fill(pair, 10);
        pair.connect();
        QVERIFY(settleAndMark(pair));
        meetAgain(pair);
        QVERIFY(settleAndMark(pair));
        for (const auto &id : {ids.at(3), ids.at(3), ids.at(4)}) {
            pair.a.store.write(id);
            pair.a.session->localChanged(id);
            QVERIFY(pair.settle());
            QVERIFY(pair.isEqual());
        }
        const auto fresh = pair.shareStream();
        pair.b.store.write(fresh);
        pair.b.session->localChanged(fresh);
        QVERIFY(pair.settle());
        QVERIFY(pair.isEqual());
    }

    void anOldCopyGetsBackAllItLost_data()
    {
        QTest::addColumn<bool>("marked");
        QTest::newRow("from before there was a mark") << false;
        QTest::newRow("from after it") << true;
    }

    void anOldCopyGetsBackAllItLost()
    {
        QFETCH(bool, marked);
        SessionPair pair;
        const auto ids = fill(pair, 20);
        pair.connect();
        QVERIFY(pair.settle());
        if (marked)
            QVERIFY(settleAndMark(pair));
        const auto old = pair.b.store.copy();
        for (const auto &id : ids) {
            pair.a.store.write(id);
            pair.a.session->localChanged(id);
        }
        pair.b.store.write(ids.first()); // and what it wrote itself
        pair.b.session->localChanged(ids.first());
        QVERIFY(settleAndMark(pair));
        QVERIFY(pair.isEqual());
        meetAgain(pair);
        QVERIFY(settleAndMark(pair));
        QCOMPARE(announced(pair).size(), 0);
        const auto whole = pair.b.store.feeds;

        pair.b.session.reset();
        pair.b.store.putBack(old);
        QVERIFY(pair.b.store.feeds != whole);
        meetAgain(pair);
        QVERIFY(settleAndMark(pair));
        QVERIFY(pair.isEqual());
        QCOMPARE(pair.b.store.feeds, whole);
    }

    // The one word that says "even" is lost: the mark before it still counts.
    void aLostWordCostsNoMoreThanThatSession()
    {
        SessionPair pair;
        const auto ids = fill(pair, 30);
        pair.connect();
        QVERIFY(settleAndMark(pair));
        auto &kept = *pair.b.store.keptMarks.begin();
        const auto before = kept.theirs;
        pair.a.store.write(ids.at(5));
        pair.a.session->localChanged(ids.at(5));
        QVERIFY(settleAndMark(pair));
        QVERIFY(kept.theirs != before);
        kept.theirs = before;
        meetAgain(pair);
        QVERIFY(settleAndMark(pair));
        QCOMPARE(announced(pair), QSet<QByteArray>{ids.at(5)});
        QVERIFY(pair.isEqual());
    }

    void whatCouldNotBeHadIsAskedForNextTime()
    {
        SessionPair pair;
        const auto ids = fill(pair, 12);
        const auto address = pair.a.store.attach(ids.at(1), 5'000);
        const auto sealed = pair.a.store.chunks.take(address); // it has not arrived there either
        pair.connect();
        QVERIFY(settleAndMark(pair));
        QCOMPARE(pair.b.store.missingChunks(ids.at(1)).size(), 1);
        meetAgain(pair);
        QVERIFY(settleAndMark(pair));
        QCOMPARE(announced(pair), QSet<QByteArray>{ids.at(1)});
        pair.a.store.chunks.insert(address, sealed);
        meetAgain(pair);
        QVERIFY(settleAndMark(pair));
        QVERIFY(pair.isEqual());
        meetAgain(pair);
        QVERIFY(settleAndMark(pair));
        QCOMPARE(announced(pair), QSet<QByteArray>());
    }

    void aKeyThatWasNotTakenIsGivenNextTime()
    {
        SessionPair pair;
        fill(pair, 6);
        const auto fresh = randomBytes(16);
        pair.a.store.shared.append(fresh);
        pair.a.store.write(fresh);
        pair.a.store.toGrant.append(pair.a.store.grantOf(fresh, pair.b.store.root));
        pair.b.store.acceptsGrants = false;
        pair.connect();
        (void)settleAndMark(pair);
        QVERIFY(!pair.b.store.shared.contains(fresh));
        pair.b.store.acceptsGrants = true;
        meetAgain(pair);
        QVERIFY(settleAndMark(pair));
        QCOMPARE(announced(pair), QSet<QByteArray>{fresh});
        QVERIFY(pair.isEqual());
    }

    void whatWasNotConfirmedIsAskedForNextTime()
    {
        SessionPair pair;
        const auto ids = fill(pair, 6);
        pair.connect();
        QVERIFY(settleAndMark(pair));
        pair.a.store.losesReceipts = true;
        pair.a.store.write(ids.at(2));
        pair.a.session->localChanged(ids.at(2));
        QVERIFY(settleAndMark(pair));
        QCOMPARE(*pair.a.store.unconfirmed(ids.at(2)), 1);
        pair.a.store.losesReceipts = false;
        meetAgain(pair);
        QVERIFY(settleAndMark(pair));
        QCOMPARE(announced(pair), QSet<QByteArray>{ids.at(2)});
        QVERIFY(pair.isEqual());
    }

    // Nothing is marked that a full disk did not take.
    void aFullDiskMarksNothing()
    {
        SessionPair pair;
        const auto ids = fill(pair, 5);
        pair.connect();
        QVERIFY(settleAndMark(pair));
        pair.b.store.writeFault = Fault::NoSpace;
        pair.a.store.write(ids.first());
        pair.a.session->localChanged(ids.first());
        (void)settleAndMark(pair);
        pair.b.store.writeFault.reset();
        meetAgain(pair);
        QVERIFY(settleAndMark(pair));
        QVERIFY(pair.isEqual());
    }

    // Lines that lose, double, swap and end, stations that write meanwhile, now and then an old copy put back: whatever the
    // marks were, in the end both hold the same.
    void nothingIsOverlooked()
    {
        for (unsigned seed = 1; seed <= 30; ++seed) {
            SessionPair pair({}, seed);
            auto ids = fill(pair, 15);
            QList<FakeStore::Copy> copies;
            for (int meeting = 0; meeting < 12; ++meeting) {
                const auto bad = pair.roll(2) == 0;
                pair.line = bad ? LineRules{.loss = 0.1, .doubling = 0.1, .jitterMs = 200} : LineRules{};
                if (pair.roll(3) == 0)
                    pair.line.cutAfterBytes = pair.carried + pair.roll(6'000);
                if (pair.roll(4) == 0 && !copies.isEmpty()) {
                    pair.b.session.reset();
                    pair.b.store.putBack(copies.at(pair.roll(int(copies.size()))));
                    for (const auto &id : std::as_const(ids)) // what was shared since is granted anew
                        if (!pair.b.store.shared.contains(id))
                            pair.b.store.shared.append(id);
                }
                pair.connect();
                for (int i = 0, most = 20 + pair.roll(900); i < most; ++i) {
                    pair.step(50);
                    if (pair.roll(60) == 0) {
                        auto &end = pair.roll(2) == 0 ? pair.a : pair.b;
                        const auto id = ids.at(pair.roll(int(ids.size())));
                        if (pair.roll(5) == 0)
                            end.store.attach(id, 50);
                        else
                            end.store.write(id);
                        end.session->localChanged(id);
                    }
                    if (pair.roll(400) == 0)
                        ids.append(pair.shareStream());
                }
                if (pair.roll(2) == 0)
                    copies.append(pair.b.store.copy());
            }
            pair.line = {};
            bool settled = false;
            for (int dial = 0; dial < 5 && !settled; ++dial) {
                pair.connect();
                settled = pair.settle();
            }
            QVERIFY2(settled, qPrintable(QStringLiteral("seed %1").arg(seed)));
            QVERIFY2(isAsEqualAsCanBe(pair), qPrintable(QStringLiteral("seed %1").arg(seed)));
        }
    }
};

SIZHEN_TEST(MarksTest)
#include "marks_test.moc"
