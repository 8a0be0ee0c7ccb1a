// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/peerlinks.h"

#include "tests/core/net/netstation.h"
#include "tests/support/cable.h"
#include "tests/support/program.h"

#include <QSignalSpy>
#include <QtTest>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;

// Stations over loopback as a clinic runs them: who calls, who answers, what happens when one of them dies.
class PeerLinksTest final : public QObject
{
    Q_OBJECT
private:
    using State = PeerLink::State;

    // One life of a station's process. Its records outlive it.
    struct Process {
        explicit Process(NetStation &owner)
            : station(owner)
            , links(owner.setup())
        {
            QObject::connect(&links, &PeerLinks::linkAdded, &links, [this](PeerLink *link) {
                QObject::connect(link, &PeerLink::idle, &links, [this] { ++idles; });
                QObject::connect(link, &PeerLink::failed, &links, [this](const Error &error) { errors.append(error); });
                QObject::connect(link, &PeerLink::stateChanged, &links, [this](State state) { states.append(state); });
                QObject::connect(link, &PeerLink::live, &links,
                                 [this](const QByteArray &, quint64, int channel, const QByteArray &payload) {
                                     live.append({channel, payload});
                                 });
            });
            QObject::connect(&links, &PeerLinks::refused, &links,
                             [this](const Error &error) { refused.append(error); });
        }

        quint16 listen(quint16 port = 0)
        {
            const auto taken = links.listen(QHostAddress::LocalHost, port);
            if (!taken)
                qFatal("no port on loopback");
            return *taken;
        }

        void start(const NetStation &partner, quint16 port = 0)
        {
            links.setPartners({{partner.store.root, port ? QStringList{u"127.0.0.1:%1"_s.arg(port)} : QStringList()}});
            links.start();
        }

        PeerLink *link() const { return links.links().value(0); }

        State state() const { return link() ? link()->state() : State::Offline; }

        NetStation &station;
        PeerLinks links;
        int idles = 0;
        QList<Error> errors;
        QList<Error> refused;
        QList<State> states;
        QList<std::pair<int, QByteArray>> live;
    };

    static bool equal(NetPair &pair, const QByteArray &stream)
    {
        return pair.a.store.entriesOf(stream) == pair.b.store.entriesOf(stream)
            && pair.a.store.missingChunks(stream).isEmpty() && pair.b.store.missingChunks(stream).isEmpty()
            && *pair.a.store.unconfirmed(stream) == 0 && *pair.b.store.unconfirmed(stream) == 0;
    }

private Q_SLOTS:

