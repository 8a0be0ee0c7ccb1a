// SPDX-License-Identifier: GPL-3.0-or-later
// sizhenctl without a vault: every slip gets one sentence in the reader's language, an exit code and a JSON object.
#include "core/pulse/edf.h"
#include "core/pulse/synthpulse.h"
#include "tests/support/badinput.h"

#include "tests/support/program.h"

#include <QTemporaryDir>

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;

class SizhenctlTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aSlipIsExplained_data();
    void aSlipIsExplained();
    void helpListsEveryVerb();
    void aContradictionNamesItsRule();
    void aPulseFileIsAnalysedWithoutAVault();
    void aPulseFileBecomesAnotherWithoutAVault();
    void anEdfFileIsAnalysedOrRefusedInWords();

private:
    [[nodiscard]] QString at(const QString &name) const { return m_folder.filePath(name); }

    QTemporaryDir m_folder;
};

void SizhenctlTest::initTestCase()
{
    QVERIFY(putContent(at(u"garbage"_s), QByteArray("\x00\xff{not this\n%PDF", 16)));
    QVERIFY(putContent(at(u"open.json"_s), "{\"passphrase\": \"practice\"}"));
    QFile::setPermissions(at(u"open.json"_s),
                          QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ReadOther);
    QVERIFY(putContent(at(u"torn.json"_s), "{\"passphrase\": \"pra"));
    QFile::setPermissions(at(u"torn.json"_s), QFileDevice::ReadOwner | QFileDevice::WriteOwner);
}

void SizhenctlTest::aSlipIsExplained_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("en");
    QTest::addColumn<QString>("zh");
    const auto garbage = at(u"garbage"_s);
    const auto vault = at(u"none"_s);
    QTest::newRow("unknown command") << QStringList{u"frobnicate"_s} << 2 << u"no such command: frobnicate"_s
                                     << u"没有此命令：frobnicate"_s;
    QTest::newRow("missing word") << QStringList{u"form"_s, u"check"_s, garbage} << 2
                                  << u"sizhenctl form check FORM.json"_s << u"该命令的用法"_s;
    QTest::newRow("unknown option") << QStringList{u"document"_s, u"verify"_s, garbage, u"--no"_s} << 2
                                    << u"The command needs"_s << u"该命令的用法"_s;
    QTest::newRow("option without value") << QStringList{u"document"_s, u"verify"_s, garbage, u"--authority"_s} << 2
                                          << u"The command needs"_s << u"该命令的用法"_s;
    QTest::newRow("no vault named") << QStringList{u"case"_s, u"list"_s} << 2 << u"--vault"_s << u"--vault"_s;
    QTest::newRow("missing file") << QStringList{u"document"_s, u"verify"_s, vault} << 3 << u"is not there"_s
                                  << u"文件不存在"_s;
    QTest::newRow("a folder is no file") << QStringList{u"document"_s, u"verify"_s, m_folder.path()} << 7
                                         << u"cannot be read"_s << u"无法读取文件"_s;
    QTest::newRow("garbage document") << QStringList{u"document"_s, u"verify"_s, garbage} << 4 << u"damaged"_s
                                      << u"已损坏"_s;
    QTest::newRow("garbage form") << QStringList{u"form"_s, u"check"_s, garbage, garbage} << 4
                                  << u"not a form that can be read"_s << u"不是可读取的表单"_s;
    QTest::newRow("garbage pulse") << QStringList{u"pulse"_s, u"analyze"_s, garbage, u"--rate"_s, u"100"_s} << 2
                                   << u"of the file holds no number"_s << u"行不是数值"_s;
    QTest::newRow("secrets open to others")
        << QStringList{u"--vault"_s, vault, u"--secrets"_s, at(u"open.json"_s), u"case"_s, u"list"_s} << 1
        << u"chmod 600"_s << u"chmod 600"_s;
    QTest::newRow("secrets torn") << QStringList{u"--vault"_s,       vault,     u"--secrets"_s,
                                                 at(u"torn.json"_s), u"case"_s, u"list"_s}
                                  << 2 << u"not valid JSON"_s << u"JSON 格式有误"_s;
    QTest::newRow("no secret at all") << QStringList{u"--vault"_s, vault, u"case"_s, u"list"_s} << 2
                                      << u"--secrets file or use a terminal"_s << u"--secrets 文件"_s;
}

