// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/support/uichecks.h"
#include "tests/support/program.h"
#include "core/store/recoverycode.h"
#include "ui/screens/loginscreen.h"
#include "ui/texts/translations.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/card.h"
#include "ui/widgets/mark.h"
#include "ui/widgets/passwordfield.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
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

    // One row fits, one does not, one is not full.
    void typeACodeWithAFault()
    {
        m_screen->showPassphrase({.keyring = true, .code = true});
        child<QPushButton>(u"recoveryCodeButton"_s)->click();
        auto digits = QString::fromLatin1(RecoveryCode::random().seed().view()).first(36 + 7);
        digits[20] = digits[20] == u'7' ? u'8' : u'7';
        for (const auto c : std::as_const(digits))
            QTest::keyClick(m_screen->window()->focusWidget(), c.toLatin1());
        child<QPushButton>(u"recoveryCodeOpen"_s)->click();
    }

    void keepPictures(const QString &name)
    {
        if (qEnvironmentVariableIsEmpty("SIZHEN_SHOTS"))
            return;
        auto &app = *qobject_cast<QApplication *>(QCoreApplication::instance());
        for (const auto &size : {QSize(1280, 800), QSize(1920, 1080)}) {
            for (const bool dark : {true, false}) {
                theme::apply(app, dark);
                m_screen->resize(size);
                QTest::qWait(50);
                keepPicture(*m_screen, u"%1-%2-%3"_s.arg(name, dark ? u"dark"_s : u"light"_s).arg(size.width()));
            }
        }
        m_screen->resize(1280, 800);
        QTest::qWait(50);
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

    // SEC-08: the passphrase is forgotten, the code lies on paper.
    void theRecoveryCodeIsTypedRowByRow()
    {
        m_screen->showPassphrase();
        QVERIFY(!child<QPushButton>(u"recoveryCodeButton"_s)->isVisible()); // there is none
        m_screen->showPassphrase({.keyring = false, .code = true});
        QVERIFY(!child<QPushButton>(u"keyringButton"_s)->isVisible());
        child<QPushButton>(u"recoveryCodeButton"_s)->click();
        QCOMPARE(m_screen->page(), LoginScreen::Page::RecoveryCode);
        QByteArray given;
        connect(m_screen.get(), &LoginScreen::recoveryCodeGiven, this,
                [&](const SecretBytes &code) { given = code.view().toByteArray(); });
        const auto code = RecoveryCode::random();
        const auto digits = QString::fromLatin1(code.seed().view());
        auto *first = child<PasswordField>(u"recoveryRow1"_s);
        QVERIFY(first->hasFocus());
        for (const auto c : digits) // straight on: the focus goes along
            QTest::keyClick(m_screen->window()->focusWidget(), c.toLatin1());
        QCOMPARE(first->text(), QString::fromLatin1(code.text().view().first(23)));
        auto *last = child<PasswordField>(u"recoveryRow4"_s);
        QVERIFY(last->hasFocus());
        QTest::keyClick(last, Qt::Key_Backspace);
        QTest::keyClick(last, Qt::Key_Return);
        auto *trouble = child<QLabel>(u"recoveryCodeTrouble"_s);
        QVERIFY2(trouble->text().contains(u"Row 4"_s) && trouble->text().contains(u"17"_s), qPrintable(trouble->text()));
        QTest::keyClick(last, digits.back().toLatin1());
        auto *second = child<PasswordField>(u"recoveryRow2"_s); // one digit wrong in the middle: it stays where it is
        second->setFocus();
        second->setCursorPosition(6);
        QTest::keyClick(second, Qt::Key_Backspace);
        QTest::keyClick(second, digits[18 + 4] == u'7' ? '8' : '7');
        QCOMPARE(second->cursorPosition(), 6);
        QVERIFY(second->hasFocus());
        child<QPushButton>(u"recoveryCodeOpen"_s)->click();
        QVERIFY2(trouble->text().contains(u"Row 2"_s), qPrintable(trouble->text()));
        QCOMPARE(given, QByteArray());
        QTest::keyClick(second, Qt::Key_Backspace);
        QTest::keyClick(second, digits[18 + 4].toLatin1());
        child<QPushButton>(u"recoveryCodeOpen"_s)->click();
        QCOMPARE(given, digits.toLatin1());
        child<QPushButton>(u"recoveryCodeCancel"_s)->click();
        QCOMPARE(m_screen->page(), LoginScreen::Page::Passphrase);
        QCOMPARE(first->text(), QString());
    }

    void aWholeCodeIsPasted()
    {
        m_screen->showPassphrase({.keyring = false, .code = true});
        child<QPushButton>(u"recoveryCodeButton"_s)->click();
        const auto code = RecoveryCode::random();
        QGuiApplication::clipboard()->setText(QString::fromLatin1(code.text().view()).replace(u'\n', u" / "_s));
        QTest::keyClick(child<PasswordField>(u"recoveryRow1"_s), Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(child<PasswordField>(u"recoveryRow4"_s)->text(), QString::fromLatin1(code.text().view().sliced(72)));
        QGuiApplication::clipboard()->clear();
    }

    void theForgottenPassphraseIsReplacedAtOnce()
    {
        m_screen->showNewPassphrase();
        QByteArray given;
        connect(m_screen.get(), &LoginScreen::newPassphraseGiven, this,
                [&](const SecretBytes &secret) { given = secret.view().toByteArray(); });
        auto *fresh = child<PasswordField>(u"recoveredPassphrase"_s);
        auto *again = child<PasswordField>(u"recoveredPassphraseAgain"_s);
        QVERIFY(fresh->hasFocus());
        QTest::keyClicks(fresh, u"short"_s);
        QTest::keyClick(fresh, Qt::Key_Return);
        QTest::keyClicks(again, u"short"_s);
        QTest::keyClick(again, Qt::Key_Return);
        QVERIFY(child<QLabel>(u"recoveredTrouble"_s)->text().contains(u"12"_s));
        fresh->wipeText();
        QTest::keyClicks(fresh, u"words to remember"_s);
        QTest::keyClick(again, Qt::Key_Return);
        QCOMPARE(given, QByteArray()); // the two differ
        again->wipeText();
        QTest::keyClicks(again, u"words to remember"_s);
        QTest::keyClick(again, Qt::Key_Return);
        QCOMPARE(given, "words to remember");
        QCOMPARE(again->text(), QString());
        QSignalSpy left(m_screen.get(), &LoginScreen::recoveryLeft);
        child<QPushButton>(u"recoveredCancel"_s)->click();
        QCOMPARE(left.size(), 1);
    }

    // SEC-08: the keyring is one more way, never in the way.
    void thePassphraseMayBeTypedWhileTheKeyringIsAsked()
    {
        m_screen->showPassphrase({.keyring = true, .code = false});
        QSignalSpy asked(m_screen.get(), &LoginScreen::keyringRequested);
        auto *keyring = child<QPushButton>(u"keyringButton"_s);
        keyring->click();
        QCOMPARE(asked.size(), 1);
        m_screen->setKeyringAsked(true);
        QVERIFY(!keyring->isEnabled());
        QCOMPARE(child<StatusDot>(u"vaultState"_s)->mark(), Mark::Working);
        QByteArray given;
        connect(m_screen.get(), &LoginScreen::passphraseGiven, this,
                [&](const SecretBytes &secret) { given = secret.view().toByteArray(); });
        QTest::keyClicks(child<PasswordField>(u"passphrase"_s), u"four words"_s);
        m_screen->setKeyringAsked(false);
        m_screen->showError(Error{Fault::NotFound, {}, u"SEC-08"_s, u"vault.keyring_locked"_s, {}});
        QVERIFY(keyring->isEnabled());
        QVERIFY(child<Banner>(u"banner"_s)->sentence().contains(u"keyring"_s));
        QTest::keyClick(child<PasswordField>(u"passphrase"_s), Qt::Key_Return); // what was typed is still there
        QCOMPARE(given, "four words");
    }

    void everyPageIsNamedFitsAndSpeaksBothLanguages_data()
    {
        QTest::addColumn<int>("page");
        QTest::newRow("first start") << 0;
        QTest::newRow("passphrase") << 1;
        QTest::newRow("people") << 2;
        QTest::newRow("first person") << 3;
        QTest::newRow("keyring asked") << 4;
        QTest::newRow("keyring refuses") << 5;
        QTest::newRow("recovery code") << 6;
        QTest::newRow("new passphrase") << 7;
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
        else if (page == 3)
            m_screen->showFirstPerson(duna(), u"Room 1"_s);
        else if (page < 6)
            m_screen->showPassphrase({.keyring = true, .code = true});
        else if (page == 7)
            m_screen->showNewPassphrase();
        if (page == 4)
            m_screen->setKeyringAsked(true);
        if (page == 5)
            m_screen->showError(Error{Fault::NotFound, {}, u"SEC-08"_s, u"vault.keyring_locked"_s, {}});
        if (page == 6)
            typeACodeWithAFault();
        if (page == 7)
            child<QPushButton>(u"recoveredButton"_s)->click();
        if (page == 1)
            m_screen->showError(Error{Fault::WrongPassword, {}, {}, {}, {}});
        for (const auto &language : {u"en"_s, u"zh"_s}) {
            QVERIFY(m_translations.use(language));
            QCoreApplication::sendPostedEvents();
            QTest::qWait(50);
            keepPictures(u"login-%1-%2"_s.arg(page).arg(language));
            const auto bad = namelessControls(m_screen.get()) + clippedWords(m_screen.get());
            QVERIFY2(bad.isEmpty(), qPrintable(bad.join(u'\n')));
        }
        const auto latin = latinWords(m_screen.get(), {u"Room"_s, u"Duna"_s, u"Ctrl"_s, u"Sizhen"_s, u"SEC"_s});
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
