// SPDX-License-Identifier: GPL-3.0-or-later
// A whole hub with real sockets, on both databases. RES-01, RES-02, SEC-01, SEC-05, ORG-02.
#include "core/hub/hub.h"
#include "tests/support/hubclient.h"
#include "tests/support/postgres.h"

#include <QDeadlineTimer>
#include <QJsonArray>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

using namespace sizhen;
using namespace sizhen::fixture;
using hubwire::Code;

namespace {

// A hub and the institutions it admitted.
struct Place {
    QTemporaryDir folder;
    HubSettings settings;
    std::unique_ptr<Hub> hub;
    QDateTime now = QDateTime::currentDateTimeUtc();

    explicit Place(const QString &database = {}, const HubLimits &limits = {})
    {
        settings.dataFolder = folder.filePath(u"hub"_s);
        settings.listen = u"127.0.0.1:0"_s;
        settings.plain = true;
        settings.database = database;
        settings.country = u"HU"_s;
        settings.limits = limits;
    }

    void start()
    {
        auto opened = Hub::open(settings, [this] { return now; });
        if (!opened)
            qFatal("hub: %s", qPrintable(opened.error().detail));
        hub = std::move(*opened);
        if (const auto listening = hub->listen(); !listening)
            qFatal("hub: %s", qPrintable(listening.error().detail));
    }

    void admit(const HubHouse &house)
    {
        const auto card = QString::fromLatin1(house.card().toBase64());
        if (!hub->office().answer({{u"do"_s, u"admit"_s}, {u"card"_s, card}}))
            qFatal("admit");
    }

    [[nodiscard]] QUrl url() const
    {
        return QUrl(u"%1://127.0.0.1:%2"_s.arg(settings.plain ? u"ws"_s : u"wss"_s).arg(hub->port()));
    }
};

#define LOG_IN(client, place) \
    (client).open((place).url()); \
    QTRY_VERIFY((client).isUp)

} // namespace

class HubTest final : public QObject
{
    Q_OBJECT

    static void bothDatabases()
    {
        QTest::addColumn<bool>("onPostgres");
        QTest::newRow("sqlite") << false;
        QTest::newRow("postgresql") << true;
    }

    static QString database()
    {
        QFETCH(bool, onPostgres);
        return onPostgres ? postgres().freshDatabase() : QString();
    }

private Q_SLOTS:

    void init() { QTest::failOnWarning(QRegularExpression(u"^sizhen\\."_s)); }

    void anEnvelopeReachesItsMailbox_data() { bothDatabases(); }

    void anEnvelopeReachesItsMailbox()
    {
        Place place(database());
        place.start();
        const HubHouse one;
        const HubHouse other;
        place.admit(one);
        place.admit(other);
        HubClient sender(one);
        LOG_IN(sender, place);
        QCOMPARE(sender.welcome.country, u"HU"_s); // RES-01
        const auto envelope = labelled(other.mailbox());
        const auto number = sender.put(envelope);
        QTRY_VERIFY(sender.stored.contains(number));
        QCOMPARE(place.hub->room().store().inMailbox(other.mailbox()).number, 1);

        HubClient receiver(other);
        LOG_IN(receiver, place);
        QTRY_COMPARE(receiver.delivered.size(), 1);
        QCOMPARE(receiver.delivered.first().envelope, envelope);
        QTRY_COMPARE(place.hub->room().store().inMailbox(other.mailbox()).number, 0);
        QVERIFY(sender.delivered.isEmpty());

        // Caught up: the next one does not touch the disk twice.
        sender.put(labelled(other.mailbox()));
        QTRY_COMPARE(receiver.delivered.size(), 2);
    }

    void whatWaitsOutlivesTheHub_data() { bothDatabases(); }

    void whatWaitsOutlivesTheHub()
    {
        Place place(database());
        place.start();
        const HubHouse one;
        const HubHouse other;
        place.admit(one);
        place.admit(other);
        QList<QByteArray> sent;
        {
            HubClient sender(one);
            LOG_IN(sender, place);
            for (int i = 0; i < 300; ++i) {
                sent.append(labelled(other.mailbox(), 200 + i));
                sender.put(sent.last());
            }
            QTRY_COMPARE(sender.stored.size(), 300);
        }
        place.hub.reset(); // not even a goodbye
        place.start();
        HubClient receiver(other);
        receiver.answers = false;
        LOG_IN(receiver, place);
        QTRY_COMPARE(receiver.delivered.size(), 300);
        QList<qint64> ids;
        for (int i = 0; i < 300; ++i) {
            QCOMPARE(receiver.delivered.at(i).envelope, sent.at(i)); // in the order they came
            ids.append(receiver.delivered.at(i).id);
        }
        receiver.send(hubwire::Gone{ids});
        QTRY_COMPARE(place.hub->room().store().all().number, 0);
    }

