// SPDX-License-Identifier: GPL-3.0-or-later
// Ledger: who may come in. Tries are counted and delayed, codes checked, accounts closed; every step is in the access log.
#include "core/base/cbor.h"
#include "core/crypto/totp.h"
#include "core/records/ledger_p.h"
#include "core/records/passwordrule.h"
#include "core/records/personrow.h"

#include <algorithm>
#include <array>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

const QString secAdmin = u"SEC-ADMIN"_s;
constexpr std::array delaySeconds{1, 2, 4, 8}; // after the first, second … wrong try
constexpr qint64 firstLockSeconds = 15 * 60;
constexpr qint64 longestLockSeconds = 4 * 3600;

// How a person's tries went at this station: {"failures", "lastFailure" ms, "lastLogin" ms, "usedStep"}.
struct Tries {
    int failures = 0;
    qint64 lastFailureMs = 0;
    qint64 lastLoginMs = 0;
    qint64 usedStep = 0;
};

Result<Tries> triesOf(Vault &vault, const QString &personId)
{
    const auto row = vault.rows().at(rows::login, personId);
    if (!row)
        return tl::unexpected(row.error());
    if (!*row)
        return Tries();
    const auto map = cbor::decodeMap((*row)->body);
    if (!map)
        return tl::unexpected(map.error());
    return Tries{int(map->value(u"failures"_s).toInteger()), map->value(u"lastFailure"_s).toInteger(),
                 map->value(u"lastLogin"_s).toInteger(), map->value(u"usedStep"_s).toInteger()};
}

Result<> putTries(Vault &vault, const QString &personId, const Tries &tries)
{
    const auto body = cbor::encode(QCborMap{{u"failures"_s, tries.failures},
                                            {u"lastFailure"_s, tries.lastFailureMs},
                                            {u"lastLogin"_s, tries.lastLoginMs},
                                            {u"usedStep"_s, tries.usedStep}});
    return vault.rows().put(rows::login, {personId, personId, body});
}

QDateTime moment(qint64 ms)
{
    return ms > 0 ? QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC) : QDateTime();
}

qint64 waitSeconds(int failures)
{
    if (failures <= 0)
        return 0;
    if (failures < triesBeforeLockOut)
        return delaySeconds.at(std::size_t(failures - 1));
    const auto doubled = std::min(failures - triesBeforeLockOut, 4);
    return std::min(firstLockSeconds << doubled, longestLockSeconds);
}

Error refusal(QString message, QVariantMap args = {})
{
    return {Fault::Refused, u"log-in: "_s + message, u"SEC-11"_s, std::move(message), std::move(args)};
}

Error wrong(QString message, int failures)
{
    return {Fault::WrongPassword, u"log-in: "_s + message, u"SEC-11"_s, std::move(message),
            {{u"n"_s, std::max(0, triesBeforeLockOut - failures)}, {u"seconds"_s, waitSeconds(failures)}}};
}

Error disabled()
{
    return {Fault::Denied, u"log-in: the account is disabled"_s, u"SEC-15"_s, u"sec.disabled"_s, {}};
}

} // namespace

Result<> Ledger::Private::mustBe(const Actor &actor, const QString &role)
{
    if (const auto good = checkActor(actor); !good)
        return good;
    if (actor.person.roles.contains(role))
        return {};
    return tl::unexpected(
        Error{Fault::Denied, u"ledger: needs the role "_s + role, u"SEC-06"_s, u"role.not_allowed"_s, {{u"who"_s, role}}});
}

// The secret of an authenticator is not sealed under the password alone: both would fall with it. It lies under a key of the
// house that every station of it has. Against a stolen disk it adds nothing (docs/security.md).
Result<SecretBytes> Ledger::Private::factorKey(const QString &personId)
{
    const auto key = keyOf(institutionStream, 1);
    if (!key)
        return tl::unexpected(key.error());
    if (!*key)
        return fail(Fault::NotFound, u"log-in: the key of the house is not here"_s);
    return deriveSubkey(**key, "sizhen.second.factor." + personId.toUtf8());
}

