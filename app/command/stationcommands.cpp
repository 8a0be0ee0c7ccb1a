// SPDX-License-Identifier: GPL-3.0-or-later
// The stations of one institution: how a new machine asks, is admitted and joins (SEC-08).
#include "app/command/command.h"
#include "app/command/files.h"

#include "core/records/joining.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

Error numberDiffers(const QString &message)
{
    return {Fault::Untrusted, u"station number"_s, u"SEC-08"_s, message, {}};
}

Result<std::unique_ptr<Vault>> openOrCreate(const CommandCall &call)
{
    auto passphrase = call.secret(u"passphrase"_s);
    if (!passphrase)
        return tl::unexpected(passphrase.error());
    if (Vault::existsIn(call.vaultFolder))
        return Vault::open(call.vaultFolder, *passphrase);
    return Vault::create(call.vaultFolder, *passphrase,
                         call.flag(u"fast"_s) ? KdfCost::lightest() : KdfCost::moderate());
}

// On the new machine, first: makes its keys and writes down what it asks for.
Result<QJsonValue> request(const CommandCall &call)
{
    const auto name = call.option(u"name"_s);
    auto vault = openOrCreate(call);
    if (!vault)
        return tl::unexpected(vault.error());
    const auto asked = Ledger::askToJoin(**vault, name, systemClock());
    if (!asked)
        return tl::unexpected(asked.error());
    if (const auto written = writeFile(call.words.first(), *asked); !written)
        return tl::unexpected(written.error());
    return QJsonObject{{u"file"_s, call.words.first()}, {u"number"_s, joinNumber(*asked)}};
}

// On the station that has the root. The number is what somebody at the new machine reads out; it is never shown here first.
Result<QJsonValue> admit(const CommandCall &call)
{
    const auto bytes = readFile(call.words.first());
    if (!bytes)
        return tl::unexpected(bytes.error());
    const auto asked = openJoinRequest(*bytes);
    if (!asked) {
        auto error = asked.error();
        if (error.message.isEmpty())
            error.message = u"station.request_damaged"_s;
        return tl::unexpected(error);
    }
    if (!sameDigits(call.option(u"number"_s), joinNumber(*bytes)))
        return tl::unexpected(numberDiffers(u"station.request_number"_s));
    if (call.option(u"out"_s).isEmpty())
        return tl::unexpected(
            Error{Fault::Invalid, u"out"_s, {}, u"ctl.usage"_s, {{u"usage"_s, u"station admit … --out FILE"_s}}});
    const auto admitted = call.station->ledger().admit(*bytes, call.option(u"role"_s, u"room"_s));
    if (!admitted)
        return tl::unexpected(admitted.error());
    if (const auto written = writeFile(call.option(u"out"_s), admitted->parcel); !written)
        return tl::unexpected(written.error());
    return QJsonObject{
        {u"file"_s, call.option(u"out"_s)}, {u"name"_s, asked->name}, {u"number"_s, admitted->number}};
}

// On the new machine, second: the number is what the admitting side reads out.
Result<QJsonValue> join(const CommandCall &call)
{
    const auto parcel = readFile(call.words.first());
    if (!parcel)
        return tl::unexpected(parcel.error());
    auto passphrase = call.secret(u"passphrase"_s);
    if (!passphrase)
        return tl::unexpected(passphrase.error());
    auto vault = Vault::open(call.vaultFolder, *passphrase);
    if (!vault)
        return tl::unexpected(vault.error());
    if (const auto joined = Ledger::join(**vault, *parcel, call.option(u"number"_s), systemClock()); !joined)
        return tl::unexpected(joined.error());
    const auto ledger = Ledger::open(**vault, systemClock());
    if (!ledger)
        return tl::unexpected(ledger.error());
    return QJsonObject{{u"institution"_s, (*ledger)->institution().id()},
                       {u"station"_s, (*ledger)->station().name}};
}

QString linkWord(const PeerLink *link)
{
    if (!link)
        return u"none"_s;
    switch (link->state()) {
    case PeerLink::State::Offline:
        return u"offline"_s;
    case PeerLink::State::Connecting:
        return u"connecting"_s;
    case PeerLink::State::Up:
        return u"up"_s;
    }
    Q_UNREACHABLE();
}

