// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/pulseblock.h"
#include "core/pulse/pulsecsv.h"
#include "devices/sim/simwave.h"

#include "core/base/resource.h"
#include "tests/support/program.h"

#include <QSet>
#include <QTest>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

class SimWaveTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void playsTheRecordingCountForCount()
    {
        const auto wave = SimWave::recorded();
        QVERIFY(wave);
        const auto file = readResource(u"pulse/heartpy_1.csv"_s);
        QVERIFY(file);
        const auto original = readPulseCsv(*file, 100);
        QVERIFY(original);
        // Some stretch of the recording, unchanged: find where it begins and compare all of it.
        const auto &played = wave->samples();
        QVERIFY(played.size() > 2000);
        bool found = false;
        for (qsizetype from = 0; from + played.size() <= original->samples.size() && !found; ++from) {
            found = true;
            for (qsizetype i = 0; i < played.size() && found; ++i)
                found = played[i] == qint32(original->samples[from + i]);
        }
        QVERIFY(found);
    }

    void everySiteEntersElsewhere()
    {
        const auto wave = SimWave::recorded();
        QSet<qsizetype> entries;
        for (const auto &site : pulseSites()) {
            entries.insert(wave->entry(site));
            QCOMPARE(wave->pulse(site, 0), wave->samples()[wave->entry(site)]);
            QCOMPARE(wave->pulse(site, quint64(wave->samples().size())), wave->pulse(site, 0)); // it goes round
        }
        QCOMPARE(entries.size(), 6);
    }

    void pressureIsPressedThroughItsRangeAndThenHeld()
    {
        const auto wave = SimWave::recorded();
        const auto at = [&wave](double seconds) { return wave->pressure(u"L.chi"_s, quint64(seconds * 100)); };
        QVERIFY(at(0) < 300);
        QVERIFY(at(9.9) > 2000);
        QVERIFY(at(20) > 800 && at(20) < 1600);
        QVERIFY(qAbs(at(20) - at(24)) < 5); // the same phase of breathing
    }

    void aTraceWithTooFewBeatsIsPlayedFromItsStart()
    {
        const auto few = SimWave::fromCsv("1\n2\n3\n", 100);
        QVERIFY(few);
        QCOMPARE(few->entry(u"R.chi"_s), 0);
        QCOMPARE(few->pulse(u"R.chi"_s, 4), 2);
        QVERIFY(!SimWave::fromCsv("", 100));
        QVERIFY(!SimWave::fromCsv("not,a,wave", 100));
        QVERIFY(SimWave::synthetic(SynthPulse{}, 20));
    }
};

SIZHEN_TEST(SimWaveTest)
#include "simwave_test.moc"
