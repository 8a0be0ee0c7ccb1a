// SPDX-License-Identifier: GPL-3.0-or-later
// ARC-09, RES-01, RES-02, RES-03: two real ledgers over a real hub; no direct link.
#include "core/net/hubpost.h"

#include "core/hub/hub.h"
#include "tests/core/hub/post.h"
#include "tests/support/program.h"

#include <QDir>
#include <QJsonObject>
#include <QTest>

using namespace sizhen;
using namespace sizhen::fixture;

class HubPostTest : public QObject
{
    Q_OBJECT
private:
    void startHub(bool plain = true)
    {
        HubSettings settings;
        settings.dataFolder = m_folder->filePath(u"hub"_s);
        settings.listen = u"127.0.0.1:%1"_s.arg(m_port);
        settings.plain = plain;
        settings.country = u"HU"_s;
        auto opened = Hub::open(settings);
        QVERIFY2(opened, opened ? "" : qPrintable(opened.error().detail));
        m_hub = std::move(*opened);
        QVERIFY(m_hub->listen());
        m_port = m_hub->port();
    }

    void admit(const House &house) const
    {
        const auto card = QString::fromLatin1(house.ledger->card({})->toBase64());
        QVERIFY(m_hub->office().answer({{u"do"_s, u"admit"_s}, {u"card"_s, card}}));
    }

