// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/primitives.h"
#include "core/crypto/x509.h"
#include "tests/support/program.h"

#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;

namespace {

const QDateTime day(QDate(2026, 11, 24), QTime(9, 0), Qt::UTC);

CertificateSubject subject(const QString &name, const QString &serial = {})
{
    return {name, u"成都示例中医院"_s, u"CN"_s, serial, day.addYears(-1), day.addYears(2)};
}

// An institution with its authority and one physician.
struct Trust {
    P256Key rootKey = P256Key::generate().value();
    P256Key key = P256Key::generate().value();
    QByteArray authority = makeAuthority(rootKey, subject(u"成都示例中医院 签名根"_s)).value();
    QByteArray signer = issue(CertificateUse::PdfSigner);

    QByteArray issue(CertificateUse use) const
    {
        return issueCertificate(rootKey, authority, key.spki(), subject(u"李样例"_s, u"CN-EX-0002"_s), use).value();
    }

    CmsVerdict judge(QByteArrayView content, const QByteArray &cms, const QDateTime &at = day) const
    {
        return verifyCms(content, cms, {authority}, at).value();
    }
};

// The openssl program, as somebody without ours would use it.
QByteArray openssl(const QStringList &arguments, int *code = nullptr)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(u"openssl"_s, arguments);
    if (!process.waitForFinished())
        return "openssl did not answer";
    if (code)
        *code = process.exitCode();
    return process.readAll();
}

QString save(const QTemporaryDir &folder, const QString &name, QByteArrayView bytes)
{
    QFile file(folder.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes.data(), bytes.size()) != bytes.size())
        return {};
    return file.fileName();
}

} // namespace

