// SPDX-License-Identifier: GPL-3.0-or-later
// A locked screen holds nothing of a patient (SEC-11, L3-IA-2): every widget that is left is read.
#include "app/workstation/workstation.h"
#include "core/crypto/totp.h"
#include "tests/support/program.h"
#include "tests/support/secrets.h"

#include <QAbstractItemView>
#include <QClipboard>
#include <QLabel>
#include <QAbstractButton>
#include <QApplication>
#include <QLineEdit>
#include <QMetaProperty>
#include <QTemporaryDir>
#include <QTest>

using namespace sizhen;
using test::secret;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int patienceMs = 20'000;
const QString patientName = u"Példa Fiktív Anna"_s;

template <typename T>
T must(Result<T> result)
{
    if (!result)
        qFatal("%s %s", qPrintable(result.error().message), qPrintable(result.error().detail));
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

// Every text a widget or the model behind it holds.
QStringList textsOf(const QWidget *widget)
{
    QStringList texts;
    const auto *meta = widget->metaObject();
    for (int i = 0; i < meta->propertyCount(); ++i)
        if (const auto value = meta->property(i).read(widget); value.metaType().id() == QMetaType::QString)
            texts.append(value.toString());
    const auto *view = qobject_cast<const QAbstractItemView *>(widget);
    const auto *model = view ? view->model() : nullptr;
    for (int row = 0; model && row < model->rowCount(); ++row)
        for (int column = 0; column < model->columnCount(); ++column)
            for (const auto role : {Qt::DisplayRole, Qt::ToolTipRole, Qt::AccessibleTextRole, Qt::EditRole})
                texts.append(model->index(row, column).data(role).toString());
    return texts;
}

QStringList widgetsThatSay(const QString &words)
{
    QStringList found;
    for (const auto *widget : QApplication::allWidgets())
        for (const auto &text : textsOf(widget))
            if (text.contains(words))
                found.append(QString::fromLatin1(widget->metaObject()->className()) + u' ' + widget->objectName());
    return found;
}

} // namespace

class LockTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void initTestCase() { QVERIFY(startCrypto()); }

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        const auto folder = m_folder->filePath(u"vault"_s);
        auto vault = must(Vault::create(folder, secret("station"), KdfCost::lightest()));
        must(Ledger::found(*vault, {Label(u"多瑙河"_s, u"Duna"_s), Label(u"布达佩斯"_s, u"Budapest"_s), u"HU"_s, u"Europe/Budapest"_s, u"Room 1"_s},
                           systemClock()));
        auto ledger = must(Ledger::open(*vault, systemClock()));
        enrol(*ledger, u"kovacs"_s, {u"PHYSICIAN"_s, u"MED-ADMIN"_s});
        enrol(*ledger, u"wang"_s, {u"SEC-ADMIN"_s});
        auto desk = must(Desk::open(*ledger));
        const auto login = must(ledger->login(u"kovacs"_s, secret("password")));
        must(desk->registerPatient({{u"name"_s, patientName},
                                    {u"birth"_s, u"1984-05-03"_s},
                                    {u"sex"_s, u"F"_s},
                                    {u"country"_s, u"HU"_s},
                                    {u"language"_s, u"hu"_s},
                                    {u"document"_s, QCborMap{{u"type"_s, u"PASSPORT"_s}, {u"number"_s, u"FIKTIV-42"_s}, {u"country"_s, u"HU"_s}}}},
                                   login.actor()));
        desk.reset();
        ledger.reset();
        vault.reset();
        m_place = std::make_unique<Workstation>(*qApp, WorkstationSetup{.vaultFolder = folder, .secretsFile = {}, .language = u"en"_s, .place = {}});
        m_place->start();
        type(u"passphrase"_s, u"station"_s);
        press(u"openVaultButton"_s);
    }

    void cleanup()
    {
        m_place.reset();
        m_folder.reset();
    }

    void nothingOfThePatientIsLeft()
    {
        logIn(u"kovacs"_s);
        QVERIFY(m_place->window().openScreen(u"patients"_s));
        QTRY_VERIFY_WITH_TIMEOUT(!widgetsThatSay(patientName).isEmpty(), patienceMs);
        QGuiApplication::clipboard()->setText(patientName);
        QTest::keyClick(&m_place->window(), Qt::Key_L, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(!m_place->station()->isLoggedIn(), patienceMs);
        QCOMPARE(m_place->station()->lockedPerson(), u"kovacs"_s);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QCOMPARE(widgetsThatSay(patientName), QStringList());
        QVERIFY(!m_place->window().windowTitle().contains(u"Anna"_s));
        QVERIFY(!QGuiApplication::clipboard()->text().contains(u"Anna"_s));
        QVERIFY(!m_place->station()->actor().key); // the keys are gone

        type(u"password"_s, u"password"_s); // the same person: the password is enough
        press(u"loginButton"_s);
        QTRY_VERIFY_WITH_TIMEOUT(m_place->station()->isLoggedIn(), patienceMs);
        QCOMPARE(acts(), (QStringList{u"login"_s, u"lock"_s, u"unlock"_s}));
    }

    void anotherPersonMayLogInInstead()
    {
        logIn(u"kovacs"_s);
        m_place->station()->lock();
        logIn(u"wang"_s);
        QCOMPARE(m_place->station()->actor().person.id, u"wang"_s);
        QVERIFY(m_place->station()->lockedPerson().isEmpty());
        QVERIFY(!m_place->window().openScreen(u"patients"_s)); // not this role's
        QVERIFY(must(m_place->station()->desk().board()).isEmpty());
    }

    void anIdleScreenLocksItself()
    {
        logIn(u"kovacs"_s);
        auto *idle = m_place->findChild<QTimer *>(u"idleTimer"_s);
        QVERIFY(idle && idle->isActive());
        QCOMPARE(idle->intervalAsDuration(), std::chrono::minutes(10));
        idle->setInterval(1); // as if they had passed
        QTRY_VERIFY_WITH_TIMEOUT(!m_place->station()->isLoggedIn(), patienceMs);
        QCOMPARE(m_place->station()->lockedPerson(), u"kovacs"_s);
    }

    void aFullLockClosesTheVault()
    {
        logIn(u"kovacs"_s);
        must(m_place->station()->keepSetting(u"lock_closes_vault"_s, u"yes"_s));
        QTest::keyClick(&m_place->window(), Qt::Key_L, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(!m_place->station(), patienceMs);
        type(u"passphrase"_s, u"station"_s);
        press(u"openVaultButton"_s);
        logIn(u"kovacs"_s);
    }

    void aWrongPasswordCountsDownAndIsTold() // SEC-11
    {
        press(u"person.kovacs"_s);
        type(u"password"_s, u"wrong"_s);
        press(u"loginButton"_s);
        QTRY_VERIFY_WITH_TIMEOUT(find<QWidget>(u"loginWait"_s), patienceMs);
        QVERIFY(!find<QWidget>(u"password"_s)->isEnabled());
        logIn(u"kovacs"_s); // waits until it may be tried again
    }

    void anAuthenticatorIsEnrolledBeforeTheWork() // SEC-03
    {
        logIn(u"wang"_s);
        must(m_place->station()->ledger().setSignInRules({true, false}, m_place->station()->actor(), u"As in a real house"_s));
        m_place->station()->logOut();
        press(u"person.kovacs"_s);
        type(u"password"_s, u"password"_s);
        press(u"loginButton"_s);
        QTRY_VERIFY_WITH_TIMEOUT(find<QLabel>(u"factorKey"_s), patienceMs);
        QVERIFY(!m_place->window().isWorking());
        const auto key = find<QLabel>(u"factorKey"_s)->text().remove(u' ').toLatin1();
        const auto shared = must(totp::fromBase32(key));
        const auto code = must(totp::codeOf(shared, totp::stepAt(QDateTime::currentDateTimeUtc())));
        type(u"factorProof"_s, QString::fromLatin1(code));
        press(u"factorButton"_s);
        QTRY_VERIFY_WITH_TIMEOUT(m_place->window().isWorking(), patienceMs);
        QVERIFY(must(m_place->station()->ledger().account(u"kovacs"_s)).hasFactor);
        QCOMPARE(widgetsThatSay(QString::fromLatin1(key.first(4)) + u' '), QStringList());
        m_place->station()->logOut();
        press(u"person.kovacs"_s);
        QTRY_VERIFY_WITH_TIMEOUT(find<QLineEdit>(u"loginCode"_s), patienceMs); // asked for from now on
    }

private:
    static void enrol(Ledger &ledger, const QString &id, const QStringList &roles)
    {
        PersonCertificate data;
        data.id = id;
        data.name = Label(id, id);
        data.roles = roles;
        data.licence = u"X-1"_s;
        must(ledger.enrol({data, KdfCost::lightest()}, secret("password")));
    }

    template <typename T>
    [[nodiscard]] T *find(const QString &name) const
    {
        for (auto *one : m_place->window().findChildren<T *>(name))
            if (one->isVisible())
                return one;
        return nullptr;
    }

    void press(const QString &name)
    {
        QTRY_VERIFY2_WITH_TIMEOUT(find<QAbstractButton>(name) && find<QAbstractButton>(name)->isEnabled(), qPrintable(name), patienceMs);
        QTest::mouseClick(find<QAbstractButton>(name), Qt::LeftButton);
    }

    void type(const QString &name, const QString &text)
    {
        QTRY_VERIFY2_WITH_TIMEOUT(find<QLineEdit>(name) && find<QLineEdit>(name)->isEnabled(), qPrintable(name), patienceMs);
        QTest::keyClicks(find<QLineEdit>(name), text);
    }

    void logIn(const QString &person)
    {
        press(u"person."_s + person);
        type(u"password"_s, u"password"_s);
        press(u"loginButton"_s);
        QTRY_VERIFY_WITH_TIMEOUT(m_place->station()->isLoggedIn(), patienceMs);
    }

    [[nodiscard]] QStringList acts() const
    {
        QStringList acts;
        for (const auto &line : must(m_place->station()->ledger().accessLog({.person = u"kovacs"_s})))
            if (line.access.act != u"access.read"_s)
                acts.append(line.access.act);
        return acts;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Workstation> m_place;
};

SIZHEN_WINDOW_TEST(LockTest)
#include "lock_test.moc"