SignInRules Ledger::signInRules() const
{
    // A station that joined later has no word of its own: the house's counts.
    const auto on = [&](const QString &name) {
        const auto row = d->vault.rows().at(settingsRows, name);
        if (row && *row)
            return (*row)->body == "required";
        return houseSetting(name).value_or(QString()) == u"required"_s;
    };
    return {on(u"second_factor"_s), on(u"strict_passwords"_s)};
}

Result<> Ledger::setSignInRules(const SignInRules &rules, const Actor &actor, const QString &reason)
{
    if (const auto may = d->mustBe(actor, secAdmin); !may)
        return may;
    return together([&] {
        return putSignInRules(d->vault, rules).and_then([&] {
            return noteAccess(actor, u"settings.sign_in"_s,
                              u"second_factor=%1 strict_passwords=%2"_s.arg(rules.secondFactor).arg(rules.strictPasswords),
                              Access::Outcome::Done, reason);
        });
    });
}

Result<Account> Ledger::account(const QString &personId) const
{
    const auto person = sealedPerson(personId);
    if (!person && person.error().message == u"sec.disabled"_s) { // revoked by the root
        Account revoked;
        revoked.disabled = true;
        return revoked;
    }
    if (!person)
        return tl::unexpected(person.error());
    const auto tries = triesOf(d->vault, personId);
    if (!tries)
        return tl::unexpected(tries.error());
    Account account;
    account.hasFactor = !person->factor.isEmpty();
    account.passwordSince = moment(person->passwordSinceMs);
    account.mustChangePassword = person->mustChangePassword;
    account.failures = tries->failures;
    account.lastLogin = moment(tries->lastLoginMs);
    account.disabled = person->disabledMs > 0;
    account.disabledAt = moment(person->disabledMs);
    account.disabledReason = person->disabledReason;
    const auto next = tries->lastFailureMs + waitSeconds(tries->failures) * 1000;
    // A clock that was put back must not lock anybody out for longer than the wait itself.
    if (tries->failures > 0 && d->nowMs() < next && d->nowMs() >= tries->lastFailureMs) {
        account.notBefore = moment(next);
        account.lockedOut = tries->failures >= triesBeforeLockOut;
    }
    return account;
}

Result<Ledger::SealedPerson> Ledger::admit(const QString &personId)
{
    const auto refused = [&](const Error &error, const QString &why) -> Result<SealedPerson> {
        if (const auto noted = noteAccess({personId, {}, u"login"_s, {}, Access::Outcome::Refused, why}); !noted)
            return tl::unexpected(noted.error());
        return tl::unexpected(error);
    };
    const auto person = sealedPerson(personId);
    if (!person && person.error().fault == Fault::NotFound)
        return refused(person.error(), u"unknown"_s);
    if (!person && person.error().message == u"sec.disabled"_s)
        return refused(person.error(), u"revoked"_s);
    if (!person)
        return person;
    const auto known = account(personId);
    if (!known)
        return tl::unexpected(known.error());
    if (known->disabled)
        return refused(disabled(), u"disabled"_s);
    if (!known->notBefore.isValid())
        return person;
    const auto seconds = (known->notBefore.toMSecsSinceEpoch() - d->nowMs() + 999) / 1000;
    const QVariantMap args{{u"n"_s, known->lockedOut ? (seconds + 59) / 60 : seconds}, {u"seconds"_s, seconds}};
    return refused(refusal(known->lockedOut ? u"sec.locked_out"_s : u"sec.too_soon"_s, args),
                   known->lockedOut ? u"locked out"_s : u"too soon"_s);
}

