// SPDX-License-Identifier: GPL-3.0-or-later
// DICOM is judged by programs that are not ours: pydicom reads the samples, dciodvfy (dicom3tools) the modules. The
// latter does not know Arterial Pulse Waveform: its limits (PS3.3 A.34.8.4) are asked here, and its twin is judged.
#include "core/dicom/dicompulse.h"
#include "core/dicom/dicomsamples.h"
#include "core/dicom/dicomuid.h"
#include "core/pulse/synthpulse.h"

#include "tests/support/program.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

class DicomPulseTest : public QObject
{
    Q_OBJECT

private:
    static TracedPulse dicomTrace(double rateHz = 200, double scale = 0.0625)
    {
        SynthPulse pulse;
        pulse.rateHz = rateHz;
        TracedPulse trace;
        trace.signal.rateHz = rateHz;
        trace.signal.unit = u"mm[Hg]"_s;
        trace.scale = scale;
        for (const auto value : pulse.samples(7.25)) {
            trace.signal.samples.append(std::round(value * 10) * (scale > 0 ? scale : 1));
            trace.signal.pressure.append(100 + double(trace.signal.pressure.size() % 9) / 4);
        }
        trace.signal.gaps = {{500, 508}};
        trace.site = u"L.guan"_s;
        trace.instrument = u"Acme 脉象仪 3 SN-0007 1.2"_s;
        trace.started = QDateTime({2026, 11, 20}, {8, 30, 1, 250}, Qt::UTC);
        trace.badFrames = 2;
        trace.subject = TraceSubject{u"A1B2-C3D4"_s, u"科瓦奇 Kovács Éva"_s, u"F"_s, QDate(1980, 2, 3)};
        return trace;
    }

    static QByteArray written(const TracedPulse &trace, DicomPulse kind = DicomPulse::Hemodynamic)
    {
        const auto bytes = dicomFrom(kind, trace, analysePulse(trace.signal), u"sizhen 9.9"_s);
        if (!bytes)
            qFatal("%s", qPrintable(bytes.error().detail));
        return *bytes;
    }

