// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/callsession.h"

#include "core/call/sdp.h"
#include "core/crypto/primitives.h"

#include <QtEndian>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qint64 aliveEveryMs = 1000;
constexpr qint64 inviteEveryMs = 1000;
constexpr qint64 freshWithinMs = 8000; // an invitation whose sender does not confirm it is dropped
constexpr qint64 callerSilentMs = 10'000; // Ringing: whoever calls says so once a second
constexpr qint64 farewellMs = 5000; // an end is repeated for so long
constexpr qint64 roundLifeMs = 10'000; // without a way before the next one is tried
constexpr qint64 hurriedRoundLifeMs = 4000; // where another line waits
constexpr qint64 firstRoundLifeMs = 20'000; // a program that starts its first call loads plugins
constexpr qint64 calmMs = 2000; // between two rounds at least
constexpr qsizetype mostOver = 32;

Error why(const QString &message, Fault fault = Fault::Refused)
{
    return {fault, u"call"_s, {}, message, {}};
}

} // namespace

QString callStageName(CallStage stage)
{
    static constexpr std::array names{"idle"_L1,       "inviting"_L1,  "ringing"_L1,
                                      "connecting"_L1, "connected"_L1, "interrupted"_L1};
    return names[std::size_t(stage)];
}

CallSession::CallSession(Setup setup)
    : m_setup(std::move(setup))
{
}

Result<CallSteps> CallSession::invite(const CallSpeaker &speaker, qint64 nowMs)
{
    return ask(Kind::Invite, speaker, nowMs);
}

Result<CallSteps> CallSession::join(const CallSpeaker &speaker, const QByteArray &room, qint64 nowMs)
{
    welcome(speaker, room);
    return ask(Kind::Join, speaker, nowMs);
}

void CallSession::welcome(const CallSpeaker &speaker, const QByteArray &room)
{
    m_welcome = speaker;
    m_room = room;
}

Result<CallSteps> CallSession::ask(Kind kind, const CallSpeaker &speaker, qint64 nowMs)
{
    if (stage() != CallStage::Idle || m_busy)
        return tl::unexpected(why(u"call.busy"_s, Fault::Busy));
    begin(m_setup.trust.random(CallMessage::idBytes), true, nowMs);
    auto invitation = named(kind, speaker);
    if (!invitation)
        return tl::unexpected(invitation.error());
    invitation->room = m_room;
    m_invitation = addressed(*std::move(invitation));
    m_invitation->number = m_post.nextNumber();
    m_wanted = speaker;
    enter(CallStage::Inviting, nowMs);
    m_aliveAt = nowMs - inviteEveryMs;
    return tick(nowMs);
}

Result<CallSteps> CallSession::accept(const CallSpeaker &speaker, qint64 nowMs)
{
    if (stage() != CallStage::Ringing)
        return tl::unexpected(why(u"call.none_waiting"_s));
    if (const auto done = acceptNow(speaker, nowMs); !done)
        return tl::unexpected(done.error());
    return taken();
}

Result<> CallSession::acceptNow(const CallSpeaker &speaker, qint64 nowMs)
{
    const auto accepted = named(Kind::Accept, speaker);
    if (!accepted)
        return tl::unexpected(accepted.error());
    say(*accepted, nowMs);
    m_downAt = nowMs;
    m_roundAt = nowMs;
    enter(CallStage::Connecting, nowMs);
    return {};
}

// Who speaks signs for it, each call or room anew: a message of an earlier one is worth nothing here.
Result<CallMessage> CallSession::named(Kind kind, const CallSpeaker &speaker) const
{
    CallMessage message;
    message.kind = kind;
    message.who = speaker.certificate;
    message.proof = speaker.sign(callClaim(m_setup.caseId, about(), m_setup.station));
    if (message.who.isEmpty() || message.who.size() > CallMessage::longestWho || message.proof.size() != signatureSize)
        return tl::unexpected(
            Error{Fault::Untrusted, u"call: nobody who can sign"_s, u"SES-03"_s, u"ses.unidentified"_s, {}});
    return message;
}

CallSteps CallSession::hangUp(qint64 nowMs)
{
    if (m_stage == CallStage::Ringing) {
        CallMessage declined;
        declined.kind = Kind::Decline;
        say(declined, nowMs);
    } else if (m_stage != CallStage::Idle) {
        sayEnd(u"hung_up"_s, nowMs);
    }
    if (m_stage != CallStage::Idle)
        finish(why(u"call.ended_here"_s), nowMs);
    return taken();
}

