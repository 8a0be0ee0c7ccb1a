// SPDX-License-Identifier: GPL-3.0-or-later
// The check before a call in two real programs with a PulseAudio of our own: devices with their echo, the way to the
// partner with its bandwidth, clock and disk; one verdict (SES-01, NET-05).
#include "devices/media/mediafactory.h"
#include "tests/support/callstations.h"
#include "tests/support/soundserver.h"

#include "tests/support/program.h"

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;

class PreCheckTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<SoundServer> m_server;
    CallStations m_stations;

    [[nodiscard]] QJsonObject check(const QStringList &words = {})
    {
        const auto answer
            = ask(m_stations.inviting->process, QStringList{u"call"_s, u"check"_s, m_stations.caseId} + words, 60'000);
        return answer ? answer->toObject() : QJsonObject{{u"failed"_s, answer.error().message + answer.error().detail}};
    }

    [[nodiscard]] static QJsonObject item(const QJsonObject &result, const QString &id)
    {
        for (const auto &one : result[u"items"_s].toArray())
            if (one.toObject()[u"id"_s].toString() == id)
                return one.toObject();
        return {};
    }

private Q_SLOTS:

    void initTestCase()
    {
        if (!SoundServer::isInstalled() || !makeMediaEngine())
            QSKIP("no PulseAudio, or built without picture and sound");
        m_server = std::make_unique<SoundServer>();
        (void)m_server->addLoudspeaker(u"room"_s, true);
        QVERIFY(m_stations.prepare());
        QTest::qWait(2000); // until they are linked
    }

    void cleanupTestCase() { m_server.reset(); }

    void aRoomIsReadyOrSaysWhatIsMissing()
    {
        const auto mouth = m_server->addMicrophone(u"mouth"_s, u"room"_s);
        for (const auto &[role, id] :
             {std::pair(u"microphone"_s, u"pulse:mouth"_s), std::pair(u"loudspeaker"_s, u"pulse:room"_s),
              std::pair(u"camera"_s, u"test:ball"_s)})
            QVERIFY(ask(m_stations.inviting->process, {u"media"_s, u"choose"_s, role, id}));
        QElapsedTimer clock;
        clock.start();
        const auto good = check();
        qInfo("%lld ms: %s", clock.elapsed(), qPrintable(compact(good)));
        QVERIFY2(good[u"ready"_s].toBool(), qPrintable(compact(good)));
        for (const auto &id : {"camera", "microphone", "loudspeaker", "partner", "bandwidth", "clock", "disk"})
            QVERIFY2(!item(good, QString::fromLatin1(id))[u"text"_s].toString().isEmpty(), id);
        for (const auto &id : {"microphone", "loudspeaker", "bandwidth", "clock"})
            QVERIFY2(item(good, QString::fromLatin1(id))[u"state"_s].toString() == u"good", id);
        for (const auto &id : {"camera", "partner"}) // a busy machine gives few pictures, and repeats much
            QVERIFY2(item(good, QString::fromLatin1(id))[u"state"_s].toString() != u"fault", id);
        QVERIFY(item(good, u"loudspeaker"_s)[u"args"_s][u"ms"_s].toInt() > 0); // the echo was measured
        const auto line = good[u"line"_s].toObject();
        QVERIFY(line[u"up_kbps"_s].toDouble() > 10'000 && line[u"down_kbps"_s].toDouble() > 10'000);
        QVERIFY(line[u"rtt_ms"_s].toDouble() < 200);
        QVERIFY2(clock.elapsed() < 15'000, qPrintable(QString::number(clock.elapsed())));

        // The microphone is pulled out: one line says so, and what to do.
        m_server->unload(mouth);
        QTest::qWait(1000); // until the list of devices knows it
        const auto bad = check();
        QVERIFY(!bad[u"ready"_s].toBool());
        QCOMPARE(item(bad, u"microphone"_s)[u"state"_s].toString(), u"fault"_s);
        QVERIFY2(bad[u"verdict"_s].toString().startsWith(u"Not ready: No microphone"_s), qPrintable(compact(bad)));
        // What was found is kept.
        QCOMPARE(check({u"--last"_s})[u"verdict"_s].toString(), bad[u"verdict"_s].toString());
    }

    void withoutThePartnerItIsNotReady()
    {
        m_stations.invited->process.kill();
        QTRY_VERIFY_WITH_TIMEOUT(!m_stations.invited->process.isRunning(), 10'000);
        QTest::qWait(1000);
        const auto alone = check();
        QCOMPARE(item(alone, u"partner"_s)[u"message"_s].toString(), u"check.partner_away"_s);
        QVERIFY(!alone[u"ready"_s].toBool());
    }
};

SIZHEN_TEST(PreCheckTest)
#include "precheck_slow_test.moc"
