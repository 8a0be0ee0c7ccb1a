// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/synthpulse.h"
#include "core/pulse/tracecsv.h"

#include "tests/support/program.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <cmath>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

class TraceCsvTest : public QObject
{
    Q_OBJECT

private:
    // 20 s of one site in blocks, twelve samples lost in the middle.
    static PulseRecording recorded()
    {
        SynthPulse pulse;
        pulse.rateHz = 200;
        const auto samples = pulse.samples(20);
        PulseRecording recording{u"L.guan"_s,
                                 200,
                                 u"mm[Hg]"_s,
                                 0.0625,
                                 u"Acme Wrist 12 1.0"_s,
                                 QDateTime({2026, 11, 20}, {8, 30, 1, 250}, Qt::UTC),
                                 {},
                                 12,
                                 3};
        quint64 first = 40;
        recording.lostSamples += int(first); // counted, and gone before the first came
        for (qsizetype i = 0; i + 100 <= samples.size(); i += 100) {
            PulseBlock block{u"L.guan"_s, 200, first, {}, {}};
            for (qsizetype k = i; k < i + 100; ++k) {
                block.pulse.append(qint32(std::lround(samples[k] * 1000)));
                block.pressure.append(qint32(100 + k % 7));
            }
            first += 100 + (i == 1000 ? 12 : 0);
            recording.blocks.append(block);
        }
        return recording;
    }

    static TracedPulse trace()
    {
        auto made = TracedPulse::from(recorded());
        if (!made)
            qFatal("trace");
        made->subject = TraceSubject{u"A1B2-C3D4"_s, u"张三"_s, u"F"_s, QDate(1980, 2, 3)};
        return *made;
    }

    static TraceFiles files(const TracedPulse &trace)
    {
        return traceFiles(trace, analysePulse(trace.signal), u"sizhen 0.1"_s);
    }

    static QByteArray with(const QByteArray &json, const QString &member, const QJsonValue &value)
    {
        auto object = QJsonDocument::fromJson(json).object();
        object[member] = value;
        return QJsonDocument(object).toJson();
    }

private Q_SLOTS:

    void theDescriptionTellsHowItWasTaken()
    {
        auto recording = recorded();
        recording.pressureUnit = u"gf"_s;
        recording.pressureScale = 0.5;
        recording.clock = PulseClockFit{false, 41.5, 6.25, 0.5, 19.5, 40};
        recording.counts = {400, 1, 3, 0, 1, 1, 0};
        recording.marks = {{PulseMark::Kind::Gap, 1140, 12}, {PulseMark::Kind::ClockStep, 1500, -0.25}};
        recording.stationSeconds = 20.125;
        auto made = TracedPulse::from(recording);
        QVERIFY(made);
        const auto json = QJsonDocument::fromJson(files(*made).json).object();
        QCOMPARE(json[u"clock_fit"_s][u"drift_ppm"_s].toDouble(), 41.5);
        QCOMPARE(json[u"clock_fit"_s][u"drift_ppm_error_95"_s].toDouble(), 6.25);
        QCOMPARE(json[u"clock_fit"_s][u"of"_s].toString(), u"instrument_clock"_s);
        const auto taken = json[u"acquisition"_s];
        QCOMPARE(taken[u"clock_steps"_s].toInt(), 1);
        QCOMPARE(taken[u"unmeasured_samples"_s].toInt(), 3);
        QCOMPARE(taken[u"station_seconds"_s].toDouble(), 20.125);
        QCOMPARE(taken[u"marks"_s][0][u"kind"_s].toString(), u"gap"_s);
        QCOMPARE(taken[u"marks"_s][0][u"sample"_s].toInt(), 1100); // the file begins at the recording's sample 40
        QCOMPARE(taken[u"marks"_s][1][u"value"_s].toDouble(), -0.25);
        QCOMPARE(json[u"columns"_s][2][u"unit"_s].toString(), u"gf"_s);
        QCOMPARE(made->signal.pressure.first(), 50.0);
        const auto back = readTraceFiles(files(*made));
        QVERIFY(back);
        QCOMPARE(back->signal.pressure.first(), 50.0);
    }

