// SPDX-License-Identifier: GPL-3.0-or-later
// Ledger: streams, and with whom their keys are shared.
#include "core/base/cbor.h"

#include "core/records/grantsigning.h"
#include "core/records/ledger_p.h"
#include "core/records/sharerow.h"
#include "core/records/sizes.h"
#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

QString pairKey(const QByteArray &root, const QByteArray &stream)
{
    return hex(root) + u'.' + hex(stream);
}

// The end of everything that begins with `prefix` and a dot or slash.
QString after(const QString &prefix)
{
    return prefix + u'~';
}

bool staysAtHome(const QString &kind)
{
    return kind == u"patient"_s || kind == u"institution"_s;
}

} // namespace

Result<Grant> grantFrom(const Row &row)
{
    const auto map = cbor::decodeMap(row.body);
    if (!map)
        return tl::unexpected(map.error());
    return Grant::fromCbor(*map);
}

Result<QByteArray> Ledger::newStream(const QString &kind, const QByteArray &about)
{
    if (kind.isEmpty() || kind.size() > maxStreamKind || kind == u"partnership"_s)
        return fail(Fault::Invalid, u"stream: no such kind"_s);
    const auto id = randomBytes(idSize);
    const auto written = d->write([&]() -> Result<> {
        const KnownStream stream{kind, about, {}, 1, kind + u'/' + padded(d->time.next(d->nowMs()))};
        return d->putStream(id, stream).and_then([&] {
            return writeSecret(d->vault, rows::streamKey, hex(id) + u".1"_s, SecretBytes::random(keySize));
        });
    });
    if (!written)
        return tl::unexpected(written.error());
    return id;
}

Result<StreamInfo> Ledger::Private::infoOf(const QByteArray &id)
{
    const auto known = knownStream(id);
    if (!known)
        return tl::unexpected(known.error());
    StreamInfo info{id, known->kind, known->about, {}};
    for (const auto &[root, partner] : partners) { // sorted by root
        const auto shared = isShared(root, id);
        if (!shared)
            return tl::unexpected(shared.error());
        if (*shared)
            info.parties.append(root);
    }
    return info;
}

Result<StreamInfo> Ledger::stream(const QByteArray &id) const
{
    return d->infoOf(id);
}

Result<QList<QByteArray>> Ledger::streamsOf(const QString &kind) const
{
    const auto list = d->vault.rows().list(rows::stream, kind + u'/', after(kind + u'/'));
    if (!list)
        return tl::unexpected(list.error());
    QList<QByteArray> ids;
    ids.reserve(list->size());
    for (const auto &row : *list)
        ids.append(QByteArray::fromHex(row.key.toLatin1()));
    return ids;
}

Result<const Shares *> Ledger::Private::sharesOf(const QByteArray &root)
{
    if (root == self.root)
        return houseShares();
    if (const auto known = shares.constFind(root); known != shares.cend())
        return &*known;
    const auto list = vault.rows().list(rows::share, hex(root) + u'/', after(hex(root) + u'/'));
    if (!list)
        return tl::unexpected(list.error());
    Shares read;
    for (const auto &row : *list) {
        const auto id = QByteArray::fromHex(row.key.section(u'.', 1).toLatin1());
        const auto share = readShare(row.body);
        if (!share)
            return tl::unexpected(share.error());
        read.order.append(id);
        read.all.insert(id, *share);
    }
    return &*shares.insert(root, read);
}

// One row when the list was not needed yet: a session in which little changed must not read them all.
Result<std::optional<Share>> Ledger::Private::shareOf(const QByteArray &root, const QByteArray &stream)
{
    if (const auto known = shares.constFind(root); known != shares.cend()) {
        const auto share = known->all.constFind(stream);
        return share == known->all.cend() ? std::nullopt : std::optional(*share);
    }
    const auto atHome = root == self.root;
    const auto row = atHome ? vault.rows().at(rows::stream, hex(stream)) : vault.rows().at(rows::share, pairKey(root, stream));
    if (!row)
        return tl::unexpected(row.error());
    if (!*row)
        return std::nullopt;
    const auto share = atHome ? Result<Share>(Share()) : readShare((*row)->body);
    if (!share)
        return tl::unexpected(share.error());
    return *share;
}

Result<bool> Ledger::Private::isShared(const QByteArray &root, const QByteArray &stream)
{
    const auto share = shareOf(root, stream);
    if (!share)
        return tl::unexpected(share.error());
    return share->has_value();
}

