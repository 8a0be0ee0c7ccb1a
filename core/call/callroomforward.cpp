// SPDX-License-Identifier: GPL-3.0-or-later
// CallRoom: when picture and sound go by a forwarding server, and by whose (SES-08).
#include "core/call/callroom.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qint64 judgedForMs = 1000;

} // namespace

bool CallRoom::mayForward(const QByteArray &institution, qint64 nowMs) const
{
    if (!m_setup.mayForward)
        return false;
    auto &judged = m_judged[institution];
    if (judged.atMs < 0 || nowMs - judged.atMs >= judgedForMs)
        judged = {m_setup.mayForward(institution), nowMs};
    return judged.may;
}

bool CallRoom::hasServer() const
{
    return m_setup.hasServer && m_setup.hasServer() && !m_serverFailed;
}

QList<QByteArray> CallRoom::serverHouses(qint64 nowMs) const
{
    QList<QByteArray> all;
    if (isIn() && hasServer())
        all.append(m_setup.institution);
    for (const auto &[key, heard] : m_heard) {
        const auto &house = heard.party.station.institution;
        if (isIn() && heard.room == m_room && heard.hasServer && isAlive(heard, nowMs) && !all.contains(house))
            all.append(house);
    }
    return all;
}

// Who has one and may: the one that does it, or of several the smallest key, so that all come to the same.
QByteArray CallRoom::hostOf(const QByteArray &room, qint64 nowMs) const
{
    QList<QByteArray> able;
    if (room == m_room && hasServer() && mayForward(m_setup.institution, nowMs))
        able.append(m_setup.first.station);
    for (const auto &[key, heard] : m_heard)
        if (heard.room == room && heard.hasServer && isAlive(heard, nowMs)
            && mayForward(heard.party.station.institution, nowMs))
            able.append(key);
    if (m_forwarding && room == m_room && able.contains(m_forwarding->host))
        return m_forwarding->host;
    const auto least = std::ranges::min_element(able);
    return least == able.end() ? QByteArray() : *least;
}

int CallRoom::mostEnds(const QByteArray &room, qint64 nowMs) const
{
    return hostOf(room, nowMs).isEmpty() ? m_setup.mostEnds : std::max(m_setup.mostEnds, ForwardedRoom::mostEnds);
}

// Nobody dials those whom the server brings.
bool CallRoom::comesByServer(const QByteArray &newcomer, qint64 nowMs) const
{
    return !hostOf(m_room, nowMs).isEmpty() && (m_forwarding || places(newcomer, nowMs) + 1 > usualEnds);
}

bool CallRoom::needsServer(qint64 nowMs) const
{
    const bool thin = m_thin || std::ranges::any_of(m_heard, [&](const auto &one) {
                          return one.second.room == m_room && one.second.isThin && isAlive(one.second, nowMs);
                      });
    return places({}, nowMs) > (thin ? usualEnds - 1 : usualEnds);
}

void CallRoom::followForwarding(qint64 nowMs)
{
    if (m_forwarding && !mayForward(m_forwarding->institution, nowMs)) {
        take({}, {CallTold{{Fault::Refused, u"call"_s, u"SES-08"_s, u"forwarder.withdrawn"_s, {}}}});
        forwardNoMore(nowMs);
    }
    if (m_offered && mayForward(m_offered->by.institution, nowMs)) { // the patient's word came after it
        const auto offered = *std::exchange(m_offered, {});
        takeForward(offered.by.host, offered.said, nowMs);
    }
    const auto &us = m_setup.first.station;
    const bool hosted = m_forwarding && (m_forwarding->host == us || speakingWith(m_forwarding->host));
    if (!hosted && needsServer(nowMs) && hostOf(m_room, nowMs) == us)
        if (auto plan = m_setup.plan()) {
            m_plan = std::move(plan);
            m_told.clear();
            forward(*m_plan, {us, m_setup.institution}, nowMs);
        }
    if (m_plan)
        tellNewcomers(nowMs);
}

void CallRoom::forward(const ForwardedPlan &plan, const Forwarding &by, qint64 nowMs)
{
    m_forwarding = by;
    setForwarded(true, nowMs);
    m_steps.push_back({by.host, CallForward{plan}});
}

void CallRoom::forwardNoMore(qint64 nowMs)
{
    if (!m_forwarding)
        return;
    if (std::exchange(m_plan, {}))
        for (const auto &[key, told] : m_told)
            if (auto *session = speakingWith(key))
                take(key, session->sayForward({}, nowMs));
    m_told.clear();
    const auto host = m_forwarding->host;
    m_forwarding.reset();
    setForwarded(false, nowMs);
    m_steps.push_back({host, CallForward{}});
}

void CallRoom::setForwarded(bool forwarded, qint64 nowMs)
{
    if (!forwarded || first().isSpeaking())
        takeFirst(first().setForwarded(forwarded, nowMs));
    for (auto &[key, seat] : m_pairs)
        take(key, seat.session->setForwarded(forwarded, nowMs));
}

// Each end has a token of its own; who comes again has the same one, and one of somebody who left is given anew.
void CallRoom::tellNewcomers(qint64 nowMs)
{
    std::erase_if(m_told, [this](const auto &one) { return !speakingWith(one.first); });
    for (const auto *end : ends()) {
        const auto &key = end->partner()->station.station;
        const auto known = m_told.find(key);
        if (known != m_told.end() && known->second.call == end->callId())
            continue;
        auto room = m_plan->room;
        const auto isFree = [this](const QString &token) {
            return std::ranges::none_of(m_told, [&](const auto &one) { return one.second.token == token; });
        };
        const auto spare = std::find_if(m_plan->tokens.begin() + 1, m_plan->tokens.end(), isFree);
        if (known == m_told.end() && spare == m_plan->tokens.end())
            continue; // no place
        room.token = known == m_told.end() ? *spare : known->second.token;
        m_told[key] = {end->callId(), room.token};
        take(key, speakingWith(key)->sayForward(room, nowMs));
    }
}

void CallRoom::takeForward(const QByteArray &end, const CallForward &said, qint64 nowMs)
{
    const auto *session = speakingWith(end);
    if (!session || !isIn())
        return;
    if (!said.plan) {
        m_offered.reset();
        if (m_forwarding && m_forwarding->host == end)
            forwardNoMore(nowMs);
        return;
    }
    const auto house = session->partner()->station.institution;
    if (!mayForward(house, nowMs)) {
        m_offered = Offered{{end, house}, said};
        return refuse(end, {Fault::Refused, u"call"_s, u"SES-08"_s, u"forwarder.no_consent"_s, {}}, nowMs);
    }
    const auto &us = m_setup.first.station;
    const auto other = m_forwarding ? m_forwarding->host : QByteArray();
    const bool stands = !other.isEmpty() && other != end && (other == us || speakingWith(other));
    if (stands && other < end)
        return; // two at once: the other one goes by this one, too
    m_plan.reset();
    m_told.clear();
    forward(*said.plan, {end, house}, nowMs);
}

void CallRoom::cameByServer(const QByteArray &end, qint64 nowMs)
{
    if (auto *session = speakingWith(end))
        session->cameByServer(nowMs);
}

RoomSteps CallRoom::serverFailed(qint64 nowMs)
{
    m_serverFailed = m_serverFailed || m_plan;
    forwardNoMore(nowMs);
    return taken(nowMs);
}

} // namespace sizhen
