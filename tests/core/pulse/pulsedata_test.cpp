// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/fiducials.h"
#include "core/pulse/pulseanalysis.h"
#include "tests/support/program.h"
#include "tests/support/pulsedata.h"

#include <QTest>

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;

namespace {

QVector<double> beatTimesOf(const PulseAnalysis &analysis)
{
    QVector<double> times;
    for (const auto &beat : analysis.beats)
        times.append(beat.at.slope / analysis.rateHz);
    return times;
}

// Deformations that instruments and hands make of the same pulse.
PulseRecord deformed(PulseRecord record, const QString &how)
{
    auto &samples = record.signal.samples;
    QVector<double> heights;
    for (const auto &beat : analysePulse(record.signal).beats)
        heights.append(beat.height);
    std::sort(heights.begin(), heights.end());
    const double range = heights[heights.size() / 2];
    const double rate = record.signal.rateHz;
    if (how == u"upside down") {
        for (auto &value : samples)
            value = -value;
    } else if (how == u"drifting") {
        for (qsizetype i = 0; i < samples.size(); ++i)
            samples[i] += 0.5 * range * std::sin(0.6 * double(i) / rate);
    } else if (how == u"noisy") {
        quint32 state = 99;
        for (auto &value : samples) {
            state = state * 1664525u + 1013904223u;
            value += range * 0.1 * (double(state) / 4294967296.0 - 0.5);
        }
    } else if (how == u"thrice as fine") { // straight lines between the samples
        QVector<double> fine;
        for (qsizetype i = 0; i + 1 < samples.size(); ++i)
            for (int j = 0; j < 3; ++j)
                fine.append(samples[i] + (samples[i + 1] - samples[i]) * j / 3.0);
        samples = fine;
        record.signal.rateHz = 3 * rate;
    } else if (how == u"later") {
        samples = QVector<double>(qsizetype(0.37 * rate), samples.first()) + samples;
        for (auto *list : {&record.peaks, &record.slopes})
            for (auto &t : *list)
                t += std::floor(0.37 * rate) / rate;
        for (auto *zones : {&record.ignored, &record.dontCare})
            for (auto &zone : *zones)
                zone = {zone.from + 0.37, zone.to + 0.37};
    }
    return record;
}

} // namespace

