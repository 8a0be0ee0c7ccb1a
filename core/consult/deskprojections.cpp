// SPDX-License-Identifier: GPL-3.0-or-later
// Desk: tables made from events. Everything here can be cleared and made again (rebuild).
#include "core/consult/cards.h"
#include "core/consult/deskprivate.h"
#include "core/consult/reading.h"
#include "core/consult/searchtexts.h"

#include <QSet>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

const QString total = u"entries"_s;

qint64 numberIn(const std::optional<Row> &row)
{
    return row ? row->body.toLongLong() : 0;
}

// The moment from which two readings of one stream differ; invalid when they do not.
QDateTime firstDifference(const AgreementState &before, const AgreementState &after)
{
    qsizetype same = 0;
    while (same < before.acts.size() && same < after.acts.size()
           && before.acts[same].event.hash == after.acts[same].event.hash)
        ++same;
    QDateTime first;
    for (const auto *acts : {&before.acts, &after.acts})
        if (same < acts->size()) {
            const auto moment = momentOf((*acts)[same].event);
            first = first.isValid() ? qMin(first, moment) : moment;
        }
    return first;
}

} // namespace

int Desk::Private::unconfirmed(const CaseFold &fold) const
{
    const auto &state = fold.state();
    const auto &partner = state.mySide == Side::Inviting ? state.invited : state.inviting;
    int open = 0;
    auto streams = invitationsOf(state.id).value_or(QList<QByteArray>{});
    streams.append(state.id);
    for (const auto &stream : streams)
        if (ledger.isSharedWith(partner, stream))
            open += ledger.unconfirmed(partner, stream).value_or(0);
    return open;
}

Result<> Desk::Private::project(const CaseFold &fold)
{
    const auto key = hexOf(fold.state().id);
    auto card = cardOf(fold);
    card.unconfirmed = unconfirmed(fold);
    const auto row = rowOf(card);
    if (auto put = table().put(rowkind::cases, row); !put)
        return put;
    if (auto put = projectGroups(card, row.sort).and_then([&] { return projectSearch(fold.state()); }); !put)
        return put;
    return keysDue(fold).isEmpty() ? table().remove(rowkind::release, key)
                                   : table().put(rowkind::release, {key, {}, {}});
}

Result<> Desk::Private::projectPatient(const QByteArray &patient)
{
    const auto events = ledger.events(patient);
    if (!events)
        return tl::unexpected(events.error());
    auto card = patientFrom(patient, *events);
    card.cases.removeIf([&](const QString &id) { return ledger.isShredded(QByteArray::fromHex(id.toLatin1())); });
    for (const auto &id : card.cases)
        if (auto put = table().put(rowkind::caseOf, {id, {}, patient}); !put)
            return put;
    const auto registered = events->isEmpty() ? QDateTime() : momentOf(events->constFirst());
    if (auto put = ledger.vault().search().put(searchTextOf(card, registered)); !put)
        return put;
    return table().put(rowkind::patients, rowOf(card));
}

Result<> Desk::Private::projectAgreement(const QByteArray &stream, QSet<QByteArray> &touchedCases)
{
    const auto partners = ledger.partners();
    if (!partners)
        return tl::unexpected(partners.error());
    for (const auto &partner : *partners) {
        const auto &root = partner.institution.root;
        if (!partner.verified || ledger.partnershipStream(root) != stream)
            continue;
        auto fold = foldAgreement(root);
        if (!fold)
            return tl::unexpected(fold.error());
        const auto known = agreements.constFind(root);
        const auto since = known == agreements.cend() ? QDateTime::fromMSecsSinceEpoch(0, Qt::UTC)
                                                      : firstDifference(known->state(), fold->state());
        agreements.insert(root, std::move(*fold));
        cases.clear(); // each holds the agreement it was read under
        if (!since.isValid())
            return {};
        // Acts that stand after the news in the common order may be judged otherwise now.
        const auto list = table().list(rowkind::cases);
        if (!list)
            return tl::unexpected(list.error());
        for (const auto &row : *list) {
            const auto card = cardFrom(row);
            if (!card || card->updated < since)
                break; // newest first
            if (card->partner != hexOf(root))
                continue;
            const auto again = caseFold(card->id);
            if (!again)
                return tl::unexpected(again.error());
            if (auto done = project(**again); !done)
                return done;
            touchedCases.insert(card->id);
        }
    }
    return {};
}

Result<> Desk::Private::indexInvitation(const QByteArray &stream, const QByteArray &caseId)
{
    const auto heads = ledger.heads(stream);
    if (!heads || heads->isEmpty())
        return heads ? Result<>() : tl::unexpected(heads.error());
    return table().put(rowkind::invitations, {hexOf(stream), hexOf(caseId), {}});
}

Result<> Desk::Private::indexInvitationsOf(const QByteArray &caseId)
{
    const auto events = ledger.events(caseId);
    if (!events)
        return tl::unexpected(events.error());
    for (const auto &event : *events) {
        if (event.kind != u"case.opened"_s && event.kind != u"case.reinvite"_s)
            continue;
        const auto invitation = event.args.value(u"invitation"_s).toByteArray();
        const auto info = ledger.stream(invitation);
        if (!info || info->about != caseId)
            continue; // not here yet, or not about this case
        if (auto put = table().put(rowkind::invitations, {hexOf(invitation), hexOf(caseId), {}}); !put)
            return put;
    }
    return {};
}

