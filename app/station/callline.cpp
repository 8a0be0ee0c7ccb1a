// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/station/callline.h"

#include "core/consult/attendance.h"
#include "core/consult/recording.h"

#include <chrono>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace sizhen {
namespace {

constexpr std::size_t mostLines = 8; // cases whose calls are remembered
constexpr qint64 judgeEveryMs = 500; // whether our person may answer

RoomEnd endOf(const CallParty &party)
{
    RoomEnd end;
    end.station = party.station.station;
    end.stationName = party.station.name;
    end.person = party.person;
    return end;
}

} // namespace

CallLine::CallLine(Ledger &ledger, Desk &desk, Person person, Send send, QObject *parent)
    : CallControl(parent)
    , m_ledger(ledger)
    , m_desk(desk)
    , m_person(std::move(person))
    , m_send(std::move(send))
{
    m_clock.start();
    m_tick.setInterval(100ms);
    connect(&m_tick, &QTimer::timeout, this, &CallLine::tick);
    connectEngines();
}

void CallLine::useMedia(CallEngine::Maker maker)
{
    m_engines.setMaker(std::move(maker));
}

Result<> CallLine::start(const QByteArray &caseId, const MediaSetup &setup)
{
    const auto *line = lineOf(caseId);
    const bool runs = line && line->room->running(now());
    return wish(caseId, setup, runs ? &CallRoom::join : &CallRoom::invite);
}

Result<> CallLine::accept(const QByteArray &caseId, const MediaSetup &setup)
{
    return wish(caseId, setup, &CallRoom::accept);
}

Result<> CallLine::enter(const QByteArray &caseId, const MediaSetup &setup)
{
    return wish(caseId, setup, &CallRoom::join);
}

Result<> CallLine::wish(const QByteArray &caseId, const MediaSetup &setup, Wish step)
{
    if (const auto media = m_engines.usable(); !media)
        return media;
    const auto state = allowed(caseId);
    if (!state)
        return tl::unexpected(state.error());
    const auto line = lineFor(caseId);
    if (!line)
        return tl::unexpected(line.error());
    if (step != Wish(&CallRoom::accept) && view().stage != CallStage::Idle)
        return tl::unexpected(Error{Fault::Busy, u"call"_s, {}, u"call.busy"_s, {}});
    const auto steps = ((*line)->room.get()->*step)(speaker(), now());
    if (!steps)
        return tl::unexpected(steps.error());
    m_current = caseId;
    prepare(setup, *state);
    perform(caseId, *steps);
    return {};
}

void CallLine::prepare(const MediaSetup &setup, const CaseState &state)
{
    m_media = setup;
    if (m_media.relay.isEmpty())
        m_media.relay = m_relay;
    m_media.inviting = EndTap::ownIsInviting;
    m_speaks = m_person()->person;
    m_roster.begin(state, m_speaks, m_ledger.now());
    m_sound = {};
    m_thin.callEnded();
    m_mainEnd.clear();
    m_uplinks.beginCall(!setup.addresses.isEmpty());
    m_engines.forgetCounts();
}

Result<> CallLine::call(const QByteArray &caseId)
{
    return start(caseId, withDevices());
}

Result<> CallLine::answer(const QByteArray &caseId)
{
    return accept(caseId, withDevices());
}

Result<> CallLine::join(const QByteArray &caseId)
{
    return enter(caseId, withDevices());
}

void CallLine::end()
{
    if (auto *line = lineOf(m_current))
        perform(m_current, line->room->hangUp(now()));
}

void CallLine::takeStill(QObject *owner, MediaRole role, std::function<void(const Result<QByteArray> &)> done)
{
    m_engines.takeStill(owner, role, std::move(done));
}

void CallLine::hear(const QByteArray &caseId, const QByteArray &payload)
{
    if (!m_engines.hasMaker() || (!lineOf(caseId) && !m_person()))
        return;
    const auto found = lineFor(caseId);
    if (!found)
        return;
    auto &line = **found;
    if (line.room->stage() == CallStage::Idle && (line.judgedAt < 0 || now() - line.judgedAt >= judgeEveryMs)) {
        line.judgedAt = now();
        const auto current = view();
        line.room->setBusy(current.stage != CallStage::Idle && current.caseId != caseId);
        line.room->setMayAnswer(m_person() && allowed(caseId));
    }
    m_tick.start();
    perform(caseId, line.room->hear(payload, now()));
    if (caseId == m_current)
        tellPartnerSaid();
}

std::optional<CallSending> CallLine::partnerSending() const
{
    const auto *line = lineOf(m_current);
    const auto *session = line ? line->room->with(m_mainEnd) : nullptr;
    return session ? session->partnerSending() : std::nullopt;
}

QList<MediaTrack> CallLine::tracks() const
{
    const auto state = m_desk.caseState(m_current);
    if (!state)
        return {};
    QList<MediaTrack> all;
    if (hasAgreedToRecording(*state, m_speaks.person))
        all += m_roster.own().list();
    for (const auto &end : m_roster.ends())
        if (const auto *entry = m_roster.find(end); hasAgreedToRecording(*state, entry->party.person.person))
            all += entry->tracks.list();
    return all;
}

MediaSetup CallLine::withDevices() const
{
    MediaSetup setup;
    if (m_devices) {
        setup.source = MediaSetup::Source::Devices;
        setup.devices = m_devices();
    }
    return setup;
}

