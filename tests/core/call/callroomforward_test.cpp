// SPDX-License-Identifier: GPL-3.0-or-later
// A call of more than three goes by a forwarding server of one of the two houses (SES-08): when, by whose, and what a
// careless or hostile end cannot do.
#include "core/call/callroom.h"

#include "tests/support/callbus.h"
#include "tests/support/program.h"

#include <QTest>

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;

class CallRoomForwardTest : public QObject
{
    Q_OBJECT

private:
    // All of them, one after the other, until the server brings each to each.
    static bool gather(CallBus &bus)
    {
        QList<int> all{0, 1};
        if (!bus.begin(0, 1))
            return false;
        for (int i = 2; i < int(bus.stations.size()); ++i) {
            if (!bus.passUntil([&] { return bus.canJoin(i); }) || !bus.join(i))
                return false;
            bus.pass(3000);
            all.append(i);
        }
        return bus.passUntil([&] { return bus.allByServer(all); });
    }

    // What the second station says to the first, signed.
    static QByteArray planBy(CallBus &bus, qint64 number, const std::optional<ForwardedRoom> &room)
    {
        CallMessage forward;
        forward.kind = CallMessage::Kind::Forward;
        forward.caseId = bus.caseId;
        forward.call = bus.room(0).with(bus.keyOf(1))->callId();
        forward.from = bus.keyOf(1);
        forward.to = bus.keyOf(0);
        forward.number = number;
        forward.forwarded = room;
        return signedForm(forward.toCbor(), callDomain, bus.at(1).key);
    }

private Q_SLOTS:

