// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/secretbytes.h"

#include "tests/support/program.h"

#include <QByteArray>
#include <QString>
#include <QTest>

#include <type_traits>

#ifdef Q_OS_LINUX
#include <sys/prctl.h>
#include <sys/resource.h>
#endif

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;

static_assert(!std::is_copy_constructible_v<SecretBytes> && !std::is_copy_assignable_v<SecretBytes>);
static_assert(std::is_nothrow_move_constructible_v<SecretBytes>);

class SecretBytesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void newSecretsAreZero()
    {
        const SecretBytes bytes(64);
        QCOMPARE(bytes.view(), QByteArray(64, '\0'));
        QVERIFY(SecretBytes().isEmpty());
        QVERIFY(SecretBytes(0).isEmpty());
    }

    void aCopyAndACloneHoldTheSame()
    {
        const auto bytes = SecretBytes::copyOf("key");
        QCOMPARE(bytes.view(), QByteArrayView("key"));
        const auto second = bytes.clone();
        QCOMPARE(second.view(), bytes.view());
        QVERIFY(second.view().data() != bytes.view().data());
        QVERIFY(SecretBytes::copyOf({}).isEmpty());
    }

    void movingTakesTheMemoryAlong()
    {
        auto bytes = SecretBytes::random(32);
        const auto *data = bytes.view().data();
        const auto moved = std::move(bytes);
        QVERIFY(moved.view().data() == data); // not QCOMPARE: it would read them as text, into the guard page
    }

    void randomOnesDiffer() { QVERIFY(SecretBytes::random(32).view() != SecretBytes::random(32).view()); }

    void wipingEmptiesAndOverwrites()
    {
        QByteArray bytes("passphrase that is long enough");
        const char *data = bytes.constData();
        QByteArray keep = bytes; // shared: not ours alone to overwrite
        wipe(bytes);
        QVERIFY(bytes.isEmpty());
        QCOMPARE(keep, QByteArray("passphrase that is long enough"));
        QVERIFY(keep.constData() == data);
        QString text = u"口令"_s + QString::number(1);
        wipe(text);
        QVERIFY(text.isEmpty());
        wipe(text);
    }

    void startingForbidsCoreFiles()
    {
        QVERIFY(startCrypto());
        QVERIFY(startCrypto());
#ifdef Q_OS_LINUX
        rlimit limit{1, 1};
        QCOMPARE(getrlimit(RLIMIT_CORE, &limit), 0);
        QCOMPARE(limit.rlim_cur, rlim_t(0));
#ifndef __SANITIZE_ADDRESS__
        QCOMPARE(prctl(PR_GET_DUMPABLE), 0);
#endif
#endif
    }
};

SIZHEN_TEST(SecretBytesTest)
#include "secretbytes_test.moc"
