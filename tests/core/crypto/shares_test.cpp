// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/shares.h"

#include "tests/support/program.h"

#include <QTest>

using namespace sizhen;

namespace {

QByteArray bytesOf(const SecretBytes &secret)
{
    return secret.view().toByteArray();
}

} // namespace

class SharesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void initTestCase() { QVERIFY(startCrypto()); }

    // SEC-08: any two of three, in any order.
    void anyTwoOfThreeRestoreTheSecret()
    {
        const auto secret = SecretBytes::random(28);
        const auto parts = splitSecret(secret, 3, 2).value();
        QCOMPARE(parts.size(), std::size_t(3));
        for (const auto &[one, other] : {std::pair(0, 1), std::pair(1, 0), std::pair(0, 2), std::pair(2, 1)}) {
            const auto joined = joinSecret({&parts[std::size_t(one)], &parts[std::size_t(other)]}).value();
            QCOMPARE(bytesOf(joined), bytesOf(secret));
        }
    }

    void onePartSaysNothing()
    {
        const auto secret = SecretBytes::copyOf(QByteArray(28, 'a'));
        const auto parts = splitSecret(secret, 3, 2).value();
        for (const auto &part : parts)
            QVERIFY(bytesOf(part.data) != bytesOf(secret));
        // With one part fixed every secret is as likely: another polynomial gives another part for the same secret.
        QVERIFY(bytesOf(splitSecret(secret, 3, 2).value()[0].data) != bytesOf(parts[0].data));
        QVERIFY(bytesOf(joinSecret({&parts[0]}).value()) != bytesOf(secret));
    }

    void partsOfTwoSplittingsGiveSomethingElse()
    {
        const auto secret = SecretBytes::random(28);
        const auto parts = splitSecret(secret, 3, 2).value();
        const auto others = splitSecret(secret, 3, 2).value();
        QVERIFY(bytesOf(joinSecret({&parts[0], &others[1]}).value()) != bytesOf(secret));
    }

    void wrongUseIsRefused()
    {
        const auto secret = SecretBytes::random(28);
        QVERIFY(!splitSecret(secret, 3, 1));
        QVERIFY(!splitSecret(secret, 2, 3));
        QVERIFY(!splitSecret(SecretBytes(), 3, 2));
        const auto parts = splitSecret(secret, 3, 2).value();
        QVERIFY(!joinSecret({&parts[0], &parts[0]}));
        QVERIFY(!joinSecret({}));
        const SecretPart shorter{2, SecretBytes::random(27)};
        QVERIFY(!joinSecret({&parts[0], &shorter}));
    }
};

SIZHEN_TEST(SharesTest)
#include "shares_test.moc"