void SizhenctlTest::aSlipIsExplained()
{
    QFETCH(QStringList, words);
    QFETCH(int, code);
    QFETCH(QString, en);
    QFETCH(QString, zh);
    const auto wrong = wrongWith(refusalOf(words), code, en, zh);
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
}

void SizhenctlTest::helpListsEveryVerb()
{
    const auto help = runProgram(program(u"sizhenctl"_s), {u"--help"_s});
    QCOMPARE(help.code, 0);
    for (const auto *verb : {"vault check", "audit verify", "partner add", "case act", "pulse take", "document verify",
                             "form check", "shell", "demo", "Exit codes"})
        QVERIFY2(help.out.contains(verb), verb);
    QCOMPARE(runProgram(program(u"sizhenctl"_s), {}).code, 2);
}

void SizhenctlTest::aContradictionNamesItsRule()
{
    const auto form = QStringLiteral(SIZHEN_SOURCE_DIR) + u"/resources/forms/tongue.json"_s;
    const auto answers = at(u"answers.json"_s);
    QVERIFY(putContent(answers, "{\"tongue.coating.thickness\": \"none\", \"tongue.coating.colour\": [\"white\"]}"));
    const auto wrong = wrongWith(refusalOf({u"form"_s, u"check"_s, form, answers}), 1,
                                 u"cannot have a coating colour"_s, u"不能再选苔色"_s, u"C-TNG-02"_s);
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    QVERIFY(putContent(answers, "{\"tongue.coating.thickness\": \"thin\", \"tongue.coating.colour\": [\"white\"]}"));
    QCOMPARE(runProgram(program(u"sizhenctl"_s), {u"form"_s, u"check"_s, form, answers}).code, 0);
}

// The analysis is a document that others read: its fields stand beside "ok".
void SizhenctlTest::aPulseFileIsAnalysedWithoutAVault()
{
    SynthPulse pulse;
    pulse.rateHz = 125;
    QByteArray csv;
    const auto samples = pulse.samples(30);
    for (const auto sample : samples)
        csv += QByteArray::number(sample, 'f', 1) + '\n';
    QVERIFY(putContent(at(u"pulse.csv"_s), csv));
    const auto done = runProgram(program(u"sizhenctl"_s),
                                 {u"pulse"_s, u"analyze"_s, at(u"pulse.csv"_s), u"--rate"_s, u"125"_s, u"--json"_s});
    QVERIFY2(done.code == 0, done.out + done.err);
    const auto said = QJsonDocument::fromJson(done.out).object();
    QVERIFY(said[u"ok"_s].toBool());
    const auto beats = said[u"beats"_s].toArray();
    QVERIFY2(std::abs(beats.size() - 36) <= 1, done.out.left(300));
    QVERIFY(std::abs(said[u"rate_per_min"_s].toDouble() - 72) < 0.5);
    QCOMPARE(said[u"fiducials"_s].toArray().size(), beats.size());
    for (const auto *name : {"on", "u", "sp", "dn", "v", "w", "a", "b", "c", "d", "e", "f", "p1", "p2"})
        QVERIFY2(said[u"fiducials"_s].toArray().first().toObject().contains(QLatin1StringView(name)), name);
    const auto height = said[u"parameters"_s].toObject()[u"h1"_s].toObject();
    for (const auto *part : {"value", "unit", "definition", "uncertainty"})
        QVERIFY2(height.contains(QLatin1StringView(part)), part);
}

