// SPDX-License-Identifier: GPL-3.0-or-later
// One whole consultation between two institutions, driven through sizhenctl in real processes: from the agreement to
// the two archived originals. Covers the path of issue "one real consultation": AGR-04 CON-04 INV-01 INV-04 RSP-01
// STF-03 SES-01 SES-02 FOU-04 FOU-08 RPT-03 DEC-02 ARC-01 ARC-02, and what lies on the disk meanwhile (SEC, PRV).
#include "tests/support/diskgrep.h"
#include "tests/support/program.h"
#include "tests/support/systemstation.h"

#include <QJsonArray>
#include <QTemporaryDir>

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;

class ConsultationTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void theCaseIsClosedOnBothSides();
    void nothingReadableWasOnTheDisk();
    void bothArchivesAreEqualAndComplete();
    void pdfsigSaysValidAndTrusted();
    void oneChangedByteMakesItInvalid();
    void theVaultsAreSoundAndTheChainsHold();

private:
    QTemporaryDir m_folder;
    QString m_out;
    QString m_data;
    QStringList m_found; // plaintext met on the disk while the programs ran
    int m_looks = 0;
    Finished m_demo;
};

void ConsultationTest::initTestCase()
{
    m_out = m_folder.filePath(u"out"_s);
    m_data = m_folder.filePath(u"data"_s);
    QVERIFY(QDir().mkpath(m_data));
    const auto temporary = m_folder.filePath(u"tmp"_s);
    QVERIFY(QDir().mkpath(temporary));
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"TMPDIR"_s, temporary); // its own, so that what lies there is its doing
    QProcess demo;
    demo.setProcessEnvironment(environment);
    demo.start(program(u"sizhenctl"_s),
               {u"--json"_s, u"demo"_s, u"--no-windows"_s, u"--out"_s, m_out, u"--data"_s, m_data});
    QVERIFY(demo.waitForStarted());
    QElapsedTimer clock;
    clock.start();
    while (demo.state() == QProcess::Running && clock.elapsed() < 300'000) {
        (void)demo.waitForFinished(700);
        m_found += patientWordsBelow({m_data, temporary});
        ++m_looks;
    }
    m_demo = {demo.exitCode(), demo.readAllStandardOutput(), demo.readAllStandardError()};
    QVERIFY2(demo.state() == QProcess::NotRunning && m_demo.code == 0, m_demo.err + m_demo.out);
}

void ConsultationTest::theCaseIsClosedOnBothSides()
{
    for (const auto &side : {u"inviting"_s, u"invited"_s}) {
        const auto listed = runProgram(program(u"sizhenctl"_s),
                                       {u"--json"_s, u"--vault"_s, m_data + u'/' + side, u"--secrets"_s,
                                        m_data + u'/' + side + u".secrets.json"_s, u"case"_s, u"list"_s});
        QCOMPARE(listed.code, 0);
        const auto rows = QJsonDocument::fromJson(listed.out).object().value(u"result"_s).toArray();
        QCOMPARE(rows.size(), 1);
        QCOMPARE(rows.first().toObject().value(u"stage"_s).toString(), u"CLOSED"_s);
        QCOMPARE(rows.first().toObject().value(u"unconfirmed"_s).toInt(), 0);
    }
}

void ConsultationTest::nothingReadableWasOnTheDisk()
{
    QVERIFY2(m_looks >= 5, "the disk was looked at while the programs ran");
    QVERIFY2(m_found.isEmpty(), qPrintable(m_found.join(u'\n')));
    const auto after = patientWordsBelow({m_data, m_folder.filePath(u"tmp"_s)});
    QVERIFY2(after.isEmpty(), qPrintable(after.join(u'\n')));
    // The same search on a plain copy finds them, so it could have found them before.
    QVERIFY(!patientWordsBelow({m_out}).isEmpty());
    const auto plain = m_folder.filePath(u"plain"_s);
    QVERIFY(QDir().mkpath(plain));
    writePatientWords(plain);
    QCOMPARE(patientWordsBelow({plain}).size(), patientWordCount());
}

