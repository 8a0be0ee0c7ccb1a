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