    // From four ends on, if the patient agreed to the server of one of the two houses (SES-08).
    void fromFourOnTheServerOfOneHouseForwards()
    {
        CallBus bus("ivivvi");
        bus.at(1).hasServer = true;
        bus.forwarders = {bus.invited.publicKey()};
        QVERIFY(bus.begin(0, 1));
        QVERIFY(bus.passUntil([&] { return bus.canJoin(2); }));
        QVERIFY(bus.join(2));
        QVERIFY(bus.passUntil([&] { return bus.allSpeak({0, 1, 2}); }));
        bus.pass(5000);
        QVERIFY(!bus.at(0).forwarded); // three are a mesh
        QVERIFY(bus.canJoin(3));
        QVERIFY(bus.join(3));
        QVERIFY(bus.passUntil([&] { return bus.allByServer({0, 1, 2, 3}); }, 10'000));
        QVERIFY(bus.allSpeak({0, 1, 2, 3}));
        for (int i = 0; i < 3; ++i) {
            QCOMPARE(bus.room(i).forwarding()->host, bus.keyOf(1));
            QCOMPARE(bus.room(i).forwarding()->institution, bus.invited.publicKey());
            QCOMPARE(bus.at(i).begun, 2); // nobody dialled the fourth
            QVERIFY2(bus.at(i).told.isEmpty(), qPrintable(bus.wordsTold(i).join(u' ')));
        }
        QCOMPARE(bus.at(3).begun, 0);
        for (int i = 0; i < 4; ++i)
            QCOMPARE(bus.at(i).forwarded->adminKey.isEmpty(), i != 1); // its secret stays in its house
        QVERIFY(bus.join(4));
        QVERIFY(bus.passUntil([&] { return bus.canJoin(5); }));
        QVERIFY(bus.join(5));
        QVERIFY(bus.passUntil([&] { return bus.allByServer({0, 1, 2, 3, 4, 5}); }));
        bus.hangUp(5); // and comes again
        QVERIFY(!bus.at(5).forwarded);
        QVERIFY(bus.passUntil([&] { return bus.canJoin(5); }));
        QVERIFY(bus.join(5));
        QVERIFY(bus.passUntil([&] { return bus.allByServer({0, 1, 2, 3, 4, 5}); }));
        QCOMPARE(bus.at(0).forwards, 1); // nobody was moved
        QCOMPARE(bus.at(1).dismissed.size(), 1); // whose token served
        bus.hangUp(1); // whose server it is: it goes with it, and the others speak directly
        bus.pass(200);
        QVERIFY(!bus.at(0).forwarded);
        QVERIFY(bus.passUntil([&] { return bus.allSpeak({0, 2, 3, 4, 5}); }, 10'000));
    }

    // SES-05: a newcomer who has a server, too, moves nobody.
    void aNewcomerWithAServerMovesNobody()
    {
        for (quint32 seed = 0; seed < CallBus::seeds; ++seed) { // whichever key is smaller
            CallBus bus("ivviv");
            for (const int i : {1, 2, 4})
                bus.at(i).hasServer = true;
            bus.forwarders = {bus.invited.publicKey()};
            QVERIFY(bus.begin(0, 1));
            QVERIFY(bus.passUntil([&] { return bus.canJoin(3); }));
            QVERIFY(bus.join(3));
            bus.pass(3000);
            for (const int i : {2, 4}) {
                QVERIFY(bus.passUntil([&] { return bus.canJoin(i); }));
                QVERIFY(bus.join(i));
                bus.pass(10'000);
            }
            QVERIFY(bus.passUntil([&] { return bus.allByServer({0, 1, 2, 3, 4}); }));
            bus.pass(20'000);
            const int before = bus.at(0).forwards;
            QVERIFY2(before <= 2, qPrintable(QString::number(before))); // the fourth and the first had the same thought
            const auto host = bus.room(0).forwarding()->host;
            bus.hangUp(bus.ofKey(host) == 4 ? 2 : 4); // another one that has a server goes, and comes again
            bus.pass(5000);
            QVERIFY(bus.passUntil([&] { return bus.canJoin(bus.ofKey(host) == 4 ? 2 : 4); }));
            QVERIFY(bus.join(bus.ofKey(host) == 4 ? 2 : 4));
            QVERIFY(bus.passUntil([&] { return bus.allByServer({0, 1, 2, 3, 4}); }));
            bus.pass(20'000);
            QCOMPARE(bus.at(0).forwards, before);
            QCOMPARE(bus.room(0).forwarding()->host, host);
        }
    }

    // Whose server it is goes and comes back, or is killed: everybody finds a way again, on it or on another's.
    void whoForwardsGoesAndComesBack()
    {
        for (const bool killed : {false, true}) {
            CallBus bus("ivviv");
            bus.at(1).hasServer = bus.at(2).hasServer = true;
            bus.forwarders = {bus.invited.publicKey()};
            QVERIFY2(gather(bus), bus.howItStands().constData());
            for (int times = 0; times < 2; ++times) {
                const int host = bus.ofKey(bus.room(0).forwarding()->host);
                QList<int> others{0, 1, 2, 3, 4};
                others.removeAll(host);
                if (killed)
                    bus.at(host).dead = true;
                else
                    bus.hangUp(host);
                bus.pass(killed ? 5000 : 500);
                if (killed)
                    bus.start(host);
                QVERIFY(bus.passUntil([&] { return bus.canJoin(host); }, 20'000));
                QVERIFY(bus.join(host));
                QVERIFY(bus.passUntil([&] { return bus.allByServer({0, 1, 2, 3, 4}); }, 60'000));
                bus.pass(10'000);
                QVERIFY(bus.allSpeak({0, 1, 2, 3, 4}));
            }
        }
    }

    // It is killed and stays away: each of the others notices at another moment, and they meet all the same.
    void whoForwardsStaysAway()
    {
        for (const bool another : {false, true}) {
            CallBus bus("ivviv");
            bus.at(1).hasServer = true;
            bus.at(2).hasServer = another;
            bus.forwarders = {bus.invited.publicKey()};
            QVERIFY2(gather(bus), bus.howItStands().constData());
            const int host = bus.ofKey(bus.room(0).forwarding()->host);
            QList<int> others{0, 1, 2, 3, 4};
            others.removeAll(host);
            bus.at(host).dead = true; // its server runs on
            bus.pass(CallSession::lostMs + 30'000);
            QVERIFY(bus.allSpeak(others));
            QCOMPARE(bus.allByServer(others), another);
        }
    }

    // A member who says it all the time moves the others once in five seconds at most; the same again moves nobody.
    void aFloodOfPlansMovesNobody()
    {
        CallBus bus("ivv");
        bus.forwarders = {bus.invited.publicKey()};
        QVERIFY(bus.begin(0, 1));
        qint64 number = qint64(1) << 40;
        const auto say = [&](const std::optional<ForwardedRoom> &room) {
            const auto payload = planBy(bus, ++number, room);
            bus.hear(0, payload);
        };
        const auto same = CallBus::plan().room;
        for (int i = 0; i < 50; ++i)
            say(same);
        QCOMPARE(bus.at(0).forwards, 1);
        for (int i = 0; i < 100; ++i) {
            say(CallBus::plan().room);
            bus.pass(100);
        }
        QVERIFY2(bus.at(0).forwards <= 4, qPrintable(QString::number(bus.at(0).forwards)));
        QVERIFY(bus.speak(0, 1));
        auto elsewhere = same; // this machine's own services are nobody's to name
        elsewhere.address = u"ws://localhost:80/private"_s;
        const auto before = bus.at(0).forwards;
        say(elsewhere);
        bus.pass(6000);
        QVERIFY(bus.at(0).forwards <= before + 1); // the last of the flood at most
        QVERIFY(bus.at(0).forwarded->room.address != elsewhere.address);
    }

    // An offer of an earlier call opens nothing in a later one.
    void anOfferEndsWithItsCall()
    {
        CallBus bus("ivvi");
        bus.at(1).hasServer = true;
        QVERIFY(bus.begin(0, 1));
        const auto payload = planBy(bus, qint64(1) << 40, CallBus::plan().room);
        bus.hear(0, payload);
        bus.hangUp(0);
        bus.pass(6000);
        bus.forwarders = {bus.invited.publicKey()};
        QVERIFY(bus.begin(0, 1));
        bus.pass(5000);
        QCOMPARE(bus.at(0).forwards, 0);
    }

    void theServerIsFoundOverABadBusToo()
    {
        for (quint32 seed = 1; seed <= CallBus::seeds; ++seed) {
            CallBus bus("ivivv");
            bus.random.seed(seed);
            bus.loses = 0.25;
            bus.doubles = 0.25;
            bus.slowestMs = 1200;
            bus.at(0).hasServer = bus.at(1).hasServer = bus.at(4).hasServer = true; // of both houses
            bus.forwarders = {bus.invited.publicKey(), bus.inviting.publicKey()};
            QVERIFY(bus.begin(0, 1));
            for (int i = 2; i < 5; ++i) {
                QVERIFY2(bus.passUntil([&] { return bus.canJoin(i); }), qPrintable(QString::number(i)));
                QVERIFY(bus.join(i));
                bus.pass(i == 3 ? 0 : 3000); // two nearly at once
            }
            QVERIFY2(bus.passUntil([&] { return bus.allByServer({0, 1, 2, 3, 4}); }, 90'000),
                     bus.howItStands().constData());
            bus.pass(20'000);
            QVERIFY(bus.allSpeak({0, 1, 2, 3, 4}));
        }
    }

    void withoutThePatientsWordNobodyGoesByTheServer() // SES-08
    {
        CallBus bus("ivvi");
        bus.at(1).hasServer = true;
        QVERIFY(bus.begin(0, 1));
        QVERIFY(bus.passUntil([&] { return bus.canJoin(2); }));
        QVERIFY(bus.join(2));
        QVERIFY(bus.passUntil([&] { return bus.allSpeak({0, 1, 2}); }));
        bus.pass(2000);
        QCOMPARE(bus.room(0).serverHouses(bus.now), QList{bus.invited.publicKey()}); // whom the patient may be asked for
        QCOMPARE(bus.join(3).error().message, u"call.room_full"_s);
        bus.forwarders = {bus.invited.publicKey()};
        bus.pass(2000);
        QVERIFY(bus.join(3));
        QVERIFY(bus.passUntil([&] { return bus.allByServer({0, 1, 2, 3}); }));
        bus.forwarders.clear(); // taken back: at once
        bus.pass(2500);
        for (int i = 0; i < 4; ++i) {
            QVERIFY(!bus.at(i).forwarded);
            QCOMPARE(bus.wordsTold(i).count(u"forwarder.withdrawn"_s), 1);
        }
        QVERIFY(bus.passUntil([&] { return bus.allSpeak({0, 1, 2, 3}); })); // directly, all of them
        QVERIFY(!bus.allByServer({0, 1, 2, 3}));
    }

    // A station whose records do not say that the patient agreed follows nobody there.
    void whoKnowsOfNoWordOfThePatientFollowsNobody()
    {
        CallBus bus("ivv");
        QVERIFY(bus.begin(0, 1));
        const auto payload = planBy(bus, qint64(1) << 40, CallBus::plan().room);
        bus.hear(0, payload);
        QVERIFY(!bus.at(0).forwarded);
        QCOMPARE(bus.wordsTold(0), QStringList{u"forwarder.no_consent"_s});
        bus.forwarders = {bus.invited.publicKey()}; // the record came after the call
        bus.pass(2000);
        QVERIFY(bus.at(0).forwarded);
        QCOMPARE(bus.room(0).forwarding()->host, bus.keyOf(1));
        QVERIFY(bus.speak(0, 1)); // nothing comes by it: the two speak directly
    }

    void aServerThatDiesIsGoneAroundAndComesBack() // SES-14
    {
        CallBus bus("ivvi");
        bus.at(0).hasServer = true;
        bus.forwarders = {bus.inviting.publicKey()};
        QVERIFY2(gather(bus), bus.howItStands().constData());
        bus.serverRuns = false;
        bus.pass(5000);
        QCOMPARE(bus.room(0).with(bus.keyOf(1))->stage(), CallStage::Interrupted);
        QVERIFY(bus.passUntil([&] { return bus.allSpeak({0, 1, 2, 3}); })); // dialled directly
        bus.serverRuns = true;
        QVERIFY(bus.passUntil([&] { return bus.allByServer({0, 1, 2, 3}); }));
        bus.at(2).cutFromServer = true; // one of them only
        QVERIFY(bus.passUntil([&] { return bus.allSpeak({0, 1, 2, 3}) && bus.at(2).engines.size() == 3; }, 40'000));
        bus.pass(60'000);
        QVERIFY(bus.allSpeak({0, 1, 2, 3}));
        QVERIFY(!bus.at(0).engines.contains(bus.keyOf(1))); // the others need nothing else
        // Its server refuses the host for good: all go on directly, and it is not tried again.
        bus.run(0, bus.room(0).serverFailed(bus.now));
        QVERIFY(bus.passUntil([&] { return !bus.at(3).forwarded && bus.allSpeak({0, 1, 2, 3}); }));
        bus.pass(10'000);
        QVERIFY(!bus.at(0).forwarded);
        QVERIFY(bus.allSpeak({0, 1, 2, 3}));
    }

    void threeOnAThinLineAreForwarded() // SES-14
    {
        CallBus bus("ivv");
        bus.at(1).hasServer = true;
        bus.forwarders = {bus.invited.publicKey()};
        QVERIFY(bus.begin(0, 1));
        bus.room(0).setThin(true);
        bus.pass(5000);
        QVERIFY(!bus.at(0).forwarded); // to one other end a server saves nothing
        QVERIFY(bus.join(2));
        QVERIFY(bus.passUntil([&] { return bus.allByServer({0, 1, 2}); }));
        QVERIFY(bus.allSpeak({0, 1, 2}));
    }
};

SIZHEN_TEST(CallRoomForwardTest)
#include "callroomforward_test.moc"