// Bare samples → samples with their description → EDF+, which needs no --rate any more.
void SizhenctlTest::aPulseFileBecomesAnotherWithoutAVault()
{
    SynthPulse pulse;
    pulse.rateHz = 125;
    QByteArray csv;
    const auto samples = pulse.samples(12.5);
    for (const auto sample : samples)
        csv += QByteArray::number(sample, 'f', 3) + '\n';
    QVERIFY(putContent(at(u"bare.csv"_s), csv));
    const auto convert = [this](const QStringList &words) {
        return runProgram(program(u"sizhenctl"_s), QStringList{u"--json"_s, u"pulse"_s, u"convert"_s} + words);
    };
    const auto described
        = convert({at(u"bare.csv"_s), u"--rate"_s, u"125"_s, u"--format"_s, u"csv"_s, u"--out"_s, at(u"full.csv"_s)});
    QVERIFY2(described.code == 0, described.out + described.err);
    QVERIFY(QFile::exists(at(u"full.json"_s)));
    const auto edf = convert({at(u"full.csv"_s), u"--format"_s, u"edf"_s, u"--out"_s, at(u"full.edf"_s)});
    QVERIFY2(edf.code == 0, edf.out + edf.err);
    QCOMPARE(lastJson(edf.out)[u"result"_s][u"samples"_s].toInt(), int(samples.size()));
    QFile file(at(u"full.edf"_s));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.read(16), QByteArray("0       X X X X "));
    const auto back = convert({at(u"full.edf"_s), u"--format"_s, u"csv"_s, u"--out"_s, at(u"back.csv"_s)});
    QVERIFY2(back.code == 0, back.out + back.err);
    QCOMPARE(lastJson(back.out)[u"result"_s][u"samples"_s].toInt(), int(samples.size())); // without the padding
    QCOMPARE(lastJson(back.out)[u"result"_s][u"rate_hz"_s].toDouble(), 125.0);
    const auto dicom = convert(
        {at(u"full.csv"_s), u"--format"_s, u"dicom"_s, u"--sop"_s, u"arterial"_s, u"--out"_s, at(u"full.dcm"_s)});
    QVERIFY2(dicom.code == 0, dicom.out + dicom.err);
    QCOMPARE(lastJson(dicom.out)[u"result"_s][u"file_rate_hz"_s].toDouble(), 125.0);
    QFile waveform(at(u"full.dcm"_s));
    QVERIFY(waveform.open(QIODevice::ReadOnly));
    const auto bytes = waveform.readAll();
    QCOMPARE(bytes.mid(128, 4), QByteArray("DICM"));
    QVERIFY(bytes.contains("1.2.840.10008.5.1.4.1.1.9.5.1")); // Arterial Pulse Waveform
    QVERIFY(putContent(at(u"full.csv"_s), csv)); // others than the description knows
    const auto changed = wrongWith(
        refusalOf({u"pulse"_s, u"convert"_s, at(u"full.csv"_s), u"--format"_s, u"edf"_s, u"--out"_s, at(u"no.edf"_s)}),
        4, u"not those that the description"_s, u"与其说明文件不符"_s);
    QVERIFY2(changed.isEmpty(), qPrintable(changed));
    const auto format = wrongWith(refusalOf({u"pulse"_s, u"convert"_s, at(u"bare.csv"_s), u"--rate"_s, u"125"_s,
                                             u"--format"_s, u"pdf"_s, u"--out"_s, at(u"no.edf"_s)}),
                                  2, u"csv, edf or dicom"_s, u"--format"_s);
    QVERIFY2(format.isEmpty(), qPrintable(format));
    const auto sop
        = wrongWith(refusalOf({u"pulse"_s, u"convert"_s, at(u"bare.csv"_s), u"--rate"_s, u"125"_s, u"--format"_s,
                               u"dicom"_s, u"--sop"_s, u"ecg"_s, u"--out"_s, at(u"no.edf"_s)}),
                    2, u"hemodynamic or arterial"_s, u"hemodynamic"_s);
    QVERIFY2(sop.isEmpty(), qPrintable(sop));
    const auto slow = wrongWith(refusalOf({u"pulse"_s, u"convert"_s, at(u"bare.csv"_s), u"--rate"_s, u"1"_s,
                                           u"--format"_s, u"dicom"_s, u"--out"_s, at(u"no.edf"_s)}),
                                2, u"sampling rate"_s, u"采样率"_s);
    QVERIFY2(slow.isEmpty(), qPrintable(slow));
    QVERIFY(!QFile::exists(at(u"no.edf"_s)));
}

