// SPDX-License-Identifier: GPL-3.0-or-later
#include "faultvfs.h"
#include "storetest.h"
#include "tests/support/drive.h"
#include "tests/support/program.h"

#include <QProcess>
#include <QRegularExpression>
#include <QTest>

#include <unistd.h>

using namespace storetest;
using sizhen::test::Drive;
using sizhen::test::mayNotMount;

// EMG-05, ARC-07: bad ground under a vault is told in words, loses nothing that was acknowledged, and work goes on when
// the ground is good again.
class BadGroundTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        m_place = std::make_unique<QTemporaryDir>(fastTemplate());
        m_folder = m_place->filePath(u"vault"_s);
        Vault::create(m_folder, secret("pass"), KdfCost::lightest()).value().reset();
        m_key = Vault::unlockKey(m_folder, secret("pass")).value();
    }

    void anyChangeMayFail_data();
    void anyChangeMayFail();
    void aPulledDriveIsToldAndLosesNothing();
    void aFullDriveTakesNoMoreAndGoesOnWhenThereIsRoom();
    void aReadOnlyDriveIsToldInWords();
    void aDriveThatWasTakenAwayTakesNoCommit();

private:
    static Result<> write(Vault &vault, quint64 number)
    {
        auto change = vault.begin();
        if (!change)
            return tl::unexpected(change.error());
        auto done = vault.entries().append(entry(number));
        if (done)
            done = vault.rows().put(u"local.count"_s, {u"n"_s, {}, QByteArray::number(number)});
        if (done)
            done = vault.search().put({u"case"_s, QString::number(number % 5), {}, u"头痛 %1"_s.arg(number)});
        return done ? change->commit() : done;
    }

    // The end of the feed, and that everything before it is as it was written.
    static quint64 last(Vault &vault)
    {
        const auto count = vault.entries().count();
        if (!count)
            return quint64(-1);
        for (qint64 n = 1; n <= *count; ++n) {
            const auto row = vault.entries().at(feed, quint64(n));
            if (!row || !*row || !same(**row, entry(quint64(n))))
                return quint64(-2);
        }
        const auto counted = vault.rows().at(u"local.count"_s, u"n"_s);
        const auto written = counted && *counted ? (*counted)->body.toLongLong() : 0;
        return written == *count ? quint64(*count) : quint64(-3);
    }

    std::unique_ptr<QTemporaryDir> m_place;
    QString m_folder;
    SecretBytes m_key;
};

void BadGroundTest::anyChangeMayFail_data()
{
    QTest::addColumn<int>("failure");
    QTest::addColumn<bool>("staysBad");
    QTest::newRow("the disk is full, for a while") << int(SQLITE_FULL) << false;
    QTest::newRow("a write fails, for a while") << int(SQLITE_IOERR_WRITE) << false;
    QTest::newRow("the disk is full until the program ends") << int(SQLITE_FULL) << true;
    QTest::newRow("a write fails until the program ends") << int(SQLITE_IOERR_WRITE) << true;
}

// The n-th change of a workload fails, for every n.
void BadGroundTest::anyChangeMayFail()
{
    QFETCH(int, failure);
    QFETCH(bool, staysBad);
    constexpr quint64 transactions = 12;
    const auto copy = m_place->filePath(u"copy"_s);
    int failures = 0;
    for (int n = 0;; ++n) {
        QVERIFY(copyFolder(m_folder, copy));
        quint64 acknowledged = 0;
        quint64 begun = 0;
        bool failed = false;
        {
            FaultVfs vfs;
            auto vault = VaultFiles::openWithKey(copy, m_key, {vfs.name(), 30}).value();
            vfs.changesLeft = n;
            vfs.failure = failure;
            for (quint64 number = 1; number <= transactions; ++number) {
                begun = number;
                const auto written = write(*vault, number);
                if (written) {
                    acknowledged = number;
                    continue;
                }
                failed = true;
                QVERIFY(written.error().fault == Fault::NoSpace || written.error().fault == Fault::Io);
                QVERIFY2(!written.error().message.isEmpty(), qPrintable(written.error().detail));
                QCOMPARE(last(*vault), acknowledged); // reading goes on
                if (staysBad)
                    break;
                vfs.changesLeft.reset();
                --number; // again, on good ground
            }
            if (!staysBad)
                QCOMPARE(last(*vault), transactions);
            if (!failed && vfs.changesLeft && *vfs.changesLeft > 0)
                break; // more than the whole workload needs
            vfs.changesLeft.reset();
        }
        failures += failed;
        auto vault = Vault::openWithKey(copy, m_key).value();
        const auto end = last(*vault);
        // What was not acknowledged may still have come to the disk whole.
        QVERIFY2(end >= acknowledged && end <= begun, qPrintable(u"%1: %2 of %3"_s.arg(n).arg(end).arg(acknowledged)));
        QVERIFY(vault->check().value().sound());
    }
    qInfo("%d failures", failures);
    QVERIFY(failures > 30);
}

