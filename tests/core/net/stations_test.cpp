// SPDX-License-Identifier: GPL-3.0-or-later
// Several stations of one institution on real sockets: one link for each pair of stations, live messages that reach everybody
// once, whatever ways they can take, and not one more word to a station that was withdrawn (SES-05, SEC-08).
#include "core/net/peerlinks.h"

#include "tests/core/net/netstation.h"
#include "tests/support/program.h"

#include <QtTest>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;

class StationsTest final : public QObject
{
    Q_OBJECT

    struct Process {
        explicit Process(NetStation &owner)
            : station(owner)
            , links(owner.setup())
        {
            QObject::connect(&links, &PeerLinks::linkAdded, &links, [this](PeerLink *link) {
                QObject::connect(link, &PeerLink::live, &links,
                                 [this](const QByteArray &, quint64, int, const QByteArray &payload) {
                                     live.append(payload);
                                 });
            });
            port = links.listen(QHostAddress::LocalHost, 0).value();
        }

        [[nodiscard]] QString address() const { return u"127.0.0.1:%1"_s.arg(port); }

        [[nodiscard]] qsizetype up() const
        {
            return std::ranges::count(links.links(), PeerLink::State::Up, &PeerLink::state);
        }

        NetStation &station;
        PeerLinks links;
        quint16 port = 0;
        QByteArrayList live;
    };

    // A further station of the same institution.
    static std::unique_ptr<NetStation> sisterOf(const NetStation &first)
    {
        auto sister = std::make_unique<NetStation>();
        sister->root = *SigningKey::fromSeed(first.root.seed());
        sister->store.root = first.store.root;
        sister->renewKey();
        return sister;
    }

    static void trustEachOther(const QList<NetStation *> &all)
    {
        for (auto *one : all)
            for (auto *other : all)
                if (one != other)
                    one->trust(*other);
    }

private Q_SLOTS:

    void eachPairOfStationsHasOneLink()
    {
        NetStation room;
        const auto node = sisterOf(room);
        NetStation far;
        trustEachOther({&room, node.get(), &far});
        Process a(room);
        Process b(*node);
        Process c(far);
        const auto partner = [](const Process &process) {
            return PeerLinks::Partner{process.station.store.root, {process.address()}, {}};
        };
        const auto sister = [](const Process &process) {
            return PeerLinks::Partner{process.station.store.root, {process.address()}, process.station.spkiHash};
        };
        a.links.setPartners({sister(b), partner(c)});
        b.links.setPartners({sister(a), partner(c)});
        // The far side dials the room only; the node calls it.
        c.links.setPartners({partner(a)});
        for (auto *process : {&a, &b, &c})
            process->links.start();
        QTRY_COMPARE(a.up(), 2);
        QTRY_COMPARE(b.up(), 2);
        QTRY_COMPARE(c.up(), 2);
        QCOMPARE(c.links.linksOf(room.store.root).size(), 2);
        QVERIFY(a.links.link(room.store.root)->isOurs());
        QVERIFY(!a.links.link(far.store.root)->isOurs());
        // It stays so: nobody pushes anybody out.
        QTest::qWait(1'500);
        QCOMPARE(a.up() + b.up() + c.up(), 6);
    }

    void aLiveMessageReachesEverybodyOnce()
    {
        NetStation room;
        const auto node = sisterOf(room);
        NetStation far;
        const auto farNode = sisterOf(far);
        const QList<NetStation *> all{&room, node.get(), &far, farNode.get()};
        trustEachOther(all);
        const auto stream = randomBytes(16);
        for (auto *station : all)
            station->store.shared.append(stream);
        Process a(room);
        Process b(*node);
        Process c(far);
        Process d(*farNode);
        // room – node – far node – far room, and a second way round between the nodes' houses.
        a.links.setPartners({{room.store.root, {b.address()}, node->spkiHash}});
        b.links.setPartners({{room.store.root, {}, room.spkiHash}, {far.store.root, {d.address()}, {}}});
        c.links.setPartners({{far.store.root, {d.address()}, farNode->spkiHash}, {room.store.root, {b.address()}, {}}});
        d.links.setPartners({{far.store.root, {}, far.spkiHash}, {room.store.root, {}, {}}});
        for (auto *process : {&a, &b, &c, &d})
            process->links.start();
        QTRY_COMPARE(a.up(), 1);
        QTRY_COMPARE(b.up(), 3);
        QTRY_COMPARE(c.up(), 2);
        QTRY_COMPARE(d.up(), 2);
        QByteArrayList sent;
        for (int i = 0; i < 20; ++i) {
            sent.append("beat " + QByteArray::number(i));
            QVERIFY(a.links.sendLive(stream, 1, sent.last()));
        }
        for (auto *process : {&b, &c, &d})
            QTRY_COMPARE(process->live, sent);
        // A second sender on the same channel is not taken for an echo of the first.
        QVERIFY(c.links.sendLive(stream, 1, "answer"));
        for (auto *process : {&a, &b, &d})
            QTRY_VERIFY(process->live.contains("answer"));
        QTest::qWait(300); // time for an echo
        QCOMPARE(a.live, QByteArrayList{"answer"});
        QCOMPARE(c.live, sent);
        QCOMPARE(b.live.size(), sent.size() + 1);
    }

    // A machine that replaced another answers at its address: the line is its own, and the old one's stays down.
    void whoeverAnswersIsTakenForWhoItIs()
    {
        NetStation room;
        const auto burned = sisterOf(room);
        const auto fresh = sisterOf(room);
        trustEachOther({&room, burned.get(), fresh.get()});
        Process a(room);
        Process b(*fresh);
        a.links.setPartners({{room.store.root, {b.address()}, burned->spkiHash}, {room.store.root, {}, fresh->spkiHash}});
        b.links.setPartners({{room.store.root, {}, room.spkiHash}});
        a.links.start();
        b.links.start();
        QTRY_COMPARE(a.up(), 1);
        QTRY_COMPARE(b.up(), 1);
        const auto *up = a.links.link(room.store.root);
        QCOMPARE(up->pin(), fresh->spkiHash);
        const auto since = up->since();
        QTest::qWait(3'000); // it is dialled again at the burned one's address, and the line that is up stays
        QCOMPARE(a.links.link(room.store.root), up);
        QCOMPARE(up->since(), since);
        QCOMPARE(a.up() + b.up(), 2);
    }

    void aWithdrawnStationIsCutOff()
    {
        NetStation room;
        const auto lost = sisterOf(room);
        trustEachOther({&room, lost.get()});
        Process a(room);
        Process b(*lost);
        a.links.setPartners({{room.store.root, {b.address()}, lost->spkiHash}});
        b.links.setPartners({{room.store.root, {a.address()}, room.spkiHash}});
        a.links.start();
        b.links.start();
        QTRY_COMPARE(a.up(), 1);
        room.pins.remove(lost->spkiHash);
        a.links.setPartners({});
        QCOMPARE(a.up(), 0);
        QTRY_COMPARE(b.up(), 0);
        QTest::qWait(1'500); // it knocks again and is not let in
        QCOMPARE(b.up(), 0);
    }
};

SIZHEN_TEST(StationsTest)
#include "stations_test.moc"
