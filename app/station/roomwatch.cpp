// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/station/roomwatch.h"

#include "app/station/callroster.h"
#include "core/base/log.h"
#include "core/consult/reading.h"

#include <algorithm>
#include <chrono>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace sizhen {
namespace {

// It stands in the record of both sides, so in both languages whatever this window speaks.
const auto pauseReason = u"陪同医师离开患者，自动暂停 / Paused by itself: no physician is with the patient"_s;

bool isMeasured(const CaseState &state)
{
    return isCase(state, {"IN_SESSION"_L1, "PAUSED"_L1, "ABORTED"_L1, "AWAITING_REPORT"_L1}) && sessionBegun(state);
}

} // namespace

RoomWatch::RoomWatch(Ledger &ledger, Desk &desk, CallControl &calls, Person person, QObject *parent)
    : QObject(parent)
    , m_ledger(ledger)
    , m_desk(desk)
    , m_calls(calls)
    , m_person(std::move(person))
{
    m_clock.start();
    m_look.setInterval(5s);
    connect(&m_look, &QTimer::timeout, this, &RoomWatch::look);
    // Queued: what the desk tells of one act must not write the next in the middle of it.
    connect(&desk, &Desk::caseChanged, this, &RoomWatch::caseChanged, Qt::QueuedConnection);
    connect(&calls, &CallControl::counted, this, &RoomWatch::counted);
    connect(&calls, &CallControl::changed, this, &RoomWatch::callChanged);
    if (const auto cases = desk.cases({{}, u"IN_SESSION"_s, {}, false}))
        for (const auto &card : *cases)
            caseChanged(card.id);
}

void RoomWatch::caseChanged(const QByteArray &id)
{
    const auto state = m_desk.wholeCase(id);
    if (state && state->held && isCase(*state, {"IN_SESSION"_L1}))
        m_running.insert(id);
    else
        m_running.remove(id);
    if (m_running.isEmpty())
        m_look.stop();
    else if (!m_look.isActive())
        m_look.start();
}

void RoomWatch::look()
{
    const auto running = m_running;
    for (const auto &id : running) {
        const auto state = m_desk.wholeCase(id);
        if (state && state->mySide == Side::Inviting && mustPause(*state, m_ledger.now()))
            write(id, u"case.pause"_s, {{u"reason"_s, pauseReason}});
    }
}

void RoomWatch::personChanged(bool locked)
{
    const auto now = m_person();
    if (locked)
        return;
    const auto gone = std::exchange(m_last, now ? std::optional(now->person) : std::nullopt);
    if (!gone || (now && now->person.person == gone->person))
        return;
    const auto running = m_running;
    for (const auto &id : running) {
        const auto state = m_desk.wholeCase(id);
        if (state && state->mySide == Side::Inviting && checkedIn(*state, gone->person, Side::Inviting)
            && gone->roles.contains(u"PHYSICIAN"_s))
            write(id, u"case.presence"_s, presenceArgs(false, gone->person));
    }
}

void RoomWatch::counted()
{
    const auto view = m_calls.view();
    if (view.stage != CallStage::Connected && view.stage != CallStage::Interrupted)
        return;
    const auto end = view.ends.isEmpty() ? QByteArray() : view.ends.first().station;
    if (view.caseId != m_measured || end != m_measuredEnd) { // each end has its own counts
        keep(m_meter.end(m_steadyS()));
        m_measured = view.caseId;
        m_measuredEnd = end;
    }
    for (const auto &step : m_ladder.look(view.received.sending, m_steadyS()))
        takeStep({{u"step"_s, step}});
    const auto state = m_desk.wholeCase(m_measured);
    if (state && isCase(*state, {"IN_SESSION"_L1, "PAUSED"_L1}) && measures(view, *state))
        keep(m_meter.feed(view.received, m_ledger.now(), m_steadyS()));
    else
        keep(m_meter.end(m_steadyS())); // before it, and after it, nothing is judged
}

// Of several stations of our house in the call one says how it was: a physician's, of those the one with the smaller
// key.
bool RoomWatch::measures(const CallView &view, const CaseState &state) const
{
    const auto person = m_person();
    const auto ours = person ? capacityIn(state, person->person, m_ledger.now()) : RoomEnd::Capacity::Physician;
    const auto own = std::pair(ours, m_ledger.station().station);
    return std::ranges::none_of(view.ends, [&](const RoomEnd &end) {
        return end.ours && std::pair(end.capacity, end.station) < own;
    });
}

void RoomWatch::callChanged()
{
    const auto view = m_calls.view();
    if (view.caseId != m_measured || view.stage == CallStage::Idle)
        keep(m_meter.end(m_steadyS()));
    if (view.stage == CallStage::Idle)
        m_ladder.callEnded();
}

void RoomWatch::lineChanged(const QString &from, const QString &to, qint64 gapMs)
{
    m_measured = m_calls.view().caseId;
    takeStep({{u"step"_s, u"SECOND_NETWORK"_s}, {u"from"_s, from}, {u"to"_s, to}, {u"gap_ms"_s, gapMs}});
}

// Of a session only: before it nobody loses anything by it.
void RoomWatch::takeStep(const QCborMap &args)
{
    const auto state = m_desk.wholeCase(m_measured);
    if (state && isCase(*state, {"IN_SESSION"_L1, "PAUSED"_L1}))
        write(m_measured, u"case.fallback"_s, args);
}

void RoomWatch::keep(const std::optional<MediaMinute> &minute)
{
    if (!minute || m_measured.isEmpty())
        return;
    const auto state = m_desk.wholeCase(m_measured);
    if (state && isMeasured(*state))
        write(m_measured, u"case.media_minute"_s, minute->toCbor());
}

void RoomWatch::write(const QByteArray &caseId, const QString &kind, const QCborMap &args)
{
    if (const auto done = m_desk.act(caseId, kind, args, m_ledger.systemActor()); !done)
        qCWarning(lcConsult) << "room:" << kind << done.error().message << done.error().detail;
}

} // namespace sizhen
