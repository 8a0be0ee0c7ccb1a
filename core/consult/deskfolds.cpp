// SPDX-License-Identifier: GPL-3.0-or-later
// Desk: reading agreements and cases out of the ledger.
#include "core/consult/deskprivate.h"
#include "core/consult/reading.h"

#include <algorithm>
#include <tuple>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qsizetype maxCached = 512;

QTimeZone zoneOf(const Institution &institution)
{
    const QTimeZone zone(institution.timeZone.toLatin1());
    return zone.isValid() ? zone : QTimeZone::utc();
}

bool before(const Event &one, const Event &other)
{
    return std::tie(one.hlc, one.feed, one.sequence) < std::tie(other.hlc, other.feed, other.sequence);
}

const Event *newest(const QList<Event> &events, const QString &kind, const QByteArray &institution)
{
    for (auto it = events.crbegin(); it != events.crend(); ++it)
        if (it->kind == kind && it->institution == institution && it->problem.isEmpty())
            return &*it;
    return nullptr;
}

// Whoever opens a case that is open already changes nothing.
QByteArray openerOf(const QList<Event> &inCase)
{
    const Event *first = nullptr;
    for (const auto &event : inCase)
        if (event.kind == u"case.opened"_s && event.problem.isEmpty() && (!first || before(event, *first)))
            first = &event;
    return first ? first->institution : QByteArray();
}

// The invited side judges by the case as soon as what the invitation rests on has come: the consent that it names, or
// anything the inviting side wrote later. Until then half a case would be judged, and found wanting.
bool isHere(const QList<Event> &inCase, const QList<Event> &inInvitations, const QByteArray &inviting)
{
    if (!newest(inCase, u"case.opened"_s, inviting))
        return false;
    const auto *sent = newest(inInvitations, u"invitation.send_direct"_s, inviting);
    if (!sent)
        return true;
    const auto consent = sent->args.value(u"consent"_s).toMap().value(u"entry"_s).toByteArray();
    return std::ranges::any_of(inCase, [&](const Event &event) {
        return event.hash == consent || (event.institution == inviting && event.hlc > sent->hlc);
    });
}

QByteArray otherParty(const StreamInfo &info, const QByteArray &us)
{
    for (const auto &party : info.parties)
        if (party != us)
            return party;
    return {};
}

} // namespace

Result<Partnership> Desk::Private::partnershipWith(const QByteArray &partner) const
{
    const auto known = ledger.partner(partner);
    if (!known)
        return tl::unexpected(known.error());
    Partnership partnership;
    partnership.parties = {us(), partner};
    std::ranges::sort(partnership.parties);
    partnership.zones = {zoneOf(ledger.institution()), zoneOf(known->institution)};
    partnership.verified = known->verified;
    return partnership;
}

Result<AgreementFold> Desk::Private::foldAgreement(const QByteArray &partner) const
{
    auto partnership = partnershipWith(partner);
    if (!partnership)
        return tl::unexpected(partnership.error());
    const bool verified = partnership->verified;
    AgreementFold fold(rules, std::move(*partnership), partner);
    if (!verified)
        return fold; // there is no stream before the fingerprints were compared
    const auto events = ledger.events(ledger.partnershipStream(partner));
    if (!events)
        return tl::unexpected(events.error());
    for (const auto &event : *events)
        fold.take(event);
    return fold;
}

Result<const AgreementFold *> Desk::Private::agreementWith(const QByteArray &partner)
{
    auto found = agreements.find(partner);
    if (found == agreements.end()) {
        auto fold = foldAgreement(partner);
        if (!fold)
            return tl::unexpected(fold.error());
        found = agreements.insert(partner, std::move(*fold));
    }
    return &*found;
}

Result<QList<QByteArray>> Desk::Private::invitationsOf(const QByteArray &caseId) const
{
    const auto key = hexOf(caseId);
    const auto list = table().list(rowkind::invitations, key, key + u'~');
    if (!list)
        return tl::unexpected(list.error());
    QList<QByteArray> streams;
    for (const auto &row : *list)
        streams.append(QByteArray::fromHex(row.key.toLatin1()));
    return streams;
}

Result<CaseFold> Desk::Private::foldCase(const QByteArray &caseId)
{
    if (ledger.isShredded(caseId))
        return tl::unexpected(Error{Fault::NotFound, u"case: destroyed"_s, u"ARC-13"_s, u"arc.destroyed"_s, {}});
    const auto ofPatient = table().at(rowkind::caseOf, hexOf(caseId));
    if (!ofPatient)
        return tl::unexpected(ofPatient.error());
    const auto invitations = invitationsOf(caseId);
    if (!invitations)
        return tl::unexpected(invitations.error());

    CaseState start;
    start.id = caseId;
    QByteArray partner;
    QList<Event> inCase;
    if (const auto info = ledger.stream(caseId); info && info->kind == u"case"_s) {
        auto events = ledger.events(caseId);
        if (!events)
            return tl::unexpected(events.error());
        inCase = std::move(*events);
        partner = otherParty(*info, us());
    }
    // The patient's own stream never leaves the house: when a damaged vault lost it, the case still says who opened it.
    const bool ours = *ofPatient || openerOf(inCase) == us();
    start.mySide = ours ? Side::Inviting : Side::Invited;
    QList<Event> inInvitations;
    for (const auto &stream : *invitations) {
        const auto info = ledger.stream(stream);
        const auto events = ledger.events(stream);
        if (!info || !events)
            return tl::unexpected(info ? events.error() : info.error());
        if (partner.isEmpty() && !ours)
            partner = otherParty(*info, us());
        if (ours || otherParty(*info, us()) == partner)
            inInvitations += *events;
    }
    if (inCase.isEmpty() && inInvitations.isEmpty())
        return fail(Fault::NotFound, u"case: nothing is known of it"_s);
    if (ours) {
        const auto *opened = newest(inCase, u"case.opened"_s, us());
        partner = opened ? opened->args.value(u"invited"_s).toByteArray() : QByteArray{};
        start.inviting = us();
        start.held = true;
    } else {
        start.inviting = partner;
        start.invited = us();
        start.held = isHere(inCase, inInvitations, partner);
    }
    const auto agreement = agreementWith(partner);
    if (!agreement)
        return tl::unexpected(agreement.error());
    CaseFold fold(rules, std::move(start), **agreement);
    auto events = inInvitations;
    if (fold.state().held)
        events += inCase;
    std::ranges::sort(events, before);
    for (const auto &event : events)
        fold.take(event);
    return fold;
}

Result<const CaseFold *> Desk::Private::caseFold(const QByteArray &caseId)
{
    auto found = cases.find(caseId);
    if (found == cases.end()) {
        auto fold = foldCase(caseId);
        if (!fold)
            return tl::unexpected(fold.error());
        if (cases.size() >= maxCached)
            cases.clear();
        found = cases.insert(caseId, std::move(*fold));
    }
    return &*found;
}

Event Desk::Private::nothingYet(const Actor &actor) const
{
    Event event;
    event.institution = us();
    event.by = actor.person;
    event.at = ledger.now();
    event.hlc = quint64(ledger.now().toMSecsSinceEpoch()) << 16;
    return event;
}

} // namespace sizhen
