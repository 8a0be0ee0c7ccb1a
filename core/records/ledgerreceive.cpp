// SPDX-License-Identifier: GPL-3.0-or-later
// Ledger: taking in what a partner sends. Everything is checked before anything is written.
#include "core/records/entrychecks.h"
#include "core/records/ledger_p.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qsizetype maxFeeds = 16'384; // of one stream: a HAVE must be able to list them
constexpr qsizetype maxEvidence = 4; // of one feed: two prove a fork, more only fill the disk

QDateTime timeOf(const Entry &entry)
{
    return QDateTime::fromMSecsSinceEpoch(HybridClock::milliseconds(entry.hlc), Qt::UTC);
}

} // namespace

struct Ledger::Private::Sorted {
    Received verdict;
    Heads heads; // as they will be
    QHash<QByteArray, QHash<quint64, QByteArray>> placed; // hashes of `fresh` by feed and sequence
    QList<CheckedEntry> fresh;
    QList<CheckedEntry> forks;
    QSet<QByteArray> forked; // feeds that this batch freezes
    int back = 0; // entries of `fresh` that are ours
    bool older = false; // one of them continues the feed we thought we were writing
};

Result<Received> Ledger::receive(const QByteArray &partnerRoot, const QByteArray &stream,
                                 const QList<QByteArray> &rawEntries)
{
    EntryChecks checks(rawEntries);
    return receive(partnerRoot, stream, checks);
}

Result<Received> Ledger::receive(const QByteArray &partnerRoot, const QByteArray &stream, EntryChecks &checks)
{
    if (const auto peer = d->checkPeer(partnerRoot); !peer)
        return tl::unexpected(peer.error());
    const auto shared = d->isShared(partnerRoot, stream);
    if (!shared)
        return tl::unexpected(shared.error());
    if (!*shared)
        return fail(Fault::Denied, u"receive: the stream is not shared with them"_s);
    const auto sorted = d->sortOut(partnerRoot, stream, checks);
    if (!sorted)
        return tl::unexpected(sorted.error());
    if (sorted->fresh.isEmpty() && sorted->forks.isEmpty())
        return sorted->verdict;
    const auto written = d->write([&] {
        const auto stored = d->store(partnerRoot, stream, *sorted);
        if (!stored) // half of it may be written: a change that this is part of must not come to be
            d->spoilt = stored.error();
        return stored;
    });
    return written ? Result<Received>(sorted->verdict) : tl::unexpected(written.error());
}

Result<Ledger::Private::Sorted> Ledger::Private::sortOut(const QByteArray &root, const QByteArray &stream,
                                                         EntryChecks &checks)
{
    const auto before = headsOf(stream);
    if (!before)
        return tl::unexpected(before.error());
    Sorted sorted;
    sorted.heads = **before;
    auto incoming = checks.take();
    sorted.fresh.reserve(qsizetype(incoming.size()));
    for (auto &one : incoming) {
        if (!one)
            return tl::unexpected(one.error());
        if (one->entry.stream != stream)
            return fail(Fault::Corrupt, u"receive: an entry of another stream"_s);
        if (const auto done = place(*std::move(one), root, sorted); !done)
            return tl::unexpected(done.error());
    }
    // The hash of a known entry covers its signature: only what is new counts on it.
    for (const auto *list : {&sorted.fresh, &sorted.forks})
        for (const auto &one : *list)
            if (!one.isSigned)
                return tl::unexpected(checkSignature(one.entry, one.raw).error());
    return sorted;
}

// Known, next in its feed, a hole or a fork.
Result<> Ledger::Private::place(CheckedEntry incoming, const QByteArray &root, Sorted &sorted)
{
    const auto &entry = incoming.entry;
    const auto head = sorted.heads.value(incoming.feed);
    if (entry.sequence <= head.sequence) {
        auto there = sorted.placed.value(incoming.feed).value(entry.sequence);
        if (there.isEmpty()) {
            const auto stored = vault.entries().at(incoming.feed, entry.sequence);
            if (!stored)
                return tl::unexpected(stored.error());
            there = *stored ? (*stored)->hash : QByteArray();
        }
        if (there == incoming.hash) {
            ++sorted.verdict.known;
            return {};
        }
    }
    if (const auto good = checkWriter(incoming, root); !good)
        return good;
    const auto follows = entry.sequence == head.sequence + 1;
    const auto isFrozen = frozen.contains(incoming.feed) || sorted.forked.contains(incoming.feed);
    if (entry.sequence > head.sequence && !isFrozen) {
        // Ours, signed by us and not here: this vault is a copy that was put back. We take it in; what we write from
        // now on stands in another feed.
        const auto ours = entry.station == station.station;
        if (!follows)
            return fail(Fault::Invalid, u"receive: a hole before entry %1"_s.arg(entry.sequence));
        if (entry.sequence == 1 && sorted.heads.size() >= maxFeeds)
            return fail(Fault::Denied, u"receive: too many feeds in one stream"_s);
        if (entry.sequence == 1 || entry.previous == head.hash) {
            ++sorted.verdict.accepted;
            sorted.heads.insert(incoming.feed, {incoming.feed, entry.sequence, incoming.hash});
            sorted.placed[incoming.feed].insert(entry.sequence, incoming.hash);
            sorted.back += ours;
            sorted.older |= ours && entry.incarnation == incarnation;
            sorted.fresh.append(std::move(incoming));
            return {};
        }
    }
    // Another entry in a place that is taken, or one that follows another entry than ours: signed twice for one place.
    sorted.verdict.fork = true;
    sorted.forked.insert(incoming.feed);
    if (entry.sequence <= head.sequence || follows)
        sorted.forks.append(std::move(incoming));
    return {};
}

