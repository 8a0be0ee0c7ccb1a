// SPDX-License-Identifier: GPL-3.0-or-later
// CallLine: what a room does, and what its engines tell.
#include "app/station/callline.h"

#include "core/base/log.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

void CallLine::connectEngines()
{
    const auto room = [this] { return lineOf(m_current)->room.get(); };
    connect(&m_engines, &CallEngines::described, this,
            [this, room](const QByteArray &end, int round, const SessionDescription &said) {
                perform(m_current, room()->described(end, round, said, now()));
            });
    connect(&m_engines, &CallEngines::wayFound, this,
            [this, room](const QByteArray &end, int round, const IceCandidate &way) {
                perform(m_current, room()->wayFound(end, round, way, now()));
            });
    connect(&m_engines, &CallEngines::connected, this, [this, room](const QByteArray &end, int round) {
        room()->mediaConnected(end, round, now());
        if (m_media.source == MediaSetup::Source::Patient)
            m_sending = {};
        if (end == m_mainEnd)
            Q_EMIT mainEndChanged();
        say(end);
    });
    connect(&m_engines, &CallEngines::packetsCame, this, [this, room](const QByteArray &end, int round, qint64 inAll) {
        room()->packetsCame(end, round, inAll, now());
        cameThrough(end, inAll);
        say(end);
        Q_EMIT counted();
    });
    connect(&m_engines, &CallEngines::failed, this,
            [this, room](const QByteArray &end, int round, const Error &reason) {
                qCInfo(lcNet) << "call: dialling" << round << "failed:" << reason.detail;
                perform(m_current, room()->mediaFailed(end, round, reason, now()));
            });
    connect(&m_engines, &CallEngines::pictureArrived, this, [this](const QByteArray &end, const QVideoFrame &picture) {
        if (end == m_mainEnd)
            Q_EMIT pictureArrived(picture);
        Q_EMIT pictureOf(end, picture);
    });
    connect(&m_engines, &CallEngines::detailArrived, this, &CallLine::detailOf);
    connect(&m_engines, &CallEngines::heard, this, &CallLine::heardOf);
    connect(&m_engines, &CallEngines::longestChanged, this, [this] {
        streamsOnce();
        if (!m_engines.isIdle())
            m_engines.refreshPictures();
    });
    connect(&m_engines, &CallEngines::cameByServer, this, [this, room](const QByteArray &end) {
        room()->cameByServer(end, now());
        say(end);
        Q_EMIT counted();
    });
    connect(&m_engines, &CallEngines::serverTold, this, &CallLine::tell);
    connect(&m_engines, &CallEngines::serverFailed, this, [this, room](const Error &why) {
        tell(why);
        perform(m_current, room()->serverFailed(now()));
    });
    connect(&m_engines, &CallEngines::sendingChanged, this, [this](const CallSending &sending) {
        m_sending = sending;
        for (const auto &end : m_roster.ends())
            say(end);
    });
}

void CallLine::say(const QByteArray &end)
{
    auto sending = m_sending;
    sending.heard = m_engines.ofRound(end).soundCame;
    sending.byServer = m_engines.comesByServer(end);
    perform(m_current, lineOf(m_current)->room->sending(end, sending, now()));
}

void CallLine::tellPartnerSaid()
{
    for (const auto *one : lineOf(m_current)->room->ends())
        if (const auto &said = one->partnerSending()) {
            const auto &end = one->partner()->station.station;
            m_engines.expectPicture(end, said->picture == StreamState::On);
            m_engines.setQuiet(end, said->sound == StreamState::None && said->picture != StreamState::On);
        }
    const auto *session = lineOf(m_current)->room->with(m_mainEnd);
    if (!session || !session->partnerSending())
        return;
    const bool other = std::exchange(m_saidBy, m_mainEnd) != m_mainEnd;
    if (std::exchange(m_partnerSaidAt, session->partnerSaidAt()) != session->partnerSaidAt() || other)
        Q_EMIT partnerSaid(*session->partnerSending());
}

// An interpreter is understood first (core/call/roomsound.h).
void CallLine::heardOf(const QByteArray &end, const SoundLevels &levels)
{
    const auto *entry = m_roster.find(end);
    if (!entry)
        return;
    m_sound.heard(end, entry->capacity == RoomEnd::Capacity::Interpreter, levels.receivedDb, now());
    for (const auto &one : m_roster.ends())
        m_engines.setVolume(one, m_sound.volumeOf(one, now()));
    if (const auto speaker = m_sound.speaker(now()); std::exchange(m_speaking, speaker) != speaker)
        Q_EMIT speaks(speaker);
}

void CallLine::perform(const QByteArray &caseId, const RoomSteps &steps)
{
    for (const auto &step : steps)
        perform(caseId, step.end, step.step);
    m_tick.start();
    follow(caseId);
}

