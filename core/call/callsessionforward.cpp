// SPDX-License-Identifier: GPL-3.0-or-later
// CallSession: picture and sound come by a forwarding server.
#include "core/call/callsession.h"

namespace sizhen {

// Neither lets go before the other one sees by the server what it saw without it.
void CallSession::letEngineGo(qint64 nowMs)
{
    const bool comes = m_forwarded && m_stage == CallStage::Connected && nowMs - m_serverAt < silentMediaMs
        && nowMs - m_serverSince >= overlapMs;
    if (!comes || !m_hasEngine || !m_theirs || !m_theirs->byServer || m_theirsAt <= m_theirsBefore)
        return;
    m_hasEngine = false;
    m_dialAt.reset();
    m_steps.emplace_back(CallStop{});
}

CallSteps CallSession::setForwarded(bool forwarded, qint64 nowMs)
{
    if (std::exchange(m_forwarded, forwarded) == forwarded)
        return {};
    m_serverAt = 0;
    if (!forwarded && isSpeaking() && !m_hasEngine) {
        m_downAt = nowMs;
        enter(CallStage::Interrupted, nowMs);
        dialAgain(nowMs);
    }
    return taken();
}

CallSteps CallSession::sayForward(const std::optional<ForwardedRoom> &room, qint64 nowMs)
{
    if (!isSpeaking())
        return {};
    CallMessage message;
    message.kind = Kind::Forward;
    message.forwarded = room;
    m_post.forget(Kind::Forward);
    say(message, nowMs);
    return taken();
}

void CallSession::cameByServer(qint64 nowMs)
{
    if (!m_forwarded || !isSpeaking())
        return;
    if (m_serverAt == 0 || nowMs - m_serverAt >= silentMediaMs)
        m_serverSince = nowMs;
    m_serverAt = m_packetAt = nowMs;
    m_dialAt.reset();
    if (m_stage != CallStage::Connected)
        enter(CallStage::Connected, nowMs);
}

} // namespace sizhen
