// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command/calljson.h"

#include "app/command/mediajson.h"
#include "app/command/offerjson.h"
#include "ui/texts/calltext.h"

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

} // namespace

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
    const bool speaks = view.partner && view.stage != CallStage::Idle;
    return {
        {u"stage"_s, callStageName(view.stage)},
        {u"words"_s, CallText::stage(view.stage, view.ringsThere, view.partnerSilent)},
        {u"case"_s, QString::fromLatin1(view.caseId.toHex())},
        {u"partner"_s, partnerJson(station.ledger(), view.partner)},
        {u"round"_s, view.round},
        {u"rings_there"_s, view.ringsThere},
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
        {u"keys"_s, speaks ? CallText::keys(station.ledger().station().name, view.partner->station.name) : QString()},
        {u"ended"_s, view.ended ? QJsonValue(errorJson(*view.ended)) : QJsonValue()}};
}

} // namespace sizhen
