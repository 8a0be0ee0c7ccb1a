// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command/argsjson.h"
#include "app/command/command.h"
#include "app/command/files.h"
#include "app/command/offerjson.h"
#include "app/command/resolve.h"

#include <QJsonArray>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

QJsonObject show(const Ledger &ledger, const Ledger::Partner &partner)
{
    return {
        {u"root"_s, QString::fromLatin1(partner.institution.root.toHex())},
        {u"id"_s, partner.institution.id()},
        {u"name"_s, QJsonObject{{u"zh"_s, partner.institution.name.zh()}, {u"en"_s, partner.institution.name.en()}}},
        {u"addresses"_s, QJsonArray::fromStringList(partner.addresses)},
        {u"verified"_s, partner.verified},
        {u"verifiedBy"_s, QJsonArray::fromStringList(partner.verifiedBy)},
        {u"boxEpoch"_s, qint64(partner.boxEpoch)},
        {u"stations"_s, partner.stations.size()},
        {u"fingerprint"_s, fingerprint(ledger.institution().root, partner.institution.root)}};
}

Result<QJsonValue> card(const CommandCall &call)
{
    const auto addresses = call.option(u"address"_s).split(u',', Qt::SkipEmptyParts);
    QByteArray forPartner;
    if (const auto name = call.option(u"for"_s); !name.isEmpty()) {
        const auto root = resolvePartner(call.station->ledger(), name);
        if (!root)
            return tl::unexpected(root.error());
        forPartner = *root;
    }
    const auto made = call.station->ledger().card(addresses, forPartner);
    if (!made)
        return tl::unexpected(made.error());
    if (const auto written = writeFile(call.words.first(), *made); !written)
        return tl::unexpected(written.error());
    return QJsonObject{{u"file"_s, call.words.first()}, {u"bytes"_s, made->size()}};
}

Result<QJsonValue> add(const CommandCall &call)
{
    const auto bytes = readFile(call.words.first());
    if (!bytes)
        return tl::unexpected(bytes.error());
    const auto namesake
        = call.flag(u"same-name"_s) ? Ledger::Namesake::Take : Ledger::Namesake::Refuse;
    const auto partner = call.station->ledger().addPartner(*bytes, namesake);
    if (!partner) {
        auto error = partner.error();
        if (error.message.isEmpty() && (error.fault == Fault::Corrupt || error.fault == Fault::Untrusted))
            error.message = u"agr.card_damaged"_s;
        return tl::unexpected(error);
    }
    return show(call.station->ledger(), *partner);
}

// Two different persons, each with a password (AGR-16).
Result<QJsonValue> confirm(const CommandCall &call)
{
    const auto &ledger = call.station->ledger();
    const auto root = resolvePartner(ledger, call.words.first());
    if (!root)
        return tl::unexpected(root.error());
    const auto officers = call.option(u"officers"_s).split(u',', Qt::SkipEmptyParts);
    if (officers.size() != 2 || officers[0] == officers[1])
        return refuse(u"AGR-16"_s, u"agr.two_officers"_s);
    std::vector<Ledger::Login> logins;
    for (const auto &officer : officers) {
        const auto password = call.secret(u"password:"_s + officer);
        if (!password)
            return tl::unexpected(password.error());
        auto login = ledger.login(officer, *password);
        if (!login)
            return tl::unexpected(login.error());
        logins.push_back(std::move(*login));
    }
    const auto done = call.station->desk().confirmPartner(*root, call.option(u"fingerprint"_s), logins[0].actor(),
                                                          logins[1].actor());
    if (!done)
        return tl::unexpected(done.error());
    return QJsonObject{{u"stream"_s, QString::fromLatin1(ledger.partnershipStream(*root).toHex())},
                       {u"verifiedBy"_s, QJsonArray::fromStringList(officers)}};
}

// A partner lost everything and came back with the same root: it gets the keys of what it shared with us, and of what we shared.
Result<QJsonValue> giveBack(const CommandCall &call)
{
    const auto root = resolvePartner(call.station->ledger(), call.words.first());
    if (!root)
        return tl::unexpected(root.error());
    if (const auto done = call.station->ledger().giveBack(*root); !done)
        return tl::unexpected(done.error());
    return QJsonObject{{u"given"_s, call.station->ledger().sharedWith(*root).value_or(QList<QByteArray>{}).size()}};
}

Result<QJsonValue> addresses(const CommandCall &call)
{
    const auto all = call.words.first().split(u',', Qt::SkipEmptyParts);
    if (const auto told = call.station->ledger().announceAddresses(all); !told)
        return tl::unexpected(told.error());
    return QJsonObject{{u"addresses"_s, QJsonArray::fromStringList(all)}};
}

