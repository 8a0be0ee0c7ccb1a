// SPDX-License-Identifier: GPL-3.0-or-later
// SEC-07: the trace as files, checked by a script that has none of our code.
#include "ledgerfixture.h"

#include "core/base/cbor.h"
#include "core/records/auditexport.h"
#include "tests/support/program.h"

#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

using namespace sizhen;
using namespace sizhen::fixture;

namespace {

struct Verdict {
    int code = -1;
    QString words;
};

Verdict verify(const QString &folder, const QStringList &more = {})
{
    QProcess python;
    python.start(u"python3"_s, QStringList{QStringLiteral(SIZHEN_SOURCE_DIR "/tools/verify_log.py"), folder} + more);
    if (!python.waitForFinished(60'000))
        qFatal("python3 is missing");
    return {python.exitCode(), QString::fromUtf8(python.readAllStandardOutput() + python.readAllStandardError())};
}

// The number of the first line whose next is of the same feed: only there does the order say something.
qsizetype twoOfOneFeed(const QList<QByteArray> &lines)
{
    const auto feed = [&](qsizetype line) { return QJsonDocument::fromJson(lines[line]).object()[u"feed"_s].toString(); };
    qsizetype line = 0;
    while (line + 2 < lines.size() && feed(line) != feed(line + 1))
        ++line;
    return line;
}

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("write");
}

} // namespace

class AuditExportTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void initTestCase()
    {
        QVERIFY(startCrypto());
        m_duna = std::make_unique<House>();
        m_lake = std::make_unique<House>(u"CN"_s, u"li"_s);
        pair(*m_duna, *m_lake);
        const auto stream = sharedCase(*m_duna, *m_lake);
        for (int i = 0; i < 4; ++i) {
            (void)m_duna->say(stream, u"%1"_s.arg(i));
            QVERIFY(m_duna->ledger->noteAccess(m_duna->actor(), u"case.open"_s, u"0a1b"_s, Access::Outcome::Done, u"复诊 “x”"_s));
        }
        give(*m_duna, *m_lake, stream);
        (void)m_lake->say(stream, u"answer"_s);
        give(*m_lake, *m_duna, stream);
        QVERIFY(m_duna->ledger->publishAccessHead());
        (void)m_duna->say(stream, u"later"_s);
        const auto written = exportAudit(*m_duna->ledger, good(), m_duna->actor());
        QVERIFY2(written.has_value(), written ? "" : qPrintable(written.error().detail));
        QCOMPARE(written->access, 5); // the export itself is in it
        QCOMPARE(written->heads, 3); // at home twice, to the partner once
    }

    void aGoodExportHolds()
    {
        for (const auto &more : {QStringList(), QStringList{u"--every"_s}}) {
            const auto verdict = verify(good(), more);
            QVERIFY2(verdict.code == 0, qPrintable(verdict.words));
            QVERIFY2(verdict.words.contains(u"5 lines of the access log in 1 chains"_s), qPrintable(verdict.words));
            QVERIFY(verdict.words.contains(QString::fromLatin1(m_duna->root().toHex())));
        }
    }

    void nothingOfTheContentIsInIt() // entries stay sealed
    {
        for (const auto &name : QDir(good()).entryList(QDir::Files))
            QVERIFY(!read(good() + u'/' + name).contains("answer"));
    }

    void aFolderThatIsNotEmptyIsLeftAlone()
    {
        QCOMPARE(exportAudit(*m_duna->ledger, good(), m_duna->actor()).error().fault, Fault::Invalid);
    }

