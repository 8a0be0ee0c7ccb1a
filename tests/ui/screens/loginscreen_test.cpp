// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/support/uichecks.h"
#include "tests/support/program.h"
#include "ui/screens/loginscreen.h"
#include "ui/texts/translations.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/card.h"
#include "ui/widgets/mark.h"
#include "ui/widgets/passwordfield.h"

#include <QApplication>
#include <QCheckBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;
using namespace sizhen::test;

class LoginScreenTest final : public QObject
{
    Q_OBJECT

    Translations m_translations;
    std::unique_ptr<LoginScreen> m_screen;

    template <typename T>
    T *child(const QString &name)
    {
        auto *found = m_screen->findChild<T *>(name);
        if (!found)
            qFatal("no %s", qPrintable(name));
        return found;
    }

    static QList<PersonCertificate> people()
    {
        PersonCertificate kovacs;
        kovacs.id = u"kovacs"_s;
        kovacs.name = {u"科瓦奇"_s, u"Dr Kovács Anna"_s};
        kovacs.roles = {u"PHYSICIAN"_s, u"MED-ADMIN"_s};
        PersonCertificate nagy;
        nagy.id = u"nagy"_s;
        nagy.name = {u"纳吉"_s, u"Nagy Péter"_s};
        nagy.roles = {u"IT"_s};
        return {kovacs, nagy};
    }

    static Institution duna()
    {
        Institution institution;
        institution.name = {u"多瑙河中医诊所"_s, u"Duna TCM Clinic"_s};
        return institution;
    }

private Q_SLOTS:

    void initTestCase()
    {
        QVERIFY(startCrypto());
        theme::apply(*qobject_cast<QApplication *>(QCoreApplication::instance()), false);
    }

