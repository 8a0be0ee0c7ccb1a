// SPDX-License-Identifier: GPL-3.0-or-later
// CallSession: what the other end says, and what is refused of it.
#include "core/call/callsession.h"

#include "core/crypto/primitives.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

using Said = CallMessage::Kind;

constexpr int mostWays = 64; // of one round
constexpr qint64 refusalEveryMs = 10'000; // the same one is told
constexpr qint64 roundsApartMs = 1000; // a partner that asks faster is not heard

Error unverified(Error error)
{
    if (error.rule.isEmpty())
        error.rule = u"SES-08"_s;
    if (error.message.isEmpty())
        error.message = u"ses.peer_unverified"_s;
    return error;
}

Error over(const QString &message)
{
    return {Fault::Refused, u"call"_s, {}, message, {}};
}

// Only these are kept by their sender until they are confirmed.
bool wantsAck(Said kind)
{
    return kind != Said::Invite && kind != Said::Alive && kind != Said::Ack && kind != Said::Busy && !isOfRoom(kind);
}

QString wordsOfEnd(const QString &reason)
{
    static const QHash<QString, QString> words{
        {u"elsewhere"_s, u"call.elsewhere"_s},   {u"stale"_s, u"call.stale"_s}, {u"unknown"_s, u"call.began_anew"_s},
        {u"refused"_s, u"call.refused_there"_s}, {u"lost"_s, u"call.lost"_s},   {u"failed"_s, u"call.failed_there"_s},
        {u"full"_s, u"call.room_full"_s}};
    return words.value(reason, u"call.hung_up"_s);
}

} // namespace

CallSteps CallSession::hear(const QByteArray &payload, qint64 nowMs)
{
    const auto message = openCallMessage(payload);
    if (!message) {
        refuse(message.error(), nowMs);
        return taken();
    }
    return hear(*message, nowMs);
}

CallSteps CallSession::hear(const CallMessage &message, qint64 nowMs)
{
    if (message.from == m_setup.station)
        return {};
    if (message.caseId != m_setup.caseId) {
        refuse({Fault::Untrusted, u"call: said about another case"_s, {}, {}, {}}, nowMs);
    } else if (m_setup.peer.isEmpty() && m_setup.trust.sister(message.from)) {
        takeFromSister(message, nowMs);
    } else if (const auto station = m_setup.trust.station(message.from); !station) {
        refuse(station.error(), nowMs);
    } else {
        take(message, *station, nowMs);
    }
    return taken();
}

CallSteps CallSession::turnAway(const CallMessage &message, const QString &reason)
{
    replyEnd(message, reason);
    return taken();
}

void CallSession::take(const CallMessage &message, const StationCertificate &station, qint64 nowMs)
{
    const bool ours = message.call == m_call && m_stage != CallStage::Idle;
    if (!message.to.isEmpty() && message.to != m_setup.station) {
        // The caller speaks with a sister of ours: it rings here no longer.
        const bool answered = message.kind != Said::Ack && message.kind != Said::End;
        if (ours && answered && m_stage == CallStage::Ringing && message.from == m_peer)
            finish(over(u"call.elsewhere"_s), nowMs);
        return;
    }
    if (message.kind == (m_setup.peer.isEmpty() ? Said::Invite : Said::Join))
        return takeInvite(message, station, nowMs);
    if (ours)
        return takeInCall(message, station, nowMs);
    if (message.kind == Said::Ack) {
        if (message.call == m_call)
            m_post.confirmed(message.numbers); // of our farewell
    } else if (message.kind == Said::End || message.kind == Said::Decline) {
        confirm(message);
    } else {
        replyEnd(message, m_over.contains(message.call) ? u"stale"_s : u"unknown"_s);
    }
}

void CallSession::takeInCall(const CallMessage &message, const StationCertificate &station, qint64 nowMs)
{
    if (m_stage == CallStage::Inviting) {
        if (message.kind == Said::Ack)
            return;
        if (message.kind == Said::Accept)
            return takeAccept(message, station, nowMs);
        if (wantsAck(message.kind) && message.kind != Said::Forward) // that comes again when we speak
            confirm(message);
        if (message.kind == Said::Heard)
            m_heardThere = true;
        else if (message.kind == Said::Busy)
            m_busyThere = true;
        else if (message.kind == Said::Decline || (message.kind == Said::End && message.reason == u"refused"_s)) {
            sayEnd(u"hung_up"_s, nowMs); // to the other stations where it rings
            finish(over(message.kind == Said::Decline ? u"call.declined"_s : u"call.refused_there"_s), nowMs);
        } else if (message.kind == Said::End && !m_setup.peer.isEmpty()) {
            finish(over(wordsOfEnd(message.reason)), nowMs);
        }
        return;
    }
    if (message.from == m_peer)
        return takeFromPeer(message, nowMs);
    if (message.kind == Said::Accept || message.kind == Said::Heard)
        replyEnd(message, u"elsewhere"_s); // a second station of theirs
}

