// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command/argsjson.h"
#include "app/command/command.h"

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
    const auto enrolled = call.station->ledger().enrol(person, *password);
    if (!enrolled)
        return tl::unexpected(enrolled.error());
    return show(*enrolled);
}

Result<QJsonValue> list(const CommandCall &call)
{
    const auto people = call.station->ledger().people();
    if (!people)
        return tl::unexpected(people.error());
    QJsonArray rows;
    for (const auto &person : *people)
        rows.append(show(person));
    return rows;
}

void logIn(const CommandCall &call, const CommandDone &done)
{
    auto password = call.secret(u"password:"_s + call.words.first());
    if (!password)
        return done(tl::unexpected(password.error()));
    call.station->logIn(call.owner, call.words.first(), std::move(*password),
                        [station = call.station, done](const Result<> &loggedIn) {
                            if (!loggedIn)
                                return done(tl::unexpected(loggedIn.error()));
                            done(QJsonValue(show(station->actor().person)));
                        });
}

Result<QJsonValue> logOut(const CommandCall &call)
{
    call.station->logOut();
    return QJsonObject{{u"loggedOut"_s, true}};
}

} // namespace

QList<Command> peopleCommands()
{
    return {
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
        {.name = u"person list"_s, .usage = {}, .help = u"Everybody enrolled here."_s, .run = atOnce(list)},
    };
}

} // namespace sizhen
