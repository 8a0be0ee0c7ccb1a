// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/callroom.h"

#include <QtEndian>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qint64 othersTurnMs = 3000; // whose key is greater asks only when the other one does not
constexpr qint64 newcomerMs = 10'000;
constexpr std::size_t mostLeft = 32;

Error roomError(const QString &message, Fault fault = Fault::Refused)
{
    return {fault, u"call"_s, {}, message, {}};
}

} // namespace

CallRoom::CallRoom(Setup setup)
    : m_setup(std::move(setup))
{
    m_first.session = std::make_unique<CallSession>(m_setup.first);
    const auto start = m_setup.first.trust.random(sizeof(quint32));
    m_hereNumber = 1 + qFromBigEndian<quint32>(start.constData()) / 2;
}

Result<RoomSteps> CallRoom::invite(const CallSpeaker &speaker, qint64 nowMs)
{
    if (isIn() || m_busy)
        return tl::unexpected(roomError(u"call.busy"_s, Fault::Busy));
    first().setBusy(false);
    auto steps = first().invite(speaker, nowMs);
    if (!steps)
        return tl::unexpected(steps.error());
    m_asked = speaker;
    takeFirst(*std::move(steps));
    return taken(nowMs);
}

Result<RoomSteps> CallRoom::accept(const CallSpeaker &speaker, qint64 nowMs)
{
    auto steps = first().accept(speaker, nowMs);
    if (!steps)
        return tl::unexpected(steps.error());
    m_asked = speaker;
    takeFirst(*std::move(steps));
    return taken(nowMs);
}

Result<RoomSteps> CallRoom::join(const CallSpeaker &speaker, qint64 nowMs)
{
    if (isIn() || m_busy || first().stage() != CallStage::Idle)
        return tl::unexpected(roomError(u"call.busy"_s, Fault::Busy));
    const auto found = running(nowMs);
    if (!found)
        return tl::unexpected(roomError(u"call.none_running"_s));
    if (!hasPlace(*found))
        return tl::unexpected(roomError(u"call.room_full"_s));
    enter(found->room, speaker, nowMs);
    if (!isIn())
        return tl::unexpected(
            Error{Fault::Untrusted, u"call: nobody who can sign"_s, u"SES-03"_s, u"ses.unidentified"_s, {}});
    m_joinedAt = nowMs;
    for (const auto &party : found->parties)
        ask(party.station.station, nowMs);
    return taken(nowMs);
}

RoomSteps CallRoom::hangUp(qint64 nowMs)
{
    const bool wasIn = isIn();
    forwardNoMore(nowMs); // whose server it is takes the room away from it
    hangUpAll(nowMs);
    if (wasIn)
        leave(roomError(u"call.ended_here"_s), nowMs);
    return taken(nowMs);
}

void CallRoom::hangUpAll(qint64 nowMs)
{
    takeFirst(first().hangUp(nowMs));
    for (auto &[key, seat] : m_pairs)
        take(key, seat.session->hangUp(nowMs));
}

void CallRoom::ask(const QByteArray &key, qint64 nowMs)
{
    auto &seat = pairWith(key);
    take(key, seat.session->setForwarded(comesByServer(key, nowMs), nowMs));
    auto steps = seat.session->join(m_speaker, m_room, nowMs);
    if (!steps)
        return; // it asks already
    seat.asked = true;
    seat.since = nowMs;
    take(key, *std::move(steps));
}

// The word is given once for the room: who locks the screen goes on speaking, and newcomers are proved it, too.
void CallRoom::enter(const QByteArray &room, const CallSpeaker &speaker, qint64 nowMs)
{
    const auto &about = m_setup.first;
    const auto word = speaker.sign(callClaim(about.caseId, room, about.station));
    if (word.isEmpty() || speaker.certificate.isEmpty())
        return;
    m_room = room;
    m_speaker = {speaker.certificate, [word](const QByteArray &) { return word; }};
    m_hereAt = nowMs - hereEveryMs;
    m_joinedAt = nowMs - newcomerMs;
    m_ended.reset();
    m_lastEnd.reset();
}

void CallRoom::leave(const Error &why, qint64 nowMs)
{
    sayHere(true, nowMs);
    if (m_left.size() >= mostLeft)
        m_left.erase(std::ranges::min_element(m_left, {}, [](const auto &one) { return one.second; }));
    m_left[m_room] = nowMs;
    std::erase_if(m_heard, [this](const auto &one) { return one.second.room == m_room; });
    forwardNoMore(nowMs);
    m_serverFailed = false;
    m_offered.reset();
    m_room.clear();
    m_asked.reset();
    m_ended = why;
    for (auto &[key, seat] : m_pairs)
        seat.asked = seat.spoke = false;
    m_first.spoke = false;
}

