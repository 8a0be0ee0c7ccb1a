// SPDX-License-Identifier: GPL-3.0-or-later
// What goes by hub or by stick.
#include "app/command/command.h"
#include "app/command/offerjson.h"
#include "app/command/resolve.h"

#include <QJsonArray>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

Result<QJsonValue> hub(const CommandCall &call)
{
    if (!call.words.isEmpty()) {
        const auto address = call.words.first() == u"none"_s ? QString() : call.words.first();
        if (const auto set = call.station->setHub(address); !set)
            return tl::unexpected(set.error());
    }
    const auto state = call.station->post().state();
    return QJsonObject{{u"hub"_s, call.station->setting(u"hub"_s)},
                       {u"state"_s, state == HubLink::State::Up ? u"up"_s : u"offline"_s}};
}

// An address that the station keeps: set when one is given, and told as it may be shown.
Result<QJsonValue> keptAddress(const CommandCall &call, const QString &name, Result<> (Station::*set)(const QString &),
                               QString (Station::*get)() const)
{
    if (!call.words.isEmpty()) {
        const auto address = call.words.first() == u"none"_s ? QString() : call.words.first();
        if (const auto done = (call.station->*set)(address); !done)
            return tl::unexpected(done.error());
    }
    return QJsonObject{{name, (call.station->*get)()}};
}

Result<QJsonValue> relay(const CommandCall &call)
{
    return keptAddress(call, u"relay"_s, &Station::setRelay, &Station::relay);
}

Result<QJsonValue> uplinks(const CommandCall &call)
{
    if (!call.words.isEmpty()) {
        const auto wanted = call.words == QStringList{u"none"_s} ? QList<Uplink>() : uplinksFromWords(call.words);
        if (!wanted)
            return tl::unexpected(wanted.error());
        if (const auto set = call.station->setUplinks(*wanted); !set)
            return tl::unexpected(set.error());
    }
    QJsonArray rows;
    const auto all = call.station->uplinks();
    const auto active = call.station->activeUplink();
    for (int i = 0; i < all.size(); ++i) {
        QJsonArray addresses;
        for (const auto &address : addressesOf(all[i]))
            addresses.append(address.toString());
        rows.append(QJsonObject{{u"provider"_s, all[i].provider},
                                {u"local"_s, all[i].local},
                                {u"down_mbit"_s, all[i].downMbit},
                                {u"up_mbit"_s, all[i].upMbit},
                                {u"addresses"_s, addresses},
                                {u"active"_s, i == active}});
    }
    return QJsonObject{{u"uplinks"_s, rows}};
}

Result<QJsonValue> forwarder(const CommandCall &call)
{
    return keptAddress(call, u"forwarder"_s, &Station::setForwarder, &Station::forwarder);
}

QString kindName(Route::Kind kind)
{
    switch (kind) {
    case Route::Kind::Tcp:
        return u"tcp"_s;
    case Route::Kind::Tls:
        return u"tls"_s;
    case Route::Kind::StunUdp:
        return u"relay_udp"_s;
    case Route::Kind::StunTcp:
        return u"relay_tcp"_s;
    case Route::Kind::StunTls:
        return u"relay_tls"_s;
    }
    Q_UNREACHABLE();
}

// NET-05: which port is shut stands in the answer.
void check(const CommandCall &call, const CommandDone &done)
{
    call.station->checkRoutes(call.owner, [done](const std::vector<RouteResult> &results) {
        QJsonArray rows;
        for (const auto &one : results)
            rows.append(QJsonObject{{u"to"_s, one.route.name},
                                    {u"provider"_s, one.route.provider},
                                    {u"host"_s, one.route.host},
                                    {u"port"_s, one.route.port},
                                    {u"way"_s, kindName(one.route.kind)},
                                    {u"ms"_s, one.ms ? QJsonValue(*one.ms) : QJsonValue()},
                                    {u"error"_s, one.ms ? QJsonValue() : QJsonValue(errorJson(one.why))}});
        done(QJsonValue(QJsonObject{{u"routes"_s, rows}}));
    });
}

QJsonObject show(const Stick::Summary &summary)
{
    QJsonArray refused;
    for (const auto &error : summary.refused)
        refused.append(error.message.isEmpty() ? error.detail : error.message);
    return {{u"written"_s, summary.written}, {u"bytes"_s, summary.bytes}, {u"kept"_s, summary.kept},
            {u"taken"_s, summary.taken},     {u"known"_s, summary.known}, {u"refused"_s, refused}};
}