Result<QJsonValue> listStations(const CommandCall &call)
{
    const auto &ledger = call.station->ledger();
    const auto stations = ledger.stations();
    if (!stations)
        return tl::unexpected(stations.error());
    const auto links = call.station->links().linksOf(ledger.institution().root);
    QJsonArray rows;
    for (const auto &one : *stations) {
        const auto found = std::ranges::find(links, one.certificate.tlsSpkiHash, &PeerLink::pin);
        rows.append(QJsonObject{
            {u"name"_s, one.certificate.name},
            {u"role"_s, one.role},
            {u"key"_s, QString::fromLatin1(one.certificate.station.toHex().first(10))},
            {u"addresses"_s, QJsonArray::fromStringList(one.addresses)},
            {u"state"_s, !one.current ? u"withdrawn"_s : one.ours ? u"this"_s
                             : linkWord(found == links.cend() ? nullptr : *found)},
            {u"validTo"_s, one.certificate.validTo.toString(Qt::ISODate)},
            {u"heard"_s, one.heardAt.isValid() ? one.heardAt.toString(Qt::ISODate) : QString()}});
    }
    return rows;
}

Result<QJsonValue> address(const CommandCall &call)
{
    const auto addresses = call.words.first().split(u',', Qt::SkipEmptyParts);
    const auto told = call.station->keepSetting(u"address"_s, addresses.join(u',')).and_then([&] {
        return call.station->ledger().publishAddresses(addresses);
    });
    if (!told)
        return tl::unexpected(told.error());
    return QJsonObject{{u"addresses"_s, QJsonArray::fromStringList(addresses)}};
}

// What a node wrote down of itself; "running" is false when it has not written for longer than it would stay silent.
Result<QJsonValue> nodeState(const CommandCall &call)
{
    constexpr qint64 silentSeconds = 60;
    const auto bytes = readFile(call.words.first());
    if (!bytes)
        return tl::unexpected(bytes.error());
    auto state = QJsonDocument::fromJson(*bytes).object();
    if (state.value(u"schema"_s).toString() != u"sizhen-node-state/1"_s)
        return tl::unexpected(Error{
            Fault::Corrupt, u"no state of a node"_s, {}, u"file.unreadable"_s, {{u"file"_s, call.words.first()}}});
    const auto at = QDateTime::fromString(state.value(u"at"_s).toString(), Qt::ISODate);
    state.insert(u"running"_s, at.secsTo(QDateTime::currentDateTimeUtc()) < silentSeconds);
    return state;
}

} // namespace

QList<Command> stationCommands()
{
    using Needs = Command::Needs;
    return {
        {.name = u"station request"_s,
         .usage = u"FILE --name NAME [--fast]"_s,
         .help = u"On a new machine: make its vault and write what it asks for; read the number out to the one who admits it."_s,
         .needs = Needs::Folder,
         .minWords = 1,
         .maxWords = 1,
         .flags = {u"fast"_s},
         .options = {u"name"_s},
         .run = atOnce(request)},
        {.name = u"station admit"_s,
         .usage = u"REQUEST --number DIGITS --out FILE [--role room|office|node]"_s,
         .help = u"On a station with the institution's root: certify the machine that read this number out."_s,
         .minWords = 1,
         .maxWords = 1,
         .options = {u"number"_s, u"out"_s, u"role"_s},
         .run = atOnce(admit)},
        {.name = u"station join"_s,
         .usage = u"FILE --number DIGITS"_s,
         .help = u"On the new machine: take the parcel; the number is what the admitting side reads out."_s,
         .needs = Needs::Folder,
         .minWords = 1,
         .maxWords = 1,
         .options = {u"number"_s},
         .run = atOnce(join)},
        {.name = u"station list"_s,
         .usage = {},
         .help = u"The stations of this institution and what each last said."_s,
         .run = atOnce(listStations)},
        {.name = u"node status"_s,
         .usage = u"STATE.json"_s,
         .help = u"What a node last said of itself: links, jobs, health."_s,
         .needs = Needs::Nothing,
         .minWords = 1,
         .maxWords = 1,
         .run = atOnce(nodeState)},
        {.name = u"station address"_s,
         .usage = u"HOST:PORT[,…]"_s,
         .help = u"Tell the other stations of this institution where this one listens."_s,
         .minWords = 1,
         .maxWords = 1,
         .run = atOnce(address)},
    };
}

} // namespace sizhen