CallRoom::Seat &CallRoom::pairWith(const QByteArray &key)
{
    auto &seat = m_pairs[key];
    if (!seat.session) {
        auto setup = m_setup.first;
        setup.peer = key;
        setup.wins = setup.station < key;
        setup.trust.station = m_setup.member;
        seat.session = std::make_unique<CallSession>(std::move(setup));
    }
    return seat;
}

CallSession *CallRoom::speakingWith(const QByteArray &key) const
{
    const auto pair = m_pairs.find(key);
    if (pair != m_pairs.end() && pair->second.session->isSpeaking())
        return pair->second.session.get();
    const auto &partner = m_first.session->partner();
    return m_first.session->isSpeaking() && partner && partner->station.station == key ? m_first.session.get()
                                                                                       : nullptr;
}

const CallSession *CallRoom::with(const QByteArray &end) const
{
    return speakingWith(end);
}

bool CallRoom::isTaken(const QByteArray &key) const
{
    const auto pair = m_pairs.find(key);
    return (pair != m_pairs.end() && !pair->second.session->isFree()) || speakingWith(key);
}

int CallRoom::places(const QByteArray &without, qint64 nowMs) const
{
    QSet<QByteArray> keys{m_setup.first.station};
    for (const auto &[key, seat] : m_pairs)
        if (!seat.session->isFree())
            keys.insert(key);
    if (first().isSpeaking())
        keys.insert(first().partner()->station.station);
    for (const auto &[key, heard] : m_heard)
        if (heard.room == m_room && isAlive(heard, nowMs))
            keys.insert(key);
    keys.remove(without);
    return int(keys.size());
}

CallStage CallRoom::stage() const
{
    if (!isIn())
        return first().stage();
    const auto all = ends();
    return all.isEmpty() ? CallStage::Connecting : all.first()->stage();
}

QList<const CallSession *> CallRoom::ends() const
{
    QList<const Seat *> seats;
    if (first().isSpeaking())
        seats.append(&m_first);
    for (const auto &[key, seat] : m_pairs)
        if (seat.session->isSpeaking())
            seats.append(&seat);
    std::ranges::stable_sort(seats, {}, &Seat::since);
    QList<const CallSession *> all;
    for (const auto *seat : seats)
        all.append(seat->session.get());
    return all;
}

std::optional<CallRoom::Running> CallRoom::running(qint64 nowMs) const
{
    std::map<QByteArray, Running> rooms;
    std::map<QByteArray, QSet<QByteArray>> keys;
    for (const auto &[key, heard] : m_heard) {
        if (!isAlive(heard, nowMs) || heard.room == m_room)
            continue;
        auto &one = rooms[heard.room];
        one.room = heard.room;
        one.parties.append(heard.party);
        auto &all = keys[heard.room];
        all.insert(key);
        all.unite(QSet<QByteArray>(heard.ends.begin(), heard.ends.end()));
        all.remove(m_setup.first.station); // our place, if our program began anew
        one.ends = int(all.size());
    }
    for (auto &[room, one] : rooms)
        one.most = mostEnds(room, nowMs);
    const auto most = std::ranges::max_element(rooms, {}, [](const auto &one) { return one.second.ends; });
    return most == rooms.end() ? std::nullopt : std::optional(most->second);
}

RoomSteps CallRoom::described(const QByteArray &end, int round, const SessionDescription &said, qint64 nowMs)
{
    if (auto *session = speakingWith(end))
        take(end, session->described(round, said, nowMs));
    return taken(nowMs);
}

RoomSteps CallRoom::wayFound(const QByteArray &end, int round, const IceCandidate &way, qint64 nowMs)
{
    if (auto *session = speakingWith(end))
        take(end, session->wayFound(round, way, nowMs));
    return taken(nowMs);
}

RoomSteps CallRoom::sending(const QByteArray &end, const CallSending &ours, qint64 nowMs)
{
    if (auto *session = speakingWith(end))
        take(end, session->sending(ours, nowMs));
    return taken(nowMs);
}

RoomSteps CallRoom::mediaFailed(const QByteArray &end, int round, const Error &reason, qint64 nowMs)
{
    if (auto *session = speakingWith(end))
        take(end, session->mediaFailed(round, reason, nowMs));
    return taken(nowMs);
}

void CallRoom::mediaConnected(const QByteArray &end, int round, qint64 nowMs)
{
    if (auto *session = speakingWith(end))
        session->mediaConnected(round, nowMs);
}

void CallRoom::packetsCame(const QByteArray &end, int round, qint64 inAll, qint64 nowMs)
{
    if (auto *session = speakingWith(end))
        session->packetsCame(round, inAll, nowMs);
}

