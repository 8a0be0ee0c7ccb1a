// SPDX-License-Identifier: GPL-3.0-or-later
// A file of another program becomes an original of a case (FOU-05).
#include "core/pulse/pulsefile.h"

#include "core/pulse/edf.h"
#include "core/pulse/synthpulse.h"
#include "tests/support/program.h"

#include <QTest>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

class PulseFileTest : public QObject
{
    Q_OBJECT

private:
    const QDateTime m_takenAt{QDate(2026, 11, 28), QTime(9, 30), Qt::UTC};

    // 20 s of 100 samples a second; with times, and without.
    static QByteArray csv(bool timed, bool pressed = false, double scale = 1, int missingFrom = -1)
    {
        SynthPulse pulse;
        pulse.rateHz = 100;
        pulse.perMinute = 72;
        const auto values = pulse.samples(20);
        QByteArray text(timed ? "time,pulse\n" : "");
        for (qsizetype i = 0; i < values.size(); ++i) {
            if (missingFrom >= 0 && i >= missingFrom && i < missingFrom + 50)
                continue;
            if (timed)
                text += QByteArray::number(double(i) / 100, 'f', 3) + ',';
            text += QByteArray::number(values[i] * scale, 'g', 12);
            if (pressed)
                text += ',' + QByteArray::number(1.5 + double(i) / 1e4, 'f', 4);
            text += '\n';
        }
        return text;
    }

private Q_SLOTS:

    void aCsvBecomesARecording()
    {
        for (const bool timed : {false, true}) {
            const auto file = readPulseFile(csv(timed), u"wave.csv"_s, {timed ? 0.0 : 100.0, {}});
            QVERIFY(file);
            QVERIFY(!file->isEdf);
            const auto recording = asRecording(file->trace, u"L.guan"_s, u"Maker Model 7"_s, m_takenAt);
            QVERIFY(recording);
            QCOMPARE(recording->site, u"L.guan"_s);
            QCOMPARE(recording->instrument, u"Maker Model 7"_s);
            QCOMPARE(recording->rateHz, 100.0);
            QCOMPARE(recording->started, m_takenAt);
            QVERIFY(std::abs(recording->seconds() - 20) < 0.1);
            QCOMPARE(recording->lostSamples, 0);
            const auto again = PulseRecording::decode(recording->encode()); // as it travels
            QVERIFY(again);
            const auto signal = PulseSignal::from(*again);
            QVERIFY(signal);
            const auto &read = file->trace.signal.samples;
            QCOMPARE(signal->samples.size(), read.size());
            const auto [least, most] = std::ranges::minmax(read);
            for (qsizetype i = 0; i < read.size(); ++i)
                QVERIFY(std::abs(signal->samples[i] - read[i]) <= (most - least) / 30'000);
        }
    }

    void smallValuesPressureAndGapsAreKept()
    {
        const auto file = readPulseFile(csv(true, true, 1e-7, 800), u"wave.csv"_s, {});
        QVERIFY(file);
        const auto recording = asRecording(file->trace, u"R.chi"_s, {}, m_takenAt);
        QVERIFY(recording);
        QCOMPARE(recording->counts.gaps, 1);
        QCOMPARE(recording->lostSamples, 50);
        const auto signal = PulseSignal::from(PulseRecording::decode(recording->encode()).value());
        QVERIFY(signal);
        QCOMPARE(signal->gaps, file->trace.signal.gaps);
        QCOMPARE(signal->pressure.size(), signal->samples.size());
        QVERIFY(std::abs(signal->pressure.last() - 1.7) < 0.01);
        for (qsizetype i = 0; i < signal->samples.size(); ++i)
            QVERIFY(std::abs(signal->samples[i] - file->trace.signal.samples[i]) < 1e-8);
    }

    void anEdfOfOursComesBack()
    {
        const auto file = readPulseFile(csv(true), u"wave.csv"_s, {});
        auto trace = file->trace;
        trace.site = u"L.cun"_s;
        const auto edf = edfFrom(trace, {});
        QVERIFY(edf);
        const auto again = readPulseFile(*edf, u"wave.dat"_s, {}); // known by its first bytes
        QVERIFY2(again, again ? "" : qPrintable(again.error().message));
        QVERIFY(again->isEdf);
        const auto recording = asRecording(again->trace, u"L.cun"_s, {}, m_takenAt);
        QVERIFY(recording);
        QVERIFY(std::abs(recording->seconds() - 20) < 1.5);
        QCOMPARE(readPulseFile(*edf, u"wave.edf"_s, {250, {}}).error().message, u"pulse.csv_times"_s);
    }

    void whatIsNoPulseIsRefusedInWords()
    {
        QCOMPARE(readPulseFile("a\nb\nc\n", u"wave.csv"_s, {100, {}}).error().fault, Fault::Invalid);
        QVERIFY(!readPulseFile(csv(false), u"wave.csv"_s, {})); // no rate, and no times
        QVERIFY(!readPulseFile(csv(false), u"wave.csv"_s, {-1, {}}));
        QCOMPARE(readPulseFile(csv(true), u"wave.csv"_s, {0, {u"#1"_s, {}}}).error().message, u"pulse.csv_channel"_s);
        TracedPulse trace;
        trace.signal.rateHz = 100;
        QCOMPARE(asRecording(trace, u"L.cun"_s, {}, m_takenAt).error().message, u"pulse.file_values"_s);
        trace.signal.samples = {1, std::numeric_limits<double>::infinity()};
        QVERIFY(!asRecording(trace, u"L.cun"_s, {}, m_takenAt));
        trace.signal.samples = {1, 2, 3};
        trace.scale = 1e-12; // counts that no recording holds
        QVERIFY(!asRecording(trace, u"L.cun"_s, {}, m_takenAt));
        trace.scale = 0;
        trace.signal.samples = {0, 0, 0};
        QVERIFY(asRecording(trace, u"L.cun"_s, {}, m_takenAt)); // flat: its quality says so
        QCOMPARE(asRecording(trace, u"L.elbow"_s, {}, m_takenAt).error().message, u"fou.pulse_site"_s);
        QVERIFY(!asRecording(trace, u"L.cun"_s, QString(100'000, u'x'), m_takenAt)); // no name is so long
        trace.signal.rateHz = 5;
        QVERIFY(!asRecording(trace, u"L.cun"_s, {}, m_takenAt));
    }
};

SIZHEN_TEST(PulseFileTest)
#include "pulsefile_test.moc"
