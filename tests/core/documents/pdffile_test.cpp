// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/documents/pdffile.h"

#include "tests/support/program.h"

#include <QtTest>

using namespace sizhen;

// The strict look at a PDF's skeleton. Everything here comes from outside.
class PdfFileTest final : public QObject
{
    Q_OBJECT
private:
    static QByteArray row(qsizetype offset, char kind = 'n')
    {
        return QByteArray::number(offset).rightJustified(10, '0') + " 00000 " + kind + " \n";
    }

    // One catalogue, nothing else; `extra` goes into the trailer.
    static QByteArray smallest(const QByteArray &extra = {}, const QByteArray &object = "<</Type/Catalog>>")
    {
        QByteArray file = "%PDF-1.4\n";
        const auto at = file.size();
        file += "1 0 obj\n" + object + "\nendobj\n";
        const auto table = file.size();
        return file + "xref\n0 2\n" + "0000000000 65535 f \n" + row(at) + "trailer\n<</Size 2/Root 1 0 R" + extra
            + ">>\nstartxref\n" + QByteArray::number(table) + "\n%%EOF\n";
    }

private Q_SLOTS:

    void theSmallestOneOpens()
    {
        const auto bytes = smallest();
        const auto file = PdfFile::open(bytes);
        QVERIFY2(file, qPrintable(file ? QString() : file.error().detail));
        QCOMPARE(file->size(), 2);
        QCOMPARE(pdf::valueOf(*file->dictionary({1, 0}), "Type"), "/Catalog");
        QCOMPARE(file->object({2, 0}).error().fault, Fault::Corrupt);
        QCOMPARE(file->object({1, 1}).error().fault, Fault::Corrupt); // another generation
    }

    void whatAnotherReaderMightGuessAtIsRefused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        const auto good = smallest();
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("no head") << good.sliced(1);
        QTest::newRow("no end") << good.chopped(1);
        QTest::newRow("a blank after the end") << good + " ";
        QTest::newRow("table elsewhere") << QByteArray(good).replace("startxref\n", "startxref\n9");
        QTest::newRow("offset out of the file") << QByteArray(good).replace(row(9), row(9'999'999));
        QTest::newRow("a row cut short") << QByteArray(good).replace(" 00000 n \n", " 00000 n\n");
        QTest::newRow("more rows than bytes") << QByteArray(good).replace("0 2\n", "0 999999\n");
        QTest::newRow("no size") << QByteArray(good).replace("/Size 2", "/Siez 2");
        QTest::newRow("an object beyond the size") << QByteArray(good).replace("/Size 2", "/Size 1");
        QTest::newRow("a key twice") << smallest("/Size 2");
        QTest::newRow("pointing at itself")
            << QByteArray(good).replace("/Root", "/Prev " + QByteArray::number(good.indexOf("xref")) + "/Root");
        QTest::newRow("pointing forwards") << smallest("/Prev 999");
    }

    void whatAnotherReaderMightGuessAtIsRefused()
    {
        QFETCH(QByteArray, bytes);
        QCOMPARE(PdfFile::open(bytes).error().fault, Fault::Corrupt);
    }

    void encryptedFilesAndHiddenTablesAreNotSupported()
    {
        QCOMPARE(PdfFile::open(smallest("/Encrypt 1 0 R")).error().fault, Fault::Unsupported);
        QCOMPARE(PdfFile::open(smallest("/XRefStm 9")).error().fault, Fault::Unsupported);
    }

    void deepNestingDoesNotBreakUs()
    {
        const auto deep = smallest({}, QByteArray(100'000, '[') + QByteArray(100'000, ']'));
        const auto file = PdfFile::open(deep);
        QVERIFY(!file || !file->object({1, 0}));
    }

    void dictionariesAreReadAsTheyStand()
    {
        const auto entries = pdf::parseDictionary("<</A(a \\) b)/B<feff>/C[1 0 R]/D<</E 1>>/F true>>");
        QVERIFY(entries);
        QCOMPARE(pdf::valueOf(*entries, "A"), "(a \\) b)");
        QCOMPARE(pdf::valueOf(*entries, "D"), "<</E 1>>");
        QCOMPARE(pdf::valueOf(*entries, "F"), "true");
        QVERIFY(pdf::valueOf(*entries, "G").isEmpty());
        for (const auto *wrong : {"<<", "<</A>>", "<</A 1/A 2>>", "[1]", "<</A(unclosed>>", "<</A<xy>>>", "<<A 1>>"})
            QVERIFY2(!pdf::parseDictionary(wrong), wrong);
    }

    void referencesAreExact()
    {
        QCOMPARE(*pdf::parseReference("7 0 R"), (PdfReference{7, 0}));
        QCOMPARE(pdf::parseReferences("[1 0 R 2 0 R]")->size(), 2);
        QVERIFY(pdf::parseReferences("[]")->isEmpty());
        for (const auto *wrong : {"0 0 R", "7 0", "7 0 Rx", "-1 0 R", "99999999 0 R", "7 70000 R", ""})
            QVERIFY2(!pdf::parseReference(wrong), wrong);
        QCOMPARE(pdf::text({7, 0}), "7 0 R");
    }
};

SIZHEN_TEST(PdfFileTest)
#include "pdffile_test.moc"
