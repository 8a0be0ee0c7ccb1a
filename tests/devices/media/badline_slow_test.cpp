// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/badcall.h"

#include "tests/support/program.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;
using namespace sizhen::test;

class BadLineTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    // 200 ms and 5 %: what is lost is sent again in time. By default nothing of it is.
    void whatIsLostOnTheWayIsSentAgain()
    {
        MediaSetup setup;
        setup.size = {320, 180};
        setup.videoKbit = 400;
        BadCall call({100, 5}, setup);
        QTRY_VERIFY_WITH_TIMEOUT(call.caller.state() == CallState::Connected, 60'000);
        QTRY_VERIFY_WITH_TIMEOUT(call.caller.statistics().packets > 1000 && call.answerer.statistics().packets > 1000,
                                 120'000);
        const double linePct = 100.0 * call.line.lost() / (call.line.lost() + call.line.passed());
        QVERIFY2(linePct > 3, qPrintable(QString::number(linePct)));
        for (const auto *end : {&call.caller, &call.answerer}) {
            const auto seen = end->statistics();
            const double expected = double(seen.packets) * linePct / 100;
            QVERIFY2(double(seen.repaired) > expected / 2,
                     qPrintable(u"%1 of %2 that were lost"_s.arg(seen.repaired).arg(expected)));
            QVERIFY(seen.frames > 0);
            QVERIFY2(seen.rttMs.value_or(0) >= 199, qPrintable(QString::number(seen.rttMs.value_or(0))));
        }
    }

    // SES-06: what is told of a minute is what the line did. Sound leaves every 20 ms, so that each packet's delay shows: two of
    // 0 to 30 ms differ by 10 ms on average (RFC 3550 counts the difference).
    void bytesAndJitterAreTheLines()
    {
        MediaSetup setup;
        setup.size = {320, 180};
        setup.videoKbit = 300;
        BadCall call({.delayMs = 20, .jitterMs = 30}, setup);
        QTRY_VERIFY_WITH_TIMEOUT(call.caller.state() == CallState::Connected && call.caller.statistics().bytes > 0,
                                 60'000);
        const auto before = call.caller.statistics();
        const auto lineBefore = call.line.bytesTo(0);
        QTRY_VERIFY_WITH_TIMEOUT(call.caller.statistics().packets > before.packets + 1500, 120'000);
        const auto after = call.caller.statistics();
        const auto came = double(after.bytes - before.bytes);
        const auto line = double(call.line.bytesTo(0) - lineBefore); // with UDP, IP, SRTP's tags, feedback and ICE
        QVERIFY2(came > 0.6 * line && came < line, qPrintable(u"%1 of %2"_s.arg(came).arg(line)));
        QVERIFY(after.jitterMs);
        QVERIFY2(*after.jitterMs > 5 && *after.jitterMs < 20, qPrintable(QString::number(*after.jitterMs)));
        qInfo("%.0f of %.0f bytes of the line, jitter %.1f ms", came, line, *after.jitterMs);
    }

    // A camera that is switched off there freezes nothing, however long it is off.
    void noFreezeWhileThePartnerSendsNoPicture()
    {
        MediaSetup setup;
        setup.size = {320, 180};
        BadCall call({.delayMs = 20}, setup);
        QTRY_VERIFY_WITH_TIMEOUT(call.caller.statistics().frames > 60, 60'000);
        call.caller.expectPicture(false);
        call.line.setQuality({.delayMs = 20, .lossPct = 100});
        QTest::qWait(3000);
        const auto frozenS = call.caller.statistics().freezeS;
        call.line.setQuality({.delayMs = 20});
        const auto seen = call.caller.statistics().frames;
        QTRY_VERIFY_WITH_TIMEOUT(call.caller.statistics().frames > seen + 20, 30'000);
        QVERIFY2(call.caller.statistics().freezeS < frozenS + 0.5,
                 qPrintable(QString::number(call.caller.statistics().freezeS)));
        call.caller.expectPicture(true);
        const auto again = call.caller.statistics().frames;
        QTRY_VERIFY_WITH_TIMEOUT(call.caller.statistics().frames > again + 60, 30'000);
        const auto calm = call.caller.statistics().freezeS;
        call.line.setQuality({.delayMs = 20, .lossPct = 100});
        QTest::qWait(1500);
        call.line.setQuality({.delayMs = 20});
        QTRY_VERIFY_WITH_TIMEOUT(call.caller.statistics().freezeS > calm + 1, 30'000);
    }

    // OpenSSL repeats after a whole second, under new numbers: these would be lost, too.
    void aHandshakeSurvivesTheLossOfEachOfItsPackets()
    {
        MediaSetup setup;
        setup.size = {320, 180};
        BadCall call({.delayMs = 50, .losesEachHandshake = true}, setup);
        QTRY_VERIFY_WITH_TIMEOUT(call.caller.statistics().frames > 10 && call.answerer.statistics().frames > 10,
                                 60'000);
    }

    // Sound first, then the picture's size; never black, and the reason is told. And back again.
    void aNarrowLineMakesThePictureSmaller()
    {
        MediaSetup setup;
        setup.size = {1280, 720};
        setup.videoKbit = 1500;
        BadLine::Quality quality{.delayMs = 50, .carriesKbit = 500};
        BadCall call(quality, setup);
        const auto sending = [&call] { return call.answerer.statistics().sending.value_or(SendingStatistics()); };
        QTRY_VERIFY_WITH_TIMEOUT(call.caller.state() == CallState::Connected, 60'000);
        QTRY_VERIFY_WITH_TIMEOUT(sending().trouble == LineTrouble::Narrow && sending().smaller, 60'000);
        QTRY_VERIFY_WITH_TIMEOUT(call.caller.statistics().size.height() < 720, 60'000);
        QVERIFY(sending().carriesKbit > 250 && sending().carriesKbit < 800);
        const auto before = call.caller.statistics();
        QTRY_VERIFY_WITH_TIMEOUT(call.caller.statistics().frames > before.frames + 20
                                     && call.caller.statistics().audioS > before.audioS + 2,
                                 60'000);
        QVERIFY(call.caller.statistics().lossPct < 5);
        quality.carriesKbit = 0;
        call.line.setQuality(quality);
        QTRY_VERIFY_WITH_TIMEOUT(sending().targetKbit > 1000, 60'000);
        QTRY_COMPARE_WITH_TIMEOUT(call.caller.statistics().size, QSize(1280, 720), 60'000);
    }
};

SIZHEN_TEST(BadLineTest)
#include "badline_slow_test.moc"
