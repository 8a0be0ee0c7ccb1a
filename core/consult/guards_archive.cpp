// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/guards.h"
#include "core/consult/manifest.h"
#include "core/consult/reading.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

Result<> archiveComplete(const Facts &facts)
{
    const auto missing = manifestOf(facts.state, facts.agreement).missing;
    if (missing.isEmpty())
        return {};
    Names names;
    for (const auto &item : missing)
        names.add(archiveItemLabel(item).en(), archiveItemLabel(item).zh());
    return refuse(u"ARC-02"_s, u"arc.incomplete"_s, names.as(u"docs"_s));
}

Result<> manifestIsOurs(const Facts &facts)
{
    if (textOf(facts.act.args(), u"manifest"_s) != manifestOf(facts.state, facts.agreement).sha256())
        return refuse(u"ARC-01"_s, u"arc.sync_fork"_s);
    return {};
}

bool confirmed(const CaseState &state, Side side)
{
    const auto confirmations = since(state.acts, u"case.archive_confirm"_s, {u"case.missing_document"_s});
    return std::ranges::any_of(confirmations, [&](const Act *act) { return act->side == side; });
}

Result<> bothArchivesConfirmed(const Facts &facts)
{
    Names open;
    if (!confirmed(facts.state, Side::Inviting))
        open.add(u"the inviting side"_s, u"邀请方"_s);
    if (!confirmed(facts.state, Side::Invited))
        open.add(u"the invited side"_s, u"受邀方"_s);
    if (!open.isEmpty())
        return refuse(u"ARC-01"_s, u"arc.receipts"_s, open.as(u"side"_s));
    return {};
}

} // namespace

void addArchiveGuards(Engine<Facts> &engine)
{
    engine.add(u"archiveComplete"_s, archiveComplete);
    engine.add(u"manifestIsOurs"_s, onArgs(manifestIsOurs));
    engine.add(u"bothArchivesConfirmed"_s, bothArchivesConfirmed);
}

} // namespace sizhen
