// SPDX-License-Identifier: GPL-3.0-or-later
// The ways into the vault that are no passphrase, through the window (SEC-08): the desktop's keyring, a real one, and
// the recovery code on paper.
#include "app/station/keyring.h"
#include "tests/support/desktopkeyring.h"
#include "tests/support/hands.h"
#include "tests/support/program.h"
#include "tests/support/secrets.h"
#include "tests/support/systemstation.h"
#include "tests/ui/support/uichecks.h"

#include <QLocalServer>
#include <QTemporaryDir>

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;

class WaysInTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void withoutAKeyringServiceThePassphraseIsOffered();
    void aKeyringThatDoesNotAnswerIsNotWaitedFor();
    void theKeyringOpensTheVaultAndThePersonStillLogsIn();
    void theRealProgramOpensByTheKeyring();
    void aFullLockIsNotUndoneByTheKeyring();
    void aLockedKeyringIsToldAndThePassphraseOpens();
    void theRecoveryCodeLetsInAndTheForgottenPassphraseGoes();
    void aRecoveryThatIsGivenUpChangesNothing();
    void theCodeOfAnotherVaultIsToldAsSuch();

private:
    void startWindow();
    [[nodiscard]] bool openKeyring();
    void addKeyringSlot();
    [[nodiscard]] RecoveryCode addCode();
    void typeCode(const RecoveryCode &code);

    [[nodiscard]] QString vault() const { return m_folder->filePath(u"vault"_s); }

    template <typename Work>
    static void by(Work work);

    std::unique_ptr<DesktopKeyring> m_keyring;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Workstation> m_place;
    std::unique_ptr<Hands> m_hands;
};

void WaysInTest::initTestCase()
{
    QVERIFY(startCrypto());
    qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus"); // nobody's own keyring
}

void WaysInTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    qputenv("SIZHEN_STATE_FOLDER", m_folder->filePath(u"state"_s).toUtf8());
    auto made = Vault::create(vault(), secret("station"), KdfCost::lightest()).value();
    QVERIFY(Ledger::found(*made,
                          {Label(u"多瑙河"_s, u"Duna"_s), Label(u"布达佩斯"_s, u"Budapest"_s), u"HU"_s,
                           u"Europe/Budapest"_s, u"Room 1"_s},
                          systemClock()));
    const auto ledger = Ledger::open(*made, systemClock()).value();
    PersonCertificate wang;
    wang.id = u"wang"_s;
    wang.name = Label(u"王"_s, u"Wang"_s);
    wang.roles = {u"IT"_s};
    QVERIFY(ledger->enrol({wang, KdfCost::lightest()}, secret("password")));
}

void WaysInTest::cleanup()
{
    m_hands.reset();
    m_place.reset();
    m_folder.reset();
}

// A step of hands; what they cannot do fails the test with its words.
template <typename Work>
void WaysInTest::by(Work work)
{
    try {
        work();
    } catch (const Clumsy &clumsy) {
        QTest::qFail(clumsy.what(), __FILE__, __LINE__);
    }
}

void WaysInTest::startWindow()
{
    m_hands.reset();
    m_place.reset();
    m_place = std::make_unique<Workstation>(
        *qApp, WorkstationSetup{.vaultFolder = vault(), .secretsFile = {}, .language = u"en"_s, .place = {}});
    m_place->start();
    m_hands = std::make_unique<Hands>(*m_place);
}

// One for all tests that want it: a process has one session bus for its life.
bool WaysInTest::openKeyring()
{
    if (m_keyring)
        return true;
    m_keyring = std::make_unique<DesktopKeyring>();
    return m_keyring->start();
}

void WaysInTest::addKeyringSlot()
{
    auto open = Vault::open(vault(), secret("station")).value();
    std::optional<Result<QString>> added;
    keyring::addSlot(this, *open, systemClock()(), [&added](const Result<QString> &id) { added = id; });
    QTRY_VERIFY_WITH_TIMEOUT(added.has_value(), Hands::patienceMs);
    QVERIFY2(*added, qPrintable(*added ? QString() : added->error().detail));
}