Result<> Ledger::Private::checkCode(const QString &personId, const SealedPerson &person, const QString &code, qint64 &usedStep)
{
    const auto key = factorKey(personId);
    if (!key)
        return tl::unexpected(key.error());
    const auto secret = unsealSecret(*key, person.factor);
    if (!secret)
        return tl::unexpected(secret.error());
    const auto step = totp::acceptedStep(*secret, code, clock(), usedStep);
    if (!step)
        return fail(Fault::WrongPassword, u"log-in: the code is not right"_s);
    usedStep = *step;
    return {};
}

Result<SignedIn> Ledger::judgeLogin(const QString &personId, const Result<Login> &unlocked, const QString &code, SignInKind kind)
{
    const auto person = sealedPerson(personId);
    if (!person)
        return tl::unexpected(person.error());
    auto tries = triesOf(d->vault, personId);
    if (!tries)
        return tl::unexpected(tries.error());
    const auto act = kind == SignInKind::LogIn ? u"login"_s : u"unlock"_s;
    const auto rules = signInRules();
    const auto hasFactor = !person->factor.isEmpty();
    const auto wantsCode = kind == SignInKind::LogIn && hasFactor;
    SignedIn standing{rules.secondFactor && !hasFactor, person->mustChangePassword, false, tries->failures,
                      moment(tries->lastLoginMs)};
    std::optional<Error> problem;
    QString why;
    auto counts = true;
    if (!unlocked && unlocked.error().fault != Fault::WrongPassword)
        return tl::unexpected(unlocked.error()); // no memory, damaged: nobody's wrong try
    if (!unlocked) {
        problem = wrong(u"sec.wrong_password"_s, tries->failures + 1);
        why = u"password"_s;
    } else if (person->disabledMs > 0) {
        problem = disabled();
        why = u"disabled"_s;
        counts = false;
    } else if (wantsCode && code.isEmpty()) {
        problem = Error{Fault::Refused, u"log-in: no code"_s, u"SEC-03"_s, u"sec.second_factor"_s, {}};
        why = u"no code"_s;
        counts = false;
    } else if (wantsCode) {
        if (const auto good = d->checkCode(personId, *person, code, tries->usedStep); !good) {
            if (good.error().fault != Fault::WrongPassword)
                return tl::unexpected(good.error());
            problem = wrong(u"sec.wrong_code"_s, tries->failures + 1);
            why = u"code"_s;
        }
    }
    if (!problem) {
        const auto &valid = unlocked->person;
        if (now() < valid.validFrom || now() >= valid.validTo) {
            problem = certificateOver(valid);
            why = u"certificate"_s;
            counts = false;
        }
    }
    if (problem && counts) {
        ++tries->failures;
        tries->lastFailureMs = d->nowMs();
        if (tries->failures == triesBeforeLockOut)
            why += u", locked out"_s;
    } else if (!problem) {
        tries->failures = 0;
        tries->lastLoginMs = d->nowMs();
        const auto since = moment(person->passwordSinceMs);
        standing.passwordIsOld = since.isValid() && since.daysTo(now()) >= passwordDays;
    }
    const auto roles = unlocked ? unlocked->person.roles.join(u' ') : QString();
    const auto outcome = problem ? Access::Outcome::Refused : Access::Outcome::Done;
    const auto written = together([&] {
        return putTries(d->vault, personId, *tries).and_then([&] {
            return noteAccess({personId, roles, act, {}, outcome, why});
        });
    });
    if (!written)
        return tl::unexpected(written.error());
    if (problem)
        return tl::unexpected(*problem);
    return standing;
}

