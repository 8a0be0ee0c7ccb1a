// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command/command.h"
#include "app/command/files.h"

#include "core/consult/disclosure.h"
#include "core/records/audit.h"

#include <QJsonArray>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

// Makes the vault folder and founds the institution in it.
Result<QJsonValue> found(const CommandCall &call)
{
    auto passphrase = call.secret(u"passphrase"_s);
    if (!passphrase)
        return tl::unexpected(passphrase.error());
    auto vault = Vault::create(call.vaultFolder, *passphrase,
                               call.flag(u"fast"_s) ? KdfCost::lightest() : KdfCost::moderate());
    if (!vault)
        return tl::unexpected(vault.error());
    const auto practice = call.flag(u"practice"_s) || call.flag(u"fast"_s);
    const Ledger::Founding founding{.name = Label(call.option(u"name-zh"_s), call.option(u"name-en"_s)),
                                    .city = Label(call.option(u"city-zh"_s), call.option(u"city-en"_s)),
                                    .country = call.option(u"country"_s),
                                    .timeZone = call.option(u"time-zone"_s),
                                    .stationName = call.option(u"station"_s, u"Room 1"_s),
                                    .signIn = {!practice, !practice}};
    if (const auto made = Ledger::found(**vault, founding, systemClock()); !made)
        return tl::unexpected(made.error());
    const auto ledger = Ledger::open(**vault, systemClock());
    if (!ledger)
        return tl::unexpected(ledger.error());
    return QJsonObject{{u"institution"_s, (*ledger)->institution().id()},
                       {u"root"_s, QString::fromLatin1((*ledger)->institution().root.toHex())}};
}

Result<QJsonValue> check(const CommandCall &call)
{
    auto passphrase = call.secret(u"passphrase"_s);
    if (!passphrase)
        return tl::unexpected(passphrase.error());
    auto vault = Vault::open(call.vaultFolder, *passphrase);
    if (!vault)
        return tl::unexpected(vault.error());
    const auto report = (*vault)->check([&call](int percent) { call.progress({{u"percent"_s, percent}}); });
    if (!report)
        return tl::unexpected(report.error());
    if (!report->sound())
        return tl::unexpected(Error{Fault::Corrupt,
                                    report->damaged.join(u"; "_s),
                                    {},
                                    u"vault.found_damage"_s,
                                    {{u"n"_s, report->damaged.size()}, {u"places"_s, report->damaged}}});
    return QJsonObject{
        {u"pages"_s, report->pages}, {u"entries"_s, report->entries}, {u"attachments"_s, report->attachments}};
}

Result<QJsonValue> changePassphrase(const CommandCall &call)
{
    auto old = call.secret(u"passphrase"_s);
    auto fresh = call.secret(u"new-passphrase"_s);
    if (!old || !fresh)
        return tl::unexpected(old ? fresh.error() : old.error());
    auto vault = Vault::open(call.vaultFolder, *old);
    if (!vault)
        return tl::unexpected(vault.error());
    if (const auto changed = (*vault)->changePassphrase(*old, *fresh); !changed)
        return tl::unexpected(changed.error());
    return QJsonObject{{u"changed"_s, true}, {u"pagesWritten"_s, 0}}; // the key is wrapped anew, nothing else
}

// RES-03: no key is in a partner's hands without a line in the register of releases.
Result<> keysAccountedFor(const Desk &desk)
{
    const auto faults = disclosureFaults(desk);
    if (!faults)
        return tl::unexpected(faults.error());
    QStringList places;
    for (const auto &fault : *faults)
        places.append(u"%1 epoch %2: %3"_s.arg(QString::fromLatin1(fault.stream.toHex().first(16)))
                          .arg(fault.epoch)
                          .arg(fault.reason));
    if (places.isEmpty())
        return {};
    return tl::unexpected(Error{Fault::Corrupt, places.join(u"; "_s), u"RES-03"_s, u"audit.unaccounted"_s,
                                {{u"n"_s, places.size()}, {u"places"_s, places.join(u", "_s)}}});
}

