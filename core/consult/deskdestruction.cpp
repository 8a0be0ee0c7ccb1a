// SPDX-License-Identifier: GPL-3.0-or-later
// Desk: how long a record is kept, and how it ends (ARC-04, ARC-13).
#include "core/base/log.h"
#include "core/consult/deskprivate.h"
#include "core/consult/reading.h"
#include "core/consult/retention.h"
#include "core/consult/searchtexts.h"

#include <QCborArray>
#include <QScopedValueRollback>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr auto destroyedHere = "institution.case_destroyed"_L1;
constexpr auto destroyedThere = "partnership.case_destroyed"_L1;

QCborArray approvalsOf(const QList<const Act *> &approvals)
{
    QCborArray list;
    for (const auto *act : approvals)
        list.append(QCborMap{{u"by"_s, act->event.by.id},
                             {u"name"_s, nameOf(act->event.by).toCbor()},
                             {u"at"_s, act->event.at.toString(Qt::ISODate)},
                             {u"reason"_s, textOf(act->args(), u"reason"_s)},
                             {u"entry"_s, act->event.hash}});
    return list;
}

Tombstone tombstoneFrom(const Event &event)
{
    return {event.args.value(u"case"_s).toByteArray(), textOf(event.args, u"code"_s), event.at, event.by, event.args,
            event.hash};
}

} // namespace

Result<Retention> Desk::retention(const QByteArray &id) const
{
    const auto fold = d->caseFold(id);
    const auto profile = retentionFor(d->ledger.institution().country);
    if (!fold || !profile)
        return tl::unexpected(fold ? profile.error() : fold.error());
    return retentionOf((*fold)->state(), *profile);
}

Result<> Desk::Private::retentionIsOver(const CaseState &state) const
{
    const auto profile = retentionFor(ledger.institution().country);
    if (!profile)
        return tl::unexpected(profile.error());
    const auto retention = retentionOf(state, *profile);
    if (retention.isOverAt(ledger.now()))
        return {};
    return refuse(u"ARC-04"_s, u"arc.retention"_s, {{u"date"_s, retention.until.toString(Qt::ISODate)}});
}

Result<> Desk::Private::mayDestroy(const CaseState &state, const Actor &actor) const
{
    if (!actor.person.roles.contains(u"RECORDS"_s))
        return tl::unexpected(Error{Fault::Denied, u"destroy"_s, {}, u"role.not_allowed"_s,
                                    {{u"who"_s, QStringList{u"any/RECORDS"_s}}}});
    if (!holdsOf(state).isEmpty())
        return refuse(u"ARC-13"_s, u"arc.hold"_s);
    if (isSealed(state))
        return refuse(u"ARC-12"_s, u"arc.sealed"_s);
    if (const auto over = retentionIsOver(state); !over)
        return over;
    if (destructionApprovals(state, state.mySide).size() < 2)
        return refuse(u"ARC-13"_s, u"arc.two_approvals"_s);
    return {};
}

// Everything made from the case that is not the case: what could still be read on a board or found by a search.
Result<> Desk::Private::dropProjections(const QByteArray &caseId, const QList<QByteArray> &invitations)
{
    const auto key = hexOf(caseId);
    for (const auto &kind : {rowkind::cases, rowkind::caseOf, rowkind::release})
        if (const auto gone = table().remove(kind, key); !gone)
            return gone;
    for (const auto &group : {u"stage:"_s, u"partner:"_s, u"waits:"_s})
        if (const auto gone = table().remove(rowkind::groups, group + key); !gone)
            return gone;
    if (const auto gone = ledger.vault().search().remove(searchkind::cases, key); !gone)
        return gone;
    for (const auto &invitation : invitations)
        if (const auto gone = table().remove(rowkind::invitations, hexOf(invitation)); !gone)
            return gone;
    const auto drafts = table().list(rowkind::drafts);
    if (!drafts)
        return tl::unexpected(drafts.error());
    for (const auto &draft : *drafts)
        if (draft.key.contains(key))
            if (const auto gone = table().remove(rowkind::drafts, draft.key); !gone)
                return gone;
    cases.remove(caseId);
    return {};
}

// The index keeps the words of a text that was taken out until it is written anew. The record is gone by then: a failure here
// is told, and the next destruction tries again.
void Desk::Private::forgetWords()
{
    auto change = ledger.vault().begin();
    const auto done = change ? ledger.vault().search().compact().and_then([&] { return change->commit(); })
                             : tl::unexpected(change.error());
    if (!done)
        qCWarning(lcRecords) << "words of a destroyed record may be left in the index:" << done.error().detail;
}

