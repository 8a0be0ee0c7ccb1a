// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command/calljson.h"

#include "app/command/mediajson.h"
#include "app/command/offerjson.h"
#include "ui/texts/calltext.h"

#include <QJsonArray>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

QJsonValue partnerJson(const Ledger &ledger, const std::optional<CallParty> &party)
{
    if (!party)
        return {};
    const auto partner = ledger.partner(party->station.institution);
    return QJsonObject{{u"institution"_s, partner ? partner->institution.name.en() : QString()},
                       {u"station"_s, party->station.name},
                       {u"person"_s, party->person.id},
                       {u"name"_s, party->person.name.en()}};
}

QJsonObject endJson(const Ledger &ledger, const RoomEnd &end)
{
    auto json = partnerJson(ledger, CallParty{{end.person.institution, end.station, end.stationName, {}, {}, {}}, end.person})
                    .toObject();
    json[u"key"_s] = QString::fromLatin1(end.station.toHex());
    json[u"ours"_s] = end.ours;
    if (end.ours)
        json[u"institution"_s] = ledger.institution().name.en();
    json[u"capacity"_s] = end.capacity == RoomEnd::Capacity::Interpreter ? u"interpreter"_s : u"physician"_s;
    return json;
}

QJsonArray endsJson(const Ledger &ledger, const CallView &view)
{
    QJsonArray all;
    for (const auto &end : view.ends) {
        auto json = endJson(ledger, end);
        json[u"stage"_s] = callStageName(end.stage);
        json[u"round"_s] = end.round;
        json[u"silent"_s] = end.silent;
        json[u"by_server"_s] = end.byServer;
        json[u"frames"_s] = end.received.frames;
        json[u"audio_s"_s] = end.received.audioS;
        json[u"packets"_s] = end.received.packets;
        json[u"rtt_ms"_s] = end.received.rttMs ? QJsonValue(*end.received.rttMs) : QJsonValue();
        json[u"loss_pct"_s] = end.received.lossPct;
        all.append(json);
    }
    return all;
}

QJsonArray serversJson(const CallView &view)
{
    QJsonArray all;
    for (const auto &house : view.serverHouses)
        all.append(house.name.en());
    return all;
}

} // namespace

QJsonObject runningJson(Station &station, const QByteArray &caseId)
{
    const auto call = station.calls().running(caseId);
    QJsonArray ends;
    for (const auto &end : call.ends)
        ends.append(endJson(station.ledger(), end));
    return {{u"ends"_s, ends}, {u"joinable"_s, call.joinable}, {u"full"_s, call.full}};
}

QJsonValue sendingJson(const std::optional<SendingStatistics> &sending)
{
    if (!sending)
        return {};
    return QJsonObject{{u"kbit"_s, sending->sentKbit},
                       {u"target_kbit"_s, sending->targetKbit},
                       {u"carries_kbit"_s, sending->carriesKbit},
                       {u"width"_s, sending->picture.size.width()},
                       {u"height"_s, sending->picture.size.height()},
                       {u"fps"_s, sending->picture.framesPerSecond},
                       {u"trouble"_s, lineTroubleName(sending->trouble)}};
}

QJsonObject callJson(Station &station)
{
    const auto view = station.calls().view();
    const auto &received = view.received;
    return {
        {u"stage"_s, callStageName(view.stage)},
        {u"words"_s, CallText::stage(view.stage, view.ringsThere, view.partnerSilent)},
        {u"case"_s, QString::fromLatin1(view.caseId.toHex())},
        {u"partner"_s, partnerJson(station.ledger(), view.partner)},
        {u"round"_s, view.round},
        {u"rings_there"_s, view.ringsThere},
        {u"ends"_s, endsJson(station.ledger(), view)},
        {u"frames"_s, received.frames},
        {u"width"_s, received.size.width()},
        {u"height"_s, received.size.height()},
        {u"audio_s"_s, received.audioS},
        {u"rtt_ms"_s, received.rttMs ? QJsonValue(*received.rttMs) : QJsonValue()},
        {u"loss_pct"_s, received.lossPct},
        {u"freezes"_s, received.freezes},
        {u"freeze_s"_s, received.freezeS},
        {u"packets"_s, received.packets},
        {u"repaired"_s, received.repaired},
        {u"bytes"_s, received.bytes},
        {u"jitter_ms"_s, received.jitterMs ? QJsonValue(*received.jitterMs) : QJsonValue()},
        {u"sending"_s, sendingJson(received.sending)},
        {u"media"_s, mediaJson(station.media().view())},
        {u"keys"_s, CallText::keys(view, u"en"_s)},
        {u"forwarder"_s, view.forwarder ? QJsonValue(view.forwarder->name.en()) : QJsonValue()},
        {u"servers"_s, serversJson(view)},
        {u"ended"_s, view.ended ? QJsonValue(errorJson(*view.ended)) : QJsonValue()}};
}

} // namespace sizhen
