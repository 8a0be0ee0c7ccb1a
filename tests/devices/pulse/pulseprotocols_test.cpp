// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/pulse/pulseprotocols.h"

#include "devices/pulse/dpdframe.h"
#include "devices/pulse/ratewatch.h"
#include "devices/sim/simspeaker.h"
#include "tests/support/program.h"

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

// The protocols joined to their simulators by nothing but function calls.
class PulseProtocolsTest : public QObject
{
    Q_OBJECT

    static constexpr qint64 second = 1'000'000'000;

    struct Pair {
        std::unique_ptr<PulseProtocol> station;
        std::unique_ptr<SimSpeaker> instrument;
        SimWave wave;
    };

    static Pair joined(const QString &protocol)
    {
        const auto wave = SimWave::recorded();
        Pair pair{*makePulseProtocol(protocol), *makeSimSpeaker(protocol, *wave, u"S"_s, 1),
                  simWaveFor(protocol, *wave)};
        (void)pair.station->feed(all(pair.instrument->feed(pair.station->encode({PulseCommand::Kind::Connect, {}}))),
                                 0);
        (void)pair.station->feed(all(pair.instrument->advance(20'000)), 0); // the first piece never counts
        return pair;
    }

    static QByteArray all(const QList<QByteArray> &frames)
    {
        QByteArray bytes;
        for (const auto &frame : frames)
            bytes += frame;
        return bytes;
    }

    static QByteArray begin(Pair &pair)
    {
        return all(pair.instrument->feed(pair.station->encode({PulseCommand::Kind::Start, u"L.guan"_s})));
    }

    static QVector<qint32> pulseOf(const QVector<PulseBlock> &blocks)
    {
        QVector<qint32> samples;
        for (const auto &block : blocks)
            samples += block.pulse;
        return samples;
    }

    static void eachProtocol()
    {
        QTest::addColumn<QString>("protocol");
        for (const auto &kind : pulseProtocols())
            QTest::newRow(qPrintable(kind.id)) << kind.id;
    }

private Q_SLOTS:

    void anUnknownOneIsRefused() { QCOMPARE(makePulseProtocol(u"morse"_s).error().fault, Fault::Unsupported); }

    void byteByByteIsTheSameAsAtOnce_data()
    {
        QTest::addColumn<QString>("protocol");
        for (const auto &kind : pulseProtocols())
            if (kind.id != u"ptp/1"_s) // its runs have numbers: ptp_test
                QTest::newRow(qPrintable(kind.id)) << kind.id;
    }

    void byteByByteIsTheSameAsAtOnce()
    {
        QFETCH(QString, protocol);
        auto one = joined(protocol);
        auto other = joined(protocol);
        auto bytes = begin(one);
        bytes += all(one.instrument->advance(3'000'000));
        (void)begin(other);
        const auto atOnce = one.station->feed(bytes, second);
        QVERIFY(!atOnce.blocks.isEmpty());
        QVector<qint32> slowly;
        for (qsizetype i = 0; i < bytes.size(); ++i)
            slowly += pulseOf(other.station->feed(QByteArrayView(bytes).sliced(i, 1), second).blocks);
        QCOMPARE(slowly, pulseOf(atOnce.blocks));
        QCOMPARE(other.station->integrity().badFrames, 0);
        QCOMPARE(other.station->integrity().frames, one.station->integrity().frames);
    }

    void isRecognisedByItsBytesAndByNoOther_data() { eachProtocol(); }

    void isRecognisedByItsBytesAndByNoOther()
    {
        QFETCH(QString, protocol);
        auto pair = joined(protocol);
        auto bytes = begin(pair);
        bytes += all(pair.instrument->advance(3'000'000));
        QCOMPARE(recognisePulseProtocol(bytes), protocol);
        for (const auto &kind : pulseProtocols())
            if (kind.id != protocol)
                QVERIFY2(probePulseProtocol(kind, bytes) < 60, qPrintable(kind.id));
    }

    void noiseIsNobody()
    {
        QByteArray noise;
        quint32 dice = 1;
        for (int i = 0; i < 100'000; ++i)
            noise.append(char((dice = dice * 1664525U + 1013904223U) >> 24));
        QCOMPARE(recognisePulseProtocol(noise), QString());
    }

    void afterGarbageItFindsTheNextFrame_data() { eachProtocol(); }

    void afterGarbageItFindsTheNextFrame()
    {
        QFETCH(QString, protocol);
        auto pair = joined(protocol);
        auto bytes = begin(pair);
        bytes += all(pair.instrument->advance(1'000'000));
        (void)pair.station->feed(bytes, second);
        const int bad = pair.station->integrity().badFrames;
        QByteArray noise("\xff\x41\x50\x44\x00\x01\x13\x80\x7f,,;\x00\n", 15);
        (void)pair.station->feed(noise, second);
        const auto after = pair.station->feed(all(pair.instrument->advance(2'000'000)), 2 * second);
        QVERIFY(pair.station->integrity().badFrames > bad);
        QVERIFY(pulseOf(after.blocks).size() >= qsizetype(pair.wave.rateHz()) - 6);
    }

    void aFrameThatIsMissingLeavesAGapAsLong()
    {
        auto pair = joined(u"dpd/0"_s);
        (void)pair.station->feed(begin(pair), 0);
        auto frames = pair.instrument->advance(1'000'000);
        const auto whole = frames.size();
        frames.remove(100, 7);
        const auto heard = pair.station->feed(all(frames), second);
        QCOMPARE(heard.blocks.size(), 2);
        QCOMPARE(heard.blocks[1].first, quint64(107));
        QCOMPARE(pulseOf(heard.blocks).size(), whole - 7);
        QCOMPARE(pair.station->integrity().gaps, 1);
        QCOMPARE(pair.station->integrity().lostSamples, qint64(7));
        QCOMPARE(pair.station->integrity().badFrames, 0);
    }

    void aDamagedFrameIsOneBadFrameAndOneSample_data()
    {
        QTest::addColumn<QString>("protocol");
        QTest::addColumn<int>("at");
        QTest::newRow("contec-9 begin") << u"contec-9"_s << 0;
        QTest::newRow("contec-9 middle") << u"contec-9"_s << 4;
        QTest::newRow("contec-5 begin") << u"contec-5"_s << 0;
        QTest::newRow("contec-5 end") << u"contec-5"_s << 4;
        QTest::newRow("dpd magic") << u"dpd/0"_s << 0;
        QTest::newRow("dpd length") << u"dpd/0"_s << 4;
        QTest::newRow("dpd value") << u"dpd/0"_s << 25;
        QTest::newRow("text") << u"text"_s << 1;
    }

    void aDamagedFrameIsOneBadFrameAndOneSample()
    {
        QFETCH(QString, protocol);
        QFETCH(int, at);
        auto pair = joined(protocol);
        (void)pair.station->feed(begin(pair), 0);
        auto frames = pair.instrument->advance(1'000'000);
        frames[10][at] = char(frames[10][at] ^ 0x80);
        const auto heard = pair.station->feed(all(frames), second);
        QCOMPARE(pair.station->integrity().badFrames, 1);
        QCOMPARE(pair.station->integrity().lostSamples, qint64(1));
        QCOMPARE(heard.blocks.size(), 2);
        QCOMPARE(heard.blocks[0].pulse.size(), 10);
        QCOMPARE(heard.blocks[1].first, quint64(11));
    }

    void aSensorThatMeasuresNothingIsAGapAndNeverAZero_data()
    {
        QTest::addColumn<QString>("protocol");
        QTest::addColumn<QByteArray>("sound");
        QTest::addColumn<QByteArray>("nothing");
        QTest::newRow("contec-9") << u"contec-9"_s << QByteArray("\x01\xe0\x85\xb3\x96\xc1\xe1\xff\xff", 9)
                                  << QByteArray("\x01\xe2\x80\x80\x80\xff\xff\xff\xff", 9);
        QTest::newRow("contec-5") << u"contec-5"_s << QByteArray("\x86\x33\x06\x41\x61", 5)
                                  << QByteArray("\x90\x00\x00\x7f\x7f", 5);
        DpdSample sample{1, 51, 3, 0, 0, 0, 6, 0};
        DpdSample lost{2, 0, 0, 0, 0, 0, 6, DpdFlag::SensorDisconnected};
        QTest::newRow("dpd/0") << u"dpd/0"_s << encodeDpd({DpdType::Data, 1, 0, sample.encode()})
                               << encodeDpd({DpdType::Data, 2, 0, lost.encode()});
        QTest::newRow("text") << u"text"_s << QByteArray("51,1,2\n") << QByteArray("nan,1,2\n");
    }

    void aSensorThatMeasuresNothingIsAGapAndNeverAZero()
    {
        QFETCH(QString, protocol);
        QFETCH(QByteArray, sound);
        QFETCH(QByteArray, nothing);
        const auto station = *makePulseProtocol(protocol);
        (void)station->encode({PulseCommand::Kind::Start, u"L.guan"_s});
        (void)station->feed("\n", 0);
        const auto heard = station->feed(sound + nothing, second);
        QCOMPARE(pulseOf(heard.blocks), QVector<qint32>{51});
        QCOMPARE(heard.events, (QVector<PulseEvent>{{PulseEvent::Kind::ContactLost, 1, 0}}));
        QCOMPARE(station->integrity().nullSamples, qint64(1));
        QCOMPARE(station->integrity().lostSamples, qint64(0));
        if (heard.readings) {
            QVERIFY(!heard.readings->perMinute);
            QVERIFY(!heard.readings->oxygenPercent);
        }
    }

    void aQuickHeartIsNotTakenForADamagedFrame()
    {
        const auto station = *makePulseProtocol(u"contec-9"_s);
        const auto heard = station->feed(QByteArrayView("\x01\xe8\x85\xb3\x96\x8c\xe1\xff\xff", 9), 0);
        QCOMPARE(heard.readings.value_or(PulseReadings{}).perMinute, std::optional(140));
    }

    void textMayComeWithoutNamesInOtherMarksAndAgainAfterAReset()
    {
        PulseSetup setup;
        setup.decimals = 1;
        setup.pressureColumn = u"force"_s;
        const auto station = *makePulseProtocol(u"text"_s, setup);
        (void)station->encode({PulseCommand::Kind::Start, u"L.guan"_s});
        auto heard = station->feed("rest of a li\n512.3 7 8\n-4 7 8\n", 0);
        QCOMPARE(pulseOf(heard.blocks), (QVector<qint32>{5123, -40}));
        heard = station->feed("n,force,raw\n1,2,3\n", second / 10);
        QCOMPARE(heard.blocks.size(), 1);
        QCOMPARE(heard.blocks[0].pulse, QVector<qint32>{30});
        QCOMPARE(heard.blocks[0].pressure, QVector<qint32>{20});
        QCOMPARE(station->integrity().badFrames, 0);
    }

    void aLineWithoutEndIsAnOverflow()
    {
        const auto station = *makePulseProtocol(u"text"_s);
        (void)station->feed("\n1,2\n" + QByteArray(100'000, '7'), 0);
        (void)station->feed("\n3,4\n", 0);
        QCOMPARE(station->integrity().overflows, 1);
        QCOMPARE(station->integrity().badFrames, 1);
        QCOMPARE(station->integrity().frames, 2);
    }

    void whatWasOnlyLateLeavesNoGap()
    {
        auto pair = joined(u"contec-9"_s);
        (void)begin(pair);
        (void)pair.station->feed(all(pair.instrument->advance(1'000'000)), second);
        const auto late = pair.station->feed(all(pair.instrument->advance(3'000'000)), 3 * second);
        QCOMPARE(late.blocks.size(), 1);
        QCOMPARE(pair.station->integrity().lostSamples, qint64(0));
        (void)pair.instrument->advance(5'000'000); // and this was lost
        (void)pair.station->feed(all(pair.instrument->advance(5'100'000)), 5'100'000'000);
        QVERIFY(qAbs(pair.station->integrity().lostSamples - 120) <= 1);
    }

    void oneStallIsNoLieTwoWindowsAre()
    {
        RateWatch watch;
        watch.begin(100);
        QVERIFY(!watch.saw(0, 0));
        QVERIFY(!watch.saw(400, 5 * second)); // stood still for a second
        QVERIFY(!watch.saw(1000, 10 * second)); // and caught up
        QVERIFY(!watch.saw(1325, 15 * second)); // 65 a second: 20 s that hold 13
        QCOMPARE(watch.saw(1650, 20 * second), std::optional(65.0));
        QVERIFY(!watch.saw(1975, 25 * second)); // told once
    }
};

SIZHEN_TEST(PulseProtocolsTest)
#include "pulseprotocols_test.moc"
