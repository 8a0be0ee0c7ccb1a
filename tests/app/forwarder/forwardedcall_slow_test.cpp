// SPDX-License-Identifier: GPL-3.0-or-later
// Calls by a real forwarding server (Janus) on this machine, as packaging/linux/janus sets it up.
#include "tests/support/cable.h"
#include "tests/support/forwardedends.h"
#include "tests/support/program.h"

#include <QSignalSpy>

#include <sys/resource.h>

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;

class ForwardedCallTest : public QObject
{
    Q_OBJECT

    JanusServer m_server;

    static double ownCpuSeconds()
    {
        rusage used{};
        getrusage(RUSAGE_SELF, &used);
        return double(used.ru_utime.tv_sec + used.ru_stime.tv_sec)
            + double(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
    }

    // Of all pictures that could be read, in milliseconds.
    static double lateness(const ForwardedEnds &ends, double share)
    {
        std::vector<double> all;
        for (const auto &station : ends.stations)
            for (const auto &[end, late] : station->lateMs)
                all.insert(all.end(), late.begin(), late.end());
        std::sort(all.begin(), all.end());
        return all.empty() ? -1 : all[std::min(all.size() - 1, size_t(double(all.size()) * share))];
    }

    // What the processor gave in a while of a running call.
    void printFigures(ForwardedEnds &ends, int count)
    {
        const auto server = m_server.cpuSeconds();
        const auto own = ownCpuSeconds();
        const auto frames = [&] {
            qint64 sum = 0;
            for (int i = 0; i < count; ++i)
                for (int j = 0; j < count; ++j)
                    sum += i == j ? 0 : ends.call(i).ofRound(ends.key(j)).frames;
            return sum;
        };
        const auto before = frames();
        QElapsedTimer time;
        time.start();
        QTest::qWait(8000);
        const auto seconds = double(time.elapsed()) / 1000;
        const auto serverShare = 100 * (m_server.cpuSeconds() - server) / seconds;
        const auto ownShare = 100 * (ownCpuSeconds() - own) / seconds / count;
        const auto perSecond = double(frames() - before) / seconds / count / (count - 1);
        ends.measures = true;
        QTest::qWait(4000);
        ends.measures = false;
        qInfo("six ends, 320x180, %d pictures/s, %d kbit/s each: janus %.1f %% of a core, an end %.1f %% (one that sends, "
              "five that receive), %.1f pictures/s received of each, source to hand-over %.0f ms (median), %.0f ms (95 %%)",
              ends.media.framesPerSecond, ends.media.videoKbit, serverShare, ownShare, perSecond, lateness(ends, 0.5), lateness(ends, 0.95));
    }

    [[nodiscard]] QByteArray told(const ForwardedEnds &ends) const { return (ends.state() + m_server.log()).toUtf8(); }

private Q_SLOTS:

    void initTestCase()
    {
        QVERIFY(startCrypto());
        QVERIFY2(m_server.prepare(), "openssl makes no certificates");
        QVERIFY2(m_server.start(), "janus does not start");
    }

    void sixEndsSeeAndHearEachOtherAndOutliveTheServer() // SES-05
    {
        ForwardedEnds ends(m_server, 6);
        QElapsedTimer clock;
        clock.start();
        for (int i = 0; i < 5; ++i)
            QVERIFY(ends.start(i));
        const QList<int> first{0, 1, 2, 3, 4};
        QTRY_VERIFY2_WITH_TIMEOUT(ends.allReceive(first, 15, 0.5), told(ends).constData(), 90'000);
        qInfo("five ends: all pictures and voices after %.1f s", double(clock.elapsed()) / 1000);

        clock.restart(); // one comes late
        QVERIFY(ends.start(5));
        const QList<int> all{0, 1, 2, 3, 4, 5};
        QTRY_VERIFY2_WITH_TIMEOUT(ends.allReceive(all, 15, 0.5), told(ends).constData(), 60'000);
        qInfo("the sixth: seen and heard by all after %.1f s", double(clock.elapsed()) / 1000);
        printFigures(ends, 6);

        clock.restart(); // one leaves; the others stay
        ends.call(2).leave();
        QTRY_VERIFY2_WITH_TIMEOUT(!ends.call(0).ends().contains(ends.key(2)) && ends.call(0).ends().size() == 4,
                                  told(ends).constData(), 20'000);
        qInfo("one left: told after %.1f s", double(clock.elapsed()) / 1000);
        const QList<int> rest{0, 1, 3, 4, 5};
        for (const int i : rest)
            QCOMPARE(ends.call(i).stage(), CallStage::Connected);

        m_server.kill();
        QTRY_VERIFY2_WITH_TIMEOUT(ends.call(0).stage() == CallStage::Interrupted
                                      && ends.call(5).stage(ends.key(0)) == CallStage::Interrupted,
                                  told(ends).constData(), 20'000);
        QCOMPARE(ends.stations[0]->told.last().message, u"link.forwarder_gone"_s);
        QVERIFY2(m_server.start(), "janus does not start again");
        clock.restart();
        QTRY_VERIFY2_WITH_TIMEOUT(ends.allReceive(rest, 15, 0.5), told(ends).constData(), 90'000);
        qInfo("the server was killed and started again: all are back after %.1f s", double(clock.elapsed()) / 1000);
        for (const int i : rest)
            QVERIFY(ends.stations[size_t(i)]->over.isEmpty());
    }

    void aCutSocketCostsNoPicture() // SES-14
    {
        ForwardedEnds ends(m_server, 3);
        const auto port = freePort();
        Cable cable(u"127.0.0.1:%1"_s.arg(port), m_server.port);
        cable.plugIn();
        QVERIFY(ends.start(0));
        const auto server = std::exchange(ends.room.address, u"wss://127.0.0.1:%1#"_s.arg(port)
                                              + ends.room.address.section(u'#', 1));
        QVERIFY(ends.start(1));
        QTRY_VERIFY2_WITH_TIMEOUT(ends.allReceive({0, 1}, 15, 0.5), told(ends).constData(), 60'000);
        cable.cut();
        QTRY_VERIFY2_WITH_TIMEOUT(!ends.stations[1]->told.isEmpty(), told(ends).constData(), 20'000);
        ends.room.address = server;
        QVERIFY(ends.start(2)); // who comes meanwhile is not missed
        QTest::qWait(3000);
        cable.plugIn();
        QTRY_VERIFY2_WITH_TIMEOUT(ends.allReceive({0, 1, 2}, 15, 0.5), told(ends).constData(), 60'000);
        for (const auto &[i, j] : {std::pair(0, 1), std::pair(1, 0)})
            QCOMPARE(ends.call(i).round(ends.key(j)), 1); // the same engines all the time
        QCOMPARE(ends.call(1).round(), 1);
    }

    // Whoever left the call neither looks nor listens on, whatever it still knows (SES-03).
    void whoIsDismissedIsTurnedOutAndStaysOutside()
    {
        ForwardedEnds ends(m_server, 3);
        for (int i = 0; i < 3; ++i)
            QVERIFY(ends.start(i));
        QTRY_VERIFY2_WITH_TIMEOUT(ends.allReceive({0, 1, 2}, 15, 0.5), told(ends).constData(), 90'000);
        ends.outside.insert(ends.key(2));
        ends.call(0).dismiss(ends.tokens[2]);
        QTRY_VERIFY2_WITH_TIMEOUT(!ends.stations[2]->over.isEmpty(), told(ends).constData(), 20'000);
        QCOMPARE(ends.stations[2]->over.first().message, u"forwarder.not_let_in"_s);
        QTRY_VERIFY2_WITH_TIMEOUT(ends.call(1).ends() == QList{ends.key(0)}, told(ends).constData(), 20'000);
        QVERIFY(ends.start(2)); // its token served
        QTRY_VERIFY2_WITH_TIMEOUT(ends.stations[2]->over.size() == 2, told(ends).constData(), 30'000);
        QCOMPARE(ends.call(0).stage(), CallStage::Connected);
        ends.call(0).leave(); // who made the room takes it away
        QTRY_VERIFY2_WITH_TIMEOUT(ends.call(1).stage() != CallStage::Connected, told(ends).constData(), 20'000);
    }

    void anotherKeyThanAnnouncedIsRefusedInWordsBeforeAnEngineSeesIt() // SES-08
    {
        ForwardedEnds ends(m_server, 2);
        ends.room.fingerprint = QByteArray(32, 'x');
        QVERIFY(ends.start(0));
        QTRY_VERIFY2_WITH_TIMEOUT(!ends.stations[0]->over.isEmpty(), told(ends).constData(), 60'000);
        const auto why = ends.stations[0]->over.first();
        QCOMPARE(why.message, u"forwarder.wrong_key"_s);
        QCOMPARE(why.rule, u"SES-08"_s);
        QVERIFY(ends.call(0).isOver());
        QCOMPARE(ends.call(0).ofRound().soundLeft, 0);
    }

    void aServerWithAnotherCertificateIsNotSpokenWith()
    {
        ForwardedEnds ends(m_server, 2);
        ends.room.address = ends.room.address.section(u'#', 0, 0) + u'#' + u"ab"_s.repeated(32);
        QVERIFY(ends.start(0));
        QTRY_VERIFY2_WITH_TIMEOUT(!ends.stations[0]->over.isEmpty(), told(ends).constData(), 30'000);
        QCOMPARE(ends.stations[0]->over.first().message, u"link.forwarder_untrusted"_s);
    }

    void whoHasNoTokenIsNotLetIn()
    {
        ForwardedEnds ends(m_server, 2);
        QVERIFY(ends.start(0));
        QTRY_COMPARE_WITH_TIMEOUT(ends.call(0).stage(), CallStage::Connected, 60'000);
        ends.tokens[1] = ForwardedEnds::word();
        QVERIFY(ends.start(1));
        QTRY_VERIFY2_WITH_TIMEOUT(!ends.stations[1]->over.isEmpty(), told(ends).constData(), 30'000);
        QCOMPARE(ends.stations[1]->over.first().message, u"forwarder.not_let_in"_s);
        QVERIFY(ends.stations[0]->told.isEmpty());
    }

    void whoIsNotOfThisCallIsNeitherSeenNorHeard() // SES-03
    {
        ForwardedEnds ends(m_server, 2);
        QVERIFY(ends.start(0));
        QTRY_COMPARE_WITH_TIMEOUT(ends.call(0).stage(), CallStage::Connected, 60'000);
        ends.stations[1]->signsFor = ends.stations[0]->key.publicKey(); // a token, and another's name
        QVERIFY(ends.start(1));
        QTRY_VERIFY2_WITH_TIMEOUT(!ends.stations[0]->told.isEmpty(), told(ends).constData(), 60'000);
        QCOMPARE(ends.stations[0]->told.first().message, u"forwarder.stranger"_s);
        QVERIFY(ends.call(0).ends().isEmpty());
    }
};

SIZHEN_TEST(ForwardedCallTest)
#include "forwardedcall_slow_test.moc"
