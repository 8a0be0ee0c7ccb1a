// SPDX-License-Identifier: GPL-3.0-or-later
// Ledger: "we hold these, durably", said and heard.
#include "core/base/cbor.h"
#include "core/records/grantsigning.h"
#include "core/records/ledger_p.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

QString receiptKey(const QByteArray &root, const QByteArray &stream)
{
    return hex(root) + u'.' + hex(stream);
}

Result<Receipt> receiptFrom(const Row &row)
{
    const auto map = cbor::decodeMap(row.body);
    if (!map)
        return tl::unexpected(map.error());
    return Receipt::fromCbor(*map);
}

} // namespace

Result<QList<FeedHead>> Ledger::heads(const QByteArray &stream) const
{
    const auto known = d->headsOf(stream);
    if (!known)
        return tl::unexpected(known.error());
    return (*known)->values();
}

Result<Receipt> Ledger::receiptFor(const QByteArray &stream) const
{
    if (const auto there = d->knownStream(stream); !there)
        return tl::unexpected(there.error());
    const auto known = d->headsOf(stream);
    if (!known)
        return tl::unexpected(known.error());
    return d->receiptOver(stream, **known, {});
}

Result<Receipt> Ledger::receiptForPartner(const QByteArray &partnerRoot, const QByteArray &stream) const
{
    const auto covered = d->headsSeenBy(partnerRoot, stream);
    if (!covered)
        return tl::unexpected(covered.error());
    // What was named after sharing stopped is not theirs to know: of attachments only their own are confirmed then.
    return d->receiptOver(stream, *covered, d->isEnded(partnerRoot, stream) ? partnerRoot : QByteArray());
}

Result<Receipt> Ledger::Private::receiptOver(const QByteArray &stream, const Heads &covered, const QByteArray &onlyFrom)
{
    const auto named = attachmentsOf(stream);
    if (!named)
        return tl::unexpected(named.error());
    Receipt receipt;
    receipt.stream = stream;
    receipt.heads = covered.values();
    for (const auto &one : *named)
        if ((onlyFrom.isEmpty() || one.from == onlyFrom) && isWhole(one))
            receipt.attachments.append(one.attachment.sha256);
    std::ranges::sort(receipt.attachments);
    const auto twice = std::ranges::unique(receipt.attachments);
    receipt.attachments.erase(twice.begin(), twice.end());
    // The partner keeps the latest: of two in one millisecond, or after our clock was set back, that must be the newer.
    lastReceiptMs = std::max({nowMs(), HybridClock::milliseconds(time.last()), lastReceiptMs + 1});
    receipt.at = QDateTime::fromMSecsSinceEpoch(lastReceiptMs, Qt::UTC);
    signReceipt(receipt, stationKey);
    return receipt;
}

// Of a partner's station, or of a sister (ofRoot is our own). A sister hands on what partners gave her.
Result<> Ledger::Private::checkReceipt(const QByteArray &peerRoot, const QByteArray &ofRoot, const Receipt &receipt)
{
    const auto fromHouse = peerRoot == self.root;
    if (!fromHouse && ofRoot != peerRoot)
        return fail(Fault::Untrusted, u"receipt: of another institution"_s);
    if (receipt.station == station.station)
        return fail(Fault::Untrusted, u"receipt: our own"_s);
    const auto shared = isShared(ofRoot, receipt.stream);
    if (!shared)
        return tl::unexpected(shared.error());
    if (!*shared)
        return fail(Fault::Denied, u"receipt: the stream is not shared with them"_s);
    if (!fromHouse)
        if (const auto good = checkPartnerStation(ofRoot, receipt.station, receipt.at); !good)
            return good;
    if (!isSigned(receipt))
        return fail(Fault::Untrusted, u"receipt: the signature is not the station's"_s);
    return {};
}

Result<> Ledger::acceptReceipt(const QByteArray &partnerRoot, const Receipt &receipt)
{
    if (const auto peer = d->checkPeer(partnerRoot); !peer)
        return tl::unexpected(peer.error());
    const auto known = d->stations.constFind(receipt.station);
    if (known == d->stations.cend() && partnerRoot == d->self.root)
        return fail(Fault::NotFound, u"receipt: of a station that is not known here yet"_s);
    const auto ofRoot = known == d->stations.cend() ? partnerRoot : known->certificate.institution;
    if (const auto good = d->checkReceipt(partnerRoot, ofRoot, receipt); !good)
        return good;
    const auto key = receiptKey(ofRoot, receipt.stream) + u'.' + hex(receipt.station);
    const auto before = d->vault.rows().at(rows::receipt, key);
    if (!before)
        return tl::unexpected(before.error());
    if (*before) {
        const auto older = receiptFrom(**before);
        if (!older)
            return tl::unexpected(older.error());
        if (older->at >= receipt.at)
            return {}; // late on the way, or twice
    }
    return d->write([&]() -> Result<> {
        const Row row{key, receiptKey(ofRoot, receipt.stream), cbor::encode(receipt.toCbor())};
        if (const auto put = d->vault.rows().put(rows::receipt, row); !put)
            return put;
        d->arrivedReceipts.append({ofRoot, receipt.stream});
        return d->noticeAhead(ofRoot, receipt);
    });
}