Result<QJsonValue> audit(const CommandCall &call)
{
    const auto report = auditRecords(call.station->ledger());
    if (!report)
        return tl::unexpected(report.error());
    QStringList places;
    for (const auto &fault : report->faults)
        places.append(u"%1/%2 #%3: %4"_s.arg(fault.stream, fault.feed).arg(fault.sequence).arg(fault.reason));
    if (!report->sound())
        return tl::unexpected(Error{Fault::Corrupt,
                                    places.join(u"; "_s),
                                    {},
                                    u"audit.damaged"_s,
                                    {{u"n"_s, places.size()}, {u"places"_s, places.join(u", "_s)}}});
    QStringList notices;
    for (const auto &notice : report->notices)
        notices.append(u"%1/%2 #%3: %4"_s.arg(notice.stream, notice.feed).arg(notice.sequence).arg(notice.reason));
    if (const auto accounted = keysAccountedFor(call.station->desk()); !accounted)
        return tl::unexpected(accounted.error());
    return QJsonObject{{u"streams"_s, report->streams},
                       {u"accessChains"_s, report->accessChains},
                       {u"accessEntries"_s, report->accessEntries},
                       {u"accessHeads"_s, report->accessHeads},
                       {u"notices"_s, QJsonArray::fromStringList(notices)},
                       {u"feeds"_s, report->feeds},
                       {u"entries"_s, report->entries},
                       {u"digest"_s, QString::fromLatin1(report->digest.toHex())}};
}

Result<QJsonValue> rebuild(const CommandCall &call)
{
    if (const auto rebuilt = call.station->desk().rebuild(); !rebuilt)
        return tl::unexpected(rebuilt.error());
    return QJsonObject{{u"rebuilt"_s, true}};
}

Result<QJsonValue> vaultStatus(const CommandCall &call)
{
    const auto &ledger = call.station->ledger();
    QJsonArray health;
    for (const auto &item : call.station->health().items())
        health.append(QJsonObject{
            {u"id"_s, item.id}, {u"message"_s, item.message}, {u"since"_s, item.since.toString(Qt::ISODate)}});
    return QJsonObject{
        {u"institution"_s, ledger.institution().id()},
        {u"name"_s, QJsonObject{{u"zh"_s, ledger.institution().name.zh()}, {u"en"_s, ledger.institution().name.en()}}},
        {u"station"_s, ledger.station().name},
        {u"version"_s, QStringLiteral(SIZHEN_VERSION)},
        {u"health"_s, health}};
}

} // namespace

QList<Command> vaultCommands()
{
    using Needs = Command::Needs;
    return {
        {.name = u"vault create"_s,
         .usage
         = u"--name-zh T --name-en T --city-zh T --city-en T --country CC --time-zone IANA [--station NAME] [--practice] [--fast]"_s,
         .help
         = u"Make a vault and set up this institution in it. A real one asks for codes and long passwords (SEC-03); "
           "--practice does not; --fast does not either and stretches passwords weakly, for tests only."_s,
         .needs = Needs::Folder,
         .flags = {u"practice"_s, u"fast"_s},
         .options
         = {u"name-zh"_s, u"name-en"_s, u"city-zh"_s, u"city-en"_s, u"country"_s, u"time-zone"_s, u"station"_s},
         .run = atOnce(found)},
        {.name = u"vault check"_s,
         .usage = {},
         .help = u"Read everything and check every seal; fails on any damage."_s,
         .needs = Needs::Folder,
         .run = atOnce(check)},
        {.name = u"vault passphrase"_s,
         .usage = {},
         .help = u"Change the passphrase."_s,
         .needs = Needs::Folder,
         .run = atOnce(changePassphrase)},
        {.name = u"vault rebuild"_s,
         .usage = {},
         .help = u"Rebuild every projection from the events."_s,
         .run = atOnce(rebuild)},
        {.name = u"audit verify"_s,
         .usage = {},
         .help = u"Walk every chain of records and the access log, verify every signature, compare with every head that was published."_s,
         .run = atOnce(audit)},
        {.name = u"status"_s, .usage = {}, .help = u"Who we are and how the parts are."_s, .run = atOnce(vaultStatus)},
    };
}

} // namespace sizhen
