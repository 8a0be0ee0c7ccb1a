// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/pulse/ptphost.h"
#include "devices/sim/faultyline.h"
#include "devices/sim/siminstrument.h"
#include "tests/support/program.h"

#include <QTest>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

// Host and instrument joined by nothing but function calls: every order of events can be played.
class PtpHostTest : public QObject
{
    Q_OBJECT

    static SimInstrument instrument()
    {
        auto wave = SimWave::recorded();
        return SimInstrument(std::move(*wave), {u"S"_s, 5});
    }

    static QByteArray joined(const QList<QByteArray> &frames)
    {
        QByteArray bytes;
        for (const auto &frame : frames)
            bytes += frame;
        return bytes;
    }

    static quint64 endOf(const QVector<PulseBlock> &blocks)
    {
        return blocks.isEmpty() ? 0 : blocks.last().first + quint64(blocks.last().pulse.size());
    }

private Q_SLOTS:

    void aRunBeginsAtSampleZeroWheneverItBegins()
    {
        auto device = instrument();
        PtpHost host;
        QVERIFY(host.feed(joined(device.feed(host.restart())), 0).capabilities);
        (void)device.advance(3'000'000);
        QVERIFY(host.feed(joined(device.feed(host.start(u"L.cun"_s))), 3000).blocks.isEmpty());
        QVERIFY(host.isStarted());
        const auto heard = host.feed(joined(device.advance(4'000'000)), 4000);
        QCOMPARE(heard.blocks.size(), 1); // neighbours are joined: one signal a read
        QCOMPARE(heard.blocks.first().first, quint64(0));
        QCOMPARE(heard.blocks.first().pulse.size(), 100);
        QCOMPARE(heard.blocks.first().pressure.size(), 100);
        QCOMPARE(heard.blocks.first().site, u"L.cun"_s);
    }

    void theCounterMayWrap()
    {
        // 2^32 samples at 100 Hz are 497 days; the instrument may well have been on as long.
        auto device = instrument();
        PtpHost host;
        (void)host.feed(joined(device.feed(host.restart())), 0);
        const auto start = host.start(u"L.cun"_s);
        const PtpCommand reply{PtpCommandKind::Start, 2, {}};
        PtpDecoder decoder;
        decoder.feed(start);
        const auto asked = PtpCommand::decode(decoder.next()->body);
        QVERIFY(asked);
        PtpCommand answer = reply;
        answer.args = {{u"run"_s, asked->args.value(u"run"_s)}, {u"first"_s, qint64(0xFFFFFFFE)}, {u"boot"_s, 5}};
        (void)host.feed(encodeFrame({PtpType::Reply, 1, 0, answer.encode()}), 0);
        PtpData data{2, 0xFFFFFFFEU, {{1, 2, 3, 4}, {1, 1, 1, 1}}};
        (void)host.feed(encodeFrame({PtpType::Data, 2, 0, data.encode(device.capabilities())}), 0);
        data.first = 2;
        const auto heard = host.feed(encodeFrame({PtpType::Data, 3, 0, data.encode(device.capabilities())}), 0);
        QCOMPARE(heard.blocks.size(), 1);
        QCOMPARE(heard.blocks.first().first, quint64(4));
    }

    void aReconnectionGoesOnWithTheTrueGap()
    {
        auto device = instrument();
        PtpHost host;
        (void)host.feed(joined(device.feed(host.restart())), 0);
        (void)host.feed(joined(device.feed(host.start(u"R.chi"_s))), 0);
        const auto before = host.feed(joined(device.advance(1'000'000)), 1000);
        QCOMPARE(endOf(before.blocks), quint64(100));
        (void)device.advance(3'500'000); // the cable is out
        (void)host.feed(joined(device.feed(host.restart())), 3500);
        const auto after = host.feed(joined(device.advance(4'000'000)), 4000);
        QCOMPARE(after.blocks.first().first, quint64(350));
        QCOMPARE(endOf(after.blocks), quint64(400));
    }

