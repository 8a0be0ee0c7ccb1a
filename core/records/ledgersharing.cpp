// SPDX-License-Identifier: GPL-3.0-or-later
// Ledger: how far a stream is shared: the end of sharing, and what a partner may be told and given.
#include "core/base/cbor.h"
#include "core/records/sharerow.h"

#include <QCborArray>

#include <algorithm>
#include <limits>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

QByteArray shareBody(const Share &share)
{
    if (!share.handedOut && !share.ended)
        return {};
    QCborMap map{{u"handed"_s, share.handedOut}};
    if (share.ended) {
        QCborArray last;
        for (const auto &head : share.last)
            last.append(QCborArray{head.feed, qint64(head.sequence), head.hash});
        map.insert(u"last"_s, last);
    }
    return cbor::encode(map);
}

Result<Share> readShare(const QByteArray &body)
{
    Share share;
    if (body.isEmpty())
        return share;
    const auto map = cbor::decodeMap(body);
    if (!map)
        return tl::unexpected(map.error());
    share.handedOut = map->value(u"handed"_s).toBool();
    share.ended = map->contains(u"last"_s);
    const auto last = map->value(u"last"_s).toArray();
    for (const auto &item : last) {
        const auto head = item.toArray();
        const auto feed = head.at(0).toByteArray();
        share.last.insert(feed, {feed, quint64(head.at(1).toInteger()), head.at(2).toByteArray()});
    }
    return share;
}

Result<> Ledger::Private::changeShare(const QByteArray &root, const QByteArray &stream, const Share &share)
{
    const auto key = hex(root) + u'.' + hex(stream);
    const auto row = vault.rows().at(rows::share, key);
    if (!row)
        return tl::unexpected(row.error());
    if (!*row)
        return fail(Fault::Denied, u"share: the stream is not shared with them"_s);
    if (const auto list = shares.find(root); list != shares.end())
        list->all.insert(stream, share);
    noteChange(stream);
    return vault.rows().put(rows::share, {key, (*row)->sort, shareBody(share)});
}

// Whoever lists what is to be granted does not find them any more; the auditor does.
Result<> Ledger::Private::putGrantsAside(const QByteArray &root, const QByteArray &stream, quint32 newest)
{
    for (quint32 epoch = 1; epoch <= newest; ++epoch) {
        const auto key = hex(root) + u'.' + hex(stream) + u'.' + QString::number(epoch);
        const auto row = vault.rows().at(rows::grant, key);
        if (!row)
            return tl::unexpected(row.error());
        if (!*row)
            continue;
        if (const auto put = vault.rows().put(rows::pastGrant, **row); !put)
            return put;
        if (const auto gone = vault.rows().remove(rows::grant, key); !gone)
            return gone;
    }
    return {};
}

bool Ledger::Private::isEnded(const QByteArray &root, const QByteArray &stream)
{
    const auto share = shareOf(root, stream);
    return share && *share && (*share)->ended;
}

// Where each feed but the partner's own ends for them: at what they confirmed, and after it only what bids farewell.
Result<Heads> Ledger::Private::lastHeads(const QByteArray &root, const QByteArray &stream,
                                         const QList<QByteArray> &farewell)
{
    const auto known = headsOf(stream);
    if (!known)
        return tl::unexpected(known.error());
    const auto receipts = q->receiptsOf(root, stream);
    if (!receipts)
        return tl::unexpected(receipts.error());
    const auto all = **known;
    Heads last;
    for (const auto &head : all) {
        const auto writer = stationOfFeed(head.feed);
        if (!writer)
            return tl::unexpected(writer.error());
        if (stations.value(*writer).certificate.institution == root)
            continue; // their own
        auto upTo = confirmed(head, *receipts);
        if (!upTo)
            return tl::unexpected(upTo.error());
        while (*upTo < head.sequence) {
            const auto next = vault.entries().at(head.feed, *upTo + 1);
            if (!next)
                return tl::unexpected(next.error());
            if (!*next || !farewell.contains((*next)->hash))
                break;
            ++*upTo;
        }
        if (*upTo == 0)
            continue;
        const auto end = vault.entries().at(head.feed, *upTo);
        if (!end)
            return tl::unexpected(end.error());
        last.insert(head.feed, {head.feed, *upTo, *end ? (*end)->hash : QByteArray()});
    }
    return last;
}

// Was this said by this very station, just now? Nothing said counts as ours.
Result<bool> Ledger::Private::isOurWord(const QByteArray &stream, const QList<QByteArray> &farewell)
{
    constexpr quint64 justNow = 64; // entries
    Entry mine;
    mine.stream = stream;
    mine.station = station.station;
    mine.incarnation = incarnation;
    const auto known = headsOf(stream);
    if (!known)
        return tl::unexpected(known.error());
    const auto head = (*known)->value(mine.feed());
    for (auto at = head.sequence; at > 0 && at + justNow > head.sequence; --at) {
        const auto row = vault.entries().at(head.feed, at);
        if (!row)
            return tl::unexpected(row.error());
        if (*row && farewell.contains((*row)->hash))
            return true;
    }
    return farewell.isEmpty();
}

