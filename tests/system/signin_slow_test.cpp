// SPDX-License-Identifier: GPL-3.0-or-later
// A real house through sizhenctl: codes, roles, lock-out, the access log and its check by a script that has none of our code.
#include "tests/support/systemstation.h"

#include "tests/support/program.h"

#include <QJsonArray>
#include <QTemporaryDir>

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;

class SignInSystemTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void initTestCase()
    {
        passwords(u"correct horse battery"_s);
        const auto founded = run({}, {u"vault"_s, u"create"_s, u"--name-zh"_s, u"多瑙河"_s, u"--name-en"_s, u"Duna"_s, u"--city-zh"_s,
                                      u"布达佩斯"_s, u"--city-en"_s, u"Budapest"_s, u"--country"_s, u"HU"_s, u"--time-zone"_s,
                                      u"Europe/Budapest"_s});
        QVERIFY2(founded.code == 0, founded.err + founded.out);
        for (const auto &[id, role] : {std::pair{u"kovacs"_s, u"PHYSICIAN"_s}, {u"wang"_s, u"SEC-ADMIN"_s}, {u"horvath"_s, u"AUDITOR"_s}}) {
            const QJsonObject person{{u"id"_s, id},
                                     {u"name"_s, QJsonObject{{u"zh"_s, u"样例"_s}, {u"en"_s, u"Sample"_s}}},
                                     {u"roles"_s, QJsonArray{role}},
                                     {u"licence"_s, u"X-1"_s}};
            const auto enrolled = run({}, {u"person"_s, u"enrol"_s, compact(person)});
            QVERIFY2(enrolled.code == 0, enrolled.err + enrolled.out);
        }
    }

    void aShortPasswordIsRefusedByARealHouse() // L3-IA-1
    {
        passwords(u"short"_s);
        const QJsonObject person{{u"id"_s, u"zhou"_s},
                                 {u"name"_s, QJsonObject{{u"zh"_s, u"周"_s}, {u"en"_s, u"Zhou"_s}}},
                                 {u"roles"_s, QJsonArray{u"INTERPRETER"_s}}};
        const auto refused = run({}, {u"person"_s, u"enrol"_s, compact(person)});
        passwords(u"correct horse battery"_s);
        QCOMPARE(refused.code, 1);
        QVERIFY2((refused.out + refused.err).contains("at least 12"), refused.out + refused.err);
    }

    void nobodyActsBeforeAnAuthenticatorIsEnrolled() // SEC-03
    {
        const auto refused = run(u"wang"_s, {u"audit"_s, u"log"_s});
        QCOMPARE(refused.code, 1);
        QVERIFY2((refused.out + refused.err).contains("Enrol your authenticator"), refused.out + refused.err);
        for (const auto &id : {u"wang"_s, u"horvath"_s}) {
            const auto enrolled = run(id, {u"person"_s, u"factor"_s});
            QVERIFY2(enrolled.code == 0, enrolled.out + enrolled.err);
            QVERIFY(enrolled.out.contains("otpauth://totp/"));
        }
    }

    // A code is good once: within its half minute a second command of the same person is refused.
    void aCodeIsNotGoodTwice()
    {
        // Both at the beginning of a half minute; on a slow machine they may still have had two codes.
        const auto halfMinute = [] { return QDateTime::currentSecsSinceEpoch() / 30; };
        Finished again;
        qint64 now = 0;
        do {
            for (now = halfMinute(); halfMinute() == now;)
                QTest::qWait(100);
            now = halfMinute();
            const auto first = run(u"horvath"_s, {u"audit"_s, u"log"_s});
            QVERIFY2(first.code == 0, first.out + first.err);
            again = run(u"horvath"_s, {u"audit"_s, u"log"_s});
        } while (halfMinute() != now);
        QCOMPARE(again.code, 5);
        QVERIFY2((again.out + again.err).contains("used already"), again.out + again.err);
    }

    void aWrongPasswordIsCountedAndLogged() // SEC-11
    {
        passwords(u"something else entirely"_s);
        const auto wrong = run(u"kovacs"_s, {u"status"_s});
        QCOMPARE(wrong.code, 0); // needs nobody
        QCOMPARE(run(u"kovacs"_s, {u"person"_s, u"password"_s}).code, 5);
        passwords(u"correct horse battery"_s);
        const auto people = run({}, {u"person"_s, u"list"_s});
        QVERIFY2(people.out.contains("\"failures\":1"), people.out);
    }

    void theLogIsExportedAndCheckedByOthers() // SEC-07
    {
        // The next half minute brings the next code; a try before it would count as a wrong one.
        constexpr qint64 stepMs = 30'000;
        QTest::qWait(int(stepMs - QDateTime::currentMSecsSinceEpoch() % stepMs) + 1'000);
        const auto exported = run(u"horvath"_s, {u"audit"_s, u"export"_s, m_folder.filePath(u"out"_s)});
        QVERIFY2(exported.code == 0, exported.err + exported.out);
        const auto verified = runProgram(u"python3"_s, {QStringLiteral(SIZHEN_SOURCE_DIR "/tools/verify_log.py"), m_folder.filePath(u"out"_s), u"--every"_s});
        QVERIFY2(verified.code == 0, verified.out + verified.err);
        const auto log = runProgram(u"grep"_s, {u"-c"_s, u"\"act\":\"login\""_s, m_folder.filePath(u"out/access.jsonl"_s)});
        QVERIFY(log.out.trimmed().toInt() >= 5);
        QCOMPARE(run({}, {u"audit"_s, u"verify"_s}).code, 0);
    }

private:
    void passwords(const QString &password)
    {
        const QJsonObject each{{u"kovacs"_s, password}, {u"wang"_s, password}, {u"horvath"_s, password}, {u"zhou"_s, password}};
        QFile file(m_folder.filePath(u"secrets"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QJsonDocument(QJsonObject{{u"passphrase"_s, u"a station"_s},
                                             {u"passwords"_s, each},
                                             {u"new-passwords"_s, each},
                                             {u"authenticators"_s, QJsonObject{{u"wang"_s, u"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"_s},
                                                                               {u"horvath"_s, u"MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK"_s}}}})
                       .toJson());
        file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    }

    [[nodiscard]] Finished run(const QString &person, const QStringList &words) const
    {
        QStringList all{u"--vault"_s, m_folder.filePath(u"vault"_s), u"--secrets"_s, m_folder.filePath(u"secrets"_s), u"--lang"_s, u"en"_s, u"--json"_s};
        if (!person.isEmpty())
            all += {u"--as"_s, person};
        return runProgram(program(u"sizhenctl"_s), all + words);
    }

    QTemporaryDir m_folder;
};

SIZHEN_TEST(SignInSystemTest)
#include "signin_slow_test.moc"