CallSteps CallSession::described(int round, const SessionDescription &description, qint64 nowMs)
{
    if (!isOfEngine(round))
        return {};
    CallMessage message;
    message.kind = description.kind == SessionDescription::Kind::Offer ? Kind::Offer : Kind::Answer;
    message.round = round;
    message.sdp = description.sdp;
    const auto sdp = Sdp::parse(description.sdp);
    message.fingerprint = sdp ? sdp->fingerprint() : QByteArray();
    if (message.fingerprint.isEmpty() || description.sdp.toUtf8().size() > CallMessage::longestSdp)
        return mediaFailed(round, why(u"media.sdp"_s, Fault::Invalid), nowMs);
    say(message, nowMs);
    return taken();
}

CallSteps CallSession::wayFound(int round, const IceCandidate &candidate, qint64 nowMs)
{
    if (!isOfEngine(round) || candidate.candidate.size() > IceCandidate::longest)
        return {};
    CallMessage message;
    message.kind = Kind::Way;
    message.round = round;
    message.way = candidate;
    say(message, nowMs);
    return taken();
}

void CallSession::mediaConnected(int round, qint64 nowMs)
{
    if (!isOfEngine(round))
        return;
    m_packets = 0;
    m_packetAt = nowMs;
    m_dialAt.reset();
    enter(CallStage::Connected, nowMs);
}

void CallSession::packetsCame(int round, qint64 inAll, qint64 nowMs)
{
    if (!isOfEngine(round) || inAll <= m_packets || m_dialAt)
        return; // m_dialAt: a last count of an engine that failed
    m_packets = inAll;
    m_packetAt = nowMs;
    if (m_stage == CallStage::Interrupted)
        enter(CallStage::Connected, nowMs);
}

CallSteps CallSession::sending(const CallSending &ours, qint64 nowMs)
{
    const bool other = !m_sending || m_sending->sound != ours.sound || m_sending->picture != ours.picture
        || m_sending->detail != ours.detail || m_sending->byServer != ours.byServer;
    m_sending = ours;
    if (other && isSpeaking())
        sayAlive(nowMs);
    return taken();
}

CallSteps CallSession::mediaFailed(int round, const Error &reason, qint64 nowMs)
{
    if (!isOfEngine(round))
        return {};
    if (reason.fault == Fault::Unsupported || reason.fault == Fault::Untrusted || reason.fault == Fault::Invalid) {
        sayEnd(u"failed"_s, nowMs); // it would be the same again
        finish(reason, nowMs);
        return taken();
    }
    if (m_stage == CallStage::Connected) {
        m_downAt = nowMs;
        enter(CallStage::Interrupted, nowMs);
        tell(u"call.interrupted"_s);
    }
    m_dialAt = std::max(nowMs, m_roundAt + calmMs);
    return taken();
}

CallSteps CallSession::tick(qint64 nowMs)
{
    if (m_stage != CallStage::Idle || nowMs - m_since < farewellMs)
        for (const auto &message : m_post.due(nowMs))
            m_steps.emplace_back(CallSend{m_setup.trust.sign(message.toCbor())});
    if (m_stage == CallStage::Inviting) {
        if (nowMs - m_since >= inviteLifeMs) {
            sayEnd(u"stale"_s, nowMs);
            finish(why(m_heardThere      ? u"call.no_answer"_s
                           : m_busyThere ? u"call.busy_there"_s
                                         : u"call.nobody_there"_s,
                       Fault::Timeout),
                   nowMs);
        } else if (nowMs - m_aliveAt >= inviteEveryMs) {
            m_aliveAt = nowMs;
            m_steps.emplace_back(
                CallSend{m_setup.trust.sign(m_invitation->toCbor()), isOfRoom(m_invitation->kind)});
        }
    } else if (m_stage == CallStage::Ringing) {
        if (!m_fresh && nowMs - m_since >= freshWithinMs)
            finish(why(u"call.stale"_s, Fault::Timeout), nowMs);
        else if (nowMs - m_since >= inviteLifeMs || nowMs - m_heardAt >= callerSilentMs)
            finish(why(u"call.missed"_s, Fault::Timeout), nowMs);
    } else if (isSpeaking()) {
        tickSpeaking(nowMs);
    }
    return taken();
}

// 1.22 says `connected` for as long as it likes, and cannot restart ICE: packets decide, and a new engine is the cure.
void CallSession::tickSpeaking(qint64 nowMs)
{
    if (nowMs - m_aliveAt >= aliveEveryMs)
        sayAlive(nowMs);
    letEngineGo(nowMs);
    if (m_stage == CallStage::Connected) {
        if (nowMs - m_packetAt < silentMediaMs)
            return;
        m_downAt = m_packetAt;
        enter(CallStage::Interrupted, nowMs);
        tell(u"call.interrupted"_s);
    }
    if (nowMs - m_heardAt >= silentPartnerMs && !m_toldSilent) {
        m_toldSilent = true;
        tell(u"call.partner_silent"_s);
    }
    if (nowMs - m_downAt >= lostMs) {
        sayEnd(u"lost"_s, nowMs);
        return finish(why(u"call.lost"_s, Fault::Timeout), nowMs);
    }
    if (isOverdue(nowMs) || (m_dialAt && nowMs >= *m_dialAt))
        dialAgain(nowMs);
}

