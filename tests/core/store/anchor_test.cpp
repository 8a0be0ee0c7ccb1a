// SPDX-License-Identifier: GPL-3.0-or-later
#include "storetest.h"

#include "core/store/anchor.h"
#include "tests/support/program.h"

#include <QRegularExpression>
#include <QTest>

#ifdef Q_OS_LINUX
#include <sys/prctl.h>
#include <sys/resource.h>
#endif

using namespace storetest;
using Verdict = RollbackAnchor::Verdict;

namespace {

const QByteArray incarnation(16, 'i');

} // namespace

// An old copy put back is noticed by what lies outside of it (storage.md §2.4, §8).
class AnchorTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        QVERIFY(startCrypto());
        m_place = std::make_unique<QTemporaryDir>(fastTemplate());
        m_folder = m_place->filePath(u"vault"_s);
        m_vault = Vault::create(m_folder, secret("pass"), KdfCost::lightest()).value();
        QVERIFY(appendOne(*m_vault, 1));
    }

    void cleanup() { m_vault.reset(); }

    void aVaultThatWentOnFits()
    {
        QCOMPARE(judged(), Verdict::Unknown);
        write();
        QCOMPARE(judged(), Verdict::Fits);
        QVERIFY(appendOne(*m_vault, 2));
        QCOMPARE(judged(), Verdict::Fits); // killed before the anchor was written: ahead of it is no fault
    }

    void anOldCopyPutBackIsOlder()
    {
        m_vault.reset();
        QVERIFY(copyFolder(m_folder, m_place->filePath(u"copy"_s)));
        reopen();
        QVERIFY(appendOne(*m_vault, 2));
        write();
        m_vault.reset();
        QVERIFY(copyFolder(m_place->filePath(u"copy"_s), m_folder));
        reopen();
        QCOMPARE(judged(), Verdict::Older);
        // And as long as it was, but with another entry in that place.
        auto other = entry(2);
        other.hash = hash("test", "another");
        auto change = m_vault->begin().value();
        QVERIFY(m_vault->entries().append(other));
        QVERIFY(change.commit());
        QCOMPARE(judged(), Verdict::Older);
    }

    void anotherIncarnationIsAnotherStory()
    {
        write();
        QCOMPARE(RollbackAnchor(anchors(), *m_vault).judge(*m_vault, QByteArray(16, 'j')).value(), Verdict::Unknown);
    }

    void whatCannotBeReadIsUnknownAndNoAlarm()
    {
        write();
        const auto file = QDir(anchors()).entryInfoList(QDir::Files).constFirst().filePath();
        QVERIFY(flipBit(file, 90));
        QCOMPARE(judged(), Verdict::Unknown);
        QVERIFY(QFile::remove(file));
        QCOMPARE(judged(), Verdict::Unknown);
    }

    void itSaysNothingToWhoeverFindsIt()
    {
        write();
        const auto files = QDir(anchors()).entryInfoList(QDir::Files);
        QCOMPARE(files.size(), 1);
        QVERIFY(!bytesOf(files[0].filePath()).contains(entry(1).hash));
        auto other = Vault::create(m_place->filePath(u"other"_s), secret("pass"), KdfCost::lightest()).value();
        QVERIFY(appendOne(*other, 1));
        QCOMPARE(RollbackAnchor(anchors(), *other).judge(*other, incarnation).value(), Verdict::Unknown);
    }

    // SEC-08, storage.md §1.4-13: a crash writes no memory to the disk, and no other process of this user may read it.
    void noCoreIsDumpedAndNobodyMayTrace()
    {
#ifdef Q_OS_LINUX
        QCOMPARE(prctl(PR_GET_DUMPABLE), 0);
        QCOMPARE(QFileInfo(u"/proc/self/mem"_s).ownerId(), 0U); // what is not dumpable belongs to root
        rlimit limit{};
        QCOMPARE(getrlimit(RLIMIT_CORE, &limit), 0);
        QCOMPARE(limit.rlim_cur, rlim_t(0));
#ifndef SIZHEN_SANITIZED // the sanitizer makes mlock do nothing
        QFile status(u"/proc/self/status"_s);
        QVERIFY(status.open(QIODevice::ReadOnly));
        const auto text = status.readAll();
        const auto locked = text.mid(text.indexOf("VmLck:") + 6).trimmed();
        QVERIFY2(locked.split(' ').constFirst().toInt() > 0, "keys lie in locked memory while a vault is open");
#endif
#else
        QSKIP("what to look at is Linux's");
#endif
    }

private:
    [[nodiscard]] QString anchors() const { return m_place->filePath(u"state"_s); }

    void reopen() { m_vault = Vault::open(m_folder, secret("pass")).value(); }

    void write()
    {
        QVERIFY(RollbackAnchor(anchors(), *m_vault)
                    .write({incarnation, m_vault->entries().mark().value(), 0, QByteArray(hashSize, '\0')}));
    }

    [[nodiscard]] Verdict judged() { return RollbackAnchor(anchors(), *m_vault).judge(*m_vault, incarnation).value(); }

    std::unique_ptr<QTemporaryDir> m_place;
    QString m_folder;
    std::unique_ptr<Vault> m_vault;
};

SIZHEN_TEST(AnchorTest)
#include "anchor_test.moc"
