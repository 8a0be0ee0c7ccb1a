// SPDX-License-Identifier: GPL-3.0-or-later
// Two stations whose hub is hostile: nothing forged gets in, everything arrives all the same, and what has not arrived is
// known by the receipt that did not come (SEC-10, storage.md §3.2).
#include "core/hub/hub.h"
#include "tests/support/hostilehub.h"
#include "tests/support/hubclient.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace sizhen;
using namespace sizhen::fixture;

namespace {

// What a station makes of a hub, as small as it can be: envelopes are sealed and opened by the real code; what was said is
// said again until the other side's signed envelope brings its receipt.
class Station
{
public:
    HubHouse house;
    BoxKey box = BoxKey::generate();
    Station *partner = nullptr;
    QSet<QByteArray> inbox;
    QSet<QByteArray> unconfirmed; // what is shown grey
    int refused = 0; // envelopes that were not opened
    int storedSaid = 0;

    void connectTo(const QUrl &url)
    {
        m_url = url;
        m_client = std::make_unique<HubClient>(house);
        m_client->answers = false;
        m_client->onDelivered = [this] { take(); };
        m_client->onStored = [this] { storedSaid = int(m_client->stored.size()); };
        m_client->open(url);
    }

    void say(const QByteArray &word)
    {
        unconfirmed.insert(word);
        put("say:" + word);
    }

    void sayAgain()
    {
        if (m_client->socket().state() == QAbstractSocket::UnconnectedState)
            connectTo(m_url);
        for (const auto &word : std::as_const(unconfirmed))
            put("say:" + word);
    }

    void leave() { m_client->close(); }
    [[nodiscard]] bool isUp() const { return m_client->isUp; }

private:
    void put(const QByteArray &message)
    {
        const auto envelope
            = sealEnvelope({partner->house.root.publicKey(), partner->box.publicKey(), randomBytes(16),
                            QDateTime::currentMSecsSinceEpoch() + 3'600'000},
                           {house.certificate(), 1, {message}}, [this](QByteArrayView domain, QByteArrayView bytes) {
                               return house.station.sign(domain, bytes);
                           });
        if (!envelope)
            qFatal("seal: %s", qPrintable(envelope.error().detail));
        if (m_client->isUp)
            m_client->put(*envelope);
    }

    void take()
    {
        const auto all = std::exchange(m_client->delivered, {});
        for (const auto &one : all) {
            open(one.envelope);
            m_client->send(hubwire::Gone{{one.id}});
        }
    }

    void open(const QByteArray &envelope)
    {
        EnvelopeReader reader;
        reader.root = house.root.publicKey();
        reader.nowMs = QDateTime::currentMSecsSinceEpoch();
        reader.openKey = [this](const QByteArray &, QByteArrayView sealed) { return box.open(sealed); };
        reader.judge = [this](const StationCertificate &sender) -> Result<> {
            if (sender.institution == partner->house.root.publicKey())
                return {};
            return fail(Fault::Untrusted, u"not our partner"_s);
        };
        const auto opened = openEnvelope(envelope, reader);
        if (!opened) {
            ++refused;
            return;
        }
        for (const auto &message : opened->messages) {
            if (message.startsWith("say:")) {
                inbox.insert(message.mid(4));
                put("got:" + message.mid(4));
            } else if (message.startsWith("got:")) {
                unconfirmed.remove(message.mid(4));
            }
        }
    }

    QUrl m_url;
    std::unique_ptr<HubClient> m_client;
};

} // namespace

class HostileTest final : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    std::unique_ptr<Hub> m_hub;
    std::unique_ptr<Station> m_one;
    std::unique_ptr<Station> m_other;
    std::unique_ptr<Station> m_third; // a third institution, so that there is something to swap
    std::unique_ptr<HostileHub> m_hostile;
    int m_round = 0;

    // On a new, empty disk.
    void startHub(int port)
    {
        HubSettings settings;
        settings.dataFolder = m_folder.filePath(u"hub%1"_s.arg(++m_round));
        settings.listen = u"127.0.0.1:%1"_s.arg(port);
        settings.plain = true;
        m_hub = Hub::open(settings).value();
        QVERIFY(m_hub->listen());
        for (auto *station : {m_one.get(), m_other.get(), m_third.get()})
            QVERIFY(m_hub->office().answer(
                {{u"do"_s, u"admit"_s}, {u"card"_s, QString::fromLatin1(station->house.card().toBase64())}}));
    }

    void begin(HostileHub::Malice malice)
    {
        m_one = std::make_unique<Station>();
        m_other = std::make_unique<Station>();
        m_third = std::make_unique<Station>();
        m_one->partner = m_third->partner = m_other.get();
        m_other->partner = m_one.get();
        startHub(0);
        const auto seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        m_hostile = std::make_unique<HostileHub>(QUrl(u"ws://127.0.0.1:%1"_s.arg(m_hub->port())), malice, seed);
        for (auto *station : {m_one.get(), m_other.get(), m_third.get()})
            station->connectTo(m_hostile->url());
        QTRY_VERIFY(m_one->isUp() && m_other->isUp() && m_third->isUp());
    }

