// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/station/callline.h"

#include "core/base/log.h"
#include "core/consult/attendance.h"
#include "core/consult/reading.h"
#include "core/crypto/primitives.h"

#include <chrono>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace sizhen {
namespace {

constexpr std::size_t mostLines = 8; // cases whose calls are remembered

Error refused(Fault fault, const QString &message)
{
    return {fault, u"call"_s, {}, message, {}};
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
    connectEngine();
}

void CallLine::connectEngine()
{
    const auto session = [this] { return lineOf(m_current)->session.get(); };
    connect(&m_engine, &CallEngine::described, this, [this, session](int round, const SessionDescription &said) {
        perform(m_current, session()->described(round, said, now()));
    });
    connect(&m_engine, &CallEngine::wayFound, this, [this, session](int round, const IceCandidate &way) {
        perform(m_current, session()->wayFound(round, way, now()));
    });
    connect(&m_engine, &CallEngine::connected, this, [this, session](int round) {
        session()->mediaConnected(round, now());
        if (m_media.source == MediaSetup::Source::Patient)
            m_sending = {};
        say();
    });
    connect(&m_engine, &CallEngine::packetsCame, this, [this, session](int round, qint64 inAll) {
        session()->packetsCame(round, inAll, now());
        cameThrough(inAll);
        say();
        Q_EMIT counted();
    });
    connect(&m_engine, &CallEngine::failed, this, [this, session](int round, const Error &reason) {
        qCInfo(lcNet) << "call: dialling" << round << "failed:" << reason.detail;
        perform(m_current, session()->mediaFailed(round, reason, now()));
    });
    connect(&m_engine, &CallEngine::pictureArrived, this, &CallLine::pictureArrived);
    connect(&m_engine, &CallEngine::sendingChanged, this, [this](const CallSending &sending) {
        m_sending = sending;
        say();
    });
}

void CallLine::useMedia(CallEngine::Maker maker)
{
    m_engine.setMaker(std::move(maker));
}

Result<> CallLine::start(const QByteArray &caseId, const MediaSetup &setup)
{
    if (const auto media = m_engine.usable(); !media)
        return media;
    const auto state = allowed(caseId);
    if (!state)
        return tl::unexpected(state.error());
    const auto line = lineFor(caseId);
    if (!line)
        return tl::unexpected(line.error());
    if (view().stage != CallStage::Idle)
        return tl::unexpected(refused(Fault::Busy, u"call.busy"_s));
    const auto steps = (*line)->session->invite(speaker(), now());
    if (!steps)
        return tl::unexpected(steps.error());
    m_current = caseId;
    prepare(setup, state->mySide);
    perform(caseId, *steps);
    return {};
}

Result<> CallLine::accept(const QByteArray &caseId, const MediaSetup &setup)
{
    if (const auto media = m_engine.usable(); !media)
        return media;
    const auto state = allowed(caseId);
    if (!state)
        return tl::unexpected(state.error());
    auto *line = lineOf(caseId);
    if (!line)
        return tl::unexpected(refused(Fault::Refused, u"call.none_waiting"_s));
    const auto steps = line->session->accept(speaker(), now());
    if (!steps)
        return tl::unexpected(steps.error());
    m_current = caseId;
    prepare(setup, state->mySide);
    perform(caseId, *steps);
    return {};
}

void CallLine::prepare(const MediaSetup &setup, Side side)
{
    m_media = setup;
    if (m_media.relay.isEmpty())
        m_media.relay = m_relay;
    m_media.tap = m_tap;
    m_media.inviting = side == Side::Inviting;
    m_speaks = m_person()->person;
    m_ownAddresses = !setup.addresses.isEmpty();
    m_choice.beginCall();
    m_line.clear();
    m_lineBefore.clear();
    m_engine.forgetCounts();
}

Result<> CallLine::call(const QByteArray &caseId)
{
    return start(caseId, withDevices());
}

Result<> CallLine::answer(const QByteArray &caseId)
{
    return accept(caseId, withDevices());
}

void CallLine::end()
{
    if (auto *line = lineOf(m_current))
        perform(m_current, line->session->hangUp(now()));
}

void CallLine::takeStill(QObject *owner, std::function<void(const Result<QByteArray> &)> done)
{
    m_engine.takeStill(owner, std::move(done));
}

void CallLine::hear(const QByteArray &caseId, const QByteArray &payload)
{
    if (!m_engine.hasMaker() || (!lineOf(caseId) && !m_person()))
        return;
    const auto line = lineFor(caseId);
    if (!line)
        return;
    auto &session = *(*line)->session;
    if (session.stage() == CallStage::Idle) {
        const auto current = view();
        session.setBusy(current.stage != CallStage::Idle && current.caseId != caseId);
        session.setMayAnswer(m_person() && allowed(caseId));
    }
    m_tick.start();
    perform(caseId, session.hear(payload, now()));
    if (caseId == m_current)
        tellPartnerSaid(session);
}

void CallLine::tellPartnerSaid(const CallSession &session)
{
    if (session.partnerSending() && std::exchange(m_partnerSaidAt, session.partnerSaidAt()) != session.partnerSaidAt()) {
        m_engine.expectPicture(session.partnerSending()->picture == StreamState::On);
        Q_EMIT partnerSaid(*session.partnerSending());
    }
}

std::optional<CallSending> CallLine::partnerSending() const
{
    const auto found = m_lines.find(m_current);
    return found == m_lines.end() ? std::nullopt : found->second.session->partnerSending();
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

void CallLine::say()
{
    m_sending.heard = m_engine.ofRound().soundCame;
    perform(m_current, lineOf(m_current)->session->sending(m_sending, now()));
}

// A locked screen hides the patient and keeps the call; who leaves, or comes instead, ends it.
void CallLine::personChanged()
{
    const auto person = m_person();
    if (view().stage != CallStage::Idle && person && person->person.id != m_speaks.id && !m_speaks.id.isEmpty())
        end();
}

void CallLine::caseChanged(const QByteArray &caseId)
{
    auto *line = lineOf(caseId);
    if (!line || caseId != m_current || view().stage == CallStage::Idle)
        return;
    if (m_ledger.hasStoppedSharing(line->partner, caseId))
        end();
}

CallView CallLine::view() const
{
    CallView view;
    const auto found = m_lines.find(m_current);
    if (found == m_lines.end())
        return view;
    const auto &session = *found->second.session;
    view.caseId = m_current;
    view.stage = session.stage();
    view.ourStation = m_ledger.station().name;
    view.partner = session.partner();
    view.round = session.round();
    view.ringsThere = session.ringsThere();
    view.partnerSilent = session.isPartnerSilent();
    view.received = m_engine.received();
    view.ended = session.ended();
    return view;
}

CallLine::Line *CallLine::lineOf(const QByteArray &caseId)
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
    line.session = makeSession(*state, partner);
    return &line;
}

std::unique_ptr<CallSession> CallLine::makeSession(const CaseState &state, const QByteArray &partner) const
{
    CallTrust trust;
    trust.sign = [&ledger = m_ledger](const QCborMap &body) { return ledger.signCall(body); };
    trust.station = [&ledger = m_ledger, partner](const QByteArray &key) { return ledger.stationOf(partner, key); };
    trust.sister = [&ledger = m_ledger](const QByteArray &key) { return ledger.isSister(key); };
    trust.person = [this, id = state.id](const PersonCertificate &person) -> Result<> {
        if (m_ledger.revocationOf(person.person))
            return refuse(u"SES-03"_s, u"ses.unidentified"_s);
        const auto now = m_desk.caseState(id);
        return now ? mayCall(*now, person, m_ledger.now()) : tl::unexpected(now.error());
    };
    trust.random = [](qsizetype size) { return randomBytes(size); };
    return std::make_unique<CallSession>(
        CallSession::Setup{state.id, m_ledger.station().station, state.mySide == Side::Inviting, std::move(trust)});
}

void CallLine::makeRoom()
{
    for (auto it = m_lines.begin(); m_lines.size() >= mostLines && it != m_lines.end();)
        it = it->first != m_current && it->second.session->stage() == CallStage::Idle ? m_lines.erase(it)
                                                                                      : std::next(it);
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

void CallLine::perform(const QByteArray &caseId, const CallSteps &steps)
{
    for (const auto &step : steps)
        perform(caseId, step);
    m_tick.start();
    follow(caseId);
}

void CallLine::perform(const QByteArray &caseId, const CallStep &step)
{
    if (const auto *send = std::get_if<CallSend>(&step))
        m_send(caseId, lineOf(caseId)->partner, send->payload);
    else if (const auto *begin = std::get_if<CallBegin>(&step)) {
        if (m_devices)
            m_media.devices = m_devices();
        takeLine(begin->offers);
        m_sending = {StreamState::None, StreamState::None, 0};
        m_engine.begin(begin->round, begin->offers, m_media);
    } else if (const auto *describe = std::get_if<CallDescribe>(&step))
        m_engine.take(describe->description);
    else if (const auto *way = std::get_if<CallWay>(&step))
        m_engine.take(way->candidate);
    else if (std::holds_alternative<CallStop>(step))
        m_engine.stop();
    else if (const auto *said = std::get_if<CallTold>(&step)) {
        qCWarning(lcNet) << "call:" << said->error.message << said->error.detail;
        if (said->error.fault == Fault::Untrusted || said->error.fault == Fault::Refused)
            m_ledger.noteRefusal(said->error);
        Q_EMIT told(said->error);
    }
}

void CallLine::follow(const QByteArray &caseId)
{
    auto *line = lineOf(caseId);
    const auto stage = line->session->stage();
    if (stage == line->shown && line->session->ringsThere() == line->shownRinging)
        return;
    line->shown = stage;
    line->shownRinging = line->session->ringsThere();
    if (caseId != m_current && view().stage == CallStage::Idle && stage != CallStage::Idle) {
        m_current = caseId;
        m_speaks = {}; // nobody has said yes
    }
    if (caseId != m_current)
        return;
    const bool running
        = stage == CallStage::Connecting || stage == CallStage::Connected || stage == CallStage::Interrupted;
    if (std::exchange(m_running, running) != running) {
        noteAttendance(running);
        Q_EMIT runningChanged(running);
    }
    Q_EMIT changed();
}

// SES-03: who joined and left the room, and with whom, stands in the access log.
void CallLine::noteAttendance(bool joined)
{
    const auto &partner = lineOf(m_current)->session->partner();
    const auto noted = m_ledger.noteAccess(
        {m_speaks.id, m_speaks.roles.join(u' '), joined ? u"call.joined"_s : u"call.left"_s,
         QString::fromLatin1(m_current.toHex()), Access::Outcome::Done, partner ? partner->person.id : QString()});
    if (!noted)
        qCWarning(lcNet) << "call: not noted:" << noted.error().detail;
}

void CallLine::tick()
{
    QList<QByteArray> cases;
    for (const auto &[caseId, line] : m_lines)
        cases.append(caseId);
    for (const auto &caseId : std::as_const(cases)) // who hears of one may begin another
        if (auto *line = lineOf(caseId)) {
            for (const auto &step : line->session->tick(now()))
                perform(caseId, step);
            follow(caseId);
        }
}

} // namespace sizhen
