// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/directlink.h"

#include "core/net/directserver.h"
#include "tests/core/net/netstation.h"
#include "tests/support/program.h"

#include <QHostAddress>
#include <QSignalSpy>
#include <QtTest>

#include <deque>

using namespace sizhen;

// One TLS connection over loopback, with real keys: who gets in, who does not, and what a line may do.
class DirectLinkTest final : public QObject
{
    Q_OBJECT
private:
    // The answering side: accepts every caller with `station`'s keys.
    struct Answer {
        DirectServer server;
        NetStation &station;
        std::unique_ptr<DirectLink> link;
        std::optional<Error> error;
        int closed = 0;
        QList<QByteArray> messages;

        explicit Answer(NetStation &owner)
            : station(owner)
        {
            if (!server.listen(QHostAddress::LocalHost))
                qFatal("no port on loopback");
            QObject::connect(&server, &DirectServer::arrived, &server, [this](qintptr descriptor) {
                link = std::make_unique<DirectLink>(station.tls, station.judge(), nullptr);
                follow(*link, error, closed, messages);
                link->accept(descriptor);
            });
        }
    };

    static void follow(DirectLink &link, std::optional<Error> &error, int &closed, QList<QByteArray> &messages)
    {
        connect(&link, &DirectLink::failed, &link, [&error](const Error &e) { error = e; });
        connect(&link, &DirectLink::closed, &link, [&closed] { ++closed; });
        connect(&link, &DirectLink::messagesArrived, &link, [&messages](const QList<QByteArray> &m) { messages += m; });
    }

    struct Call {
        DirectLink link;
        std::optional<Error> error;
        int closed = 0;
        QList<QByteArray> messages;
        std::deque<Session::Outgoing> queue;

        explicit Call(NetStation &station, quint16 port)
            : link(station.tls, station.judge(), nullptr)
        {
            follow(link, error, closed, messages);
            link.setSource([this](bool urgentOnly) { return take(urgentOnly); });
            link.dial(QStringLiteral("127.0.0.1"), port);
        }

        std::optional<Session::Outgoing> take(bool urgentOnly)
        {
            if (queue.empty() || (urgentOnly && !queue.front().urgent))
                return {};
            auto first = queue.front();
            queue.pop_front();
            return first;
        }

        void say(const QByteArray &message, bool urgent = true)
        {
            queue.push_back({message, urgent});
            link.wake();
        }
    };

    // A caller with tools of its own.
    static std::unique_ptr<QSslSocket> stranger(quint16 port, const TlsMaterial *material, QSsl::SslProtocol protocol)
    {
        auto socket = std::make_unique<QSslSocket>();
        auto configuration = QSslConfiguration::defaultConfiguration();
        configuration.setProtocol(protocol);
        configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
        if (material) {
            configuration.setLocalCertificate(material->certificate);
            configuration.setPrivateKey(material->key);
        }
        socket->setSslConfiguration(configuration);
        socket->connectToHostEncrypted(QStringLiteral("127.0.0.1"), port);
        return socket;
    }

private Q_SLOTS:

    void twoPartnersPinEachOther()
    {
        NetPair pair;
        Answer b(pair.b);
        Call a(pair.a, b.server.serverPort());
        QTRY_VERIFY(a.link.isPinned() && b.link && b.link->isPinned());
        QCOMPARE(a.link.partner(), pair.b.store.root);
        QCOMPARE(b.link->partner(), pair.a.store.root);
        QCOMPARE(a.link.pin(), pair.b.spkiHash);
        QCOMPARE(b.link->pin(), pair.a.spkiHash);
        QVERIFY(!a.error && !b.error);
    }