    void afterAPowerCutOurClockMeasuresTheGap()
    {
        auto device = instrument();
        PtpHost host;
        (void)host.feed(joined(device.feed(host.restart())), 0);
        (void)host.feed(joined(device.feed(host.start(u"R.chi"_s))), 0);
        (void)host.feed(joined(device.advance(1'000'000)), 1000);
        device.powerCycle(6);
        (void)host.feed(joined(device.feed(host.restart())), 6000);
        const auto after = host.feed(joined(device.advance(500'000)), 6500);
        QCOMPARE(after.blocks.first().first, quint64(600)); // 100 samples and five seconds at 100 Hz
    }

    void framesOfAnEarlierRunAreNotOfThisOne()
    {
        auto device = instrument();
        PtpHost host;
        (void)host.feed(joined(device.feed(host.restart())), 0);
        (void)host.feed(joined(device.feed(host.start(u"L.guan"_s))), 0);
        const auto late = joined(device.advance(500'000));
        const auto reply = joined(device.feed(host.start(u"L.cun"_s)));
        const auto heard = host.feed(late + reply + joined(device.advance(1'000'000)), 1000);
        QCOMPARE(heard.blocks.size(), 1);
        QCOMPARE(heard.blocks.first().site, u"L.cun"_s);
        QCOMPARE(heard.blocks.first().first, quint64(0));
    }

    void aLostAnswerIsAskedForAgain()
    {
        auto device = instrument();
        PtpHost host;
        (void)host.feed(joined(device.feed(host.restart())), 0);
        (void)device.feed(host.start(u"L.cun"_s)); // its answer is lost
        const auto early = host.feed(joined(device.advance(500'000)), 500);
        QVERIFY(early.blocks.isEmpty());
        (void)host.feed(joined(device.feed(host.repeatStart())), 500);
        const auto heard = host.feed(joined(device.advance(1'000'000)), 1000);
        QCOMPARE(heard.blocks.first().first, quint64(50)); // nothing restarted at the device
        QVERIFY(host.repeatStart().isEmpty());
    }

    void whatIsLostIsCountedAndWhatIsKeptIsInPlace()
    {
        auto device = instrument();
        const auto wave = SimWave::recorded();
        PtpHost host;
        (void)host.feed(joined(device.feed(host.restart())), 0);
        (void)host.feed(joined(device.feed(host.start(u"L.chi"_s))), 0);
        FaultyLine line({0.05, 0.05, 0.05, 0.05, 42});
        QVector<PulseBlock> blocks;
        quint64 us = 0;
        for (int i = 0; i < 2000; ++i) {
            us += 50'000;
            for (const auto &frame : device.advance(us))
                blocks += host.feed(line.pass(frame), qint64(us / 1000)).blocks;
        }
        const auto &counts = line.counts();
        QCOMPARE(host.badFrames(), counts.flipped + counts.bursts);
        quint64 kept = 0;
        for (const auto &block : blocks) {
            kept += quint64(block.pulse.size());
            for (qsizetype i = 0; i < block.pulse.size(); ++i)
                QCOMPARE(block.pulse[i], wave->pulse(u"L.chi"_s, block.first + quint64(i)));
        }
        QCOMPARE(kept, quint64(counts.passed * SimInstrument::samplesPerFrame));
    }

    void commandsFromTheLineDoNotConfuseTheHost()
    {
        auto device = instrument();
        PtpHost host;
        // The instrument's data may come before its descriptor, and a port may echo our own commands.
        (void)device.feed(
            encodeFrame({PtpType::Command, 0, 0,
                         PtpCommand{PtpCommandKind::Start, 1, {{u"site"_s, u"L.cun"_s}, {u"run"_s, 3}}}.encode()}));
        const auto heard = host.feed(joined(device.advance(500'000)) + host.restart(), 0);
        QVERIFY(heard.blocks.isEmpty());
        QVERIFY(!heard.capabilities);
        QCOMPARE(host.badFrames(), 0);
    }

    void anUnknownSiteStartsNothing()
    {
        auto device = instrument();
        PtpHost host;
        (void)host.feed(joined(device.feed(host.restart())), 0);
        (void)host.feed(joined(device.feed(host.start(u"L.elbow"_s))), 0);
        QVERIFY(!host.isStarted());
        QVERIFY(!device.isSending());
    }
};

SIZHEN_TEST(PtpHostTest)
#include "ptphost_test.moc"
