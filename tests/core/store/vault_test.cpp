// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/keyslots.h"
#include "storetest.h"

#include <QProcess>
#include <QRegularExpression>
#include <QTest>

using namespace storetest;

namespace {

const QByteArray passphrase("three calm rivers");

int openElsewhere(const QString &folder)
{
    QProcess process;
    process.start(QCoreApplication::applicationFilePath(), {u"--open"_s, folder});
    return process.waitForFinished() ? process.exitCode() : -1;
}

} // namespace

class VaultTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        m_place = std::make_unique<QTemporaryDir>(fastTemplate());
        m_folder = m_place->filePath(u"vault"_s);
    }

    void whatWasCommittedIsThereAfterReopening();
    void aWrongPassphraseOpensNothing();
    void aForeignKeyIsToldFromDamage();
    void aVaultIsNotBuiltOverAnother();
    void aBuildCutShortIsTakenUpOrRepeated();
    void aSecondStartIsBusy();
    void anotherProcessIsBusyToo();
    void theLockGoesWithTheVault();
    void anewPassphraseReplacesTheOldOne();
    void anEmptyPassphraseIsRefused();
    void leavingATransactionRollsBack();
    void transactionsDoNotNest();
    void writesOutsideATransactionAreRefused();
    void aSoundVaultIsReportedSound();
    void progressRunsFromZeroToAHundred();
    void aNewerSchemaIsNotTouched();
    void filesAreTheOwnersOnly();

private:
    std::unique_ptr<Vault> create() { return Vault::create(m_folder, secret(passphrase), KdfCost::lightest()).value(); }

    Result<std::unique_ptr<Vault>> open(const QByteArray &with = passphrase)
    {
        return Vault::open(m_folder, secret(with));
    }

    std::unique_ptr<QTemporaryDir> m_place;
    QString m_folder;
};

void VaultTest::whatWasCommittedIsThereAfterReopening()
{
    auto vault = create();
    for (quint64 n = 1; n <= 50; ++n)
        QVERIFY(appendOne(*vault, n));
    vault.reset();
    QVERIFY(!QFile::exists(m_folder + u"/vault.db-wal"_s)); // all of it moved into the file
    vault = open().value();
    QCOMPARE(vault->entries().count().value(), 50);
    for (quint64 n = 1; n <= 50; ++n)
        QVERIFY(same(vault->entries().at(feed, n).value().value(), entry(n)));
    QVERIFY(!vault->entries().at(feed, 51).value());
    QVERIFY(appendOne(*vault, 51));
}

void VaultTest::aWrongPassphraseOpensNothing()
{
    create().reset();
    QCOMPARE(open("three calm river").error().fault, Fault::WrongPassword);
    QCOMPARE(open("").error().fault, Fault::WrongPassword);
    QCOMPARE(open("").error().message, u"vault.wrong_passphrase"_s);
    QVERIFY(open());
    QCOMPARE(Vault::open(m_place->filePath(u"nowhere"_s), secret(passphrase)).error().fault, Fault::NotFound);
}

void VaultTest::aForeignKeyIsToldFromDamage()
{
    create().reset();
    QCOMPARE(Vault::openWithKey(m_folder, SecretBytes::random(keySize)).error().fault, Fault::WrongPassword);
    QCOMPARE(Vault::openWithKey(m_folder, SecretBytes()).error().fault, Fault::WrongPassword);
}

void VaultTest::aVaultIsNotBuiltOverAnother()
{
    QVERIFY(!Vault::existsIn(m_folder));
    create().reset();
    QVERIFY(Vault::existsIn(m_folder));
    QCOMPARE(Vault::create(m_folder, secret("another"), KdfCost::lightest()).error().fault, Fault::Invalid);
    QVERIFY(QFile::remove(m_folder + u"/vault.keys"_s)); // the keys may be in a backup
    QVERIFY(Vault::existsIn(m_folder));
    QCOMPARE(Vault::create(m_folder, secret("another"), KdfCost::lightest()).error().fault, Fault::Invalid);
    QCOMPARE(open().error().fault, Fault::NotFound);
}

void VaultTest::aBuildCutShortIsTakenUpOrRepeated()
{
    create().reset();
    const auto keys = m_folder + u"/vault.keys"_s;
    const auto database = m_folder + u"/vault.db"_s;
    QVERIFY(QFile::rename(database, database + u".new"_s)); // killed between the keys and the last rename
    QVERIFY(open());
    QVERIFY(QFile::rename(database, database + u".new"_s)); // killed before the keys
    QVERIFY(QFile::remove(keys));
    QVERIFY(!Vault::existsIn(m_folder));
    QVERIFY(create());
}

void VaultTest::aSecondStartIsBusy()
{
    const auto vault = create();
    QCOMPARE(open().error().fault, Fault::Busy);
    const auto key = Vault::unlockKey(m_folder, secret(passphrase));
    QVERIFY(key); // looking at the keys needs no lock
    QCOMPARE(Vault::openWithKey(m_folder, *key).error().fault, Fault::Busy);
}

void VaultTest::anotherProcessIsBusyToo()
{
    auto vault = create();
    QCOMPARE(openElsewhere(m_folder), int(Fault::Busy) + 1);
    vault.reset();
    QCOMPARE(openElsewhere(m_folder), 0);
}

void VaultTest::theLockGoesWithTheVault()
{
    create().reset();
    open().value().reset();
    QVERIFY(open());
    QVERIFY(!open("wrong"));
    QVERIFY(open());
}

