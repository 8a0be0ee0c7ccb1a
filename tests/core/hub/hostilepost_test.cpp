// SPDX-License-Identifier: GPL-3.0-or-later
// Two real ledgers whose only carrier is a hub in hostile hands: whatever it loses, holds back, swaps, cuts, flips or
// never answers is brought again, soon (SEC-10, ARC-09, storage.md §3.2).
#include "tests/core/hub/post.h"
#include "tests/support/hostilehub.h"
#include "tests/support/program.h"

#include <QJsonObject>
#include <QTest>

using namespace sizhen;
using namespace sizhen::fixture;

class HostilePostTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void initTestCase() { QVERIFY(startCrypto()); }

    void everyActArrivesAndIsConfirmed_data()
    {
        QTest::addColumn<HostileHub::Malice>("malice");
        QTest::newRow("loses") << HostileHub::Malice{.drop = 15};
        QTest::newRow("never answers") << HostileHub::Malice{.mute = 100};
        QTest::newRow("all of it") << HostileHub::Malice{5, 5, 10, 4, 4, 4, 100, 20};
    }

    void everyActArrivesAndIsConfirmed()
    {
        QFETCH(HostileHub::Malice, malice);
        QTemporaryDir folder;
        HubSettings settings;
        settings.dataFolder = folder.filePath(u"hub"_s);
        settings.listen = u"127.0.0.1:0"_s;
        settings.plain = true;
        const auto hub = Hub::open(settings).value();
        QVERIFY(hub->listen());
        HostileHub hostile(QUrl(u"ws://127.0.0.1:%1"_s.arg(hub->port())), malice, 7);
        House here;
        House there(u"CN"_s, u"li"_s);
        for (auto *house : {&here, &there}) {
            house->now = QDateTime::currentDateTimeUtc();
            const auto card = QString::fromLatin1(house->ledger->card({})->toBase64());
            QVERIFY(hub->office().answer({{u"do"_s, u"admit"_s}, {u"card"_s, card}}));
        }
        pair(here, there);
        const Courier::Timing quick{.settleMs = 50, .gapMs = 150, .retryMs = 400};
        Post mine(here, there, quick);
        Post theirs(there, here, quick);
        mine.start(hostile.url());
        theirs.start(hostile.url());

        QList<QByteArray> cases;
        for (int act = 0; act < 16; ++act) {
            auto &from = act % 3 ? here : there;
            auto &to = act % 3 ? there : here;
            if (act % 8 == 0) {
                cases.append(from.ledger->newStream(u"case"_s).value());
                QVERIFY(from.ledger->share(cases.last(), to.root()));
            }
            const auto &stream = cases.at(act % cases.size());
            QCborMap said;
            if (act % 5 == 0) {
                const auto photo
                    = from.vault->attachments().put(randomBytes(150'000), u"image/jpeg"_s, u"tongue.jpg"_s).value();
                said.insert(u"a"_s, QCborMap{{u"attachment"_s, photo.toCbor()}});
            }
            (void)from.say(stream, QString::number(act), said);
            QTRY_COMPARE_WITH_TIMEOUT(from.ledger->unconfirmed(to.root(), stream).value(), 0, 30'000);
        }
        for (const auto &stream : std::as_const(cases))
            QCOMPARE(there.texts(stream).size(), here.texts(stream).size());
        QTRY_VERIFY_WITH_TIMEOUT(mine.post->isIdle() && theirs.post->isIdle(), 30'000);
        QVERIFY(hostile.mischief > 8);
    }
};

SIZHEN_TEST(HostilePostTest)
#include "hostilepost_test.moc"
