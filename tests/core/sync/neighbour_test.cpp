// SPDX-License-Identifier: GPL-3.0-or-later
// Neighbouring versions talk: an older one as it always did, a newer one in the highest version that both speak; what is not
// understood is kept, passed on and said to be newer, and breaks nothing.
#include "core/base/cbor.h"
#include "core/records/eventbody.h"
#include "tests/core/sync/meshfixture.h"
#include "tests/core/sync/sessionpair.h"
#include "tests/support/program.h"

#include <QTest>

using namespace sizhen;
using namespace sizhen::fixture;

class NeighbourTest : public QObject
{
    Q_OBJECT

    // Our session, up with a peer that says it speaks `theirs`.
    struct Talk {
        explicit Talk(const QList<int> &theirs)
        {
            stream = pair.shareStream();
            pair.connect();
            auto &session = *pair.a.session;
            QByteArray nonce;
            while (const auto said = session.next())
                if (const auto message = wire::read(said->bytes); const auto *hello = std::get_if<wire::Hello>(&*message))
                    nonce = hello->nonce;
            session.receive(wire::write(wire::Hello{theirs, pair.b.store.root, "certificate", QByteArray(32, 'n')}),
                            pair.now);
            session.receive(wire::write(wire::Ready{wire::highestCommon(theirs), nonce}), pair.now);
            for (const auto &message : drain()) {
                saidSince |= std::holds_alternative<wire::Since>(message);
                announced += std::holds_alternative<wire::Have>(message);
            }
        }

        QList<wire::Message> drain()
        {
            QList<wire::Message> said;
            while (const auto message = pair.a.session->next())
                said.append(*wire::read(message->bytes));
            return said;
        }

        SessionPair pair;
        QByteArray stream;
        bool saidSince = false;
        int announced = 0;
    };

private Q_SLOTS:

    void theHighestCommonVersionIsSpoken()
    {
        QCOMPARE(wire::versions().last(), wire::protocolVersion);
        QCOMPARE(wire::highestCommon({1}), 1);
        QCOMPARE(wire::highestCommon({1, 2, 3, 4}), wire::protocolVersion);
        QCOMPARE(wire::highestCommon({7, 9}), 0);
        for (const auto &[theirs, spoken] : {std::pair{QList<int>{1}, 1}, {QList<int>{1, 2}, 2}, {QList<int>{2, 3}, 3}}) {
            Talk talk(theirs);
            QVERIFY(talk.pair.a.session->isUp());
            QCOMPARE(talk.pair.a.session->version(), spoken);
        }
    }

    // A READY for a version that was not agreed is no READY.
    void aReadyForAnotherVersionEndsIt()
    {
        SessionPair pair;
        pair.connect();
        auto &session = *pair.a.session;
        const auto nonce = std::get<wire::Hello>(*wire::read(session.next()->bytes)).nonce;
        session.receive(wire::write(wire::Hello{{1}, pair.b.store.root, "certificate", QByteArray(32, 'n')}), pair.now);
        session.receive(wire::write(wire::Ready{2, nonce}), pair.now);
        QVERIFY(session.isClosed());
    }

    // Whoever speaks version 1 only would refuse a key that it does not know.
    void anOlderOneIsSpokenToAsItUnderstands()
    {
        const QByteArray origin(wire::originSize, 'o');
        for (const auto &[theirs, told] : {std::pair{QList<int>{1}, QByteArray()}, {QList<int>{1, 2}, origin}}) {
            Talk talk(theirs);
            QVERIFY(talk.pair.a.session->sendLive(talk.stream, 5, 1, "sealed", origin));
            const auto said = talk.drain();
            const auto *live = std::get_if<wire::Live>(&said.first());
            QVERIFY(live);
            QCOMPARE(live->origin, told);
        }
    }