void CallSession::takeFromPeer(const CallMessage &message, qint64 nowMs)
{
    m_heardAt = nowMs;
    m_toldSilent = false;
    if (message.kind == Said::Ack)
        return takeAck(message, nowMs);
    if (wantsAck(message.kind))
        confirm(message);
    if (message.kind == Said::End)
        return takeEnd(message, nowMs);
    if (!isSpeaking() || !m_post.isNew(message.number))
        return;
    switch (message.kind) {
    case Said::Offer:
    case Said::Answer:
        return takeDescription(message, nowMs);
    case Said::Way:
        return takeWay(message);
    case Said::Redial:
        return takeRedial(message, nowMs);
    case Said::Alive:
        return takeSending(message, nowMs);
    case Said::Forward:
        return takeForward(message);
    default:
        return;
    }
}

// Links pass on what sisters say, too. One of them answers, for the house.
void CallSession::takeFromSister(const CallMessage &message, qint64 nowMs)
{
    const bool answers = message.kind == Said::Accept || message.kind == Said::Decline;
    if (m_stage == CallStage::Ringing && message.call == m_call && answers)
        finish(over(message.kind == Said::Accept ? u"call.elsewhere"_s : u"call.declined_elsewhere"_s), nowMs);
}

void CallSession::takeInvite(const CallMessage &message, const StationCertificate &station, qint64 nowMs)
{
    if (message.call == m_call || m_over.contains(message.call)) {
        if (m_stage == CallStage::Ringing && message.from == m_peer)
            m_heardAt = nowMs;
        return;
    }
    auto answersAtOnce = m_welcome;
    if (m_stage == CallStage::Inviting) {
        if (m_setup.wins)
            return m_over.append(message.call); // theirs gives way
        answersAtOnce = m_wanted;
    }
    // Of the one we speak with, too: that may be late. If their program was started again, it says so to our Alive.
    if (m_busy || isSpeaking() || m_stage == CallStage::Ringing) {
        CallMessage busy;
        busy.kind = Said::Busy;
        busy.call = message.call;
        busy.to = message.from;
        return sayOnce(busy);
    }
    if (!m_mayAnswer)
        return;
    const auto party = provedParty(message, m_setup.peer.isEmpty() ? message.call : m_room, station, m_setup.trust);
    if (!party) {
        refuse(party.error(), nowMs);
        return replyEnd(message, u"refused"_s);
    }
    if (m_stage == CallStage::Inviting)
        finish(over(u"call.glare"_s), nowMs);
    begin(message.call, false, nowMs);
    m_partner = *party;
    m_peer = message.from;
    m_wanted = answersAtOnce;
    enter(CallStage::Ringing, nowMs);
    CallMessage heard;
    heard.kind = Said::Heard;
    say(heard, nowMs);
    m_heardNumber = m_post.nextNumber() - 1;
}

void CallSession::takeAccept(const CallMessage &message, const StationCertificate &station, qint64 nowMs)
{
    const auto party = provedParty(message, m_setup.peer.isEmpty() ? message.call : m_room, station, m_setup.trust);
    if (!party) {
        refuse(party.error(), nowMs);
        return replyEnd(message, u"refused"_s);
    }
    confirm(message);
    m_partner = *party;
    m_peer = message.from;
    m_invitation.reset();
    m_wanted.reset();
    (void)m_post.isNew(message.number);
    m_heardAt = nowMs;
    m_downAt = nowMs;
    m_roundAt = nowMs;
    enter(CallStage::Connecting, nowMs);
    if (!m_forwarded)
        startRound(1, nowMs);
}

void CallSession::takeAck(const CallMessage &message, qint64 nowMs)
{
    m_post.confirmed(message.numbers);
    if (m_stage != CallStage::Ringing || !message.numbers.contains(m_heardNumber))
        return;
    m_fresh = true;
    if (const auto speaker = std::exchange(m_wanted, {}))
        if (const auto done = acceptNow(*speaker, nowMs); !done)
            refuse(done.error(), nowMs);
}