Result<> Ledger::stopSharing(const QByteArray &stream, const QByteArray &partnerRoot, const QList<QByteArray> &farewell)
{
    const auto known = d->knownStream(stream);
    if (!known)
        return tl::unexpected(known.error());
    if (!known->isShareable())
        return fail(Fault::Denied, u"stop sharing: not a stream of this kind"_s);
    const auto shared = d->shareOf(partnerRoot, stream);
    if (!shared)
        return tl::unexpected(shared.error());
    if (!*shared)
        return fail(Fault::Denied, u"stop sharing: the stream is not shared with them"_s);
    auto share = **shared;
    if (share.ended)
        return {};
    return d->write([&]() -> Result<> {
        auto last = d->lastHeads(partnerRoot, stream, farewell);
        if (!last)
            return tl::unexpected(last.error());
        share.ended = true;
        share.last = *std::move(last);
        if (const auto put = d->changeShare(partnerRoot, stream, share); !put)
            return put;
        if (const auto put = d->putGrantsAside(partnerRoot, stream, known->epoch); !put)
            return put;
        d->changedStreams.append(stream);
        if (!known->origin.isEmpty())
            return {}; // its owner rekeys it
        const auto ours = d->isOurWord(stream, farewell);
        if (!ours)
            return tl::unexpected(ours.error());
        if (!*ours)
            return {}; // the station that said it rekeys: two keys for one epoch would shut each other out
        const auto epoch = d->newEpoch(stream);
        return epoch ? Result<>() : tl::unexpected(epoch.error());
    });
}

bool Ledger::hasStoppedSharing(const QByteArray &partnerRoot, const QByteArray &stream) const
{
    return d->isEnded(partnerRoot, stream);
}

Result<> Ledger::stopFetching(const QByteArray &stream)
{
    auto known = d->knownStream(stream);
    if (!known)
        return tl::unexpected(known.error());
    if (known->quiet)
        return {};
    known->quiet = true;
    return d->write([&]() -> Result<> {
        d->changedStreams.append(stream);
        return d->putStream(stream, *known);
    });
}

// --- what a partner may be told and given

Result<Heads> Ledger::Private::headsSeenBy(const QByteArray &root, const QByteArray &stream)
{
    const auto known = headsOf(stream);
    const auto share = shareOf(root, stream);
    if (!known || !share)
        return tl::unexpected(known ? share.error() : known.error());
    if (!*share || !(*share)->ended)
        return **known;
    auto seen = (*share)->last;
    const auto all = **known;
    for (const auto &head : all) {
        const auto writer = stationOfFeed(head.feed);
        if (!writer)
            return tl::unexpected(writer.error());
        if (stations.value(*writer).certificate.institution == root)
            seen.insert(head.feed, head);
    }
    return seen;
}

Result<QList<FeedHead>> Ledger::headsFor(const QByteArray &partnerRoot, const QByteArray &stream) const
{
    if (!isSharedWith(partnerRoot, stream))
        return fail(Fault::Denied, u"sync: the stream is not shared with them"_s);
    const auto seen = d->headsSeenBy(partnerRoot, stream);
    if (!seen)
        return tl::unexpected(seen.error());
    return seen->values();
}

Result<QList<QByteArray>> Ledger::entriesFor(const QByteArray &partnerRoot, const QByteArray &feed, quint64 from,
                                             qint64 maxBytes) const
{
    const auto rows = d->vault.entries().ofFeed(feed, from, maxBytes);
    if (!rows)
        return tl::unexpected(rows.error());
    QList<QByteArray> raw;
    if (rows->isEmpty())
        return raw;
    const auto &stream = rows->first().stream; // a feed lies in one stream
    if (!isSharedWith(partnerRoot, stream))
        return fail(Fault::Denied, u"sync: the stream is not shared with them"_s);
    auto last = std::numeric_limits<quint64>::max();
    if (d->isEnded(partnerRoot, stream)) {
        const auto seen = d->headsSeenBy(partnerRoot, stream);
        if (!seen)
            return tl::unexpected(seen.error());
        last = seen->value(feed).sequence;
    }
    raw.reserve(rows->size());
    for (const auto &row : *rows)
        if (row.sequence <= last)
            raw.append(row.raw);
    return raw;
}

bool Ledger::takesMore(const QByteArray &partnerRoot, const QByteArray &feed, const QByteArray &stream) const
{
    if (!d->isEnded(partnerRoot, stream))
        return true;
    const auto writer = d->stationOfFeed(feed);
    // One that we never saw can only be a new station of theirs.
    return !writer || d->stations.value(*writer).certificate.institution == partnerRoot;
}

Result<> Ledger::noteGrantsHandedOut(const QByteArray &partnerRoot, const QByteArray &stream)
{
    if (partnerRoot == d->self.root)
        return {}; // a sister holds everything anyway
    auto share = d->shareOf(partnerRoot, stream);
    if (!share)
        return tl::unexpected(share.error());
    if (!*share || (*share)->handedOut || (*share)->ended)
        return {};
    (*share)->handedOut = true;
    return d->write([&] { return d->changeShare(partnerRoot, stream, **share); });
}

Result<> Ledger::noteGrantsHandedOut(const QByteArray &partnerRoot)
{
    if (partnerRoot == d->self.root)
        return {}; // a sister holds everything anyway
    const auto shares = d->sharesOf(partnerRoot);
    if (!shares)
        return tl::unexpected(shares.error());
    auto fresh = (*shares)->all;
    erase_if(fresh, [](const auto &share) { return share.value().handedOut || share.value().ended; });
    if (fresh.isEmpty())
        return {};
    return d->write([&]() -> Result<> {
        for (auto share = fresh.begin(); share != fresh.end(); ++share) {
            share->handedOut = true;
            if (const auto put = d->changeShare(partnerRoot, share.key(), *share); !put)
                return put;
        }
        return {};
    });
}

bool Ledger::wasHandedOut(const QByteArray &partnerRoot, const QByteArray &stream) const
{
    const auto share = d->shareOf(partnerRoot, stream);
    return share && *share && (*share)->handedOut;
}

} // namespace sizhen
