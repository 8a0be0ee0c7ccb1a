// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/pulsestream.h"
#include "core/pulse/synthpulse.h"
#include "tests/support/program.h"
#include "tests/support/pulsedata.h"

#include <QTest>

#include <limits>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

namespace {

// Everything the stream tells of these samples, cut into blocks of `block`.
QVector<PulseBeat> streamed(const QVector<double> &samples, double rateHz, qsizetype block)
{
    PulseStream stream(rateHz);
    QVector<PulseBeat> beats;
    for (qsizetype i = 0; i < samples.size(); i += block)
        beats += stream.feed(samples.mid(i, block));
    return beats + stream.finish();
}

QVector<double> recorded(const QString &name, double &rateHz)
{
    QFile file(QStringLiteral(TEST_DATA_DIR "/pulse/") + name + u".csv"_s);
    QFile info(QStringLiteral(TEST_DATA_DIR "/pulse/") + name + u".json"_s);
    if (!file.open(QIODevice::ReadOnly) || !info.open(QIODevice::ReadOnly))
        return {};
    rateHz = QJsonDocument::fromJson(info.readAll()).object()[u"fs_hz"_s].toDouble();
    const auto signal = readPulseCsv(file.readAll(), rateHz);
    return signal ? signal->samples : QVector<double>();
}

// How many of `these` have a beat of `those` within 5 ms.
qsizetype shared(const QVector<PulseBeat> &these, const QVector<PulseBeat> &those, double rateHz)
{
    return std::count_if(these.begin(), these.end(), [&](const PulseBeat &beat) {
        return std::any_of(those.begin(), those.end(), [&](const PulseBeat &other) {
            return std::abs(other.at.slope - beat.at.slope) < 0.005 * rateHz;
        });
    });
}

} // namespace

class PulseStreamTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void agreesWithTheAnalysisOfTheWholeRecording_data()
    {
        QTest::addColumn<double>("perMinute");
        QTest::addColumn<double>("rateHz");
        QTest::addColumn<double>("irregular");
        QTest::newRow("slow") << 48.0 << 200.0 << 0.0;
        QTest::newRow("ordinary") << 72.0 << 1000.0 << 0.0;
        QTest::newRow("irregular") << 80.0 << 125.0 << 0.3;
        QTest::newRow("rapid") << 150.0 << 500.0 << 0.0;
    }

    void agreesWithTheAnalysisOfTheWholeRecording()
    {
        QFETCH(double, perMinute);
        QFETCH(double, rateHz);
        QFETCH(double, irregular);
        SynthPulse pulse;
        pulse.perMinute = perMinute;
        pulse.rateHz = rateHz;
        pulse.irregular = irregular;
        pulse.noise = 8;
        pulse.drift = 200;
        PulseSignal signal;
        signal.rateHz = rateHz;
        signal.samples = pulse.samples(60);
        const auto whole = analysePulse(signal).beats;
        const auto live = streamed(signal.samples, rateHz, 37);
        QCOMPARE(live.size(), whole.size());
        QCOMPARE(shared(live, whole, rateHz), whole.size());
        for (qsizetype i = 0; i < live.size(); ++i) {
            QCOMPARE(live[i].usable(), whole[i].usable());
            QVERIFY(live[i].marks.has_value() == whole[i].marks.has_value());
        }
    }

    void agreesOnARecordingWithMovementAndLeadsOff() // FOU-05
    {
        double rateHz = 0;
        const auto samples = recorded(u"heartpy_2"_s, rateHz);
        QVERIFY(!samples.isEmpty());
        PulseSignal signal;
        signal.rateHz = rateHz;
        signal.samples = samples;
        const auto usableOnly = [](QVector<PulseBeat> beats) {
            beats.erase(
                std::remove_if(beats.begin(), beats.end(), [](const PulseBeat &beat) { return !beat.usable(); }),
                beats.end());
            return beats;
        };
        const auto whole = usableOnly(analysePulse(signal).beats);
        const auto live = usableOnly(streamed(samples, rateHz, 50));
        QVERIFY(whole.size() > 60);
        QVERIFY(double(shared(whole, live, rateHz)) > 0.95 * double(whole.size()));
        QVERIFY2(double(shared(live, whole, rateHz)) > 0.9 * double(live.size()),
                 qPrintable(u"%1 of %2"_s.arg(shared(live, whole, rateHz)).arg(live.size())));
    }

    void blocksOfAnySizeGiveTheSameBeats()
    {
        SynthPulse pulse;
        pulse.noise = 5;
        const auto samples = pulse.samples(25);
        const auto whole = streamed(samples, pulse.rateHz, samples.size());
        for (const qsizetype block : {1, 7, 4096}) {
            const auto again = streamed(samples, pulse.rateHz, block);
            QCOMPARE(again.size(), whole.size());
            for (qsizetype i = 0; i < whole.size(); ++i) {
                QCOMPARE(again[i].at.slope, whole[i].at.slope);
                QCOMPARE(again[i].quality, whole[i].quality);
            }
        }
    }

    void tellsEveryBeatInTimeInOrderAndWithFlatMemory()
    {
        SynthPulse pulse;
        pulse.rateHz = 200;
        PulseStream stream(200);
        double last = -1;
        int beats = 0;
        const auto samples = pulse.samples(60);
        for (int minute = 0; minute < 30; ++minute)
            for (qsizetype i = 0; i < samples.size(); i += 20) {
                for (const auto &beat : stream.feed(samples.mid(i, 20))) {
                    QVERIFY(beat.at.slope > last);
                    QVERIFY(double(stream.samples()) - beat.at.slope <= PulseStream::latestS * 200);
                    last = beat.at.slope;
                    ++beats;
                }
                QVERIFY(stream.kept() <= 21 * 200);
            }
        QVERIFY(std::abs(beats - 30 * 72) <= 33); // a seam every minute may cost one
        QVERIFY(stream.perMinute() && std::abs(*stream.perMinute() - 72) < 1.5);
        QCOMPARE(stream.rhythm().kind, PulseRhythm::Kind::Regular);
        QVERIFY(stream.quality() >= PulseBeat::acceptedAt);
    }

    void showsNoRateWhileNothingIsFelt()
    {
        double rateHz = 0;
        const auto samples = recorded(u"heartpy_2"_s, rateHz);
        PulseStream stream(rateHz);
        for (qsizetype i = 0; i < qsizetype(41 * rateHz); i += 10) { // the leads are off
            stream.feed(samples.mid(i, 10));
            QVERIFY2(!stream.perMinute(), qPrintable(QString::number(double(i) / rateHz)));
        }
        SynthPulse pulse;
        PulseStream stopped(pulse.rateHz);
        stopped.feed(pulse.samples(20));
        QVERIFY(stopped.perMinute());
        stopped.feed(QVector<double>(qsizetype(8 * pulse.rateHz), 0.0));
        QVERIFY(!stopped.perMinute());
        QCOMPARE(stopped.quality(), 0);
    }

    void lostSamplesShiftNothing() // FOU-05
    {
        SynthPulse pulse;
        pulse.rateHz = 250;
        const auto samples = pulse.samples(60);
        PulseStream stream(250);
        auto beats = stream.feed(samples.mid(0, 5000));
        beats += stream.feed(samples.mid(5500, 3000), 500); // two seconds
        beats += stream.feed(samples.mid(10500), 2000); // eight
        beats += stream.finish();
        QCOMPARE(stream.samples(), qint64(samples.size()));
        const auto truth = pulse.beatTimes(60);
        int measured = 0;
        for (const auto &beat : beats) {
            if (!beat.usable())
                continue;
            ++measured;
            const double peak = beat.at.peak / 250;
            QVERIFY2(std::any_of(truth.begin(), truth.end(), [peak](double at) { return std::abs(at - peak) < 0.03; }),
                     qPrintable(QString::number(peak)));
        }
        QVERIFY(measured > 50);
    }

    void turnsWhatLiesUpsideDown()
    {
        SynthPulse pulse;
        auto samples = pulse.samples(30);
        for (auto &value : samples)
            value = -value;
        PulseStream stream(pulse.rateHz);
        stream.feed(samples);
        QVERIFY(stream.inverted());
        QVERIFY(stream.perMinute() && std::abs(*stream.perMinute() - 72) < 0.5);
    }

    void swallowsWhatIsNoNumber()
    {
        PulseStream stream(100);
        const double nan = std::numeric_limits<double>::quiet_NaN();
        const double infinite = std::numeric_limits<double>::infinity();
        for (int i = 0; i < 100; ++i)
            for (const auto &beat : stream.feed({nan, infinite, -infinite, 1e300, 0, -1e300, nan, 1}))
                QVERIFY(!beat.usable());
        QVERIFY(!stream.perMinute());
        PulseStream never(0);
        QVERIFY(never.feed(QVector<double>(1000, 1.0)).isEmpty());
        QVERIFY(PulseStream(nan).finish().isEmpty());
    }
};

SIZHEN_TEST(PulseStreamTest)
#include "pulsestream_test.moc"