Station::StickProgress tellProgress(const CommandCall &call)
{
    return [progress = call.progress](int done, int of) {
        if (progress)
            progress({{u"done"_s, done}, {u"of"_s, of}});
    };
}

Station::StickDone tell(const CommandDone &done)
{
    return [done](const Result<Stick::Summary> &summary) {
        if (summary)
            done(QJsonValue(show(*summary)));
        else
            done(tl::unexpected(summary.error()));
    };
}

void exportTo(const CommandCall &call, const CommandDone &done)
{
    QList<QByteArray> partners;
    const auto names = call.option(u"to"_s).split(u',', Qt::SkipEmptyParts);
    for (const auto &name : names) {
        const auto root = resolvePartner(call.station->ledger(), name);
        if (!root)
            return done(tl::unexpected(root.error()));
        partners.append(*root);
    }
    call.station->writeStick(call.owner, call.words.first(), partners, tellProgress(call), tell(done));
}

void importFrom(const CommandCall &call, const CommandDone &done)
{
    call.station->readStick(call.owner, call.words.first(), tellProgress(call), tell(done));
}

// RES-03: what left this house, by partner, carrier and year.
Result<QJsonValue> totals(const CommandCall &call)
{
    const auto carried = call.station->ledger().carried();
    if (!carried)
        return tl::unexpected(carried.error());
    QJsonArray rows;
    for (const auto &one : *carried) {
        const auto partner = call.station->ledger().partner(one.partner);
        rows.append(QJsonObject{{u"partner"_s, partner ? partner->institution.id() : QString()},
                                {u"country"_s, partner ? partner->institution.country : QString()},
                                {u"carrier"_s, one.carrier},
                                {u"year"_s, one.year},
                                {u"envelopes"_s, one.parcels},
                                {u"bytes"_s, one.bytes}});
    }
    return QJsonObject{{u"carried"_s, rows}};
}

} // namespace

QList<Command> carrierCommands()
{
    return {
        {.name = u"link hub"_s,
         .usage = u"[wss://HOST[:PORT][#FINGERPRINT]|none]"_s,
         .help = u"The hub that carries sealed envelopes while a direct link is down; kept for every start."_s,
         .maxWords = 1,
         .run = atOnce(hub)},
        {.name = u"link relay"_s,
         .usage = u"[turns://USER:PASSWORD@HOST[:PORT][#FINGERPRINT]|turn://…[?transport=tcp]|none]"_s,
         .help = u"The relay for picture and sound where nothing else comes through; it holds no key. Kept for every start."_s,
         .maxWords = 1,
         .run = atOnce(relay)},
        {.name = u"link uplinks"_s,
         .usage = u"[PROVIDER=INTERFACE|ADDRESS[/DOWN/UP] …|none]"_s,
         .help
         = u"The network providers of this room, the first used first, with the rates of the contract in Mbit/s (NET-04); says which one is active. Kept for every start."_s,
         .maxWords = 4,
         .run = atOnce(uplinks)},
        {.name = u"link forwarder"_s,
         .usage = u"[wss://SECRET@HOST[:PORT]#dtls=FINGERPRINT&pin=FINGERPRINT|none]"_s,
         .help
         = u"The forwarding server of our own house for calls of four to six ends; it is an end and could see them (SES-08). Kept for every start."_s,
         .maxWords = 1,
         .run = atOnce(forwarder)},
        {.name = u"link check"_s,
         .usage = {},
         .help = u"Try every way out of this room: partners, hub, relay by UDP, TCP and TLS; names the port that is shut (NET-05)."_s,
         .run = check},
        {.name = u"link export"_s,
         .usage = u"FOLDER [--to PARTNER,…]"_s,
         .help = u"Write what partners have not confirmed as sealed files, onto a stick; again: only what is new."_s,
         .minWords = 1,
         .maxWords = 1,
         .options = {u"to"_s},
         .run = exportTo},
        {.name = u"link import"_s,
         .usage = u"FOLDER"_s,
         .help = u"Take in what lies on a stick for this institution and leave receipts and answers there."_s,
         .minWords = 1,
         .maxWords = 1,
         .run = importFrom},
        {.name = u"link totals"_s,
         .usage = {},
         .help = u"What left this institution in envelopes: partner, carrier, year, bytes."_s,
         .run = atOnce(totals)},
    };
}

} // namespace sizhen