    void messagesOfEverySizeArriveInOrder()
    {
        NetPair pair;
        Answer b(pair.b);
        Call a(pair.a, b.server.serverPort());
        QTRY_VERIFY(a.link.isPinned());
        QList<QByteArray> sent;
        for (const int size : {1, 100, 16'380, 16'381, 300'000, 4'000'000, 7}) {
            sent.append(randomBytes(size));
            a.say(sent.last(), size < 1'000);
        }
        QTRY_COMPARE_WITH_TIMEOUT(b.messages.size(), sent.size(), 20'000);
        for (const auto &message : sent)
            QVERIFY(b.messages.contains(message));
    }

    void aCallerWithAnUnknownKeyIsRefusedWithAReason()
    {
        NetPair pair;
        NetStation intruder;
        intruder.trust(pair.b);
        Answer b(pair.b);
        Call call(intruder, b.server.serverPort());
        call.say("let me in");
        QTRY_VERIFY(b.error.has_value());
        QCOMPARE(b.error->fault, Fault::Untrusted);
        QVERIFY(b.error->detail.contains(QStringLiteral("no partner has this key")));
        QVERIFY(!b.error->args.value(QStringLiteral("address")).toString().isEmpty());
        QVERIFY(!b.link->isPinned());
        QVERIFY(b.messages.isEmpty());
        QTRY_COMPARE(call.closed, 1); // and it sees that it was not wanted
        QCOMPARE(b.closed, 1);
    }

    void anAnswerWithAnUnknownKeyIsRefusedByTheCaller()
    {
        NetPair pair;
        NetStation impostor;
        impostor.trust(pair.a);
        Answer b(impostor);
        Call a(pair.a, b.server.serverPort());
        a.say("secret");
        QTRY_VERIFY(a.error.has_value());
        QCOMPARE(a.error->fault, Fault::Untrusted);
        QVERIFY(!a.link.isPinned());
        QTRY_VERIFY(b.closed == 1 || !b.link);
        QVERIFY(b.messages.isEmpty());
    }

    void aKeyThatWasRenewedNoLongerOpens()
    {
        NetPair pair;
        const auto stolen = pair.a.tls;
        pair.a.renewKey();
        pair.b.pins.clear();
        pair.b.trust(pair.a);
        Answer b(pair.b);
        NetStation thief;
        thief.tls = stolen;
        thief.trust(pair.b);
        Call call(thief, b.server.serverPort());
        QTRY_VERIFY(b.error.has_value());
        QCOMPARE(b.error->fault, Fault::Untrusted);
    }

    void aCallerWithoutACertificateIsRefused()
    {
        NetPair pair;
        Answer b(pair.b);
        const auto socket = stranger(b.server.serverPort(), nullptr, QSsl::TlsV1_3OrLater);
        QTRY_VERIFY(b.error.has_value());
        QCOMPARE(b.error->fault, Fault::Untrusted);
    }

    void anythingOlderThanTls13IsRefused()
    {
        NetPair pair;
        Answer b(pair.b);
        const auto socket = stranger(b.server.serverPort(), &pair.a.tls, QSsl::TlsV1_2);
        QTRY_VERIFY(b.error.has_value());
        QVERIFY(!b.link->isPinned());
        QVERIFY(!socket->isEncrypted());
    }

    void garbageInsteadOfAHandshakeHarmsNobody()
    {
        NetPair pair;
        Answer b(pair.b);
        QTcpSocket noise;
        noise.connectToHost(QHostAddress::LocalHost, b.server.serverPort());
        QTRY_COMPARE(noise.state(), QAbstractSocket::ConnectedState);
        noise.write(randomBytes(3'000));
        QTRY_VERIFY(b.error.has_value());
        QVERIFY(b.messages.isEmpty());
        b.error.reset();
        Call a(pair.a, b.server.serverPort()); // the next caller is served
        QTRY_VERIFY(a.link.isPinned());
    }

    void aFrameThatNoStationSendsEndsTheLink()
    {
        NetPair pair;
        Answer b(pair.b);
        const auto socket = stranger(b.server.serverPort(), &pair.a.tls, QSsl::TlsV1_3OrLater);
        QTRY_VERIFY(socket->isEncrypted());
        socket->write(QByteArray::fromHex("00000005") + "hello");
        QTRY_COMPARE(b.messages, QList<QByteArray>{"hello"});
        socket->write("GET / HTTP/1.1\r\n\r\n");
        QTRY_VERIFY(b.error.has_value());
        QCOMPARE(b.error->fault, Fault::Corrupt);
        QCOMPARE(b.closed, 1);
    }

    void halfAFrameThenTheEndIsNoMessage()
    {
        NetPair pair;
        Answer b(pair.b);
        auto socket = stranger(b.server.serverPort(), &pair.a.tls, QSsl::TlsV1_3OrLater);
        QTRY_VERIFY(socket->isEncrypted());
        QTRY_VERIFY(b.link && b.link->isPinned());
        socket->write(QByteArray::fromHex("00001000") + "only the beginning");
        socket->flush();
        socket->disconnectFromHost();
        QTRY_COMPARE(b.closed, 1);
        QCOMPARE(b.error->fault, Fault::Io);
        QVERIFY(b.messages.isEmpty());
    }

    void theCableIsPulled()
    {
        NetPair pair;
        Answer b(pair.b);
        auto a = std::make_unique<Call>(pair.a, b.server.serverPort());
        QTRY_VERIFY(a->link.isPinned() && b.link && b.link->isPinned());
        a.reset(); // the process is gone, nobody says good-bye
        QTRY_COMPARE(b.closed, 1);
        QCOMPARE(b.error->fault, Fault::Io);
    }

    void closeSaysWhatIsLeftToSay()
    {
        NetPair pair;
        Answer b(pair.b);
        Call a(pair.a, b.server.serverPort());
        QTRY_VERIFY(a.link.isPinned() && b.link && b.link->isPinned());
        a.queue.push_back({"farewell", true});
        a.link.close();
        QTRY_COMPARE(b.messages, QList<QByteArray>{"farewell"});
        QTRY_COMPARE(a.closed, 1);
        QVERIFY(!a.error); // we wanted it
        QTRY_COMPARE(b.closed, 1);
    }

    void nobodyAtThePortIsSaidSo()
    {
        NetPair pair;
        quint16 port = 0;
        {
            DirectServer server;
            QVERIFY(server.listen(QHostAddress::LocalHost));
            port = server.serverPort();
        }
        Call a(pair.a, port);
        QTRY_VERIFY(a.error.has_value());
        QCOMPARE(a.error->fault, Fault::Io);
        QCOMPARE(a.closed, 1);
    }

    void loadingAKeyThatDoesNotFitIsRefused()
    {
        const auto now = QDateTime::currentDateTimeUtc();
        const auto key = P256Key::generate();
        const auto der = makeAuthority(*key, {QStringLiteral("x"), {}, {}, {}, now, now.addDays(1)});
        QVERIFY(loadTlsMaterial(*der, key->pkcs8()));
        QCOMPARE(loadTlsMaterial("no certificate", key->pkcs8()).error().fault, Fault::Invalid);
        QCOMPARE(loadTlsMaterial(*der, SecretBytes::random(60)).error().fault, Fault::Invalid);
        QCOMPARE(loadTlsMaterial(*der, P256Key::generate()->pkcs8()).error().fault, Fault::Invalid);
    }
};

SIZHEN_TEST(DirectLinkTest)
#include "directlink_test.moc"