    // Before version 3 there are no marks: everything is announced at once, and no word is said that they do not know.
    void anOlderOneIsToldOfEverything()
    {
        for (const auto &[theirs, marks] : {std::pair{QList<int>{1, 2}, false}, {QList<int>{1, 2, 3}, true}}) {
            Talk talk(theirs);
            QCOMPARE(talk.saidSince, marks);
            QCOMPARE(talk.announced, marks ? 0 : 1);
            talk.pair.a.session->receive(wire::write(wire::Since{}), talk.pair.now);
            talk.pair.a.session->receive(wire::write(wire::Even{QByteArray(wire::markSize, 'm')}), talk.pair.now);
            const auto said = talk.drain();
            QCOMPARE(std::ranges::count_if(said, [](const auto &one) { return std::holds_alternative<wire::Have>(one); }),
                     marks ? 1 : 0);
            QCOMPARE(talk.pair.a.store.keptMarks.size(), marks ? 1 : 0);
            QVERIFY(talk.pair.a.session->isUp());
        }
    }

    void messagesOfANewerOneArePassedOver()
    {
        Talk talk({1, 2, 3, 4});
        auto &session = *talk.pair.a.session;
        for (int type : {18, 99, 70'000})
            session.receive(cbor::encode(QCborMap{{0, type}, {1, QByteArray("whatever")}, {2, QCborMap{{u"x"_s, 1}}}}),
                            talk.pair.now);
        QVERIFY(session.isUp());
        session.receive(wire::write(wire::Ping{}), talk.pair.now);
        const auto said = talk.drain();
        QVERIFY(std::ranges::any_of(said, [](const auto &message) {
            return std::holds_alternative<wire::Pong>(message);
        }));
    }

    // A room of tomorrow writes an event of version 9 and a kind nobody here knows: both are kept and passed on by every
    // station on the way, the first marked as newer.
    void eventsOfANewerOneAreKeptAndPassedOn()
    {
        House office;
        House wuhan(u"CN"_s, u"li"_s);
        pair(office, wuhan);
        House room(office, u"Room of tomorrow"_s, u"room"_s);
        QVERIFY(wuhan.ledger->addPartner(office.ledger->card({}).value()));
        const auto stream = office.ledger->newStream(u"case"_s).value();
        QVERIFY(office.ledger->share(stream, wuhan.root()));
        (void)office.say(stream, u"today"_s);
        Mesh mesh;
        mesh.connect(office, room);
        mesh.connect(office, wuhan);
        QVERIFY(mesh.settle());

        room.logIn();
        room.now = office.now.addSecs(30);
        QVERIFY(room.ledger->append({{stream, u"case.dreamt_of"_s, {{u"text"_s, u"unknown kind"_s}}}}, room.actor()));
        const auto own = room.ledger->events(stream)->last();
        Entry entry;
        entry.stream = stream;
        entry.station = room.ledger->station().station;
        entry.incarnation = parseEntry(room.vault->entries().at(own.feed, 1).value()->raw)->incarnation;
        entry.sequence = 2;
        entry.previous = own.hash;
        entry.hlc = own.hlc + 1;
        entry.epoch = 1;
        EventBody body{u"case.note"_s, 9, u"2026-11-24T09:00:32Z"_s, {{u"text"_s, u"of version 9"_s}},
                       room.login->certificate, {}};
        body.at = instantText(QDateTime(QDate(2026, 11, 24), QTime(9, 0, 32), Qt::UTC));
        body.signature = body.signedBy(room.login->key, stream, entry.hlc);
        entry.sealedBody = seal(office.streamKey(stream), body.toBytes(), headerOf(entry));
        entry.signature = signEntry(entry, room.stationKey());
        mesh.cut(office, room);
        const auto first = room.vault->entries().at(own.feed, 1).value()->raw;
        QVERIFY(office.ledger->receive(office.root(), stream, {first, serialise(entry)}));
        QVERIFY(mesh.settle());
        QCOMPARE(mesh.fatal(), QStringList());
        QCOMPARE(wuhan.texts(stream), (QStringList{u"today"_s, u"unknown kind"_s, u"newer"_s}));
        QCOMPARE(wuhan.raw(stream), office.raw(stream));
        QCOMPARE(office.ledger->unconfirmed(wuhan.root(), stream).value(), 0);
        // Work goes on.
        wuhan.now = room.now.addSecs(30);
        (void)wuhan.say(stream, u"tomorrow"_s);
        QVERIFY(mesh.settle());
        QCOMPARE(office.texts(stream).last(), u"tomorrow"_s);
    }
};

SIZHEN_TEST(NeighbourTest)
#include "neighbour_test.moc"
