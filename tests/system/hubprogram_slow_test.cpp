// SPDX-License-Identifier: GPL-3.0-or-later
// The program sizhen-hub as an operator runs it, killed in the middle of work on both databases. RES-02.
#include "tests/support/hubprocess.h"
#include "tests/support/postgres.h"

#include <QJsonArray>
#include <QRandomGenerator>
#include <QtTest>

using namespace sizhen;
using namespace sizhen::fixture;

namespace {

// Sends until `count` envelopes are acknowledged, whatever happens to the hub; what is not acknowledged is sent again,
// as a station would.
class Sender
{
public:
    Sender(const HubHouse &house, const QByteArray &mailbox, int count)
        : m_house(house)
    {
        for (int i = 0; i < count; ++i)
            m_waiting.append(labelled(mailbox, 300));
    }

    void work(const QUrl &url)
    {
        if (!m_client || m_client->socket().state() == QAbstractSocket::UnconnectedState) {
            m_client = std::make_unique<HubClient>(m_house);
            m_sent.clear();
            m_client->onStored = [this] { take(); };
            m_client->open(url);
            return;
        }
        if (!m_client->isUp)
            return;
        while (m_sent.size() < 100 && m_sent.size() < m_waiting.size()) {
            const auto &envelope = m_waiting.at(m_sent.size());
            m_sent.append({m_client->put(envelope), envelope});
        }
    }

    [[nodiscard]] bool isDone() const { return m_waiting.isEmpty(); }

    QSet<QByteArray> acknowledged;

private:
    void take()
    {
        while (!m_sent.isEmpty() && m_client->stored.contains(m_sent.first().first)) {
            acknowledged.insert(m_sent.takeFirst().second);
            m_waiting.removeFirst();
        }
    }

    const HubHouse &m_house;
    std::unique_ptr<HubClient> m_client;
    QList<QByteArray> m_waiting;
    QList<std::pair<qint64, QByteArray>> m_sent; // numbers and what they carried, in order
};

class Receiver
{
public:
    explicit Receiver(const HubHouse &house)
        : m_house(house)
    {
    }

    void work(const QUrl &url)
    {
        if (m_client && m_client->socket().state() != QAbstractSocket::UnconnectedState)
            return;
        m_client = std::make_unique<HubClient>(m_house);
        m_client->answers = false;
        m_client->onDelivered = [this] {
            QList<qint64> ids;
            for (const auto &deliver : std::as_const(m_client->delivered)) {
                received.contains(deliver.envelope) ? void(++repeated) : void(received.insert(deliver.envelope));
                ids.append(deliver.id);
            }
            m_client->delivered.clear();
            m_client->send(hubwire::Gone{ids});
        };
        m_client->open(url);
    }

    QSet<QByteArray> received; // the application: by content
    int repeated = 0;

private:
    const HubHouse &m_house;
    std::unique_ptr<HubClient> m_client;
};

} // namespace

class HubProgramTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void theOperatorsCommands()
    {
        HubProcess hub;
        const HubHouse house;
        QVERIFY(hub.admit(house)); // before the hub runs: done on its files
        QVERIFY(hub.start());
        auto [code, answer] = hub.command({u"list"_s}); // by the running hub
        QCOMPARE(code, 0);
        const auto list = answer.value(u"result"_s).toObject().value(u"institutions"_s).toArray();
        QCOMPARE(list.size(), 1);
        QCOMPARE(list.first().toObject().value(u"name"_s).toString(), u"Duna Clinic"_s);

        HubClient client(house);
        client.open(hub.url());
        QTRY_VERIFY(client.isUp);
        const auto station = QString::fromLatin1(house.station.publicKey().toHex());
        QCOMPARE(hub.command({u"revoke"_s, station}).first, 0);
        QTRY_COMPARE(client.problems, QList<hubwire::Code>{hubwire::Code::UnknownInstitution}); // at once

        QCOMPARE(hub.command({u"remove"_s, u"0000000000"_s}).first, 3);
        QCOMPARE(hub.command({u"frobnicate"_s}).first, 2);
        QCOMPARE(hub.command({u"admit"_s, u"/nonexistent"_s}).first, 3);
        QCOMPARE(hub.command({u"admit"_s, QCoreApplication::applicationFilePath()}).first, 4); // far too big for a card
        const auto key = QString(64, u'a');
        QCOMPARE(hub.command({u"peer"_s, u"add"_s, u"wss://hub.example.org/"_s, key}).first, 0);
        QCOMPARE(hub.command({u"peer"_s, u"add"_s, u"ftp://hub.example.org/"_s, key}).first, 2);
        QCOMPARE(hub.command({u"peer"_s, u"add"_s, u"wss://self.example.org/"_s, hub.key()}).first, 2);
        QCOMPARE(hub.command({u"peer"_s, u"remove"_s, u"wss://hub.example.org/"_s}).first, 0);
        const auto id = list.first().toObject().value(u"institution"_s).toString();
        QCOMPARE(hub.command({u"remove"_s, id}).first, 0);
        QCOMPARE(hub.command({u"serve"_s}).first, 6); // one runs already
        QCOMPARE(hub.stop(), 0);
    }

    // Two programs on one database: a live message put here is there at once, also after the other was killed.
    void twoHubsOnOneDatabasePassOnWhatIsUrgent()
    {
        const QStringList settings{u"--database"_s, postgres().freshDatabase()};
        HubProcess here(settings);
        HubProcess there(settings);
        const HubHouse one;
        const HubHouse other;
        QVERIFY(here.start());
        QVERIFY(there.start());
        QVERIFY(here.admit(one));
        QVERIFY(here.admit(other));
        HubClient sender(one);
        sender.open(here.url());
        QTRY_VERIFY(sender.isUp);
        for (int round = 0; round < 2; ++round) {
            HubClient receiver(other);
            const auto comesIn = [&] {
                if (receiver.socket().state() == QAbstractSocket::UnconnectedState)
                    receiver.open(there.url()); // it may not have heard of the institution yet
                return receiver.isUp;
            };
            QTRY_VERIFY(comesIn());
            const auto isKnown = [&] { // they are there, and our hub knows it
                sender.put(labelled(other.mailbox()), true);
                return !receiver.urgent.isEmpty();
            };
            QTRY_VERIFY(isKnown());
            QTest::qWait(100);
            QList<qint64> times;
            QElapsedTimer watch;
            receiver.onDelivered = [&] { times.append(watch.nsecsElapsed() / 1000); };
            for (int i = 0; i < 100; ++i) {
                watch.start();
                sender.put(labelled(other.mailbox(), 2'000), true);
                QVERIFY(QTest::qWaitFor([&] { return times.size() > i; }, 1'000));
            }
            std::ranges::sort(times);
            qInfo("from hub to hub: median %lld us, 95 %% %lld us", times.at(50), times.at(95));
            QVERIFY(times.at(50) < 50'000);
            there.kill();
            QTRY_VERIFY(!receiver.isUp);
            QVERIFY(there.start());
        }
    }

    void killedInALoopItLosesNothingItAcknowledged_data()
    {
        QTest::addColumn<bool>("onPostgres");
        QTest::newRow("sqlite") << false;
        QTest::newRow("postgresql") << true;
    }

    void killedInALoopItLosesNothingItAcknowledged()
    {
        QFETCH(bool, onPostgres);
        const auto wanted = qEnvironmentVariableIntValue("SIZHEN_KILLS"); // ./dev soak wants more
        const auto kills = wanted > 0 ? wanted : 12;
        QStringList settings;
        if (onPostgres)
            settings << u"--database"_s << postgres().freshDatabase();
        HubProcess hub(settings);
        const HubHouse one;
        const HubHouse other;
        QVERIFY(hub.admit(one));
        QVERIFY(hub.admit(other));
        QVERIFY(hub.start());
        Sender sender(one, other.mailbox(), kills * 400);
        Receiver receiver(other);
        int killed = 0;
        QElapsedTimer life;
        life.start();
        auto lifeMs = 100;
        const auto round = [&] {
            if (killed < kills && life.elapsed() > lifeMs && sender.acknowledged.size() > killed * 300) {
                hub.kill();
                ++killed;
                if (!hub.start())
                    return true;
                lifeMs = int(QRandomGenerator::global()->bounded(20, 250));
                life.start();
            }
            sender.work(hub.url());
            receiver.work(hub.url());
            return sender.isDone() && receiver.received.size() == sender.acknowledged.size();
        };
        QTRY_VERIFY_WITH_TIMEOUT(round(), 60'000 + kills * 5'000);
        QCOMPARE(killed, kills);
        QCOMPARE(sender.acknowledged.size(), kills * 400);
        QCOMPARE(receiver.received, sender.acknowledged); // 0 lost; by content nothing twice
        const auto status = [&] { return hub.command({u"status"_s}).second.value(u"result"_s).toObject(); };
        QTRY_COMPARE(status().value(u"waiting"_s).toInt(-1), 0);
        qInfo("%d kills, %lld acknowledged, 0 lost, %d handed over again after a kill", killed,
              qint64(sender.acknowledged.size()), receiver.repeated);
    }
};

int main(int argc, char **argv)
{
    if (!startCrypto())
        return 1;
    QCoreApplication app(argc, argv);
    HubProgramTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "hubprogram_slow_test.moc"