    [[nodiscard]] int openAtDuna() const { return m_duna->ledger->unconfirmed(m_lake->root(), m_case).value(); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Hub> m_hub;
    int m_port = 0;
    std::unique_ptr<House> m_duna;
    std::unique_ptr<House> m_lake;
    QByteArray m_case;

private Q_SLOTS:

    void initTestCase() { QVERIFY(startCrypto()); }

    void init()
    {
        QTest::failOnWarning(QRegularExpression(u"^sizhen\\."_s));
        m_folder = std::make_unique<QTemporaryDir>();
        m_port = 0;
        startHub();
        m_duna = std::make_unique<House>();
        m_lake = std::make_unique<House>(u"CN"_s, u"li"_s);
        for (auto *house : {m_duna.get(), m_lake.get()}) {
            house->now = QDateTime::currentDateTimeUtc();
            admit(*house);
        }
        pair(*m_duna, *m_lake);
        m_case = m_duna->ledger->newStream(u"case"_s).value();
        QVERIFY(m_duna->ledger->share(m_case, m_lake->root()));
    }

    void cleanup()
    {
        m_hub.reset();
        m_duna.reset();
        m_lake.reset();
    }

    void aCaseArrivesAndIsConfirmed()
    {
        Post duna(*m_duna, *m_lake);
        Post lake(*m_lake, *m_duna);
        const auto photo
            = m_duna->vault->attachments().put(randomBytes(3'000'000), u"image/jpeg"_s, u"tongue.jpg"_s).value();
        (void)m_duna->say(m_case, u"tongue"_s, {{u"a"_s, QCborMap{{u"attachment"_s, photo.toCbor()}}}});
        duna.start(*m_hub);
        lake.start(*m_hub);
        QTRY_COMPARE(openAtDuna(), 0);
        QVERIFY(m_lake->vault->attachments().read(photo));
        (void)m_lake->say(m_case, u"reply"_s);
        QTRY_COMPARE(m_lake->ledger->unconfirmed(m_duna->root(), m_case).value(), 0);
        QCOMPARE(m_duna->texts(m_case).last(), u"reply"_s);
        QTRY_VERIFY(duna.post->isIdle() && lake.post->isIdle());
        QCOMPARE(duna.post->country(), u"HU"_s);
        QVERIFY(m_duna->ledger->carried()->first().bytes > 3'000'000);
    }

    void aPartnerWhoWasAwayFindsItsMailbox()
    {
        Post duna(*m_duna, *m_lake);
        duna.start(*m_hub);
        for (int i = 0; i < 20; ++i)
            (void)m_duna->say(m_case, QString::number(i));
        QTRY_COMPARE(duna.post->condition(m_lake->root()).backlog.items, 21); // 20 acts and the grant
        QTRY_VERIFY(!m_duna->ledger->courierNotes(m_lake->root(), u"hub"_s)->isEmpty()); // the hub has them
        QTRY_COMPARE(duna.post->unanswered(), 0);
        duna.post->stop();
        Post lake(*m_lake, *m_duna);
        lake.start(*m_hub);
        QTRY_COMPARE(m_lake->ledger->events(m_case).map([](const auto &all) { return all.size(); }).value_or(0), 20);
        QCOMPARE(openAtDuna(), 20); // the sender is off: the hub's word was none
        duna.start(*m_hub);
        QTRY_COMPARE(openAtDuna(), 0);
    }

    // SEC-05: a hub that signs for itself is taken by its pinned key, and by nothing else.
    void onlyThePinnedHubIsSpokenTo()
    {
        m_hub.reset();
        startHub(false);
        const auto address = [this](const QByteArray &pin) {
            const auto text = u"wss://localhost:%1"_s.arg(m_port);
            return HubAddress::parse(pin.isEmpty() ? text : text + u'#' + QString::fromLatin1(pin.toHex())).value();
        };
        Post duna(*m_duna, *m_lake);
        for (const auto &wrong : {QByteArray(), QByteArray(32, 'x')}) {
            duna.failures.clear();
            duna.post->start(address(wrong));
            QTRY_VERIFY(!duna.failures.isEmpty());
            QCOMPARE(duna.failures.first().message, u"link.hub_untrusted"_s);
            QVERIFY(duna.post->state() != HubLink::State::Up);
        }
        duna.post->start(address(m_hub->pin()));
        QTRY_COMPARE(duna.post->state(), HubLink::State::Up);
        Post lake(*m_lake, *m_duna);
        lake.post->start(address(m_hub->pin()));
        (void)m_duna->say(m_case, u"sealed twice"_s);
        QTRY_COMPARE(openAtDuna(), 0);
    }

    // The hub is gone for a while, and comes back without its disk.
    void aHubThatForgotEverythingIsFilledAgain()
    {
        Post duna(*m_duna, *m_lake);
        duna.start(*m_hub);
        (void)m_duna->say(m_case, u"before"_s);
        QTRY_VERIFY(!m_duna->ledger->courierNotes(m_lake->root(), u"hub"_s)->isEmpty());
        m_hub.reset();
        QTRY_VERIFY(duna.post->state() != HubLink::State::Up);
        QVERIFY(QDir(m_folder->filePath(u"hub"_s)).removeRecursively());
        startHub();
        admit(*m_duna);
        admit(*m_lake);
        Post lake(*m_lake, *m_duna);
        duna.post->retryNow();
        lake.start(*m_hub);
        QTRY_COMPARE_WITH_TIMEOUT(openAtDuna(), 0, 20'000);
        QCOMPARE(m_lake->texts(m_case), m_duna->texts(m_case));
    }

    void liveGoesToWhoIsThereAndIsNotKept()
    {
        Post duna(*m_duna, *m_lake);
        Post lake(*m_lake, *m_duna);
        QVERIFY(!duna.post->sendLive(m_lake->root(), m_case, 1, "too early"));
        duna.start(*m_hub);
        QTRY_COMPARE(duna.post->state(), HubLink::State::Up);
        QVERIFY(duna.post->sendLive(m_lake->root(), m_case, 1, "nobody is there"));
        lake.start(*m_hub);
        QTRY_VERIFY(m_duna->ledger->pendingGrants(m_lake->root(), {})->isEmpty());
        QVERIFY(lake.live.isEmpty());
        for (int i = 0; i < 5; ++i)
            QVERIFY(duna.post->sendLive(m_lake->root(), m_case, 1, QByteArray::number(i)));
        QTRY_COMPARE(lake.live, (QList<QByteArray>{"0", "1", "2", "3", "4"}));
    }

    // While a call is running, a live message does not wait behind a long history and its originals.
    void livePulseIsNotHeldUpByBulk()
    {
        Post duna(*m_duna, *m_lake);
        Post lake(*m_lake, *m_duna);
        duna.post->setCallRunning(true);
        duna.start(*m_hub);
        lake.start(*m_hub);
        QTRY_VERIFY(m_duna->ledger->pendingGrants(m_lake->root(), {})->isEmpty());
        const auto wave = m_duna->vault->attachments().put(randomBytes(8'000'000), u"a/b"_s, u"wave"_s).value();
        (void)m_duna->say(m_case, u"wave"_s, {{u"a"_s, QCborMap{{u"attachment"_s, wave.toCbor()}}}});
        qint64 worst = 0;
        for (int i = 0; i < 30; ++i) {
            QElapsedTimer clock;
            clock.start();
            const auto before = lake.live.size();
            QVERIFY(duna.post->sendLive(m_lake->root(), m_case, 1, randomBytes(500)));
            QTRY_COMPARE(lake.live.size(), before + 1);
            worst = std::max(worst, clock.elapsed());
        }
        qInfo("live pulse over the hub beside 8 MB: worst %lld ms", worst);
        QVERIFY(!m_lake->vault->attachments().read(wave)); // files wait for the end of the call
        QVERIFY(m_lake->texts(m_case).contains(u"wave"_s)); // acts do not
        duna.post->setCallRunning(false);
        QTRY_COMPARE(openAtDuna(), 0);
    }

    void whileTheDirectLinkIsUpRecordsDoNotGoThroughTheHub()
    {
        Post duna(*m_duna, *m_lake);
        duna.post->setDirect(m_lake->root(), true);
        duna.start(*m_hub);
        QTRY_COMPARE(duna.post->state(), HubLink::State::Up);
        (void)m_duna->say(m_case, u"direct"_s);
        Post lake(*m_lake, *m_duna);
        lake.start(*m_hub);
        QTRY_COMPARE(lake.post->state(), HubLink::State::Up);
        QVERIFY(m_duna->ledger->carried()->isEmpty());
        duna.post->setDirect(m_lake->root(), false);
        QTRY_COMPARE(openAtDuna(), 0);
    }

    void aStationThatTheHubDoesNotKnowIsToldSo()
    {
        House third(u"CN"_s, u"wang"_s);
        third.now = m_duna->now;
        pair(third, *m_lake);
        Post stranger(third, *m_lake);
        stranger.start(*m_hub);
        QTRY_VERIFY(!stranger.failures.isEmpty());
        QCOMPARE(stranger.failures.first().message, u"link.hub_unknown_here"_s);
        QVERIFY(stranger.post->state() != HubLink::State::Up);
    }

    void aPartnerWithoutAMailboxIsToldSoAndNothingIsLost()
    {
        House third(u"CN"_s, u"wang"_s);
        third.now = m_duna->now;
        pair(*m_duna, third);
        const auto stream = m_duna->ledger->newStream(u"case"_s).value();
        QVERIFY(m_duna->ledger->share(stream, third.root()));
        (void)m_duna->say(stream, u"waiting"_s);
        Post duna(*m_duna, third);
        duna.start(*m_hub);
        QTRY_COMPARE(duna.post->condition(third.root()).refusal, u"link.hub_no_mailbox"_s);
        QVERIFY(duna.post->condition(third.root()).backlog.items > 0);
    }

    void addresses_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("message");
        const auto pin = u"#"_s + QString(64, u'a');
        QTest::newRow("secure") << u"wss://hub.example"_s << QString();
        QTest::newRow("pinned") << u"wss://hub.example:8443"_s + pin << QString();
        QTest::newRow("this machine") << u"ws://127.0.0.1:80"_s << QString();
        QTest::newRow("in clear") << u"ws://hub.example"_s << u"link.hub_insecure"_s;
        QTest::newRow("another protocol") << u"https://hub.example"_s << u"link.hub_address"_s;
        QTest::newRow("a name only") << u"hub.example"_s << u"link.hub_address"_s;
        QTest::newRow("half a pin") << u"wss://hub.example#abcd"_s << u"link.hub_address"_s;
        QTest::newRow("password inside") << u"wss://me:secret@hub.example"_s << u"link.hub_address"_s;
    }

    void addresses()
    {
        QFETCH(QString, text);
        QFETCH(QString, message);
        const auto address = HubAddress::parse(text);
        QCOMPARE(address ? QString() : address.error().message, message);
    }
};

SIZHEN_TEST(HubPostTest)
#include "hubpost_test.moc"
