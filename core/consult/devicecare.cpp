// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/devicecare.h"
#include "core/consult/guards.h"
#include "core/consult/reading.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr auto inspectedKind = "institution.device_inspected"_L1;

bool mayInspect(const QStringList &roles)
{
    return std::ranges::any_of(
        roles, [](const QString &role) { return role == u"IT" || role == u"QA" || role == u"MED-ADMIN"; });
}

} // namespace

QDate inspectedUntil(const Desk &desk, const QString &instrument)
{
    QDate until;
    const auto events = desk.ledger().events(desk.ledger().institutionStream());
    if (!events)
        return until;
    for (const auto &event : *events)
        if (event.kind == inspectedKind && event.problem.isEmpty() && mayInspect(event.by.roles)
            && textOf(event.args, u"instrument"_s) == instrument)
            until = QDate::fromString(textOf(event.args, u"until"_s), Qt::ISODate);
    return until;
}

QStringList deviceFlaws(const Desk &desk, const CaseState &state, const QString &instrument, const QString &ownDue)
{
    QStringList flaws;
    const auto today = desk.ledger().now().date();
    const auto own = QDate::fromString(ownDue, Qt::ISODate);
    const auto until = inspectedUntil(desk, instrument);
    if ((own.isValid() && own < today) || (until.isValid() && until < today))
        flaws.append(u"overdue"_s);
    const auto prepared = state.all(u"case.device_prepared"_s);
    if (std::ranges::none_of(
            prepared, [&instrument](const Act *act) { return textOf(act->args(), u"instrument"_s) == instrument; }))
        flaws.append(u"not_disinfected"_s);
    return flaws;
}

Result<> noteDisinfected(Desk &desk, const QByteArray &caseId, const QString &instrument, const Actor &actor)
{
    return desk.act(caseId, u"case.device_prepared"_s, {{u"instrument"_s, instrument}, {u"what"_s, u"DISINFECTED"_s}},
                    actor);
}

Result<> noteInspected(Desk &desk, const QString &instrument, const QDate &until, const Actor &actor)
{
    if (!mayInspect(actor.person.roles))
        return tl::unexpected(Error{Fault::Denied,
                                    u"device: not this role"_s,
                                    u"FOU-06"_s,
                                    u"role.not_allowed"_s,
                                    {{u"who"_s, QStringList{u"any/IT"_s, u"any/QA"_s, u"any/MED-ADMIN"_s}}}});
    if (!until.isValid() || until < desk.ledger().now().date())
        return refuse(u"DEV-02"_s, u"dev.until_past"_s);
    const auto written
        = desk.ledger().append({{desk.ledger().institutionStream(),
                                 inspectedKind,
                                 {{u"instrument"_s, instrument}, {u"until"_s, until.toString(Qt::ISODate)}}}},
                               actor);
    return written ? Result<>() : tl::unexpected(written.error());
}

} // namespace sizhen
