// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/primitives.h"
#include "core/net/tlsforward.h"
#include "devices/media/gstengine.h"
#include "tests/support/turnserver.h"

#include <QSignalSpy>

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;

// A network that lets nothing through but TLS to one port: picture and sound go by a real relay (coturn).
class RelayCallTest : public QObject
{
    Q_OBJECT

    static void join(MediaEngine &from, MediaEngine &to, QStringList *ways)
    {
        connect(&from, &MediaEngine::described, &to, &MediaEngine::takeDescription);
        connect(&from, &MediaEngine::candidateFound, &to, [&to, ways](const IceCandidate &way) {
            ways->append(way.candidate);
            to.takeCandidate(way);
        });
    }

private Q_SLOTS:

    void initTestCase() { QVERIFY(startCrypto()); }

    void pictureAndSoundGoByTheRelayInsideTls()
    {
        TurnServer server;
        QVERIFY2(server.start(), "coturn does not start");
        RelayAddress address;
        address.host = u"127.0.0.1"_s;
        address.port = server.tlsPort;
        address.user = u"room"_s;
        address.password = u"secret"_s;
        address.pin = server.pin;
        TlsForward forward(address);
        const auto port = forward.listen();
        QVERIFY(port);

        MediaSetup setup;
        setup.size = {320, 180};
        setup.videoKbit = 300;
        setup.loopback = true;
        setup.relay = address.uri(*port);
        setup.onlyByRelay = true;
        GstEngine caller;
        GstEngine answerer;
        QStringList ways;
        join(caller, answerer, &ways);
        join(answerer, caller, &ways);
        connect(&answerer, &MediaEngine::started, &caller, [&] { caller.start(setup); });
        connect(&caller, &MediaEngine::started, &caller, &MediaEngine::offer);
        answerer.start(setup);
        QTRY_VERIFY_WITH_TIMEOUT(caller.state() == CallState::Connected, 60'000);
        QTRY_VERIFY_WITH_TIMEOUT(caller.statistics().frames > 30 && answerer.statistics().frames > 30, 60'000);
        QVERIFY(caller.statistics().audioS > 0.5);
        QVERIFY(!ways.isEmpty());
        for (const auto &way : std::as_const(ways))
            QVERIFY2(way.contains(u"typ relay"_s), qPrintable(way)); // nothing else was offered

        // The relay goes, and with it the call: no other way was left open.
        server.stop();
        const auto frames = caller.statistics().frames;
        QTest::qWait(3000);
        const auto later = caller.statistics().frames;
        QTest::qWait(2000);
        QVERIFY2(caller.statistics().frames == later, qPrintable(u"%1 %2"_s.arg(frames).arg(later)));
    }
};

SIZHEN_TEST(RelayCallTest)
#include "relay_slow_test.moc"