RecoveryCode WaysInTest::addCode()
{
    auto code = RecoveryCode::random();
    const auto open = Vault::open(vault(), secret("station")).value();
    if (const auto added = open->keys()->addAdministrator(code, systemClock()()); !added)
        qFatal("%s", qPrintable(added.error().detail));
    return code;
}

void WaysInTest::typeCode(const RecoveryCode &code)
{
    m_hands->press(u"recoveryCodeButton"_s);
    m_hands->find(u"recoveryRow1"_s);
    for (const char c : code.seed().view())
        QTest::keyClick(m_place->window().focusWidget(), c);
    m_hands->press(u"recoveryCodeOpen"_s);
}

void WaysInTest::withoutAKeyringServiceThePassphraseIsOffered()
{
    {
        const auto open = Vault::open(vault(), secret("station")).value();
        QVERIFY(open->keys()->addKeyring(SecretBytes::random(32), systemClock()()));
    }
    by([this] {
        startWindow();
        m_hands->find(u"bannerSentence"_s);
        QVERIFY2(m_hands->told().contains(u"keyring"_s), qPrintable(m_hands->told()));
        m_hands->enter(u"passphrase"_s, u"station"_s);
        m_hands->logIn(u"wang"_s, u"password"_s);
    });
}

// Whoever asks it hears nothing, for as long as the test likes.
void WaysInTest::aKeyringThatDoesNotAnswerIsNotWaitedFor()
{
    {
        const auto open = Vault::open(vault(), secret("station")).value();
        QVERIFY(open->keys()->addKeyring(SecretBytes::random(32), systemClock()()));
    }
    auto silent = std::make_unique<QLocalServer>();
    const auto path = m_folder->filePath(u"bus"_s);
    QVERIFY(silent->listen(path));
    qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=" + path.toUtf8());
    by([this] {
        startWindow();
        QTest::qWait(300);
        QVERIFY(!m_hands->find<QAbstractButton>(u"keyringButton"_s)->isEnabled());
        m_hands->enter(u"passphrase"_s, u"not the passphrase"_s);
        m_hands->find(u"bannerSentence"_s);
        QVERIFY(m_hands->find<QAbstractButton>(u"keyringButton"_s)->isEnabled()); // it may be asked again
        m_hands->enter(u"passphrase"_s, u"station"_s);
        m_hands->logIn(u"wang"_s, u"password"_s);
    });
    silent.reset(); // ends the attempt: a process has one session bus for its life
    qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
    QTest::qWait(300);
}

void WaysInTest::theKeyringOpensTheVaultAndThePersonStillLogsIn()
{
    if (const auto missing = DesktopKeyring::missing(); !missing.isEmpty())
        QSKIP(qPrintable(u"not on this machine: "_s + missing));
    QVERIFY(openKeyring());
    addKeyringSlot();
    by([this] {
        startWindow();
        QVERIFY(!m_place->station()); // start() does not wait for it
        QVERIFY(m_hands->find(u"passphrase"_s)->isEnabled());
        m_hands->find(u"person.wang"_s);
        QVERIFY(!m_place->station()->isLoggedIn());
        m_hands->press(u"person.wang"_s);
        m_hands->enter(u"password"_s, u"wrong"_s);
        m_hands->find(u"bannerSentence"_s);
        QVERIFY(!m_place->station()->isLoggedIn());
        m_hands->logIn(u"wang"_s, u"password"_s);
    });
}

void WaysInTest::theRealProgramOpensByTheKeyring()
{
    if (const auto missing = DesktopKeyring::missing(); !missing.isEmpty())
        QSKIP(qPrintable(u"not on this machine: "_s + missing));
    QVERIFY(openKeyring());
    addKeyringSlot();
    StationProcess window(program(u"sizhen"_s), {u"--vault"_s, vault(), u"--shell"_s}, nullptr); // no file of secrets
    window.start();
    const auto status = ask(window, {u"status"_s});
    QVERIFY2(status, qPrintable(status ? QString() : status.error().detail));
    window.stop();
    QTRY_VERIFY_WITH_TIMEOUT(!window.isRunning(), Hands::patienceMs);
}

