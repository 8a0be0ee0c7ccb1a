// SPDX-License-Identifier: GPL-3.0-or-later
// Two rooms that have two providers each, in network namespaces of their own: while they speak, one provider's line is
// cut. The call and the link go on by the other one, told, and written down (SES-14, NET-04, NET-07).
#include "devices/media/mediafactory.h"
#include "tests/support/program.h"
#include "tests/support/stationnet.h"
#include "tests/support/testnet.h"

#include <QElapsedTimer>

using namespace sizhen;
using namespace sizhen::test;

class ProvidersTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<TestNet> m_net;
    std::unique_ptr<StationNet> m_stations;
    Host *m_room = nullptr;
    Host *m_li = nullptr;

    [[nodiscard]] static QJsonObject status(Host &host)
    {
        const auto said = ask(*host.room, {u"call"_s, u"status"_s});
        return said ? said->toObject() : QJsonObject();
    }

    [[nodiscard]] static bool reaches(Host &host, const QString &stage, int ms)
    {
        return QTest::qWaitFor([&] { return status(host)[u"stage"_s].toString() == stage; }, ms);
    }

    // Further pictures come within `ms`.
    [[nodiscard]] static bool flows(Host &host, int ms)
    {
        const auto before = status(host)[u"frames"_s].toInt();
        return QTest::qWaitFor([&] { return status(host)[u"frames"_s].toInt() > before + 20; }, ms);
    }

    [[nodiscard]] static QString active(Host &host)
    {
        const auto said = ask(*host.room, {u"link"_s, u"uplinks"_s});
        const auto rows = said ? said->toObject()[u"uplinks"_s].toArray() : QJsonArray();
        for (const auto &row : rows)
            if (row.toObject()[u"active"_s].toBool())
                return row.toObject()[u"provider"_s].toString();
        return {};
    }

    [[nodiscard]] QJsonObject change(Host &host) const
    {
        QTemporaryDir out;
        if (!ask(*host.room, {u"case"_s, u"export"_s, m_stations->caseId, u"--out"_s, out.filePath(u"x"_s)}))
            return {};
        QFile file(out.filePath(u"x/acts.json"_s));
        if (!file.open(QIODevice::ReadOnly))
            return {};
        const auto acts = QJsonDocument::fromJson(file.readAll()).array();
        for (const auto &act : acts)
            if (act[u"args"_s][u"step"_s].toString() == u"SECOND_NETWORK" && act[u"side"_s].toString() == u"inviting")
                return act[u"args"_s].toObject();
        return {};
    }

private Q_SLOTS:

    void initTestCase()
    {
        if (!makeMediaEngine())
            QSKIP("built without picture and sound");
        m_net = std::make_unique<TestNet>();
        QStringList first;
        QStringList second;
        for (const auto &name : {u"room"_s, u"li"_s}) {
            first.append(m_net->ok() ? m_net->addHost(name) + u":7700"_s : QString());
            second.append(m_net->ok() ? m_net->addLine(name) + u":7700"_s : QString());
        }
        if (!m_net->ok()) {
            const auto why = u"No network namespaces here, so nothing was tested: "_s + m_net->why();
            QSKIP(qPrintable(why));
        }
        m_stations = std::make_unique<StationNet>();
        SIZHEN_MUST(m_stations->begin(u"case.start"_s));
        const auto everywhere = u"0.0.0.0:7700"_s;
        m_room = &m_stations->room(u"Room 2"_s, u"inviting"_s, u"kovacs"_s, everywhere, m_net->within(u"room"_s));
        m_li = &m_stations->room(u"Room Li"_s, u"invited"_s, u"li"_s, everywhere, m_net->within(u"li"_s));
        SIZHEN_MUST(m_stations->start(*m_room));
        SIZHEN_MUST(m_stations->start(*m_li));
        SIZHEN_MUST(StationNet::bringCard(*m_room, *m_li, {first[0], second[0]}, m_stations->path(u"duna.card"_s)));
        SIZHEN_MUST(StationNet::bringCard(*m_li, *m_room, {first[1], second[1]}, m_stations->path(u"lake.card"_s)));
        for (auto *host : {m_room, m_li})
            QVERIFY(ask(*host->room, {u"link"_s, u"uplinks"_s, u"Telekom=eth0/100/20"_s, u"Mobile=eth1"_s}));
        QTRY_VERIFY_WITH_TIMEOUT(
            m_stations->connected(*m_room).contains(u"Room Li"_s) || !m_stations->connected(*m_room).isEmpty(), 60'000);
    }

    void theCallGoesOnByTheOtherProvider()
    {
        QVERIFY(!status(*m_li).isEmpty()); // logs in
        const auto called = ask(*m_room->room, {u"call"_s, u"start"_s, m_stations->caseId});
        QVERIFY2(called, qPrintable(called ? QString() : called.error().message + called.error().detail));
        QVERIFY(reaches(*m_li, u"ringing"_s, 20'000));
        QVERIFY(ask(*m_li->room, {u"call"_s, u"accept"_s, m_stations->caseId}));
        QVERIFY(reaches(*m_room, u"connected"_s, 40'000) && reaches(*m_li, u"connected"_s, 40'000));
        QVERIFY(flows(*m_room, 20'000) && flows(*m_li, 20'000));
        const auto linkBefore = active(*m_room);

        QElapsedTimer clock;
        clock.start();
        QVERIFY(m_net->pullOut(u"li"_s)); // our own line stays up, and is silent
        QVERIFY(QTest::qWaitFor([&] { return status(*m_room)[u"round"_s].toInt() > 1; }, 20'000));
        QVERIFY2(flows(*m_room, 30'000), qPrintable(compact(status(*m_room))));
        const auto gap = clock.elapsed();
        QVERIFY(flows(*m_li, 20'000));
        const auto said = change(*m_room);
        qInfo("the call went on after %lld ms: %s; the link was by %s, now by %s", gap, qPrintable(compact(said)),
              qPrintable(linkBefore), qPrintable(active(*m_room)));
        QCOMPARE(said[u"from"_s].toString(), u"Telekom"_s);
        QCOMPARE(said[u"to"_s].toString(), u"Mobile"_s);
        QVERIFY(said[u"gap_ms"_s].toInteger() > 2000 && said[u"gap_ms"_s].toInteger() < 20'000);
        QCOMPARE(active(*m_room), u"Mobile"_s);
        QCOMPARE(m_stations->connected(*m_room).size(), 1);
        QVERIFY(ask(*m_room->room, {u"call"_s, u"end"_s}));
    }

    void cleanupTestCase()
    {
        m_stations.reset();
        m_net.reset();
    }
};

SIZHEN_TEST(ProvidersTest)
#include "providers_slow_test.moc"
