// SPDX-License-Identifier: GPL-3.0-or-later
// What is read out of a case about the record itself.
#include "core/consult/reading.h"

#include <QSet>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

bool isAboutTheRecord(const QString &kind)
{
    static const QSet<QString> kinds{u"case.released"_s,       u"case.withdrawal_answered"_s, u"case.hold"_s,
                                     u"case.hold_lifted"_s,    u"case.record_class"_s,        u"case.supplement"_s,
                                     u"case.seal"_s,           u"case.unseal"_s,              u"case.paper_placed"_s,
                                     u"case.paper_out"_s,      u"case.paper_back"_s,          u"case.destruction_approved"_s,
                                     u"invitation.consent_withdrawn"_s, u"case.recording_stopped"_s};
    return kinds.contains(kind);
}

bool isArchiving(const QString &kind)
{
    static const QSet<QString> kinds{u"case.begin_archiving"_s, u"case.archive_confirm"_s, u"case.missing_document"_s,
                                     u"case.close"_s, u"case.archive_cancelled"_s};
    return kinds.contains(kind);
}

bool consentIsWithdrawn(const CaseState &state)
{
    return machineState(state, "consent"_L1) == u"WITHDRAWN"_s;
}

bool isSealed(const CaseState &state)
{
    bool sealed = false;
    bool opened[2] = {false, false};
    for (const auto &act : state.acts) {
        if (act.kind() == u"case.seal"_s) {
            sealed = true;
            opened[0] = opened[1] = false;
        } else if (act.kind() == u"case.unseal"_s) {
            opened[int(act.side)] = true;
            sealed = sealed && !(opened[0] && opened[1]);
        }
    }
    return sealed;
}

QList<const Act *> holdsOf(const CaseState &state)
{
    QList<const Act *> holds;
    for (const auto &act : state.acts) {
        if (act.kind() == u"case.hold"_s)
            holds.append(&act);
        else if (act.kind() == u"case.hold_lifted"_s)
            holds.removeIf([&](const Act *hold) { return hold->side == act.side; });
    }
    return holds;
}

QList<const Act *> destructionApprovals(const CaseState &state, Side side)
{
    QList<const Act *> approvals;
    for (const auto &act : state.acts) {
        if (act.kind() == u"case.hold"_s)
            approvals.clear();
        if (act.kind() != u"case.destruction_approved"_s || act.side != side)
            continue;
        const auto mine = std::ranges::any_of(
            approvals, [&](const Act *other) { return other->event.by.person == act.event.by.person; });
        if (!mine)
            approvals.append(&act);
    }
    return approvals;
}

} // namespace sizhen