Result<> Ledger::enrolFactor(const Actor &actor, const SecretBytes &secret, const QString &code)
{
    if (const auto good = d->checkActor(actor); !good)
        return good;
    const auto &personId = actor.person.id;
    auto person = sealedPerson(personId);
    auto tries = triesOf(d->vault, personId);
    const auto key = d->factorKey(personId);
    if (!person || !tries || !key)
        return tl::unexpected(!person ? person.error() : !tries ? tries.error() : key.error());
    const auto step = totp::acceptedStep(secret, code, now(), 0);
    if (!step)
        return tl::unexpected(Error{Fault::WrongPassword, u"enrol: the code is not right"_s, u"SEC-03"_s, u"sec.enrol_code"_s, {}});
    person->factor = seal(*key, secret.view());
    tries->usedStep = *step;
    return together([&] {
        return d->putPerson(personId, *person)
            .and_then([&] { return putTries(d->vault, personId, *tries); })
            .and_then([&] { return noteAccess(actor, u"person.factor"_s, personId); });
    });
}

Result<> Ledger::resetFactor(const QString &personId, const Actor &actor, const QString &reason)
{
    return d->changePerson(personId, actor, u"person.factor_reset"_s, reason, [](SealedPerson &person) { person.factor.clear(); });
}

Result<> Ledger::liftLockOut(const QString &personId, const Actor &actor, const QString &reason)
{
    const auto lift = [&]() -> Result<> {
        auto tries = triesOf(d->vault, personId);
        if (!tries)
            return tl::unexpected(tries.error());
        tries->failures = 0;
        return putTries(d->vault, personId, *tries);
    };
    const auto change = [&] {
        return d->changePerson(personId, actor, u"person.lock_lifted"_s, reason, [](SealedPerson &) {});
    };
    if (const auto may = d->mustBe(actor, secAdmin); !may)
        return change(); // its refusal is a line of the log, which a rolled back transaction would lose
    return together([&] { return change().and_then(lift); });
}

Result<> Ledger::disablePerson(const QString &personId, const Actor &actor, const QString &reason)
{
    const auto at = d->nowMs();
    auto done = d->changePerson(personId, actor, u"person.disabled"_s, reason, [&](SealedPerson &person) {
        person.disabledMs = at;
        person.disabledReason = reason;
    });
    d->disabledKeys.reset();
    return done;
}

Result<> Ledger::requirePasswordChange(const QString &personId, const Actor &actor, const QString &reason)
{
    return d->changePerson(personId, actor, u"person.password_due"_s, reason,
                           [](SealedPerson &person) { person.mustChangePassword = true; });
}

// What the security administrator does to somebody's account: with a reason, in the log, in one transaction.
Result<> Ledger::Private::changePerson(const QString &personId, const Actor &actor, const QString &act, const QString &reason,
                                       const std::function<void(SealedPerson &)> &change)
{
    if (const auto may = mustBe(actor, secAdmin); !may) {
        if (const auto noted = q->noteAccess(actor, act, personId, Access::Outcome::Refused, reason); !noted)
            return noted;
        return may;
    }
    if (reason.trimmed().size() < leastReason)
        return refuse(u"SEC-11"_s, u"sec.reason"_s, {{u"n"_s, leastReason}});
    auto person = q->sealedPerson(personId);
    if (!person)
        return tl::unexpected(person.error());
    change(*person);
    return write([&] {
        return putPerson(personId, *person).and_then([&] {
            return q->noteAccess(actor, act, personId, Access::Outcome::Done, reason);
        });
    });
}

Result<bool> Ledger::Private::isDisabled(const QByteArray &personKey)
{
    if (!disabledKeys) {
        const auto list = vault.rows().list(rows::person);
        if (!list)
            return tl::unexpected(list.error());
        QSet<QByteArray> keysOff;
        for (const auto &row : *list) {
            const auto person = sealedPersonFrom(row.body);
            if (!person)
                return tl::unexpected(person.error());
            if (person->disabledMs == 0)
                continue;
            const auto certificate = openPersonCertificate(person->certificate);
            if (certificate)
                keysOff.insert(certificate->person);
        }
        disabledKeys = std::move(keysOff);
    }
    return disabledKeys->contains(personKey);
}

} // namespace sizhen
