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
    const auto named = d->attachmentsOf(stream);
    if (!named)
        return tl::unexpected(named.error());
    Receipt receipt;
    receipt.stream = stream;
    receipt.heads = (*known)->values();
    for (const auto &one : *named)
        if (d->isWhole(one))
            receipt.attachments.append(one.attachment.sha256);
    std::ranges::sort(receipt.attachments);
    const auto twice = std::ranges::unique(receipt.attachments);
    receipt.attachments.erase(twice.begin(), twice.end());
    // The partner keeps the latest: of two in one millisecond, or after our clock was set back, that must be the newer.
    d->lastReceiptMs = std::max({d->nowMs(), HybridClock::milliseconds(d->time.last()), d->lastReceiptMs + 1});
    receipt.at = QDateTime::fromMSecsSinceEpoch(d->lastReceiptMs, Qt::UTC);
    signReceipt(receipt, d->stationKey);
    return receipt;
}

Result<> Ledger::acceptReceipt(const QByteArray &partnerRoot, const Receipt &receipt)
{
    if (const auto partner = d->verifiedPartner(partnerRoot); !partner)
        return tl::unexpected(partner.error());
    const auto shared = d->isShared(partnerRoot, receipt.stream);
    if (!shared)
        return tl::unexpected(shared.error());
    if (!*shared)
        return fail(Fault::Denied, u"receipt: the stream is not shared with them"_s);
    if (const auto good = d->checkPartnerStation(partnerRoot, receipt.station, receipt.at); !good)
        return good;
    if (!isSigned(receipt))
        return fail(Fault::Untrusted, u"receipt: the signature is not the station's"_s);
    const auto before = receiptOf(partnerRoot, receipt.stream);
    if (!before)
        return tl::unexpected(before.error());
    if (*before && (*before)->at >= receipt.at)
        return {}; // late on the way, or twice
    return d->write([&]() -> Result<> {
        const Row row{receiptKey(partnerRoot, receipt.stream), hex(partnerRoot), cbor::encode(receipt.toCbor())};
        if (const auto put = d->vault.rows().put(rows::receipt, row); !put)
            return put;
        d->arrivedReceipts.append({partnerRoot, receipt.stream});
        return {};
    });
}

Result<std::optional<Receipt>> Ledger::receiptOf(const QByteArray &partnerRoot, const QByteArray &stream) const
{
    const auto row = d->vault.rows().at(rows::receipt, receiptKey(partnerRoot, stream));
    if (!row)
        return tl::unexpected(row.error());
    if (!*row)
        return std::nullopt;
    const auto map = cbor::decodeMap((*row)->body);
    if (!map)
        return tl::unexpected(map.error());
    auto receipt = Receipt::fromCbor(*map);
    if (!receipt)
        return tl::unexpected(receipt.error());
    return *std::move(receipt);
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

Result<int> Ledger::unconfirmed(const QByteArray &partnerRoot, const QByteArray &stream) const
{
    const auto newest = receiptOf(partnerRoot, stream);
    if (!newest)
        return tl::unexpected(newest.error());
    const auto receipt = newest->value_or(Receipt());
    const auto known = d->headsOf(stream);
    if (!known)
        return tl::unexpected(known.error());
    quint64 count = 0;
    const auto all = **known;
    for (const auto &head : all) {
        const auto writer = d->stationOfFeed(head.feed);
        if (!writer)
            return tl::unexpected(writer.error());
        if (d->stations.value(*writer).certificate.institution == partnerRoot)
            continue; // their own
        const auto upTo = d->confirmed(head, receipt);
        if (!upTo)
            return tl::unexpected(upTo.error());
        count += head.sequence - *upTo;
    }
    const auto named = d->attachmentsOf(stream);
    if (!named)
        return tl::unexpected(named.error());
    QSet<QByteArray> open;
    for (const auto &one : *named)
        if (one.from != partnerRoot && !std::ranges::binary_search(receipt.attachments, one.attachment.sha256))
            open.insert(one.attachment.sha256);
    return int(std::min<quint64>(count + quint64(open.size()), std::numeric_limits<int>::max()));
}

} // namespace sizhen
