// SPDX-License-Identifier: GPL-3.0-or-later
// Ledger: the stations of one institution hold every stream of the house. Keys travel among them as grants sealed to the
// institution's own box key and signed by the sister that gives them.
#include "core/base/cbor.h"
#include "core/records/grantsigning.h"
#include "core/records/ledger_p.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

// What everything else hangs on comes first.
int rankOf(const Row &row)
{
    static const QStringList order{u"institution"_s, u"partnership"_s, u"patient"_s, u"invitation"_s};
    const auto rank = order.indexOf(row.sort.section(u'/', 0, 0));
    return rank < 0 ? int(order.size()) : int(rank);
}

} // namespace

Result<> Ledger::Private::checkPeer(const QByteArray &root) const
{
    if (root == self.root)
        return {};
    const auto partner = verifiedPartner(root);
    if (!partner)
        return tl::unexpected(partner.error());
    return {};
}

Result<> Ledger::Private::checkSister(const QByteArray &key) const
{
    const auto known = stations.constFind(key);
    if (known == stations.cend() || known->certificate.institution != self.root || key == station.station)
        return fail(Fault::Untrusted, u"house: not one of our stations"_s);
    if (const auto revoked = revocations.constFind(key); revoked != revocations.cend())
        return stationRefused(u"link.revoked"_s, known->certificate, revoked->fromTime());
    if (!known->current)
        return fail(Fault::Untrusted, u"house: the station was withdrawn"_s);
    return {};
}

Result<const Shares *> Ledger::Private::houseShares()
{
    if (const auto known = shares.constFind(self.root); known != shares.cend())
        return &*known;
    auto list = vault.rows().list(rows::stream);
    if (!list)
        return tl::unexpected(list.error());
    std::ranges::stable_sort(*list, {}, rankOf);
    Shares read;
    for (const auto &row : *list) {
        const auto id = QByteArray::fromHex(row.key.toLatin1());
        read.order.append(id);
        read.all.insert(id, {});
    }
    return &*shares.insert(self.root, read);
}

Result<QList<Grant>> Ledger::Private::houseGrants()
{
    const auto house = houseShares();
    if (!house)
        return tl::unexpected(house.error());
    const auto order = (*house)->order; // writing a grant may touch the cache
    QList<Grant> all;
    for (const auto &stream : order) {
        const auto known = houseGrantsKept(stream);
        if (!known)
            return known;
        all += *known;
    }
    return all;
}

Result<QList<Grant>> Ledger::Private::houseGrantsKept(const QByteArray &stream)
{
    if (const auto known = sisterGrants.constFind(stream); known != sisterGrants.cend())
        return *known;
    const auto there = isShared(self.root, stream);
    if (!there || !*there)
        return there ? Result<QList<Grant>>(QList<Grant>()) : tl::unexpected(there.error());
    auto made = houseGrantsOf(stream);
    if (made)
        sisterGrants.insert(stream, *made);
    return made;
}

// Kept in the vault, so that the same grant is given again and nothing is sealed twice.
Result<QList<Grant>> Ledger::Private::houseGrantsOf(const QByteArray &stream)
{
    const auto known = knownStream(stream);
    if (!known)
        return tl::unexpected(known.error());
    const auto info = infoOf(stream);
    if (!info)
        return tl::unexpected(info.error());
    QList<Grant> grants;
    const auto epochs = heldEpochs(stream);
    if (!epochs)
        return tl::unexpected(epochs.error());
    for (const auto epoch : *epochs) {
        const auto parties = partiesOf(stream, epoch);
        if (!parties)
            return tl::unexpected(parties.error());
        const auto name = grantKey(self.root, stream, epoch);
        const auto kept = vault.rows().at(rows::grant, name);
        if (!kept)
            return tl::unexpected(kept.error());
        if (*kept) {
            auto grant = grantFrom(**kept);
            if (grant && grant->stream.parties == *parties && grant->station == station.station) {
                grants.append(*std::move(grant));
                continue;
            }
        }
        const auto key = keyOf(stream, epoch);
        if (!key)
            return tl::unexpected(key.error());
        if (!*key)
            continue; // an epoch that we were never given
        auto sealed = sealTo(self.boxKey, (*key)->view());
        if (!sealed)
            return tl::unexpected(sealed.error());
        auto about = *info;
        about.parties = *parties;
        Grant grant{about, epoch, *sealed, known->origin.isEmpty() ? self.root : known->origin, self.root, {}, {}};
        signGrant(grant, stationKey);
        const Row row{name, hex(self.root) + u'/' + name, cbor::encode(grant.toCbor())};
        if (const auto put = write([&] { return vault.rows().put(rows::grant, row); }); !put)
            return tl::unexpected(put.error());
        grants.append(grant);
    }
    return grants;
}

Result<QList<QByteArray>> Ledger::Private::toldParties(const QByteArray &stream, quint32 epoch)
{
    const auto row = vault.rows().at(rows::told, hex(stream) + u'.' + QString::number(epoch));
    if (!row)
        return tl::unexpected(row.error());
    QList<QByteArray> roots;
    if (*row)
        for (qsizetype at = 0; at + publicKeySize <= (*row)->body.size(); at += publicKeySize)
            roots.append((*row)->body.sliced(at, publicKeySize));
    return roots;
}

