// SPDX-License-Identifier: GPL-3.0-or-later
// The real programs lose a vault and get it back: backup while somebody writes, restore, drill, lost passphrase, new data
// key, an old copy put back (ARC-08, SEC-08; storage.md §2.4 and §8).
#include "tests/support/systemstation.h"

#include "tests/core/store/storetest.h"
#include "tests/support/program.h"

#include <QJsonArray>
#include <QTemporaryDir>

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;

class SafekeepingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void whatWasWrittenAfterTheBackupComesBackFromThePartner();
    void aLostPassphraseIsReplacedByTheRecoveryCode();
    void aNewDataKeyIsMadeAndTheNewCodeShown();
    void anOldCopyPutBackIsNoticedAndMended();
    void aDamagedVaultIsSalvagedByTheProgram();

private:
    struct Side {
        QString name;
        QString person;
        QString listen = {};
        std::unique_ptr<StationProcess> process = nullptr;
    };

    void start(Side &side);
    static void stop(Side &side);
    void note(Side &side, const QString &text);
    static void settle(Side &one, Side &other);
    [[nodiscard]] QJsonArray acts(Side &side) const;
    [[nodiscard]] static QString health(Side &side, const QString &id);
    [[nodiscard]] Result<QJsonValue> run(const QStringList &words, const QJsonObject &secrets = {});
    [[nodiscard]] QString path(const QString &name) const { return m_folder.filePath(name); }

    QTemporaryDir m_folder;
    QString m_case;
    Side m_inviting{u"inviting"_s, u"kovacs"_s};
    Side m_invited{u"invited"_s, u"li"_s};
    QByteArray m_code;
};