void CallSession::takeEnd(const CallMessage &message, qint64 nowMs)
{
    m_post.forgetAll();
    finish(over(m_stage == CallStage::Ringing ? u"call.missed"_s : wordsOfEnd(message.reason)), nowMs);
}

void CallSession::takeSending(const CallMessage &message, qint64 nowMs)
{
    if (!message.sending || message.number < m_theirsAt)
        return; // an older word that came late
    m_theirs = message.sending;
    m_theirsAt = message.number;
    // Whoever says that nothing is sent is there; no packet is missed.
    if (m_theirs->sound == StreamState::None && m_theirs->picture != StreamState::On)
        m_packetAt = nowMs;
}

void CallSession::takeDescription(const CallMessage &message, qint64 nowMs)
{
    const bool offer = message.kind == Said::Offer;
    if (offer == m_ours || message.round < m_round || (message.round == m_round && m_described))
        return;
    if (offer && message.round > m_round)
        startRound(message.round, nowMs);
    if (message.round != m_round || !m_hasEngine)
        return; // an answer to what was never asked, or is asked no longer
    m_described = true;
    m_steps.emplace_back(
        CallDescribe{{offer ? SessionDescription::Kind::Offer : SessionDescription::Kind::Answer, message.sdp}});
    for (const auto &early : std::exchange(m_earlyWays, {}))
        if (early.round == m_round)
            giveWay(early.candidate);
}

void CallSession::takeWay(const CallMessage &message)
{
    if (message.round == m_round && m_described)
        giveWay(message.way);
    else if (message.round >= m_round && m_earlyWays.size() < mostWays)
        m_earlyWays.append({message.round, message.way});
}

void CallSession::giveWay(const IceCandidate &candidate)
{
    if (m_hasEngine && ++m_ways <= mostWays)
        m_steps.emplace_back(CallWay{candidate});
}

void CallSession::takeRedial(const CallMessage &message, qint64 nowMs)
{
    if (m_ours && message.round == m_round + 1 && nowMs - m_roundAt >= roundsApartMs)
        startRound(message.round, nowMs);
}

void CallSession::takeForward(const CallMessage &message)
{
    if (message.number < m_forwardNumber)
        return; // an older word that came late
    m_forwardNumber = message.number;
    CallForward said;
    if (message.forwarded)
        said.plan = ForwardedPlan{*message.forwarded, {}, {}};
    m_steps.emplace_back(std::move(said));
}

void CallSession::confirm(const CallMessage &message)
{
    CallMessage ack;
    ack.kind = Said::Ack;
    ack.call = message.call;
    ack.to = message.from;
    ack.numbers = {message.number};
    sayOnce(ack);
}

void CallSession::replyEnd(const CallMessage &message, const QString &reason)
{
    CallMessage end;
    end.kind = Said::End;
    end.call = message.call;
    end.to = message.from;
    end.reason = reason;
    sayOnce(end);
}

Result<CallParty> provedParty(const CallMessage &message, const QByteArray &about, const StationCertificate &station,
                              const CallTrust &trust)
{
    const auto person = openPersonCertificate(message.who);
    const auto unknown = [](const QString &detail) {
        return tl::unexpected(Error{Fault::Untrusted, detail, u"SES-03"_s, u"ses.unidentified"_s, {}});
    };
    if (!person || person->institution != station.institution)
        return unknown(u"call: a person without a certificate of the partner"_s);
    if (!verify(person->person, callPersonDomain, callClaim(message.caseId, about, message.from), message.proof))
        return unknown(u"call: the person did not sign for it"_s);
    if (const auto may = trust.person(*person); !may)
        return tl::unexpected(may.error());
    return CallParty{station, *person};
}

void CallSession::refuse(Error error, qint64 nowMs)
{
    if (error.fault == Fault::Untrusted)
        error = unverified(std::move(error));
    else if (error.message.isEmpty())
        error.message = u"media.signal"_s;
    if (error.message == m_refusalTold && nowMs - m_refusalAt < refusalEveryMs)
        return;
    m_refusalTold = error.message;
    m_refusalAt = nowMs;
    m_steps.emplace_back(CallTold{error});
}

} // namespace sizhen