    void init()
    {
        QVERIFY(m_translations.use(u"en"_s));
        m_screen = std::make_unique<LoginScreen>(u"0.1.0"_s);
        m_screen->resize(1280, 800);
        m_screen->show();
        m_screen->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_screen.get()));
    }

    void thePassphraseIsGivenOnceAndWiped()
    {
        m_screen->showPassphrase();
        auto *field = child<PasswordField>(u"passphrase"_s);
        QVERIFY(field->hasFocus());
        QByteArray given;
        connect(m_screen.get(), &LoginScreen::passphraseGiven, this,
                [&](const SecretBytes &secret) { given = secret.view().toByteArray(); });
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(given, QByteArray()); // nothing typed: nothing asked
        QTest::keyClicks(field, u"four words to open"_s);
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(given, "four words to open");
        QCOMPARE(field->text(), QString());
    }

    void aWrongPassphraseIsSaidInWords()
    {
        m_screen->showPassphrase();
        m_screen->setBusy(true);
        QVERIFY(!child<QPushButton>(u"openVaultButton"_s)->isEnabled());
        QCOMPARE(child<StatusDot>(u"vaultState"_s)->mark(), Mark::Working);
        m_screen->showError(Error{Fault::WrongPassword, u"slot 0"_s, {}, {}, {}});
        QVERIFY(child<Banner>(u"banner"_s)->isVisible());
        QVERIFY(!child<Banner>(u"banner"_s)->sentence().contains(u"slot"_s));
        QVERIFY(child<QPushButton>(u"openVaultButton"_s)->isEnabled());
        QVERIFY(child<PasswordField>(u"passphrase"_s)->hasFocus());
    }

    void somebodyLogsInWithTheKeyboardOnly()
    {
        m_screen->showPeople(duna(), u"Room 1"_s, people());
        auto *first = child<CardButton>(u"person.kovacs"_s);
        QVERIFY(first->hasFocus());
        QTest::keyClick(first, Qt::Key_Right);
        auto *second = child<CardButton>(u"person.nagy"_s);
        QVERIFY(second->hasFocus());
        QTest::keyClick(second, Qt::Key_Return);
        auto *password = child<PasswordField>(u"password"_s);
        QVERIFY(password->hasFocus());
        QStringList asked;
        QByteArray given;
        connect(m_screen.get(), &LoginScreen::loginRequested, this, [&](const QString &id, const SecretBytes &secret) {
            asked.append(id);
            given = secret.view().toByteArray();
        });
        QTest::keyClicks(password, u"titok"_s);
        QTest::keyClick(password, Qt::Key_Return);
        QCOMPARE(asked, QStringList{u"nagy"_s});
        QCOMPARE(given, "titok");
        QVERIFY(child<QLabel>(u"loginFoot"_s)->text().contains(u"Duna"_s));
        QCOMPARE(child<StatusDot>(u"vaultState"_s)->mark(), Mark::Good);
    }

    void aLonePersonNeedsNoChoice()
    {
        m_screen->showPeople(duna(), u"Room 1"_s, {people().constFirst()});
        QVERIFY(child<PasswordField>(u"password"_s)->hasFocus());
    }

    void anInstitutionIsSetUp()
    {
        m_screen->showFirstStart();
        int asked = 0; // a spy would copy the request, and a passphrase is not copied
        Ledger::Founding founding;
        QByteArray passphrase;
        connect(m_screen.get(), &LoginScreen::foundRequested, this, [&](const FoundingRequest &request) {
            ++asked;
            founding = request.institution;
            passphrase = request.passphrase.view().toByteArray();
        });
        auto *found = child<QPushButton>(u"foundButton"_s);
        found->click();
        QCOMPARE(asked, 0);
        QVERIFY(child<QLabel>(u"setupMissing"_s)->isVisible());
        QTest::keyClicks(child<QLineEdit>(u"institutionNameEn"_s), u"East Lake Hospital"_s);
        child<QLineEdit>(u"institutionNameZh"_s)->setText(u"东湖中医院"_s);
        QTest::keyClicks(child<QLineEdit>(u"cityEn"_s), u"Wuhan"_s);
        child<QLineEdit>(u"cityZh"_s)->setText(u"武汉"_s);
        auto *country = child<QComboBox>(u"country"_s);
        country->setCurrentIndex(country->findData(u"CN"_s));
        QCOMPARE(child<QComboBox>(u"timeZone"_s)->count(), 1); // one China time
        QTest::keyClicks(child<QLineEdit>(u"stationName"_s), u"Room 2"_s);
        QTest::keyClicks(child<PasswordField>(u"newPassphrase"_s), u"short"_s);
        QTest::keyClicks(child<PasswordField>(u"newPassphraseAgain"_s), u"short"_s);
        found->click();
        QCOMPARE(asked, 0);
        child<PasswordField>(u"newPassphrase"_s)->wipeText();
        QTest::keyClicks(child<PasswordField>(u"newPassphrase"_s), u"long enough for us"_s);
        found->click();
        QCOMPARE(asked, 0); // the two differ
        child<PasswordField>(u"newPassphraseAgain"_s)->wipeText();
        QTest::keyClicks(child<PasswordField>(u"newPassphraseAgain"_s), u"long enough for us"_s);
        QTest::keyClick(child<PasswordField>(u"newPassphraseAgain"_s), Qt::Key_Return);
        QCOMPARE(asked, 1);
        QCOMPARE(founding.name, Label(u"东湖中医院"_s, u"East Lake Hospital"_s));
        QCOMPARE(founding.country, u"CN"_s);
        QCOMPARE(founding.timeZone, u"Asia/Shanghai"_s);
        QCOMPARE(founding.stationName, u"Room 2"_s);
        QCOMPARE(passphrase, "long enough for us");
        QCOMPARE(child<PasswordField>(u"newPassphraseAgain"_s)->text(), QString());
    }

    void practisingIsOnePress()
    {
        m_screen->showFirstStart();
        QSignalSpy asked(m_screen.get(), &LoginScreen::practiceRequested);
        child<QPushButton>(u"practiseButton"_s)->click();
        QCOMPARE(asked.size(), 1);
    }

    void theFirstPersonIsEnrolled()
    {
        m_screen->showFirstPerson(duna(), u"Room 1"_s);
        QList<PersonCertificate> asked;
        connect(m_screen.get(), &LoginScreen::enrolRequested, this,
                [&](const EnrolRequest &request) { asked.append(request.person); });
        QTest::keyClicks(child<QLineEdit>(u"personId"_s), u"kovacs"_s);
        QTest::keyClicks(child<QLineEdit>(u"personNameEn"_s), u"Dr Kovacs"_s);
        child<QLineEdit>(u"personNameZh"_s)->setText(u"科瓦奇"_s);
        child<QCheckBox>(u"role.PHYSICIAN"_s)->setChecked(true);
        for (const auto *name : {"newPassword", "newPasswordAgain"})
            QTest::keyClicks(child<PasswordField>(QString::fromLatin1(name)), u"a good password"_s);
        auto *enrol = child<QPushButton>(u"enrolButton"_s);
        enrol->click();
        QVERIFY(asked.isEmpty()); // a physician without a licence
        child<QComboBox>(u"titleLevel"_s)->setCurrentIndex(2);
        QTest::keyClicks(child<QLineEdit>(u"licence"_s), u"EX-1"_s);
        enrol->click();
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked[0].roles, QStringList{u"PHYSICIAN"_s});
        QCOMPARE(asked[0].titleLevel, u"ASSOCIATE_CHIEF"_s);
        QVERIFY(asked[0].practice.constFirst().independent);
    }

    void everyPageIsNamedFitsAndSpeaksBothLanguages_data()
    {
        QTest::addColumn<int>("page");
        QTest::newRow("first start") << 0;
        QTest::newRow("passphrase") << 1;
        QTest::newRow("people") << 2;
        QTest::newRow("first person") << 3;
    }

    void everyPageIsNamedFitsAndSpeaksBothLanguages()
    {
        QFETCH(int, page);
        m_screen->setPractice(page == 1);
        if (page == 0)
            m_screen->showFirstStart();
        else if (page == 1)
            m_screen->showPassphrase();
        else if (page == 2)
            m_screen->showPeople(duna(), u"Room 1"_s, people());
        else
            m_screen->showFirstPerson(duna(), u"Room 1"_s);
        if (page == 1)
            m_screen->showError(Error{Fault::WrongPassword, {}, {}, {}, {}});
        for (const auto &language : {u"en"_s, u"zh"_s}) {
            QVERIFY(m_translations.use(language));
            QCoreApplication::sendPostedEvents();
            QTest::qWait(50);
            keepPicture(*m_screen, u"login-%1-%2"_s.arg(page).arg(language));
            const auto bad = namelessControls(m_screen.get()) + clippedWords(m_screen.get());
            QVERIFY2(bad.isEmpty(), qPrintable(bad.join(u'\n')));
        }
        const auto latin = latinWords(m_screen.get(), {u"Room"_s, u"Duna"_s, u"Ctrl"_s, u"Sizhen"_s});
        QVERIFY2(latin.isEmpty(), qPrintable(latin.join(u'\n')));
    }

    void theLanguageIsAskedFor()
    {
        QSignalSpy asked(m_screen.get(), &LoginScreen::languageRequested);
        child<QPushButton>(u"languageButton"_s)->click();
        QCOMPARE(asked[0][0].toString(), u"zh"_s);
    }
};

SIZHEN_WINDOW_TEST(LoginScreenTest)
#include "loginscreen_test.moc"
