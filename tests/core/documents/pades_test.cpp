// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/documents/pades.h"

#include "tests/core/documents/sampledata.h"
#include "tests/core/documents/signing.h"
#include "tests/support/program.h"

#include <QDir>
#include <QGuiApplication>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;

// Signed papers, judged by our own eyes and by poppler's pdfsig: both must say the same.
class PadesTest final : public QObject
{
    Q_OBJECT
private:
    QTemporaryDir m_folder;
    QByteArray m_pdf;
    std::optional<TestAuthority> m_wuhan;
    std::optional<TestAuthority> m_budapest;
    std::optional<TestSigner> m_first;
    std::optional<TestSigner> m_second;

    static QDateTime now() { return QDateTime::currentDateTimeUtc(); }

    QList<QByteArray> authorities() const { return {m_wuhan->der}; }

    PdfVerdict verdict(const QByteArray &pdf) const { return *verifyPdf(pdf, authorities(), now()); }

    static QString run(const QString &program, const QStringList &arguments)
    {
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(program, arguments);
        if (!process.waitForFinished(60'000))
            return {};
        return QString::fromUtf8(process.readAll());
    }

    QString write(const QString &name, const QByteArray &bytes) const
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("no room for the test's file");
        return file.fileName();
    }

    static bool hasTools()
    {
        return !QStandardPaths::findExecutable(u"pdfsig"_s).isEmpty()
            && !QStandardPaths::findExecutable(u"certutil"_s).isEmpty();
    }

    // An NSS database as an institution's IT would set it up: our authority and nothing else.
    QString trustStore() const
    {
        const auto folder = m_folder.filePath(u"nss"_s);
        if (QFile::exists(folder))
            return folder;
        QDir().mkpath(folder);
        run(u"certutil"_s, {u"-N"_s, u"--empty-password"_s, u"-d"_s, folder});
        run(u"certutil"_s,
            {u"-A"_s, u"-n"_s, u"authority"_s, u"-t"_s, u",C,"_s, // the second place: pdfsig judges as for signed mail
             u"-a"_s, u"-i"_s, write(u"authority.pem"_s, toPem(m_wuhan->der)), u"-d"_s, folder});
        return folder;
    }

    QString pdfsig(const QByteArray &pdf, bool trusting = true) const
    {
        QStringList arguments{write(u"signed.pdf"_s, pdf)};
        if (trusting)
            arguments = QStringList{u"-nssdir"_s, trustStore()} + arguments;
        return run(u"pdfsig"_s, arguments);
    }

    QByteArray signedTwice() const { return *m_second->sign(*m_first->sign(m_pdf)); }

private Q_SLOTS:

    void initTestCase()
    {
        const auto pdf = sampleReport();
        QVERIFY2(pdf, qPrintable(pdf ? QString() : pdf.error().detail));
        m_pdf = *pdf;
        m_wuhan = TestAuthority::make(u"East Lake Hospital of TCM · 东湖中医院"_s);
        m_budapest = TestAuthority::make(u"Duna TCM Clinic"_s);
        m_first = TestSigner::make(*m_wuhan, u"李样例 Li Yangli"_s);
        m_second = TestSigner::make(*m_wuhan, u"王样例 Wang Yangli"_s);
        if (const auto keep = qEnvironmentVariable("SIZHEN_KEEP_PDF"); !keep.isEmpty()) { // for judges by hand
            QFile file(keep);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(signedTwice());
        }
    }

    void aSignedPaperIsSound()
    {
        const auto pdf = m_first->sign(m_pdf);
        QVERIFY2(pdf, qPrintable(pdf ? QString() : pdf.error().detail));
        QVERIFY(pdf->startsWith(m_pdf)); // the paper itself is untouched
        const auto judged = verdict(*pdf);
        QVERIFY(judged.isSound());
        QCOMPARE(judged.signatures.size(), 1);
        const auto &signature = judged.signatures.first();
        QCOMPARE(signature.stated, m_first->info);
        QCOMPARE(signature.signerName, m_first->info.name);
        QCOMPARE(signature.signerDer, m_first->der);
        QVERIFY(signature.coversWholeFile);
        QCOMPARE(signature.covers, pdf->size());
    }

    void pdfsigSaysValidAndTrusted()
    {
        if (!hasTools())
            QFAIL("pdfsig and certutil are not installed; ./dev test installs them");
        const auto said = pdfsig(*m_first->sign(m_pdf));
        QVERIFY2(said.contains(u"Signature is Valid."_s), qPrintable(said));
        QVERIFY2(said.contains(u"Certificate is Trusted."_s), qPrintable(said));
        QVERIFY2(said.contains(u"Total document signed"_s), qPrintable(said));
        QVERIFY2(said.contains(u"ETSI.CAdES.detached"_s), qPrintable(said));
        QVERIFY2(said.contains(m_first->info.name), qPrintable(said));
    }

    void anotherInstitutionsAuthorityMakesItUntrusted()
    {
        const auto stranger = TestSigner::make(*m_budapest, u"A stranger"_s);
        const auto pdf = *stranger.sign(m_pdf);
        const auto judged = verdict(pdf);
        QVERIFY(judged.signatures.first().intact);
        QVERIFY(!judged.signatures.first().trusted);
        QVERIFY(!judged.isSound());
        QVERIFY(verifyPdf(pdf, {m_budapest->der}, now())->isSound());
        QVERIFY(!verifyPdf(pdf, {}, now())->isSound());
        if (hasTools())
            QVERIFY(!pdfsig(pdf).contains(u"Certificate is Trusted."_s));
    }

    void oneChangedByteAnywhereIsSeen()
    {
        const auto pdf = *m_first->sign(m_pdf);
        for (qsizetype at = 9; at < pdf.size(); at += 1 + pdf.size() / 400) {
            auto changed = pdf;
            changed[at] = char(changed[at] ^ 1);
            const auto judged = verifyPdf(changed, authorities(), now());
            QVERIFY2(!judged || !judged->isSound(), qPrintable(QString::number(at)));
        }
    }

    void pdfsigSeesOneChangedByte()
    {
        if (!hasTools())
            QFAIL("pdfsig and certutil are not installed; ./dev test installs them");
        auto pdf = *m_first->sign(m_pdf);
        const auto at = pdf.indexOf("stream\n") + 100;
        pdf[at] = char(pdf[at] ^ 1);
        const auto said = pdfsig(pdf);
        QVERIFY2(!said.contains(u"Signature is Valid."_s), qPrintable(said));
        QVERIFY2(said.contains(u"Digest Mismatch"_s), qPrintable(said));
    }

    void twoSignInOrderAndEachCoversWhatItSaw()
    {
        const auto once = *m_first->sign(m_pdf);
        const auto twice = *m_second->sign(once);
        QVERIFY(twice.startsWith(once));
        const auto judged = verdict(twice);
        QVERIFY(judged.isSound());
        QCOMPARE(judged.signatures.size(), 2);
        QCOMPARE(judged.signatures.at(0).signerName, m_first->info.name);
        QCOMPARE(judged.signatures.at(0).covers, once.size());
        QVERIFY(!judged.signatures.at(0).coversWholeFile);
        QCOMPARE(judged.signatures.at(1).signerName, m_second->info.name);
        QVERIFY(judged.signatures.at(1).coversWholeFile);
        if (hasTools()) {
            const auto said = pdfsig(twice);
            QCOMPARE(said.count(u"Signature is Valid."_s), 2);
            QCOMPARE(said.count(u"Certificate is Trusted."_s), 2);
        }
    }

    void whatIsAppendedIsAnAlarm()
    {
        const auto pdf = *m_first->sign(m_pdf);
        for (const auto &tail : {"\n"_ba, "%hidden\n"_ba, m_pdf, "\n%%EOF\n"_ba}) {
            const auto judged = verdict(pdf + tail);
            QCOMPARE(judged.signatures.size(), 1);
            QCOMPARE(judged.appendedBytes, tail.size());
            QVERIFY(!judged.isSound());
            QVERIFY(!judged.signatures.first().coversWholeFile);
        }
    }

    void nothingIsSignedOverAChange()
    {
        const auto pdf = *m_first->sign(m_pdf);
        QCOMPARE(m_second->sign(pdf + "\n%%EOF\n").error().fault, Fault::Corrupt);
        auto changed = pdf;
        const auto name = changed.indexOf("/Name<") + 12;
        changed[name] = changed[name] == '1' ? '2' : '1';
        const auto over = m_second->sign(changed);
        if (over) { // the layout still fits; then the first signature is seen to be broken
            QVERIFY(!verdict(*over).isSound());
            QVERIFY(!verdict(*over).signatures.first().intact);
        }
    }

    void aRevisionBetweenTwoSignaturesIsAnAlarm()
    {
        // A second "signature" that also changes the catalogue: what an attacker with a pen of his own would do.
        auto twice = signedTwice();
        const auto flags = twice.indexOf("/SigFlags 3", twice.lastIndexOf("%sizhen-signature 1"));
        QVERIFY(flags > 0);
        twice.replace(flags, 11, "/SigFlags 1");
        const auto judged = verdict(twice);
        QVERIFY(!judged.isSound());
        QVERIFY(judged.altered || judged.appendedBytes > 0 || !judged.signatures.last().intact);
    }

    void aSignatureMovedToAnotherPaperIsNotIntact()
    {
        auto data = sampleData(u"report"_s);
        data[u"principle"_s] = QCborMap{{u"zh"_s, u"清热"_s}, {u"en"_s, u"Clear heat"_s}};
        const auto other = *renderPdf(*loadDocument(u"report"_s), data, sampleTime());
        const auto real = *m_first->sign(m_pdf);
        auto forged = *m_first->sign(other);
        const auto from = real.indexOf("/Contents<");
        const auto to = forged.indexOf("/Contents<");
        const auto length = real.indexOf('>', from) - from;
        forged.replace(to, length, real.mid(from, length));
        QVERIFY(!verdict(forged).signatures.first().intact);
    }

    void whatIsNoPdfIsSaidToBeNone_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("text") << "hello"_ba;
        QTest::newRow("a picture") << QByteArray::fromHex("89504e470d0a1a0a");
    }

