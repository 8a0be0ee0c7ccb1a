// SPDX-License-Identifier: GPL-3.0-or-later
#include "crash.h"

#include <QRegularExpression>

#include <csignal>

using namespace storetest;

namespace {

Result<> keepPassphrase(KeySlots &fresh, const SecretBytes &newKey)
{
    const auto added = fresh.addPassphrase(newKey, secret("pass"), KdfCost::lightest());
    return added ? Result<>() : tl::unexpected(added.error());
}

Result<> rekey(const QString &folder, const VaultSeams &seams = {})
{
    const auto key = Vault::unlockKey(folder, secret("pass"));
    return key ? VaultFiles::rekey(folder, *key, keepPassphrase, {}, seams) : tl::unexpected(key.error());
}

// The child: gives the vault one new key after the other until it is killed, or kills itself at a step.
int rekeyUntilKilled(const QString &folder, int killAt)
{
    VaultSeams seams;
    seams.rekeyStep = [killAt](int step) {
        if (step == killAt)
            std::raise(SIGKILL);
    };
    for (;;) {
        if (!rekey(folder, seams))
            return 1;
        std::printf("done\n");
        std::fflush(stdout);
    }
}

} // namespace

// A new data key by sealing anew (SEC-08, storage.md §1.4-12).
class RekeyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        m_place = std::make_unique<QTemporaryDir>(fastTemplate());
        m_folder = m_place->filePath(u"vault"_s);
        auto vault = Vault::create(m_folder, secret("pass"), KdfCost::lightest()).value();
        for (quint64 n = 1; n <= 300; ++n)
            QVERIFY(appendOne(*vault, n));
        m_original = vault->attachments().put(QByteArray(3'000'000, 'x'), u"image/png"_s, u"tongue.png"_s).value();
    }

    void everythingIsThereUnderTheNewKeyAndNothingUnderTheOld()
    {
        const auto oldKey = Vault::unlockKey(m_folder, secret("pass")).value();
        const auto before = bytesOf(m_folder + u"/vault.db"_s);
        QVERIFY(rekey(m_folder));
        QCOMPARE(Vault::openWithKey(m_folder, oldKey).error().fault, Fault::WrongPassword);
        QVERIFY(bytesOf(m_folder + u"/vault.db"_s).first(16) != before.first(16)); // a file id of its own
        {
            const auto vault = Vault::open(m_folder, secret("pass")).value();
            for (quint64 n = 1; n <= 300; ++n)
                QVERIFY(same(vault->entries().at(feed, n).value().value(), entry(n)));
            QCOMPARE(vault->attachments().read(m_original).value(), QByteArray(3'000'000, 'x'));
            QVERIFY(vault->check().value().sound());
            QVERIFY(appendOne(*vault, 301)); // and it goes on in a write-ahead log as before
            QVERIFY(QFileInfo(m_folder + u"/vault.db-wal"_s).size() > 0);
        }
        QCOMPARE(QDir(m_folder).entryList(QDir::Files, QDir::Name).join(u' '), u"vault.db vault.id vault.keys vault.lock"_s); // the old file is gone
    }

    void whatStillLiesInTheLogComesAlong()
    {
        const auto key = Vault::unlockKey(m_folder, secret("pass")).value();
        const auto copy = m_place->filePath(u"copy"_s);
        {
            const auto vault = Vault::openWithKey(m_folder, key).value();
            QVERIFY(appendOne(*vault, 301));
            QVERIFY(copyFolder(m_folder, copy)); // as kill -9 would leave it
        }
        QVERIFY(QFileInfo(copy + u"/vault.db-wal"_s).size() > 0);
        QVERIFY(rekey(copy));
        QCOMPARE(Vault::open(copy, secret("pass")).value()->entries().count().value(), 301);
    }

    void itCanBeStoppedAndNothingHappened()
    {
        const auto key = Vault::unlockKey(m_folder, secret("pass")).value();
        const auto stopped = Vault::rekey(m_folder, key, keepPassphrase, [](int) { return false; });
        QCOMPARE(stopped.error().message, u"backup.cancelled"_s);
        QCOMPARE(Vault::openWithKey(m_folder, key).value()->entries().count().value(), 300);
        QVERIFY(!QFile::exists(m_folder + u"/vault.db.resealing"_s));
    }

    void anOpenVaultIsBusy()
    {
        const auto vault = Vault::open(m_folder, secret("pass")).value();
        QCOMPARE(rekey(m_folder).error().fault, Fault::Busy);
    }

    void killedAtAnyStepItOpensWhole_data()
    {
        QTest::addColumn<int>("step");
        for (int step = 0; step <= 4; ++step)
            QTest::addRow("step %d", step) << step;
    }

    void killedAtAnyStepItOpensWhole()
    {
        QFETCH(int, step);
        QProcess child;
        child.start(QCoreApplication::applicationFilePath(), {u"--rekey"_s, m_folder, QString::number(step)});
        QVERIFY(child.waitForFinished());
        QCOMPARE(child.exitStatus(), QProcess::CrashExit);
        checkWhole();
    }

    void killedAtRandomMomentsItOpensWhole()
    {
        QRandomGenerator random(11);
        for (int kills = 0; kills < 60; ++kills) {
            QProcess child;
            child.start(QCoreApplication::applicationFilePath(), {u"--rekey"_s, m_folder, u"-1"_s});
            QVERIFY(child.waitForStarted());
            if (kills % 4 == 0) {
                QSignalSpy wrote(&child, &QProcess::readyReadStandardOutput);
                QVERIFY(wrote.wait(20'000));
            }
            QTest::qWait(int(random.bounded(40)));
            child.kill();
            QVERIFY(child.waitForFinished());
            checkWhole();
        }
    }

private:
    void checkWhole()
    {
        {
            const auto vault = Vault::open(m_folder, secret("pass"));
            QVERIFY2(vault, vault ? "" : qPrintable(vault.error().detail));
            QCOMPARE((*vault)->entries().count().value(), 300);
            const auto report = (*vault)->check().value();
            QVERIFY2(report.sound(), qPrintable(report.damaged.join(u", "_s)));
        }
        QCOMPARE(QDir(m_folder).entryList(QDir::Files, QDir::Name).join(u' '), u"vault.db vault.id vault.keys vault.lock"_s);
    }

    std::unique_ptr<QTemporaryDir> m_place;
    QString m_folder;
    Attachment m_original;
};

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const auto arguments = app.arguments();
    if (arguments.value(1) == u"--rekey"_s)
        return rekeyUntilKilled(arguments.value(2), arguments.value(3).toInt());
    RekeyTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "rekey_test.moc"
