// SPDX-License-Identifier: GPL-3.0-or-later
// CallRoom: what the other ends say, and what is refused of it.
#include "core/call/callroom.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qint64 lateWithinMs = 10'000; // a program that began anew counts anew
constexpr qint64 knocksWithinMs = 10'000;
constexpr qsizetype mostKnocks = 8; // of one station: a person clicks, and a program may start again
constexpr qint64 roomRefusalEveryMs = 10'000; // the same one is told

} // namespace

RoomSteps CallRoom::hear(const QByteArray &payload, qint64 nowMs)
{
    first().setBusy(m_busy || isIn());
    if (const auto message = openCallMessage(payload))
        take(*message, nowMs);
    else
        refuse({}, message.error(), nowMs);
    return taken(nowMs);
}

void CallRoom::take(const CallMessage &message, qint64 nowMs)
{
    const auto &us = m_setup.first.station;
    if (message.from == us)
        return;
    if (message.caseId != m_setup.first.caseId)
        return refuse(message.from, {Fault::Untrusted, u"call: said about another case"_s, {}, {}, {}}, nowMs);
    if (message.kind == CallMessage::Kind::Here)
        return takeHere(message, nowMs);
    if (message.kind == CallMessage::Kind::Join)
        return takeJoin(message, nowMs);
    const auto pair = m_pairs.find(message.from);
    const bool known = pair != m_pairs.end() && pair->second.session->knows(message.call);
    if (message.to == us && (known || m_setup.first.trust.sister(message.from)))
        return take(message.from, pairWith(message.from).session->hear(message, nowMs));
    takeFirst(first().hear(message, nowMs));
}

void CallRoom::takeHere(const CallMessage &message, qint64 nowMs)
{
    const auto station = m_setup.member(message.from);
    if (!station)
        return refuse(message.from, station.error(), nowMs);
    const auto known = m_heard.find(message.from);
    const bool same = known != m_heard.end() && known->second.room == message.call;
    if (same && message.number <= known->second.number && nowMs - known->second.atMs < lateWithinMs)
        return;
    if (message.ends.isEmpty()) {
        if (same) {
            known->second.left = true;
            known->second.number = message.number; // an older word that comes late is none
            known->second.atMs = nowMs;
        }
        return;
    }
    if (const auto left = m_left.find(message.call); left != m_left.end() && nowMs - left->second < leftMs)
        return;
    if (!same || known->second.left || known->second.who != message.who || known->second.proof != message.proof) {
        const auto party = provedParty(message, message.call, *station, m_setup.first.trust);
        if (!party)
            return refuse(message.from, party.error(), nowMs);
        m_heard[message.from] = {.room = message.call,
                                 .party = *party,
                                 .who = message.who,
                                 .proof = message.proof,
                                 .ends = {},
                                 .sinceMs = nowMs,
                                 .atMs = nowMs};
    }
    auto &heard = m_heard[message.from];
    heard.ends = message.ends;
    heard.hasServer = message.hasServer;
    heard.forwards = message.forwards;
    heard.isThin = message.isThin;
    heard.number = message.number;
    heard.atMs = nowMs;
    // Who is calling wants to be in the call of the case: it runs.
    const bool waits = first().stage() == CallStage::Inviting && first().callId() != message.call;
    if (!waits || isIn() || !m_asked)
        return;
    takeFirst(first().hangUp(nowMs));
    if (auto joined = join(*m_asked, nowMs))
        std::ranges::move(*joined, std::back_inserter(m_steps));
    else
        refuse(message.from, joined.error(), nowMs);
}

// A newcomer rings nowhere: who is in the room takes it in by itself, once it has proved who it is and that it is there
// now (CallSession asks it back before it answers).
void CallRoom::takeJoin(const CallMessage &message, qint64 nowMs)
{
    if (message.to != m_setup.first.station)
        return;
    if (const auto station = m_setup.member(message.from); !station)
        return refuse(message.from, station.error(), nowMs);
    if (isFlood(message, nowMs))
        return refuse(message.from, {Fault::Refused, u"call: too many wishes to join"_s, {}, u"call.flood"_s, {}},
                      nowMs);
    if (!isIn() || message.room != m_room)
        return takeFirst(first().turnAway(message, u"unknown"_s));
    auto &seat = pairWith(message.from);
    const bool isNew = seat.session->isFree() && !seat.session->knows(message.call);
    if (isNew && places(message.from, nowMs) >= mostEnds(m_room, nowMs))
        return takeFirst(first().turnAway(message, u"full"_s));
    if (isNew)
        take(message.from, seat.session->setForwarded(comesByServer(message.from, nowMs), nowMs));
    seat.session->welcome(m_speaker, m_room);
    seat.session->setBusy(!seat.session->isSpeaking() && speakingWith(message.from)); // an older call of the two
    take(message.from, seat.session->hear(message, nowMs));
    seat.session->setBusy(false);
}

bool CallRoom::isFlood(const CallMessage &message, qint64 nowMs)
{
    auto &knocks = m_knocks[message.from];
    if (nowMs - knocks.sinceMs >= knocksWithinMs)
        knocks = {nowMs, {}};
    if (!knocks.calls.contains(message.call) && knocks.calls.size() <= mostKnocks)
        knocks.calls.append(message.call);
    return knocks.calls.size() > mostKnocks;
}

void CallRoom::refuse(const QByteArray &end, Error error, qint64 nowMs)
{
    if (error.fault == Fault::Untrusted) {
        error.rule = error.rule.isEmpty() ? u"SES-08"_s : error.rule;
        error.message = error.message.isEmpty() ? u"ses.peer_unverified"_s : error.message;
    } else if (error.message.isEmpty()) {
        error.message = u"media.signal"_s;
    }
    if (error.message == m_refusalTold && nowMs - m_refusalAt < roomRefusalEveryMs)
        return;
    m_refusalTold = error.message;
    m_refusalAt = nowMs;
    take(end, {CallTold{error}});
}

} // namespace sizhen
