// SPDX-License-Identifier: GPL-3.0-or-later
// CallRoom: when picture and sound go by a forwarding server, and by whose (SES-08).
#include "core/call/callroom.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qint64 judgedForMs = 1000;
constexpr qint64 flagLateMs = 5000; // an end's `forwards` may come so long after its plan
constexpr qint64 plansApartMs = 5000; // whoever tells them faster is followed later

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

// Who has one and may: whoever does it, and of several the smallest key, so that all come to the same.
QByteArray CallRoom::hostOf(const QByteArray &room, qint64 nowMs) const
{
    std::pair least{false, QByteArray()}; // does it not; its key
    const auto look = [&least](bool forwards, const QByteArray &key) {
        const std::pair one{!forwards, key};
        if (least.second.isEmpty() || one < least)
            least = one;
    };
    if (room == m_room && hasServer() && mayForward(m_setup.institution, nowMs))
        look(m_plan.has_value(), m_setup.first.station);
    for (const auto &[key, heard] : m_heard)
        if (heard.room == room && heard.hasServer && isAlive(heard, nowMs)
            && mayForward(heard.party.station.institution, nowMs))
            look(heard.forwards, key);
    return least.second;
}

// A host whose words do not come may have a cut cable; one that says that it forwards nothing began anew.
bool CallRoom::isHosted(qint64 nowMs) const
{
    if (!m_forwarding)
        return false;
    const auto &host = m_forwarding->host;
    if (host == m_setup.first.station)
        return true;
    const auto heard = m_heard.find(host);
    const bool denies = heard != m_heard.end() && heard->second.room == m_room && !heard->second.forwards
        && nowMs - m_forwardedAt >= flagLateMs;
    return speakingWith(host) && !denies;
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
    const auto &us = m_setup.first.station;
    if (m_forwarding && !mayForward(m_forwarding->institution, nowMs)) {
        take({}, {CallTold{{Fault::Refused, u"call"_s, u"SES-08"_s, u"forwarder.withdrawn"_s, {}}}});
        const auto by = *m_forwarding;
        const auto *host = speakingWith(by.host);
        if (host && !m_offered) // the same word may be given again, and the host knew of nothing else
            m_offered = Offered{by, host->callId(), {ForwardedPlan{m_forwardedBy, {}, {}}}};
        forwardNoMore(nowMs);
    }
    // Nobody is left who could turn others out of it.
    if (m_forwarding && m_forwarding->host != us && !speakingWith(m_forwarding->host))
        forwardNoMore(nowMs);
    if (m_offered) {
        const auto *session = speakingWith(m_offered->by.host);
        if (!session || session->callId() != m_offered->call)
            m_offered.reset();
        else if (mayFollow(*m_offered, nowMs)) {
            const auto offered = *std::exchange(m_offered, {});
            follow(offered, nowMs);
        }
    }
    if (!isHosted(nowMs) && needsServer(nowMs) && hostOf(m_room, nowMs) == us)
        if (auto plan = m_setup.plan()) {
            forward(*plan, {us, m_setup.institution}, nowMs);
            m_plan = std::move(plan);
        }
    if (m_plan)
        tellNewcomers(nowMs);
}

void CallRoom::forward(const ForwardedPlan &plan, const Forwarding &by, qint64 nowMs)
{
    giveUpPlan(nowMs);
    m_forwarding = by;
    m_forwardedBy = plan.room;
    m_forwardedAt = nowMs;
    setForwarded(true, nowMs);
    m_steps.push_back({by.host, CallForward{plan}});
}

void CallRoom::forwardNoMore(qint64 nowMs)
{
    if (!m_forwarding)
        return;
    giveUpPlan(nowMs);
    const auto host = m_forwarding->host;
    m_forwarding.reset();
    setForwarded(false, nowMs);
    m_steps.push_back({host, CallForward{}});
}

void CallRoom::giveUpPlan(qint64 nowMs)
{
    if (std::exchange(m_plan, {}))
        for (const auto &[key, told] : m_told)
            if (auto *session = speakingWith(key))
                take(key, session->sayForward({}, nowMs));
    m_told.clear();
}

void CallRoom::setForwarded(bool forwarded, qint64 nowMs)
{
    if (!forwarded || first().isSpeaking())
        takeFirst(first().setForwarded(forwarded, nowMs));
    for (auto &[key, seat] : m_pairs)
        take(key, seat.session->setForwarded(forwarded, nowMs));
}

// Each end has a token of its own, which serves once: whose call with us is over is turned out, whatever it still knows.
void CallRoom::tellNewcomers(qint64 nowMs)
{
    for (auto one = m_told.begin(); one != m_told.end();) {
        const auto *session = speakingWith(one->first);
        if (session && session->callId() == one->second.call) {
            ++one;
            continue;
        }
        m_steps.push_back({one->first, CallDismiss{one->second.token}});
        one = m_told.erase(one);
    }
    for (const auto *end : ends()) {
        const auto key = end->partner()->station.station;
        if (m_told.contains(key) || m_plan->tokens.size() < 2) // the first is ours
            continue;
        auto room = m_plan->room;
        room.token = m_plan->tokens.takeLast();
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
        if (m_offered && m_offered->by.host == end)
            m_offered.reset();
        if (m_forwarding && m_forwarding->host == end)
            forwardNoMore(nowMs);
        return;
    }
    if (m_forwarding && m_forwarding->host == end && m_forwardedBy == said.plan->room)
        return; // it is said again
    const Offered offered{{end, session->partner()->station.institution}, session->callId(), said};
    if (mayFollow(offered, nowMs))
        return follow(offered, nowMs);
    m_offered = offered; // looked at again with each tick
    if (!mayForward(offered.by.institution, nowMs))
        refuse(end, {Fault::Refused, u"call"_s, u"SES-08"_s, u"forwarder.no_consent"_s, {}}, nowMs);
}

// The patient agreed, nobody with a smaller key forwards (two at once: the other one comes to the same), and not faster
// than anybody would change.
bool CallRoom::mayFollow(const Offered &offered, qint64 nowMs) const
{
    if (!mayForward(offered.by.institution, nowMs))
        return false;
    const auto other = isHosted(nowMs) ? m_forwarding->host : QByteArray();
    const bool outranked = !other.isEmpty() && other < offered.by.host;
    return !outranked && (!m_forwarding || nowMs - m_forwardedAt >= plansApartMs);
}

void CallRoom::follow(const Offered &offered, qint64 nowMs)
{
    forward(*offered.said.plan, offered.by, nowMs);
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
