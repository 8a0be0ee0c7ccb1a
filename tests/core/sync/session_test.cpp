// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/sync/sessionpair.h"

#include "tests/support/program.h"

#include <QtTest>

using namespace sizhen;

// Two honest stations and everything a line may do to them.
class SessionTest final : public QObject
{
    Q_OBJECT
private:
    // Something of everything, on both sides.
    static void fill(SessionPair &pair)
    {
        const auto one = pair.shareStream();
        const auto two = pair.shareStream();
        for (int i = 0; i < 40; ++i)
            pair.a.store.write(one, randomBytes(200 + 37 * i));
        for (int i = 0; i < 9; ++i)
            pair.b.store.write(one);
        pair.b.store.write(two);
        pair.a.store.attach(one, 50'000);
        pair.a.store.attach(two, 900'000);
        pair.b.store.attach(two, 10);
    }

private Q_SLOTS:

    void bothSidesComeToHoldTheSame()
    {
        SessionPair pair;
        fill(pair);
        pair.connect();
        QVERIFY(pair.settle());
        QVERIFY(pair.isEqual());
        QCOMPARE(pair.a.all<Session::WentUp>().size(), 1);
        QVERIFY(pair.a.all<Session::Trouble>().isEmpty());
        QVERIFY(pair.b.all<Session::Trouble>().isEmpty());
    }

    void aSecondMeetingSendsNothingAgain()
    {
        SessionPair pair;
        fill(pair);
        pair.connect();
        QVERIFY(pair.settle());
        const auto entries = pair.a.count<wire::Entries>() + pair.b.count<wire::Entries>();
        const auto before = pair.carried;
        pair.connect();
        QVERIFY(pair.settle());
        QCOMPARE(pair.a.count<wire::Entries>() + pair.b.count<wire::Entries>(), entries);
        QVERIFY2(pair.carried - before < 2'000, qPrintable(QString::number(pair.carried - before)));
    }

    void aBadLineOnlyCostsTime_data()
    {
        QTest::addColumn<double>("loss");
        QTest::addColumn<double>("doubling");
        QTest::addColumn<int>("jitterMs");
        QTest::newRow("loss") << 0.2 << 0.0 << 0;
        QTest::newRow("heavy loss") << 0.5 << 0.0 << 0;
        QTest::newRow("doubled") << 0.0 << 0.5 << 0;
        QTest::newRow("swapped") << 0.0 << 0.0 << 400;
        QTest::newRow("all at once") << 0.15 << 0.2 << 300;
    }

    void aBadLineOnlyCostsTime()
    {
        QFETCH(double, loss);
        QFETCH(double, doubling);
        QFETCH(int, jitterMs);
        for (unsigned seed = 1; seed <= 10; ++seed) {
            SessionPair pair({.loss = loss, .doubling = doubling, .jitterMs = jitterMs}, seed);
            fill(pair);
            // A dead line is noticed and dialled again: as PeerLink does.
            bool settled = false;
            for (int dial = 0; dial < 20 && !settled; ++dial) {
                pair.connect();
                settled = pair.settle(300'000);
            }
            QVERIFY2(settled, qPrintable(QStringLiteral("seed %1").arg(seed)));
            pair.line = {};
            pair.connect();
            QVERIFY(pair.settle());
            QVERIFY2(pair.isEqual(), qPrintable(QStringLiteral("seed %1").arg(seed)));
        }
    }

    void itConvergesWhereverTheLineIsCut()
    {
        qsizetype whole = 0;
        {
            SessionPair pair;
            fill(pair);
            pair.connect();
            QVERIFY(pair.settle());
            whole = pair.carried;
        }
        for (qsizetype cut = 0; cut < whole; cut += whole / 100) {
            SessionPair pair({.cutAfterBytes = cut}, 3);
            fill(pair);
            pair.connect();
            for (int i = 0; i < 40; ++i)
                pair.step();
            pair.line = {};
            pair.connect();
            QVERIFY2(pair.settle(), qPrintable(QString::number(cut)));
            QVERIFY2(pair.isEqual(), qPrintable(QString::number(cut)));
        }
    }

    void itConvergesThoughEitherSideIsKilledAgainAndAgain()
    {
        for (unsigned seed = 1; seed <= 40; ++seed) {
            SessionPair pair({.loss = 0.05, .messagesAStep = 2}, seed);
            fill(pair);
            for (int life = 0; life < 6; ++life) {
                pair.connect();
                for (int steps = pair.roll(40); steps > 0 && !pair.a.session->isClosed(); --steps) {
                    pair.step();
                    if (pair.roll(10) == 0) { // people go on working
                        auto &end = pair.roll(2) ? pair.a : pair.b;
                        const auto stream = end.store.shared.first();
                        end.store.write(stream);
                        end.session->localChanged(stream);
                    }
                }
            }
            pair.line = {};
            pair.connect();
            QVERIFY2(pair.settle(), qPrintable(QStringLiteral("seed %1").arg(seed)));
            QVERIFY2(pair.isEqual(), qPrintable(QStringLiteral("seed %1").arg(seed)));
        }
    }

    void nothingButHelloIsSaidBeforeReady()
    {
        SessionPair pair;
        fill(pair);
        pair.connect();
        while (const auto message = pair.a.session->next())
            QVERIFY(std::holds_alternative<wire::Hello>(*wire::read(message->bytes)));
        QVERIFY(!pair.a.session->isUp());
        QCOMPARE(pair.a.session->sendLive(pair.a.store.shared.first(), 1, 1, "x").error().fault, Fault::Busy);
    }

    void whatIsWrittenWhileTheLineIsUpGoesAtOnce()
    {
        SessionPair pair;
        const auto stream = pair.shareStream();
        pair.connect();
        QVERIFY(pair.settle());
        pair.a.store.write(stream);
        pair.a.session->localChanged(stream);
        const auto before = pair.now;
        while (pair.b.store.entriesOf(stream).isEmpty() && pair.now - before < 1'000)
            pair.step();
        QVERIFY2(pair.now - before <= 80, qPrintable(QString::number(pair.now - before)));
        QVERIFY(pair.settle());
        QVERIFY(pair.isEqual());
        QCOMPARE(pair.b.all<Session::StreamAdvanced>().size(), 1);
    }

    void aReleasedStreamArrivesWithItsKey()
    {
        SessionPair pair;
        pair.shareStream();
        pair.connect();
        QVERIFY(pair.settle());
        const auto released = randomBytes(16);
        pair.a.store.write(released);
        pair.a.store.shared.append(released);
        pair.a.store.toGrant.append(pair.a.store.grantOf(released, pair.b.store.root));
        pair.a.session->localChanged(released);
        const auto before = pair.now;
        QVERIFY(pair.settle());
        QVERIFY(pair.isEqual());
        QVERIFY2(pair.now - before < 1'000, qPrintable(QString::number(pair.now - before)));
    }

    void aKeyTheyDidNotTakeIsOfferedAgainAndNoMoreThanThat()
    {
        SessionPair pair;
        const auto released = randomBytes(16);
        pair.a.store.write(released);
        pair.a.store.shared.append(released);
        pair.a.store.toGrant.append(pair.a.store.grantOf(released, pair.b.store.root));
        pair.b.store.acceptsGrants = false;
        pair.connect();
        for (int i = 0; i < 300; ++i)
            pair.step();
        QVERIFY(pair.b.store.entriesOf(released).isEmpty());
        pair.b.store.acceptsGrants = true;
        QVERIFY(pair.settle());
        QVERIFY(pair.isEqual());
    }

    void afterAWithdrawalNothingMoreIsSent()
    {
        SessionPair pair;
        const auto stream = pair.shareStream();
        pair.a.store.write(stream);
        pair.connect();
        QVERIFY(pair.settle());
        pair.a.store.shared.clear();
        pair.a.session->localChanged(stream);
        const auto said = pair.a.sent.size();
        pair.a.store.write(stream);
        pair.a.session->localChanged(stream);
        for (int i = 0; i < 300; ++i)
            pair.step();
        QCOMPARE(pair.b.store.entriesOf(stream).size(), 1);
        for (const auto &message : pair.a.sent.sliced(said)) {
            QVERIFY(!std::holds_alternative<wire::Entries>(*wire::read(message)));
            QVERIFY(!std::holds_alternative<wire::Have>(*wire::read(message)));
        }
        QCOMPARE(pair.a.session->sendLive(stream, 1, 1, "x").error().fault, Fault::Denied);
    }

    void aLostReceiptIsAskedForAgain()
    {
        SessionPair pair;
        const auto stream = pair.shareStream();
        pair.a.store.write(stream);
        pair.connect();
        QVERIFY(pair.settle());
        pair.a.store.receipts.clear(); // it never arrived
        pair.a.store.keptMarks.clear(); // and so nothing was marked
        pair.connect();
        QVERIFY(pair.settle());
        QCOMPARE(*pair.a.store.unconfirmed(stream), 0);
    }

    void silenceIsNoticed()
    {
        SessionPair pair;
        pair.shareStream();
        pair.connect();
        QVERIFY(pair.settle());
        for (int i = 0; i < 3'000; ++i) // a minute of nothing but pings
            pair.step();
        QVERIFY(pair.a.session->isUp());
        pair.line.cutAfterBytes = 0;
        for (int i = 0; i < 1'000 && !pair.a.session->isClosed(); ++i)
            pair.step();
        QVERIFY(pair.a.session->isClosed());
        QCOMPARE(pair.a.all<Session::Trouble>().last().error.fault, Fault::Timeout);
    }

    void byeIsNoTrouble()
    {
        SessionPair pair;
        pair.shareStream();
        pair.connect();
        QVERIFY(pair.settle());
        pair.a.session->bye();
        for (int i = 0; i < 5; ++i)
            pair.step();
        QVERIFY(pair.b.session->isClosed());
        QVERIFY(pair.b.all<Session::Trouble>().isEmpty());
    }

    void liveMessagesOvertakeHistoryAndOriginals()
    {
        SessionPair pair({.messagesAStep = 1});
        const auto stream = pair.shareStream();
        for (int i = 0; i < 4'000; ++i)
            pair.a.store.write(stream, QByteArray(1'000, 'x'));
        pair.connect();
        while (pair.b.store.entriesOf(stream).size() < 100)
            pair.step();
        QVERIFY(pair.a.session->sendLive(stream, 7, 1, "beat"));
        const auto next = pair.a.session->next();
        QVERIFY(next);
        QCOMPARE(std::get<wire::Live>(*wire::read(next->bytes)).sealed, "beat");
        QVERIFY(next->urgent);
    }

    void anOldLiveMessageIsWorthNothing()
    {
        SessionPair pair;
        const auto stream = pair.shareStream();
        pair.connect();
        QVERIFY(pair.settle());
        const auto say = [&](quint64 number, int channel) {
            pair.b.session->receive(wire::write(wire::Live{stream, number, channel, "x"}), pair.now);
        };
        for (const auto number : {5, 7, 6, 7, 8})
            say(quint64(number), 1);
        say(1, 2); // another channel counts for itself
        pair.step();
        QList<quint64> seen;
        for (const auto &live : pair.b.all<Session::LiveReceived>())
            seen.append(live.number);
        QCOMPARE(seen, (QList<quint64>{5, 7, 8, 1}));
    }

    void aLineTooThinForThePulseDropsTheOldestBeats()
    {
        SessionPair pair;
        const auto stream = pair.shareStream();
        pair.connect();
        QVERIFY(pair.settle());
        for (quint64 n = 1; n <= 100; ++n)
            QVERIFY(pair.a.session->sendLive(stream, n, 1, QByteArray(100'000, 'x')));
        QVERIFY(pair.settle());
        const auto got = pair.b.all<Session::LiveReceived>();
        QVERIFY(got.size() >= 8 && got.size() <= 11);
        QCOMPARE(got.last().number, quint64(100));
        QCOMPARE(pair.a.session->sendLive(stream, 101, 1, QByteArray(300'000, 'x')).error().fault, Fault::Invalid);
    }

    void aFullDiskEndsTheSessionAndNothingElse()
    {
        SessionPair pair;
        fill(pair);
        pair.b.store.writeFault = Fault::NoSpace;
        pair.connect();
        QVERIFY(!pair.settle());
        QCOMPARE(pair.b.all<Session::Trouble>().last().error.fault, Fault::NoSpace);
        pair.step();
        pair.step();
        QCOMPARE(pair.a.all<Session::Trouble>().last().error.fault, Fault::Busy);
        pair.b.store.writeFault.reset();
        pair.connect();
        QVERIFY(pair.settle());
        QVERIFY(pair.isEqual());
    }
};

SIZHEN_TEST(SessionTest)
#include "session_test.moc"
