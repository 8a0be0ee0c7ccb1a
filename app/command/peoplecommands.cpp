// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command/argsjson.h"
#include "app/command/command.h"
#include "core/crypto/totp.h"

#include <QJsonArray>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

QJsonObject show(const PersonCertificate &person)
{
    return {{u"id"_s, person.id},
            {u"name"_s, QJsonObject{{u"zh"_s, person.name.zh()}, {u"en"_s, person.name.en()}}},
            {u"roles"_s, QJsonArray::fromStringList(person.roles)},
            {u"licence"_s, person.licence},
            {u"validTo"_s, person.validTo.toString(Qt::ISODate)}};
}

PersonCertificate personFrom(const QJsonObject &json)
{
    PersonCertificate person;
    person.id = json.value(u"id"_s).toString();
    person.name = Label::fromJson(json.value(u"name"_s).toObject());
    for (const auto &role : json.value(u"roles"_s).toArray())
        person.roles.append(role.toString());
    person.title = Label::fromJson(json.value(u"title"_s).toObject());
    person.titleLevel = json.value(u"titleLevel"_s).toString();
    person.specialty = json.value(u"specialty"_s).toString();
    person.licence = json.value(u"licence"_s).toString();
    for (const auto &item : json.value(u"practice"_s).toArray()) {
        const auto interval = item.toObject();
        person.practice.append({QDate::fromString(interval.value(u"from"_s).toString(), Qt::ISODate),
                                QDate::fromString(interval.value(u"to"_s).toString(), Qt::ISODate),
                                interval.value(u"independent"_s).toBool(), interval.value(u"place"_s).toString()});
    }
    return person;
}

Result<QJsonValue> enrol(const CommandCall &call)
{
    const auto json = readJson(call.words.first());
    if (!json)
        return tl::unexpected(json.error());
    auto password = call.secret(u"password:"_s + json->value(u"id"_s).toString());
    if (!password)
        return tl::unexpected(password.error());
    Ledger::NewPerson person{personFrom(*json), call.flag(u"fast"_s) ? KdfCost::lightest() : KdfCost::moderate()};
    const auto now = call.station->ledger().now();
    person.data.validFrom = now.addSecs(-60);
    person.data.validTo = now.addYears(json->value(u"years"_s).toInt(2));
    auto &ledger = call.station->ledger();
    const auto enrolled = ledger.enrol(person, *password);
    if (!enrolled)
        return tl::unexpected(enrolled.error());
    const auto actor = call.station->isLoggedIn() ? call.station->actor() : ledger.systemActor();
    if (const auto noted = ledger.noteAccess(actor, u"person.enrolled"_s, enrolled->id, Access::Outcome::Done,
                                             enrolled->roles.join(u' '));
        !noted)
        return tl::unexpected(noted.error());
    return show(*enrolled);
}

QString text(const QDateTime &moment)
{
    return moment.isValid() ? moment.toString(Qt::ISODate) : QString();
}

Result<QJsonValue> listPeople(const CommandCall &call)
{
    const auto people = call.station->ledger().people();
    if (!people)
        return tl::unexpected(people.error());
    QJsonArray rows;
    for (const auto &person : *people) {
        const auto account = call.station->ledger().account(person.id);
        if (!account)
            return tl::unexpected(account.error());
        auto row = show(person);
        row.insert(u"authenticator"_s, account->hasFactor);
        row.insert(u"lastLogin"_s, text(account->lastLogin));
        row.insert(u"failures"_s, account->failures);
        row.insert(u"notBefore"_s, text(account->notBefore));
        row.insert(u"disabled"_s, account->disabled);
        rows.append(row);
    }
    return rows;
}