    void comesBackToTheSameSamples()
    {
        const auto before = trace();
        const auto after = readTraceFiles(files(before));
        QVERIFY2(after, after ? "" : qPrintable(after.error().detail));
        QCOMPARE(after->signal.gaps, (Spans{{1100, 1112}}));
        QCOMPARE(after->signal.gaps, before.signal.gaps);
        QCOMPARE(after->signal.samples.size(), before.signal.samples.size());
        for (qsizetype i = 0; i < before.signal.samples.size(); ++i)
            if (!before.isMissing(i)) {
                QCOMPARE(after->signal.samples[i], before.signal.samples[i]); // every digit
                QCOMPARE(after->signal.pressure[i], before.signal.pressure[i]);
            }
        QCOMPARE(after->signal.rateHz, 200.0);
        QCOMPARE(after->signal.unit, u"mm[Hg]"_s);
        QCOMPARE(after->scale, 0.0625);
        QCOMPARE(after->site, u"L.guan"_s);
        QCOMPARE(after->instrument, before.instrument);
        QCOMPARE(after->started, QDateTime({2026, 11, 20}, {8, 30, 1, 450}, Qt::UTC)); // 40 samples later
        QCOMPARE(after->badFrames, 3);
        QCOMPARE(after->subject, before.subject);
    }

    void aRateThatIsNoWholeNumberComesBackToo()
    {
        TracedPulse odd;
        odd.signal.rateHz = 99.7;
        for (int i = 0; i < 5000; ++i)
            if (odd.signal.samples.append(std::sin(i / 15.9155)); i >= 2000 && i < 2003)
                odd.signal.samples.last() = 0;
        odd.signal.gaps = {{2000, 2003}};
        const auto back = readTraceFiles(files(odd));
        QVERIFY(back);
        QCOMPARE(back->signal.samples.size(), 5000);
        QCOMPARE(back->signal.samples[4999], odd.signal.samples[4999]);
    }

    // FOU-05: which place and depth from when to when.
    void depthsAndNotesComeBack()
    {
        auto recording = recorded();
        recording.segments = {{u"superficial"_s, 0, 30, 0, 10, u"contact"_s, {}, {}}, // before the first that came
                              {u"superficial"_s, 30, 1040, 5, 91, {}, 20.5, 22.25},
                              {u"middle"_s, 1040, 2240, 7, 64, u"movement"_s, {}, {}},
                              {u"best"_s, 3000, 4000, 6, 88, {}, 41.0, 41.0}};
        auto before = TracedPulse::from(recording);
        QVERIFY(before);
        QCOMPARE(before->segments.size(), 3);
        QCOMPARE(before->segments[0].first, 0U); // the file begins at the recording's sample 40
        QCOMPARE(before->segments[0].end, 1000U);
        before->notes = {{2.5, {}, u"咳嗽 cough"_s}, {3, 1.5, u"moved"_s}};
        const auto written = files(*before);
        const auto said = QJsonDocument::fromJson(written.json)[u"segments"_s][1];
        QCOMPARE(said[u"site"_s].toString(), u"L.guan"_s);
        QCOMPARE(said[u"depth"_s].toString(), u"middle"_s);
        QCOMPARE(said[u"start_s"_s].toDouble(), 5.0);
        QCOMPARE(said[u"duration_s"_s].toDouble(), 6.0);
        const auto after = readTraceFiles(written);
        QVERIFY2(after, after ? "" : qPrintable(after.error().detail));
        QCOMPARE(after->segments, before->segments);
        QCOMPARE(after->notes, before->notes);
        before->withholdPatient();
        QVERIFY(!files(*before).json.contains("cough")); // whoever wrote it may have named somebody
        auto older = QJsonDocument::fromJson(written.json).object();
        older.remove(u"segments"_s);
        older.remove(u"annotations"_s);
        QVERIFY(readTraceFiles({written.csv, QJsonDocument(older).toJson()}));
    }

    void depthsThatLieAreRefused_data()
    {
        QTest::addColumn<QString>("member");
        QTest::addColumn<QJsonValue>("value");
        QTest::newRow("another site") << u"site"_s << QJsonValue(u"R.cun"_s);
        QTest::newRow("no such depth") << u"depth"_s << QJsonValue(u"bone"_s);
        QTest::newRow("outside") << u"samples"_s << QJsonValue(4000);
        QTest::newRow("empty") << u"samples"_s << QJsonValue(0);
        QTest::newRow("half a sample") << u"first_sample"_s << QJsonValue(1000.5);
        QTest::newRow("overlap") << u"first_sample"_s << QJsonValue(500);
        QTest::newRow("beats") << u"accepted_beats"_s << QJsonValue(-1);
        QTest::newRow("quality") << u"quality"_s << QJsonValue(101);
        QTest::newRow("flaw") << u"flaw"_s << QJsonValue(u"tired"_s);
        QTest::newRow("one pressure") << u"pressure_to"_s << QJsonValue();
        QTest::newRow("pressures turned") << u"pressure_from"_s << QJsonValue(50);
    }

