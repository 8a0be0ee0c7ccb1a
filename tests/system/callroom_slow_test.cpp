// SPDX-License-Identifier: GPL-3.0-or-later
// A call of three real stations in a case in session: the inviting physician, the invited physician, and an interpreter
// at another station, of either house. Everybody receives picture and sound of both others; the interpreter leaves and
// comes again, a program is killed and comes again, and the room survives who called (SES-03, SES-05, SES-08).
#include "devices/media/mediafactory.h"
#include "tests/support/roomstations.h"

#include <QElapsedTimer>

using namespace sizhen;
using namespace sizhen::test;

class CallRoomSystemTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void threeSeeAndHearEachOther_data()
    {
        QTest::addColumn<bool>("atTheInvitingHouse");
        QTest::newRow("the interpreter at the inviting house") << true;
        if (!qEnvironmentVariableIsEmpty("SIZHEN_WHOLE")) // ./dev soak
            QTest::newRow("the interpreter at the invited house") << false;
    }

    void threeSeeAndHearEachOther()
    {
        if (!makeMediaEngine())
            QSKIP("built without picture and sound");
        QFETCH(bool, atTheInvitingHouse);
        RoomStations room;
        SIZHEN_MUST(room.begin(atTheInvitingHouse, !atTheInvitingHouse));
        auto &interpreter = atTheInvitingHouse ? *room.zhou : *room.sun;
        const auto &interprets = interpreter.person;
        const auto nobody = ask(*interpreter.room, {u"call"_s, u"join"_s, room.net.caseId, u"--loopback"_s});
        QVERIFY(!nobody);
        QCOMPARE(nobody.error().message, u"call.none_running"_s);
        SIZHEN_MUST(room.call());
        QVERIFY(room.isJoinable(interpreter, 2));

        QElapsedTimer clock;
        clock.start();
        SIZHEN_MUST(room.join(interpreter));
        QVERIFY2(room.comes(interpreter, {u"kovacs"_s, u"li"_s}), qPrintable(room.howItStands()));
        qInfo("the newcomer sees and hears both after %lld ms", clock.elapsed());
        QVERIFY2(room.comes(*room.kovacs, {u"li"_s, interprets}), qPrintable(room.howItStands()));
        QVERIFY2(room.comes(*room.li, {u"kovacs"_s, interprets}), qPrintable(room.howItStands()));
        const auto seen = room.status(*room.kovacs);
        QCOMPARE(seen[u"partner"_s][u"person"_s].toString(), u"li"_s); // the main end stays the other side's physician
        QCOMPARE(seen[u"ends"_s].toArray()[0][u"capacity"_s].toString(), u"physician"_s);
        QCOMPARE(seen[u"ends"_s].toArray()[1][u"capacity"_s].toString(), u"interpreter"_s);
        QCOMPARE(seen[u"ends"_s].toArray()[1][u"ours"_s].toBool(), atTheInvitingHouse);
        QCOMPARE(seen[u"round"_s].toInt(), 1); // nobody was dialled again for it

        // The interpreter leaves and comes again.
        QVERIFY(ask(*interpreter.room, {u"call"_s, u"end"_s}));
        QVERIFY2(room.comes(*room.kovacs, {u"li"_s}), qPrintable(room.howItStands()));
        QVERIFY(room.isJoinable(interpreter, 2));
        SIZHEN_MUST(room.join(interpreter));
        QVERIFY2(room.comes(*room.kovacs, {u"li"_s, interprets}), qPrintable(room.howItStands()));
        QVERIFY2(room.comes(*room.li, {u"kovacs"_s, interprets}), qPrintable(room.howItStands()));

        // One program is killed; the others go on, and it joins again.
        StationNet::kill(interpreter);
        SIZHEN_MUST(room.net.start(interpreter));
        QVERIFY(room.isJoinable(interpreter, 2));
        SIZHEN_MUST(room.join(interpreter));
        QVERIFY2(room.comes(interpreter, {u"kovacs"_s, u"li"_s}), qPrintable(room.howItStands()));
        QVERIFY2(room.comes(*room.li, {u"kovacs"_s, interprets}), qPrintable(room.howItStands()));

        // Who called leaves: the others stay together.
        QVERIFY(ask(*room.kovacs->room, {u"call"_s, u"end"_s}));
        QVERIFY2(room.comes(*room.li, {interprets}), qPrintable(room.howItStands()));
        QVERIFY(ask(*room.li->room, {u"call"_s, u"end"_s}));
        QTRY_COMPARE_WITH_TIMEOUT(room.status(interpreter)[u"stage"_s].toString(), u"idle"_s, 10'000);
    }
};

SIZHEN_TEST(CallRoomSystemTest)
#include "callroom_slow_test.moc"
