// SPDX-License-Identifier: GPL-3.0-or-later
// Guards of acts about the record: releases, withdrawal, retention, supplements, seal (RES-03, CON-09, ARC-04..13).
#include "core/consult/disclosure.h"
#include "core/consult/fieldregister.h"
#include "core/consult/guards.h"
#include "core/consult/reading.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

// RES-03: every release says to whom, what, and on what ground.
Result<> releaseGiven(const Facts &facts)
{
    const auto release = Release::fromArgs(facts.act.args());
    if (!release)
        return refuse(u"RES-03"_s, u"res.release_incomplete"_s);
    const auto &other = facts.act.side == Side::Inviting ? facts.state.invited : facts.state.inviting;
    if (release->to == other && consentIsWithdrawn(facts.state))
        return refuse(u"CON-09"_s, u"con.withdrawn"_s);
    if (release->ground.isEmpty())
        return refuse(u"RES-03"_s, u"res.no_ground"_s);
    return {};
}

Result<> withdrawn(const Facts &facts)
{
    // Before the case is here, the inviting side's signed word counts.
    if (facts.state.held && !consentIsWithdrawn(facts.state) && facts.act.kind() != u"invitation.consent_withdrawn"_s)
        return refuse(u"CON-09"_s, u"con.not_withdrawn"_s);
    return {};
}

Result<> dispositionGiven(const Facts &facts)
{
    static const QStringList known{u"ARCHIVE"_s, u"RESTRICTED"_s, u"DESTROYED"_s};
    if (!known.contains(textOf(facts.act.args(), u"disposition"_s)) || textOf(facts.act.args(), u"law"_s).isEmpty())
        return refuse(u"CON-09"_s, u"con.answer_incomplete"_s);
    return {};
}

Result<> ourHold(const Facts &facts)
{
    const auto holds = holdsOf(facts.state);
    if (std::ranges::none_of(holds, [&](const Act *hold) { return hold->side == facts.act.side; }))
        return refuse(u"ARC-13"_s, u"arc.no_hold"_s);
    return {};
}

Result<> noHold(const Facts &facts)
{
    if (!holdsOf(facts.state).isEmpty())
        return refuse(u"ARC-13"_s, u"arc.hold"_s);
    return {};
}

Result<> notApprovedByMe(const Facts &facts)
{
    const auto approvals = destructionApprovals(facts.state, facts.act.side);
    if (std::ranges::any_of(approvals,
                            [&](const Act *act) { return act->event.by.person == facts.act.event.by.person; }))
        return refuse(u"ARC-13"_s, u"arc.approved_by_you"_s);
    return {};
}

Result<> recordClassGiven(const Facts &facts)
{
    static const QStringList known{u"OUTPATIENT"_s, u"INPATIENT"_s};
    if (!known.contains(textOf(facts.act.args(), u"class"_s)))
        return refuse(u"ARC-04"_s, u"arc.class_unknown"_s);
    return {};
}

Result<> notSealed(const Facts &facts)
{
    if (isSealed(facts.state))
        return refuse(u"ARC-12"_s, u"arc.sealed"_s);
    return {};
}

Result<> sealedNow(const Facts &facts)
{
    if (!isSealed(facts.state))
        return refuse(u"ARC-12"_s, u"arc.not_sealed"_s);
    return {};
}

Result<> supplementGiven(const Facts &facts)
{
    if (textOf(facts.act.args(), u"text"_s).isEmpty())
        return refuse(u"ARC-05"_s, u"arc.supplement_empty"_s);
    return {};
}

Result<> sealGiven(const Facts &facts)
{
    const auto &args = facts.act.args();
    if (textOf(args, u"present"_s).isEmpty() || textOf(args, u"manifest"_s).size() != 64)
        return refuse(u"ARC-12"_s, u"arc.seal_incomplete"_s);
    return {};
}

Result<> paperGiven(const Facts &facts)
{
    const auto &args = facts.act.args();
    const auto placed = facts.act.kind() == u"case.paper_placed"_s;
    if (textOf(args, u"document"_s).isEmpty()
        || (placed && textOf(args, u"place"_s).isEmpty())
        || (facts.act.kind() == u"case.paper_out"_s
            && (textOf(args, u"who"_s).isEmpty() || textOf(args, u"reason"_s).isEmpty())))
        return refuse(u"ARC-06"_s, u"arc.paper_incomplete"_s);
    return {};
}

// Of two opinions, or two plans, that were written side by side, one person decides.
Result<> draftNamesItsRivals(const Facts &facts)
{
    if (unnamedDrafts(facts.state.acts, facts.act).isEmpty())
        return {};
    return refuse(u"FOU-12"_s, u"fou.two_drafts"_s);
}

Result<> oneDraftOnly(const Facts &facts)
{
    const auto report = facts.act.kind().startsWith(u"report."_s);
    const auto kind = report ? u"report.release_opinion"_s : u"case.decision_draft"_s;
    if (facts.state.rivals(kind).isEmpty())
        return {};
    return refuse(u"FOU-12"_s, u"fou.two_drafts"_s);
}

} // namespace

void addRecordGuards(Engine<Facts> &engine)
{
    engine.add(u"releaseGiven"_s, onArgs(releaseGiven));
    engine.add(u"consentWithdrawn"_s, withdrawn);
    engine.add(u"dispositionGiven"_s, onArgs(dispositionGiven));
    engine.add(u"ourHold"_s, ourHold);
    engine.add(u"noHold"_s, noHold);
    engine.add(u"notApprovedByMe"_s, notApprovedByMe);
    engine.add(u"recordClassGiven"_s, onArgs(recordClassGiven));
    engine.add(u"notSealed"_s, notSealed);
    engine.add(u"sealedNow"_s, sealedNow);
    engine.add(u"supplementGiven"_s, onArgs(supplementGiven));
    engine.add(u"sealGiven"_s, onArgs(sealGiven));
    engine.add(u"paperGiven"_s, onArgs(paperGiven));
    engine.add(u"draftNamesItsRivals"_s, onArgs(draftNamesItsRivals));
    engine.add(u"oneDraftOnly"_s, oneDraftOnly);
}

} // namespace sizhen
