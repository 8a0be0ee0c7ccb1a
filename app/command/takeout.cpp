// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command/takeout.h"

#include "core/records/roles.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qsizetype shortestReason = 10;

} // namespace

Result<> mayTakeOut(const CommandCall &call, const QByteArray &caseId, const QString &act, bool identified)
{
    const auto reason = call.option(u"reason"_s).trimmed();
    if (reason.size() < shortestReason)
        return refuse(u"SEC-09"_s, u"reason.short"_s, {{u"n"_s, shortestReason}});
    const auto actor = call.station->actor();
    const auto &roles = actor.person.roles;
    const auto sight = call.station->desk().sightOf(caseId);
    const bool may = (sight == Sight::Whole || (sight == Sight::Office && mayDo(roles, u"archive.export"_s)))
        && (!identified || sight == Sight::Whole || maySeeNames(roles));
    const auto noted
        = call.station->ledger().noteAccess(actor, act, QString::fromLatin1(caseId.toHex()),
                                            may ? Access::Outcome::Done : Access::Outcome::Refused, reason);
    if (!noted || may)
        return noted;
    return tl::unexpected(Error{Fault::Denied, u"export: not for this role"_s, u"SEC-09"_s, u"sec.no_access"_s, {}});
}

} // namespace sizhen