    void twoStationsConvergeAndSaySo()
    {
        NetPair pair;
        const auto stream = pair.shareStream();
        for (int i = 0; i < 50; ++i)
            pair.a.store.write(stream);
        pair.b.store.attach(stream, 900'000);
        Process b(pair.b);
        Process a(pair.a);
        const auto port = b.listen();
        b.start(pair.a);
        QElapsedTimer timer;
        timer.start();
        a.start(pair.b, port);
        QTRY_COMPARE(a.state(), State::Up);
        QVERIFY2(timer.elapsed() < 1'000, qPrintable(QString::number(timer.elapsed())));
        QTRY_VERIFY(a.idles > 0 && b.idles > 0);
        QTRY_VERIFY(equal(pair, stream));
        QVERIFY(a.link()->isIdle());
        QCOMPARE(a.states, (QList<State>{State::Connecting, State::Up}));
        QVERIFY(a.errors.isEmpty() && b.errors.isEmpty() && b.refused.isEmpty());
    }

    // NET-07: while a call runs, a line that falls silent is left for another within five seconds; one that speaks is not.
    void aSilentLineInACallIsLeftForAnother()
    {
        NetPair pair;
        const auto stream = pair.shareStream();
        Process b(pair.b);
        Process a(pair.a);
        const auto port = b.listen();
        const QStringList addresses{u"127.0.0.1:%1"_s.arg(test::freePort()), u"127.0.0.1:%1"_s.arg(test::freePort())};
        test::Cable first(addresses[0], port);
        test::Cable second(addresses[1], port);
        first.plugIn();
        second.plugIn();
        b.start(pair.a);
        a.links.setPartners({{pair.b.store.root, addresses}});
        a.links.start();
        QTRY_COMPARE(a.state(), State::Up);
        QTRY_COMPARE(b.state(), State::Up);
        QTimer alive; // as a call does
        connect(&alive, &QTimer::timeout, this, [&] {
            (void)a.links.sendLive(stream, 0, "a");
            (void)b.links.sendLive(stream, 0, "b");
        });
        alive.start(std::chrono::seconds(1));
        a.links.setHurries(true);
        b.links.setHurries(true);
        QTest::qWait(4500);
        QCOMPARE(a.link()->lastAddress(), addresses[0]);
        first.fallSilent();
        QElapsedTimer clock;
        clock.start();
        QTRY_COMPARE_WITH_TIMEOUT(a.link()->lastAddress(), addresses[1], 10'000);
        QTRY_COMPARE_WITH_TIMEOUT(a.state(), State::Up, 10'000);
        const auto heard = b.live.size();
        QTRY_VERIFY_WITH_TIMEOUT(b.live.size() > heard, 5000);
        qInfo("by the other line after %lld ms", clock.elapsed());
        QVERIFY2(clock.elapsed() < 6000, qPrintable(QString::number(clock.elapsed())));
        QVERIFY2(a.errors.isEmpty() && b.refused.isEmpty(), "what is dialled beside a line is no trouble of anybody's");
    }

    // While a call is running, history and originals trickle and live pulse does not wait for them.
    void aCallKeepsItsLineBesideBulk()
    {
        NetPair pair;
        const auto stream = pair.shareStream();
        Process b(pair.b);
        Process a(pair.a);
        const auto port = b.listen();
        b.start(pair.a);
        a.start(pair.b, port);
        QTRY_VERIFY(a.idles > 0 && b.idles > 0);
        constexpr qint64 share = 400'000; // bytes a second
        a.links.limitBulk(share);
        for (int i = 0; i < 12; ++i)
            pair.a.store.attach(stream, 900'000);
        a.links.poke(stream);
        QElapsedTimer clock;
        clock.start();
        (void)a.link()->takeSentBytes();
        qint64 worst = 0;
        for (int i = 0; i < 20; ++i) {
            const auto sentAt = clock.elapsed();
            QVERIFY(a.link()->sendLive(stream, 1, QByteArray::number(i)));
            QTRY_COMPARE(b.live.size(), i + 1);
            worst = std::max(worst, clock.elapsed() - sentAt);
        }
        QTRY_VERIFY(!pair.b.store.chunks.isEmpty());
        const auto sent = a.link()->takeSentBytes();
        qInfo("live pulse beside 11 MB: worst %lld ms; bulk %lld kB in %lld ms", worst, sent / 1000, clock.elapsed());
        QVERIFY(sent < share * (clock.elapsed() + 1000) / 1000 + 1'500'000); // one message may be begun beyond it
        a.links.limitBulk(0);
        QTRY_VERIFY_WITH_TIMEOUT(equal(pair, stream), 10'000);
    }

    void whatIsWrittenLaterArrivesAtOnce()
    {
        NetPair pair;
        const auto stream = pair.shareStream();
        Process b(pair.b);
        Process a(pair.a);
        const auto port = b.listen();
        b.start(pair.a);
        a.start(pair.b, port);
        QTRY_VERIFY(a.idles > 0 && b.idles > 0);
        QSignalSpy advanced(b.link(), &PeerLink::advanced);
        pair.a.store.write(stream);
        a.links.poke(stream);
        QTRY_COMPARE_WITH_TIMEOUT(advanced.size(), 1, 500);
        QTRY_VERIFY(equal(pair, stream));
        QTRY_COMPARE(a.idles, 2);
    }

    void liveMessagesArriveSealedAndInOrder()
    {
        NetPair pair;
        const auto stream = pair.shareStream();
        Process b(pair.b);
        Process a(pair.a);
        const auto port = b.listen();
        b.start(pair.a);
        a.start(pair.b, port);
        QCOMPARE(a.link()->sendLive(stream, 1, "too early").error().fault, Fault::Busy);
        QTRY_VERIFY(a.state() == State::Up && b.state() == State::Up);
        for (int i = 0; i < 200; ++i)
            QVERIFY(a.link()->sendLive(stream, 1 + i % 2, QByteArray::number(i)));
        QTRY_COMPARE(b.live.size(), 200);
        for (int i = 0; i < 200; ++i)
            QCOMPARE(b.live.at(i), (std::pair<int, QByteArray>(1 + i % 2, QByteArray::number(i))));
        QCOMPARE(a.link()->sendLive(randomBytes(16), 1, "x").error().fault, Fault::Denied);
        QVERIFY(a.errors.isEmpty() && b.errors.isEmpty());
    }

    void aKilledStationComesBackAndTheTwoConverge()
    {
        NetPair pair;
        const auto stream = pair.shareStream();
        auto b = std::make_unique<Process>(pair.b);
        Process a(pair.a);
        const auto port = b->listen();
        b->start(pair.a);
        a.start(pair.b, port);
        for (int life = 0; life < 4; ++life) {
            QTRY_COMPARE_WITH_TIMEOUT(a.state(), State::Up, 10'000);
            for (int i = 0; i < 300; ++i)
                pair.a.store.write(stream, randomBytes(2'000));
            pair.b.store.write(stream);
            a.links.poke(stream);
            b->links.poke(stream);
            QTest::qWait(3 + 7 * life); // in the middle of it
            b = std::make_unique<Process>(pair.b);
            QTRY_VERIFY(a.state() != State::Up);
            pair.a.store.write(stream); // people go on working
            a.links.poke(stream);
            QCOMPARE(b->listen(port), port);
            b->start(pair.a);
        }
        QTRY_VERIFY_WITH_TIMEOUT(equal(pair, stream), 20'000);
        QCOMPARE(pair.b.store.entriesOf(stream).size(), 4 * 302);
    }

    void whenBothDialOneConnectionIsLeft()
    {
        NetPair pair;
        const auto stream = pair.shareStream();
        pair.a.store.write(stream);
        for (int round = 0; round < 5; ++round) {
            Process a(pair.a);
            Process b(pair.b);
            const auto portA = a.listen();
            const auto portB = b.listen();
            a.start(pair.b, portB);
            b.start(pair.a, portA);
            QTRY_VERIFY(a.state() == State::Up && b.state() == State::Up && a.idles > 0 && b.idles > 0);
            QTest::qWait(50);
            QVERIFY(a.state() == State::Up && b.state() == State::Up);
            QVERIFY(a.link()->sendLive(stream, 1, "one line"));
            QTRY_COMPARE(b.live.size(), 1);
        }
    }

    void aPartnerWithAnUnknownKeyIsRefusedAndSaidSo()
    {
        NetPair pair;
        NetStation intruder;
        intruder.trust(pair.b);
        Process b(pair.b);
        Process call(intruder);
        const auto port = b.listen();
        b.start(pair.a);
        call.start(pair.b, port);
        QTRY_VERIFY(!b.refused.isEmpty());
        QCOMPARE(b.refused.first().fault, Fault::Untrusted);
        QVERIFY(!b.refused.first().args.value(u"address"_s).toString().isEmpty());
        QTRY_VERIFY(!call.errors.isEmpty()); // it is told, and never was green
        QVERIFY(!call.states.contains(State::Up));
        QCOMPARE(b.state(), State::Offline);
    }

    void thePinnedKeyMustBeTheOneInTheStationsCertificate()
    {
        NetPair pair;
        NetStation other; // of the same institution on paper, with a certificate for another key
        pair.a.certificate = certify(StationCertificate{pair.a.store.root, pair.a.store.station.publicKey(), u"x"_s,
                                                        other.spkiHash, QDateTime::currentDateTimeUtc().addDays(-1),
                                                        QDateTime::currentDateTimeUtc().addDays(1)},
                                     pair.a.root);
        Process b(pair.b);
        Process a(pair.a);
        const auto port = b.listen();
        b.start(pair.a);
        a.start(pair.b, port);
        QTRY_VERIFY(!b.errors.isEmpty());
        QCOMPARE(b.errors.first().fault, Fault::Untrusted);
        QVERIFY(!b.states.contains(State::Up));
        QVERIFY(!a.states.contains(State::Up));
    }

    void aPinnedConnectionThatSaysNothingIsNotGreen()
    {
        NetPair pair;
        Process b(pair.b);
        const auto port = b.listen();
        b.start(pair.a);
        DirectLink silent(pair.a.tls, pair.a.judge(), nullptr);
        silent.dial(u"127.0.0.1"_s, port);
        QTRY_VERIFY(silent.isPinned());
        QTRY_COMPARE(b.state(), State::Connecting);
        QTest::qWait(300);
        QCOMPARE(b.state(), State::Connecting);
        QVERIFY(b.link()->sendLive(randomBytes(16), 1, "x").error().fault == Fault::Busy);
    }

    void aTakenPortIsBusy()
    {
        NetPair pair;
        Process a(pair.a);
        Process b(pair.b);
        const auto port = a.listen();
        const auto again = b.links.listen(QHostAddress::LocalHost, port);
        QVERIFY(!again);
        QCOMPARE(again.error().fault, Fault::Busy);
    }

    void garbageAtThePortDisturbsNobody()
    {
        NetPair pair;
        const auto stream = pair.shareStream();
        pair.a.store.write(stream);
        Process b(pair.b);
        const auto port = b.listen();
        b.start(pair.a);
        std::vector<std::unique_ptr<QTcpSocket>> noise;
        for (int i = 0; i < 20; ++i) {
            noise.push_back(std::make_unique<QTcpSocket>());
            noise.back()->connectToHost(QHostAddress::LocalHost, port);
            noise.back()->write(randomBytes(1'000));
        }
        Process a(pair.a);
        a.start(pair.b, port);
        QTRY_VERIFY(equal(pair, stream));
        QTRY_VERIFY(b.refused.size() >= 15);
        QCOMPARE(b.state(), State::Up);
    }

    void aPartnerNoLongerPairedIsLetGo()
    {
        NetPair pair;
        const auto stream = pair.shareStream();
        Process b(pair.b);
        Process a(pair.a);
        const auto port = b.listen();
        b.start(pair.a);
        a.start(pair.b, port);
        QTRY_VERIFY(a.state() == State::Up && b.state() == State::Up);
        pair.b.pins.clear();
        b.links.setPartners({});
        QVERIFY(b.links.links().isEmpty());
        QTRY_VERIFY(a.state() != State::Up);
        pair.a.store.write(stream);
        a.links.poke(stream);
        QTRY_VERIFY(!b.refused.isEmpty()); // it dials again, in vain
        QVERIFY(pair.b.store.entriesOf(stream).isEmpty());
    }

    void anAddressThatIsNoneIsSaidSo()
    {
        NetPair pair;
        Process a(pair.a);
        a.links.setPartners({{pair.b.store.root, {u"no address"_s}}});
        a.links.start();
        QCOMPARE(a.errors.size(), 1);
        QCOMPARE(a.errors.first().fault, Fault::Invalid);
    }

    void stopIsQuietAndStartBeginsAgain()
    {
        NetPair pair;
        Process b(pair.b);
        Process a(pair.a);
        const auto port = b.listen();
        b.start(pair.a);
        a.start(pair.b, port);
        QTRY_VERIFY(a.state() == State::Up && b.state() == State::Up);
        a.links.stop();
        QCOMPARE(a.state(), State::Offline);
        QTRY_VERIFY(b.state() != State::Up);
        a.links.start();
        QTRY_VERIFY(a.state() == State::Up && b.state() == State::Up);
        QVERIFY(a.errors.isEmpty());
    }
};

SIZHEN_TEST(PeerLinksTest)
#include "peerlinks_test.moc"