class X509Test final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void aKeyComesBackFromItsOwnBytes()
    {
        const auto key = P256Key::generate().value();
        const auto again = P256Key::fromPkcs8(key.pkcs8()).value();
        QCOMPARE(again.spki(), key.spki());
        QVERIFY(P256Key::generate()->spki() != key.spki());
    }

    void anotherKindOfKeyIsRefused()
    {
        QVERIFY(!P256Key::fromPkcs8(SecretBytes{}));
        QVERIFY(!P256Key::fromPkcs8(SecretBytes::copyOf("not a key")));
        const auto key = P256Key::generate().value();
        const auto longer = QByteArray(key.pkcs8().view().toByteArray() + '\0');
        QCOMPARE(P256Key::fromPkcs8(SecretBytes::copyOf(longer)).error().fault, Fault::Invalid);
        for (const auto &algorithm : {u"ED25519"_s, u"EC"_s}) { // EC: P-384
            QStringList arguments{u"genpkey"_s, u"-algorithm"_s, algorithm, u"-outform"_s, u"DER"_s};
            if (algorithm == u"EC")
                arguments += {u"-pkeyopt"_s, u"ec_paramgen_curve:P-384"_s};
            const auto der = openssl(arguments);
            QVERIFY(der.size() > 40);
            QCOMPARE(P256Key::fromPkcs8(SecretBytes::copyOf(der)).error().fault, Fault::Invalid);
        }
    }

    void opensslAcceptsTheChainAndReadsChinese()
    {
        const Trust trust;
        const QTemporaryDir folder;
        const auto root = save(folder, u"root.pem"_s, toPem(trust.authority));
        const auto leaf = save(folder, u"leaf.pem"_s, toPem(trust.signer));
        int code = -1;
        const auto verdict = openssl({u"verify"_s, u"-x509_strict"_s, u"-attime"_s,
                                      QString::number(day.toSecsSinceEpoch()), u"-CAfile"_s, root, leaf},
                                     &code);
        QVERIFY2(code == 0, verdict);
        const auto text = openssl(
            {u"x509"_s, u"-in"_s, leaf, u"-noout"_s, u"-text"_s, u"-nameopt"_s, u"utf8,sep_comma_plus_space"_s});
        for (const auto &part : {"CN=李样例"_ba, "O=成都示例中医院"_ba, "C=CN"_ba, "serialNumber=CN-EX-0002"_ba,
                                 "Digital Signature, Non Repudiation"_ba, "CA:FALSE"_ba, "Nov 24 09:00:00 2028 GMT"_ba})
            QVERIFY2(text.contains(part), part + " is missing in\n" + text);
    }

    void theSameCertificateIsMadeWithTheSameNumber()
    {
        const Trust trust;
        const auto number
            = [&](const QByteArray &der) { return der.mid(13, 18); }; // after version and the outer headers
        QCOMPARE(number(trust.issue(CertificateUse::PdfSigner)), number(trust.signer));
        const auto other = issueCertificate(trust.rootKey, trust.authority, trust.key.spki(), subject(u"王样例"_s),
                                            CertificateUse::PdfSigner);
        QVERIFY(number(*other) != number(trust.signer));
    }

    void thePublicKeyOfACertificateIsTheOneThatWasCertified()
    {
        const Trust trust;
        QCOMPARE(spkiOf(trust.signer).value(), trust.key.spki());
        QCOMPARE(spkiOf(trust.signer.chopped(1)).error().fault, Fault::Corrupt);
        QCOMPARE(spkiOf(trust.signer + 'x').error().fault, Fault::Corrupt);
        QCOMPARE(spkiOf({}).error().fault, Fault::Corrupt);
    }

    void onlyTheAuthorityItselfIssues()
    {
        const Trust trust;
        const auto spki = P256Key::generate()->spki();
        const auto issued = [&](const P256Key &key, const QByteArray &der, const CertificateSubject &who) {
            return issueCertificate(key, der, spki, who, CertificateUse::PdfSigner);
        };
        QVERIFY(issued(trust.rootKey, trust.authority, subject(u"甲"_s)));
        QCOMPARE(issued(trust.key, trust.authority, subject(u"甲"_s)).error().fault, Fault::Invalid);
        QCOMPARE(issued(trust.key, trust.signer, subject(u"甲"_s)).error().fault,
                 Fault::Invalid); // a signer is no authority
        QCOMPARE(issued(trust.rootKey, trust.authority, subject({})).error().fault, Fault::Invalid);
        auto backwards = subject(u"甲"_s);
        std::swap(backwards.validFrom, backwards.validTo);
        QCOMPARE(issued(trust.rootKey, trust.authority, backwards).error().fault, Fault::Invalid);
        auto abroad = subject(u"甲"_s);
        abroad.country = u"China"_s;
        QCOMPARE(issued(trust.rootKey, trust.authority, abroad).error().fault, Fault::Invalid);
        auto wordy = subject(QString(200, u'舌'));
        QVERIFY(issued(trust.rootKey, trust.authority, wordy));
    }

    void aSignatureIsIntactAndTrustedUnderItsAuthority()
    {
        const Trust trust;
        const QByteArray content = "four examinations";
        const auto cms = signCms(content, trust.key, trust.signer, {trust.authority}).value();
        const auto verdict = trust.judge(content, cms);
        QVERIFY(verdict.intact);
        QVERIFY(verdict.trusted);
        QCOMPARE(verdict.signerName, u"李样例"_s);
        QCOMPARE(verdict.organisation, u"成都示例中医院"_s);
        QCOMPARE(verdict.signerDer, trust.signer);
        const Trust stranger;
        const auto strange = verifyCms(content, cms, {stranger.authority}, day).value();
        QVERIFY(strange.intact);
        QVERIFY(!strange.trusted);
        QVERIFY(!verifyCms(content, cms, {}, day)->trusted);
    }

    void theTimeOfTheCertificateCounts()
    {
        const Trust trust;
        const auto cms = signCms("x", trust.key, trust.signer, {}).value();
        QVERIFY(trust.judge("x", cms).trusted);
        QVERIFY(!trust.judge("x", cms, day.addYears(3)).trusted);
        QVERIFY(!trust.judge("x", cms, day.addYears(-2)).trusted);
    }

    void anyOtherContentIsNoticed()
    {
        const Trust trust;
        const QByteArray content = "four examinations";
        const auto cms = signCms(content, trust.key, trust.signer, {trust.authority}).value();
        for (qsizetype i = 0; i < content.size(); ++i) {
            auto changed = content;
            changed[i] = char(changed[i] ^ 1);
            const auto verdict = trust.judge(changed, cms);
            QVERIFY(!verdict.intact);
            QVERIFY(!verdict.trusted);
        }
    }

    void noChangedBitOfTheSignatureIsBothIntactAndTrustedAsAnotherPerson()
    {
        const Trust trust;
        const auto cms = signCms("x", trust.key, trust.signer, {trust.authority}).value();
        for (qsizetype i = 0; i < cms.size(); ++i) {
            auto changed = cms;
            changed[i] = char(changed[i] ^ 4);
            const auto verdict = verifyCms("x", changed, {trust.authority}, day);
            if (verdict && verdict->intact
                && verdict->trusted) // a bit of the copy of the authority beside it may differ
                QCOMPARE(verdict->signerDer, trust.signer);
        }
    }

    void bytesThatAreNoSignatureAreRefused()
    {
        const Trust trust;
        const auto cms = signCms("x", trust.key, trust.signer, {}).value();
        for (const auto &bytes : {QByteArray{}, "0"_ba, QByteArray(100, '\0'), trust.signer, cms.chopped(1), cms + 'x'})
            QCOMPARE(verifyCms("x", bytes, {trust.authority}, day).error().fault, Fault::Corrupt);
        QVERIFY(
            verifyCms("x", cms + QByteArray(3, '\0'), {trust.authority}, day)->trusted); // a PDF fills up with zeros
    }

    void aTlsCertificateSignsNoDocument()
    {
        const Trust trust;
        const auto tls = trust.issue(CertificateUse::TlsPeer);
        const auto verdict = trust.judge("x", signCms("x", trust.key, tls, {}).value());
        QVERIFY(verdict.intact);
        QVERIFY(!verdict.trusted);
    }

    void nobodySignsWithAnothersCertificate()
    {
        const Trust trust;
        QCOMPARE(signCms("x", trust.rootKey, trust.signer, {}).error().fault, Fault::Invalid);
        QCOMPARE(signCms("x", trust.key, "junk", {}).error().fault, Fault::Corrupt);
        QCOMPARE(signCms("x", trust.key, trust.signer, {"junk"}).error().fault, Fault::Corrupt);
    }

    void opensslVerifiesItAndFindsNoSigningTime()
    {
        const Trust trust;
        const QTemporaryDir folder;
        const auto cms
            = save(folder, u"x.cms"_s, signCms("x\r\ny\n", trust.key, trust.signer, {trust.authority}).value());
        const auto content = save(folder, u"x"_s, "x\r\ny\n");
        const auto root = save(folder, u"root.pem"_s, toPem(trust.authority));
        int code = -1;
        const auto verdict = openssl({u"cms"_s, u"-verify"_s, u"-cades"_s, u"-binary"_s, u"-inform"_s, u"DER"_s,
                                      u"-in"_s, cms, u"-content"_s, content, u"-CAfile"_s, root, u"-attime"_s,
                                      QString::number(day.toSecsSinceEpoch()), u"-out"_s, u"/dev/null"_s},
                                     &code);
        QVERIFY2(code == 0, verdict);
        const auto printed = openssl({u"cms"_s, u"-cmsout"_s, u"-print"_s, u"-inform"_s, u"DER"_s, u"-in"_s, cms});
        QVERIFY(printed.contains("id-smime-aa-signingCertificateV2"));
        QVERIFY(!printed.contains("signingTime"));
    }
};

SIZHEN_TEST(X509Test)
#include "x509_test.moc"
