// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/documents/pdffile.h"
#include "tests/core/documents/sampledata.h"
#include "tests/support/program.h"

#include <QDir>
#include <QGuiApplication>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;

// The page itself: what a reader, a search and a judge of PDF/A find in it.
class RendererTest final : public QObject
{
    Q_OBJECT
private:
    QByteArray m_pdf;
    QTemporaryDir m_folder;

    // What a Debian tool prints. Tests may wait; the programs themselves never do.
    QString run(const QString &program, const QStringList &arguments)
    {
        QProcess process;
        process.start(program, arguments);
        if (!process.waitForFinished(60'000))
            return {};
        return QString::fromUtf8(process.readAllStandardOutput());
    }

    QString fileOf(const QByteArray &pdf, const QString &name)
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(pdf) != pdf.size())
            qFatal("no room for the test's file");
        return file.fileName();
    }

private Q_SLOTS:

    void init() { QTest::failOnWarning(QRegularExpression(u"^(?!.*propagateSizeHints).*"_s)); }

    void initTestCase()
    {
        const auto pdf = sampleReport();
        QVERIFY2(pdf, qPrintable(pdf ? QString() : pdf.error().detail + pdf.error().message));
        m_pdf = *pdf;
        if (const auto keep = qEnvironmentVariable("SIZHEN_KEEP_PDF"); !keep.isEmpty()) {
            QFile file(keep);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(m_pdf);
        }
    }

    void theSameDataGiveTheSameBytes()
    {
        const auto again = sampleReport();
        QVERIFY(again);
        QCOMPARE(*again, m_pdf);
    }

