// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/owed.h"

#include "core/consult/facts.h"
#include "core/consult/reading.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int usualHours = 7 * 24;

int hoursFor(const AgreementState &agreement, const QString &what)
{
    const auto *draft = agreement.latest(u"agreement.draft"_s);
    const auto hours = draft ? draft->args().value(u"hours"_s).toMap().value(what).toInteger(0) : 0;
    return hours > 0 && hours < 24 * 365 ? int(hours) : usualHours;
}

bool did(const CaseState &state, const QString &kind, Side side, const QStringList &after = {})
{
    const auto acts = since(state.acts, kind, after);
    return std::ranges::any_of(acts, [&](const Act *act) { return act->side == side; });
}

} // namespace

QList<Owed> recordsOwed(const CaseState &state, const AgreementState &agreement)
{
    QList<Owed> owed;
    const auto add = [&](const QString &what, Side side, const QString &sinceKind) {
        const auto *begun = state.latest(sinceKind);
        if (begun)
            owed.append({what, side, momentOf(begun->event).addSecs(qint64(3600) * hoursFor(agreement, what))});
    };
    const auto stage = state.stage();
    if (stage == u"AWAITING_REPORT"_s)
        add(u"report"_s, Side::Invited, u"case.end"_s);
    if (stage == u"REPORTED"_s)
        add(u"decision"_s, Side::Inviting, u"report.release"_s);
    if (stage != u"DECIDED"_s && stage != u"ARCHIVING"_s)
        return owed;
    for (const auto side : {Side::Inviting, Side::Invited}) {
        if (!did(state, u"case.confirm_session"_s, side))
            add(u"session_record"_s, side, u"case.end"_s);
        if (!did(state, u"case.archive_confirm"_s, side, {u"case.missing_document"_s}))
            add(u"archive"_s, side, u"case.decide"_s);
    }
    return owed;
}

} // namespace sizhen
