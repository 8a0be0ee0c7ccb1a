// SPDX-License-Identifier: GPL-3.0-or-later
// Ledger: this vault is older than it was: restored from a backup, or an old copy was put back.
#include "core/records/grantsigning.h"

#include "core/records/ledger_p.h"
#include "core/records/sizes.h"
#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

} // namespace

QByteArray Ledger::incarnation() const
{
    return d->incarnation;
}

Result<> Ledger::Private::renewIncarnation(const QString &act, const QString &reason)
{
    const auto before = std::exchange(incarnation, randomBytes(incarnationSize));
    return vault.rows()
        .put(rows::self, {u"incarnation"_s, {}, incarnation})
        .and_then([&] { return vault.rows().put(rows::incarnation, {hex(before), padded(quint64(nowMs())), act.toUtf8()}); })
        .and_then([&] {
            return putAccess({automaton.id, automaton.roles.join(u' '), act, hex(before), Access::Outcome::Done, reason});
        });
}

Result<> Ledger::beginIncarnation(const QString &act, const QString &reason)
{
    return d->write([&] { return d->renewIncarnation(act, reason); });
}

Result<> Ledger::markRestored(Vault &vault, const Clock &clock, const QString &reason)
{
    const auto ledger = open(vault, clock);
    if (!ledger && ledger.error().fault == Fault::NotFound)
        return {};
    if (!ledger)
        return tl::unexpected(ledger.error());
    return (*ledger)->beginIncarnation(u"vault.restored"_s, reason);
}

Result<> Ledger::Private::foundOlder(const QByteArray &root)
{
    olderThan.append(root);
    return renewIncarnation(u"vault.older"_s, u"partner "_s + hex(root.first(8)));
}

// Their receipt names a place in the feed we are writing that we have not reached: somebody of this name was there.
Result<> Ledger::Private::noticeAhead(const QByteArray &root, const Receipt &receipt)
{
    Entry next;
    next.stream = receipt.stream;
    next.station = station.station;
    next.incarnation = incarnation;
    const auto feed = next.feed();
    const auto known = headsOf(receipt.stream);
    if (!known)
        return tl::unexpected(known.error());
    const auto theirs = std::ranges::find(receipt.heads, feed, &FeedHead::feed);
    if (theirs == receipt.heads.cend() || theirs->sequence <= (*known)->value(feed).sequence)
        return {};
    return foundOlder(root);
}

Result<QList<Grant>> Ledger::returnGrants(const QByteArray &partnerRoot, const QByteArray &stream) const
{
    const auto partner = d->verifiedPartner(partnerRoot);
    if (!partner)
        return tl::unexpected(partner.error());
    const auto known = d->knownStream(stream);
    if (!known && known.error().fault == Fault::NotFound)
        return QList<Grant>{};
    const auto shared = known ? d->isShared(partnerRoot, stream) : tl::unexpected(known.error());
    if (!shared)
        return tl::unexpected(shared.error());
    QList<Grant> grants;
    if (known->origin != partnerRoot || !*shared)
        return grants;
    for (quint32 epoch = 1; epoch <= known->epoch; ++epoch) {
        const auto key = d->keyOf(stream, epoch);
        if (!key)
            return tl::unexpected(key.error());
        if (!*key)
            continue;
        const auto sealed = sealTo((*partner)->partner.institution.boxKey, (*key)->view());
        if (!sealed)
            return tl::unexpected(sealed.error());
        Grant grant;
        grant.stream = {stream, known->kind, known->about, {}};
        grant.epoch = epoch;
        grant.sealedKey = *sealed;
        grant.from = d->self.root;
        grant.to = partnerRoot;
        grant.returned = true;
        signGrant(grant, d->stationKey);
        grants.append(grant);
    }
    return grants;
}

// Only a vault that knows it lost something takes anything back, and nothing that is a partner's own.
Result<> Ledger::Private::checkReturned(const KnownStream *known)
{
    const auto earlier = vault.rows().count(rows::incarnation);
    if (!earlier)
        return tl::unexpected(earlier.error());
    if (*earlier == 0 || (known && !known->origin.isEmpty()))
        return fail(Fault::Untrusted, u"grant: returned, but nothing of ours was lost"_s);
    return {};
}

// They hold the key, so it was given to them: that it is shared with them is no news to them, only to us. A stream we
// know is not given a second key by it (acceptGrant compares).
Result<> Ledger::Private::takeReturned(const Grant &grant, const SecretBytes &key)
{
    const auto held = keyOf(grant.stream.id, grant.epoch);
    if (!held)
        return tl::unexpected(held.error());
    if (!*held)
        return takeGrantedKey(grant, key);
    const auto known = knownStream(grant.stream.id);
    const auto shared = known ? isShared(grant.from, grant.stream.id) : tl::unexpected(known.error());
    if (!shared)
        return tl::unexpected(shared.error());
    if (*shared || grant.epoch != known->epoch)
        return {}; // an earlier epoch: from before consent was withdrawn, perhaps
    changedStreams.append(grant.stream.id);
    return putShare(grant.from, grant.stream.id, *known);
}

} // namespace sizhen
