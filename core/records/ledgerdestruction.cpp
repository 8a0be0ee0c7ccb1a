// SPDX-License-Identifier: GPL-3.0-or-later
// Ledger: a record whose keys are destroyed (ARC-13). What is left of it is a chain of sealed entries that nobody can
// open and everybody can verify.
#include "core/base/cbor.h"
#include "core/base/log.h"
#include "core/records/sharerow.h"

#include <QCborArray>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

QCborArray arrayOf(const QList<QByteArray> &list)
{
    QCborArray array;
    for (const auto &one : list)
        array.append(one);
    return array;
}

} // namespace

// Takes the rows that make an original readable, and names the chunks that no other stream needs.
Result<QList<QByteArray>> Ledger::Private::dropAttachments(const QByteArray &stream, Shredded &report)
{
    const auto named = attachmentsOf(stream);
    if (!named)
        return tl::unexpected(named.error());
    QSet<QByteArray> addresses;
    for (const auto &one : *named) {
        report.bytes += one.attachment.size;
        for (const auto &address : one.attachment.chunks) {
            addresses.insert(address);
            if (const auto gone = vault.rows().remove(rows::chunk, hex(address) + u'.' + one.id); !gone)
                return tl::unexpected(gone.error());
        }
        if (const auto gone = vault.rows().remove(rows::attachment, one.id); !gone)
            return tl::unexpected(gone.error());
        whole.remove(one.id);
    }
    QList<QByteArray> orphans;
    for (const auto &address : std::as_const(addresses)) {
        const auto others = vault.rows().list(rows::chunk, hex(address) + u'.', hex(address) + u".~"_s, 1);
        if (!others)
            return tl::unexpected(others.error());
        if (others->isEmpty())
            orphans.append(address);
    }
    std::sort(orphans.begin(), orphans.end());
    report.chunks = int(orphans.size());
    return orphans;
}

Result<> Ledger::Private::dropKeys(const QByteArray &stream, Shredded &report)
{
    const auto known = knownStream(stream);
    if (!known)
        return tl::unexpected(known.error());
    for (quint32 epoch = 1; epoch <= known->epoch; ++epoch) {
        const auto name = hex(stream) + u'.' + QString::number(epoch);
        const auto there = vault.rows().at(rows::streamKey, name);
        if (!there)
            return tl::unexpected(there.error());
        if (!*there)
            continue;
        if (const auto gone = vault.rows().remove(rows::streamKey, name); !gone)
            return gone;
        keys.remove(stream + QByteArray::number(epoch));
        ++report.keys;
    }
    QList<QByteArray> holders{self.root}; // sisters are given the key, too
    for (const auto &[root, partner] : partners)
        holders.append(root);
    sisterGrants.remove(stream);
    for (const auto &root : std::as_const(holders)) {
        const auto pair = hex(root) + u'.' + hex(stream);
        if (const auto gone = vault.rows().remove(rows::share, pair); !gone)
            return gone;
        for (quint32 epoch = 1; epoch <= known->epoch; ++epoch)
            for (const auto kind : {rows::grant, rows::pastGrant})
                if (const auto gone = vault.rows().remove(kind, pair + u'.' + QString::number(epoch)); !gone)
                    return gone;
        shares.remove(root);
    }
    return {};
}

Result<Ledger::Shredded> Ledger::shred(const QByteArray &stream, const std::function<Result<>()> &also)
{
    const auto known = d->knownStream(stream);
    if (!known)
        return tl::unexpected(known.error());
    if (known->kind != u"case"_s && known->kind != u"invitation"_s)
        return fail(Fault::Denied, u"shred: not a stream of this kind"_s);
    Shredded report{stream, 0, 0, 0, 0};
    if (isShredded(stream))
        return report;
    QList<QByteArray> orphans;
    const auto written = d->write([&]() -> Result<> {
        const auto ends = d->headsOf(stream);
        if (!ends)
            return tl::unexpected(ends.error());
        for (const auto &head : **ends)
            report.entries += int(head.sequence);
        auto chunks = d->dropAttachments(stream, report);
        if (!chunks)
            return tl::unexpected(chunks.error());
        orphans = *std::move(chunks);
        if (const auto gone = d->dropKeys(stream, report); !gone)
            return gone;
        d->shredded.insert(stream);
        d->opened.remove(stream);
        d->changedStreams.append(stream);
        const auto body = cbor::encode(QCborMap{{u"chunks"_s, arrayOf(orphans)}});
        if (const auto put = d->vault.rows().put(rows::tombstone, {hex(stream), {}, body}); !put)
            return put;
        return also ? also() : Result<>();
    });
    if (!written)
        return tl::unexpected(written.error());
    if (!d->writing)
        (void)d->sweepShredded(); // what a crash leaves is swept at the next start
    return report;
}

// Files cannot be part of a transaction: they go when it is on disk that they must.
Result<> Ledger::Private::sweepShredded()
{
    const auto stones = vault.rows().list(rows::tombstone);
    if (!stones)
        return tl::unexpected(stones.error());
    for (const auto &stone : *stones) {
        const auto map = cbor::decodeMap(stone.body);
        if (!map)
            return tl::unexpected(map.error());
        const auto chunks = map->value(u"chunks"_s).toArray();
        if (chunks.isEmpty())
            continue;
        for (const auto &chunk : chunks)
            if (const auto gone = vault.attachments().removeChunk(chunk.toByteArray()); !gone)
                return gone;
        const auto done = write([&] {
            return vault.rows().put(rows::tombstone, {stone.key, {}, cbor::encode(QCborMap{})});
        });
        if (!done)
            return done;
    }
    return {};
}

bool Ledger::isShredded(const QByteArray &stream) const
{
    return d->shredded.contains(stream);
}

} // namespace sizhen
