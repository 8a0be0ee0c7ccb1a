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
    void aFeedHasNoHolesAndNoDoubles();
    void aFeedBelongsToOneStream();
    void aHashIsUnique();
    void entriesOfAStreamComeInLogicalTime();
    void aFeedIsReadInPortions();
    void headsFollowTheFeeds();
    void rowsAreOrderedAndFiltered();
    void anEmptyTextIsATextAndNotMissing();
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

void VaultTest::aFeedHasNoHolesAndNoDoubles()
{
    auto vault = create();
    auto change = vault->begin();
    auto &entries = vault->entries();
    QCOMPARE(entries.append(entry(2)).error().fault, Fault::Invalid);
    QCOMPARE(entries.append(entry(0)).error().fault, Fault::Invalid);
    QVERIFY(entries.append(entry(1)));
    QCOMPARE(entries.append(entry(1)).error().fault, Fault::Invalid);
    QCOMPARE(entries.append(entry(3)).error().fault, Fault::Invalid);
    QVERIFY(entries.append(entry(2)));
    QVERIFY(change->commit()); // a refusal is an answer, not a failure of the transaction
    QCOMPARE(entries.count().value(), 2);
}

void VaultTest::aFeedBelongsToOneStream()
{
    auto vault = create();
    auto change = vault->begin();
    QVERIFY(vault->entries().append(entry(1)));
    QCOMPARE(vault->entries().append(entry(2, feed, QByteArray(16, 'o'))).error().fault, Fault::Invalid);
    auto small = entry(2);
    small.hash.chop(1);
    QCOMPARE(vault->entries().append(small).error().fault, Fault::Invalid);
}

void VaultTest::aHashIsUnique()
{
    auto vault = create();
    auto change = vault->begin();
    QVERIFY(vault->entries().append(entry(1)));
    auto twin = entry(2);
    twin.hash = entry(1).hash;
    QCOMPARE(vault->entries().append(twin).error().fault, Fault::Invalid);
    QVERIFY(vault->entries().append(entry(2)));
    QVERIFY(change->commit());
}

void VaultTest::entriesOfAStreamComeInLogicalTime()
{
    const QByteArray other(16, 'a');
    auto vault = create();
    auto change = vault->begin();
    for (quint64 n = 1; n <= 4; ++n)
        QVERIFY(vault->entries().append(entry(n)));
    for (quint64 n = 1; n <= 2; ++n) {
        auto row = entry(n, other);
        row.hlc += 1;
        QVERIFY(vault->entries().append(row));
    }
    QVERIFY(vault->entries().append(entry(1, QByteArray(16, 'z'), QByteArray(16, 'y'))));
    QVERIFY(change->commit());
    QStringList order;
    const auto read = vault->entries().ofStream(stream).value();
    for (const auto &row : read)
        order.append(QString::fromLatin1(row.feed.first(1)) + QString::number(row.sequence));
    QCOMPARE(order, QStringList({u"f1"_s, u"a1"_s, u"f2"_s, u"a2"_s, u"f3"_s, u"f4"_s}));
    QCOMPARE(vault->entries().streams().value(), QList<QByteArray>({stream, QByteArray(16, 'y')}));
}

void VaultTest::aFeedIsReadInPortions()
{
    auto vault = create();
    for (quint64 n = 1; n <= 20; ++n)
        QVERIFY(appendOne(*vault, n));
    auto &entries = vault->entries();
    QCOMPARE(entries.ofFeed(feed, 1, 1).value().size(), 1); // at least one, however large
    const qint64 three = entry(5).raw.size() + entry(6).raw.size() + entry(7).raw.size();
    QCOMPARE(entries.ofFeed(feed, 5, three).value().size(), 3);
    QCOMPARE(entries.ofFeed(feed, 5, three - 1).value().size(), 2);
    QCOMPARE(entries.ofFeed(feed, 5, 1 << 30).value().constLast().sequence, quint64(20));
    QVERIFY(entries.ofFeed(feed, 21, 1 << 30).value().isEmpty());
    QVERIFY(entries.ofFeed(QByteArray(16, 'n'), 1, 1 << 30).value().isEmpty());
}

void VaultTest::headsFollowTheFeeds()
{
    const QByteArray other(16, 'a');
    auto vault = create();
    auto change = vault->begin();
    QVERIFY(vault->entries().append(entry(1)));
    QVERIFY(vault->entries().append(entry(1, other)));
    QVERIFY(vault->entries().append(entry(2)));
    QVERIFY(change->commit());
    QCOMPARE(vault->entries().heads(stream).value(),
             QList<FeedHead>({{other, 1, entry(1, other).hash}, {feed, 2, entry(2).hash}}));
    QVERIFY(vault->entries().heads(other).value().isEmpty());
}

void VaultTest::rowsAreOrderedAndFiltered()
{
    auto vault = create();
    auto &rows = vault->rows();
    auto change = vault->begin();
    QVERIFY(rows.put(u"p.case"_s, {u"b"_s, u"2026-02"_s, "B"}));
    QVERIFY(rows.put(u"p.case"_s, {u"a"_s, u"2026-02"_s, "A"}));
    QVERIFY(rows.put(u"p.case"_s, {u"c"_s, u"2026-01"_s, "C"}));
    QVERIFY(rows.put(u"p.case"_s, {u"c"_s, u"2026-03"_s, QByteArray("C\0\xff", 3)})); // replaces
    QVERIFY(rows.put(u"p.other"_s, {u"x"_s, u"2026-02"_s, "X"}));
    QVERIFY(change->commit());
    const auto keys = [&rows](const QString &from, const QString &to, int limit) {
        QString text;
        const auto read = rows.list(u"p.case"_s, from, to, limit).value();
        for (const auto &row : read)
            text += row.key;
        return text;
    };
    QCOMPARE(keys({}, {}, -1), u"abc"_s);
    QCOMPARE(keys({}, {}, 2), u"ab"_s);
    QCOMPARE(keys(u"2026-02"_s, u"2026-03"_s, -1), u"ab"_s);
    QCOMPARE(keys(u"2026-03"_s, {}, -1), u"c"_s);
    QCOMPARE(rows.at(u"p.case"_s, u"c"_s).value().value(), (Row{u"c"_s, u"2026-03"_s, QByteArray("C\0\xff", 3)}));
    QVERIFY(!rows.at(u"p.case"_s, u"x"_s).value());

    auto second = vault->begin();
    QVERIFY(rows.remove(u"p.case"_s, u"a"_s));
    QVERIFY(rows.remove(u"p.case"_s, u"never there"_s));
    QVERIFY(rows.clear(u"p.other"_s));
    QVERIFY(second->commit());
    QCOMPARE(rows.count(u"p.case"_s).value(), 2);
    QCOMPARE(rows.count(u"p.other"_s).value(), 0);
}

void VaultTest::anEmptyTextIsATextAndNotMissing()
{
    auto vault = create();
    auto change = vault->begin();
    QVERIFY(vault->rows().put(u"draft.x"_s, {u""_s, {}, {}}));
    QVERIFY(vault->rows().put(u"draft.x"_s, {u"望诊"_s, u"舌"_s, "x"}));
    QVERIFY(change->commit());
    QCOMPARE(vault->rows().at(u"draft.x"_s, {}).value()->body, QByteArray());
    QCOMPARE(vault->rows().at(u"draft.x"_s, u"望诊"_s).value()->sort, u"舌"_s);
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
