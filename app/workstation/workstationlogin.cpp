// SPDX-License-Identifier: GPL-3.0-or-later
// Workstation: who is in front of it, and what becomes of the screen when nobody is.
#include "app/workstation/workstation.h"

#include "app/workstation/screens.h"
#include "core/crypto/totp.h"


using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int usualIdleMinutes = 10; // L3-IA-2

} // namespace

QHash<QString, Account> Workstation::accounts() const
{
    QHash<QString, Account> accounts;
    if (const auto people = m_station->ledger().people())
        for (const auto &person : *people)
            if (const auto account = m_station->ledger().account(person.id))
                accounts.insert(person.id, *account);
    return accounts;
}

void Workstation::logIn(const QString &personId, const SecretBytes &password, const QString &code)
{
    showLogin()->setBusy(true);
    const auto done = [this](const Result<SignedIn> &standing) {
        if (standing)
            return;
        failed(standing.error());
        if (m_login)
            m_login->setAccounts(accounts(), m_station->lockedPerson());
    };
    if (personId == m_station->lockedPerson())
        m_station->unlock(this, password.clone(), done);
    else
        m_station->logIn(this, personId, password.clone(), code, done);
}

// Whatever of a patient stood on the screen goes with the work of the person before.
void Workstation::onPersonChanged()
{
    m_window.closeWork();
    m_newFactor = {};
    if (!m_station->isLoggedIn())
        return showPeople();
    if (m_station->standing().needsFactor)
        return startFactor();
    if (m_station->standing().mustChangePassword)
        return showLogin()->showPassword(true);
    openWork();
}

void Workstation::openWork()
{
    m_context = std::make_unique<ScreenContext>(makeContext());
    m_window.openWork(*m_context, screenRows(*m_station, m_log, [this](const SecretBytes &passphrase) {
                                     rekey(passphrase);
                                 }));
    const auto minutes = m_station->setting(u"idle_minutes"_s);
    const auto wait = minutes.isEmpty() ? usualIdleMinutes : minutes.toInt();
    if (wait > 0 && !m_shell) // a practice that is played by commands must not lock between two of them
        m_idle.start(std::chrono::minutes(wait));
    const auto standing = m_station->standing();
    if (standing.failuresBefore > 0)
        m_window.say(tr("%n wrong try(s) were made with your name since you were last here.", nullptr, standing.failuresBefore));
    else if (standing.passwordIsOld)
        m_window.say(tr("Your password is older than 90 days. Change it on the page People."));
}

void Workstation::startFactor()
{
    m_newFactor = totp::newSecret();
    auto link = totp::enrolmentLink(m_newFactor, m_station->ledger().institution().name.in(m_setup.language),
                                    m_station->actor().person.id);
    auto key = totp::base32(m_newFactor);
    showLogin()->showFactor(link, key);
    wipe(link);
    wipe(key);
}

void Workstation::proveFactor(const QString &code)
{
    if (!m_station || !m_station->isLoggedIn())
        return;
    if (const auto enrolled = m_station->ledger().enrolFactor(m_station->actor(), m_newFactor, code); !enrolled)
        return failed(enrolled.error());
    m_newFactor = {};
    if (m_station->standing().mustChangePassword)
        return showLogin()->showPassword(true);
    openWork();
}

void Workstation::changePassword(const SecretBytes &oldOne, const SecretBytes &newOne)
{
    showLogin()->setBusy(true);
    m_station->changePassword(this, oldOne.clone(), newOne.clone(), [this](const Result<> &changed) {
        if (!changed)
            return failed(changed.error());
        m_station->settleStanding();
        openWork();
    });
}

// Nothing of a patient stays: not on the screen, not in a title, not in the clipboard; drafts were kept, the keys are wiped.
void Workstation::lock()
{
    if (!m_station || !m_station->isLoggedIn())
        return;
    m_idle.stop();
    const auto closesVault = m_station->setting(u"lock_closes_vault"_s) == u"yes"_s && !m_shell;
    m_station->lock(); // closes the work
    if (!closesVault)
        return;
    m_context.reset();
    m_station.reset(); // the data key goes, too
    showClosedVault(); // the keyring is asked when somebody wants it: else nothing would be closed
}

void Workstation::watchIdle()
{
    m_idle.setObjectName(u"idleTimer"_s);
    m_idle.setSingleShot(true);
    m_idle.setInterval(std::chrono::minutes(usualIdleMinutes));
    connect(&m_idle, &QTimer::timeout, this, &Workstation::lock);
    m_app.installEventFilter(this);
}

bool Workstation::eventFilter(QObject *watched, QEvent *event)
{
    switch (event->type()) {
    case QEvent::KeyPress:
    case QEvent::MouseButtonPress:
    case QEvent::MouseMove:
    case QEvent::Wheel:
    case QEvent::TouchBegin:
    case QEvent::TabletPress:
        if (m_idle.isActive())
            m_idle.start();
        break;
    default:
        break;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace sizhen