void CallLine::perform(const QByteArray &caseId, const QByteArray &end, const CallStep &step)
{
    if (const auto *send = std::get_if<CallSend>(&step))
        m_send(caseId, lineOf(caseId)->partner, send->payload, send->ofRoom);
    else if (const auto *dial = std::get_if<CallBegin>(&step))
        begin(end, *dial);
    else if (const auto *describe = std::get_if<CallDescribe>(&step))
        m_engines.take(end, describe->description);
    else if (const auto *way = std::get_if<CallWay>(&step))
        m_engines.take(end, way->candidate);
    else if (std::holds_alternative<CallStop>(step)) {
        m_taps.erase(end);
        m_uplinks.letGo(end);
        m_engines.stop(end);
        streamsOnce();
        if (m_engines.comesByServer(end)) {
            m_engines.refreshPictures(); // a recording goes on with a whole picture
            if (end == m_mainEnd)
                Q_EMIT mainEndChanged(); // its counts are others from now on
        }
    } else if (const auto *said = std::get_if<CallTold>(&step)) {
        tell(said->error);
    } else if (const auto *forwarded = std::get_if<CallForward>(&step)) {
        forward(*forwarded);
    } else if (const auto *dismissed = std::get_if<CallDismiss>(&step)) {
        m_engines.dismiss(dismissed->token);
    }
}

void CallLine::begin(const QByteArray &end, const CallBegin &begin)
{
    if (m_devices)
        m_media.devices = m_devices();
    if (m_engines.isIdle() || m_engines.longest() == end)
        m_sending = {StreamState::None, StreamState::None, 0};
    auto setup = m_media;
    const auto *session = lineOf(m_current)->room->with(end);
    if (m_tap && session) {
        const auto &entry = m_roster.add(*session->partner(), m_ledger.now());
        auto &tap = m_taps[end];
        tap = tapOf(m_roster.own(), entry.tracks);
        setup.tap = tap;
    }
    lineOf(m_current)->room->setHurries(end, m_uplinks.dial(end, begin.offers, setup));
    m_engines.begin(end, begin.round, begin.offers, setup);
    streamsOnce();
}

void CallLine::cameThrough(const QByteArray &end, qint64 inAll)
{
    const auto change = m_uplinks.cameThrough(end, inAll, now());
    if (!change || end != m_mainEnd)
        return; // said once, not by each end
    Q_EMIT lineChanged(change->from, change->to, change->gapMs);
    Q_EMIT told({Fault::Timeout,
                 u"call: another line"_s,
                 u"NET-07"_s,
                 u"call.second_network"_s,
                 {{u"from"_s, change->from}, {u"to"_s, change->to}, {u"seconds"_s, (change->gapMs + 500) / 1000}}});
}

void CallLine::tell(const Error &error)
{
    qCWarning(lcNet) << "call:" << error.message << error.detail;
    if (error.fault == Fault::Untrusted || error.fault == Fault::Refused)
        m_ledger.noteRefusal(error);
    Q_EMIT told(error);
}

void CallLine::follow(const QByteArray &caseId)
{
    auto *line = lineOf(caseId);
    const auto &room = *line->room;
    if (caseId != m_current && view().stage == CallStage::Idle && room.stage() != CallStage::Idle) {
        m_current = caseId;
        m_speaks = {}; // nobody has said yes
    }
    Shown shown{room.stage(),
                room.first().ringsThere(),
                {},
                {},
                room.forwarding() ? room.forwarding()->institution : QByteArray(),
                room.serverHouses(now())};
    for (const auto *session : room.ends())
        shown.ends.append({session->partner()->station.station, session->stage()});
    if (const auto running = room.running(now()))
        for (const auto &party : running->parties)
            shown.running.append(party.station.station);
    if (shown == line->shown)
        return;
    line->shown = shown;
    if (caseId == m_current)
        followEnds(*line);
    Q_EMIT changed(); // of another case, too: its call can be joined
}

void CallLine::followEnds(const Line &line)
{
    const auto sessions = line.room->ends();
    const auto before = m_roster.ends();
    QList<QByteArray> now;
    for (const auto *session : sessions) {
        now.append(session->partner()->station.station);
        m_roster.add(*session->partner(), m_ledger.now());
    }
    QList<RosterEntry> left;
    for (const auto &end : before)
        if (!now.contains(end)) {
            left.append(*m_roster.remove(end));
            m_sound.forget(end);
        }
    if (const auto main = m_roster.mainOf(sessions); !main.isEmpty() && std::exchange(m_mainEnd, main) != main)
        Q_EMIT mainEndChanged();
    for (const auto &entry : std::as_const(left))
        noteAttendance(entry, false);
    for (const auto &end : std::as_const(now))
        if (!m_noted.contains(end))
            noteAttendance(*m_roster.find(end), true);
    if (std::exchange(m_running, !sessions.isEmpty()) == sessions.isEmpty())
        Q_EMIT runningChanged(m_running);
}

// SES-03: who joined and left the room, and with whom, stands in the access log.
void CallLine::noteAttendance(const RosterEntry &entry, bool joined)
{
    const auto &person = entry.party.person.id;
    joined ? void(m_noted.insert(entry.party.station.station)) : void(m_noted.remove(entry.party.station.station));
    const auto noted
        = m_ledger.noteAccess({m_speaks.id, m_speaks.roles.join(u' '), joined ? u"call.joined"_s : u"call.left"_s,
                               QString::fromLatin1(m_current.toHex()), Access::Outcome::Done, person});
    if (!noted)
        qCWarning(lcNet) << "call: not noted:" << noted.error().detail;
}

void CallLine::tick()
{
    lookAtLine();
    QList<QByteArray> cases;
    for (const auto &[caseId, line] : m_lines)
        cases.append(caseId);
    for (const auto &caseId : std::as_const(cases)) // who hears of one may begin another
        if (auto *line = lineOf(caseId)) {
            for (const auto &step : line->room->tick(now()))
                perform(caseId, step.end, step.step);
            follow(caseId);
        }
}

} // namespace sizhen