Result<> Ledger::Private::putShare(const QByteArray &root, const QByteArray &stream, const KnownStream &known)
{
    const auto first = known.kind == u"partnership"_s;
    const auto sort = hex(root) + (first ? u"/0/"_s : u"/1/"_s) + padded(time.next(nowMs()));
    if (const auto put = vault.rows().put(rows::share, {pairKey(root, stream), sort, {}}); !put)
        return put;
    if (const auto list = shares.find(root); list != shares.end() && first)
        shares.erase(list); // it goes before all others
    else if (list != shares.end() && !list->all.contains(stream)) {
        list->order.append(stream);
        list->all.insert(stream, {});
    }
    sisterGrants.remove(stream);
    changedStreams.append(stream); // whoever waits for a stream to become shared must hear of it
    return {};
}

Result<> Ledger::Private::putGrant(const KnownPartner &partner, const QByteArray &stream, quint32 epoch)
{
    const auto key = keyOf(stream, epoch);
    if (!key)
        return tl::unexpected(key.error());
    if (!*key)
        return fail(Fault::NotFound, u"share: no key of this stream"_s);
    const auto sealed = sealTo(partner.partner.institution.boxKey, (*key)->view());
    if (!sealed)
        return tl::unexpected(sealed.error());
    const auto info = infoOf(stream);
    if (!info)
        return tl::unexpected(info.error());
    const auto &root = partner.partner.institution.root;
    Grant grant{*info, epoch, *sealed, self.root, root, {}, {}};
    signGrant(grant, stationKey);
    const Row row{pairKey(root, stream) + u'.' + QString::number(epoch), hex(root) + u'/' + padded(time.next(nowMs())),
                  cbor::encode(grant.toCbor())};
    noteChange(stream);
    return vault.rows().put(rows::grant, row);
}

Result<> Ledger::share(const QByteArray &stream, const QByteArray &partnerRoot)
{
    const auto partner = d->verifiedPartner(partnerRoot);
    if (!partner)
        return tl::unexpected(partner.error());
    const auto known = d->knownStream(stream);
    if (!known)
        return tl::unexpected(known.error());
    if (staysAtHome(known->kind))
        return fail(Fault::Denied, u"share: this kind of stream stays at home"_s);
    const auto already = d->isShared(partnerRoot, stream);
    if (!already)
        return tl::unexpected(already.error());
    if (*already && d->isEnded(partnerRoot, stream))
        return fail(Fault::Denied, u"share: sharing of this stream has ended"_s);
    if (*already)
        return {};
    if (known->kind == u"partnership"_s)
        return fail(Fault::Denied, u"share: a partnership has two sides"_s);
    return d->write([&]() -> Result<> {
        if (const auto put = d->putShare(partnerRoot, stream, *known); !put)
            return put;
        for (quint32 epoch = 1; epoch <= known->epoch; ++epoch)
            if (const auto put = d->putGrant(**partner, stream, epoch); !put)
                return put;
        return {};
    });
}

Result<QList<QByteArray>> Ledger::sharedWith(const QByteArray &partnerRoot) const
{
    const auto known = d->sharesOf(partnerRoot);
    if (!known)
        return tl::unexpected(known.error());
    return (*known)->order;
}

bool Ledger::isSharedWith(const QByteArray &partnerRoot, const QByteArray &stream) const
{
    return d->isShared(partnerRoot, stream).value_or(false);
}

Result<QList<Grant>> Ledger::grantsFor(const QByteArray &partnerRoot, const QByteArray &stream) const
{
    if (partnerRoot == d->self.root)
        return d->houseGrantsKept(stream);
    QList<Grant> grants;
    const auto known = d->knownStream(stream);
    if (!known && known.error().fault == Fault::NotFound)
        return grants;
    if (!known)
        return tl::unexpected(known.error());
    if (d->isEnded(partnerRoot, stream))
        return grants;
    for (quint32 epoch = 1; epoch <= known->epoch; ++epoch) {
        const auto row = d->vault.rows().at(rows::grant, grantKey(partnerRoot, stream, epoch));
        if (!row)
            return tl::unexpected(row.error());
        if (!*row)
            continue;
        auto grant = grantFrom(**row);
        if (!grant)
            return tl::unexpected(grant.error());
        grants.append(*std::move(grant));
    }
    return grants;
}