void logIn(const CommandCall &call, const CommandDone &done)
{
    const auto id = call.words.first();
    auto password = call.secret(u"password:"_s + id);
    if (!password)
        return done(tl::unexpected(password.error()));
    QString code;
    if (const auto account = call.station->ledger().account(id); account && account->hasFactor) {
        const auto typed = call.secret(u"code:"_s + id);
        if (!typed)
            return done(tl::unexpected(typed.error()));
        code = QString::fromUtf8(typed->view());
    }
    call.station->logIn(call.owner, id, std::move(*password), code,
                        [station = call.station, done](const Result<SignedIn> &loggedIn) {
                            if (!loggedIn)
                                return done(tl::unexpected(loggedIn.error()));
                            auto answer = show(station->actor().person);
                            answer.insert(u"needsAuthenticator"_s, loggedIn->needsFactor);
                            answer.insert(u"mustChangePassword"_s, loggedIn->mustChangePassword);
                            answer.insert(u"failuresBefore"_s, loggedIn->failuresBefore);
                            done(QJsonValue(answer));
                        });
}

Result<QJsonValue> logOut(const CommandCall &call)
{
    call.station->logOut();
    return QJsonObject{{u"loggedOut"_s, true}};
}

// The link to scan comes first, as progress; then a code of the authenticator proves that it was taken in.
Result<QJsonValue> enrolFactor(const CommandCall &call)
{
    const auto actor = call.station->actor();
    auto secret = totp::newSecret();
    if (const auto given = call.secret(u"authenticator:"_s + actor.person.id)) {
        auto read = totp::fromBase32(given->view().toByteArray());
        if (!read)
            return tl::unexpected(read.error());
        secret = *std::move(read);
    }
    auto &ledger = call.station->ledger();
    auto link = totp::enrolmentLink(secret, ledger.institution().name.en(), actor.person.id);
    call.progress({{u"link"_s, QString::fromLatin1(link)}});
    wipe(link);
    const auto code = call.secret(u"code:"_s + actor.person.id);
    if (!code)
        return tl::unexpected(code.error());
    if (const auto enrolled = ledger.enrolFactor(actor, secret, QString::fromUtf8(code->view())); !enrolled)
        return tl::unexpected(enrolled.error());
    return QJsonObject{{u"person"_s, actor.person.id}, {u"authenticator"_s, true}};
}

void changePassword(const CommandCall &call, const CommandDone &done)
{
    const auto id = call.station->actor().person.id;
    auto old = call.secret(u"password:"_s + id);
    auto fresh = call.secret(u"new-password:"_s + id);
    if (!old || !fresh)
        return done(tl::unexpected(old ? fresh.error() : old.error()));
    call.station->changePassword(call.owner, std::move(*old), std::move(*fresh), [done](const Result<> &changed) {
        if (!changed)
            return done(tl::unexpected(changed.error()));
        done(QJsonValue(QJsonObject{{u"changed"_s, true}}));
    });
}

// What the security administrator does to an account: PERSON --reason TEXT.
auto onAccount(Result<> (Ledger::*change)(const QString &, const Actor &, const QString &))
{
    return atOnce([change](const CommandCall &call) -> Result<QJsonValue> {
        auto &ledger = call.station->ledger();
        const auto done = (ledger.*change)(call.words.first(), call.station->actor(), call.option(u"reason"_s));
        if (!done)
            return tl::unexpected(done.error());
        return QJsonObject{{u"person"_s, call.words.first()}};
    });
}

Result<QJsonValue> closeAccount(const CommandCall &call)
{
    const auto closed = call.station->desk().closeAccount(call.words.first(), call.station->actor(), call.option(u"reason"_s));
    if (!closed)
        return tl::unexpected(closed.error());
    return QJsonObject{{u"person"_s, call.words.first()}, {u"partnersTold"_s, *closed}};
}

Result<QJsonValue> changeRoles(const CommandCall &call)
{
    auto &ledger = call.station->ledger();
    const auto sealed = ledger.sealedPerson(call.words.first());
    if (!sealed)
        return tl::unexpected(sealed.error());
    auto person = openPersonCertificate(sealed->certificate);
    if (!person)
        return tl::unexpected(person.error());
    person->roles = call.words.mid(1);
    const auto certified = ledger.recertify(*person, call.station->actor(), call.option(u"reason"_s));
    if (!certified)
        return tl::unexpected(certified.error());
    return show(*certified);
}

