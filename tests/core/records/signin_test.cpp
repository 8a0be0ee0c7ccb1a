// SPDX-License-Identifier: GPL-3.0-or-later
// Coming in: tries, delays, lock-out, codes, passwords, closed accounts (SEC-02, SEC-03, SEC-06, SEC-11, SEC-15, L3-IA-1..4).
#include "ledgerfixture.h"

#include "core/crypto/totp.h"
#include "core/records/passwordrule.h"
#include "core/records/roles.h"
#include "tests/support/program.h"

#include <QTest>

using namespace sizhen;
using namespace sizhen::fixture;

class SignInTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void initTestCase() { QVERIFY(startCrypto()); }

    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        m_house = std::make_unique<House>();
        enrol(u"wang"_s, {u"SEC-ADMIN"_s});
        m_officer = std::make_unique<Ledger::Login>(ledger().login(u"wang"_s, secret("password")).value());
    }

    void cleanup()
    {
        m_officer.reset();
        m_house.reset();
    }

    void aGoodPasswordComesInAndIsLogged()
    {
        const auto standing = tryIn("password");
        QVERIFY(standing.has_value());
        QVERIFY(!standing->needsFactor); // this house does not ask for one
        QVERIFY(!standing->lastLogin.isValid());
        QCOMPARE(lastLine(), u"login done "_s);
        QCOMPARE(tryIn("password")->lastLogin, m_house->now);
    }

    void delaysGrowAndFiveLockOut() // SEC-11
    {
        for (const auto seconds : {1, 2, 4, 8}) {
            const auto wrong = tryIn("wrong");
            QCOMPARE(wrong.error().message, u"sec.wrong_password"_s);
            QCOMPARE(tryIn("password").error().message, u"sec.too_soon"_s); // the right one, too
            pass(seconds * 1000 - 1);
            QCOMPARE(tryIn("password").error().message, u"sec.too_soon"_s);
            pass(1);
        }
        QCOMPARE(ledger().account(u"kovacs"_s)->failures, 4);
        const auto fifth = tryIn("wrong");
        QCOMPARE(fifth.error().args.value(u"n"_s).toInt(), 0); // no try left
        const auto locked = tryIn("password");
        QCOMPARE(locked.error().message, u"sec.locked_out"_s);
        QCOMPARE(locked.error().args.value(u"n"_s).toInt(), 15); // minutes
        QCOMPARE(lastLine(), u"login refused locked out"_s);
        m_house->restart(); // kept in the vault
        m_officer = std::make_unique<Ledger::Login>(ledger().login(u"wang"_s, secret("password")).value());
        QCOMPARE(tryIn("password").error().message, u"sec.locked_out"_s);
        pass(15 * 60 * 1000);
        const auto back = tryIn("password");
        QVERIFY(back.has_value());
        QCOMPARE(back->failuresBefore, 5); // the person is told
        QCOMPARE(ledger().account(u"kovacs"_s)->failures, 0);
    }

    void theSecurityAdministratorLiftsIt()
    {
        lockOut();
        QCOMPARE(ledger().liftLockOut(u"kovacs"_s, m_house->actor(), u"I lift it myself"_s).error().fault, Fault::Denied);
        QCOMPARE(lastLine(), u"person.lock_lifted refused I lift it myself"_s);
        QCOMPARE(ledger().liftLockOut(u"kovacs"_s, m_officer->actor(), u"short"_s).error().message, u"sec.reason"_s);
        QVERIFY(ledger().liftLockOut(u"kovacs"_s, m_officer->actor(), u"Seen in person, it is her"_s));
        QVERIFY(tryIn("password").has_value());
    }

    void aClockPutBackDoesNotLockForLonger()
    {
        m_house->now = m_house->now.addDays(2); // the certificate begins at the enrolment
        lockOut();
        m_house->now = m_house->now.addDays(-1);
        QVERIFY(tryIn("password").has_value());
    }

    void nobodyByThatNameIsLoggedToo()
    {
        QCOMPARE(ledger().admit(u"ghost"_s).error().fault, Fault::NotFound);
        const auto line = ledger().accessLog({}, 1)->first();
        QCOMPARE(line.access.person, u"ghost"_s);
        QCOMPARE(line.access.outcome, Access::Outcome::Refused);
    }

    void aHouseThatAsksForCodesAsksForThem() // SEC-03
    {
        QVERIFY(ledger().setSignInRules({true, false}, m_officer->actor(), u"As founded"_s));
        QVERIFY(tryIn("password")->needsFactor); // nothing enrolled yet: in, but enrol first
        const auto secretBytes = totp::newSecret();
        QCOMPARE(ledger().enrolFactor(m_house->actor(), secretBytes, u"000000"_s).error().message, u"sec.enrol_code"_s);
        QVERIFY(ledger().enrolFactor(m_house->actor(), secretBytes, code(secretBytes)));
        pass(30'000);
        QCOMPARE(tryIn("password").error().message, u"sec.second_factor"_s);
        QCOMPARE(ledger().account(u"kovacs"_s)->failures, 0); // a forgotten code is no wrong one
        QCOMPARE(tryIn("password", u"123"_s).error().message, u"sec.wrong_code"_s);
        QCOMPARE(ledger().account(u"kovacs"_s)->failures, 1);
        pass(30'000);
        const auto used = code(secretBytes);
        QVERIFY(!tryIn("password", used)->needsFactor);
        QCOMPARE(tryIn("password", used).error().message, u"sec.wrong_code"_s); // not again
        pass(30'000);
        m_house->restart();
        QVERIFY(tryIn("password", code(secretBytes)).has_value());
    }

    void aWrongPasswordWithARightCodeIsAWrongTry()
    {
        const auto secretBytes = totp::newSecret();
        QVERIFY(ledger().enrolFactor(m_house->actor(), secretBytes, code(secretBytes)));
        pass(30'000);
        QCOMPARE(tryIn("wrong", code(secretBytes)).error().message, u"sec.wrong_password"_s);
    }

    void atALockedScreenThePasswordIsEnough()
    {
        const auto secretBytes = totp::newSecret();
        QVERIFY(ledger().enrolFactor(m_house->actor(), secretBytes, code(secretBytes)));
        QVERIFY(tryIn("password", {}, SignInKind::Unlock).has_value());
        QCOMPARE(lastLine(), u"unlock done "_s);
        QVERIFY(!tryIn("wrong", {}, SignInKind::Unlock));
        QCOMPARE(ledger().account(u"kovacs"_s)->failures, 1); // counted with the others
    }

    void theSecretOfTheAuthenticatorIsSealedApart() // storage.md §4: not under the password alone
    {
        const auto secretBytes = totp::newSecret();
        QVERIFY(ledger().enrolFactor(m_house->actor(), secretBytes, code(secretBytes)));
        const auto row = m_house->vault->rows().at(u"key.person"_s, u"kovacs"_s).value()->body;
        QVERIFY(!row.contains(secretBytes.view()));
        const auto before = ledger().sealedPerson(u"kovacs"_s)->factor;
        const auto resealed = Ledger::reseal(*ledger().sealedPerson(u"kovacs"_s), secret("password"), secret("another"), false);
        QVERIFY(ledger().putResealed(*resealed, m_house->actor()));
        QCOMPARE(ledger().sealedPerson(u"kovacs"_s)->factor, before); // a new password leaves it alone
        pass(30'000);
        QVERIFY(tryIn("another", code(secretBytes)).has_value());
    }

    void aLostTelephoneIsReplacedWithAReason()
    {
        const auto secretBytes = totp::newSecret();
        QVERIFY(ledger().enrolFactor(m_house->actor(), secretBytes, code(secretBytes)));
        QVERIFY(!ledger().resetFactor(u"kovacs"_s, m_house->actor(), u"Lost my telephone"_s));
        QVERIFY(ledger().resetFactor(u"kovacs"_s, m_officer->actor(), u"Telephone lost, identity seen"_s));
        QVERIFY(!ledger().account(u"kovacs"_s)->hasFactor);
        QVERIFY(tryIn("password").has_value());
    }

    void aDisabledPersonComesInNoMoreAndSignsNothing() // SEC-15
    {
        const auto stream = ledger().newStream(u"case"_s).value();
        (void)m_house->say(stream, u"before"_s);
        QVERIFY(ledger().disablePerson(u"kovacs"_s, m_officer->actor(), u"Left the clinic today"_s));
        QCOMPARE(tryIn("password").error().message, u"sec.disabled"_s);
        const auto still = ledger().append({{stream, u"case.note"_s, {}}}, m_house->actor()); // was logged in all the while
        QCOMPARE(still.error().message, u"sec.disabled"_s);
        QCOMPARE(m_house->texts(stream), QStringList{u"before"_s}); // what was signed stands
        m_house->restart();
        QCOMPARE(tryIn("password").error().message, u"sec.disabled"_s);
    }

    void anExpiredCertificateSaysSo() // STF-02
    {
        m_house->now = m_house->now.addYears(6);
        const auto late = tryIn("password");
        QCOMPARE(late.error().message, u"sec.certificate_over"_s);
        const auto stream = ledger().newStream(u"case"_s).value();
        QCOMPARE(ledger().append({{stream, u"case.note"_s, {}}}, m_house->actor()).error().message, u"sec.certificate_over"_s);
    }

    void passwordsKeepTheRule_data() // L3-IA-1
    {
        QTest::addColumn<QByteArray>("password");
        QTest::addColumn<QString>("refusal");
        QTest::newRow("good") << QByteArray("correct horse battery") << QString();
        QTest::newRow("Chinese") << QByteArray("春眠不觉晓处处闻啼鸟夜来") << QString();
        QTest::newRow("short") << QByteArray("eleven char") << u"sec.password_short"_s;
        QTest::newRow("bytes are not characters") << QByteArray("春眠不觉晓处处闻") << u"sec.password_short"_s;
        QTest::newRow("the id") << QByteArray("Kovacs-is-here-2026") << u"sec.password_name"_s;
        QTest::newRow("a part of the name") << QByteArray("my example of words") << u"sec.password_name"_s;
        QTest::newRow("the Chinese name") << QByteArray("我叫某某今年四十二岁家住武汉") << u"sec.password_name"_s;
        QTest::newRow("few characters") << QByteArray("abababababababab") << u"sec.password_simple"_s;
    }

    void passwordsKeepTheRule()
    {
        QFETCH(const QByteArray, password);
        QFETCH(const QString, refusal);
        const auto good = checkPassword(SecretBytes::copyOf(password), m_house->login->person);
        QCOMPARE(good ? QString() : good.error().message, refusal);
    }

    void theLastFiveDoNotComeBack()
    {
        const QList<QByteArray> words{"first good password", "second good word", "third good words", "fourth good word",
                                      "fifth good words", "sixth good words"};
        auto old = QByteArray("password");
        for (const auto &word : words) {
            QVERIFY(change(old, word));
            old = word;
        }
        QCOMPARE(change(old, old).error().message, u"sec.password_used"_s);
        for (qsizetype i = 1; i < words.size() - 1; ++i)
            QCOMPARE(change(old, words[i]).error().message, u"sec.password_used"_s);
        QVERIFY(change(old, words[0])); // the sixth before
        QCOMPARE(change("wrong", "quite another word").error().fault, Fault::WrongPassword);
        QVERIFY(tryIn(words[0]).has_value());
    }

    void anOldPasswordIsHintedAtAndADueOneDemanded()
    {
        QVERIFY(change("password", "a quite new password"));
        QVERIFY(!tryIn("a quite new password")->passwordIsOld);
        m_house->now = m_house->now.addDays(90);
        QVERIFY(tryIn("a quite new password")->passwordIsOld);
        QVERIFY(ledger().requirePasswordChange(u"kovacs"_s, m_officer->actor(), u"Her laptop was lost"_s));
        QVERIFY(tryIn("a quite new password")->mustChangePassword);
        QVERIFY(change("a quite new password", "one more of these"));
        QVERIFY(!tryIn("one more of these")->mustChangePassword);
    }

    void aStrictHouseEnrolsNoWeakPassword()
    {
        QVERIFY(ledger().setSignInRules({false, true}, m_officer->actor(), u"As founded"_s));
        PersonCertificate data;
        data.id = u"zhou"_s;
        data.name = Label(u"周"_s, u"Zhou"_s);
        data.roles = {u"INTERPRETER"_s};
        QCOMPARE(ledger().enrol({data, KdfCost::lightest()}, secret("short")).error().message, u"sec.password_short"_s);
        QVERIFY(ledger().enrol({data, KdfCost::lightest()}, secret("long enough for it")));
    }

    void nobodyHoldsTwoAdministratorRoles() // SEC-06
    {
        PersonCertificate data;
        data.id = u"zhou"_s;
        data.name = Label(u"周"_s, u"Zhou"_s);
        for (const auto &roles : {QStringList{u"IT"_s, u"SEC-ADMIN"_s}, {u"SEC-ADMIN"_s, u"AUDITOR"_s}, {u"AUDITOR"_s, u"QA"_s, u"IT"_s}}) {
            data.roles = roles;
            QCOMPARE(ledger().enrol({data, KdfCost::lightest()}, secret("password")).error().message, u"sec.separation"_s);
        }
        data.roles = {u"PHYSICIAN"_s, u"MED-ADMIN"_s, u"LIAISON"_s, u"RECORDS"_s}; // a small clinic
        QVERIFY(ledger().enrol({data, KdfCost::lightest()}, secret("password")));
        auto changed = m_officer->person;
        changed.roles = {u"SEC-ADMIN"_s, u"IT"_s};
        QCOMPARE(ledger().recertify(changed, m_officer->actor(), u"Wants more"_s).error().message, u"sec.separation"_s);
    }

    void rolesChangeByANewCertificate()
    {
        auto changed = m_house->login->person;
        changed.roles = {u"PHYSICIAN"_s, u"MED-ADMIN"_s};
        QCOMPARE(ledger().recertify(changed, m_house->actor(), u"By herself"_s).error().fault, Fault::Denied);
        const auto certified = ledger().recertify(changed, m_officer->actor(), u"Delegation of 24 November"_s);
        QVERIFY(certified.has_value());
        QCOMPARE(certified->person, m_house->login->person.person); // the same key
        QVERIFY(ledger().accessLog({}, 1)->first().access.reason.contains(u"PHYSICIAN → PHYSICIAN MED-ADMIN"_s));
        const auto again = ledger().login(u"kovacs"_s, secret("password"));
        QCOMPARE(again->person.roles, changed.roles);
    }

    void aForgottenPasswordMeansNewKeys()
    {
        const auto fresh = ledger().renewKeys(u"kovacs"_s, secret("for once only"), m_officer->actor(), u"Password forgotten"_s);
        QVERIFY(fresh.has_value());
        QVERIFY(fresh->person != m_house->login->person.person);
        QVERIFY(tryIn("for once only")->mustChangePassword);
        const auto stream = ledger().newStream(u"case"_s).value();
        const auto login = ledger().login(u"kovacs"_s, secret("for once only")).value();
        QVERIFY(ledger().append({{stream, u"case.note"_s, {}}}, login.actor()));
    }

    void theRolesFileIsSound()
    {
        QCOMPARE(caseSightOf({u"PHYSICIAN"_s}), CaseSight::Assigned);
        QCOMPARE(caseSightOf({u"IT"_s, u"QA"_s, u"AUDITOR"_s, u"nonsense"_s}), CaseSight::None);
        QCOMPARE(caseSightOf({u"PHYSICIAN"_s, u"RECORDS"_s}), CaseSight::Office);
        QVERIFY(mayDo({u"SEC-ADMIN"_s}, u"person.change"_s));
        QVERIFY(!mayDo({u"IT"_s}, u"access.read"_s)); // who runs the machine does not read who did what
        QVERIFY(!maySeeNames({u"IT"_s, u"AUDITOR"_s}));
        QVERIFY(rolesForScreen(u"accesslog"_s).contains(u"AUDITOR"_s));
        QVERIFY(checkSeparation(knownRoles()).error().message == u"sec.separation"_s);
        QCOMPARE(checkSeparation({u"KING"_s}).error().fault, Fault::Invalid);
    }

private:
    [[nodiscard]] Ledger &ledger() const { return *m_house->ledger; }

    void pass(qint64 ms) { m_house->now = m_house->now.addMSecs(ms); }

    [[nodiscard]] QString code(const SecretBytes &from) const
    {
        return QString::fromLatin1(totp::codeOf(from, totp::stepAt(m_house->now)).value());
    }

    [[nodiscard]] Result<SignedIn> tryIn(const QByteArray &password, const QString &typed = {}, SignInKind kind = SignInKind::LogIn)
    {
        const auto person = ledger().admit(u"kovacs"_s);
        if (!person)
            return tl::unexpected(person.error());
        return ledger().judgeLogin(u"kovacs"_s, Ledger::unlock(*person, SecretBytes::copyOf(password)), typed, kind);
    }

    void lockOut()
    {
        for (int i = 0; i < 5; ++i) {
            QVERIFY(!tryIn("wrong"));
            pass(8'000);
        }
        QCOMPARE(tryIn("password").error().message, u"sec.locked_out"_s);
    }

    [[nodiscard]] Result<> change(const QByteArray &oldOne, const QByteArray &newOne)
    {
        const auto resealed = Ledger::reseal(*ledger().sealedPerson(u"kovacs"_s), SecretBytes::copyOf(oldOne),
                                             SecretBytes::copyOf(newOne), true);
        if (!resealed)
            return tl::unexpected(resealed.error());
        return ledger().putResealed(*resealed, m_house->actor());
    }

    [[nodiscard]] QString lastLine() const
    {
        const auto access = ledger().accessLog({}, 1)->first().access;
        return access.act + (access.outcome == Access::Outcome::Done ? u" done "_s : u" refused "_s) + access.reason;
    }

    void enrol(const QString &id, const QStringList &roles) const
    {
        PersonCertificate data;
        data.id = id;
        data.name = Label(u"王样例"_s, u"Sample Wang"_s);
        data.roles = roles;
        QVERIFY(ledger().enrol({data, KdfCost::lightest()}, secret("password")));
    }

    std::unique_ptr<House> m_house;
    std::unique_ptr<Ledger::Login> m_officer;
};

SIZHEN_TEST(SignInTest)
#include "signin_test.moc"