void SafekeepingTest::initTestCase()
{
    qputenv("SIZHEN_STATE_FOLDER", path(u"state"_s).toUtf8());
    const auto prepared = runProgram(
        program(u"sizhenctl"_s),
        {u"--json"_s, u"demo"_s, u"--no-windows"_s, u"--until"_s, u"invitation.accept"_s, u"--data"_s, m_folder.path()},
        180'000);
    QVERIFY2(prepared.code == 0, prepared.err + prepared.out);
    m_case = QJsonDocument::fromJson(prepared.out.trimmed())
                 .object()
                 .value(u"result"_s)
                 .toObject()
                 .value(u"case"_s)
                 .toString();
    QVERIFY(!m_case.isEmpty());
    start(m_inviting);
    const auto partners = ask(*m_inviting.process, {u"partner"_s, u"list"_s});
    QVERIFY(partners);
    m_invited.listen = partners->toArray().first().toObject().value(u"addresses"_s).toArray().first().toString();
    start(m_invited);
}

void SafekeepingTest::start(Side &side)
{
    side.process = std::make_unique<StationProcess>(program(u"sizhenctl"_s),
                                                    QStringList{u"--vault"_s, path(side.name), u"--secrets"_s,
                                                                path(side.name + u".secrets.json"_s), u"--as"_s,
                                                                side.person, u"shell"_s},
                                                    nullptr);
    side.process->start();
    if (!side.listen.isEmpty())
        QVERIFY(ask(*side.process, {u"link"_s, u"listen"_s, side.listen}));
    QVERIFY(ask(*side.process, {u"link"_s, u"start"_s}));
}

void SafekeepingTest::stop(Side &side)
{
    side.process->stop();
    QTRY_VERIFY_WITH_TIMEOUT(!side.process->isRunning(), 20'000);
    side.process.reset();
}

void SafekeepingTest::note(Side &side, const QString &text)
{
    const auto written = ask(*side.process, {u"case"_s, u"act"_s, m_case, u"case.note"_s,
                                             compact({{u"text"_s, text}, {u"kind"_s, u"test"_s}})});
    QVERIFY2(written, qPrintable(written ? QString() : written.error().detail));
}

void SafekeepingTest::settle(Side &one, Side &other)
{
    QVERIFY(ask(*one.process, {u"sync"_s, u"--for"_s, u"60"_s}, 90'000));
    QVERIFY(ask(*other.process, {u"sync"_s, u"--for"_s, u"60"_s}, 90'000));
}

QJsonArray SafekeepingTest::acts(Side &side) const
{
    const auto shown = ask(*side.process, {u"case"_s, u"show"_s, m_case});
    return shown ? shown->toObject().value(u"acts"_s).toArray() : QJsonArray();
}

QString SafekeepingTest::health(Side &side, const QString &id)
{
    const auto status = ask(*side.process, {u"status"_s});
    if (status)
        for (const auto &item : status->toObject().value(u"health"_s).toArray())
            if (item.toObject().value(u"id"_s) == id)
                return item.toObject().value(u"message"_s).toString();
    return {};
}

// One command of its own on the inviting side's vault, with more secrets than the file has.
Result<QJsonValue> SafekeepingTest::run(const QStringList &words, const QJsonObject &secrets)
{
    QFile given(path(u"inviting.secrets.json"_s));
    if (!given.open(QIODevice::ReadOnly))
        return fail(Fault::Io, u"secrets"_s);
    auto all = QJsonDocument::fromJson(given.readAll()).object();
    for (auto it = secrets.begin(); it != secrets.end(); ++it)
        all.insert(it.key(), it.value());
    QFile file(path(u"more.secrets.json"_s));
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner))
        return fail(Fault::Io, u"secrets"_s);
    file.write(QJsonDocument(all).toJson());
    file.close();
    const auto done = runProgram(program(u"sizhenctl"_s),
                                 QStringList{u"--json"_s, u"--secrets"_s, file.fileName()} + words, 120'000);
    const auto line = done.out.trimmed().split('\n').constLast();
    const auto answer = QJsonDocument::fromJson(line).object();
    if (answer.value(u"ok"_s).toBool())
        return answer.value(u"result"_s);
    return fail(Fault::Io, QString::fromUtf8(done.err + line));
}

void SafekeepingTest::whatWasWrittenAfterTheBackupComesBackFromThePartner()
{
    note(m_inviting, u"before the backup"_s);
    // While it runs, the same program goes on writing.
    std::optional<Result<QJsonValue>> backup;
    m_inviting.process->send({u"vault"_s, u"backup"_s, path(u"backups"_s)},
                             [&backup](const Result<QJsonValue> &result) { backup = result; });
    for (int i = 0; i < 5; ++i)
        note(m_inviting, u"while it runs %1"_s.arg(i));
    QTRY_VERIFY_WITH_TIMEOUT(backup.has_value(), 60'000);
    QVERIFY2(*backup, qPrintable(*backup ? QString() : backup->error().detail));
    QCOMPARE(health(m_inviting, u"backup"_s), u"backup.good"_s);
    const auto drill = ask(*m_inviting.process, {u"vault"_s, u"drill"_s}, 120'000);
    QVERIFY2(drill, qPrintable(drill ? QString() : drill.error().detail));
    QVERIFY(drill->toObject().value(u"passed"_s).toBool());
    QVERIFY(drill->toObject().value(u"entries"_s).toInt() > 10);
    QVERIFY(!QFile::exists(path(u"inviting/drill"_s)));
    QCOMPARE(health(m_inviting, u"drill"_s), u"drill.passed"_s);

    for (int i = 0; i < 5; ++i)
        note(m_inviting, u"after the backup %1"_s.arg(i));
    settle(m_inviting, m_invited);
    const auto before = acts(m_invited);
    QCOMPARE(acts(m_inviting), before);
    stop(m_inviting);
    QVERIFY(QDir(path(u"inviting"_s)).removeRecursively()); // the disk is gone
    const auto restored = run({u"vault"_s, u"restore"_s, path(u"backups"_s), path(u"inviting"_s)});
    QVERIFY2(restored, qPrintable(restored ? QString() : restored.error().detail));

    start(m_inviting);
    QTRY_COMPARE_WITH_TIMEOUT(acts(m_inviting), before, 60'000);
    QCOMPARE(health(m_inviting, u"age"_s), u"age.came_back"_s);
    note(m_inviting, u"and it goes on"_s);
    settle(m_inviting, m_invited);
    QCOMPARE(acts(m_inviting), acts(m_invited));
    QCOMPARE(acts(m_invited).size(), before.size() + 1);
    QVERIFY(ask(*m_inviting.process, {u"audit"_s, u"verify"_s}));
    QVERIFY(ask(*m_invited.process, {u"audit"_s, u"verify"_s}));
}

void SafekeepingTest::aLostPassphraseIsReplacedByTheRecoveryCode()
{
    const auto added = ask(*m_inviting.process, {u"vault"_s, u"slot"_s, u"add"_s, u"administrator"_s});
    QVERIFY(added);
    QStringList lines;
    for (const auto &line : added->toObject().value(u"code"_s).toArray())
        lines.append(line.toString());
    QCOMPARE(lines.size(), 4);
    m_code = lines.join(u'\n').toUtf8();
    stop(m_inviting);
    const QStringList vault{u"--vault"_s, path(u"inviting"_s)};
    QVERIFY(!run(vault + QStringList{u"vault"_s, u"check"_s}, {{u"passphrase"_s, u"forgotten"_s}}));
    const auto given = run(vault + QStringList{u"vault"_s, u"recover"_s},
                           {{u"recovery-code"_s, QString::fromUtf8(m_code)}, {u"new-passphrase"_s, u"found again"_s}});
    QVERIFY2(given, qPrintable(given ? QString() : given.error().detail));
    QVERIFY(!run(vault + QStringList{u"vault"_s, u"check"_s})); // the old one
    QVERIFY(run(vault + QStringList{u"vault"_s, u"check"_s}, {{u"passphrase"_s, u"found again"_s}}));
    // And back, instantly.
    const auto changed = run(vault + QStringList{u"vault"_s, u"passphrase"_s},
                             {{u"passphrase"_s, u"found again"_s}, {u"new-passphrase"_s, u"practice"_s}});
    QVERIFY2(changed, qPrintable(changed ? QString() : changed.error().detail));
    QCOMPARE(changed->toObject().value(u"pagesWritten"_s).toInt(-1), 0);
}

void SafekeepingTest::aNewDataKeyIsMadeAndTheNewCodeShown()
{
    const QStringList vault{u"--vault"_s, path(u"inviting"_s)};
    const auto rekeyed = run(vault + QStringList{u"vault"_s, u"rekey"_s});
    QVERIFY2(rekeyed, qPrintable(rekeyed ? QString() : rekeyed.error().detail));
    QStringList lines;
    for (const auto &line : rekeyed->toObject().value(u"code"_s).toArray())
        lines.append(line.toString());
    QCOMPARE(lines.size(), 4);
    QVERIFY(lines.join(u'\n').toUtf8() != m_code);
    QVERIFY(!run(vault + QStringList{u"vault"_s, u"recover"_s},
                 {{u"recovery-code"_s, QString::fromUtf8(m_code)}, {u"new-passphrase"_s, u"no"_s}}));
    QVERIFY(run(vault + QStringList{u"vault"_s, u"check"_s}));
    start(m_inviting);
    QCOMPARE(acts(m_inviting), acts(m_invited));
    // The backup of before opens with the passphrase of its time; the next one is under the new key.
    QVERIFY(ask(*m_inviting.process, {u"vault"_s, u"backup"_s, path(u"backups"_s)}, 60'000));
    QVERIFY(ask(*m_inviting.process, {u"vault"_s, u"drill"_s}, 120'000));
}

void SafekeepingTest::anOldCopyPutBackIsNoticedAndMended()
{
    stop(m_inviting);
    QVERIFY(storetest::copyFolder(path(u"inviting"_s), path(u"old-copy"_s)));
    start(m_inviting);
    QVERIFY(health(m_inviting, u"age"_s) != u"age.older"_s);
    for (int i = 0; i < 3; ++i)
        note(m_inviting, u"after the copy %1"_s.arg(i));
    settle(m_inviting, m_invited);
    const auto before = acts(m_invited);
    stop(m_inviting);
    QVERIFY(storetest::copyFolder(path(u"old-copy"_s), path(u"inviting"_s)));

    start(m_inviting);
    const auto told = health(m_inviting, u"age"_s);
    QVERIFY2(told == u"age.older"_s || told == u"age.came_back"_s, qPrintable(told));
    QTRY_COMPARE_WITH_TIMEOUT(acts(m_inviting), before, 60'000);
    note(m_inviting, u"in a feed of its own"_s);
    settle(m_inviting, m_invited);
    QCOMPARE(acts(m_inviting), acts(m_invited));
    QVERIFY(ask(*m_invited.process, {u"audit"_s, u"verify"_s}));
    stop(m_inviting);
    start(m_inviting); // the finding stays on the board
    QCOMPARE(health(m_inviting, u"age"_s), u"age.was_older"_s);
}

// Two pages of the disk are gone: the program reads what holds into a new vault, touches nothing of the old one, and the partner
// gives back what was lost.
void SafekeepingTest::aDamagedVaultIsSalvagedByTheProgram()
{
    stop(m_invited);
    const auto before = acts(m_inviting).size();
    QVERIFY(before > 0);
    stop(m_inviting);
    const auto database = path(u"inviting/vault.db"_s);
    const auto secrets = path(u"inviting.secrets.json"_s);
    const auto whole = storetest::bytesOf(database);
    constexpr qsizetype pageSize = 4096;
    const auto pages = whole.size() / pageSize;
    const QByteArray lost(2 * pageSize, '\0');
    QJsonObject report;
    for (qsizetype page = pages / 2; page < pages - 2 && report.isEmpty(); page += 3) {
        auto damaged = whole;
        damaged.replace(page * pageSize, lost.size(), lost);
        QVERIFY(storetest::overwrite(database, damaged));
        QDir(path(u"saved"_s)).removeRecursively();
        const auto done = runProgram(program(u"sizhenctl"_s),
                                     {u"--json"_s, u"--secrets"_s, secrets, u"vault"_s, u"salvage"_s, path(u"inviting"_s),
                                      path(u"saved"_s), u"--fast"_s},
                                     120'000);
        QVERIFY2(done.code == 0, done.out + done.err);
        QCOMPARE(storetest::bytesOf(database), damaged);
        const auto said = QJsonDocument::fromJson(done.out.trimmed().split('\n').last()).object()[u"result"_s].toObject();
        if (said[u"opens"_s].toBool() && !said[u"gaps"_s].toArray().isEmpty())
            report = said;
    }
    QVERIFY2(!report.isEmpty(), "no damage that took entries and left the identity");
    QVERIFY(QFile::exists(path(u"saved/salvage-report.json"_s)));
    const auto damagedVault = runProgram(
        program(u"sizhenctl"_s), {u"--json"_s, u"--vault"_s, path(u"inviting"_s), u"--secrets"_s, secrets, u"vault"_s, u"check"_s},
        120'000);
    QCOMPARE(damagedVault.code, 4);
    m_inviting.name = u"saved"_s;
    QVERIFY(QFile::copy(secrets, path(u"saved.secrets.json"_s)));
    QFile::setPermissions(path(u"saved.secrets.json"_s), QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    start(m_invited);
    start(m_inviting);
    QTRY_COMPARE_WITH_TIMEOUT(acts(m_inviting).size(), before, 90'000);
    const auto checked = ask(*m_inviting.process, {u"audit"_s, u"verify"_s}, 120'000);
    QVERIFY2(checked, qPrintable(checked ? QString() : checked.error().detail));
}

SIZHEN_TEST(SafekeepingTest)
#include "safekeeping_slow_test.moc"
