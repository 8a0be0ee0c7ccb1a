// SPDX-License-Identifier: GPL-3.0-or-later
// A network of test hosts (issue: "links cut and restored while a consultation is worked on both sides"): a room and a node at
// each of two institutions, each in a network namespace of its own. Cables are pulled and plugged at random, lines are slow and
// lossy; in the end all hold the same, no act is lost or doubled, and what the stations say of their lines is true.
// SIZHEN_CUTS asks for more rounds (./dev soak does).
#include "tests/support/stationnet.h"
#include "tests/support/program.h"
#include "tests/support/testnet.h"

#include <QRandomGenerator>

using namespace sizhen;
using namespace sizhen::test;

class NetworkTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void linesAreAsTheySay();
    void everythingConvergesThroughCuts();
    void theNodesCarryItBetweenThem();
    void theHubIsLeftWhenNothingElseIs();
    void cleanupTestCase();

private:
    [[nodiscard]] bool knowsDuna(Host &host) const
    {
        const auto names = m_stations->connected(host);
        return names.contains(u"Room 2"_s) || names.contains(u"Node Duna"_s);
    }

    [[nodiscard]] static int rounds()
    {
        const auto asked = qEnvironmentVariableIntValue("SIZHEN_CUTS");
        return asked > 0 ? asked : 4;
    }

    [[nodiscard]] bool same(qsizetype count, int timeoutMs = 90'000)
    {
        return QTest::qWaitFor(
            [&] {
                const auto here = m_stations->notes(*m_room);
                return here.size() == count && here == m_stations->notes(*m_li);
            },
            timeoutMs);
    }

    void write(Host &host)
    {
        const auto text = u"%1 %2"_s.arg(host.name).arg(++m_written);
        if (m_stations->note(host, text))
            m_acknowledged.append(text);
    }

    std::unique_ptr<TestNet> m_net;
    std::unique_ptr<StationNet> m_stations;
    std::unique_ptr<QProcess> m_hub;
    Host *m_room = nullptr;
    Host *m_node = nullptr;
    Host *m_li = nullptr;
    Host *m_farNode = nullptr;
    QStringList m_acknowledged;
    int m_written = 0;
};

void NetworkTest::initTestCase()
{
    m_net = std::make_unique<TestNet>();
    const QStringList names{u"room"_s, u"node"_s, u"li"_s, u"far"_s, u"hub"_s};
    QStringList addresses;
    for (const auto &name : names)
        addresses.append(m_net->ok() ? m_net->addHost(name) + u":7700"_s : QString());
    if (!m_net->ok()) {
        const auto why = u"No network namespaces here, so nothing was tested: "_s + m_net->why();
        QSKIP(qPrintable(why));
    }
    m_stations = std::make_unique<StationNet>();
    SIZHEN_MUST(m_stations->begin());
    m_room = &m_stations->room(u"Room 2"_s, u"inviting"_s, u"kovacs"_s, addresses[0], m_net->within(names[0]));
    m_node = &m_stations->node(u"Node Duna"_s, u"inviting-node"_s, addresses[1], m_net->within(names[1]));
    m_li = &m_stations->room(u"Room Li"_s, u"invited"_s, u"li"_s, addresses[2], m_net->within(names[2]));
    m_farNode = &m_stations->node(u"Node Lake"_s, u"invited-node"_s, addresses[3], m_net->within(names[3]));
    SIZHEN_MUST(m_stations->start(*m_room));
    SIZHEN_MUST(m_stations->start(*m_li));
    SIZHEN_MUST(m_stations->join(*m_node, *m_room, u"node"_s));
    SIZHEN_MUST(m_stations->join(*m_farNode, *m_li, u"node"_s));
    // Partners find the rooms first and the nodes after them.
    SIZHEN_MUST(StationNet::bringCard(*m_room, *m_li, {addresses[0], addresses[1]}, m_stations->path(u"duna.card"_s)));
    SIZHEN_MUST(StationNet::bringCard(*m_li, *m_room, {addresses[2], addresses[3]}, m_stations->path(u"lake.card"_s)));
    SIZHEN_MUST(m_stations->start(*m_node));
    SIZHEN_MUST(m_stations->start(*m_farNode));
}

