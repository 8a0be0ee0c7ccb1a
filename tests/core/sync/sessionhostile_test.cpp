// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/cbor.h"
#include "tests/core/sync/sessionpair.h"
#include "tests/support/program.h"

#include <QtTest>

using namespace sizhen;

// A partner that breaks the rules: what it does must not be stored, and it must not learn what is not its own.
class SessionHostileTest final : public QObject
{
    Q_OBJECT
private:
    static void say(SessionPair &pair, const wire::Message &message)
    {
        pair.a.session->receive(wire::write(message), pair.now);
    }

    static QList<wire::Message> answers(SessionPair &pair)
    {
        QList<wire::Message> all;
        for (;;) {
            const auto message = pair.a.session->next();
            if (message)
                all.append(*wire::read(message->bytes));
            else if (!pair.a.session->hasWork())
                return all;
        }
    }

    static std::optional<wire::Code> problemIn(const QList<wire::Message> &messages)
    {
        for (const auto &message : messages)
            if (const auto *problem = std::get_if<wire::Problem>(&message))
                return problem->code;
        return {};
    }

    static std::unique_ptr<SessionPair> upAndIdle(QByteArray *stream)
    {
        auto pair = std::make_unique<SessionPair>();
        *stream = pair->shareStream();
        pair->a.store.write(*stream);
        pair->b.store.write(*stream);
        pair->connect();
        if (!pair->settle())
            qFatal("an honest pair does not settle");
        return pair;
    }

private Q_SLOTS:

    void anUntrustedHelloEndsIt()
    {
        SessionPair pair;
        pair.shareStream();
        pair.connect();
        say(pair, wire::Hello{{1}, QByteArray(32, 'X'), "certificate", randomBytes(32)});
        QVERIFY(pair.a.session->isClosed());
        QCOMPARE(problemIn(answers(pair)), wire::Code::Untrusted);
        const auto events = pair.a.session->takeEvents();
        QCOMPARE(std::get<Session::Trouble>(events.last()).error.fault, Fault::Untrusted);
        QVERIFY(std::get<Session::Trouble>(events.last()).fatal);
    }

    void noVersionInCommonEndsIt()
    {
        SessionPair pair;
        pair.connect();
        say(pair, wire::Hello{{4, 5}, pair.b.store.root, "certificate", randomBytes(32)});
        QVERIFY(pair.a.session->isClosed());
        QCOMPARE(problemIn(answers(pair)), wire::Code::Version);
    }

    void aReadyForAnotherNonceEndsIt()
    {
        SessionPair pair;
        pair.connect();
        say(pair, wire::Hello{{1}, pair.b.store.root, "certificate", randomBytes(32)});
        QVERIFY(!pair.a.session->isUp()); // their HELLO alone makes nothing green
        say(pair, wire::Ready{1, randomBytes(32)});
        QVERIFY(pair.a.session->isClosed());
        QVERIFY(!pair.a.session->isUp());
    }

    void aReplayedBeginningDoesNotGoUp()
    {
        QByteArray stream;
        const auto pair = upAndIdle(&stream);
        const auto old = pair->b.sent;
        pair->connect();
        for (const auto &message : old)
            pair->a.session->receive(message, pair->now);
        QVERIFY(!pair->a.session->isUp());
        QVERIFY(pair->a.session->isClosed());
    }

    void dataBeforeReadyIsNotApplied()
    {
        SessionPair pair;
        const auto stream = pair.shareStream();
        pair.b.store.write(stream);
        pair.connect();
        const auto feed = pair.b.store.feeds.firstKey();
        say(pair, wire::Entries{stream, feed, 1, pair.b.store.feeds.first()});
        QCOMPARE(pair.a.store.received, 0);
        QVERIFY(!pair.a.session->isClosed()); // a carrier may swap messages
        for (int i = 0; i < 1'000; ++i)
            say(pair, wire::Want{stream, feed, 1});
        QVERIFY(pair.a.session->isClosed());
        for (const auto &message : answers(pair))
            QVERIFY(std::holds_alternative<wire::Hello>(message) || std::holds_alternative<wire::Problem>(message));
    }

    void anUnknownTypeIsIgnored()
    {
        QByteArray stream;
        const auto pair = upAndIdle(&stream);
        say(*pair, wire::Unknown{4711});
        QVERIFY(pair->a.session->isUp());
        QVERIFY(answers(*pair).isEmpty());
    }

    void noiseEndsIt_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("noise") << QByteArray("\x93noise");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("oversized") << QByteArray(wire::maxMessageBytes + 1, '\xa0');
        QTest::newRow("batch too big") << wire::write(
            wire::Entries{QByteArray(16, 's'), QByteArray(16, 'f'), 1, {QByteArray(wire::maxBatchBytes, 'x'), "y"}});
    }