void ConsultationTest::bothArchivesAreEqualAndComplete()
{
    const auto read = [this](const QString &side) {
        QFile file(m_out + u"/archive-"_s + side + u"/manifest.json"_s);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    const auto ours = read(u"inviting"_s);
    QVERIFY(!ours.isEmpty());
    QCOMPARE(ours, read(u"invited"_s)); // ARC-01
    const auto manifest = QJsonDocument::fromJson(ours).object();
    QVERIFY(manifest.value(u"missing"_s).toArray().isEmpty()); // ARC-02
    QStringList kinds;
    for (const auto &item : manifest.value(u"items"_s).toArray())
        kinds.append(item.toObject().value(u"kind"_s).toString());
    auto sorted = kinds;
    std::sort(sorted.begin(), sorted.end());
    QCOMPARE(kinds, sorted);
    QVERIFY(kinds.size() > 40);
}

void ConsultationTest::pdfsigSaysValidAndTrusted()
{
    const auto store = m_folder.filePath(u"nss"_s);
    QVERIFY(QDir().mkpath(store));
    QCOMPARE(runProgram(u"certutil"_s, {u"-N"_s, u"-d"_s, u"sql:"_s + store, u"--empty-password"_s}).code, 0);
    QCOMPARE(runProgram(u"certutil"_s,
                        {u"-A"_s, u"-d"_s, u"sql:"_s + store, u"-n"_s, u"invited"_s, u"-t"_s, u",C,"_s, u"-a"_s,
                         u"-i"_s, m_out + u"/authority-invited.pem"_s})
                 .code,
             0);
    const auto judged = runProgram(u"pdfsig"_s, {u"-nssdir"_s, u"sql:"_s + store, m_out + u"/report.pdf"_s});
    QVERIFY2(judged.out.contains("Signature Validation: Signature is Valid."), judged.out + judged.err);
    QVERIFY2(judged.out.contains("Certificate Validation: Certificate is Trusted."), judged.out);
}

void ConsultationTest::oneChangedByteMakesItInvalid()
{
    QFile file(m_out + u"/report.pdf"_s);
    QVERIFY(file.open(QIODevice::ReadOnly));
    auto bytes = file.readAll();
    bytes[bytes.size() / 3] = char(bytes.at(bytes.size() / 3) ^ 1);
    QFile changed(m_folder.filePath(u"changed.pdf"_s));
    QVERIFY(changed.open(QIODevice::WriteOnly) && changed.write(bytes) == bytes.size());
    changed.close();
    const auto judged = runProgram(u"pdfsig"_s, {u"-nocert"_s, changed.fileName()});
    QVERIFY(!judged.out.contains("Signature is Valid."));
    const auto ours = runProgram(
        program(u"sizhenctl"_s),
        {u"document"_s, u"verify"_s, changed.fileName(), u"--authority"_s, m_out + u"/authority-invited.pem"_s});
    QCOMPARE(ours.code, 4);
    const auto sound = runProgram(
        program(u"sizhenctl"_s),
        {u"document"_s, u"verify"_s, m_out + u"/report.pdf"_s, u"--authority"_s, m_out + u"/authority-invited.pem"_s});
    QCOMPARE(sound.code, 0);
}

void ConsultationTest::theVaultsAreSoundAndTheChainsHold()
{
    for (const auto &side : {u"inviting"_s, u"invited"_s}) {
        const QStringList vault{u"--vault"_s, m_data + u'/' + side, u"--secrets"_s,
                                m_data + u'/' + side + u".secrets.json"_s};
        QCOMPARE(runProgram(program(u"sizhenctl"_s), vault + QStringList{u"vault"_s, u"check"_s}).code, 0);
        QCOMPARE(runProgram(program(u"sizhenctl"_s), vault + QStringList{u"audit"_s, u"verify"_s}).code, 0);
    }
}

SIZHEN_TEST(ConsultationTest)
#include "consultation_slow_test.moc"