    void whatIsNotAnsweredComesAgain_data() { bothDatabases(); }

    void whatIsNotAnsweredComesAgain()
    {
        Place place(database());
        place.start();
        const HubHouse one;
        const HubHouse other;
        place.admit(one);
        place.admit(other);
        HubClient sender(one);
        LOG_IN(sender, place);
        sender.put(labelled(other.mailbox()));
        QTRY_COMPARE(sender.stored.size(), 1);
        for (int round = 0; round < 3; ++round) {
            HubClient receiver(other);
            receiver.answers = false;
            LOG_IN(receiver, place);
            QTRY_COMPARE(receiver.delivered.size(), 1);
        }
    }

    void theSameEnvelopeIsKeptOnce_data() { bothDatabases(); }

    void theSameEnvelopeIsKeptOnce()
    {
        Place place(database());
        place.start();
        const HubHouse one;
        const HubHouse other;
        place.admit(one);
        place.admit(other);
        HubClient sender(one);
        LOG_IN(sender, place);
        const auto envelope = labelled(other.mailbox());
        for (int i = 0; i < 20; ++i)
            sender.put(envelope); // within one commit or over several
        QTRY_COMPARE(sender.stored.size(), 20);
        sender.put(envelope);
        QTRY_COMPARE(sender.stored.size(), 21);
        QCOMPARE(place.hub->room().store().inMailbox(other.mailbox()).number, 1);
        QCOMPARE(place.hub->room().store().inMailbox(other.mailbox()).bytes, envelope.size());
    }

    void everyStationOfAnInstitutionGetsIt_data() { bothDatabases(); }

    void everyStationOfAnInstitutionGetsIt()
    {
        Place place(database());
        place.start();
        const HubHouse one;
        HubHouse room;
        HubHouse node;
        node.root = SigningKey::fromSeed(room.root.seed()).value();
        place.admit(one);
        place.admit(room);
        HubClient sender(one);
        HubClient first(room);
        HubClient second(node);
        first.answers = second.answers = false;
        LOG_IN(sender, place);
        LOG_IN(first, place);
        LOG_IN(second, place);
        sender.put(labelled(room.mailbox()));
        QTRY_COMPARE(first.delivered.size(), 1);
        QTRY_COMPARE(second.delivered.size(), 1);
        second.send(hubwire::Gone{{second.delivered.first().id}});
        QTRY_COMPARE(place.hub->room().store().all().number, 0); // the first answer deletes
    }

    void nobodyDeletesInAnothersMailbox_data() { bothDatabases(); }

    void nobodyDeletesInAnothersMailbox()
    {
        Place place(database());
        place.start();
        const HubHouse one;
        const HubHouse other;
        place.admit(one);
        place.admit(other);
        HubClient sender(one);
        LOG_IN(sender, place);
        sender.put(labelled(other.mailbox()));
        QTRY_COMPARE(sender.stored.size(), 1);
        QList<qint64> guesses;
        for (int id = 1; id < 100; ++id)
            guesses.append(id);
        sender.send(hubwire::Gone{guesses});
        QTRY_COMPARE(place.hub->room().counters().gone, 99);
        QCOMPARE(place.hub->room().store().inMailbox(other.mailbox()).number, 1);
    }

    void anUrgentOneIsNeverStored_data() { bothDatabases(); }

    void anUrgentOneIsNeverStored()
    {
        Place place(database());
        place.start();
        const HubHouse one;
        const HubHouse other;
        place.admit(one);
        place.admit(other);
        HubClient sender(one);
        LOG_IN(sender, place);
        const auto lost = sender.put(labelled(other.mailbox()), true);
        QTRY_COMPARE(sender.refused.value(lost), Code::NotNow);
        HubClient receiver(other);
        LOG_IN(receiver, place);
        const auto live = labelled(other.mailbox());
        sender.put(live, true);
        QTRY_COMPARE(receiver.urgent, QList<QByteArray>{live});
        QCOMPARE(place.hub->room().store().all().number, 0);
        QCOMPARE(place.hub->room().counters().stored, 0);
    }

    void whatIsRefusedSaysWhy_data() { bothDatabases(); }