    void noiseEndsIt()
    {
        QFETCH(QByteArray, bytes);
        QByteArray stream;
        const auto pair = upAndIdle(&stream);
        pair->a.session->receive(bytes, pair->now);
        QVERIFY(pair->a.session->isClosed());
        QCOMPARE(problemIn(answers(*pair)), wire::Code::Malformed);
        QVERIFY(std::get<Session::Trouble>(pair->a.session->takeEvents().last()).fatal);
        QVERIFY(!pair->a.session->next()); // nothing after the farewell
    }

    void aForgedReceiptCountsForNothing()
    {
        QByteArray stream;
        const auto pair = upAndIdle(&stream);
        pair->a.store.write(stream);
        auto receipt = *pair->b.store.receipt(stream);
        receipt.heads = *pair->a.store.heads(stream); // "we hold it all"
        pair->a.store.receipts.clear();
        say(*pair, wire::Receipted{receipt});
        QVERIFY(pair->a.store.receipts.isEmpty());
        QVERIFY(pair->a.session->isClosed());
        QCOMPARE(problemIn(answers(*pair)), wire::Code::Untrusted);
    }

    void aForgedGrantEndsIt()
    {
        QByteArray stream;
        const auto pair = upAndIdle(&stream);
        auto grant = pair->b.store.grantOf(randomBytes(16), pair->a.store.root);
        grant.station = SigningKey::generate().publicKey();
        say(*pair, wire::Granting{grant});
        QVERIFY(pair->a.session->isClosed());
        QCOMPARE(pair->a.store.shared.size(), 1);
    }

    void aForgedEntryIsNotStored_data()
    {
        QTest::addColumn<bool>("stranger");
        QTest::newRow("changed on the way") << false;
        QTest::newRow("signed by a stranger") << true;
    }

    void aForgedEntryIsNotStored()
    {
        QFETCH(bool, stranger);
        QByteArray stream;
        const auto pair = upAndIdle(&stream);
        FakeStore other(QByteArray(32, 'X'));
        auto &source = stranger ? other : pair->b.store;
        const auto feed = source.write(stream, QByteArray(100, 'x'));
        auto raw = source.feeds.value(feed).last();
        if (!stranger)
            raw[raw.size() - 100] = char(raw[raw.size() - 100] ^ 1);
        const auto before = pair->a.store.feeds;
        say(*pair, wire::Entries{stream, feed, quint64(source.feeds.value(feed).size()), {raw}});
        QCOMPARE(pair->a.store.feeds, before);
        QVERIFY(pair->a.session->isClosed());
    }

    void entriesThatClaimToBeOfAnotherFeedMoveNoHead()
    {
        QByteArray stream;
        const auto pair = upAndIdle(&stream);
        const auto claimed = pair->a.store.write(stream); // our own feed
        const auto feed = pair->b.store.write(stream);
        const auto raw = pair->b.store.feeds.value(feed).last();
        const auto before = quint64(pair->a.store.feeds.value(claimed).size());
        pair->a.session->localChanged(stream);
        say(*pair, wire::Entries{stream, claimed, before + 1, {raw}});
        say(*pair, wire::Have{stream, {}, true, false});
        bool told = false;
        for (const auto &message : answers(*pair))
            if (const auto *have = std::get_if<wire::Have>(&message)) {
                told = true;
                for (const auto &head : have->heads)
                    QCOMPARE(head.sequence, quint64(pair->a.store.feeds.value(head.feed).size()));
            }
        QVERIFY(told);
    }