Result<QJsonValue> renewKeys(const CommandCall &call)
{
    const auto password = call.secret(u"new-password:"_s + call.words.first());
    if (!password)
        return tl::unexpected(password.error());
    const auto fresh = call.station->ledger().renewKeys(call.words.first(), *password, call.station->actor(),
                                                        call.option(u"reason"_s));
    if (!fresh)
        return tl::unexpected(fresh.error());
    return show(*fresh);
}

QList<Command> accountCommands()
{
    using Needs = Command::Needs;
    const auto forAdmin = [](const QString &name, const QString &help, auto change) {
        return Command{.name = name,
                       .usage = u"PERSON --reason TEXT"_s,
                       .help = help,
                       .needs = Needs::Person,
                       .minWords = 1,
                       .maxWords = 1,
                       .options = {u"reason"_s},
                       .run = onAccount(change)};
    };
    return {
        {.name = u"person factor"_s,
         .usage = {},
         .help = u"Enrol your authenticator: prints the link for its QR code, asks for a code of it."_s,
         .needs = Needs::Person,
         .run = atOnce(enrolFactor)},
        {.name = u"person password"_s,
         .usage = {},
         .help = u"Change your own password."_s,
         .needs = Needs::Person,
         .run = changePassword},
        forAdmin(u"person reset-code"_s, u"Take an authenticator away, e.g. when the telephone was lost (SEC-ADMIN)."_s, &Ledger::resetFactor),
        forAdmin(u"person unlock"_s, u"Lift a lock-out (SEC-ADMIN)."_s, &Ledger::liftLockOut),
        {.name = u"person disable"_s,
         .usage = u"PERSON --reason TEXT"_s,
         .help = u"Close an account at once, here and at the partners: no log-in, no signature (SEC-ADMIN)."_s,
         .needs = Needs::Person,
         .minWords = 1,
         .maxWords = 1,
         .run = atOnce(closeAccount)},
        {.name = u"person roles"_s,
         .usage = u"PERSON ROLE... --reason TEXT"_s,
         .help = u"Certify a person anew with these roles (SEC-ADMIN)."_s,
         .needs = Needs::Person,
         .minWords = 2,
         .maxWords = 16,
         .options = {u"reason"_s},
         .run = atOnce(changeRoles)},
        {.name = u"person renew"_s,
         .usage = u"PERSON --reason TEXT"_s,
         .help = u"New keys after a forgotten password, with a password to be changed at the next log-in (SEC-ADMIN)."_s,
         .needs = Needs::Person,
         .minWords = 1,
         .maxWords = 1,
         .options = {u"reason"_s},
         .run = atOnce(renewKeys)},
    };
}

} // namespace

QList<Command> peopleCommands()
{
    return accountCommands() + QList<Command>{
        {.name = u"person enrol"_s,
         .usage = u"PERSON.json [--fast]"_s,
         .help = u"Enrol a person: id, name, roles, title, licence, practice intervals; asks for the new password."_s,
         .minWords = 1,
         .maxWords = 1,
         .flags = {u"fast"_s},
         .run = atOnce(enrol)},
        {.name = u"login"_s,
         .usage = u"PERSON"_s,
         .help = u"Act as this person from now on (shell)."_s,
         .minWords = 1,
         .maxWords = 1,
         .run = logIn},
        {.name = u"logout"_s, .usage = {}, .help = u"Nobody acts any more (shell)."_s, .run = atOnce(logOut)},
        {.name = u"person list"_s, .usage = {}, .help = u"Everybody enrolled here."_s, .run = atOnce(listPeople)},
    };
}

} // namespace sizhen