    void depthsThatLieAreRefused()
    {
        QFETCH(QString, member);
        QFETCH(QJsonValue, value);
        auto taken = trace();
        taken.segments
            = {{u"superficial"_s, 0, 1000, 5, 91, {}, 20.5, 22.25}, {u"deep"_s, 1000, 2000, 5, 91, {}, 30, 31}};
        auto written = files(taken);
        QVERIFY(readTraceFiles(written));
        auto segments = QJsonDocument::fromJson(written.json)[u"segments"_s].toArray();
        auto segment = segments[1].toObject();
        segment[member] = value;
        segments[1] = segment;
        written.json = with(written.json, u"segments"_s, segments);
        QCOMPARE(readTraceFiles(written).error().args.value(u"member"_s).toString(), u"segments"_s);
        QVERIFY(!readTraceFiles({written.csv, with(written.json, u"annotations"_s, QJsonArray{1})}));
    }

    // What a stranger needs in ten years.
    void theDescriptionSaysWhatEveryColumnIs()
    {
        const auto json = QJsonDocument::fromJson(files(trace()).json).object();
        QCOMPARE(json[u"columns"_s][1][u"unit"_s].toString(), u"mm[Hg]"_s);
        QCOMPARE(json[u"columns"_s][2][u"unit"_s].toString(), u"1"_s);
        QCOMPARE(json[u"rate_hz"_s].toDouble(), 200.0);
        QCOMPARE(json[u"device"_s].toString(), u"Acme Wrist 12 1.0"_s);
        QCOMPARE(json[u"hand"_s].toString(), u"left"_s);
        QCOMPARE(json[u"calibration"_s][u"unit_per_count"_s].toDouble(), 0.0625);
        QCOMPARE(json[u"gaps"_s][0][u"first_sample"_s].toInt(), 1100);
        QCOMPARE(json[u"gaps"_s][0][u"duration_s"_s].toDouble(), 0.06);
        QVERIFY(json.contains(u"clock_fit"_s));
        QCOMPARE(json[u"software"_s].toString(), u"sizhen 0.1"_s);
        QVERIFY(json[u"analysis"_s][u"definitions"_s].toArray().contains(u"h1.footLine"_s));
    }

    void nobodyIsNamedWhenThePatientIsWithheld()
    {
        auto nameless = trace();
        nameless.withholdPatient();
        const auto written = files(nameless);
        for (const auto *word : {"张三", "A1B2", "1980-", "2026-"})
            QVERIFY2(!written.json.contains(word) && !written.csv.contains(word), word);
        QVERIFY(QJsonDocument::fromJson(written.json)[u"deidentified"_s].toBool());
        const auto back = readTraceFiles(written);
        QVERIFY(back);
        QVERIFY(!back->subject && !back->started.isValid());
    }

    void changedSamplesAreRefused()
    {
        auto written = files(trace());
        auto torn = written;
        torn.csv.chop(30);
        QCOMPARE(readTraceFiles(torn).error().message, u"pulse.trace_changed"_s);
        written.json = with(written.json, u"gaps"_s, QJsonArray());
        QCOMPARE(readTraceFiles(written).error().message, u"pulse.trace_changed"_s);
    }

    void aDescriptionThatLiesIsRefused_data()
    {
        QTest::addColumn<QString>("member");
        QTest::addColumn<QJsonValue>("value");
        QTest::newRow("schema") << u"schema"_s << QJsonValue(u"other/1"_s);
        QTest::newRow("newer") << u"schema"_s << QJsonValue(u"sizhen-pulse-trace/2"_s);
        QTest::newRow("rate") << u"rate_hz"_s << QJsonValue(1e9);
        QTest::newRow("count") << u"samples"_s << QJsonValue(-1);
        QTest::newRow("huge count") << u"samples"_s << QJsonValue(1e18);
        QTest::newRow("columns") << u"columns"_s << QJsonValue(QJsonArray{1});
        QTest::newRow("gaps") << u"gaps"_s
                              << QJsonValue(QJsonArray{QJsonObject{{u"first_sample"_s, 1e6}, {u"samples"_s, 1}}});
        QTest::newRow("site") << u"site"_s << QJsonValue(u"L.elbow"_s);
        QTest::newRow("time") << u"started"_s << QJsonValue(u"yesterday"_s);
    }

    void aDescriptionThatLiesIsRefused()
    {
        QFETCH(QString, member);
        QFETCH(QJsonValue, value);
        auto written = files(trace());
        written.json = with(written.json, member, value);
        QVERIFY(!readTraceFiles(written));
        written.json.chop(20);
        QVERIFY(!readTraceFiles(written));
    }
};

SIZHEN_TEST(TraceCsvTest)
#include "tracecsv_test.moc"
