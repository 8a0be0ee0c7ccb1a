// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/analysisjson.h"
#include "core/pulse/pulseanalysis.h"
#include "core/pulse/pulsecsv.h"
#include "core/pulse/synthpulse.h"
#include "tests/support/program.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <algorithm>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

namespace {

PulseSignal signalOf(const SynthPulse &pulse, double seconds)
{
    PulseSignal signal;
    signal.samples = pulse.samples(seconds);
    signal.rateHz = pulse.rateHz;
    return signal;
}

QByteArray contentsOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

struct Record {
    PulseSignal signal;
    QVector<double> beats; // s, reference
    QVector<QPair<double, double>> ignored;
};

Record record(const QString &name)
{
    const auto info
        = QJsonDocument::fromJson(contentsOf(QStringLiteral(TEST_DATA_DIR "/pulse/") + name + u".json"_s)).object();
    Record r;
    auto text = contentsOf(QStringLiteral(TEST_DATA_DIR "/pulse/") + name + u".csv"_s);
    if (text.isEmpty())
        text = contentsOf(QStringLiteral(SIZHEN_SOURCE_DIR "/resources/pulse/") + name + u".csv"_s);
    if (auto read = readPulseCsv(text, info[u"fs_hz"_s].toDouble()))
        r.signal = *read;
    for (const auto &value : info[u"beats"_s][u"t_slope_s"_s].toArray())
        r.beats.append(value.toDouble());
    for (const auto &zone : info[u"ignore_s"_s].toArray())
        r.ignored.append({zone[0].toDouble(), zone[1].toDouble()});
    const double end = double(r.signal.samples.size()) / r.signal.rateHz;
    r.ignored.append({-1, 1});
    r.ignored.append({end - 1, end + 1});
    return r;
}

bool ignored(const Record &r, double at)
{
    return std::any_of(r.ignored.begin(), r.ignored.end(),
                       [at](const auto &zone) { return at >= zone.first - 0.15 && at <= zone.second + 0.15; });
}

int unmatched(const QVector<double> &these, const QVector<double> &those, const Record &r)
{
    int count = 0;
    for (const double at : these)
        if (!ignored(r, at)
            && std::none_of(those.begin(), those.end(), [at](double other) { return std::abs(other - at) < 0.15; }))
            ++count;
    return count;
}

} // namespace

class PulseAnalysisTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void findsTheBeatsOfRecordings_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("mostMissed");
        QTest::addColumn<int>("mostFalse");
        QTest::newRow("rest") << u"heartpy_1"_s << 0 << 0;
        QTest::newRow("motion, leads off") << u"heartpy_2"_s << 0 << 1;
    }

    void findsTheBeatsOfRecordings()
    {
        QFETCH(QString, name);
        const auto r = record(name);
        QVERIFY(!r.beats.isEmpty() && !r.signal.samples.isEmpty());
        const auto analysis = analysePulse(r.signal);
        QVector<double> found;
        for (const auto &beat : analysis.beats)
            found.append(beat.at.slope / analysis.rateHz);
        QFETCH(int, mostMissed);
        QFETCH(int, mostFalse);
        QVERIFY(unmatched(r.beats, found, r) <= mostMissed);
        QVERIFY(unmatched(found, r.beats, r) <= mostFalse);
    }

    void measuresTheRateOfARestingPulse()
    {
        const auto analysis = analysePulse(record(u"heartpy_1"_s).signal);
        QVERIFY(analysis.perMinute);
        QVERIFY(std::abs(*analysis.perMinute - 58.91) < 0.5);
        QCOMPARE(analysis.rhythm.kind, PulseRhythm::Kind::Regular);
        QVERIFY(analysis.good());
        QVERIFY(analysis.average);
        QVERIFY(analysis.average->beats >= 10);
    }

    void showsNoRateWhileTheLeadsAreOff()
    {
        auto signal = record(u"heartpy_2"_s).signal;
        signal.samples.resize(qsizetype(41 * signal.rateHz));
        const auto analysis = analysePulse(signal);
        QVERIFY(!analysis.perMinute);
        QCOMPARE(analysis.rhythm.kind, PulseRhythm::Kind::Unmeasured);
        QVERIFY(!analysis.good());
        QVERIFY(!analysis.average);
        for (const auto &parameter : analysis.parameters)
            QVERIFY2(!parameter.value && !parameter.why.isEmpty(), qPrintable(parameter.id));
        QVERIFY(analysis.quality < analysePulse(record(u"heartpy_2"_s).signal).quality);
    }

    void theTruthOfASyntheticPulseComesBack_data()
    {
        QTest::addColumn<double>("perMinute");
        QTest::addColumn<double>("rateHz");
        QTest::addColumn<double>("noise");
        for (const double perMinute : {45.0, 60.0, 72.0, 95.0, 130.0})
            for (const double rateHz : {125.0, 500.0, 1000.0})
                QTest::addRow("%g/min at %g Hz", perMinute, rateHz) << perMinute << rateHz << 8.0;
    }

    void theTruthOfASyntheticPulseComesBack()
    {
        QFETCH(double, perMinute);
        QFETCH(double, rateHz);
        QFETCH(double, noise);
        SynthPulse pulse;
        pulse.perMinute = perMinute;
        pulse.rateHz = rateHz;
        pulse.noise = noise;
        pulse.drift = 200;
        const auto analysis = analysePulse(signalOf(pulse, 30));
        QVERIFY(analysis.perMinute);
        QVERIFY(std::abs(*analysis.perMinute - perMinute) < 0.3);
        const auto truth = pulse.beatTimes(30);
        for (const auto &beat : analysis.beats) {
            const double peak = beat.at.peak / rateHz;
            if (peak < 1 || peak > 29)
                continue;
            const bool near
                = std::any_of(truth.begin(), truth.end(), [peak](double at) { return std::abs(at - peak) < 0.03; });
            QVERIFY2(near, qPrintable(QString::number(peak)));
        }
        QCOMPARE(analysis.rhythm.kind, PulseRhythm::Kind::Regular);
    }

    void theSamePulseAtTwoRatesGivesTheSameBeats()
    {
        SynthPulse slow;
        slow.rateHz = 125;
        auto quick = slow;
        quick.rateHz = 500;
        const auto a = analysePulse(signalOf(slow, 30));
        const auto b = analysePulse(signalOf(quick, 30));
        QCOMPARE(a.beats.size(), b.beats.size());
        for (qsizetype i = 0; i < a.beats.size(); ++i)
            QVERIFY(std::abs(a.beats[i].at.slope / 125 - b.beats[i].at.slope / 500) < 0.008);
    }

    void tellsRegularPausesFromIrregularRhythm()
    {
        SynthPulse pauses;
        pauses.perMinute = 66;
        pauses.pauseEvery = 5;
        const auto even = analysePulse(signalOf(pauses, 60));
        QCOMPARE(even.rhythm.kind, PulseRhythm::Kind::RegularPauses);
        QVERIFY(std::any_of(even.compatible.begin(), even.compatible.end(),
                            [](const CompatibleName &name) { return name.id == u"intermittent"; }));
        SynthPulse wild;
        wild.irregular = 0.35;
        const auto uneven = analysePulse(signalOf(wild, 60));
        QVERIFY(uneven.rhythm.kind == PulseRhythm::Kind::Irregular
                || uneven.rhythm.kind == PulseRhythm::Kind::IrregularPauses);
        QVERIFY(uneven.rhythm.nRmssd > 0.12);
    }

    void everyParameterNamesItsDefinition()
    {
        SynthPulse pulse;
        const auto analysis = analysePulse(signalOf(pulse, 30));
        for (const auto &id : {u"h1.footLine"_s, u"t1.mainPeak"_s, u"t.period"_s, u"w1.upperThird"_s, u"h4/h1"_s}) {
            const auto *parameter = analysis.parameter(id);
            QVERIFY2(parameter && parameter->value, qPrintable(id));
            QVERIFY(parameter->beats >= 3);
            QVERIFY(!parameter->unit.isEmpty());
        }
        QVERIFY(std::abs(*analysis.parameter(u"t.period"_s)->value - 60.0 / 72) < 0.002);
        QVERIFY(std::abs(*analysis.parameter(u"h1.footLine"_s)->value - 1000) < 60);
    }

    void aMergedTidalWaveIsNotInvented()
    {
        SynthPulse pulse;
        pulse.tidal = 0;
        pulse.dicrotic = 0.3;
        const auto analysis = analysePulse(signalOf(pulse, 30));
        QVERIFY(!analysis.parameter(u"h2.footLine"_s)->value);
        QCOMPARE(analysis.parameter(u"h2.footLine"_s)->why, u"merged"_s);
        QVERIFY(!analysis.parameter(u"h3.footLine"_s)->value);
    }

    void clippedBeatsKeepTheirTimeAndLoseTheirHeight()
    {
        SynthPulse pulse;
        auto signal = signalOf(pulse, 30);
        for (auto &value : signal.samples)
            value = std::min(value, 800.0);
        const auto analysis = analysePulse(signal);
        QVERIFY(analysis.perMinute);
        QVERIFY(!analysis.good());
        QCOMPARE(analysis.advice, u"press_lighter"_s);
        QVERIFY(!analysis.parameter(u"h1.footLine"_s)->value);
        QCOMPARE(analysis.beats[5].flaw, BeatFlaw::Clipped);
    }

    void nothingIsMeasuredAcrossAGap()
    {
        SynthPulse pulse;
        pulse.rateHz = 100;
        const auto samples = pulse.samples(30);
        PulseRecording recording{u"L.cun"_s, 100, u"1"_s, 1, u"x"_s, QDateTime(QDate(2026, 1, 1), QTime(1, 1), Qt::UTC),
                                 {},         500, 0};
        PulseBlock first{u"L.cun"_s, 100, 0, {}, {}};
        PulseBlock second{u"L.cun"_s, 100, 1500, {}, {}};
        for (int i = 0; i < 1000; ++i)
            first.pulse.append(qint32(samples[i]));
        for (int i = 1500; i < 3000; ++i)
            second.pulse.append(qint32(samples[i]));
        recording.blocks = {first, second};
        const auto signal = PulseSignal::from(recording);
        QVERIFY(signal);
        QCOMPARE(signal->samples.size(), 3000);
        QCOMPARE(signal->gaps, (Spans{{1000, 1500}}));
        const auto analysis = analysePulse(*signal);
        QVERIFY(analysis.perMinute);
        QVERIFY(std::abs(*analysis.perMinute - 72) < 0.5);
        for (const auto &beat : analysis.beats)
            if (beat.at.foot > 1010 && beat.next < 1490)
                QVERIFY(!beat.usable());
        QVERIFY(analysis.rhythm.pauseAfter.isEmpty()); // a gap is no pause of the heart
    }

    void depthNeedsAPressureChannelAndSaysWhenItIsNotBracketed()
    {
        SynthPulse pulse;
        auto signal = signalOf(pulse, 40);
        QVERIFY(!analysePulse(signal).depth.best);
        for (qsizetype i = 0; i < signal.samples.size(); ++i) {
            const double share = double(i) / double(signal.samples.size());
            signal.pressure.append(25 + 200 * share);
            signal.samples[i] *= 1 - (share - 0.4) * (share - 0.4) * 2;
        }
        const auto depth = analysePulse(signal).depth;
        QVERIFY(depth.best);
        QVERIFY(depth.bracketed);
        QVERIFY(std::abs(depth.fraction - 0.4) < 0.15);
        auto rising = signalOf(pulse, 40);
        for (qsizetype i = 0; i < rising.samples.size(); ++i) {
            const double share = double(i) / double(rising.samples.size());
            rising.pressure.append(25 + 200 * share);
            rising.samples[i] *= 0.6 + 0.4 * share;
        }
        QVERIFY(!analysePulse(rising).depth.bracketed);
    }

    void tooLittleIsSaidNotGuessed()
    {
        PulseSignal empty;
        QVERIFY(!analysePulse(empty).perMinute);
        SynthPulse pulse;
        const auto brief = analysePulse(signalOf(pulse, 1.5));
        QVERIFY(!brief.perMinute);
        QCOMPARE(brief.advice, u"longer"_s);
        PulseSignal flat;
        flat.rateHz = 100;
        flat.samples.fill(5, 3000);
        const auto still = analysePulse(flat);
        QVERIFY(!still.perMinute);
        QCOMPARE(still.quality, 0);
        QCOMPARE(still.advice, u"no_contact"_s);
    }

    void theJsonHoldsWhatMachinesNeed()
    {
        const auto analysis = analysePulse(record(u"heartpy_1"_s).signal);
        const auto json = analysisJson(analysis);
        QCOMPARE(json[u"beats"_s].toArray().size(), analysis.beats.size());
        QVERIFY(json[u"beats"_s].toArray().first().isDouble());
        QVERIFY(std::abs(json[u"beats"_s][1].toDouble() - json[u"beats"_s][0].toDouble() - 1) < 0.2); // s
        QCOMPARE(json[u"quality"_s].toArray().size(), analysis.beats.size());
        QVERIFY(json[u"quality"_s][3][u"reason"_s].isNull());
        const auto marks = json[u"fiducials"_s][3].toObject();
        for (const auto &mark : {u"on"_s, u"u"_s, u"sp"_s, u"dn"_s, u"v"_s, u"w"_s, u"a"_s, u"b"_s, u"c"_s, u"d"_s,
                                 u"e"_s, u"f"_s, u"p1"_s, u"p2"_s})
            QVERIFY2(marks.contains(mark), qPrintable(mark));
        QVERIFY(marks[u"on"_s].toDouble() < marks[u"sp"_s].toDouble());
        QVERIFY(std::abs(json[u"rate_per_min"_s].toDouble() - 58.91) < 0.5);
        QCOMPARE(json[u"rhythm"_s].toString(), u"regular"_s);
        const auto t1 = json[u"parameters"_s][u"t1"_s].toObject();
        QCOMPARE(t1[u"definition"_s].toString(), u"t1.mainPeak"_s);
        QCOMPARE(t1[u"unit"_s].toString(), u"s"_s);
        QVERIFY(t1[u"uncertainty"_s].toDouble() > 0
                && t1[u"uncertainty"_s].toDouble() < 0.1 * t1[u"value"_s].toDouble());
        QVERIFY(json[u"parameters"_s][u"t1"_s][u"reason"_s].isUndefined());
        QCOMPARE(json[u"compatible"_s][0][u"name"_s].toString(), u"slow"_s);
        QCOMPARE(json[u"compatible"_s][0][u"rule"_s].toString(), u"rate.under60"_s);
        PulseSignal flat;
        flat.rateHz = 100;
        flat.samples.fill(5, 3000);
        const auto nothing = analysisJson(analysePulse(flat));
        QVERIFY(nothing[u"rate_per_min"_s].isNull());
        QVERIFY(nothing[u"parameters"_s][u"h1"_s][u"value"_s].isNull());
        QVERIFY(!nothing[u"parameters"_s][u"h1"_s][u"reason"_s].toString().isEmpty());
        QVERIFY(nothing[u"compatible"_s].toArray().isEmpty());
    }
};

SIZHEN_TEST(PulseAnalysisTest)
#include "pulseanalysis_test.moc"