void WaysInTest::aFullLockIsNotUndoneByTheKeyring()
{
    if (const auto missing = DesktopKeyring::missing(); !missing.isEmpty())
        QSKIP(qPrintable(u"not on this machine: "_s + missing));
    QVERIFY(openKeyring());
    addKeyringSlot();
    by([this] {
        startWindow();
        m_hands->logIn(u"wang"_s, u"password"_s);
        QVERIFY(m_place->station()->keepSetting(u"lock_closes_vault"_s, u"yes"_s));
        m_hands->key(Qt::Key_L, Qt::ControlModifier);
        m_hands->find(u"keyringButton"_s);
        QTest::qWait(500);
        QVERIFY(!m_place->station());
        m_hands->press(u"keyringButton"_s); // when somebody wants it
        m_hands->logIn(u"wang"_s, u"password"_s);
    });
}

void WaysInTest::aLockedKeyringIsToldAndThePassphraseOpens()
{
    if (const auto missing = DesktopKeyring::missing(); !missing.isEmpty())
        QSKIP(qPrintable(u"not on this machine: "_s + missing));
    QVERIFY(openKeyring());
    addKeyringSlot();
    QVERIFY(m_keyring->lock());
    by([this] {
        startWindow();
        m_hands->find(u"bannerSentence"_s);
        QVERIFY2(m_hands->told().contains(u"locked"_s), qPrintable(m_hands->told()));
        keepPicture(m_place->window(), u"waysin-locked"_s);
        QVERIFY(m_hands->find<QAbstractButton>(u"keyringButton"_s)->isEnabled());
        m_hands->enter(u"passphrase"_s, u"station"_s);
        m_hands->logIn(u"wang"_s, u"password"_s);
    });
}

void WaysInTest::theRecoveryCodeLetsInAndTheForgottenPassphraseGoes()
{
    const auto code = addCode();
    by([&] {
        startWindow();
        typeCode(code);
        m_hands->find(u"recoveredPassphrase"_s);
        keepPicture(m_place->window(), u"waysin-new-passphrase"_s);
        QVERIFY(!m_place->station()); // nothing is shown yet
        m_hands->type(u"recoveredPassphrase"_s, u"found again, longer"_s);
        m_hands->enter(u"recoveredPassphraseAgain"_s, u"found again, longer"_s);
        m_hands->logIn(u"wang"_s, u"password"_s);
        const auto lines = m_place->station()->ledger().accessLog({.person = u"administrator"_s});
        QVERIFY(lines && !lines->isEmpty());
        QCOMPARE(lines->constFirst().access.act, u"vault.recovered"_s);
    });
    m_hands.reset();
    m_place.reset();
    QCOMPARE(Vault::open(vault(), secret("station")).error().fault, Fault::WrongPassword);
    QVERIFY(Vault::open(vault(), secret("found again, longer")));
}

void WaysInTest::aRecoveryThatIsGivenUpChangesNothing()
{
    const auto code = addCode();
    by([&] {
        startWindow();
        typeCode(code);
        m_hands->press(u"recoveredCancel"_s);
        m_hands->enter(u"passphrase"_s, u"station"_s); // it was let go of, and the old one still opens
        m_hands->logIn(u"wang"_s, u"password"_s);
    });
}

void WaysInTest::theCodeOfAnotherVaultIsToldAsSuch()
{
    const auto mine = addCode();
    by([this] {
        startWindow();
        typeCode(RecoveryCode::random());
        m_hands->find(u"bannerSentence"_s);
        QVERIFY2(m_hands->told().contains(u"not one of this vault"_s), qPrintable(m_hands->told()));
        QVERIFY(m_hands->seen(u"recoveryRow1"_s)); // and what was typed can be looked at
        keepPicture(m_place->window(), u"waysin-wrong-code"_s);
    });
}

SIZHEN_WINDOW_TEST(WaysInTest)
#include "waysin_test.moc"