void BadGroundTest::aPulledDriveIsToldAndLosesNothing()
{
    FaultVfs vfs;
    auto vault = VaultFiles::openWithKey(m_folder, m_key, {vfs.name()}).value();
    for (quint64 number = 1; number <= 5; ++number)
        QVERIFY(write(*vault, number));
    vfs.gone = true;
    const auto written = write(*vault, 6);
    QVERIFY(!written);
    QCOMPARE(written.error().message, u"vault.drive"_s);
    vfs.gone = false;
    QVERIFY(write(*vault, 6)); // the plug is back
    QCOMPARE(last(*vault), quint64(6));
    vault.reset();
    QCOMPARE(last(*Vault::openWithKey(m_folder, m_key).value()), quint64(6));
}

void BadGroundTest::aFullDriveTakesNoMoreAndGoesOnWhenThereIsRoom()
{
    Drive drive(3 * 1024 * 1024);
    if (!drive.isMounted())
        QSKIP(mayNotMount);
    const auto folder = drive.path(u"vault"_s);
    QVERIFY(copyFolder(m_folder, folder));
    auto vault = Vault::openWithKey(folder, m_key).value();
    QVERIFY(overwrite(drive.path(u"ballast"_s), QByteArray(1'000'000, 'x')));
    quint64 number = 0;
    Result<> written;
    for (int i = 0; written && i < 3000; ++i)
        if ((written = write(*vault, number + 1)))
            ++number;
    QVERIFY(!written);
    QCOMPARE(written.error().message, u"vault.no_space"_s);
    const auto picture = vault->attachments().put(QByteArray(2'000'000, 'p'), u"image/jpeg"_s, u"tongue.jpg"_s);
    QVERIFY(!picture);
    QCOMPARE(picture.error().message, u"vault.no_space"_s);
    QCOMPARE(last(*vault), number);
    QVERIFY(QFile::remove(drive.path(u"ballast"_s)));
    QVERIFY(write(*vault, number + 1));
    const auto kept = vault->attachments().put(QByteArray(300'000, 'p'), u"image/jpeg"_s, u"tongue.jpg"_s);
    QVERIFY(kept);
    vault.reset();
    vault = Vault::openWithKey(folder, m_key).value();
    QCOMPARE(last(*vault), number + 1);
    QCOMPARE(vault->attachments().read(*kept).value().size(), 300'000);
    QVERIFY(vault->check().value().sound());
}

void BadGroundTest::aReadOnlyDriveIsToldInWords()
{
    Drive drive(8 * 1024 * 1024);
    if (!drive.isMounted())
        QSKIP(mayNotMount);
    const auto folder = drive.path(u"vault"_s);
    QVERIFY(copyFolder(m_folder, folder));
    QVERIFY(drive.readOnly(true));
    QCOMPARE(Vault::openWithKey(folder, m_key).error().message, u"vault.read_only"_s);
    QVERIFY(drive.readOnly(false));
    auto vault = Vault::openWithKey(folder, m_key).value();
    QVERIFY(write(*vault, 1));
    QCOMPARE(last(*vault), quint64(1));
}

// Unmounted under the running program: what it has open still takes bytes, but nobody will find them again.
void BadGroundTest::aDriveThatWasTakenAwayTakesNoCommit()
{
    Drive drive(8 * 1024 * 1024);
    if (!drive.isMounted())
        QSKIP(mayNotMount);
    const auto folder = drive.path(u"vault"_s);
    QVERIFY(copyFolder(m_folder, folder));
    auto vault = Vault::openWithKey(folder, m_key).value();
    QVERIFY(write(*vault, 1));
    drive.pull();
    const auto written = write(*vault, 2);
    QVERIFY(!written);
    QCOMPARE(written.error().message, u"vault.gone"_s);
}

SIZHEN_TEST(BadGroundTest)
#include "badground_test.moc"