    void whatIsRefusedSaysWhy()
    {
        HubLimits limits;
        limits.envelopeBytes = 4096;
        limits.mailboxNumber = 3;
        limits.senderNumber = 5;
        Place place(database(), limits);
        place.start();
        const HubHouse one;
        const HubHouse other;
        const HubHouse third;
        place.admit(one);
        place.admit(other);
        place.admit(third);
        HubClient sender(one);
        LOG_IN(sender, place);
        const auto now = place.now.toMSecsSinceEpoch();
        const auto bad = sender.put(QByteArray(500, 'x'));
        QTRY_COMPARE(sender.refused.value(bad), Code::BadShape);
        const auto cut = sender.put(labelled(other.mailbox()).chopped(1));
        QTRY_COMPARE(sender.refused.value(cut), Code::BadShape);
        const auto big = sender.put(labelled(other.mailbox(), 4097));
        QTRY_COMPARE(sender.refused.value(big), Code::TooBig);
        const auto old = sender.put(labelled(other.mailbox(), 1024, now - 1));
        QTRY_COMPARE(sender.refused.value(old), Code::Expired);
        const auto nobody = sender.put(labelled(QByteArray(16, 'n')));
        QTRY_COMPARE(sender.refused.value(nobody), Code::UnknownInstitution);
        const auto away = sender.put(labelled(QByteArray(16, 'n')), false, u"wss://unknown.example"_s);
        QTRY_COMPARE(sender.refused.value(away), Code::NoRoute);
        for (int i = 0; i < 4; ++i)
            sender.put(labelled(other.mailbox()));
        QTRY_COMPARE(sender.stored.size(), 3);
        QTRY_COMPARE(sender.refused.value(sender.lastNumber), Code::Quota); // the mailbox is full
        for (int i = 0; i < 3; ++i)
            sender.put(labelled(third.mailbox()));
        QTRY_COMPARE(sender.stored.size(), 5);
        QTRY_COMPARE(sender.refused.value(sender.lastNumber), Code::Quota); // the sender's share is used up
        HubClient receiver(other);
        LOG_IN(receiver, place);
        QTRY_COMPARE(receiver.delivered.size(), 3);
        QTRY_COMPARE(place.hub->room().store().inMailbox(other.mailbox()).number, 0);
        const auto again = sender.put(labelled(other.mailbox()));
        QTRY_VERIFY(sender.stored.contains(again)); // room again
    }

    void whatExpiredIsNotDeliveredAndGoes_data() { bothDatabases(); }

    void whatExpiredIsNotDeliveredAndGoes()
    {
        HubLimits limits;
        limits.longestExpiryMs = 10LL * 24 * 3600 * 1000;
        Place place(database(), limits);
        place.start();
        const HubHouse one;
        HubHouse other;
        other.validTo = place.now.addDays(300);
        place.admit(one);
        place.admit(other);
        HubClient sender(one);
        LOG_IN(sender, place);
        sender.put(labelled(other.mailbox(), 1024, place.now.addSecs(3600).toMSecsSinceEpoch()));
        sender.put(labelled(other.mailbox(), 1024, place.now.addDays(300).toMSecsSinceEpoch())); // cut to ten days
        QTRY_COMPARE(sender.stored.size(), 2);
        place.now = place.now.addSecs(7200);
        place.hub->room().tick();
        QCOMPARE(place.hub->room().store().all().number, 1);
        place.now = place.now.addDays(11);
        HubClient receiver(other);
        LOG_IN(receiver, place);
        place.hub->room().tick();
        QCOMPARE(place.hub->room().store().all().number, 0);
        QCOMPARE(place.hub->room().counters().expired, 2);
        QVERIFY(receiver.delivered.isEmpty());
    }