Result<> Desk::Private::projectStream(const QByteArray &stream)
{
    const auto info = ledger.stream(stream);
    if (!info)
        return tl::unexpected(info.error());
    if (info->kind == u"patient"_s)
        return projectPatient(stream);
    if (info->kind == u"partnership"_s) {
        QSet<QByteArray> touched;
        return projectAgreement(stream, touched);
    }
    if ((info->kind != u"case"_s && info->kind != u"invitation"_s) || ledger.isShredded(stream))
        return {};
    const auto caseId = info->kind == u"case"_s ? stream : info->about;
    auto indexed = info->kind == u"case"_s ? indexInvitationsOf(caseId) : indexInvitation(stream, caseId);
    if (!indexed)
        return indexed;
    cases.remove(caseId);
    const auto fold = caseFold(caseId);
    if (!fold && fold.error().fault == Fault::NotFound)
        return {}; // a key came before the first entry
    if (!fold)
        return tl::unexpected(fold.error());
    return project(**fold);
}

// Keeps count of what was projected, so that a crash between a partner's entries and their projection is noticed.
Result<> Desk::Private::touch(const QByteArray &stream)
{
    const auto heads = ledger.heads(stream);
    const auto before = table().at(rowkind::heads, hexOf(stream));
    const auto mark = table().at(rowkind::mark, total);
    if (!heads)
        return tl::unexpected(heads.error());
    if (!before || !mark)
        return tl::unexpected(before ? mark.error() : before.error());
    qint64 entries = 0;
    for (const auto &head : *heads)
        entries += qint64(head.sequence);
    if (auto put = table().put(rowkind::heads, {hexOf(stream), {}, QByteArray::number(entries)}); !put)
        return put;
    return table().put(rowkind::mark, {total, {}, QByteArray::number(numberIn(*mark) + entries - numberIn(*before))});
}

Result<> Desk::Private::catchUp()
{
    const auto last = ledger.vault().entries().mark(); // as many as there are, without counting them
    const auto mark = table().at(rowkind::mark, total);
    if (!last || !mark)
        return tl::unexpected(last ? mark.error() : last.error());
    if (last->number == numberIn(*mark))
        return {};
    const auto streams = ledger.vault().entries().streams();
    if (!streams)
        return tl::unexpected(streams.error());
    auto change = ledger.vault().begin();
    if (!change)
        return tl::unexpected(change.error());
    // Patients first: they say which cases are ours.
    QList<QByteArray> behind;
    for (const auto &stream : *streams) {
        const auto projected = table().at(rowkind::heads, hexOf(stream));
        const auto heads = ledger.heads(stream);
        if (!projected || !heads)
            return tl::unexpected(projected ? heads.error() : projected.error());
        qint64 entries = 0;
        for (const auto &head : *heads)
            entries += qint64(head.sequence);
        if (entries == numberIn(*projected))
            continue;
        const auto info = ledger.stream(stream);
        if (info && (info->kind == u"patient"_s || info->kind == u"partnership"_s))
            behind.prepend(stream);
        else
            behind.append(stream);
    }
    for (const auto &stream : behind) {
        if (auto done = projectStream(stream); !done && done.error().fault != Fault::NotFound)
            return done; // NotFound: sealed for somebody else, we only carry it
        if (auto done = touch(stream); !done)
            return done;
    }
    return change->commit();
}

Result<> Desk::rebuild()
{
    d->agreements.clear();
    d->cases.clear();
    {
        auto change = d->ledger.vault().begin();
        if (!change)
            return tl::unexpected(change.error());
        for (const auto &kind : {rowkind::cases, rowkind::invitations, rowkind::caseOf, rowkind::patients,
                                 rowkind::heads, rowkind::mark, rowkind::release, rowkind::groups})
            if (auto cleared = d->table().clear(kind); !cleared)
                return cleared;
        if (auto cleared = d->ledger.vault().search().clear(); !cleared)
            return cleared;
        for (const auto &kind : {u"patient"_s, u"partnership"_s, u"invitation"_s, u"case"_s}) {
            const auto streams = d->ledger.streamsOf(kind);
            if (!streams)
                return tl::unexpected(streams.error());
            for (const auto &stream : *streams)
                if (auto done = d->projectStream(stream); !done)
                    return done;
        }
        const auto streams = d->ledger.vault().entries().streams();
        if (!streams)
            return tl::unexpected(streams.error());
        for (const auto &stream : *streams)
            if (auto done = d->touch(stream); !done)
                return done;
        if (auto done = d->keepSearchState().and_then([&] { return change->commit(); }); !done)
            return done;
    }
    const auto cards = board(-1);
    if (!cards)
        return tl::unexpected(cards.error());
    for (const auto &card : *cards)
        Q_EMIT caseChanged(card.id);
    Q_EMIT patientsChanged();
    return {};
}

} // namespace sizhen
