// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/station/endtap.h"
#include "core/call/callcontrol.h"
#include "core/call/callroom.h"
#include "core/consult/desk.h"

namespace sizhen {

// An end of the room, since it came.
struct RosterEntry {
    CallParty party;
    bool ours = false;
    RoomEnd::Capacity capacity = RoomEnd::Capacity::Physician;
    EndTracks tracks;
};

// Who is in the room of a case, in which capacity, and under which names a recording keeps what comes of each.
class CallRoster
{
public:
    void begin(const CaseState &state, const PersonCertificate &ourPerson, const QDateTime &now); // another call

    const RosterEntry &add(const CallParty &party, const QDateTime &now); // the same when it is there already
    std::optional<RosterEntry> remove(const QByteArray &end); // it left
    [[nodiscard]] const RosterEntry *find(const QByteArray &end) const;
    [[nodiscard]] QList<QByteArray> ends() const;

    [[nodiscard]] const EndTracks &own() const { return m_own; }

    // A physician of the other side first; of several the one that stands first.
    [[nodiscard]] QByteArray mainOf(const QList<const CallSession *> &ends) const;

private:
    [[nodiscard]] EndTracks tracksOf(bool inviting, RoomEnd::Capacity capacity) const;

    CaseState m_state;
    QByteArray m_ourHouse;
    EndTracks m_own;
    std::map<QByteArray, RosterEntry> m_entries; // by station
};

// In which capacity this person speaks in the case: who could be both is a physician.
[[nodiscard]] RoomEnd::Capacity capacityIn(const CaseState &state, const PersonCertificate &person,
                                           const QDateTime &now);

// Whose keys a room of this case believes, and who may speak in it (SES-03, SES-08).
[[nodiscard]] CallRoom::Setup roomSetup(const Ledger &ledger, const Desk &desk, const CaseState &state,
                                        const QByteArray &partnerRoot);

} // namespace sizhen
