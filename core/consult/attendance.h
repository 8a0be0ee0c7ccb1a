// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/facts.h"

namespace sizhen {

// A licensed physician on that day (STF-02, PHY-03).
[[nodiscard]] bool isLicensed(const PersonCertificate &person, const QDate &day);

// In which capacity somebody may take part in a session: physicians of the inviting side, of the invited side those
// who were assigned, interpreters of either (SES-03).
struct Capacities {
    bool physician = false;
    bool interpreter = false;

    [[nodiscard]] bool any() const { return physician || interpreter; }
};

[[nodiscard]] Capacities capacitiesIn(const CaseState &state, const PersonCertificate &person, Side side,
                                      const Certificates &certificates, const QDateTime &when);

// May this person speak in the room of this case now? The case is scheduled or in session, and the person checked in or
// may do so. Refused: SES-03 "ses.unidentified", SES-01 "call.no_session".
[[nodiscard]] Result<> mayCall(const CaseState &state, const PersonCertificate &person, const QDateTime &now);

} // namespace sizhen