// EDF says its rate and its signals itself; one that lies is refused in the reader's language.
void SizhenctlTest::anEdfFileIsAnalysedOrRefusedInWords()
{
    SynthPulse pulse;
    pulse.rateHz = 125;
    TracedPulse trace;
    trace.signal = {pulse.samples(30), QVector<double>(125 * 30, 80), 125, u"mm[Hg]"_s, {}};
    trace.notes = {{12.5, 2.0, u"cough"_s}};
    const auto bytes = edfFrom(trace, trace.notes);
    QVERIFY(bytes);
    QVERIFY(putContent(at(u"wave.edf"_s), *bytes));
    const auto done = runProgram(program(u"sizhenctl"_s), {u"pulse"_s, u"analyze"_s, at(u"wave.edf"_s), u"--json"_s});
    QVERIFY2(done.code == 0, done.out + done.err);
    const auto said = QJsonDocument::fromJson(done.out).object();
    QVERIFY(std::abs(said[u"rate_per_min"_s].toDouble() - 72) < 0.5);
    QCOMPARE(said[u"rate_hz"_s].toDouble(), 125.0);
    QCOMPARE(said[u"channel"_s].toString(), u"Pulse"_s);
    QCOMPARE(said[u"annotations"_s].toArray().last()[u"text"_s].toString(), u"cough"_s);
    QCOMPARE(said[u"annotations"_s].toArray().last()[u"at_s"_s].toDouble(), 12.5);

    QVERIFY(putContent(at(u"cut.edf"_s), bytes->chopped(100)));
    const auto cut = wrongWith(refusalOf({u"pulse"_s, u"analyze"_s, at(u"cut.edf"_s)}), 2,
                               u"not what its header says"_s, u"与文件头不符"_s);
    QVERIFY2(cut.isEmpty(), qPrintable(cut));
    QVERIFY(putContent(at(u"text.edf"_s), "1\n2\n3\n"));
    const auto text = wrongWith(refusalOf({u"pulse"_s, u"analyze"_s, at(u"text.edf"_s)}), 2, u"not an EDF file"_s,
                                u"不是 EDF 文件"_s);
    QVERIFY2(text.isEmpty(), qPrintable(text));
    const auto channel = wrongWith(refusalOf({u"pulse"_s, u"analyze"_s, at(u"wave.edf"_s), u"--channel"_s, u"SpO2"_s}),
                                   3, u"#1 Pulse, #2 Pressure"_s, u"没有这个名称的信号"_s);
    QVERIFY2(channel.isEmpty(), qPrintable(channel));
    const auto rate = wrongWith(refusalOf({u"pulse"_s, u"analyze"_s, at(u"wave.edf"_s), u"--rate"_s, u"250"_s}), 2,
                                u"do not fit the sampling rate"_s, u"采样率"_s);
    QVERIFY2(rate.isEmpty(), qPrintable(rate));
    QVERIFY(putContent(at(u"wave.csv"_s), "1\n2\n3\n"));
    const auto column = wrongWith(
        refusalOf({u"pulse"_s, u"analyze"_s, at(u"wave.csv"_s), u"--rate"_s, u"100"_s, u"--channel"_s, u"1"_s}), 2,
        u"Only an EDF file"_s, u"只有 EDF"_s);
    QVERIFY2(column.isEmpty(), qPrintable(column));
}

SIZHEN_TEST(SizhenctlTest)
#include "sizhenctl_test.moc"
