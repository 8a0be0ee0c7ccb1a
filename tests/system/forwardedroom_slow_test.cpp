// SPDX-License-Identifier: GPL-3.0-or-later
// A call of four real stations: from the fourth on it goes by a real forwarding server (Janus) of the invited house, once
// the patient agreed; it outlives what becomes of the server and of the agreement (SES-05, SES-08, SES-14).
#include "devices/media/mediafactory.h"
#include "tests/support/janusserver.h"
#include "tests/support/roomstations.h"

#include <QElapsedTimer>

using namespace sizhen;
using namespace sizhen::test;

class ForwardedRoomTest : public QObject
{
    Q_OBJECT

    // As IT enters it (docs/user/it.md).
    static QString entered(const JanusServer &server)
    {
        return u"wss://%1@127.0.0.1:%2#dtls=%3&pin=%4"_s.arg(server.adminKey)
            .arg(server.port)
            .arg(QString::fromLatin1(server.fingerprint.toHex()), QString::fromLatin1(server.pin.toHex()));
    }

    static QStringList others(const RoomStations &room, const Host &host)
    {
        QStringList all;
        for (const auto *one : room.hosts())
            if (one != &host)
                all.append(one->person);
        return all;
    }

    static QString wrongWithAll(const RoomStations &room, bool forwarded)
    {
        for (auto *host : room.hosts())
            if (!room.isForwarded(*host, forwarded) || !room.comes(*host, others(room, *host)))
                return host->person + u'\n' + room.howItStands();
        return {};
    }

private Q_SLOTS:

    void aFourthComesByTheServerOfOneHouse()
    {
        if (!makeMediaEngine())
            QSKIP("built without picture and sound");
        JanusServer server;
        QVERIFY(server.prepare());
        QVERIFY(server.start());
        RoomStations room;
        SIZHEN_MUST(room.begin(true, true));
        const auto &id = room.net.caseId;
        QVERIFY(ask(*room.li->room, {u"link"_s, u"forwarder"_s, entered(server)}));
        SIZHEN_MUST(room.call());
        QVERIFY(room.isJoinable(*room.zhou, 2));
        SIZHEN_MUST(room.join(*room.zhou));
        QVERIFY2(room.comes(*room.kovacs, {u"li"_s, u"zhou"_s}), qPrintable(room.howItStands()));

        // Nobody asked the patient yet.
        QTRY_COMPARE_WITH_TIMEOUT(room.status(*room.kovacs)[u"servers"_s].toArray().size(), 1, 10'000);
        QVERIFY(room.status(*room.kovacs)[u"forwarder"_s].isNull());
        QTRY_VERIFY_WITH_TIMEOUT(room.status(*room.sun)[u"running"_s][u"full"_s].toBool(), 20'000);
        QCOMPARE(ask(*room.sun->room, {u"call"_s, u"join"_s, id, u"--loopback"_s}).error().message, u"call.room_full"_s);
        QVERIFY(!ask(*room.li->room, {u"call"_s, u"forwarding"_s, id, u"yes"_s, u"--patient"_s, u"said yes"_s})); // not beside
        QVERIFY(!ask(*room.kovacs->room, {u"call"_s, u"forwarding"_s, id, u"yes"_s, u"--partner"_s})); // how?
        const auto agreed = ask(*room.kovacs->room, {u"call"_s, u"forwarding"_s, id, u"yes"_s, u"--partner"_s,
                                                     u"--patient"_s, u"said yes in Hungarian"_s});
        QVERIFY2(agreed, qPrintable(agreed ? QString() : agreed.error().message));

        QVERIFY(room.isJoinable(*room.sun, 3, 60'000));
        QElapsedTimer clock;
        clock.start();
        SIZHEN_MUST(room.join(*room.sun));
        QVERIFY2(room.comes(*room.sun, {u"kovacs"_s, u"li"_s, u"zhou"_s}), qPrintable(room.howItStands()));
        qInfo("the fourth sees and hears all three after %lld ms", clock.elapsed());
        SIZHEN_MUST(wrongWithAll(room, true));
        qInfo("nobody has an engine of its own for another after %lld ms", clock.elapsed());
        const auto seen = room.status(*room.kovacs);
        QCOMPARE(seen[u"forwarder"_s], room.status(*room.kovacs)[u"servers"_s][0]);
        QVERIFY(seen[u"keys"_s].toString().contains(seen[u"forwarder"_s].toString())); // the line above the picture says it

        // One leaves; the others stay on the server.
        QVERIFY(ask(*room.zhou->room, {u"call"_s, u"end"_s}));
        StationNet::stop(*std::exchange(room.zhou, nullptr));
        QVERIFY2(room.comes(*room.kovacs, {u"li"_s, u"sun"_s}), qPrintable(room.howItStands()));
        SIZHEN_MUST(wrongWithAll(room, true));

        if (!qEnvironmentVariableIsEmpty("SIZHEN_WHOLE")) { // ./dev soak
            server.kill(); // they dial each other, and nobody has to do anything
            clock.restart();
            SIZHEN_MUST(wrongWithAll(room, false));
            qInfo("without the server all see and hear each other after %lld ms", clock.elapsed());
            QVERIFY(server.start());
            clock.restart();
            SIZHEN_MUST(wrongWithAll(room, true));
            qInfo("with the server again after %lld ms", clock.elapsed());
        }

        QVERIFY(ask(*room.kovacs->room, {u"call"_s, u"forwarding"_s, id, u"no"_s, u"--partner"_s})); // the patient's wish
        SIZHEN_MUST(wrongWithAll(room, false));
        QVERIFY(room.status(*room.kovacs)[u"forwarder"_s].isNull());
        QVERIFY(!room.status(*room.li)[u"keys"_s].toString().contains(u"server"_s));
    }
};

SIZHEN_TEST(ForwardedRoomTest)
#include "forwardedroom_slow_test.moc"