    void whatIsNotSharedIsDeniedAsIfItWereNotThere()
    {
        QByteArray stream;
        const auto pair = upAndIdle(&stream);
        const auto home = randomBytes(16); // a patient's identity stays at home
        const auto feed = pair->a.store.write(home);
        const auto address = pair->a.store.attach(home, 1'000);
        const QList<wire::Message> tries{wire::Want{home, feed, 1},          wire::Have{home, {}, true, true},
                                         wire::ChunkWant{home, {address}},   wire::Want{stream, feed, 1},
                                         wire::ChunkWant{stream, {address}}, wire::Want{randomBytes(16), feed, 1}};
        for (const auto &attempt : tries) {
            pair->step(200);
            say(*pair, attempt);
            const auto all = answers(*pair);
            QCOMPARE(problemIn(all), wire::Code::Denied);
            for (const auto &message : all)
                QVERIFY(!std::holds_alternative<wire::Entries>(message) && !std::holds_alternative<wire::Chunk>(message)
                        && !std::holds_alternative<wire::Receipted>(message));
        }
        QVERIFY(pair->a.session->isUp());
    }

    void anOriginalNobodyAskedForIsNotStored()
    {
        QByteArray stream;
        const auto pair = upAndIdle(&stream);
        const auto sealed = randomBytes(1'000);
        say(*pair, wire::Chunk{hash("test.chunk", sealed), sealed});
        QVERIFY(pair->a.store.chunks.isEmpty());
        QVERIFY(pair->a.session->isUp());
    }

    void aWrongOriginalEndsIt()
    {
        QByteArray stream;
        const auto pair = upAndIdle(&stream);
        const auto address = pair->b.store.attach(stream, 1'000);
        pair->b.session->localChanged(stream);
        while (!pair->a.session->isClosed() && pair->a.store.missingChunks(stream).isEmpty())
            pair->step();
        pair->line.cutAfterBytes = 0;
        while (pair->a.count<wire::ChunkWant>() == 0)
            pair->step();
        say(*pair, wire::Chunk{address, randomBytes(1'000)});
        QVERIFY(pair->a.store.chunks.isEmpty());
        QVERIFY(pair->a.session->isClosed());
        QCOMPARE(problemIn(answers(*pair)), wire::Code::Corrupt);
    }

    void aForkIsFrozenAndTheRestGoesOn()
    {
        SessionPair pair;
        const auto stream = pair.shareStream();
        // One station, restored from an old copy without a new incarnation: its feed says two things.
        const auto feed = pair.b.store.write(stream, "first");
        pair.a.store.feeds[feed] = pair.b.store.feeds.value(feed);
        pair.a.store.streamOf[feed] = stream;
        const auto before = pair.b.store.feeds;
        pair.b.store.write(stream, "one truth");
        pair.a.store.feeds[feed] = pair.b.store.feeds.value(feed);
        pair.b.store.feeds = before;
        pair.b.store.write(stream, "another truth");
        pair.a.store.write(stream);
        pair.connect();
        for (int i = 0; i < 500; ++i)
            pair.step();
        QVERIFY(pair.a.session->isUp());
        QVERIFY(pair.isSettled());
        QCOMPARE(pair.a.store.feeds.value(feed).size(), 2);
        QVERIFY(pair.a.store.evidence.contains(pair.b.store.feeds.value(feed).last()));
        QVERIFY(pair.b.store.evidence.contains(pair.a.store.feeds.value(feed).last()));
        QVERIFY(!pair.a.all<Session::Trouble>().isEmpty()); // and a person is told
        QCOMPARE(pair.b.store.entriesOf(stream).size(), 3); // what A wrote in its own feed arrived
    }

    void whoOnlyAsksAndNeverReadsIsLetGo()
    {
        QByteArray stream;
        const auto pair = upAndIdle(&stream);
        for (int i = 0; i < 100'000 && !pair->a.session->isClosed(); ++i)
            say(*pair, wire::Want{randomBytes(16), QByteArray(16, 'f'), 1});
        QVERIFY(pair->a.session->isClosed());
    }

    void hopingForMoreThanThereIsGivesNothing()
    {
        QByteArray stream;
        const auto pair = upAndIdle(&stream);
        const auto feed = pair->a.store.heads(stream)->first().feed;
        say(*pair, wire::Want{stream, feed, 1'000'000});
        say(*pair, wire::Have{stream, {{QByteArray(16, 'z'), 1'000'000'000, QByteArray(32, 'h')}}, false, false});
        for (const auto &message : answers(*pair))
            QVERIFY(!std::holds_alternative<wire::Entries>(message));
        QVERIFY(pair->a.session->isUp());
    }
};

SIZHEN_TEST(SessionHostileTest)
#include "sessionhostile_test.moc"