private Q_SLOTS:

    void cleanup()
    {
        m_one.reset();
        m_other.reset();
        m_third.reset();
        m_hostile.reset();
        m_hub.reset();
    }

    void everythingConvergesAndNothingForgedIsTaken_data()
    {
        QTest::addColumn<HostileHub::Malice>("malice");
        QTest::newRow("drop") << HostileHub::Malice{.drop = 40};
        QTest::newRow("replay") << HostileHub::Malice{.replay = 60};
        QTest::newRow("reorder and delay") << HostileHub::Malice{.hold = 70};
        QTest::newRow("swap between mailboxes") << HostileHub::Malice{.swap = 40};
        QTest::newRow("truncate") << HostileHub::Malice{.cut = 40};
        QTest::newRow("flip") << HostileHub::Malice{.flip = 40};
        QTest::newRow("all of it") << HostileHub::Malice{10, 15, 15, 10, 10, 10};
    }

    void everythingConvergesAndNothingForgedIsTaken()
    {
        QFETCH(HostileHub::Malice, malice);
        begin(malice);
        QSet<QByteArray> ours;
        QSet<QByteArray> theirs;
        for (int i = 0; i < 40; ++i) {
            ours.insert("ours " + QByteArray::number(i));
            theirs.insert("theirs " + QByteArray::number(i));
            m_third->say("from a stranger " + QByteArray::number(i)); // the other knows no such partner
        }
        for (const auto &word : ours)
            m_one->say(word);
        for (const auto &word : theirs)
            m_other->say(word);
        const auto converged = [&] {
            m_one->sayAgain();
            m_other->sayAgain();
            return m_one->unconfirmed.isEmpty() && m_other->unconfirmed.isEmpty();
        };
        QTRY_VERIFY_WITH_TIMEOUT(converged(), 30'000);
        QCOMPARE(m_other->inbox, ours); // all of it, and not a word that was not said to them
        QCOMPARE(m_one->inbox, theirs);
        QVERIFY(m_third->inbox.isEmpty());
        QVERIFY(m_hostile->mischief > 20);
        QVERIFY(m_other->refused > 0); // the stranger's
        QCOMPARE(m_third->unconfirmed.size(), 40); // no receipt: shown as missing although the hub said "stored"
    }

    // All that waited is gone with the disk: it costs time, and the senders send again.
    void aHubThatLostItsDiskCostsTimeOnly()
    {
        begin({});
        const auto port = m_hub->port();
        m_other->leave();
        QTRY_VERIFY(!m_other->isUp());
        for (int i = 0; i < 30; ++i)
            m_one->say(QByteArray::number(i));
        QTRY_COMPARE(m_hub->room().store().all().number, 30);
        m_hub.reset();
        startHub(port);
        QCOMPARE(m_hub->room().store().all().number, 0);
        const auto converged = [&] {
            m_one->sayAgain();
            m_other->sayAgain();
            return m_one->unconfirmed.isEmpty();
        };
        QTRY_VERIFY_WITH_TIMEOUT(converged(), 20'000);
        QCOMPARE(m_other->inbox.size(), 30);
    }

    // The hub swears that it has everything. Nothing turns green.
    void whatAHubSaysTurnsNothingGreen()
    {
        begin({.drop = 100});
        for (int i = 0; i < 10; ++i)
            m_one->say(QByteArray::number(i));
        QTRY_COMPARE(m_one->storedSaid, 10);
        QCOMPARE(m_one->unconfirmed.size(), 10);
        m_hostile->malice() = {};
        m_one->sayAgain();
        QTRY_VERIFY(m_one->unconfirmed.isEmpty());
    }
};

int main(int argc, char **argv)
{
    if (!startCrypto())
        return 1;
    QCoreApplication app(argc, argv);
    HostileTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "hostile_test.moc"
