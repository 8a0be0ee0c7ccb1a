// SPDX-License-Identifier: GPL-3.0-or-later
// Two rooms and a node at one institution, a room and a node at the other, all real programs (ARC-01, ARC-09): a case begun in
// one room is continued in the other, a room that burned gets everything back, a node may be off.
#include "tests/support/stationnet.h"

#include "tests/support/program.h"

using namespace sizhen;
using namespace sizhen::test;

class RoomsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void theyFindEachOther();
    void aCaseIsContinuedInTheOtherRoom();
    void aNodeMayBeOff();
    void aBurnedRoomGetsAllBack();
    void whatTheNodeSaysIsTrue();

private:
    [[nodiscard]] bool agree(const QList<Host *> &hosts, qsizetype count)
    {
        return QTest::qWaitFor(
            [&] {
                const auto first = m_net.notes(*hosts.first());
                return first.size() == count && std::ranges::all_of(hosts, [&](Host *host) {
                           return m_net.notes(*host) == first;
                       });
            },
            60'000);
    }

    StationNet m_net;
    Host *m_room1 = nullptr;
    Host *m_room2 = nullptr;
    Host *m_node = nullptr;
    Host *m_li = nullptr;
    Host *m_farNode = nullptr;
};

void RoomsTest::initTestCase()
{
    SIZHEN_MUST(m_net.begin());
    m_room1 = &m_net.room(u"Room 2"_s, u"inviting"_s, u"kovacs"_s, freeAddress());
    m_room2 = &m_net.room(u"Room 3"_s, u"inviting-2"_s, u"kovacs"_s, freeAddress());
    m_node = &m_net.node(u"Node Duna"_s, u"inviting-node"_s, freeAddress());
    m_li = &m_net.room(u"Room Li"_s, u"invited"_s, u"li"_s, freeAddress());
    m_farNode = &m_net.node(u"Node Lake"_s, u"invited-node"_s, freeAddress());
    SIZHEN_MUST(m_net.start(*m_room1));
    SIZHEN_MUST(m_net.start(*m_li));
    SIZHEN_MUST(m_net.join(*m_room2, *m_room1, u"room"_s));
    SIZHEN_MUST(m_net.join(*m_node, *m_room1, u"node"_s));
    SIZHEN_MUST(m_net.join(*m_farNode, *m_li, u"node"_s));
    SIZHEN_MUST(StationNet::bringCard(*m_room1, *m_li, {m_node->address}, m_net.path(u"duna.card"_s)));
    SIZHEN_MUST(StationNet::bringCard(*m_li, *m_room1, {m_farNode->address}, m_net.path(u"lake.card"_s)));
    SIZHEN_MUST(m_net.start(*m_node));
    SIZHEN_MUST(m_net.start(*m_farNode));
    SIZHEN_MUST(m_net.start(*m_room2));
}

void RoomsTest::theyFindEachOther()
{
    QTRY_VERIFY_WITH_TIMEOUT(m_net.connected(*m_room2).contains(u"Node Duna"_s), 60'000);
    // A partner's first station that answers: the room, while it is on.
    QTRY_VERIFY2_WITH_TIMEOUT(m_net.connected(*m_node).contains(u"Consulting room 5"_s),
                              qPrintable(m_net.connected(*m_node).join(u',')), 60'000);
    QTRY_VERIFY_WITH_TIMEOUT(m_net.connected(*m_li).contains(u"Node Lake"_s), 60'000);
    const auto stations = ask(*m_room2->room, {u"station"_s, u"list"_s});
    QVERIFY(stations);
    QCOMPARE(stations->toArray().size(), 3);
}

void RoomsTest::aCaseIsContinuedInTheOtherRoom()
{
    QVERIFY(m_net.note(*m_room1, u"begun in room 1"_s));
    QTRY_COMPARE_WITH_TIMEOUT(m_net.notes(*m_room2), QStringList{u"begun in room 1"_s}, 60'000);
    const auto written = m_net.note(*m_room2, u"continued in room 2"_s);
    QVERIFY2(written, qPrintable(written ? QString() : written.error().detail));
    const auto seen = m_net.note(*m_li, u"seen in Wuhan"_s);
    QVERIFY2(seen, qPrintable(seen ? QString() : seen.error().detail + seen.error().message));
    QVERIFY(agree({m_room1, m_room2, m_li}, 3));
}

void RoomsTest::aNodeMayBeOff()
{
    StationNet::stop(*m_node);
    QVERIFY(m_net.note(*m_room1, u"without the node"_s));
    QVERIFY(agree({m_room1, m_room2}, 4)); // rooms speak to each other
    SIZHEN_MUST(m_net.start(*m_node));
    QVERIFY(agree({m_room1, m_room2, m_li}, 4));
}

void RoomsTest::aBurnedRoomGetsAllBack()
{
    StationNet::kill(*m_room2);
    QDir(m_room2->vault).removeRecursively();
    m_room2->name = u"Room 3b"_s;
    SIZHEN_MUST(m_net.join(*m_room2, *m_room1, u"room"_s));
    QTRY_VERIFY_WITH_TIMEOUT(m_net.connected(*m_node).contains(u"Room 2"_s), 60'000);
    // The node must have heard of the new machine before the office goes.
    QTRY_VERIFY_WITH_TIMEOUT(ask(*m_room1->room, {u"sync"_s, u"--for"_s, u"30"_s}), 60'000);
    StationNet::stop(*m_room1);
    SIZHEN_MUST(m_net.start(*m_room2));
    QTRY_COMPARE_WITH_TIMEOUT(m_net.notes(*m_room2).size(), 4, 90'000);
    const auto written = m_net.note(*m_room2, u"after the fire"_s);
    QVERIFY2(written, qPrintable(written ? QString() : written.error().detail));
    QVERIFY(agree({m_room2, m_li}, 5));
    SIZHEN_MUST(m_net.start(*m_room1));
    QVERIFY(agree({m_room1, m_room2, m_li}, 5));
}

void RoomsTest::whatTheNodeSaysIsTrue()
{
    const auto state = m_net.stateOf(*m_node);
    QCOMPARE(state[u"station"_s].toString(), u"Node Duna"_s);
    QVERIFY(m_net.entriesOf(*m_node) > 0);
    for (const auto *word : {"after the fire", "Varga", "失眠"})
        QVERIFY2(!QJsonDocument(state).toJson().contains(word), word);
    StationNet::stop(*m_room1);
    StationNet::stop(*m_node);
    const auto checked
        = runProgram(program(u"sizhenctl"_s),
                     {u"--json"_s, u"--vault"_s, m_node->vault, u"--secrets"_s, m_node->secrets, u"vault"_s, u"check"_s});
    QVERIFY2(checked.code == 0, checked.out + checked.err);
}

SIZHEN_TEST(RoomsTest)
#include "rooms_slow_test.moc"