    void whatIsNoPdfIsSaidToBeNone()
    {
        QFETCH(QByteArray, bytes);
        QCOMPARE(verifyPdf(bytes, authorities(), now()).error().fault, Fault::Corrupt);
        QCOMPARE(m_first->sign(bytes).error().fault, Fault::Corrupt);
    }

    void anUnsignedPaperIsNotSound()
    {
        const auto judged = verdict(m_pdf);
        QVERIFY(judged.signatures.isEmpty());
        QVERIFY(!judged.isSound());
        QVERIFY(!judged.altered);
    }

    void aTruncatedPaperIsNotSound()
    {
        const auto pdf = *m_first->sign(m_pdf);
        for (qsizetype size = pdf.size() - 1; size > 0; size -= 1 + pdf.size() / 150) {
            const auto judged = verifyPdf(pdf.first(size), authorities(), now());
            QVERIFY(!judged || !judged->isSound());
        }
    }

    void anExpiredCertificateIsNotTrusted()
    {
        const auto pdf = *m_first->sign(m_pdf);
        QVERIFY(!verifyPdf(pdf, authorities(), now().addDays(400))->isSound());
    }

    void aSignatureNeedsATime()
    {
        auto signer = TestSigner::make(*m_wuhan, u"Timeless"_s);
        signer.info.time = {};
        QCOMPARE(signer.sign(m_pdf).error().fault, Fault::Invalid);
    }
};

SIZHEN_GUI_TEST(PadesTest)
#include "pades_test.moc"