// On recordings that are not part of this repository (tests/support/pulsedata.h).
class PulseDataTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void initTestCase()
    {
        if (pulseRecordNames().isEmpty())
            QSKIP("The recordings are not here: SIZHEN_PULSE_DATA names their folder.");
    }

    void findsTheReferenceBeats_data() // FOU-05
    {
        QTest::addColumn<QString>("how");
        for (const auto *how : {"as it is", "upside down", "drifting", "noisy", "thrice as fine", "later"})
            QTest::newRow(how) << QString::fromLatin1(how);
    }

    void findsTheReferenceBeats()
    {
        QFETCH(QString, how);
        BeatScore all;
        for (const auto &name : pulseRecordNames()) {
            auto record = pulseRecord(name);
            // What the sensor's filter has bent may lie either way, and what was cut off straight leans with a drift.
            const bool unfair = (how == u"upside down" && name.startsWith(u"heartpy"))
                || (how == u"drifting" && name == u"clipped_abp");
            if (!record.hasBeats || unfair)
                continue;
            record = deformed(record, how);
            const auto analysis = analysePulse(record.signal);
            const auto score = scoreBeats(record, beatTimesOf(analysis));
            all.reference += score.reference;
            all.matched += score.matched;
            all.falsely += score.falsely;
            QVERIFY2(
                score.f1() >= 0.99,
                qPrintable(
                    u"%1: %2 of %3, %4 false"_s.arg(name).arg(score.matched).arg(score.reference).arg(score.falsely)));
            QVERIFY2(score.intervalErrorMs <= (how == u"noisy" ? 12 : 6), qPrintable(name));
            QVERIFY2(analysis.perMinute && std::abs(*analysis.perMinute - record.meanRate) <= 0.5, qPrintable(name));
        }
        const double least = how == u"noisy" ? 0.998 : 0.999;
        QVERIFY2(all.sensitivity() >= least && all.ppv() >= least,
                 qPrintable(u"%1 %2"_s.arg(all.sensitivity()).arg(all.ppv())));
    }

    void whatMustBeRefusedRanksBelowEveryOther()
    {
        const auto median = [](const PulseAnalysis &analysis) {
            QVector<int> all;
            for (const auto &beat : analysis.beats)
                all.append(beat.quality);
            std::sort(all.begin(), all.end());
            return all.isEmpty() ? 0 : all[all.size() / 2];
        };
        const auto poor = analysePulse(pulseRecord(u"quality_a103l_tail"_s).signal);
        QVERIFY(!poor.perMinute);
        for (const auto &name : pulseRecordNames())
            if (name != u"quality_a103l_tail" && pulseRecord(name).signal.samples.size() > 0
                && !name.startsWith(u"ppgbp"))
                QVERIFY2(median(analysePulse(pulseRecord(name).signal)) > median(poor), qPrintable(name));
    }

    void measuresWhatWasMeasuredByHand_data()
    {
        QTest::addColumn<QString>("name");
        for (const auto *name : {"nibp_aac249_0", "nibp_aac27_22", "nibp_aac3_3", "nibp_aac49_21"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }

    void measuresWhatWasMeasuredByHand()
    {
        QFETCH(QString, name);
        const auto analysis = analysePulse(pulseRecord(name).signal);
        const auto truth
            = QJsonDocument::fromJson(pulseDataFile(u"nibp_params.ref"_s)).object()[u"records"_s][name].toObject();
        const auto near = [&](const QString &id, double expected, double most) {
            const auto *parameter = analysis.parameter(id);
            const bool fine = parameter && parameter->value && std::abs(*parameter->value - expected) <= most;
            if (!fine)
                qInfo("%s: %g, expected %g", qPrintable(id), parameter->value.value_or(-1), expected);
            return fine;
        };
        QVERIFY(near(u"t1.mainPeak"_s, truth[u"t1"_s].toDouble() / 1000, 0.010));
        QVERIFY(near(u"t4.notch"_s, truth[u"t4"_s].toDouble() / 1000, 0.010));
        QVERIFY(near(u"h4/h1"_s, truth[u"h4_h1"_s].toDouble(), 0.03));
        QVERIFY(near(u"w1/t"_s, truth[u"w_t"_s].toDouble(), 0.01));
        QVERIFY(near(u"As.toNotch"_s, truth[u"As"_s].toDouble(), 0.03 * truth[u"As"_s].toDouble()));
        QVERIFY(near(u"Ad.fromNotch"_s, truth[u"Ad"_s].toDouble(), 0.03 * truth[u"Ad"_s].toDouble()));
        if (truth[u"h3_h1"_s].isNull())
            QCOMPARE(analysis.parameter(u"h3/h1"_s)->why, u"merged"_s);
        else
            QVERIFY(near(u"h3/h1"_s, truth[u"h3_h1"_s].toDouble(), 0.03));
    }

    void putsTheMarksWherePeopleDo_data() // by halves: a constant that fits one only would show in the other
    {
        QTest::addColumn<int>("half");
        QTest::newRow("one half") << 0;
        QTest::newRow("other half") << 1;
    }

    void putsTheMarksWherePeopleDo()
    {
        QFETCH(int, half);
        const auto pulses = annotatedPulses();
        QHash<QString, QVector<double>> off;
        int missing = 0;
        for (qsizetype i = half; i < pulses.size(); i += 2) {
            const auto marks = marksOfPulse(pulses[i].samples, 1000);
            if (!marks) {
                ++missing;
                continue;
            }
            const QHash<QString, std::optional<double>> found{
                {u"on"_s, marks->on}, {u"sp"_s, marks->sp}, {u"dn"_s, marks->notch}, {u"u"_s, marks->u}};
            for (auto it = found.begin(); it != found.end(); ++it)
                if (const auto truth = pulses[i].truth(it.key()); truth && it.value())
                    off[it.key()].append(std::abs(*it.value() - *truth));
        }
        const auto mean = [&off](const QString &mark) {
            double sum = 0;
            for (const double one : off[mark])
                sum += one;
            return sum / double(off[mark].size());
        };
        QVERIFY(missing <= 1);
        QVERIFY2(mean(u"on"_s) <= 6, qPrintable(QString::number(mean(u"on"_s))));
        QVERIFY2(mean(u"sp"_s) <= 3, qPrintable(QString::number(mean(u"sp"_s))));
        QVERIFY2(mean(u"dn"_s) <= 8.5, qPrintable(QString::number(mean(u"dn"_s))));
        QVERIFY2(mean(u"u"_s) <= 2.5, qPrintable(QString::number(mean(u"u"_s))));
    }
};

SIZHEN_TEST(PulseDataTest)
#include "pulsedata_test.moc"