Result<Tombstone> Desk::destroyCase(const QByteArray &id, const QStringList &backups, const Actor &actor)
{
    const auto fold = d->caseFold(id);
    if (!fold)
        return tl::unexpected(fold.error());
    const auto state = (*fold)->state();
    if (const auto may = d->mayDestroy(state, actor); !may)
        return tl::unexpected(may.error());
    const auto retention = this->retention(id);
    const auto invitations = d->invitationsOf(id);
    const auto heads = d->ledger.heads(id);
    if (!retention || !invitations || !heads)
        return fail(Fault::Io, u"destroy: the case cannot be read"_s);
    const auto partner = state.mySide == Side::Inviting ? state.invited : state.inviting;
    const auto attachments = d->ledger.attachments(id);
    QCborArray ends;
    qint64 entries = 0;
    for (const auto &head : *heads) {
        ends.append(head.hash);
        entries += qint64(head.sequence);
    }
    const QCborMap args{{u"case"_s, id},
                        {u"code"_s, state.code()},
                        {u"partner"_s, partner},
                        {u"class"_s, retention->recordClass},
                        {u"until"_s, retention->until.toString(Qt::ISODate)},
                        {u"law"_s, retention->source},
                        {u"approvals"_s, approvalsOf(destructionApprovals(state, state.mySide))},
                        {u"entries"_s, entries},
                        {u"heads"_s, ends},
                        {u"originals"_s, attachments ? qint64(attachments->size()) : 0},
                        {u"backups"_s, QCborArray::fromStringList(backups)}};
    QList<Ledger::Draft> drafts{{d->ledger.institutionStream(), destroyedHere, args}};
    const auto known = d->ledger.partner(partner);
    if (known && known->verified)
        drafts.append({d->ledger.partnershipStream(partner), destroyedThere, {{u"case"_s, id}}});
    const auto patient = d->patientOfCase(id);

    QList<Event> events;
    {
        const QScopedValueRollback writing(d->writing, true);
        const auto written = d->ledger.append(drafts, actor, [&](const QList<Event> &said) -> Result<> {
            auto streams = *invitations;
            streams.append(id);
            for (const auto &stream : streams)
                if (const auto gone = d->ledger.shred(stream); !gone)
                    return tl::unexpected(gone.error());
            if (const auto dropped = d->dropProjections(id, *invitations); !dropped)
                return dropped;
            for (const auto &event : said)
                if (const auto counted = d->touch(event.stream); !counted)
                    return counted;
            return patient ? d->projectPatient(patient->id) : Result<>();
        });
        if (!written) {
            d->cases.remove(id);
            return tl::unexpected(written.error());
        }
        events = *written;
    }
    d->agreements.remove(partner);
    d->cases.remove(id);
    d->forgetWords();
    Q_EMIT caseChanged(id);
    if (patient)
        Q_EMIT patientsChanged();
    return tombstoneFrom(events.first());
}

Result<QList<Tombstone>> Desk::tombstones() const
{
    const auto events = d->ledger.events(d->ledger.institutionStream());
    if (!events)
        return tl::unexpected(events.error());
    QList<Tombstone> stones;
    for (const auto &event : *events)
        if (event.kind == destroyedHere && event.problem.isEmpty())
            stones.prepend(tombstoneFrom(event));
    return stones;
}

// Another station of ours destroyed a record: this one holds a copy of it.
Result<> Desk::Private::obeyHouse()
{
    const auto stones = q->tombstones();
    if (!stones)
        return tl::unexpected(stones.error());
    for (const auto &stone : *stones) {
        if (ledger.isShredded(stone.caseId) || !ledger.stream(stone.caseId)
            || stone.args.value(u"approvals"_s).toArray().size() < 2)
            continue;
        const auto invitations = invitationsOf(stone.caseId);
        if (!invitations)
            return tl::unexpected(invitations.error());
        const auto patient = patientOfCase(stone.caseId);
        for (const auto &stream : *invitations)
            if (const auto gone = ledger.shred(stream); !gone)
                return tl::unexpected(gone.error());
        const auto gone = ledger.shred(stone.caseId, [&]() -> Result<> {
            const auto dropped = dropProjections(stone.caseId, *invitations);
            return dropped && patient ? projectPatient(patient->id) : dropped;
        });
        if (!gone)
            return tl::unexpected(gone.error());
        forgetWords();
        Q_EMIT q->caseChanged(stone.caseId);
    }
    return {};
}

// The partner destroyed its copy: it takes nothing of the case any more, so nothing is offered to it.
Result<> Desk::Private::obeyTombstones(const QByteArray &partnership)
{
    const auto events = ledger.events(partnership);
    if (!events)
        return tl::unexpected(events.error());
    for (const auto &event : *events) {
        if (event.kind != destroyedThere || !event.problem.isEmpty() || event.institution == us())
            continue;
        const auto caseId = event.args.value(u"case"_s).toByteArray();
        auto streams = invitationsOf(caseId).value_or(QList<QByteArray>{});
        streams.append(caseId);
        for (const auto &stream : streams)
            if (ledger.isSharedWith(event.institution, stream) && !ledger.hasStoppedSharing(event.institution, stream))
                if (const auto stopped = ledger.stopSharing(stream, event.institution); !stopped)
                    return stopped;
    }
    return {};
}

Result<QDateTime> Desk::destroyedByPartner(const QByteArray &id) const
{
    const auto fold = d->caseFold(id);
    if (!fold)
        return tl::unexpected(fold.error());
    const auto &state = (*fold)->state();
    const auto partner = state.mySide == Side::Inviting ? state.invited : state.inviting;
    const auto known = d->ledger.partner(partner);
    if (!known || !known->verified)
        return QDateTime();
    const auto events = d->ledger.events(d->ledger.partnershipStream(partner));
    if (!events)
        return tl::unexpected(events.error());
    for (const auto &event : *events)
        if (event.kind == destroyedThere && event.problem.isEmpty() && event.institution == partner
            && event.args.value(u"case"_s).toByteArray() == id)
            return event.at;
    return QDateTime();
}

} // namespace sizhen
