// SPDX-License-Identifier: GPL-3.0-or-later
// SEC-03: the codes of an authenticator.
#include "core/crypto/totp.h"

#include "tests/support/program.h"

#include <QProcess>
#include <QTest>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

class TotpTest : public QObject
{
    Q_OBJECT

    static QDateTime at(qint64 seconds) { return QDateTime::fromSecsSinceEpoch(seconds, Qt::UTC); }

    static QString now(const SecretBytes &secret, qint64 seconds)
    {
        return QString::fromLatin1(totp::codeOf(secret, totp::stepAt(at(seconds))).value());
    }

private Q_SLOTS:

    void initTestCase() { QVERIFY(startCrypto()); }

    void theVectorsOfTheStandard_data() // RFC 6238, appendix B, SHA-1
    {
        QTest::addColumn<qint64>("seconds");
        QTest::addColumn<QByteArray>("code");
        QTest::newRow("1970") << qint64(59) << QByteArray("94287082");
        QTest::newRow("2005") << qint64(1111111109) << QByteArray("07081804");
        QTest::newRow("2005, next step") << qint64(1111111111) << QByteArray("14050471");
        QTest::newRow("2009") << qint64(1234567890) << QByteArray("89005924");
        QTest::newRow("2033") << qint64(2000000000) << QByteArray("69279037");
        QTest::newRow("2603") << qint64(20000000000) << QByteArray("65353130");
    }

    void theVectorsOfTheStandard()
    {
        QFETCH(const qint64, seconds);
        const auto secret = SecretBytes::copyOf("12345678901234567890");
        QTEST(totp::codeOf(secret, totp::stepAt(at(seconds)), 8).value(), "code");
    }

    void oneStepEarlyOrLateIsGoodTwoAreNot()
    {
        const auto secret = totp::newSecret();
        const qint64 moment = 1'800'000'015;
        for (const auto off : {-60, -30, 0, 30, 60}) {
            const auto step = totp::acceptedStep(secret, now(secret, moment + off), at(moment), 0);
            QCOMPARE(step.has_value(), qAbs(off) <= 30);
        }
    }

    void aUsedCodeIsNotGoodAgain()
    {
        const auto secret = totp::newSecret();
        const qint64 moment = 1'800'000'015;
        const auto code = now(secret, moment);
        const auto step = totp::acceptedStep(secret, code, at(moment), 0);
        QVERIFY(step.has_value());
        QVERIFY(!totp::acceptedStep(secret, code, at(moment + 5), *step));
        QVERIFY(!totp::acceptedStep(secret, now(secret, moment - 30), at(moment), *step)); // nor one before it
        QVERIFY(totp::acceptedStep(secret, now(secret, moment + 30), at(moment + 30), *step));
    }

    void whatIsNoCodeIsRefused()
    {
        const auto secret = totp::newSecret();
        const auto good = now(secret, 1'800'000'015);
        const auto accepted = [&](const QString &code) {
            return totp::acceptedStep(secret, code, at(1'800'000'015), 0).has_value();
        };
        QVERIFY(accepted(good.first(3) + u' ' + good.sliced(3)));
        for (const auto &bad : {QString(), u"0"_s, good.first(5), good + u'0', u"１２３４５６"_s, u"abcdef"_s})
            QVERIFY(!accepted(bad));
    }

    void anotherProgramGivesTheSameCode() // oathtool from the link's own secret
    {
        const auto secret = totp::newSecret();
        const auto link = totp::enrolmentLink(secret, u"多瑙河诊所"_s, u"kovacs"_s);
        QVERIFY(link.startsWith("otpauth://totp/%E5%A4%9A"));
        const auto key = link.mid(link.indexOf("secret=") + 7).split('&').first();
        QProcess tool;
        tool.start(u"oathtool"_s, {u"--totp"_s, u"-b"_s, u"--now=2027-01-15 08:00:15 UTC"_s, QString::fromLatin1(key)});
        QVERIFY2(tool.waitForFinished(10'000), "oathtool is missing: apt install oathtool");
        const auto moment = QDateTime(QDate(2027, 1, 15), QTime(8, 0, 15), Qt::UTC);
        QCOMPARE(tool.readAllStandardOutput().trimmed(), totp::codeOf(secret, totp::stepAt(moment)).value());
    }
};

SIZHEN_TEST(TotpTest)
#include "totp_test.moc"