Result<QList<Receipt>> Ledger::receiptsOf(const QByteArray &partnerRoot, const QByteArray &stream) const
{
    const auto key = receiptKey(partnerRoot, stream);
    const auto list = d->vault.rows().list(rows::receipt, key, key + u'~');
    if (!list)
        return tl::unexpected(list.error());
    QList<Receipt> all;
    for (const auto &row : *list) {
        auto receipt = receiptFrom(row);
        if (!receipt)
            return tl::unexpected(receipt.error());
        all.append(*std::move(receipt));
    }
    return all;
}

Result<std::optional<Receipt>> Ledger::receiptOf(const QByteArray &partnerRoot, const QByteArray &stream) const
{
    const auto all = receiptsOf(partnerRoot, stream);
    if (!all)
        return tl::unexpected(all.error());
    const auto newest = std::ranges::max_element(*all, {}, &Receipt::at);
    return newest == all->cend() ? std::nullopt : std::optional(*newest);
}

Result<QByteArray> Ledger::Private::stationOfFeed(const QByteArray &feed)
{
    if (const auto known = feedStations.constFind(feed); known != feedStations.cend())
        return *known;
    const auto row = vault.entries().at(feed, 1);
    if (!row)
        return tl::unexpected(row.error());
    const auto entry = *row ? parseEntry((*row)->raw) : fail(Fault::NotFound, u"ledger: an empty feed"_s);
    if (!entry)
        return tl::unexpected(entry.error());
    feedStations.insert(feed, entry->station);
    return entry->station;
}

// How far a receipt covers our feed: not at all when it names another entry in that place.
Result<quint64> Ledger::Private::confirmed(const FeedHead &ours, const Receipt &receipt)
{
    const auto theirs = std::ranges::lower_bound(receipt.heads, ours.feed, {}, &FeedHead::feed);
    if (theirs == receipt.heads.cend() || theirs->feed != ours.feed || theirs->sequence > ours.sequence)
        return 0;
    if (theirs->sequence == ours.sequence)
        return theirs->hash == ours.hash ? ours.sequence : 0;
    const auto row = vault.entries().at(ours.feed, theirs->sequence);
    if (!row)
        return tl::unexpected(row.error());
    return *row && (*row)->hash == theirs->hash ? theirs->sequence : 0;
}

// Whatever one of its stations holds, the institution holds.
Result<quint64> Ledger::Private::confirmed(const FeedHead &ours, const QList<Receipt> &receipts)
{
    quint64 upTo = 0;
    for (const auto &receipt : receipts) {
        const auto one = confirmed(ours, receipt);
        if (!one)
            return one;
        upTo = std::max(upTo, *one);
    }
    return upTo;
}

Result<int> Ledger::unconfirmed(const QByteArray &partnerRoot, const QByteArray &stream) const
{
    const auto receipts = receiptsOf(partnerRoot, stream);
    if (!receipts)
        return tl::unexpected(receipts.error());
    const auto atHome = partnerRoot == d->self.root; // what no sister holds yet
    const auto known = d->headsSeenBy(partnerRoot, stream);
    if (!known)
        return tl::unexpected(known.error());
    quint64 count = 0;
    for (const auto &head : *known) {
        const auto writer = d->stationOfFeed(head.feed);
        if (!writer)
            return tl::unexpected(writer.error());
        if (atHome ? *writer != d->station.station
                   : d->stations.value(*writer).certificate.institution == partnerRoot)
            continue; // their own
        // Where sharing has ended they may hold more than they were to get: what was under way then.
        const auto whole = d->headsOf(stream);
        if (!whole)
            return tl::unexpected(whole.error());
        const auto upTo = d->confirmed((*whole)->value(head.feed), *receipts);
        if (!upTo)
            return tl::unexpected(upTo.error());
        count += head.sequence - std::min(head.sequence, *upTo);
    }
    if (d->isEnded(partnerRoot, stream)) // attachments are not handed out any more
        return int(std::min<quint64>(count, std::numeric_limits<int>::max()));
    const auto named = d->attachmentsOf(stream);
    if (!named)
        return tl::unexpected(named.error());
    QSet<QByteArray> open;
    const auto held = [&receipts](const QByteArray &sha256) {
        return std::ranges::any_of(*receipts, [&sha256](const Receipt &receipt) {
            return std::ranges::binary_search(receipt.attachments, sha256);
        });
    };
    for (const auto &one : *named)
        if ((atHome || one.from != partnerRoot) && !held(one.attachment.sha256))
            open.insert(one.attachment.sha256);
    return int(std::min<quint64>(count + quint64(open.size()), std::numeric_limits<int>::max()));
}

} // namespace sizhen