void VaultTest::anewPassphraseReplacesTheOldOne()
{
    auto vault = create();
    QVERIFY(appendOne(*vault, 1));
    QCOMPARE(vault->changePassphrase(secret("wrong"), secret("new")).error().fault, Fault::WrongPassword);
    QCOMPARE(vault->changePassphrase(secret(passphrase), {}).error().fault, Fault::Invalid);
    QVERIFY(vault->changePassphrase(secret(passphrase), secret("four calm rivers")));
    vault.reset();
    QCOMPARE(open().error().fault, Fault::WrongPassword);
    QCOMPARE(open("four calm rivers").value()->entries().count().value(), 1);
}

void VaultTest::anEmptyPassphraseIsRefused()
{
    QCOMPARE(Vault::create(m_folder, {}, KdfCost::lightest()).error().fault, Fault::Invalid);
    QVERIFY(!Vault::existsIn(m_folder));
}

void VaultTest::leavingATransactionRollsBack()
{
    auto vault = create();
    {
        const auto change = vault->begin();
        QVERIFY(change);
        QVERIFY(vault->entries().append(entry(1)));
        QVERIFY(vault->rows().put(u"local.x"_s, {u"a"_s, {}, "1"}));
    }
    QCOMPARE(vault->entries().count().value(), 0);
    QCOMPARE(vault->rows().count(u"local.x"_s).value(), 0);
    QVERIFY(appendOne(*vault, 1)); // the feed's end was forgotten with it
}

void VaultTest::transactionsDoNotNest()
{
    auto vault = create();
    auto change = vault->begin();
    QCOMPARE(vault->begin().error().fault, Fault::Io);
    QCOMPARE(vault->check({}).error().fault, Fault::Busy);
    QVERIFY(vault->entries().append(entry(1)));
    QVERIFY(change->commit());
    QVERIFY(vault->begin());
}

void VaultTest::writesOutsideATransactionAreRefused()
{
    auto vault = create();
    QCOMPARE(vault->entries().append(entry(1)).error().fault, Fault::Io);
    QCOMPARE(vault->rows().put(u"p.x"_s, {u"a"_s, {}, {}}).error().fault, Fault::Io);
    QCOMPARE(vault->rows().remove(u"p.x"_s, u"a"_s).error().fault, Fault::Io);
    QCOMPARE(vault->rows().clear(u"p.x"_s).error().fault, Fault::Io);
    QVERIFY(appendOne(*vault, 1)); // and does not spoil what comes next
}

void VaultTest::aSoundVaultIsReportedSound()
{
    auto vault = create();
    for (quint64 n = 1; n <= 10; ++n)
        QVERIFY(appendOne(*vault, n));
    QVERIFY(vault->attachments().put(QByteArray(3'000'000, 'x'), u"image/jpeg"_s, u"tongue.jpg"_s));
    const auto report = vault->check().value();
    QVERIFY2(report.sound(), qPrintable(report.damaged.join(u'\n')));
    QCOMPARE(report.entries, 10);
    QCOMPARE(report.attachments, 3);
    QVERIFY(report.pages > 10);
    QVERIFY(appendOne(*vault, 11)); // and works on
    vault = nullptr;
    QVERIFY(open().value()->check().value().sound());
}

void VaultTest::progressRunsFromZeroToAHundred()
{
    auto vault = create();
    for (quint64 n = 1; n <= 100; ++n)
        QVERIFY(appendOne(*vault, n));
    QList<int> steps;
    QVERIFY(vault->check([&steps](int percent) { steps.append(percent); }));
    QVERIFY(steps.size() > 10);
    QVERIFY(std::is_sorted(steps.cbegin(), steps.cend()));
    QCOMPARE(steps.constLast(), 100);
}

void VaultTest::aNewerSchemaIsNotTouched()
{
    const auto path = m_place->filePath(u"newer.db"_s);
    const auto key = SecretBytes::random(keySize);
    const auto id = sealing::newFileId();
    auto database = Database::open(path, SealVfs::make(key, id, {}).value(), Database::Mode::Create).value();
    QVERIFY(database->execute("PRAGMA user_version=99"));
    database.reset();
    create().reset();
    const auto before = bytesOf(path);
    QVERIFY(QFile::remove(m_folder + u"/vault.db"_s));
    QVERIFY(QFile::copy(path, m_folder + u"/vault.db"_s));
    auto keys = KeySlots::forKey(key);
    QVERIFY(keys.addPassphrase(key, secret(passphrase), KdfCost::lightest()));
    QVERIFY(keys.write(m_folder + u"/vault.keys"_s));
    QCOMPARE(open().error().fault, Fault::Unsupported);
    QCOMPARE(bytesOf(m_folder + u"/vault.db"_s), before);
}

void VaultTest::filesAreTheOwnersOnly()
{
    create().reset();
    QCOMPARE(QFile::permissions(m_folder) & (QFile::ReadGroup | QFile::ReadOther | QFile::ExeOther),
             QFile::Permissions());
}

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    if (app.arguments().value(1) == u"--open"_s) {
        const auto vault = Vault::open(app.arguments().value(2), secret(passphrase));
        return vault ? 0 : int(vault.error().fault) + 1;
    }
    VaultTest test;
    QTEST_SET_MAIN_SOURCE_PATH
    return QTest::qExec(&test, argc, argv);
}

#include "vault_test.moc"