bool CallSession::isOverdue(qint64 nowMs) const
{
    const bool waits = m_forwarded && !m_hasEngine;
    const auto life = waits                         ? forwardedMs
        : m_stage == CallStage::Connecting ? firstRoundLifeMs
        : m_hurries                                 ? hurriedRoundLifeMs
                                                    : roundLifeMs;
    const bool tried = m_roundAt >= m_downAt;
    const auto patience = waits ? forwardedMs : m_hurries ? hurriedRedialMs : redialMs;
    return nowMs - m_downAt >= patience && (!tried || nowMs - m_roundAt >= life);
}

void CallSession::dialAgain(qint64 nowMs)
{
    m_dialAt.reset();
    if (m_round >= CallMessage::mostRounds)
        return;
    if (m_ours)
        return startRound(m_round + 1, nowMs);
    m_roundAt = nowMs; // asked now: not again before this one had its time
    CallMessage message;
    message.kind = Kind::Redial;
    message.round = m_round + 1;
    m_post.forget(Kind::Redial);
    say(message, nowMs);
}

void CallSession::startRound(int round, qint64 nowMs)
{
    m_round = round;
    m_roundAt = nowMs;
    m_dialAt.reset();
    m_described = false;
    m_ways = 0;
    m_packets = 0;
    m_post.forgetBefore(round);
    if (m_stage == CallStage::Connected) {
        m_downAt = nowMs;
        enter(CallStage::Interrupted, nowMs);
    }
    m_hasEngine = true;
    m_serverSince = nowMs;
    m_theirsBefore = m_theirsAt;
    m_steps.emplace_back(CallBegin{round, m_ours});
}

void CallSession::begin(const QByteArray &call, bool ours, qint64 nowMs)
{
    // Numbers from a random start: what was confirmed in an earlier run of this program confirms nothing now.
    const auto start = m_setup.trust.random(sizeof(quint32));
    m_post.begin(1 + qFromBigEndian<quint32>(start.constData()) / 2);
    m_call = call;
    m_ours = ours;
    m_invitation.reset();
    m_wanted.reset();
    m_partner.reset();
    m_peer = m_setup.peer;
    m_heardThere = false;
    m_busyThere = false;
    m_heardNumber = 0;
    m_fresh = false;
    m_round = 0;
    m_hasEngine = false;
    m_serverAt = 0;
    m_forwardNumber = 0;
    m_described = false;
    m_earlyWays.clear();
    m_ways = 0;
    m_dialAt.reset();
    m_heardAt = nowMs;
    m_aliveAt = nowMs;
    m_toldSilent = false;
    m_sending.reset();
    m_theirs.reset();
    m_theirsAt = 0;
    m_theirsBefore = 0;
    m_ended.reset();
}

void CallSession::finish(const Error &reason, qint64 nowMs)
{
    if (isSpeaking())
        m_steps.emplace_back(CallStop{});
    m_hasEngine = false;
    m_over.append(m_call);
    if (m_over.size() > mostOver)
        m_over.removeFirst();
    m_invitation.reset();
    m_wanted.reset();
    m_earlyWays.clear();
    m_ended = reason;
    enter(CallStage::Idle, nowMs);
}

CallMessage CallSession::addressed(CallMessage message) const
{
    message.caseId = m_setup.caseId;
    message.from = m_setup.station;
    if (message.call.isEmpty())
        message.call = m_call;
    if (message.to.isEmpty())
        message.to = m_peer;
    return message;
}

void CallSession::say(CallMessage message, qint64 nowMs)
{
    m_steps.emplace_back(CallSend{m_setup.trust.sign(m_post.say(addressed(std::move(message)), nowMs).toCbor())});
}

void CallSession::sayOnce(CallMessage message)
{
    message = addressed(std::move(message));
    message.number = m_post.nextNumber();
    m_steps.emplace_back(CallSend{m_setup.trust.sign(message.toCbor())});
}

void CallSession::sayAlive(qint64 nowMs)
{
    m_aliveAt = nowMs;
    CallMessage alive;
    alive.kind = Kind::Alive;
    alive.sending = m_sending;
    sayOnce(alive);
}

void CallSession::sayEnd(const QString &reason, qint64 nowMs)
{
    m_post.forgetAll();
    CallMessage message;
    message.kind = Kind::End;
    message.reason = reason;
    say(message, nowMs);
}

void CallSession::tell(const QString &message)
{
    m_steps.emplace_back(CallTold{why(message, Fault::Timeout)});
}

void CallSession::enter(CallStage stage, qint64 nowMs)
{
    m_stage = stage;
    m_since = nowMs;
}

CallSteps CallSession::taken()
{
    return std::exchange(m_steps, {});
}

} // namespace sizhen