    // SEC-01: who may come in.
    void strangersAreRefused()
    {
        Place place;
        place.start();
        const HubHouse admitted;
        place.admit(admitted);
        const auto refused = [&](HubClient &client) {
            client.open(place.url());
            return QTest::qWaitFor([&] { return !client.problems.isEmpty(); })
                && client.problems.first() == Code::UnknownInstitution && !client.isUp;
        };
        const HubHouse unknown;
        HubClient stranger(unknown);
        QVERIFY(refused(stranger));
        HubHouse future;
        future.root = SigningKey::fromSeed(admitted.root.seed()).value();
        future.validFrom = place.now.addDays(1);
        HubClient early(future);
        QVERIFY(refused(early));
        HubHouse past;
        past.root = SigningKey::fromSeed(admitted.root.seed()).value();
        past.validTo = place.now.addDays(-1);
        past.validFrom = place.now.addDays(-30);
        HubClient late(past);
        QVERIFY(refused(late));
        // The certificate of an admitted station in the hands of somebody else.
        HubClient thief(admitted);
        thief.logsIn = false;
        thief.open(place.url());
        QTRY_VERIFY(!thief.challenge.nonce.isEmpty());
        const auto words = hubwire::loginWords(thief.challenge);
        thief.send(hubwire::Login{admitted.certificate(), unknown.station.sign(hubwire::loginDomain, words)});
        QTRY_COMPARE(thief.problems, QList<Code>{Code::UnknownInstitution});
        // A log-in that was meant for another hub.
        HubClient relay(admitted);
        relay.logsIn = false;
        relay.open(place.url());
        QTRY_VERIFY(!relay.challenge.nonce.isEmpty());
        auto elsewhere = relay.challenge;
        elsewhere.hubKey = QByteArray(32, 'e');
        relay.send(hubwire::Login{admitted.certificate(),
                                  admitted.station.sign(hubwire::loginDomain, hubwire::loginWords(elsewhere))});
        QTRY_COMPARE(relay.problems, QList<Code>{Code::UnknownInstitution});
        QCOMPARE(place.hub->room().counters().strangersRefused, 5);
    }

    void whoIsRevokedOrRemovedIsHungUpOn_data() { bothDatabases(); }

    void whoIsRevokedOrRemovedIsHungUpOn()
    {
        Place place(database());
        place.start();
        const HubHouse one;
        const HubHouse other;
        place.admit(one);
        place.admit(other);
        HubClient first(one);
        HubClient second(other);
        LOG_IN(first, place);
        LOG_IN(second, place);
        auto &office = place.hub->office();
        const auto key = QString::fromLatin1(one.station.publicKey().toHex());
        QVERIFY(office.answer({{u"do"_s, u"revoke"_s}, {u"station"_s, key}}));
        QTRY_COMPARE(first.problems, QList<Code>{Code::UnknownInstitution});
        HubClient again(one);
        again.open(place.url());
        QTRY_COMPARE(again.problems, QList<Code>{Code::UnknownInstitution});

        second.answers = false;
        second.put(labelled(other.mailbox()));
        QTRY_COMPARE(second.stored.size(), 1);
        const auto id = shortId(other.root.publicKey());
        const auto asked = office.answer({{u"do"_s, u"remove"_s}, {u"institution"_s, id}});
        QVERIFY(!asked);
        QCOMPARE(asked.error().message, u"hub.envelopes_wait"_s);
        QVERIFY(office.answer({{u"do"_s, u"remove"_s}, {u"institution"_s, id}, {u"yes"_s, true}}));
        QTRY_COMPARE(second.problems, QList<Code>{Code::UnknownInstitution});
        QCOMPARE(place.hub->room().store().all().number, 0);
    }

