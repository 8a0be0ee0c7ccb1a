// SPDX-License-Identifier: GPL-3.0-or-later
// A call of more than two (SES-03, SES-08): who joins, leaves, dies, comes again, and who is turned away.
#include "core/call/callroom.h"

#include "tests/support/callbus.h"
#include "tests/support/program.h"

#include <QTest>

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;

class CallRoomTest : public QObject
{
    Q_OBJECT

private:
    // A wish to join, said by a station that another key signs for, or with other content.
    static QByteArray joinBy(CallBus &bus, int i, const std::function<void(CallMessage &)> &change)
    {
        CallMessage join;
        join.kind = CallMessage::Kind::Join;
        join.caseId = bus.caseId;
        join.call = randomBytes(CallMessage::idBytes);
        join.from = bus.keyOf(i);
        join.to = bus.keyOf(0);
        join.number = 7;
        join.room = bus.room(0).room();
        const auto speaker = bus.speaker(i);
        join.who = speaker.certificate;
        join.proof = speaker.sign(callClaim(join.caseId, join.room, join.from));
        change(join);
        return signedForm(join.toCbor(), callDomain, bus.at(i).key);
    }

private Q_SLOTS:

    void aThirdJoinsAndAllThreeSpeak()
    {
        for (const auto &houses : {QByteArray("ivi"), QByteArray("ivv")}) {
            CallBus bus(houses);
            QVERIFY(!bus.join(2)); // nothing runs
            QVERIFY(bus.begin(0, 1));
            QVERIFY(bus.passUntil([&] { return bus.canJoin(2); }, 2000));
            QCOMPARE(bus.room(2).running(bus.now)->parties.size(), 2); // who is in it, proved
            const auto clicked = bus.now;
            QVERIFY(bus.join(2));
            QVERIFY(bus.passUntil([&] { return bus.allSpeak({0, 1, 2}); }));
            QVERIFY(bus.now - clicked < 2000);
            bus.pass(60'000);
            QVERIFY(bus.allSpeak({0, 1, 2}));
            for (int i = 0; i < 3; ++i) {
                QCOMPARE(bus.at(i).begun, 2); // an engine an end, and none again
                QVERIFY2(bus.at(i).told.isEmpty(), qPrintable(bus.wordsTold(i).join(u' ')));
            }
        }
    }

    void theyFindEachOtherOverABadBus()
    {
        for (quint32 seed = 1; seed <= CallBus::seeds; ++seed) {
            CallBus bus("iviviv", 6);
            bus.random.seed(seed);
            bus.loses = 0.25;
            bus.doubles = 0.25;
            bus.slowestMs = 1200; // later ones overtake
            QVERIFY(bus.begin(0, 1));
            QVERIFY(bus.passUntil([&] { return bus.canJoin(2) && bus.canJoin(3); }));
            QVERIFY(bus.join(2)); // two at once, of both houses
            QVERIFY(bus.join(3));
            QVERIFY2(bus.passUntil(
                         [&] {
                             return bus.allSpeak({0, 1, 2, 3});
                         },
                         60'000),
                     qPrintable(QString::number(seed)));
            QVERIFY(bus.passUntil([&] { return bus.canJoin(4) && bus.canJoin(5); }));
            QVERIFY(bus.join(5));
            QVERIFY(bus.join(4));
            QVERIFY2(bus.passUntil(
                         [&] {
                             return bus.allSpeak({0, 1, 2, 3, 4, 5});
                         },
                         60'000),
                     qPrintable(QString::number(seed)));
            bus.pass(20'000);
            QVERIFY(bus.allSpeak({0, 1, 2, 3, 4, 5}));
            bus.hangUp(0); // who began it leaves, and the others stay
            bus.pass(20'000);
            QVERIFY(bus.allSpeak({1, 2, 3, 4, 5}));
            QCOMPARE(bus.room(1).ends().size(), 4);
        }
    }

    void whoLeavesEndsOnlyItsOwnAndMayComeAgain()
    {
        CallBus bus("ivi");
        QVERIFY(bus.begin(0, 1));
        QVERIFY(bus.passUntil([&] { return bus.canJoin(2); }));
        QVERIFY(bus.join(2));
        QVERIFY(bus.passUntil([&] { return bus.allSpeak({0, 1, 2}); }));
        for (int leaves = 0; leaves < 3; ++leaves) { // the two who called, too
            bus.hangUp(leaves);
            QVERIFY(bus.at(leaves).engines.empty());
            bus.pass(1000);
            const int one = leaves == 0 ? 1 : 0;
            const int other = leaves == 2 ? 1 : 2;
            QVERIFY(bus.allSpeak({one, other}));
            QCOMPARE(bus.room(one).ends().size(), 1);
            QCOMPARE(bus.room(leaves).ended()->message, u"call.ended_here"_s);
            QVERIFY(bus.passUntil([&] { return bus.canJoin(leaves); }, 6000));
            QVERIFY(bus.join(leaves));
            QVERIFY(bus.passUntil([&] { return bus.allSpeak({0, 1, 2}); }));
        }
        bus.hangUp(2);
        bus.hangUp(0);
        bus.pass(1000);
        QVERIFY(!bus.room(1).isIn()); // nobody is left
        QCOMPARE(bus.room(1).ended()->message, u"call.hung_up"_s);
        bus.pass(5000);
        for (int i = 0; i < 3; ++i)
            QVERIFY(!bus.room(i).running(bus.now));
    }

    void whoIsKilledIsDroppedAndJoinsAgain()
    {
        CallBus bus("ivi");
        QVERIFY(bus.begin(0, 1));
        QVERIFY(bus.passUntil([&] { return bus.canJoin(2); }));
        QVERIFY(bus.join(2));
        QVERIFY(bus.passUntil([&] { return bus.allSpeak({0, 1, 2}); }));
        for (int killed = 0; killed < 3; ++killed) {
            bus.at(killed).dead = true;
            bus.pass(10'000);
            bus.start(killed);
            QVERIFY(bus.passUntil([&] { return bus.canJoin(killed); }, 3000));
            QVERIFY(bus.join(killed));
            QVERIFY(bus.passUntil([&] { return bus.allSpeak({0, 1, 2}); }));
        }
        bus.at(1).dead = true; // and does not come again
        bus.pass(CallSession::lostMs - 5000);
        QCOMPARE(bus.room(0).ends().size(), 2);
        bus.pass(10'000);
        QCOMPARE(bus.room(0).ends().size(), 1);
        QVERIFY(bus.allSpeak({0, 2}));
    }

    void aFourthIsToldThatThereIsNoPlace()
    {
        CallBus bus("ivvi");
        QVERIFY(bus.begin(0, 1));
        QVERIFY(bus.passUntil([&] { return bus.canJoin(2) && bus.canJoin(3); }));
        QVERIFY(bus.join(2));
        QVERIFY(bus.passUntil([&] { return bus.allSpeak({0, 1, 2}); }));
        bus.pass(2000);
        const auto late = bus.join(3);
        QVERIFY(!late);
        QCOMPARE(late.error().message, u"call.room_full"_s);
        // Whoever asks all the same is told by those inside, and disturbs nobody.
        bus.hear(0, joinBy(bus, 3, [](CallMessage &) {}));
        bus.pass(2000);
        QVERIFY(bus.allSpeak({0, 1, 2}));
        QCOMPARE(bus.room(0).ends().size(), 2);
    }

    void ofTwoAtOnceForTheLastPlaceNobodyIsHalfInside()
    {
        for (quint32 seed = 1; seed <= 5 * CallBus::seeds; ++seed) {
            CallBus bus("iviv");
            bus.random.seed(seed);
            QVERIFY(bus.begin(0, 1));
            QVERIFY(bus.passUntil([&] { return bus.canJoin(2) && bus.canJoin(3); }));
            QVERIFY(bus.join(2));
            QVERIFY(bus.join(3));
            bus.pass(15'000);
            QVERIFY(bus.speak(0, 1));
            QVERIFY(!bus.room(2).isIn() || bus.allSpeak({0, 1, 2}));
            QVERIFY(!bus.room(3).isIn() || bus.allSpeak({0, 1, 3}));
            QVERIFY(!bus.room(2).isIn() || !bus.room(3).isIn());
        }
    }

    // SES-03, SES-08: nobody anonymous, nobody by an old word, nobody of another case.
    void whoIsNotProvedIsTurnedAwayAndTold()
    {
        CallBus bus("iviv");
        bus.mostEnds = 6;
        for (int i = 0; i < 4; ++i)
            bus.start(i);
        QVERIFY(bus.begin(0, 1));
        QVERIFY(bus.passUntil([&] { return bus.canJoin(2); }));
        const auto refusedWith = [&](const QByteArray &payload, const QString &message) {
            bus.at(0).told.clear();
            bus.hear(0, payload);
            bus.pass(11'000); // the same refusal is told again
            QVERIFY(bus.allSpeak({0, 1}));
            QCOMPARE(bus.room(0).ends().size(), 1);
            QVERIFY2(bus.wordsTold(0).contains(message), qPrintable(message + u" "_s + bus.wordsTold(0).join(u' ')));
        };
        const SigningKey stranger = SigningKey::generate(); // a station that nobody certified
        CallMessage join;
        join.kind = CallMessage::Kind::Join;
        join.caseId = bus.caseId;
        join.call = randomBytes(CallMessage::idBytes);
        join.from = stranger.publicKey();
        join.to = bus.keyOf(0);
        join.number = 1;
        join.room = bus.room(0).room();
        join.who = bus.speaker(2).certificate;
        join.proof = bus.speaker(2).sign(callClaim(join.caseId, join.room, join.from));
        refusedWith(signedForm(join.toCbor(), callDomain, stranger), u"ses.peer_unverified"_s);
        // a person who is no part of the case; another one's proof; another house's person
        bus.strangers.insert(bus.at(3).personKey.publicKey());
        refusedWith(joinBy(bus, 3, [](CallMessage &) {}), u"ses.unidentified"_s);
        bus.strangers.clear();
        refusedWith(joinBy(bus, 2, [&](CallMessage &one) { one.proof = QByteArray(64, 'p'); }), u"ses.unidentified"_s);
        refusedWith(joinBy(bus, 2, [&](CallMessage &one) { one.who = bus.speaker(3).certificate; }),
                    u"ses.unidentified"_s);
        refusedWith(joinBy(bus, 2, [](CallMessage &one) { one.caseId = QByteArray(16, 'd'); }),
                    u"ses.peer_unverified"_s);
        bus.revoked.insert(bus.keyOf(2));
        refusedWith(joinBy(bus, 2, [](CallMessage &) {}), u"link.revoked"_s);
        bus.revoked.clear();
        // changed on the way
        auto forged = joinBy(bus, 2, [](CallMessage &) {});
        forged[forged.size() / 2] = char(forged[forged.size() / 2] ^ 1);
        bus.at(0).told.clear();
        bus.hear(0, forged);
        QCOMPARE(bus.at(0).told.size(), 1);
    }

    void anOldWishToJoinOpensNothing()
    {
        CallBus bus("ivi");
        QVERIFY(bus.begin(0, 1));
        QVERIFY(bus.passUntil([&] { return bus.canJoin(2); }));
        QVERIFY(bus.join(2));
        QVERIFY(bus.passUntil([&] { return bus.allSpeak({0, 1, 2}); }));
        const auto recorded = bus.said;
        bus.hangUp(2);
        bus.pass(6000);
        const int begun = bus.at(0).begun;
        for (const auto &payload : recorded)
            bus.hear(0, payload);
        bus.pass(5000);
        QCOMPARE(bus.at(0).begun, begun);
        QCOMPARE(bus.room(0).ends().size(), 1);
        // In another room, too: whoever signed it speaks in this one no more.
        bus.hangUp(0);
        bus.pass(6000);
        QVERIFY(bus.begin(0, 1));
        for (const auto &payload : recorded)
            bus.hear(0, payload);
        bus.pass(5000);
        QVERIFY(bus.allSpeak({0, 1}));
        QCOMPARE(bus.room(0).ends().size(), 1);
        // A program that knows nothing more of it asks back, and is told that nobody joins.
        bus.at(2).dead = true;
        bus.hangUp(0);
        bus.pass(6000);
        bus.start(0);
        for (const auto &payload : recorded)
            bus.hear(0, payload);
        bus.pass(CallSession::lostMs);
        QVERIFY(!bus.room(0).isIn());
        QVERIFY(bus.at(0).engines.empty());
    }

    void aFloodOfWishesIsNotAnswered()
    {
        CallBus bus("ivi");
        QVERIFY(bus.begin(0, 1));
        QVERIFY(bus.passUntil([&] { return bus.canJoin(2); }));
        const auto before = bus.said.size();
        for (int n = 0; n < 1000; ++n)
            bus.hear(0, joinBy(bus, 2, [](CallMessage &) {}));
        QVERIFY(bus.said.size() - before < 20);
        QCOMPARE(bus.wordsTold(0).count(u"call.flood"_s), 1);
        bus.pass(20'000);
        QVERIFY(bus.allSpeak({0, 1}));
        QVERIFY(bus.join(2)); // and the same station can join
        QVERIFY(bus.passUntil([&] { return bus.allSpeak({0, 1, 2}); }));
    }

    // Two houses call at the same time from three stations: one call comes of it.
    void whoCallsWhileItRunsIsTakenIn()
    {
        CallBus bus("ivi");
        bus.invite(0);
        QVERIFY(bus.passUntil([&] { return bus.room(1).stage() == CallStage::Ringing; }));
        bus.invite(2); // its sister
        bus.pass(500);
        bus.accept(1);
        QVERIFY(bus.passUntil([&] { return bus.allSpeak({0, 1, 2}); }));
    }

    void pictureThatStopsIsDialledAgainBetweenTheseTwoOnly()
    {
        CallBus bus("ivi");
        QVERIFY(bus.begin(0, 1));
        QVERIFY(bus.passUntil([&] { return bus.canJoin(2); }));
        QVERIFY(bus.join(2));
        QVERIFY(bus.passUntil([&] { return bus.allSpeak({0, 1, 2}); }));
        bus.at(2).silentMedia = true;
        bus.pass(20'000);
        QVERIFY(bus.speak(0, 1));
        QCOMPARE(bus.room(0).with(bus.keyOf(2))->stage(), CallStage::Interrupted);
        QVERIFY(bus.room(0).with(bus.keyOf(2))->round() > 1);
        QCOMPARE(bus.room(0).with(bus.keyOf(1))->round(), 1);
        bus.at(2).silentMedia = false;
        QVERIFY(bus.passUntil([&] { return bus.allSpeak({0, 1, 2}); }));
    }
};

SIZHEN_TEST(CallRoomTest)
#include "callroom_test.moc"
