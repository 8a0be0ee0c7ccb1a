// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/primitives.h"
#include "core/net/routecheck.h"
#include "core/net/tlsforward.h"
#include "tests/support/turnserver.h"

#include <QSignalSpy>
#include <QUdpSocket>

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;

// The way to a real relay (coturn), by UDP, TCP and TLS.
class RelayTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<TurnServer> m_server;

    [[nodiscard]] std::vector<Route> routes() const
    {
        return {{Route::Kind::StunUdp, u"relay"_s, u"127.0.0.1"_s, m_server->turnPort, {}},
                {Route::Kind::StunTcp, u"relay"_s, u"127.0.0.1"_s, m_server->turnPort, {}},
                {Route::Kind::StunTls, u"relay"_s, u"127.0.0.1"_s, m_server->tlsPort, m_server->pin}};
    }

    [[nodiscard]] static std::vector<RouteResult> check(const std::vector<Route> &routes)
    {
        RouteCheck one(routes);
        std::vector<RouteResult> all;
        bool over = false;
        connect(&one, &RouteCheck::finished, &one, [&](const std::vector<RouteResult> &results) {
            all = results;
            over = true;
        });
        one.run(1500);
        if (!QTest::qWaitFor([&over] { return over; }, 5000))
            qFatal("the check does not end");
        return all;
    }

private Q_SLOTS:

    void initTestCase()
    {
        QVERIFY(startCrypto());
        m_server = std::make_unique<TurnServer>();
        QVERIFY2(m_server->start(), "coturn does not start");
    }

    void cleanupTestCase() { m_server.reset(); }

    void addressesAreReadStrictly_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("good");
        QTest::newRow("tls") << u"turns://room:secret@relay.example:443"_s << true;
        QTest::newRow("usual port") << u"turns://room:secret@relay.example"_s << true;
        QTest::newRow("pinned") << u"turns://room:secret@relay.example#"_s + u"ab"_s.repeated(32) << true;
        QTest::newRow("tcp") << u"turn://room:secret@relay.example?transport=tcp"_s << true;
        QTest::newRow("no password") << u"turns://room@relay.example"_s << false;
        QTest::newRow("no user") << u"turns://relay.example"_s << false;
        QTest::newRow("another scheme") << u"https://room:secret@relay.example"_s << false;
        QTest::newRow("short pin") << u"turns://room:secret@relay.example#abcd"_s << false;
        QTest::newRow("sctp") << u"turn://room:secret@relay.example?transport=sctp"_s << false;
        QTest::newRow("a path") << u"turns://room:secret@relay.example/x"_s << false;
    }

    void addressesAreReadStrictly()
    {
        QFETCH(QString, text);
        QFETCH(bool, good);
        const auto relay = RelayAddress::parse(text);
        QCOMPARE(relay.has_value(), good);
        if (!relay) {
            QCOMPARE(relay.error().message, u"link.relay_address"_s);
            QVERIFY(!relay.error().args.value(u"text"_s).toString().contains(u"secret"_s));
            return;
        }
        QVERIFY(!relay->shown().contains(u"secret"_s));
        QVERIFY(relay->uri().contains(u"room:secret@"_s));
    }

    // NET-05: each way by itself.
    void allWaysToARelayPass()
    {
        for (const auto &result : check(routes()))
            QVERIFY2(result.ms, qPrintable(result.why.message + u' ' + result.why.detail));
    }

    // Which port is shut stands in the answer.
    void aShutPortIsNamed()
    {
        QUdpSocket silent; // takes packets and never answers, as a firewall does
        QVERIFY(silent.bind(QHostAddress::LocalHost, 0));
        auto wanted = routes();
        wanted[0].port = silent.localPort();
        QTcpServer nobody;
        QVERIFY(nobody.listen(QHostAddress::LocalHost, 0));
        wanted[1].port = nobody.serverPort();
        nobody.close(); // refuses
        const auto results = check(wanted);
        QVERIFY(!results[0].ms);
        QCOMPARE(results[0].why.message, u"net.blocked"_s);
        QCOMPARE(results[0].why.args.value(u"port"_s).toInt(), int(silent.localPort()));
        QCOMPARE(results[0].why.args.value(u"way"_s).toString(), u"UDP"_s);
        QVERIFY(!results[1].ms);
        QCOMPARE(results[1].why.message, u"net.refused"_s);
        QVERIFY(results[2].ms);
    }

    void anotherCertificateIsNoRelay()
    {
        auto wanted = routes();
        wanted[2].pin = QByteArray(32, 'x');
        const auto results = check({wanted[2]});
        QVERIFY(!results[0].ms);
        QCOMPARE(results[0].why.fault, Fault::Untrusted);
    }

    // What libnice says plainly to this machine reaches the relay inside TLS, and comes back.
    void theForwarderCarriesStunInsideTls()
    {
        RelayAddress relay;
        relay.host = u"127.0.0.1"_s;
        relay.port = m_server->tlsPort;
        relay.pin = m_server->pin;
        TlsForward forward(relay);
        const auto port = forward.listen();
        QVERIFY(port);
        const auto results = check({{Route::Kind::StunTcp, u"relay"_s, u"127.0.0.1"_s, *port, {}}});
        QVERIFY2(results[0].ms, qPrintable(results[0].why.detail));
    }

    void theForwarderSendsNothingToAnotherRelay()
    {
        RelayAddress relay;
        relay.host = u"127.0.0.1"_s;
        relay.port = m_server->tlsPort;
        relay.pin = QByteArray(32, 'x');
        TlsForward forward(relay);
        QSignalSpy failed(&forward, &TlsForward::failed);
        const auto port = forward.listen();
        QVERIFY(port);
        QVERIFY(!check({{Route::Kind::StunTcp, u"relay"_s, u"127.0.0.1"_s, *port, {}}})[0].ms);
        QVERIFY(!failed.isEmpty());
        QCOMPARE(failed.first().first().value<Error>().fault, Fault::Untrusted);
        relay.pin.clear(); // and no authority of this computer knows it
        TlsForward unpinned(relay);
        QSignalSpy judged(&unpinned, &TlsForward::failed);
        const auto other = unpinned.listen();
        QVERIFY(other);
        QVERIFY(!check({{Route::Kind::StunTcp, u"relay"_s, u"127.0.0.1"_s, *other, {}}})[0].ms);
        QVERIFY(!judged.isEmpty());
    }

    void anAnswerIsReadStrictly()
    {
        const QByteArray transaction(12, 't');
        auto answer = QByteArray("\x01\x01\x00\x00\x21\x12\xa4\x42", 8) + transaction;
        QVERIFY(isStunResponse(answer, transaction));
        QVERIFY(!isStunResponse(answer.left(19), transaction));
        QVERIFY(!isStunResponse(answer, QByteArray(12, 'x')));
        answer[4] = 0;
        QVERIFY(!isStunResponse(answer, transaction));
    }
};

SIZHEN_TEST(RelayTest)
#include "relay_test.moc"