Result<> Ledger::Private::keepTold(const Grant &grant)
{
    auto roots = toldParties(grant.stream.id, grant.epoch);
    if (!roots)
        return tl::unexpected(roots.error());
    const auto before = roots->size();
    for (const auto &root : grant.stream.parties)
        if (root != self.root && !roots->contains(root))
            roots->append(root);
    if (roots->size() == before)
        return {};
    sisterGrants.remove(grant.stream.id);
    noteChange(grant.stream.id);
    const auto key = hex(grant.stream.id) + u'.' + QString::number(grant.epoch);
    return vault.rows().put(rows::told, {key, key, roots->join()});
}

Result<QList<QByteArray>> Ledger::Private::partiesOf(const QByteArray &stream, quint32 epoch)
{
    const auto known = knownStream(stream);
    auto parties = toldParties(stream, epoch);
    if (!known || !parties)
        return tl::unexpected(known ? parties.error() : known.error());
    const auto theirs = !known->origin.isEmpty() || known->kind == u"partnership"_s; // not ours to grant
    for (const auto &[root, partner] : partners) {
        const auto shared = isShared(root, stream);
        const auto granted = vault.rows().at(rows::grant, grantKey(root, stream, epoch));
        const auto once = vault.rows().at(rows::pastGrant, grantKey(root, stream, epoch)); // a sister ends it, too, and must know of it
        if (!shared || !granted || !once)
            return tl::unexpected(!shared ? shared.error() : !granted ? granted.error() : once.error());
        if (*shared && (theirs || *granted || *once) && !parties->contains(root))
            parties->append(root);
    }
    std::ranges::sort(*parties);
    return parties;
}

Result<> Ledger::Private::grantShares(const QByteArray &stream)
{
    const auto known = knownStream(stream);
    if (!known)
        return tl::unexpected(known.error());
    if (!known->origin.isEmpty() || known->kind == u"partnership"_s)
        return {};
    for (const auto &[root, partner] : partners) {
        const auto shared = isShared(root, stream);
        if (!shared)
            return tl::unexpected(shared.error());
        if (!*shared || isEnded(root, stream) || !partner.partner.verified)
            continue;
        for (quint32 epoch = 1; epoch <= known->epoch; ++epoch) {
            const auto there = vault.rows().at(rows::grant, grantKey(root, stream, epoch));
            const auto key = keyOf(stream, epoch);
            if (!there || !key)
                return tl::unexpected(there ? key.error() : there.error());
            if (*there || !*key)
                continue;
            const auto told = toldParties(stream, epoch);
            if (!told)
                return tl::unexpected(told.error());
            if (!told->contains(root))
                continue; // sharing ended before this epoch, though we may not have read why
            if (const auto put = putGrant(partner, stream, epoch); !put)
                return put;
        }
    }
    return {};
}

Result<> Ledger::acceptHouseGrant(const Grant &grant)
{
    const auto &id = grant.stream.id;
    if (const auto sister = d->checkSister(grant.station); !sister)
        return sister;
    if (grant.to != d->self.root || !isSigned(grant))
        return fail(Fault::Untrusted, u"house grant: not for us, or the signature is not the station's"_s);
    if (grant.stream.kind == u"institution"_s && id != d->institutionStream)
        return fail(Fault::Untrusted, u"house grant: a second stream of the house"_s);
    if (d->shredded.contains(id))
        return fail(Fault::Denied, u"house grant: this record was destroyed here"_s);
    const auto known = d->knownStream(id);
    if (!known && known.error().fault != Fault::NotFound)
        return tl::unexpected(known.error());
    const auto origin = grant.from == d->self.root ? QByteArray() : grant.from;
    if (known
        && (known->origin != origin || known->kind != grant.stream.kind || known->about != grant.stream.about))
        return fail(Fault::Untrusted, u"house grant: of another stream with that id"_s);
    const auto key = d->openBox(grant.sealedKey);
    if (!key)
        return fail(Fault::NotFound, u"house grant: sealed to a box key that is not here"_s);
    if (key->size() != keySize)
        return fail(Fault::Corrupt, u"house grant: no key inside"_s);
    const auto held = d->keyOf(id, grant.epoch);
    if (!held)
        return tl::unexpected(held.error());
    if (*held && (*held)->view() != key->view())
        return fail(Fault::Untrusted, u"house grant: another key for the same epoch"_s);
    const auto isNew = !*held;
    return d->write([&]() -> Result<> {
        if (isNew)
            if (const auto taken = d->takeGrantedKey(grant, *key); !taken)
                return taken;
        if (grant.stream.kind == u"partnership"_s)
            for (const auto &[root, partner] : d->partners)
                if (partner.stream == id && partner.partner.verified)
                    if (const auto derived = d->derivePartnership(partner); !derived) // says which epoch is written with
                        return derived;
        const auto stream = d->knownStream(id);
        if (!stream)
            return tl::unexpected(stream.error());
        for (const auto &root : grant.stream.parties) {
            const auto shared = d->isShared(root, id);
            if (!shared)
                return tl::unexpected(shared.error());
            if (root == d->self.root || *shared)
                continue;
            if (const auto put = d->putShare(root, id, *stream); !put)
                return put;
        }
        if (const auto kept = d->keepTold(grant); !kept)
            return kept;
        return d->grantShares(id);
    });
}

} // namespace sizhen