    void theSameBytesOnAnotherThread()
    {
        QByteArray there;
        auto *thread = QThread::create([&there] { there = sampleReport().value_or(QByteArray()); });
        thread->start();
        QVERIFY(thread->wait(30'000));
        delete thread;
        QCOMPARE(there, m_pdf);
    }

    void otherDataGiveOtherBytes()
    {
        auto data = sampleData(u"report"_s);
        data[u"analysis"_s] = QCborMap{{u"zh"_s, u"别的分析"_s}, {u"en"_s, u"Another analysis"_s}};
        const auto other = renderPdf(*loadDocument(u"report"_s), data, sampleTime());
        QVERIFY(other);
        QVERIFY(*other != m_pdf);
    }

    void itIsAFileThatWeCanSign()
    {
        const auto file = PdfFile::open(m_pdf);
        QVERIFY2(file, qPrintable(file ? QString() : file.error().detail));
        QVERIFY(!pdf::valueOf(file->trailer(), "ID").isEmpty());
    }

    void itCallsItselfPdfA1b()
    {
        QVERIFY(m_pdf.startsWith("%PDF-1.4\n"));
        QVERIFY(m_pdf.contains("pdfaid:part=\"1\""));
        QVERIFY(m_pdf.contains("pdfaid:conformance=\"B\""));
        QVERIFY(m_pdf.contains("/OutputIntents"));
        QVERIFY(!m_pdf.contains("/Encrypt"));
        QVERIFY(!m_pdf.contains("/JavaScript"));
        QVERIFY(m_pdf.count("/SMask") == m_pdf.count("/SMask /None")); // no transparency in part 1
    }

    void everyFontIsEmbedded()
    {
        if (QStandardPaths::findExecutable(u"pdffonts"_s).isEmpty())
            QFAIL("poppler-utils is not installed; ./dev test installs it");
        const auto lines = run(u"pdffonts"_s, {fileOf(m_pdf, u"fonts.pdf"_s)}).split(u'\n', Qt::SkipEmptyParts);
        QVERIFY(lines.size() > 2);
        for (qsizetype i = 2; i < lines.size(); ++i) {
            QVERIFY2(lines[i].contains(u"WenQuanYi"_s), qPrintable(lines[i]));
            QVERIFY2(QRegularExpression(u"\\byes (yes|no) yes\\b"_s).match(lines[i].simplified()).hasMatch(),
                     qPrintable(lines[i])); // embedded, and with the table that makes it searchable
        }
    }

    void itsTextIsFoundInBothLanguages()
    {
        if (QStandardPaths::findExecutable(u"pdftotext"_s).isEmpty())
            QFAIL("poppler-utils is not installed; ./dev test installs it");
        const auto text = run(u"pdftotext"_s, {u"-layout"_s, fileOf(m_pdf, u"text.pdf"_s), u"-"_s});
        for (const auto &word : {u"舌色"_s, u"面色萎黄"_s, u"淡白舌"_s, u"Pale tongue"_s, u"中医远程会诊报告"_s,
                                 u"Opinion of the invited side"_s, u"Müller"_s, u"7F3A-91C2"_s, u"非医嘱、非处方"_s,
                                 u"2026-11-24 21:52 UTC+08:00"_s, u"2026-11-24 14:20:00 UTC"_s, u"≠"_s})
            QVERIFY2(text.contains(word), qPrintable(word));
        for (const QChar c : text) // radicals in place of characters: a search would not find them
            QVERIFY2(c.unicode() < 0x2E80 || c.unicode() > 0x2FDF, qPrintable(QString::number(c.unicode(), 16)));
        QVERIFY(!text.contains(u'{'));
        QVERIFY(!text.contains(QChar::ReplacementCharacter));
    }

    void itNamesTheHashOfItsDataAsTextAndInItself()
    {
        const auto digest = QByteArray(32, '\x5a');
        const auto pdf = renderPdf(*loadDocument(u"report"_s), sampleData(u"report"_s), sampleTime(), digest);
        QVERIFY(pdf);
        QVERIFY(pdf->contains("urn:sha256:" + digest.toHex()));
        if (!QStandardPaths::findExecutable(u"pdftotext"_s).isEmpty())
            QVERIFY(run(u"pdftotext"_s, {u"-layout"_s, fileOf(*pdf, u"hash.pdf"_s), u"-"_s})
                        .contains(QString::fromLatin1(digest.toHex())));
    }

    void nothingRunsOverThePagesEdge()
    {
        if (QStandardPaths::findExecutable(u"pdftotext"_s).isEmpty())
            QFAIL("poppler-utils is not installed; ./dev test installs it");
        auto data = sampleData(u"report"_s);
        const auto longWord = QString(300, u'W');
        data[u"analysis"_s]
            = QCborMap{{u"zh"_s, QString(900, QChar(0x8F9E))}, {u"en"_s, u"An analysis with "_s + longWord}};
        const auto pdf = renderPdf(*loadDocument(u"report"_s), data, sampleTime());
        QVERIFY(pdf);
        const auto boxes = run(u"pdftotext"_s, {u"-bbox"_s, fileOf(*pdf, u"wide.pdf"_s), u"-"_s});
        static const QRegularExpression word(
            u"<word xMin=\"([0-9.-]+)\" yMin=\"([0-9.-]+)\" xMax=\"([0-9.-]+)\" yMax=\"([0-9.-]+)\">"_s);
        int words = 0;
        for (auto it = word.globalMatch(boxes); it.hasNext(); ++words) {
            const auto match = it.next();
            QVERIFY2(match.captured(1).toDouble() >= 50 && match.captured(3).toDouble() <= 595.3 - 50,
                     qPrintable(match.captured(0)));
            QVERIFY2(match.captured(2).toDouble() >= 25 && match.captured(4).toDouble() <= 842 - 20,
                     qPrintable(match.captured(0)));
        }
        QVERIFY(words > 300);
    }

    void everySectionsHeadingIsThereAndNoPageIsEmpty()
    {
        if (QStandardPaths::findExecutable(u"pdftotext"_s).isEmpty())
            QFAIL("poppler-utils is not installed; ./dev test installs it");
        const auto spec = *loadDocument(u"report"_s);
        const auto pages = run(u"pdftotext"_s, {u"-layout"_s, fileOf(m_pdf, u"pages.pdf"_s), u"-"_s})
                               .split(u'\f', Qt::SkipEmptyParts);
        QVERIFY(pages.size() >= 4);
        for (const auto &page : pages)
            QVERIFY2(page.split(u'\n', Qt::SkipEmptyParts).size() > 8, qPrintable(page));
        const auto text = pages.join(u'\n').simplified();
        for (const auto &block : spec.blocks)
            if (block.kind == BlockKind::Section && block.when.isEmpty())
                QVERIFY2(text.contains(block.text.zh()), qPrintable(block.text.zh()));
        QVERIFY(text.contains(spec.closing.en().left(40)));
    }

    void aMissingSectionIsRefusedByItsRule()
    {
        auto data = sampleData(u"report"_s);
        data.remove(u"limits"_s);
        data.remove(u"principle"_s);
        const auto pdf = renderPdf(*loadDocument(u"report"_s), data, sampleTime());
        QVERIFY(!pdf);
        QCOMPARE(pdf.error().fault, Fault::Refused);
        QCOMPARE(pdf.error().rule, u"RPT-02"_s);
        QCOMPARE(pdf.error().args.value(u"sections"_s).toString(),
                 u"Treatment principle, Limits of the remote examination"_s);
        QVERIFY(pdf.error().args.value(u"sections.zh"_s).toString().contains(u"治则治法"_s));
    }

    void wrongArgumentsAreSaidToBeWrong()
    {
        const auto spec = *loadDocument(u"report"_s);
        QCOMPARE(renderPdf(spec, sampleData(u"report"_s), {}).error().fault, Fault::Invalid);
        QCOMPARE(renderPdf(spec, sampleData(u"report"_s), sampleTime(), "short").error().fault, Fault::Invalid);
    }
};

SIZHEN_GUI_TEST(RendererTest)
#include "renderer_test.moc"