void CallRoom::setHurries(const QByteArray &end, bool hurries)
{
    if (auto *session = speakingWith(end))
        session->setHurries(hurries);
}

RoomSteps CallRoom::tick(qint64 nowMs)
{
    takeFirst(first().tick(nowMs));
    for (auto &[key, seat] : m_pairs)
        take(key, seat.session->tick(nowMs));
    settle(nowMs);
    if (isIn()) {
        lookForOthers(nowMs);
        followForwarding(nowMs);
        if (nowMs - m_hereAt >= hereEveryMs && !ends().isEmpty())
            sayHere(false, nowMs);
    }
    return taken(nowMs);
}

// Two who joined at once, or whose call broke down while both stayed: whose key is smaller asks.
void CallRoom::lookForOthers(qint64 nowMs)
{
    for (const auto &[key, heard] : m_heard) {
        if (heard.room != m_room || !isAlive(heard, nowMs) || isTaken(key) || places(key, nowMs) >= mostEnds(m_room, nowMs))
            continue;
        const auto pair = m_pairs.find(key);
        const auto endedAt = pair == m_pairs.end() ? heard.sinceMs : std::max(heard.sinceMs, pair->second.since);
        const auto patience = m_setup.first.station < key ? othersTurnMs / 3 : othersTurnMs;
        if (nowMs - endedAt >= patience)
            ask(key, nowMs);
    }
}

void CallRoom::sayHere(bool leaving, qint64 nowMs)
{
    m_hereAt = nowMs;
    CallMessage here;
    here.kind = CallMessage::Kind::Here;
    here.caseId = m_setup.first.caseId;
    here.call = m_room;
    here.from = m_setup.first.station;
    here.number = m_hereNumber++;
    here.who = m_speaker.certificate;
    here.proof = m_speaker.sign({});
    if (!leaving)
        for (const auto *session : ends())
            here.ends.append(session->partner()->station.station);
    here.hasServer = !leaving && hasServer();
    here.forwards = !leaving && m_plan;
    here.isThin = !leaving && m_thin;
    take({}, {CallSend{m_setup.first.trust.sign(here.toCbor()), true}});
}

void CallRoom::take(const QByteArray &end, CallSteps steps)
{
    for (auto &step : steps)
        if (auto *said = std::get_if<CallForward>(&step))
            m_forwards.emplace_back(end, std::move(*said));
        else
            m_steps.push_back({end, std::move(step)});
}

void CallRoom::takeFirst(CallSteps steps)
{
    const auto &partner = first().partner();
    take(partner ? partner->station.station : QByteArray(), std::move(steps));
}

void CallRoom::settle(Seat &seat, qint64 nowMs)
{
    const bool speaks = seat.session->isSpeaking();
    if (speaks == seat.spoke && (!seat.asked || !seat.session->isFree()))
        return;
    if (!speaks) {
        m_lastEnd = seat.session->ended();
        if (seat.asked && m_lastEnd && m_lastEnd->message == u"call.began_anew")
            m_lastEnd->message = u"call.none_running"_s; // it has left in the meantime
    }
    if (speaks != seat.spoke || !speaks)
        seat.since = nowMs;
    if (speaks && !isIn() && m_asked)
        enter(seat.session->callId(), *m_asked, nowMs);
    seat.spoke = speaks;
    seat.asked = false;
}

void CallRoom::settle(qint64 nowMs)
{
    settle(m_first, nowMs);
    bool full = false;
    for (auto &[key, seat] : m_pairs) {
        const bool refused = seat.asked && seat.session->isFree() && seat.session->ended();
        full = full || (refused && seat.session->ended()->message == u"call.room_full"_s);
        settle(seat, nowMs);
    }
    if (!isIn()) {
        if (first().stage() != CallStage::Idle)
            m_ended.reset();
        return;
    }
    // Whom one of them has no place for is not half in the room.
    if (full && nowMs - m_joinedAt < newcomerMs) {
        hangUpAll(nowMs);
        return leave(roomError(u"call.room_full"_s), nowMs);
    }
    const bool anybody = first().isSpeaking()
        || std::ranges::any_of(m_pairs, [](const auto &one) { return !one.second.session->isFree(); });
    if (!anybody)
        leave(m_lastEnd.value_or(roomError(u"call.hung_up"_s)), nowMs);
}

RoomSteps CallRoom::taken(qint64 nowMs)
{
    settle(nowMs);
    for (const auto &[end, said] : std::exchange(m_forwards, {}))
        takeForward(end, said, nowMs);
    return std::exchange(m_steps, {});
}

} // namespace sizhen
