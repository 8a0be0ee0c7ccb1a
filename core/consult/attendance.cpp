// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/attendance.h"

#include "core/consult/reading.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

bool isLicensed(const PersonCertificate &person, const QDate &day)
{
    return person.roles.contains(u"PHYSICIAN"_s) && !person.licence.trimmed().isEmpty()
        && (!person.licenceTo.isValid() || day <= person.licenceTo);
}

Capacities capacitiesIn(const CaseState &state, const PersonCertificate &person, Side side,
                        const Certificates &certificates, const QDateTime &when)
{
    const auto consultants = consultantsOf(state, certificates);
    const bool assigned
        = std::ranges::any_of(consultants, [&](const auto &one) { return one.person.person == person.person; });
    return {isLicensed(person, when.date()) && (side == Side::Inviting || assigned),
            person.roles.contains(u"INTERPRETER"_s)};
}

Result<> mayCall(const CaseState &state, const PersonCertificate &person, const QDateTime &now)
{
    if (!isCase(state, {"SCHEDULED"_L1, "IN_SESSION"_L1, "PAUSED"_L1}))
        return refuse(u"SES-01"_s, u"call.no_session"_s);
    const bool valid = (!person.validFrom.isValid() || person.validFrom <= now)
        && (!person.validTo.isValid() || now < person.validTo);
    const bool inviting = person.institution == state.inviting;
    if (!valid || (!inviting && person.institution != state.invited))
        return refuse(u"SES-03"_s, u"ses.unidentified"_s);
    const auto side = inviting ? Side::Inviting : Side::Invited;
    if (!checkedIn(state, person.person, side) && !capacitiesIn(state, person, side, Certificates(), now).any())
        return refuse(u"SES-03"_s, u"ses.unidentified"_s);
    return {};
}

} // namespace sizhen