    void nonsenseEndsTheConnection_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("loggedIn");
        QTest::newRow("noise") << QByteArray("noise") << false;
        QTest::newRow("put before log-in") << hubwire::write(hubwire::Put{1, "e", false, {}}) << false;
        QTest::newRow("a megabyte before log-in") << QByteArray(1'000'000, 'x') << false;
        QTest::newRow("noise after log-in") << QByteArray("noise") << true;
        QTest::newRow("hello twice") << hubwire::write(hubwire::Hello{{1}}) << true;
        QTest::newRow("forward from a station") << hubwire::write(hubwire::Forward{1, "e", false}) << true;
        QTest::newRow("what only hubs say") << hubwire::write(hubwire::Stored{{1}}) << true;
        QTest::newRow("too long a message") << QByteArray(9'000'000, 'x') << true;
    }

    void nonsenseEndsTheConnection()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(bool, loggedIn);
        Place place;
        place.start();
        const HubHouse house;
        place.admit(house);
        HubClient client(house);
        client.logsIn = loggedIn;
        client.open(place.url());
        QTRY_VERIFY(loggedIn ? client.isUp : !client.challenge.nonce.isEmpty());
        client.sendRaw(bytes);
        QTRY_COMPARE(client.downs, 1);
        // The hub lives on.
        HubClient next(house);
        LOG_IN(next, place);
    }

    void anUnknownWordIsIgnored()
    {
        Place place;
        place.start();
        const HubHouse house;
        place.admit(house);
        HubClient client(house);
        LOG_IN(client, place);
        client.send(hubwire::Unknown{77});
        client.put(labelled(house.mailbox()));
        QTRY_COMPARE(client.stored.size(), 1);
    }

    void strangersCannotCrowdTheDoor()
    {
        HubLimits limits;
        limits.strangersOfAddress = 3;
        Place place({}, limits);
        place.start();
        const HubHouse house;
        place.admit(house);
        HubClient first(house);
        LOG_IN(first, place); // whoever logged in is no stranger
        std::vector<std::unique_ptr<HubClient>> crowd;
        for (int i = 0; i < 6; ++i) {
            crowd.push_back(std::make_unique<HubClient>(house));
            crowd.back()->logsIn = false;
            crowd.back()->open(place.url());
        }
        QTRY_COMPARE(place.hub->room().counters().strangersRefused, 3);
        first.put(labelled(house.mailbox()));
        QTRY_COMPARE(first.stored.size(), 1);
        place.now = place.now.addSecs(11); // they had ten seconds
        QTRY_VERIFY(std::ranges::none_of(crowd, [](const auto &one) {
            return one->socket().state() == QAbstractSocket::ConnectedState;
        }));
        HubClient next(house);
        LOG_IN(next, place);
    }

    void whoDoesNotKeepToTheWindowIsHungUpOn()
    {
        HubLimits limits;
        limits.window = 10;
        Place place({}, limits);
        place.start();
        const HubHouse house;
        place.admit(house);
        HubClient client(house);
        client.answers = false;
        LOG_IN(client, place);
        QCOMPARE(client.welcome.window, 10);
        for (int i = 0; i < 200; ++i)
            client.put(labelled(house.mailbox()));
        QTRY_COMPARE(client.problems, QList<Code>{Code::SlowDown});
    }

    // A receiver that never answers gets so much and no more, and what the hub holds in memory for it stays small.
    void aSlowReceiverIsNotFedBeyondItsWindow_data() { bothDatabases(); }

    void aSlowReceiverIsNotFedBeyondItsWindow()
    {
        HubLimits limits;
        limits.feedNumber = 20;
        limits.feedBytes = 64 * 1024;
        Place place(database(), limits);
        place.start();
        const HubHouse one;
        const HubHouse other;
        place.admit(one);
        place.admit(other);
        HubClient sender(one);
        HubClient receiver(other);
        receiver.answers = false;
        LOG_IN(sender, place);
        LOG_IN(receiver, place);
        for (int i = 0; i < 100; ++i)
            sender.put(labelled(other.mailbox()));
        QTRY_COMPARE(sender.stored.size(), 100);
        QTRY_COMPARE(receiver.delivered.size(), 20);
        place.hub->room().tick();
        QCOMPARE(place.hub->room().counters().delivered, 20);
        for (int i = 0; i < 100; ++i) { // one by one: each answer makes room for the next
            QTRY_VERIFY(receiver.delivered.size() > i);
            receiver.send(hubwire::Gone{{receiver.delivered.at(i).id}});
        }
        QTRY_COMPARE(place.hub->room().store().all().number, 0);
        QCOMPARE(receiver.delivered.size(), 100);
    }

    // RES-02: nothing but sealed bytes and who they are for.
    void noPlainWordLiesOnItsDisk()
    {
        Place place;
        place.start();
        const HubHouse one;
        const HubHouse other;
        place.admit(one);
        place.admit(other);
        const auto box = BoxKey::generate();
        HubClient sender(one);
        LOG_IN(sender, place);
        const QByteArray words("Kovács János suffers from insomnia; 失眠");
        const auto envelope = sealEnvelope({other.root.publicKey(), box.publicKey(), randomBytes(16),
                                            place.now.addDays(2).toMSecsSinceEpoch()},
                                           {one.certificate(), 1, {words}},
                                           [&](QByteArrayView domain, QByteArrayView bytes) {
                                               return one.station.sign(domain, bytes);
                                           });
        QVERIFY(envelope);
        sender.put(*envelope);
        QTRY_COMPARE(sender.stored.size(), 1);
        qint64 read = 0;
        const auto names = QDir(place.settings.dataFolder).entryInfoList(QDir::Files | QDir::Hidden);
        for (const auto &name : names) {
            QFile file(name.filePath());
            if (!file.open(QIODevice::ReadOnly))
                continue;
            const auto bytes = file.readAll();
            read += bytes.size();
            for (const auto *word : {"Kov", "insomnia", "失眠", "Room 2"})
                QVERIFY2(!bytes.contains(word), qPrintable(name.fileName()));
        }
        QVERIFY(read > 2000);
    }

    void tlsWithASelfMadeCertificate()
    {
        Place place;
        place.settings.plain = false;
        place.start();
        QVERIFY(place.hub->isSelfMade());
        const auto pin = place.hub->pin();
        QCOMPARE(pin.size(), 32);
        const HubHouse house;
        place.admit(house);
        HubClient client(house);
        LOG_IN(client, place);
        QCOMPARE(client.socket().sslConfiguration().sessionProtocol(), QSsl::TlsV1_3);
        const auto key = client.challenge.hubKey;
        place.hub.reset();
        place.start(); // the same keys after a restart
        QCOMPARE(place.hub->pin(), pin);
        QCOMPARE(place.hub->room().key().publicKey(), key);
        QVERIFY(!(QFile::permissions(place.settings.dataFolder + u"/hub.key"_s) & (QFile::ReadGroup | QFile::ReadOther)));
    }

    void plainIsForLoopbackAlone()
    {
        HubSettings settings;
        settings.dataFolder = u"/nonexistent"_s;
        settings.plain = true;
        settings.listen = u"0.0.0.0:8080"_s;
        QVERIFY(!checkSettings(settings));
        settings.listen = u"[::1]:8080"_s;
        QVERIFY(checkSettings(settings));
    }

    void aFullDiskIsSaidAndNothingIsLost()
    {
        HubLimits limits;
        limits.databaseBytes = 2 * 1024 * 1024;
        limits.windowBytes = 1 << 20;
        Place place({}, limits);
        place.start();
        const HubHouse one;
        const HubHouse other;
        place.admit(one);
        place.admit(other);
        HubClient sender(one);
        LOG_IN(sender, place);
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"nothing could be stored"_s));
        for (int i = 0; i < 60 && sender.refused.isEmpty(); ++i) {
            sender.put(labelled(other.mailbox(), 60'000));
            QTRY_COMPARE(sender.stored.size() + sender.refused.size(), i + 1);
        }
        QCOMPARE(sender.refused.value(sender.lastNumber), Code::StorageFull);
        const auto kept = sender.stored.size();
        QVERIFY(kept > 20);
        HubClient receiver(other);
        LOG_IN(receiver, place);
        QTRY_COMPARE(receiver.delivered.size(), kept);
        QTRY_COMPARE(place.hub->room().store().all().number, 0);
        const auto again = sender.put(labelled(other.mailbox(), 60'000));
        QTRY_VERIFY(sender.stored.contains(again));
    }

    void itStopsWithoutLosingAWord_data() { bothDatabases(); }

    void itStopsWithoutLosingAWord()
    {
        Place place(database());
        place.start();
        const HubHouse one;
        place.admit(one);
        HubClient sender(one);
        sender.answers = false;
        LOG_IN(sender, place);
        for (int i = 0; i < 100; ++i)
            sender.put(labelled(one.mailbox()));
        QSignalSpy stopped(place.hub.get(), &Hub::stopped);
        place.hub->stop();
        QTRY_COMPARE(stopped.size(), 1);
        QCOMPARE(sender.problems, QList<Code>{Code::NotNow});
        const auto acknowledged = sender.stored.size();
        place.hub.reset();
        place.start();
        QVERIFY(place.hub->room().store().all().number >= acknowledged);
    }

    void metricsNameNoInstitution()
    {
        Place place;
        place.settings.metricsPort = 0;
        place.start();
        const HubHouse house;
        place.admit(house);
        HubClient client(house);
        client.answers = false;
        LOG_IN(client, place);
        client.put(labelled(house.mailbox()));
        QTRY_COMPARE(client.stored.size(), 1);
        QNetworkAccessManager net;
        auto *reply = net.get(QNetworkRequest(QUrl(u"http://127.0.0.1:%1/metrics"_s.arg(place.hub->metricsPort()))));
        QSignalSpy finished(reply, &QNetworkReply::finished);
        QVERIFY(finished.wait());
        const auto text = reply->readAll();
        QVERIFY(text.contains("sizhen_hub_stored_total 1\n"));
        QVERIFY(text.contains("sizhen_hub_waiting_envelopes 1\n"));
        QVERIFY(text.contains("sizhen_hub_mailbox_bytes{institution=\"" + shortId(house.root.publicKey()).toUtf8()));
        QVERIFY(!text.contains("Duna"));
        reply->deleteLater();
    }

    // ORG-02: each institution at its own hub. What is at home elsewhere waits until that hub is there.
    void aHubHandsOnToTheHomeHub_data() { bothDatabases(); }

    void aHubHandsOnToTheHomeHub()
    {
        Place left(database());
        left.start();
        Place right;
        right.start();
        const HubHouse one;
        const HubHouse other;
        left.admit(one);
        right.admit(other);
        const auto rightUrl = right.url().toString();
        const auto leftUrl = left.url().toString();
        right.settings.listen = u"127.0.0.1:%1"_s.arg(right.hub->port());
        const auto keyOf = [](const Place &place) {
            return QString::fromLatin1(place.hub->room().key().publicKey().toHex());
        };
        const auto know = [](const Place &place, const QString &url, const QString &key) {
            return place.hub->office().answer({{u"do"_s, u"peer-add"_s}, {u"url"_s, url}, {u"key"_s, key}}).has_value();
        };
        QVERIFY(know(left, rightUrl, keyOf(right)));
        right.hub.reset(); // away for now
        HubClient sender(one);
        LOG_IN(sender, left);
        const auto envelope = labelled(other.mailbox());
        sender.put(envelope, false, rightUrl + u"/#abc"_s); // the same hub in other letters
        QTRY_COMPARE(sender.stored.size(), 1);
        const auto live = sender.put(labelled(other.mailbox()), true, rightUrl);
        QTRY_COMPARE(sender.refused.value(live), Code::NotNow);

        right.start();
        HubClient receiver(other);
        LOG_IN(receiver, right);
        QVERIFY(right.hub->room().peers().isEmpty());
        QVERIFY(know(right, leftUrl, keyOf(left))); // until now the left one was a stranger there
        QTRY_COMPARE_WITH_TIMEOUT(receiver.delivered.size(), 1, 15'000);
        QCOMPARE(receiver.delivered.first().envelope, envelope);
        QTRY_COMPARE(left.hub->room().store().all().number, 0);
        const auto pulse = labelled(other.mailbox());
        sender.put(pulse, true, rightUrl);
        QTRY_COMPARE(receiver.urgent, QList<QByteArray>{pulse});

        // Each says that the other is home to somebody unknown: refused there, nothing circles.
        sender.put(labelled(QByteArray(16, 'x')), false, rightUrl);
        QTRY_COMPARE(sender.stored.size(), 2);
        QTRY_COMPARE(left.hub->room().store().all().number, 0);
        QCOMPARE(right.hub->room().store().all().number, 0);
        QCOMPARE(right.hub->room().counters().refused[std::size_t(Code::NoRoute)], 1);
    }

    void aHubWithAnotherKeyIsNotHandedAnything()
    {
        Place left;
        left.start();
        Place right;
        right.start();
        const HubHouse one;
        const HubHouse other;
        left.admit(one);
        right.admit(other);
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"another key than the one that is known"_s));
        QVERIFY(left.hub->office().answer({{u"do"_s, u"peer-add"_s},
                                           {u"url"_s, right.url().toString()},
                                           {u"key"_s, QString(64, u'e')}}));
        HubClient sender(one);
        LOG_IN(sender, left);
        sender.put(labelled(other.mailbox()), false, right.url().toString());
        QTRY_COMPARE(sender.stored.size(), 1);
        left.hub->room().tick();
        QTRY_VERIFY(left.hub->room().counters().hubsRefused > 0);
        QCOMPARE(left.hub->room().store().all().number, 1);
        QCOMPARE(right.hub->room().counters().logins, 0);
        QCOMPARE(right.hub->room().store().all().number, 0);
    }

    void twoHubsOnOneDatabase()
    {
        const auto database = postgres().freshDatabase();
        Place left(database);
        Place right(database);
        left.start();
        right.start();
        const HubHouse one;
        const HubHouse other;
        left.admit(one);
        left.admit(other);
        QTRY_COMPARE(right.hub->room().institutions().size(), 2); // heard from the database
        HubClient sender(one);
        HubClient receiver(other);
        LOG_IN(sender, left);
        LOG_IN(receiver, right);
        for (int i = 0; i < 500; ++i)
            sender.put(labelled(other.mailbox()));
        QTRY_COMPARE(sender.stored.size(), 500);
        QTRY_COMPARE(receiver.delivered.size(), 500);
        QTRY_COMPARE(right.hub->room().counters().gone, 500);
        QVERIFY(right.hub->room().store().refresh());
        QCOMPARE(right.hub->room().store().all().number, 0);
        QCOMPARE(right.hub->room().store().all().bytes, 0);
    }

    // Live pulse and call signalling find whoever is connected to another hub on the same database, and nothing is stored.
    void urgentOnesReachWhoIsAtAnotherHub()
    {
        const auto database = postgres().freshDatabase();
        Place left(database);
        Place right(database);
        left.start();
        right.start();
        const HubHouse one;
        const HubHouse other;
        left.admit(one);
        left.admit(other);
        QTRY_COMPARE(right.hub->room().institutions().size(), 2);
        HubClient sender(one);
        LOG_IN(sender, left);
        const auto early = sender.put(labelled(other.mailbox()), true);
        QTRY_COMPARE(sender.refused.value(early), Code::NotNow); // nobody is there
        HubClient receiver(other);
        LOG_IN(receiver, right);
        QTRY_VERIFY(left.hub->room().store().neighbours()->have(other.mailbox()));
        QList<QByteArray> said;
        for (int i = 0; i < 200; ++i) // of one part, of several, of many
            said.append(labelled(other.mailbox(), i % 20 == 19 ? 60'000 : 900 + 40 * i));
        for (const auto &envelope : std::as_const(said))
            sender.put(envelope, true);
        QTRY_COMPARE(receiver.urgent.size(), said.size());
        QCOMPARE(receiver.urgent, said); // in order, and each once
        QCOMPARE(sender.refused.size(), 1);

        HubClient here(other); // another station of theirs, at our hub: both hear it
        LOG_IN(here, left);
        sender.put(labelled(other.mailbox()), true);
        QTRY_COMPARE(receiver.urgent.size(), said.size() + 1);
        QTRY_COMPARE(here.urgent.size(), 1);
        here.close();
        receiver.close();
        QTRY_VERIFY(!left.hub->room().store().neighbours()->have(other.mailbox()));
        QTRY_COMPARE(left.hub->room().connected(other.mailbox()), 0);
        const auto late = sender.put(labelled(other.mailbox()), true);
        QTRY_COMPARE(sender.refused.value(late), Code::NotNow);
        QCOMPARE(left.hub->room().store().all().number, 0);
    }

    // Only one of several hubs speaks to a hub of another country: what is urgent there goes by it.
    void urgentOnesForAnotherCountryGoByTheHubThatSpeaksToIt()
    {
        const auto database = postgres().freshDatabase();
        Place first(database);
        Place second(database);
        Place abroad;
        for (auto *place : {&first, &second, &abroad})
            place->start();
        const HubHouse one;
        const HubHouse other;
        first.admit(one);
        abroad.admit(other);
        const auto know = [](Place &whom, Place &by) {
            const auto key = QString::fromLatin1(whom.hub->room().key().publicKey().toHex());
            return bool(by.hub->office().answer({{u"do"_s, u"peer-add"_s}, {u"url"_s, whom.url().toString()}, {u"key"_s, key}}));
        };
        QVERIFY(know(abroad, first));
        QVERIFY(know(first, abroad));
        QVERIFY(know(second, abroad));
        HubClient receiver(other);
        LOG_IN(receiver, abroad);
        HubClient atFirst(one);
        HubClient atSecond(one);
        LOG_IN(atFirst, first);
        QTRY_COMPARE(second.hub->room().institutions().size(), 1);
        LOG_IN(atSecond, second);
        atFirst.put(labelled(other.mailbox()), false, abroad.url().toString()); // whoever speaks to it does so now
        QTRY_COMPARE(receiver.delivered.size(), 1);
        atFirst.put(labelled(other.mailbox()), true, abroad.url().toString());
        atSecond.put(labelled(other.mailbox()), true, abroad.url().toString());
        QTRY_COMPARE(receiver.urgent.size(), 2);
    }

    void aDatabaseThatGoesAwayComesBack()
    {
        Place place(postgres().freshDatabase());
        place.start();
        const HubHouse one;
        place.admit(one);
        HubClient sender(one);
        LOG_IN(sender, place);
        sender.put(labelled(one.mailbox()));
        QTRY_COMPARE(sender.stored.size(), 1);
        postgres().stop();
        const auto lost = sender.put(labelled(one.mailbox()));
        QTRY_COMPARE(sender.refused.value(lost), Code::NotNow);
        postgres().start();
        for (const QDeadlineTimer patience(60'000); sender.stored.size() < 2 && !patience.hasExpired();) {
            const auto answered = sender.stored.size() + sender.refused.size();
            sender.put(labelled(one.mailbox()));
            QTRY_VERIFY(sender.stored.size() + sender.refused.size() > answered);
            QTest::qWait(20);
        }
        QCOMPARE(sender.stored.size(), 2);
        QTRY_COMPARE(sender.delivered.size(), 2);
    }
};

int main(int argc, char **argv)
{
    if (!startCrypto())
        return 1;
    QCoreApplication app(argc, argv);
    HubTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "hub_test.moc"