    QString stored(const QByteArray &bytes)
    {
        QFile file(m_folder.filePath(u"a.dcm"_s));
        if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) || file.write(bytes) != bytes.size())
            qFatal("cannot write");
        return file.fileName();
    }

    // What pydicom finds; empty when it refuses. `twin`: where it leaves the same data set as Hemodynamic Waveform.
    QJsonObject readByPydicom(const QByteArray &bytes, const QString &twin = {})
    {
        QProcess python;
        QStringList arguments{QStringLiteral(SIZHEN_SOURCE_DIR "/tests/core/dicom/dicom_read.py"), stored(bytes)};
        if (!twin.isEmpty())
            arguments.append(twin);
        python.start(u"/usr/bin/python3"_s, arguments); // Debian's: it has python3-pydicom
        if (!python.waitForFinished(60'000))
            qFatal("python3 is missing");
        if (const auto said = python.readAllStandardError(); !said.isEmpty())
            qInfo("%s", said.constData());
        return QJsonDocument::fromJson(python.readAllStandardOutput()).object();
    }

    // What the judge says, but for what it does not know (a private coding scheme, UTF-8 names in one piece) and what
    // only a DICOMDIR would need of a file without a name.
    static QStringList judged(const QString &path)
    {
        QProcess judge;
        judge.setProcessChannelMode(QProcess::MergedChannels);
        judge.start(u"dciodvfy"_s, {path});
        if (!judge.waitForFinished(60'000))
            qFatal("dciodvfy is missing: package dicom3tools");
        auto lines = QString::fromUtf8(judge.readAll()).split(u'\n', Qt::SkipEmptyParts);
        if (judge.exitCode() != 0)
            lines.append(u"exit code"_s);
        if (!lines.removeOne(u"HemodynamicWaveform"_s))
            lines.append(u"not known as HemodynamicWaveform"_s);
        lines.removeIf([](const QString &line) {
            return line.startsWith(u"Warning - "_s)
                && (line.contains(u"<99SIZHEN>"_s) || line.endsWith(u"attribute <Coding Scheme UID>"_s)
                    || line.contains(u"only permitted to be empty when actually unknown"_s)
                    || line.endsWith(u"Retired Person Name form"_s) || line.contains(u"needed to build DICOMDIR"_s));
        });
        return lines;
    }

    static QJsonObject channelOf(const QJsonObject &read, qsizetype channel)
    {
        return read[u"groups"_s][0][u"channels"_s][channel].toObject();
    }

    // Largest difference between what was written and what was read, missing samples left out; in steps.
    static double worst(const TracedPulse &trace, const QVector<double> &ours, const QJsonObject &channel)
    {
        const auto theirs = channel[u"values"_s].toArray();
        double most = theirs.size() != ours.size() ? 1e9 : 0;
        for (qsizetype i = 0; i < qMin(ours.size(), theirs.size()); ++i)
            if (!trace.isMissing(i))
                most = std::max(most, std::abs(ours[i] - theirs[i].toDouble()));
        return most / channel[u"step"_s].toDouble();
    }

    QTemporaryDir m_folder;

private Q_SLOTS:

    void theJudgeFindsNoFault_data()
    {
        QTest::addColumn<bool>("named");
        QTest::addColumn<QString>("site");
        QTest::addColumn<QString>("name");
        QTest::newRow("named") << true << u"L.guan"_s << u"Kovács Éva"_s;
        QTest::newRow("chinese") << true << u"R.chi"_s << u"张三"_s;
        QTest::newRow("nobody") << false << u"L.cun"_s << QString();
        QTest::newRow("site not known") << false << QString() << QString();
    }

    void theJudgeFindsNoFault()
    {
        QFETCH(bool, named);
        QFETCH(QString, site);
        QFETCH(QString, name);
        auto trace = dicomTrace();
        trace.site = site;
        trace.subject->name = name;
        if (!named)
            trace.withholdPatient();
        const auto said = judged(stored(written(trace)));
        QVERIFY2(said.isEmpty(), qPrintable(said.join(u'\n')));
    }

    void theJudgeSeesAFault() // or its silence would mean nothing
    {
        auto bytes = written(dicomTrace());
        bytes.replace("ORIGINAL", "ORIGINEL");
        QVERIFY(judged(stored(bytes)).join(u' ').contains(u"Error"_s));
    }

    void anotherProgramReadsTheSameSamples()
    {
        const auto trace = dicomTrace();
        const auto read = readByPydicom(written(trace));
        QCOMPARE(read[u"SOPClassUID"_s].toString(), u"1.2.840.10008.5.1.4.1.1.9.2.1"_s);
        QCOMPARE(read[u"meta"_s][u"class"_s].toString(), read[u"SOPClassUID"_s].toString());
        QCOMPARE(read[u"meta"_s][u"instance"_s].toString(), read[u"SOPInstanceUID"_s].toString());
        QCOMPARE(read[u"groups"_s].toArray().size(), 1);
        const auto group = read[u"groups"_s][0];
        QCOMPARE(group[u"rate"_s].toDouble(), 200.0);
        QCOMPARE(group[u"originality"_s].toString(), u"ORIGINAL"_s);
        QCOMPARE(group[u"channels"_s].toArray().size(), 2);
        const auto pulse = channelOf(read, 0);
        QCOMPARE(pulse[u"step"_s].toDouble(), 0.0625); // the instrument's own counts
        QCOMPARE(pulse[u"unit"_s][u"value"_s].toString(), u"mm[Hg]"_s);
        QCOMPARE(pulse[u"unit"_s][u"scheme"_s].toString(), u"UCUM"_s);
        QVERIFY(worst(trace, trace.signal.samples, pulse) < 1e-6);
        const auto pressure = channelOf(read, 1);
        QCOMPARE(pressure[u"source"_s][u"scheme"_s].toString(), u"99SIZHEN"_s);
        QCOMPARE(pressure[u"status"_s].toString(), u"UNCALIBRATED"_s);
        QVERIFY(worst(trace, trace.signal.pressure, pressure) < 1e-6);
    }

    void aMissingSampleIsThePaddingValueAndNothingElseIs()
    {
        const auto trace = dicomTrace();
        const auto read = readByPydicom(written(trace));
        QCOMPARE(read[u"groups"_s][0][u"padding"_s].toString(), u"0080"_s);
        for (int c = 0; c < 2; ++c) {
            const auto raw = channelOf(read, c)[u"raw"_s].toArray();
            for (qsizetype i = 0; i < raw.size(); ++i)
                QCOMPARE(raw[i].toInt() == -32768, trace.isMissing(i));
        }
    }

    void gapsAndBeatsAreAnnotations()
    {
        const auto trace = dicomTrace();
        const auto analysis = analysePulse(trace.signal);
        const auto read = readByPydicom(written(trace));
        QJsonArray gap;
        qsizetype beats = 0;
        for (const auto &note : read[u"annotations"_s].toArray()) {
            const auto places = note[u"places"_s].toArray();
            if (note[u"name"_s][u"value"_s].toString() == u"GAP") {
                QCOMPARE(note[u"range"_s].toString(), u"SEGMENT"_s);
                gap = places;
                continue;
            }
            QCOMPARE(note[u"name"_s][u"value"_s].toString(), u"BEAT"_s);
            const auto flaw = note[u"flaw"_s][0].toString().toLower();
            for (const auto &place : places) {
                const bool ours = std::any_of(analysis.beats.begin(), analysis.beats.end(), [&](const PulseBeat &beat) {
                    return std::abs(beat.at.slope + 1 - place.toDouble()) <= 0.5
                        && (beat.flaw == BeatFlaw::None ? flaw.isEmpty() : flawName(beat.flaw) == flaw);
                });
                QVERIFY2(ours, qPrintable(QString::number(place.toInt())));
                ++beats;
            }
        }
        QCOMPARE(gap, (QJsonArray{501, 508})); // the first sample is 1
        QVERIFY(beats > 5);
        QCOMPARE(beats, analysis.beats.size());
    }

    void namesSiteAndInstrumentAreIntact()
    {
        auto trace = dicomTrace();
        auto read = readByPydicom(written(trace));
        QCOMPARE(read[u"SpecificCharacterSet"_s].toString(), u"ISO_IR 192"_s);
        QCOMPARE(read[u"name"_s][u"alphabetic"_s].toString(), u"Kovács Éva"_s);
        QCOMPARE(read[u"name"_s][u"ideographic"_s].toString(), u"科瓦奇"_s);
        QCOMPARE(read[u"PatientID"_s].toString(), u"A1B2-C3D4"_s);
        QCOMPARE(read[u"PatientBirthDate"_s].toString(), u"19800203"_s);
        QCOMPARE(read[u"AcquisitionDateTime"_s].toString(), u"20261120083001.250"_s);
        QCOMPARE(read[u"Laterality"_s].toString(), u"L"_s);
        QCOMPARE(read[u"Manufacturer"_s].toString(), u"Acme"_s);
        QCOMPARE(read[u"ManufacturerModelName"_s].toString(), u"脉象仪 3"_s);
        QCOMPARE(read[u"DeviceSerialNumber"_s].toString(), u"SN-0007"_s);
        QCOMPARE(read[u"software"_s].toArray(), (QJsonArray{u"1.2"_s, u"sizhen 9.9"_s}));
        QCOMPARE(read[u"context"_s].toArray(), (QJsonArray{u"SITE"_s, u"DAMAGED"_s}));
        QCOMPARE(read[u"schemes"_s].toArray(), QJsonArray{u"99SIZHEN"_s});
        const auto modifiers = channelOf(read, 0)[u"modifiers"_s];
        QCOMPARE(modifiers[0][u"value"_s].toString(), u"GUAN"_s);
        QVERIFY(modifiers[0][u"meaning"_s].toString().contains(u"关"_s));
        QCOMPARE(modifiers[1][u"meaning"_s].toString(), u"Left"_s);
        trace.subject->name = u"欧阳\\修^=\n"_s; // delimiters of PN are no part of a name
        read = readByPydicom(written(trace));
        QCOMPARE(read[u"name"_s][u"ideographic"_s].toString(), u"欧阳 修"_s);
        QCOMPARE(read[u"name"_s][u"alphabetic"_s].toString(), QString());
    }

    void withoutASubjectItNamesNobodyAndNoDay() // SEC-09
    {
        auto trace = dicomTrace();
        trace.withholdPatient();
        const auto bytes = written(trace);
        for (const auto *word : {"A1B2", "2026", "1980", "Kov", "科瓦奇", "0203"})
            QVERIFY2(!bytes.contains(word), word);
        const auto read = readByPydicom(bytes);
        QCOMPARE(read[u"PatientIdentityRemoved"_s].toString(), u"YES"_s);
        QCOMPARE(read[u"PatientID"_s].toString(), QString());
        QCOMPARE(read[u"StudyDate"_s].toString(), QString());
        QCOMPARE(read[u"AcquisitionDateTime"_s].toString(), u"19850101000000.000"_s);
    }

    void uidsSayWhatBelongsTogether()
    {
        auto trace = dicomTrace();
        const auto first = readByPydicom(written(trace));
        QCOMPARE(readByPydicom(written(trace)), first);
        trace.site = u"L.cun"_s;
        const auto second = readByPydicom(written(trace));
        QVERIFY(second[u"SOPInstanceUID"_s] != first[u"SOPInstanceUID"_s]);
        QCOMPARE(second[u"SeriesInstanceUID"_s], first[u"SeriesInstanceUID"_s]);
        trace.site = u"R.cun"_s;
        const auto third = readByPydicom(written(trace));
        QVERIFY(third[u"SeriesInstanceUID"_s] != first[u"SeriesInstanceUID"_s]);
        QCOMPARE(third[u"StudyInstanceUID"_s], first[u"StudyInstanceUID"_s]);
        trace.withholdPatient();
        const auto nobody = readByPydicom(written(trace));
        QVERIFY(nobody[u"StudyInstanceUID"_s] != first[u"StudyInstanceUID"_s]);
        const QRegularExpression proper(u"^2\\.25\\.[1-9][0-9]{0,38}$"_s); // PS3.5 B.2
        for (const auto *key : {"SOPInstanceUID", "SeriesInstanceUID", "StudyInstanceUID"})
            QVERIFY(proper.match(nobody[QLatin1String(key)].toString()).hasMatch());
    }

    // RFC 4122 B by Python: uuid.uuid5(uuid.UUID("6c1c2a5e-0f4b-4d0a-9a57-3e517a68e021"), "abc").int
    void aUidIsTheNumberOfAUuid()
    {
        QProcess python;
        python.start(
            u"/usr/bin/python3"_s,
            {u"-c"_s,
             u"import uuid; print('2.25.%d' % uuid.uuid5(uuid.UUID('6c1c2a5e-0f4b-4d0a-9a57-3e517a68e021'), 'abc').int)"_s});
        QVERIFY(python.waitForFinished(60'000));
        QCOMPARE(dicomUid("abc"), python.readAllStandardOutput().trimmed());
    }

    // PS3.3 A.34.8.4: modality HD (.1), one group (.2), one channel (.3), at most 600 Hz (.4), CID 3004 (.5), SB or SS
    // (.6).
    void anArterialPulseKeepsTheLimitsOfItsClass_data()
    {
        QTest::addColumn<double>("rate");
        QTest::newRow("200") << 200.0;
        QTest::newRow("600") << 600.0;
        QTest::newRow("1000") << 1000.0;
    }

    void anArterialPulseKeepsTheLimitsOfItsClass()
    {
        QFETCH(double, rate);
        const auto trace = dicomTrace(rate);
        const auto twin = m_folder.filePath(u"twin.dcm"_s);
        const auto read = readByPydicom(written(trace, DicomPulse::Arterial), twin);
        QCOMPARE(read[u"SOPClassUID"_s].toString(), u"1.2.840.10008.5.1.4.1.1.9.5.1"_s);
        QCOMPARE(read[u"Modality"_s].toString(), u"HD"_s);
        QCOMPARE(read[u"groups"_s].toArray().size(), 1);
        const auto group = read[u"groups"_s][0];
        QCOMPARE(group[u"channels"_s].toArray().size(), 1);
        QVERIFY(group[u"rate"_s].toDouble() <= 600);
        QCOMPARE(group[u"originality"_s].toString(), rate > 600 ? u"DERIVED"_s : u"ORIGINAL"_s);
        QCOMPARE(channelOf(read, 0)[u"source"_s][u"value"_s].toString(), u"109116"_s);
        QCOMPARE(channelOf(read, 0)[u"source"_s][u"scheme"_s].toString(), u"DCM"_s);
        QCOMPARE(group[u"interpretation"_s].toString(), u"SS"_s);
        QCOMPARE(group[u"bits"_s].toInt(), 16);
        for (const auto *key : {"Manufacturer", "ManufacturerModelName", "DeviceSerialNumber"}) // C.7.5.2
            QVERIFY(!read[QLatin1String(key)].toString().isEmpty());
        const auto said = judged(twin);
        QVERIFY2(said.isEmpty(), qPrintable(said.join(u'\n')));
    }

    // A.34.6.4: at most 400 Hz. Means of five counts are whole numbers of a fifth of one: nothing is lost on the way.
    void aFasterTraceIsWrittenAsMeans()
    {
        const auto trace = dicomTrace(1000);
        const auto slow = slowedTo(400, trace);
        QCOMPARE(slow.signal.samples.size(), 7250 / 3);
        QCOMPARE(slow.signal.gaps, (Spans{{166, 170}}));
        QCOMPARE(slow.started, trace.started.addMSecs(1));
        const auto read = readByPydicom(written(trace));
        QCOMPARE(read[u"groups"_s][0][u"rate"_s].toDouble(), 333.333333333333);
        QVERIFY(worst(slow, slow.signal.samples, channelOf(read, 0)) < 1e-3);
        double most = 0;
        for (qsizetype i = 0; i < slow.signal.samples.size(); ++i)
            if (!slow.isMissing(i))
                most = std::max(most, std::abs(slow.signal.samples[i] - trace.signal.samples[i * 3 + 1]));
        QVERIFY2(most < 0.02 * 327.67, qPrintable(QString::number(most))); // the pulse lies where it lay
        QCOMPARE(slowedTo(400, dicomTrace(400)).signal.samples, dicomTrace(400).signal.samples);
    }

    void anyRangeIsReadBackWithinHalfAStep_data()
    {
        QTest::addColumn<double>("factor");
        QTest::addColumn<double>("offset");
        QTest::newRow("24 bit") << 70'000.3 << 0.0;
        QTest::newRow("small") << 0.0123 << 0.0;
        QTest::newRow("tiny") << 1e-9 << 0.0;
        QTest::newRow("huge") << 1e9 << 0.0;
        QTest::newRow("far from zero") << 0.5 << 900.0;
        QTest::newRow("negative") << 1.37 << -5000.0;
        QTest::newRow("flat") << 0.0 << 3.3;
        QTest::newRow("nothing") << 0.0 << 0.0;
    }

    void anyRangeIsReadBackWithinHalfAStep()
    {
        QFETCH(double, factor);
        QFETCH(double, offset);
        auto trace = dicomTrace(99.7, 0);
        for (qsizetype i = 0; i < trace.signal.samples.size(); ++i)
            trace.signal.samples[i] = offset + factor * std::sin(double(i) / 20);
        trace.signal.unit = u"a.unit.that.is.longer.than.sixteen"_s;
        const auto bytes = written(trace);
        const auto read = readByPydicom(bytes);
        QVERIFY(worst(trace, trace.signal.samples, channelOf(read, 0)) < 0.501);
        QCOMPARE(read[u"groups"_s][0][u"rate"_s].toDouble(), 99.7);
        QCOMPARE(channelOf(read, 0)[u"unit"_s][u"value"_s].toString(), trace.signal.unit);
        const auto said = judged(stored(bytes));
        QVERIFY2(said.isEmpty(), qPrintable(said.join(u'\n')));
    }

    void manyBeatsFillMoreThanOneAnnotation()
    {
        auto trace = dicomTrace();
        PulseAnalysis analysis;
        analysis.rateHz = 200;
        trace.signal.samples.resize(40'000, 0);
        trace.signal.pressure.clear();
        for (int i = 0; i < 17'000; ++i) {
            PulseBeat beat;
            beat.at.slope = 2.0 * i;
            analysis.beats.append(beat);
        }
        const auto bytes = dicomFrom(DicomPulse::Hemodynamic, trace, analysis, u"sizhen 9.9"_s);
        QVERIFY(bytes);
        const auto notes = readByPydicom(*bytes)[u"annotations"_s].toArray();
        QCOMPARE(notes.size(), 3); // the gap, 16 000 and 1 000
        QCOMPARE(notes[2][u"places"_s].toArray().size(), 1000);
    }

    void nothingRecordedIsRefused()
    {
        QCOMPARE(dicomFrom(DicomPulse::Arterial, TracedPulse(), {}, u"x"_s).error().fault, Fault::Invalid);
        TracedPulse two;
        two.signal.rateHz = 1000;
        two.signal.samples = {1, 2}; // not even one mean
        QCOMPARE(dicomFrom(DicomPulse::Hemodynamic, two, {}, u"x"_s).error().fault, Fault::Invalid);
        QVERIFY(!dicomPulseOf(u"ecg"_s));
    }
};

SIZHEN_TEST(DicomPulseTest)
#include "dicompulse_test.moc"
