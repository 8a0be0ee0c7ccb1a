// SPDX-License-Identifier: GPL-3.0-or-later
// Station: who is in front of it. Tries are counted in the vault (Ledger::judgeLogin); here is what needs a thread or a clock.
#include "app/station/station.h"
#include "core/base/async.h"
#include "core/base/log.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr auto headEvery = std::chrono::minutes(10); // storage.md §5
constexpr auto anchorAtExit = std::chrono::hours(1); // a script that starts us every minute must not fill the partnership

using Unlocked = std::shared_ptr<Result<Ledger::Login>>; // QFuture wants something it can copy; one owner in effect

void told(const char *what, const Result<> &done)
{
    if (!done)
        qCWarning(lcRecords) << what << done.error().detail;
}

} // namespace

void Station::watchAccessLog()
{
    // Stations that join later ask for the same.
    const auto rules = m_ledger->signInRules();
    for (const auto &[name, on] : {std::pair{u"second_factor"_s, rules.secondFactor}, std::pair{u"strict_passwords"_s, rules.strictPasswords}})
        if (on && m_ledger->houseSetting(name).value_or(u"?"_s).isEmpty())
            told("rules of log-in:", m_ledger->keepHouseSetting(name, u"required"_s));
    m_headTimer.setInterval(headEvery);
    connect(&m_headTimer, &QTimer::timeout, this, [this] { told("access head:", m_ledger->publishAccessHead()); });
    m_headTimer.start();
    m_minute.setInterval(std::chrono::minutes(1));
    connect(&m_minute, &QTimer::timeout, this, &Station::lookAtTheTime);
    m_minute.start();
    lookAtTheTime();
}

void Station::closeAccessLog()
{
    if (isLoggedIn())
        told("log-out:", m_ledger->noteAccess(actor(), u"logout"_s));
    told("access head:", m_ledger->publishAccessHead(anchorAtExit));
}

void Station::logIn(Ledger::Login login)
{
    m_locked.clear();
    m_login.emplace(std::move(login));
    m_login->provedAt = m_ledger->now();
    m_desk->readAs(m_login->person);
    Q_EMIT personChanged();
}

void Station::tryIn(QObject *owner, const QString &personId, SecretBytes password, const QString &code, SignInKind kind,
                    std::function<void(Result<SignedIn>)> done)
{
    const auto sealed = m_ledger->admit(personId);
    if (!sealed)
        return done(tl::unexpected(sealed.error()));
    const auto shared = std::make_shared<SecretBytes>(std::move(password)); // runThen copies its work; one owner in effect
    runThen(
        owner,
        [person = *sealed, shared]() -> Unlocked {
            return std::make_shared<Result<Ledger::Login>>(Ledger::unlock(person, *shared));
        },
        [this, personId, code, kind, done](const Unlocked &unlocked) {
            const auto standing = m_ledger->judgeLogin(personId, *unlocked, code, kind);
            if (standing) {
                m_standing = *standing; // first: whoever hears personChanged() asks for it
                logIn(std::move(**unlocked));
            }
            done(standing);
        });
}

void Station::logIn(QObject *owner, const QString &personId, SecretBytes password, const QString &code,
                    std::function<void(Result<SignedIn>)> done)
{
    tryIn(owner, personId, std::move(password), code, SignInKind::LogIn, std::move(done));
}

void Station::unlock(QObject *owner, SecretBytes password, std::function<void(Result<SignedIn>)> done)
{
    if (m_locked.isEmpty())
        return done(fail(Fault::Denied, u"unlock: nothing is locked"_s));
    tryIn(owner, m_locked, std::move(password), {}, SignInKind::Unlock, std::move(done));
}

void Station::forgetPerson()
{
    m_login.reset(); // its keys are wiped with it
    m_standing = {};
    m_desk->readAs({});
    told("access head:", m_ledger->publishAccessHead());
    Q_EMIT personChanged();
}

void Station::lock()
{
    if (!isLoggedIn())
        return;
    told("lock:", m_ledger->noteAccess(actor(), u"lock"_s));
    m_locked = m_login->person.id;
    forgetPerson();
}

void Station::logOut()
{
    if (isLoggedIn())
        told("log-out:", m_ledger->noteAccess(actor(), u"logout"_s));
    m_locked.clear();
    m_calls->end(); // SES-03: nobody speaks on without a name
    forgetPerson();
}

Actor Station::actor() const
{
    return m_login ? m_login->actor() : Actor{};
}

void Station::reauthenticate(QObject *owner, SecretBytes password, std::function<void(Result<>)> done)
{
    if (!m_login)
        return done(fail(Fault::Denied, u"nobody is logged in"_s));
    const auto personId = m_login->person.id;
    const auto sealed = m_ledger->admit(personId);
    if (!sealed)
        return done(tl::unexpected(sealed.error()));
    const auto shared = std::make_shared<SecretBytes>(std::move(password)); // as above
    runThen(
        owner,
        [person = *sealed, shared]() -> Unlocked {
            return std::make_shared<Result<Ledger::Login>>(Ledger::unlock(person, *shared));
        },
        [this, personId, done](const Unlocked &unlocked) {
            done(judgeAgain(personId, *unlocked));
        });
}

Result<> Station::reauthenticateNow(const SecretBytes &password)
{
    if (!m_login)
        return fail(Fault::Denied, u"nobody is logged in"_s);
    const auto personId = m_login->person.id;
    const auto sealed = m_ledger->admit(personId);
    return sealed ? judgeAgain(personId, Ledger::unlock(*sealed, password)) : tl::unexpected(sealed.error());
}

Result<> Station::judgeAgain(const QString &personId, const Result<Ledger::Login> &unlocked)
{
    const auto judged = m_ledger->judgeLogin(personId, unlocked, {}, SignInKind::Unlock);
    if (!judged)
        return tl::unexpected(judged.error());
    if (m_login && m_login->person.id == personId)
        m_login->provedAt = m_ledger->now();
    return {};
}

void Station::changePassword(QObject *owner, SecretBytes oldOne, SecretBytes newOne, std::function<void(Result<>)> done)
{
    if (!m_login)
        return done(fail(Fault::Denied, u"nobody is logged in"_s));
    const auto sealed = m_ledger->admit(m_login->person.id);
    if (!sealed)
        return done(tl::unexpected(sealed.error()));
    const auto before = std::make_shared<SecretBytes>(std::move(oldOne)); // as above
    const auto after = std::make_shared<SecretBytes>(std::move(newOne));
    runThen(
        owner,
        [person = *sealed, before, after, strict = m_ledger->signInRules().strictPasswords] {
            return Ledger::reseal(person, *before, *after, strict);
        },
        [this, done](const Result<Ledger::SealedPerson> &resealed) {
            if (!resealed || !m_login)
                return done(tl::unexpected(resealed ? Error{Fault::Denied, u"nobody is logged in"_s, {}, {}, {}} : resealed.error()));
            done(m_ledger->putResealed(*resealed, actor()));
        });
}

} // namespace sizhen