    void harmIsFound_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("harm");
        QTest::addColumn<bool>("resigned"); // by somebody who holds the station's key and writes the manifest anew
        QTest::addColumn<QString>("finding");
        for (const auto &file : {u"access.jsonl"_s, u"entries.jsonl"_s, u"certificates.jsonl"_s, u"heads.jsonl"_s})
            for (const auto &harm : {u"byte"_s, u"last"_s, u"swap"_s})
                QTest::addRow("%s %s", qPrintable(file), qPrintable(harm)) << file << harm << false << file;
        QTest::newRow("manifest") << u"manifest.json"_s << u"byte"_s << false << u"manifest.json"_s;
        QTest::newRow("log, byte, resigned") << u"access.jsonl"_s << u"byte"_s << true << u"access.jsonl line 3"_s;
        QTest::newRow("log, last, resigned") << u"access.jsonl"_s << u"last"_s << true << u"it was cut short"_s;
        QTest::newRow("log, swap, resigned") << u"access.jsonl"_s << u"swap"_s << true << u"access.jsonl line 2"_s;
        QTest::newRow("entries, byte, resigned") << u"entries.jsonl"_s << u"byte"_s << true << u"entries.jsonl line 3"_s;
        QTest::newRow("entries, swap, resigned") << u"entries.jsonl"_s << u"swap"_s << true << u"entries.jsonl line"_s;
        QTest::newRow("heads, byte, resigned") << u"heads.jsonl"_s << u"byte"_s << true << u"heads.jsonl line 3"_s;
    }

    void harmIsFound()
    {
        QFETCH(const QString, file);
        QFETCH(const QString, harm);
        QFETCH(const bool, resigned);
        QFETCH(const QString, finding);
        const auto folder = copyOfGood();
        auto lines = read(folder + u'/' + file).split('\n');
        if (harm == u"byte"_s) { // a letter of the hex in the middle of the third line
            auto &line = lines[2];
            const auto at = line.indexOf(file == u"manifest.json"_s ? "\"" : file == u"entries.jsonl"_s ? "raw\"" : "bytes\"") + 60;
            line[at % line.size()] = line[at % line.size()] == '1' ? '2' : '1';
        } else if (harm == u"last"_s) {
            lines.remove(lines.size() - 2);
        } else {
            const auto at = file == u"entries.jsonl"_s ? twoOfOneFeed(lines) : 1;
            lines.swapItemsAt(at, at + 1);
        }
        write(folder + u'/' + file, lines.join('\n'));
        if (resigned)
            signAgain(folder);
        const auto verdict = verify(folder);
        QCOMPARE(verdict.code, 1);
        QVERIFY2(verdict.words.contains(finding), qPrintable(verdict.words));
    }

    // The whole log written anew with every key of the machine: what the partner holds does not agree.
    void thePartnersExportTellsOfARewrittenLog()
    {
        const auto stream = m_duna->ledger->partnershipStream(m_lake->root());
        give(*m_duna, *m_lake, stream);
        QTemporaryDir theirs;
        const auto there = theirs.filePath(u"export"_s);
        QVERIFY(exportAudit(*m_lake->ledger, there, m_lake->actor()));
        auto verdict = verify(good(), {u"--also"_s, there});
        QVERIFY2(verdict.code == 0, qPrintable(verdict.words));

        const auto folder = copyOfGood();
        rewriteLog(folder);
        write(folder + u"/heads.jsonl"_s, {});
        signAgain(folder);
        QCOMPARE(verify(folder).code, 0); // alone it looks whole
        verdict = verify(folder, {u"--also"_s, there});
        QCOMPARE(verdict.code, 1);
        QVERIFY2(verdict.words.contains(u"is not the one that was signed"_s), qPrintable(verdict.words));
    }

private:
    [[nodiscard]] QString good() const { return m_folder.filePath(u"good"_s); }

    QString copyOfGood()
    {
        const auto folder = m_folder.filePath(u"copy%1"_s.arg(++m_copies));
        QDir().mkpath(folder);
        for (const auto &name : QDir(good()).entryList(QDir::Files))
            QFile::copy(good() + u'/' + name, folder + u'/' + name);
        return folder;
    }

    void signAgain(const QString &folder) const
    {
        auto manifest = QJsonDocument::fromJson(read(folder + u"/manifest.json"_s)).object();
        QJsonObject files;
        for (const auto &name : manifest.value(u"files"_s).toObject().keys()) {
            const auto bytes = read(folder + u'/' + name);
            files.insert(name, QJsonObject{{u"lines"_s, bytes.count('\n')},
                                           {u"sha256"_s, QString::fromLatin1(sha256(bytes).toHex())}});
        }
        manifest.insert(u"files"_s, files);
        const auto bytes = QJsonDocument(manifest).toJson();
        write(folder + u"/manifest.json"_s, bytes);
        write(folder + u"/manifest.sig"_s, m_duna->stationKey().sign("sizhen.audit.export", bytes).toHex());
    }

    void rewriteLog(const QString &folder) const
    {
        QByteArray previous(hashSize, '\0');
        QByteArray out;
        const auto entries = m_duna->ledger->accessLog().value();
        for (auto entry : entries) {
            entry.access.reason.clear();
            entry.previous = previous;
            const auto bytes = toBytes(entry);
            previous = hash("sizhen.access", bytes);
            const QJsonObject line{{u"entry"_s, QJsonObject{{u"number"_s, qint64(entry.number)}, {u"act"_s, entry.access.act}}},
                                   {u"bytes"_s, QString::fromLatin1(bytes.toHex())},
                                   {u"hash"_s, QString::fromLatin1(previous.toHex())}};
            out += QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n';
        }
        write(folder + u"/access.jsonl"_s, out);
    }

    QTemporaryDir m_folder;
    int m_copies = 0;
    std::unique_ptr<House> m_duna;
    std::unique_ptr<House> m_lake;
};

SIZHEN_TEST(AuditExportTest)
#include "auditexport_test.moc"