Result<QJsonValue> listPartners(const CommandCall &call)
{
    const auto partners = call.station->ledger().partners();
    if (!partners)
        return tl::unexpected(partners.error());
    QJsonArray rows;
    for (const auto &partner : *partners)
        rows.append(show(call.station->ledger(), partner));
    return rows;
}

Result<QJsonValue> agreementShow(const CommandCall &call)
{
    const auto root = resolvePartner(call.station->ledger(), call.words.first());
    if (!root)
        return tl::unexpected(root.error());
    const auto state = call.station->desk().agreement(*root);
    if (!state)
        return tl::unexpected(state.error());
    return QJsonObject{
        {u"state"_s, state->state},
        {u"activeFrom"_s, state->activeFrom.toString(Qt::ISODate)},
        {u"validTo"_s, state->validTo.toString(Qt::ISODate)},
        {u"acts"_s, actsJson(state->acts)},
        {u"flagged"_s, flaggedJson(state->flagged)},
        {u"offers"_s,
         offersJson(call.station->isLoggedIn() ? call.station->desk().agreementOffers(*root, call.station->actor())
                                               : QList<Offer>())}};
}

Result<QJsonValue> agreementAct(const CommandCall &call)
{
    const auto root = resolvePartner(call.station->ledger(), call.words[0]);
    if (!root)
        return tl::unexpected(root.error());
    const auto json = call.words.size() > 2 ? readJson(call.words[2]) : Result<QJsonObject>(QJsonObject());
    if (!json)
        return tl::unexpected(json.error());
    const auto args = argsFromJson(*json, call.option(u"folder"_s), call.station->desk());
    if (!args)
        return tl::unexpected(args.error());
    const auto done = asSigner(
        call, [&] { return call.station->desk().agreementAct(*root, call.words[1], *args, call.station->actor()); });
    if (!done)
        return tl::unexpected(done.error());
    const auto state = call.station->desk().agreement(*root);
    return QJsonObject{{u"state"_s, state ? state->state : QString()}};
}

} // namespace

QList<Command> partnerCommands()
{
    using Needs = Command::Needs;
    return {
        {.name = u"partner card"_s,
         .usage = u"FILE [--address HOST:PORT,…] [--for PARTNER]"_s,
         .help
         = u"Write this institution's card, for the partner (--for: with their own former cards, when they lost everything)."_s,
         .minWords = 1,
         .maxWords = 1,
         .options = {u"address"_s, u"for"_s},
         .run = atOnce(card)},
        {.name = u"partner add"_s,
         .usage = u"CARD [--same-name]"_s,
         .help = u"Take a partner's card in, not yet verified (--same-name: although another institution bears that name)."_s,
         .minWords = 1,
         .maxWords = 1,
         .flags = {u"same-name"_s},
         .run = atOnce(add)},
        {.name = u"partner confirm"_s,
         .usage = u"PARTNER --fingerprint DIGITS --officers ID,ID"_s,
         .help = u"Two officers compared the fingerprint aloud: pair; asks for both passwords."_s,
         .minWords = 1,
         .maxWords = 1,
         .options = {u"fingerprint"_s, u"officers"_s},
         .run = atOnce(confirm)},
        {.name = u"partner list"_s, .usage = {}, .help = u"Partners with fingerprints."_s, .run = atOnce(listPartners)},
        {.name = u"partner return"_s,
         .usage = u"PARTNER"_s,
         .help = u"A partner lost everything and came back: give back the keys of what you share."_s,
         .needs = Needs::Person,
         .minWords = 1,
         .maxWords = 1,
         .run = atOnce(giveBack)},
        {.name = u"partner addresses"_s,
         .usage = u"HOST:PORT,…"_s,
         .help = u"Tell every verified partner where this station is reached (no root needed)."_s,
         .minWords = 1,
         .maxWords = 1,
         .run = atOnce(addresses)},
        {.name = u"agreement show"_s,
         .usage = u"PARTNER"_s,
         .help = u"State, acts and what may be done."_s,
         .minWords = 1,
         .maxWords = 1,
         .run = atOnce(agreementShow)},
        {.name = u"agreement act"_s,
         .usage = u"PARTNER KIND [ARGS.json]"_s,
         .help = u"Do one step of the agreement."_s,
         .needs = Needs::Person,
         .minWords = 2,
         .maxWords = 3,
         .options = {u"folder"_s},
         .run = atOnce(agreementAct)},
    };
}

} // namespace sizhen