// A locked screen hides the patient and keeps the call; who leaves, or comes instead, ends it.
void CallLine::personChanged()
{
    const auto person = m_person();
    if (view().stage != CallStage::Idle && person && person->person.id != m_speaks.id && !m_speaks.id.isEmpty())
        end();
    for (auto &[caseId, line] : m_lines)
        line.judgedAt = -1;
}

void CallLine::caseChanged(const QByteArray &caseId)
{
    auto *line = lineOf(caseId);
    if (!line || caseId != m_current || view().stage == CallStage::Idle)
        return;
    streamsOnce(); // somebody's word to a recording
    if (m_ledger.hasStoppedSharing(line->partner, caseId))
        end();
}

CallView CallLine::view() const
{
    CallView view;
    const auto *line = lineOf(m_current);
    if (!line)
        return view;
    const auto &room = *line->room;
    view.caseId = m_current;
    view.ourStation = m_ledger.station().name;
    for (const auto *session : room.ends()) {
        const auto &party = *session->partner();
        const auto *entry = m_roster.find(party.station.station);
        auto end = endOf(party);
        end.ours = entry && entry->ours;
        end.capacity = entry ? entry->capacity : RoomEnd::Capacity::Physician;
        end.stage = session->stage();
        end.round = session->round();
        end.silent = session->isPartnerSilent();
        end.byServer = m_engines.comesByServer(end.station) && !m_engines.runs(end.station);
        end.received = m_engines.received(end.station);
        end.sending = session->partnerSending();
        end.station == m_mainEnd ? view.ends.prepend(end) : view.ends.append(end);
    }
    const auto *main = room.with(m_mainEnd);
    const auto &session = main ? *main : room.first();
    view.stage = main ? main->stage() : room.stage();
    view.partner = session.partner();
    view.round = session.round();
    view.ringsThere = room.first().ringsThere();
    view.partnerSilent = session.isPartnerSilent();
    view.received = m_engines.received(m_mainEnd);
    view.ended = room.ended();
    if (room.forwarding())
        view.forwarder = houseOf(room.forwarding()->institution);
    for (const auto &house : room.serverHouses(now()))
        view.serverHouses.append(houseOf(house));
    return view;
}

ServerHouse CallLine::houseOf(const QByteArray &root) const
{
    if (root == m_ledger.institution().root)
        return {root, m_ledger.institution().name};
    const auto partner = m_ledger.partner(root);
    return {root, partner ? partner->institution.name : Label()};
}

RunningCall CallLine::running(const QByteArray &caseId) const
{
    RunningCall call;
    const auto *line = lineOf(caseId);
    const auto found = line ? line->room->running(now()) : std::nullopt;
    const auto state = found ? m_desk.caseState(caseId) : Result<CaseState>(fail(Fault::NotFound, {}));
    if (!state)
        return call;
    for (const auto &party : found->parties) {
        auto end = endOf(party);
        end.ours = party.station.institution == m_ledger.institution().root;
        end.capacity = capacityIn(*state, party.person, m_ledger.now());
        call.ends.append(end);
    }
    call.full = !line->room->hasPlace(*found);
    call.joinable = !call.full && m_engines.hasMaker() && view().stage == CallStage::Idle && allowed(caseId);
    return call;
}

CallLine::Line *CallLine::lineOf(const QByteArray &caseId)
{
    const auto found = m_lines.find(caseId);
    return found == m_lines.end() ? nullptr : &found->second;
}

const CallLine::Line *CallLine::lineOf(const QByteArray &caseId) const
{
    const auto found = m_lines.find(caseId);
    return found == m_lines.end() ? nullptr : &found->second;
}

Result<CallLine::Line *> CallLine::lineFor(const QByteArray &caseId)
{
    if (auto *line = lineOf(caseId))
        return line;
    const auto state = m_desk.caseState(caseId);
    if (!state)
        return tl::unexpected(state.error());
    const auto partner = state->mySide == Side::Inviting ? state->invited : state->inviting;
    if (!state->held || partner.isEmpty())
        return tl::unexpected(
            Error{Fault::Refused, u"call: no partner in this case"_s, u"SES-01"_s, u"call.no_session"_s, {}});
    makeRoom();
    auto &line = m_lines[caseId];
    line.partner = partner;
    auto setup = roomSetup(m_ledger, m_desk, *state, partner);
    setup.hasServer = m_forwarder.isThere;
    setup.plan = m_forwarder.plan;
    line.room = std::make_unique<CallRoom>(std::move(setup));
    return &line;
}

void CallLine::makeRoom()
{
    for (auto it = m_lines.begin(); m_lines.size() >= mostLines && it != m_lines.end();)
        it = it->first != m_current && it->second.room->stage() == CallStage::Idle ? m_lines.erase(it) : std::next(it);
}

Result<CaseState> CallLine::allowed(const QByteArray &caseId) const
{
    const auto person = m_person();
    if (!person)
        return tl::unexpected(
            Error{Fault::Denied, u"call: nobody is logged in"_s, u"SES-03"_s, u"ses.unidentified"_s, {}});
    auto state = m_desk.caseState(caseId);
    if (!state)
        return state;
    if (const auto may = mayCall(*state, person->person, m_ledger.now()); !may)
        return tl::unexpected(may.error());
    return state;
}

// The key is asked for when it is needed: whoever logs out meanwhile takes it along.
CallSpeaker CallLine::speaker() const
{
    const auto person = m_person();
    return {person ? person->certificate : QByteArray(),
            [this, id = person ? person->person.id : QString()](const QByteArray &claim) {
                const auto now = m_person();
                return now && now->key && now->person.id == id ? now->key->sign(callPersonDomain, claim) : QByteArray();
            }};
}

} // namespace sizhen
