// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/desk.h"

#include "core/consult/cards.h"
#include "core/consult/deskprivate.h"
#include "core/consult/startgate.h"
#include "core/consult/manifest.h"
#include "core/records/roles.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

Desk::Desk(std::unique_ptr<Private> p)
    : d(std::move(p))
{
    d->q = this;
}

Desk::~Desk() = default;

Result<std::unique_ptr<Desk>> Desk::open(Ledger &ledger)
{
    auto rules = Rules::load();
    if (!rules)
        return tl::unexpected(rules.error());
    std::unique_ptr<Desk> desk(new Desk(std::make_unique<Private>(ledger, std::move(*rules))));
    auto *p = desk->d.get();
    if (auto caughtUp = p->catchUp(); !caughtUp)
        return tl::unexpected(caughtUp.error());
    // On a full disk what is there can still be read, and found by the old index.
    if (auto renewed = p->renewSearch(); !renewed && renewed.error().fault != Fault::NoSpace)
        return tl::unexpected(renewed.error());
    // Known from the start, so that a change of one of them tells which cases it reaches.
    const auto partners = ledger.partners();
    if (!partners)
        return tl::unexpected(partners.error());
    for (const auto &partner : *partners)
        if (const auto fold = p->agreementWith(partner.institution.root); !fold)
            return tl::unexpected(fold.error());
    connect(&ledger, &Ledger::changed, desk.get(), [p](const QByteArray &stream) { p->streamChanged(stream); });
    connect(&ledger, &Ledger::receiptArrived, desk.get(),
            [p](const QByteArray &, const QByteArray &stream) { p->receiptArrived(stream); });
    const auto due = p->table().list(rowkind::release);
    if (!due)
        return tl::unexpected(due.error());
    for (const auto &row : *due)
        p->release(QByteArray::fromHex(row.key.toLatin1()));
    return desk;
}

Ledger &Desk::ledger() const
{
    return d->ledger;
}

Result<QList<CaseCard>> Desk::board(int limit) const
{
    if (d->reader && caseSightOf(d->reader->roles) == CaseSight::None)
        return QList<CaseCard>(); // not even that there are any
    const auto list = d->table().list(rowkind::cases, {}, {}, limit);
    if (!list)
        return tl::unexpected(list.error());
    QList<CaseCard> cards;
    cards.reserve(list->size());
    for (const auto &row : *list) {
        auto card = cardFrom(row);
        if (!card)
            return tl::unexpected(card.error());
        d->closeToReader(*card);
        cards.append(std::move(*card));
    }
    return cards;
}

QList<Offer> Desk::offers(const QByteArray &id, const Actor &actor) const
{
    const auto fold = d->caseFold(id);
    if (sightOf(id) == Sight::None)
        return {};
    return fold ? (*fold)->offers(d->nothingYet(actor)) : QList<Offer>{};
}

Result<QList<GateItem>> Desk::startGate(const QByteArray &id) const
{
    const auto fold = d->caseFold(id);
    if (!fold)
        return tl::unexpected(fold.error());
    if (sightOf(id) == Sight::None)
        return tl::unexpected(d->noAccess());
    const Act nothing{d->nothingYet(d->ledger.systemActor()), (*fold)->state().mySide};
    return startGateItems((*fold)->factsFor(nothing, d->ledger.now()));
}

Result<Attachment> Desk::attach(const QByteArray &bytes, const QString &mediaType, const QString &name)
{
    return d->ledger.vault().attachments().put(bytes, mediaType, name);
}

// Each original is opened and hashed here, in this vault: a manifest is a statement about what we hold.
Result<Manifest> Desk::manifest(const QByteArray &id) const
{
    const auto fold = d->caseFold(id);
    if (!fold)
        return tl::unexpected(fold.error());
    auto manifest = manifestOf((*fold)->state(), (*fold)->agreement());
    for (const auto &act : (*fold)->state().acts)
        for (const auto &original : originalsOf(act)) {
            const auto bytes = d->ledger.vault().attachments().read(original.attachment);
            if (!bytes || sha256(*bytes) != original.attachment.sha256)
                manifest.missing.append(u"original:"_s + original.kind);
        }
    return manifest;
}

Result<> Desk::saveDraft(const QString &place, const QByteArray &bytes)
{
    auto change = d->ledger.vault().begin();
    if (!change)
        return tl::unexpected(change.error());
    const auto done = bytes.isEmpty() ? d->table().remove(rowkind::drafts, place)
                                      : d->table().put(rowkind::drafts, {place, {}, bytes});
    if (!done)
        return done;
    return change->commit();
}

QString Desk::draftRows()
{
    return rowkind::drafts;
}

Result<QByteArray> Desk::draft(const QString &place) const
{
    const auto row = d->table().at(rowkind::drafts, place);
    if (!row)
        return tl::unexpected(row.error());
    return *row ? (*row)->body : QByteArray{};
}

} // namespace sizhen
