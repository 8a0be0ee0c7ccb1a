// SPDX-License-Identifier: GPL-3.0-or-later
// The files that are read here are EDFlib's, but for those of ours, and what is read is held against EDFlib's reading.
#include "core/pulse/edf.h"
#include "core/pulse/edfheader.h"
#include "core/pulse/edfreader.h"
#include "core/pulse/synthpulse.h"

#include "tests/support/program.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

class EdfReaderTest : public QObject
{
    Q_OBJECT

private:
    static constexpr int rateHz = 250;
    static constexpr int seconds = 12;
    static constexpr int headerBytes = 256 * 4; // two signals and the annotations

    // Places of fields in the header of the file from EDFlib.
    static constexpr int recordsAt = 236;
    static constexpr int durationAt = 244;

    static int signalField(int before, int width, int channel) { return 256 + 3 * before + width * channel; }

    QByteArray byEdflib(const QJsonObject &order)
    {
        QProcess python;
        python.start(u"python3"_s, {QStringLiteral(SIZHEN_SOURCE_DIR "/tests/core/pulse/edf_write.py"), path()});
        python.write(QJsonDocument(order).toJson());
        python.closeWriteChannel();
        if (!python.waitForFinished(60'000) || python.exitCode() != 0)
            qFatal("EDFlib: %s", python.readAllStandardError().constData());
        QFile file(path());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    QJsonObject readByEdflib()
    {
        QProcess python;
        python.start(u"python3"_s, {QStringLiteral(SIZHEN_SOURCE_DIR "/tests/core/pulse/edf_read.py"), path()});
        if (!python.waitForFinished(60'000) || python.exitCode() != 0)
            qFatal("EDFlib: %s", python.readAllStandardError().constData());
        return QJsonDocument::fromJson(python.readAllStandardOutput()).object();
    }

    static QJsonArray pulseValues()
    {
        SynthPulse pulse;
        pulse.rateHz = rateHz;
        QJsonArray values;
        for (const auto value : pulse.samples(seconds))
            values.append(value / 100);
        return values;
    }

    static QJsonArray breathValues()
    {
        QJsonArray values;
        for (int i = 0; i < 10 * seconds; ++i)
            values.append(std::sin(i / 5.0));
        return values;
    }

    // A monitor's file: arterial pressure, and breath, which is too slow to be a pulse.
    QByteArray monitorFile()
    {
        return byEdflib({{u"name"_s, u"Kovacs Eva"_s},
                         {u"signals"_s,
                          QJsonArray{QJsonObject{{u"label"_s, u"ABP"_s},
                                                 {u"unit"_s, u"mmHg"_s},
                                                 {u"rate"_s, rateHz},
                                                 {u"min"_s, -20},
                                                 {u"max"_s, 300},
                                                 {u"dig_min"_s, -2048},
                                                 {u"dig_max"_s, 2047},
                                                 {u"samples"_s, pulseValues()}},
                                     QJsonObject{{u"label"_s, u"Breath"_s},
                                                 {u"rate"_s, 10},
                                                 {u"min"_s, -2},
                                                 {u"max"_s, 2},
                                                 {u"samples"_s, breathValues()}}}},
                         {u"annotations"_s,
                          QJsonArray{QJsonObject{{u"onset"_s, 2.5}, {u"text"_s, u"左关 pressed"_s}},
                                     QJsonObject{{u"onset"_s, 7.25}, {u"duration"_s, 1.5}, {u"text"_s, u"moved"_s}}}}});
    }

    static QByteArray patched(QByteArray file, int at, const QByteArray &with)
    {
        return file.replace(at, with.size(), with);
    }

    static qsizetype recordBytesOf(const QByteArray &file) { return parseEdfHeader(file)->recordBytes(); }

    // The same file with some of its records lost, as EDF+D says it.
    static QByteArray withoutRecords(QByteArray file, int from, int count)
    {
        const auto size = recordBytesOf(file);
        file.remove(headerBytes + from * size, count * size);
        file = patched(file, 192, "EDF+D");
        return patched(file, recordsAt, QByteArray::number(seconds - count).leftJustified(8));
    }

    static QString refusalOf(const QByteArray &file, const EdfChoice &choice = {})
    {
        const auto read = readEdf(file, choice);
        return read ? u"read"_s : read.error().message;
    }

    [[nodiscard]] QString path() const { return m_folder.filePath(u"a.edf"_s); }

    QTemporaryDir m_folder;

private Q_SLOTS:

    void whatEdflibWroteIsReadAsEdflibReadsIt()
    {
        const auto read = readEdf(monitorFile());
        QVERIFY2(read, read ? "" : qPrintable(read.error().message));
        const auto theirs = readByEdflib()[u"signals"_s][0];
        const auto &signal = read->trace.signal;
        QCOMPARE(read->channel, u"ABP"_s); // the only one that can be a pulse
        QCOMPARE(signal.unit, u"mm[Hg]"_s);
        QCOMPARE(signal.rateHz, double(rateHz));
        QCOMPARE(signal.samples.size(), rateHz * seconds);
        QVERIFY(signal.gaps.isEmpty() && signal.pressure.isEmpty());
        const auto values = theirs[u"samples"_s].toArray();
        for (qsizetype i = 0; i < signal.samples.size(); ++i)
            QVERIFY2(std::abs(signal.samples[i] - values[i].toDouble()) < 1e-9, qPrintable(QString::number(i)));
        QCOMPARE(read->annotations, (QVector<TraceMark>{{2.5, {}, u"左关 pressed"_s}, {7.25, 1.5, u"moved"_s}}));
        QCOMPARE(read->trace.notes, read->annotations);
        QCOMPARE(read->trace.subject->name, u"Kovacs Eva"_s);
        QVERIFY(!read->trace.started.isValid()); // nobody says in which zone 09:30 was
        QVERIFY(std::abs(*analysePulse(signal).perMinute - 72) < 0.5);
    }

    void lostRecordsOfEdfPlusDAreAGap()
    {
        const auto whole = readEdf(monitorFile());
        const auto read = readEdf(withoutRecords(monitorFile(), 3, 2));
        QVERIFY2(read, read ? "" : qPrintable(read.error().message));
        const auto &signal = read->trace.signal;
        QCOMPARE(signal.gaps, (Spans{{3 * rateHz, 5 * rateHz}}));
        QCOMPARE(signal.samples.size(), rateHz * seconds);
        for (qsizetype i = 0; i < signal.samples.size(); ++i)
            if (!signal.gaps.first().touches(i, i))
                QCOMPARE(signal.samples[i], whole->trace.signal.samples[i]); // nothing moved
        const double left = signal.samples[3 * rateHz - 1];
        const double right = signal.samples[5 * rateHz];
        QVERIFY(std::abs(signal.samples[4 * rateHz] - (left + right) / 2) < 0.02 * std::abs(right - left) + 1e-9);
        QCOMPARE(read->annotations.last().atS, 7.25); // in its place behind the gap
    }

    // A first record that is lost moves the beginning: times count from the first sample that is there.
    void aFileThatBeginsLateCountsFromItsFirstSample()
    {
        const auto read = readEdf(withoutRecords(monitorFile(), 0, 1));
        QVERIFY2(read, read ? "" : qPrintable(read.error().message));
        QVERIFY(read->trace.signal.gaps.isEmpty());
        QCOMPARE(read->trace.signal.samples.size(), rateHz * (seconds - 1));
        // EDFlib put the first annotation into the record that is lost.
        QCOMPARE(read->annotations, (QVector<TraceMark>{{6.25, 1.5, u"moved"_s}}));
    }

    void whatWeWroteComesBackWhole()
    {
        SynthPulse pulse;
        pulse.rateHz = 200;
        TracedPulse trace;
        trace.signal.rateHz = 200;
        trace.signal.unit = u"mm[Hg]"_s;
        trace.scale = 0.0625;
        for (const auto value : pulse.samples(7.25)) {
            trace.signal.samples.append(std::round(value * 10) * trace.scale);
            trace.signal.pressure.append(100 + double(trace.signal.pressure.size() % 9));
        }
        trace.signal.gaps = {{500, 508}};
        trace.badFrames = 3;
        trace.site = u"L.guan"_s;
        trace.instrument = u"Acme Wrist 3"_s;
        trace.started = QDateTime({2026, 11, 20}, {8, 30, 1, 250}, Qt::UTC);
        trace.subject = TraceSubject{u"A1B2-C3D4"_s, u"Kovacs Eva"_s, u"F"_s, QDate(1980, 2, 3)};
        trace.notes = {{1.5, {}, u"cough"_s}};
        const auto file = edfFrom(trace, traceMarks(trace, analysePulse(trace.signal)));
        const auto read = readEdf(*file);
        QVERIFY2(read, read ? "" : qPrintable(read.error().message));
        const auto &back = read->trace;
        QCOMPARE(back.signal.gaps, trace.signal.gaps);
        QCOMPARE(back.signal.samples.size(), trace.signal.samples.size()); // the padding of the last record is gone
        for (qsizetype i = 0; i < back.signal.samples.size(); ++i) {
            if (trace.isMissing(i))
                continue;
            QVERIFY(std::abs(back.signal.samples[i] - trace.signal.samples[i]) < 0.05 * trace.scale);
            QVERIFY(std::abs(back.signal.pressure[i] - trace.signal.pressure[i]) < 1e-3);
        }
        QCOMPARE(back.started, trace.started);
        QCOMPARE(back.site, trace.site);
        QCOMPARE(back.instrument, trace.instrument);
        QCOMPARE(back.badFrames, 3);
        QCOMPARE(back.subject, trace.subject);
        QCOMPARE(back.notes, trace.notes); // beats and gaps are said anew by whoever writes
        // A third generation is the second, to the byte.
        TracedPulse again = back;
        again.scale = trace.scale;
        QCOMPARE(edfFrom(again, traceMarks(again, analysePulse(again.signal))).value().size(), file->size());
    }

    void oneOfSeveralSignalsIsNamed()
    {
        const auto signal = [](const QString &label, int rate) {
            QJsonArray values;
            for (int i = 0; i < rate * 2; ++i)
                values.append(rate / 100.0);
            return QJsonObject{
                {u"label"_s, label}, {u"rate"_s, rate}, {u"min"_s, -10}, {u"max"_s, 10}, {u"samples"_s, values}};
        };
        const auto file = byEdflib({{u"signals"_s,
                                     QJsonArray{signal(u"Pleth"_s, 100), signal(u"Pleth"_s, 200),
                                                signal(u"ECG II"_s, 200), signal(u"Breath"_s, 10)}}});
        const auto open = readEdf(file);
        QCOMPARE(open.error().message, u"pulse.edf_channel"_s);
        QCOMPARE(open.error().args.value(u"channels"_s).toString(), u"#1 Pleth, #2 Pleth, #3 ECG II, #4 Breath"_s);
        QCOMPARE(refusalOf(file, {u"Pleth"_s, {}}), u"pulse.edf_channel"_s); // two
        QCOMPARE(readEdf(file, {u"#2"_s, {}})->trace.signal.rateHz, 200.0);
        const auto both = readEdf(file, {u"ecg ii"_s, u"#2"_s});
        QVERIFY(both);
        QCOMPARE(both->channel, u"ECG II"_s);
        QCOMPARE(both->trace.signal.pressure.size(), 400);
        QCOMPARE(refusalOf(file, {u"#3"_s, u"#1"_s}), u"pulse.edf_pressure"_s); // sampled less often
        QCOMPARE(refusalOf(file, {u"#3"_s, u"#3"_s}), u"pulse.edf_pressure"_s);
        QCOMPARE(refusalOf(file, {u"Breath"_s, {}}), u"pulse.edf_no_signal"_s);
        const auto unknown = readEdf(file, {u"SpO2"_s, {}});
        QCOMPARE(unknown.error().message, u"pulse.edf_no_channel"_s);
        QCOMPARE(unknown.error().fault, Fault::NotFound);
    }

    void aHeaderThatLiesIsRefused_data()
    {
        QTest::addColumn<int>("at");
        QTest::addColumn<QByteArray>("with");
        QTest::addColumn<QString>("message");
        const auto row = [](const char *name, int at, const char *with, const char *message) {
            QTest::newRow(name) << at << QByteArray(with) << QString::fromLatin1(message);
        };
        row("another program's file", 0, "PK", "pulse.edf_not");
        row("24 bit", 0,
            "\xff"
            "BIOSEMI",
            "pulse.edf_bdf");
        row("still being recorded", recordsAt, "-1      ", "pulse.edf_unfinished");
        row("no records", recordsAt, "0       ", "pulse.csv_empty");
        row("more records than there are", recordsAt, "13      ", "pulse.edf_size");
        row("fewer records than there are", recordsAt, "11      ", "pulse.edf_size");
        row("countless records", recordsAt, "99999999", "pulse.edf_size");
        row("records in words", recordsAt, "twelve  ", "pulse.edf_field");
        row("a header that is longer", 184, "2048    ", "pulse.edf_size");
        row("a header that is shorter", 184, "256     ", "pulse.edf_size");
        row("no length of a record", durationAt, "0       ", "pulse.edf_duration");
        row("a negative length", durationAt, "-1      ", "pulse.edf_duration");
        row("an endless record", durationAt, "inf     ", "pulse.edf_field");
        row("no number at all", durationAt, "nan     ", "pulse.edf_field");
        row("no signals", durationAt + 8, "0   ", "pulse.csv_empty");
        row("a thousand signals", durationAt + 8, "1000", "pulse.edf_field");
        row("a 32nd of February", 168, "32.02.25", "pulse.edf_field");
        row("a 25th hour", 176, "25.00.00", "pulse.edf_field");
        row("negative samples", signalField(216, 8, 0), "-250    ", "pulse.edf_field");
        row("no samples", signalField(216, 8, 0), "0       ", "pulse.edf_field");
        row("other samples", signalField(216, 8, 0), "251     ", "pulse.edf_size");
        row("countless samples", signalField(216, 8, 0), "99999999", "pulse.edf_size");
        row("no digital range", signalField(128, 8, 0), "-2048   ", "pulse.edf_scale");
        row("a digital range turned round", signalField(128, 8, 0), "-2049   ", "pulse.edf_scale");
        row("a digital range beyond 16 bits", signalField(128, 8, 0), "40000   ", "pulse.edf_field");
        row("no physical range", signalField(112, 8, 0), "-20     ", "pulse.edf_scale");
        row("a physical range in words", signalField(112, 8, 0), "high    ", "pulse.edf_field");
        row("times that jump in EDF+C", headerBytes + 2 * (rateHz + 10), "+5", "pulse.edf_times");
        row("no time", headerBytes + 2 * (rateHz + 10), "0", "pulse.edf_annotations");
    }

    void aHeaderThatLiesIsRefused()
    {
        QFETCH(int, at);
        QFETCH(QByteArray, with);
        QFETCH(QString, message);
        auto file = monitorFile();
        QCOMPARE(refusalOf(file), u"read"_s);
        if (at > headerBytes) // of the second record: the first may begin whenever it did
            at += int(recordBytesOf(file));
        file = patched(file, at, with);
        QCOMPARE(refusalOf(file), message);
    }

    void timesThatRunBackwardsAreRefused()
    {
        auto file = monitorFile();
        const auto size = recordBytesOf(file);
        const auto second = file.mid(headerBytes + size, size);
        file.replace(headerBytes + size, size, file.mid(headerBytes + 2 * size, size));
        file.replace(headerBytes + 2 * size, size, second);
        QCOMPARE(refusalOf(file), u"pulse.edf_times"_s);
        QCOMPARE(refusalOf(patched(file, 192, "EDF+D")), u"pulse.edf_times"_s);
        file = patched(file, signalField(0, 16, 2), "Events          ");
        QCOMPARE(refusalOf(patched(file, 192, "EDF+D"), {u"ABP"_s, {}}), u"pulse.edf_annotations"_s); // no times at all
    }

    // BioSig, a writer of its own: EDF+C without annotations, other ranges.
    void whatBiosigWroteIsRead()
    {
        const auto original = readEdf(monitorFile());
        const auto target = m_folder.filePath(u"biosig.edf"_s);
        QProcess biosig;
        biosig.start(u"save2gdf"_s, {u"-f=EDF"_s, path(), target});
        QVERIFY2(biosig.waitForFinished(60'000) && biosig.exitCode() == 0, "biosig-tools is missing");
        QFile file(target);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto read = readEdf(file.readAll(), {u"ABP"_s, {}});
        QVERIFY2(read, read ? "" : qPrintable(read.error().message));
        const auto &ours = original->trace.signal;
        const auto &theirs = read->trace.signal;
        QCOMPARE(theirs.rateHz, ours.rateHz);
        QCOMPARE(theirs.samples.size(), ours.samples.size());
        for (qsizetype i = 0; i < ours.samples.size(); ++i)
            QVERIFY2(std::abs(theirs.samples[i] - ours.samples[i]) < 0.01, qPrintable(QString::number(i)));
    }

    void noBeginningOfAFileIsTakenForTheFile()
    {
        const auto file = monitorFile();
        for (qsizetype size = 0; size < file.size(); size += size < 1100 ? 1 : 97)
            QVERIFY2(!readEdf(file.first(size)), qPrintable(QString::number(size)));
        QVERIFY(!readEdf(file + '\0'));
    }

    // EDF of before 2003: no annotations, and words in any code page where a name stands.
    void plainEdfIsReadToo()
    {
        auto file = monitorFile();
        const auto size = recordBytesOf(file);
        file = patched(file, 192, "     ");
        file = patched(file, 8, "\xcd\xf5 \xb0\xa2 ");
        file = patched(file, signalField(0, 16, 2), "Events          ");
        QCOMPARE(refusalOf(file), u"pulse.edf_channel"_s); // what annotations would be are samples now
        const auto read = readEdf(file, {u"ABP"_s, {}});
        QVERIFY2(read, read ? "" : qPrintable(read.error().message));
        QVERIFY(read->annotations.isEmpty());
        QVERIFY(!read->trace.subject); // in no writing that the file names
        QCOMPARE(recordBytesOf(file), size);
    }
};

SIZHEN_TEST(EdfReaderTest)
#include "edfreader_test.moc"