Result<QList<Grant>> Ledger::grantsFor(const QByteArray &partnerRoot) const
{
    if (partnerRoot == d->self.root)
        return d->houseGrants();
    const auto prefix = hex(partnerRoot) + u'/';
    const auto list = d->vault.rows().list(rows::grant, prefix, after(prefix));
    if (!list)
        return tl::unexpected(list.error());
    QList<Grant> grants;
    for (const auto &row : *list) {
        auto grant = grantFrom(row);
        if (!grant)
            return tl::unexpected(grant.error());
        if (d->isEnded(partnerRoot, grant->stream.id))
            continue;
        grants.append(*std::move(grant));
    }
    return grants;
}

Result<> Ledger::Private::checkGrant(const Grant &grant, const KnownPartner &from)
{
    if (grant.to != self.root)
        return tl::unexpected(
            Error{Fault::Untrusted, u"grant: not for us"_s, u"AGR-16"_s, u"link.wrong_recipient"_s, {}});
    if (const auto good = checkPartnerStation(from.partner.institution.root, grant.station, clock()); !good)
        return good;
    if (!isSigned(grant))
        return fail(Fault::Untrusted, u"grant: the signature is not the station's"_s);
    if (grant.stream.kind == u"partnership"_s || staysAtHome(grant.stream.kind))
        return fail(Fault::Untrusted, u"grant: a stream of this kind is never granted"_s);
    if (shredded.contains(grant.stream.id))
        return fail(Fault::Denied, u"grant: this record was destroyed here"_s);
    const auto known = knownStream(grant.stream.id);
    if (!known && known.error().fault != Fault::NotFound)
        return tl::unexpected(known.error());
    if (grant.returned)
        return checkReturned(known ? &*known : nullptr);
    // A stream is its first owner's: nobody else may slip another key under it.
    if (known
        && (known->origin != grant.from || known->kind != grant.stream.kind || known->about != grant.stream.about))
        return fail(Fault::Untrusted, u"grant: of a stream that is not theirs to grant"_s);
    return {};
}

Result<> Ledger::Private::takeGrantedKey(const Grant &grant, const SecretBytes &key)
{
    const auto &id = grant.stream.id;
    const auto before = knownStream(id);
    const auto ours = grant.from == self.root; // brought by a sister
    KnownStream stream{grant.stream.kind, grant.stream.about, ours || grant.returned ? QByteArray() : grant.from, grant.epoch,
                       grant.stream.kind + u'/' + padded(time.next(nowMs()))};
    if (before) {
        stream.sort = before->sort;
        stream.quiet = before->quiet;
        stream.epoch = std::max(before->epoch, grant.epoch);
    }
    const auto name = hex(id) + u'.' + QString::number(grant.epoch);
    if (const auto put = writeSecret(vault, rows::streamKey, name, key); !put)
        return put;
    if (const auto put = putStream(id, stream); !put)
        return put;
    const auto shared = ours ? Result<bool>(true) : isShared(grant.from, id);
    if (!shared)
        return tl::unexpected(shared.error());
    if (!*shared)
        if (const auto put = putShare(grant.from, id, stream); !put)
            return put;
    // Entries sealed under this key may have come before it.
    opened.remove(id);
    changedStreams.append(id);
    const auto rowsOfStream = vault.entries().ofStream(id);
    if (!rowsOfStream)
        return tl::unexpected(rowsOfStream.error());
    for (const auto &row : *rowsOfStream) {
        const auto entry = parseEntry(row.raw);
        if (!entry)
            return tl::unexpected(entry.error());
        if (entry->epoch == grant.epoch)
            if (const auto indexed = indexAttachmentsOf(*entry); !indexed)
                return indexed;
    }
    return {};
}

Result<> Ledger::acceptGrant(const Grant &grant)
{
    const auto from = d->verifiedPartner(grant.from);
    if (!from)
        return tl::unexpected(from.error());
    if (const auto good = d->checkGrant(grant, **from); !good)
        return good;
    const auto key = d->openBox(grant.sealedKey);
    if (!key)
        return tl::unexpected(key.error());
    if (key->size() != keySize)
        return fail(Fault::Corrupt, u"grant: no key inside"_s);
    const auto held = d->keyOf(grant.stream.id, grant.epoch);
    if (!held)
        return tl::unexpected(held.error());
    if (*held) {
        if ((*held)->view() == key->view())
            return grant.returned ? d->write([&] { return d->takeReturned(grant, *key); }) : Result<>();
        return fail(Fault::Untrusted, u"grant: another key for the same epoch"_s);
    }
    return d->write([&] { return grant.returned ? d->takeReturned(grant, *key) : d->takeGrantedKey(grant, *key); });
}

} // namespace sizhen