Result<> Ledger::Private::checkWriter(const CheckedEntry &incoming, const QByteArray &root) const
{
    const auto &writer = incoming.entry.station;
    const auto known = stations.constFind(writer);
    const auto fromHouse = root == self.root;
    if (known == stations.cend() && fromHouse) // the card that names it may still be on its way
        return fail(Fault::NotFound, u"receive: a station that is not known here yet"_s);
    if (known == stations.cend())
        return fail(Fault::Untrusted, u"receive: a station that nobody we know certified"_s);
    const auto &institution = known->certificate.institution;
    // What a sister took in she has judged when it came; the signatures are checked again all the same.
    if (institution == self.root || fromHouse)
        return {};
    if (institution != root)
        return fail(Fault::Denied, u"receive: a station of a third institution"_s);
    // What a revoked station wrote before stands and may come late, by another station's hand; what it wrote after is kept and
    // shown struck out.
    if (revocations.contains(writer))
        return {};
    return checkPartnerStation(root, writer, timeOf(incoming.entry));
}

Result<> Ledger::Private::store(const QByteArray &root, const QByteArray &stream, const Sorted &sorted)
{
    for (const auto &incoming : sorted.fresh)
        if (const auto stored = storeEntry(incoming, time); !stored)
            return stored;
    for (const auto &incoming : sorted.forks)
        if (const auto stored = storeFork(incoming); !stored)
            return stored;
    if (sorted.older)
        if (const auto renewed = foundOlder(root); !renewed)
            return renewed;
    if (sorted.back > 0)
        back.append({root, sorted.back});
    heads.insert(stream, sorted.heads);
    if (sorted.fresh.isEmpty())
        return {};
    opened.remove(stream);
    changedStreams.append(stream);
    if (stream == institutionStream)
        for (const auto &incoming : sorted.fresh)
            if (const auto applied = applyHouse(open(rowOf(incoming.entry, incoming.raw))); !applied)
                return applied;
    QList<QByteArray> hashes;
    for (const auto &incoming : sorted.fresh)
        hashes.append(incoming.hash);
    return applyNotices(stream, hashes);
}

Result<> Ledger::Private::storeEntry(const CheckedEntry &incoming, HybridClock &clockToSet)
{
    const auto &entry = incoming.entry;
    const EntryRow row{entry.stream, incoming.feed, entry.sequence, incoming.hash, entry.hlc, incoming.raw};
    if (const auto stored = vault.entries().append(row); !stored)
        return stored;
    if (HybridClock::tooFarAhead(entry.hlc, nowMs())) {
        const Row mark{hex(incoming.hash), padded(quint64(HybridClock::milliseconds(entry.hlc))), entry.stream};
        if (const auto put = vault.rows().put(rows::future, mark); !put)
            return put;
        future.insert(incoming.hash);
        if (const auto noted = putRefusal(stationRefused(u"link.future"_s, stations.value(entry.station).certificate,
                                                         timeOf(entry))
                                              .value());
            !noted)
            return noted;
    }
    clockToSet.observe(entry.hlc, nowMs());
    return indexAttachmentsOf(entry);
}

Result<> Ledger::ripen()
{
    const auto ripe = d->vault.rows().list(rows::future, {}, padded(quint64(d->nowMs() + HybridClock::tolerance)));
    if (!ripe || ripe->isEmpty())
        return ripe ? Result<>() : tl::unexpected(ripe.error());
    return d->write([&]() -> Result<> {
        for (const auto &row : *ripe) {
            if (const auto gone = d->vault.rows().remove(rows::future, row.key); !gone)
                return gone;
            d->future.remove(QByteArray::fromHex(row.key.toLatin1()));
            d->opened.remove(row.body);
            if (!d->changedStreams.contains(row.body))
                d->changedStreams.append(row.body);
        }
        return {};
    });
}

QDateTime Ledger::clockWasAheadUntil() const
{
    const auto last = HybridClock::milliseconds(d->time.last());
    return last > d->nowMs() + HybridClock::tolerance ? QDateTime::fromMSecsSinceEpoch(last, Qt::UTC) : QDateTime();
}

Result<> Ledger::Private::storeFork(const CheckedEntry &incoming)
{
    const auto feed = hex(incoming.feed);
    const auto there = vault.rows().list(rows::fork, feed, feed + u'~');
    if (!there)
        return tl::unexpected(there.error());
    if (there->size() < maxEvidence) {
        const auto key = feed + u'.' + padded(incoming.entry.sequence) + u'.' + hex(incoming.hash);
        if (const auto put = vault.rows().put(rows::fork, {key, feed, incoming.raw}); !put)
            return put;
    }
    const auto &certificate = stations.value(incoming.entry.station).certificate;
    if (const auto noted = putRefusal(stationRefused(u"link.forked"_s, certificate, {}).value()); !noted)
        return noted;
    frozen.insert(incoming.feed);
    if (incoming.entry.station != station.station || incoming.entry.incarnation != incarnation)
        return {};
    // Our own feed has two truths: this vault is a copy of one that wrote on. From here on we write another feed.
    return renewIncarnation(u"vault.older"_s, u"fork"_s);
}

} // namespace sizhen
