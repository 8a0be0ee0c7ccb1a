// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/sharepaper.h"

#include "tests/support/program.h"

#include <QGuiApplication>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;

namespace {

QByteArray run(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.start(program, arguments);
    return process.waitForFinished(30'000) ? process.readAllStandardOutput() : QByteArray();
}

} // namespace

// The paper an officer locks away (SEC-08): its words and its code bring the share back.
class SharePaperTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void whatIsPrintedComesBack()
    {
        QVERIFY(startCrypto());
        const auto shares = splitRoot(SecretBytes::random(rootSecretSize)).value();
        Institution institution;
        institution.root = QByteArray(32, 'r');
        institution.name = Label(u"多瑙河中医诊所"_s, u"Duna TCM Clinic"_s);
        const QDateTime day(QDate(2026, 11, 27), QTime(9, 0), Qt::UTC);
        const auto pdf = renderSharePaper(institution, shares[1], day);
        QVERIFY2(pdf, pdf ? "" : qPrintable(pdf.error().detail));
        QVERIFY(!pdf->contains(shares[1].code().toLatin1())); // not in the metadata
        QTemporaryDir folder;
        const auto path = folder.filePath(u"share.pdf"_s);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(*pdf);
        file.close();

        const auto text = QString::fromUtf8(run(u"pdftotext"_s, {u"-layout"_s, path, u"-"_s}));
        QVERIFY(text.contains(u"Duna TCM Clinic"_s));
        const auto words = shares[1].words(u"en"_s);
        for (const auto &word : words)
            QVERIFY2(text.contains(word), qPrintable(word));
        QVERIFY(run(u"pdfinfo"_s, {path}).contains("Pages:           1\n")); // one share a sheet

        // A scanner sees the code as it is printed.
        (void)run(u"pdftoppm"_s, {u"-r"_s, u"150"_s, u"-png"_s, u"-singlefile"_s, path, folder.filePath(u"page"_s)});
        const auto seen = QString::fromUtf8(run(u"zbarimg"_s, {u"-q"_s, u"--raw"_s, folder.filePath(u"page.png"_s)}));
        QCOMPARE(seen.trimmed(), shares[1].code());
        QVERIFY(RootShare::fromText(seen));
    }
};

SIZHEN_GUI_TEST(SharePaperTest)
#include "sharepaper_test.moc"
