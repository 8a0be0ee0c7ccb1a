// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/station/callroster.h"

#include "core/consult/attendance.h"
#include "core/consult/forwarding.h"
#include "core/crypto/primitives.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int mostRooms = 9; // of a side, in the names of tracks

int rankOf(const RosterEntry *entry)
{
    if (!entry)
        return 4;
    return (entry->ours ? 2 : 0) + (entry->capacity == RoomEnd::Capacity::Interpreter ? 1 : 0);
}

} // namespace

RoomEnd::Capacity capacityIn(const CaseState &state, const PersonCertificate &person, const QDateTime &now)
{
    const auto side = person.institution == state.inviting ? Side::Inviting : Side::Invited;
    const auto capacities = capacitiesIn(state, person, side, Certificates(), now);
    return capacities.interpreter && !capacities.physician ? RoomEnd::Capacity::Interpreter
                                                           : RoomEnd::Capacity::Physician;
}

void CallRoster::begin(const CaseState &state, const PersonCertificate &ourPerson, const QDateTime &now)
{
    m_state = state;
    m_ourHouse = state.mySide == Side::Inviting ? state.inviting : state.invited;
    m_entries.clear();
    m_own = {};
    m_own = tracksOf(state.mySide == Side::Inviting, capacityIn(state, ourPerson, now));
}

const RosterEntry &CallRoster::add(const CallParty &party, const QDateTime &now)
{
    const auto found = m_entries.find(party.station.station);
    if (found != m_entries.end() && found->second.party.person.person == party.person.person)
        return found->second;
    m_entries.erase(party.station.station);
    RosterEntry entry;
    entry.party = party;
    entry.ours = party.station.institution == m_ourHouse;
    entry.capacity = capacityIn(m_state, party.person, now);
    entry.tracks = tracksOf(party.station.institution == m_state.inviting, entry.capacity);
    return m_entries[party.station.station] = std::move(entry);
}

std::optional<RosterEntry> CallRoster::remove(const QByteArray &end)
{
    auto node = m_entries.extract(end);
    return node ? std::optional(std::move(node.mapped())) : std::nullopt;
}

const RosterEntry *CallRoster::find(const QByteArray &end) const
{
    const auto found = m_entries.find(end);
    return found == m_entries.end() ? nullptr : &found->second;
}

QList<QByteArray> CallRoster::ends() const
{
    QList<QByteArray> all;
    for (const auto &[end, entry] : m_entries)
        all.append(end);
    return all;
}

QByteArray CallRoster::mainOf(const QList<const CallSession *> &ends) const
{
    const auto rank = [this](const CallSession *one) { return rankOf(find(one->partner()->station.station)); };
    const auto first = std::ranges::min_element(ends, {}, rank);
    return first == ends.end() ? QByteArray() : (*first)->partner()->station.station;
}

// Of an interpreter what is said counts; nobody's voice is mixed with another's of the same side.
EndTracks CallRoster::tracksOf(bool inviting, RoomEnd::Capacity capacity) const
{
    const auto kind
        = capacity == RoomEnd::Capacity::Interpreter ? MediaTrack::Kind::Interpreter : MediaTrack::Kind::Sound;
    const auto side = inviting ? u"inviting"_s : u"invited"_s;
    for (int room = 1; room <= mostRooms; ++room) {
        const MediaTrack sound{kind, room == 1 ? side : side + u'-' + QString::number(room)};
        const bool used = m_own.sound == sound
            || std::ranges::any_of(m_entries, [&](const auto &one) { return one.second.tracks.sound == sound; });
        if (!used && kind == MediaTrack::Kind::Interpreter)
            return {std::nullopt, sound};
        if (!used)
            return {MediaTrack{MediaTrack::Kind::Picture, sound.of}, sound};
    }
    return {};
}

CallRoom::Setup roomSetup(const Ledger &ledger, const Desk &desk, const CaseState &state, const QByteArray &partnerRoot)
{
    CallTrust trust;
    trust.sign = [&ledger](const QCborMap &body) { return ledger.signCall(body); };
    trust.station = [&ledger, partnerRoot](const QByteArray &key) { return ledger.stationOf(partnerRoot, key); };
    trust.sister = [&ledger](const QByteArray &key) { return ledger.isSister(key); };
    trust.person = [&ledger, &desk, id = state.id](const PersonCertificate &person) -> Result<> {
        if (ledger.revocationOf(person.person))
            return refuse(u"SES-03"_s, u"ses.unidentified"_s);
        const auto now = desk.caseState(id);
        return now ? mayCall(*now, person, ledger.now()) : tl::unexpected(now.error());
    };
    trust.random = [](qsizetype size) { return randomBytes(size); };
    const auto member = [&ledger, partnerRoot](const QByteArray &key) {
        return ledger.stationOf(ledger.isSister(key) ? ledger.institution().root : partnerRoot, key);
    };
    CallRoom::Setup setup{{state.id, ledger.station().station, state.mySide == Side::Inviting, std::move(trust)}, member};
    setup.institution = ledger.institution().root;
    setup.mayForward = [&desk, id = state.id](const QByteArray &house) {
        const auto now = desk.wholeCase(id); // whoever is logged in
        return now && forwardingAllowed(*now, house);
    };
    return setup;
}

} // namespace sizhen