void NetworkTest::linesAreAsTheySay()
{
    // Whoever dialled, a house hangs together and the houses know each other.
    QTRY_VERIFY_WITH_TIMEOUT(m_stations->connected(*m_room).contains(u"Node Duna"_s), 60'000);
    QTRY_VERIFY_WITH_TIMEOUT(m_stations->connected(*m_li).contains(u"Node Lake"_s), 60'000);
    QTRY_VERIFY_WITH_TIMEOUT(knowsDuna(*m_farNode), 60'000);
    // A pulled cable is told as it is, within the ten seconds that a silent line is given.
    QVERIFY(m_net->pullOut(u"room"_s));
    QTRY_COMPARE_WITH_TIMEOUT(m_stations->connected(*m_room), QStringList(), 30'000);
    const auto status = ask(*m_room->room, {u"status"_s});
    QVERIFY(status);
    QStringList words;
    for (const auto &item : status->toObject()[u"health"_s].toArray())
        words.append(item.toObject()[u"message"_s].toString());
    QVERIFY2(!words.contains(u"link.up"_s) && words.contains(u"house.none"_s), qPrintable(words.join(u' ')));
    QVERIFY(m_net->plugIn(u"room"_s));
    QTRY_VERIFY_WITH_TIMEOUT(!m_stations->connected(*m_room).isEmpty(), 60'000);
}

void NetworkTest::everythingConvergesThroughCuts()
{
    auto &dice = *QRandomGenerator::global();
    const QStringList hosts{u"room"_s, u"node"_s, u"li"_s, u"far"_s};
    const auto netem = m_net->disturb(u"room"_s, 40, 2) && m_net->disturb(u"far"_s, 80, 1);
    if (!netem)
        qWarning("this kernel has no netem: cables are pulled, but no line is slow");
    for (int round = 0; round < rounds(); ++round) {
        const auto first = hosts.at(dice.bounded(hosts.size()));
        const auto second = hosts.at(dice.bounded(hosts.size()));
        QVERIFY(m_net->pullOut(first) && m_net->pullOut(second));
        write(*m_room);
        write(*m_li);
        QTest::qWait(dice.bounded(200, 2'500));
        QVERIFY(m_net->plugIn(first));
        write(*m_li);
        QTest::qWait(dice.bounded(100, 1'000));
        QVERIFY(m_net->plugIn(second));
        write(*m_room);
    }
    if (netem)
        QVERIFY(m_net->disturb(u"room"_s, 0, 0) && m_net->disturb(u"far"_s, 0, 0));
    QCOMPARE(m_acknowledged.size(), rounds() * 4); // a cut line keeps nobody from working
    QVERIFY2(same(m_acknowledged.size()), qPrintable(m_stations->notes(*m_li).join(u'\n')));
    auto held = m_stations->notes(*m_room);
    held.sort();
    auto said = m_acknowledged;
    said.sort();
    QCOMPARE(held, said); // nothing lost, nothing doubled
}

// Rooms cannot reach the other house: what one writes arrives over the two nodes, when they are there.
void NetworkTest::theNodesCarryItBetweenThem()
{
    QTRY_VERIFY_WITH_TIMEOUT(knowsDuna(*m_farNode), 60'000);
    const auto before = m_stations->entriesOf(*m_farNode);
    QVERIFY(m_net->pullOut(u"li"_s));
    write(*m_room);
    QTRY_VERIFY_WITH_TIMEOUT(m_stations->entriesOf(*m_farNode) > before, 60'000);
    QVERIFY(m_net->pullOut(u"room"_s));
    QVERIFY(m_net->plugIn(u"li"_s));
    QVERIFY(QTest::qWaitFor([&] { return m_stations->notes(*m_li).size() == m_acknowledged.size(); }, 90'000));
    QVERIFY(m_net->plugIn(u"room"_s));
    // And the receipt finds its way back: the room's line turns green.
    QTRY_VERIFY_WITH_TIMEOUT(ask(*m_room->room, {u"sync"_s, u"--for"_s, u"60"_s}), 90'000);
}

// Firewalls go up between the houses; a hub that both can reach carries sealed envelopes. The stations say so.
void NetworkTest::theHubIsLeftWhenNothingElseIs()
{
    const auto data = m_stations->path(u"hubdata"_s);
    for (const auto *card : {"duna.card", "lake.card"}) {
        const auto admitted = runProgram(program(u"sizhen-hub"_s), {u"admit"_s, m_stations->path(QString::fromLatin1(card)),
                                                                    u"--data"_s, data});
        QVERIFY2(admitted.code == 0, admitted.err + admitted.out);
    }
    const auto within = m_net->within(u"hub"_s);
    const auto where = u"10.77.0.6:7443"_s;
    m_hub = std::make_unique<QProcess>();
    m_hub->start(within.first(), within.sliced(1)
                                     + QStringList{program(u"sizhen-hub"_s), u"--json"_s, u"serve"_s, u"--data"_s, data,
                                                   u"--listen"_s, where});
    QByteArray said;
    QTRY_VERIFY_WITH_TIMEOUT((said += m_hub->readAllStandardOutput(), said.contains('\n')), 30'000);
    const auto pin = QJsonDocument::fromJson(said.split('\n').first()).object()[u"hub"_s].toObject()[u"pin"_s].toString();
    QVERIFY2(!pin.isEmpty(), said);
    for (auto *host : {m_room, m_li})
        QVERIFY(ask(*host->room, {u"link"_s, u"hub"_s, u"wss://"_s + where + u'#' + pin}));
    for (const auto *ours : {"room", "node"})
        for (const auto *theirs : {"li", "far"})
            QVERIFY(m_net->forbid(QString::fromLatin1(ours), QString::fromLatin1(theirs)));
    const auto way = [this] {
        const auto shown = ask(*m_room->room, {u"link"_s, u"list"_s});
        const auto links = shown ? shown->toObject()[u"links"_s].toArray() : QJsonArray();
        for (const auto &link : links)
            if (!link.toObject()[u"ours"_s].toBool())
                return link.toObject()[u"way"_s].toString();
        return QString();
    };
    QTRY_COMPARE_WITH_TIMEOUT(way(), u"hub"_s, 60'000);
    write(*m_room);
    write(*m_li);
    QVERIFY(same(m_acknowledged.size(), 120'000));
    for (const auto *ours : {"room", "node"})
        for (const auto *theirs : {"li", "far"})
            QVERIFY(m_net->allow(QString::fromLatin1(ours), QString::fromLatin1(theirs)));
    QTRY_COMPARE_WITH_TIMEOUT(way(), u"direct"_s, 90'000);
}

void NetworkTest::cleanupTestCase()
{
    if (m_hub) {
        m_hub->terminate();
        m_hub->waitForFinished(10'000);
    }
    m_stations.reset();
    m_net.reset();
}

SIZHEN_TEST(NetworkTest)
#include "network_slow_test.moc"
