// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/cbor.h"
#include "core/sync/syncstore.h"

#include <QCborArray>
#include <QHash>
#include <QMap>
#include <QSet>

#include <algorithm>

namespace sizhen {

// A station's records in memory: real entries, chains and signatures, no vault. It outlives sessions, as a disk
// outlives a crash. Switches make it fail the way a disk does.
class FakeStore final : public SyncStore
{
public:
    explicit FakeStore(QByteArray institution)
        : root(std::move(institution))
        , station(SigningKey::generate())
        , incarnation(randomBytes(16))
    {
    }

    QByteArray root;
    SigningKey station;
    QByteArray incarnation;
    QSet<QByteArray> trusted; // station keys of the partner
    QList<QByteArray> shared;
    QMap<QByteArray, QList<QByteArray>> feeds; // feed -> raw, without holes
    QHash<QByteArray, QByteArray> streamOf; // feed -> stream
    QHash<QByteArray, QByteArray> chunks; // address -> sealed
    QList<QByteArray> evidence; // second truths
    QHash<QByteArray, Receipt> receipts; // newest of the partner, by stream
    QList<Grant> toGrant;
    std::optional<Fault> writeFault; // disk full, damaged …
    bool acceptsGrants = true;
    bool losesReceipts = false; // as if they were lost on the way
    int received = 0; // calls

    // Writes an event of ours; `body` may be the address of a chunk.
    QByteArray write(const QByteArray &stream, const QByteArray &body = randomBytes(24))
    {
        Entry entry;
        entry.stream = stream;
        entry.station = station.publicKey();
        entry.incarnation = incarnation;
        const auto feed = entry.feed();
        entry.sequence = quint64(feeds.value(feed).size()) + 1;
        entry.previous = entry.sequence == 1 ? QByteArray(32, '\0') : entryHash(feeds.value(feed).last());
        entry.hlc = ++m_clock << 16;
        entry.epoch = 1;
        entry.sealedBody = body;
        const auto raw = signedRaw(entry, station);
        feeds[feed].append(raw);
        streamOf[feed] = stream;
        return feed;
    }

    // An event with an original of `size` bytes.
    QByteArray attach(const QByteArray &stream, qsizetype size)
    {
        const auto sealed = randomBytes(size);
        const auto address = hash("test.chunk", sealed);
        chunks.insert(address, sealed);
        write(stream, chunkMark() + address);
        return address;
    }

    static QByteArray signedRaw(Entry entry, const SigningKey &key)
    {
        entry.signature = QByteArray(signatureSize, '\0');
        const auto unsignedBytes = serialise(entry).chopped(signatureSize);
        return unsignedBytes + key.sign("sizhen.entry", unsignedBytes);
    }

    Grant grantOf(const QByteArray &stream, const QByteArray &to) const
    {
        Grant grant;
        grant.stream = {stream, QStringLiteral("case"), {}, {to}};
        grant.epoch = 1;
        grant.sealedKey = *sealTo(BoxKey::generate().publicKey(), randomBytes(32));
        grant.from = root;
        grant.to = to;
        grant.station = station.publicKey();
        grant.signature = station.sign("test.grant", grant.sealedKey);
        return grant;
    }

    QList<QByteArray> entriesOf(const QByteArray &stream) const
    {
        QList<QByteArray> all;
        for (auto it = feeds.cbegin(); it != feeds.cend(); ++it)
            if (streamOf.value(it.key()) == stream)
                all += *it;
        return all;
    }

    QList<QByteArray> sharedStreams() override { return shared; }

    bool isShared(const QByteArray &stream) override { return shared.contains(stream); }

    quint64 newestChange() override
    {
        notice();
        return m_newest;
    }

    Result<QList<QByteArray>> changedSince(quint64 moment) override
    {
        notice();
        QMap<quint64, QByteArray> later;
        for (auto it = m_changes.cbegin(); it != m_changes.cend(); ++it)
            if (it->first > moment)
                later.insert(it->first, it.key());
        return later.values();
    }

    Result<SyncMarks> marks(const QByteArray &of) override { return keptMarks.value(of); }

    Result<> keepMarks(const QByteArray &of, const SyncMarks &marks) override
    {
        if (writeFault)
            return fail(*writeFault, QStringLiteral("switched to fail"));
        keptMarks.insert(of, marks);
        return {};
    }

    Result<QList<FeedHead>> heads(const QByteArray &stream) override
    {
        QList<FeedHead> all;
        for (auto it = feeds.cbegin(); it != feeds.cend(); ++it)
            if (streamOf.value(it.key()) == stream)
                all.append({it.key(), quint64(it->size()), entryHash(it->last())});
        return all;
    }

    Result<QList<QByteArray>> entries(const QByteArray &feed, quint64 from, qint64 maxBytes) override
    {
        QList<QByteArray> some;
        const auto all = feeds.value(feed);
        qint64 bytes = 0;
        for (auto i = qsizetype(from) - 1; i >= 0 && i < all.size() && (some.isEmpty() || bytes < maxBytes); ++i) {
            some.append(all.at(i));
            bytes += all.at(i).size();
        }
        return some;
    }

    Result<Received> receive(const QByteArray &stream, const QList<QByteArray> &raw) override
    {
        ++received;
        if (writeFault)
            return fail(*writeFault, QStringLiteral("switched to fail"));
        Received result;
        auto after = feeds;
        auto names = streamOf;
        for (const auto &bytes : raw) {
            const auto entry = parseEntry(bytes);
            if (!entry)
                return tl::unexpected(entry.error());
            if (entry->stream != stream)
                return fail(Fault::Corrupt, QStringLiteral("of another stream"));
            if (entry->station != station.publicKey() && !trusted.contains(entry->station))
                return fail(Fault::Untrusted, QStringLiteral("unknown station"));
            if (const auto good = checkSignature(*entry, bytes); !good)
                return tl::unexpected(good.error());
            auto &feed = after[entry->feed()];
            if (entry->sequence <= quint64(feed.size())) {
                if (feed.at(qsizetype(entry->sequence) - 1) == bytes) {
                    ++result.known;
                    continue;
                }
                evidence.append(bytes);
                result.fork = true;
                return result;
            }
            if (entry->sequence != quint64(feed.size()) + 1)
                return fail(Fault::Invalid, QStringLiteral("a hole"));
            if (entry->previous != (feed.isEmpty() ? QByteArray(32, '\0') : entryHash(feed.last())))
                return fail(Fault::Corrupt, QStringLiteral("a broken chain"));
            feed.append(bytes);
            names[entry->feed()] = stream;
            ++result.accepted;
        }
        feeds = after;
        streamOf = names;
        return result;
    }

    Result<QList<Grant>> grants() override { return toGrant; }

    Result<QList<Grant>> grantsOf(const QByteArray &stream) override
    {
        auto some = toGrant;
        some.removeIf([&stream](const Grant &grant) { return grant.stream.id != stream; });
        return some;
    }

    Result<> acceptGrant(const Grant &grant) override
    {
        if (!trusted.contains(grant.station) || !verify(grant.station, "test.grant", grant.sealedKey, grant.signature))
            return fail(Fault::Untrusted, QStringLiteral("a forged grant"));
        if (!acceptsGrants)
            return fail(Fault::Denied, QStringLiteral("not now"));
        if (!shared.contains(grant.stream.id))
            shared.append(grant.stream.id);
        return {};
    }

    QList<QByteArray> missingChunks(const QByteArray &stream) override
    {
        auto missing = attachmentsOf(stream);
        missing.removeIf([this](const QByteArray &address) { return chunks.contains(address); });
        return missing;
    }

    Result<QByteArray> chunk(const QByteArray &address) override
    {
        bool may = false;
        for (const auto &stream : shared)
            for (const auto &raw : entriesOf(stream))
                may |= parseEntry(raw)->sealedBody == chunkMark() + address;
        if (!may)
            return fail(Fault::Denied, QStringLiteral("not theirs"));
        if (!chunks.contains(address))
            return fail(Fault::NotFound, QStringLiteral("not here"));
        return chunks.value(address);
    }

    Result<> storeChunk(const QByteArray &address, const QByteArray &sealed) override
    {
        if (writeFault)
            return fail(*writeFault, QStringLiteral("switched to fail"));
        if (hash("test.chunk", sealed) != address)
            return fail(Fault::Corrupt, QStringLiteral("another chunk"));
        chunks.insert(address, sealed);
        return {};
    }

    Result<Receipt> receipt(const QByteArray &stream) override
    {
        Receipt receipt;
        receipt.stream = stream;
        receipt.heads = *heads(stream);
        for (const auto &address : attachmentsOf(stream))
            if (chunks.contains(address))
                receipt.attachments.append(address);
        std::ranges::sort(receipt.attachments);
        receipt.at = QDateTime::fromMSecsSinceEpoch(qint64(m_clock) * 1000 + ++m_receiptCount, Qt::UTC);
        receipt.station = station.publicKey();
        receipt.signature = station.sign("test.receipt", vector(receipt));
        return receipt;
    }

    Result<> acceptReceipt(const Receipt &receipt) override
    {
        if (!trusted.contains(receipt.station)
            || !verify(receipt.station, "test.receipt", vector(receipt), receipt.signature))
            return fail(Fault::Untrusted, QStringLiteral("a forged receipt"));
        if (losesReceipts)
            return {};
        if (!receipts.contains(receipt.stream) || receipts.value(receipt.stream).at < receipt.at)
            receipts.insert(receipt.stream, receipt);
        return {};
    }

    Result<int> unconfirmed(const QByteArray &stream) override
    {
        int count = 0;
        QHash<QByteArray, quint64> confirmed;
        for (const auto &head : receipts.value(stream).heads)
            confirmed.insert(head.feed, head.sequence);
        const auto ours = *heads(stream);
        for (const auto &head : ours) {
            if (parseEntry(feeds.value(head.feed).first())->station != station.publicKey())
                continue; // theirs: they need not tell us
            count += int(head.sequence - qMin(head.sequence, confirmed.value(head.feed)));
        }
        return count;
    }

    Result<UnconfirmedItems> unconfirmedItems(const QByteArray &stream) override
    {
        UnconfirmedItems items;
        const auto receipt = receipts.value(stream);
        const auto ours = *heads(stream);
        for (const auto &head : ours) {
            if (parseEntry(feeds.value(head.feed).first())->station != station.publicKey())
                continue;
            quint64 upTo = 0;
            for (const auto &theirs : receipt.heads)
                if (theirs.feed == head.feed && theirs.sequence <= head.sequence
                    && theirs.hash == entryHash(feeds.value(head.feed).at(qsizetype(theirs.sequence) - 1)))
                    upTo = theirs.sequence;
            if (upTo < head.sequence)
                items.entries.append({head.feed, upTo + 1, head.sequence});
        }
        for (const auto &address : attachmentsOf(stream, true))
            if (chunks.contains(address) && !receipt.attachments.contains(address))
                items.chunks.append(address);
        return items;
    }

    Result<QList<Grant>> pendingGrants(const QByteArray &stream) override
    {
        auto some = toGrant;
        some.removeIf([&](const Grant &grant) {
            return takenGrants.contains(grant.stream.id) || (!stream.isEmpty() && grant.stream.id != stream);
        });
        return some;
    }

    Result<> grantTaken(const QByteArray &stream, quint32, bool taken) override
    {
        if (taken)
            takenGrants.insert(stream);
        else
            takenGrants.remove(stream);
        return {};
    }

    QHash<QByteArray, QByteArray> notes(const QString &carrier) override { return kept.value(carrier); }

    Result<> keepNote(const QString &carrier, const QByteArray &stream, const QByteArray &note) override
    {
        if (note.isEmpty())
            kept[carrier].remove(stream);
        else
            kept[carrier].insert(stream, note);
        return {};
    }

    // The disk as it is now, to be put back later as an old copy. What is written afterwards is another incarnation's.
    struct Copy {
        QList<QByteArray> shared;
        QMap<QByteArray, QList<QByteArray>> feeds;
        QHash<QByteArray, QByteArray> streamOf;
        QHash<QByteArray, QByteArray> chunks;
        QHash<QByteArray, Receipt> receipts;
        QHash<QByteArray, SyncMarks> marks;
        QHash<QByteArray, std::pair<quint64, QByteArray>> changes;
        quint64 newest = 0;
    };

    [[nodiscard]] Copy copy()
    {
        notice();
        return {shared, feeds, streamOf, chunks, receipts, keptMarks, m_changes, m_newest};
    }

    void putBack(const Copy &old)
    {
        shared = old.shared;
        feeds = old.feeds;
        streamOf = old.streamOf;
        chunks = old.chunks;
        receipts = old.receipts;
        keptMarks = old.marks;
        m_changes = old.changes;
        m_newest = old.newest;
        m_named.clear();
        incarnation = randomBytes(16);
    }

    // Addresses that the events of a stream name; ours only: of those that this station wrote.
    QList<QByteArray> attachmentsOf(const QByteArray &stream, bool oursOnly = false) const
    {
        QList<QByteArray> all;
        for (auto it = feeds.cbegin(); it != feeds.cend(); ++it) {
            if (streamOf.value(it.key()) != stream)
                continue;
            auto &named = m_named[it.key()]; // looked through up to here, and what was found
            for (; named.first < it->size(); ++named.first) {
                const auto entry = parseEntry(it->at(named.first));
                if (entry->sealedBody.startsWith(chunkMark()))
                    named.second.append({entry->sealedBody.sliced(chunkMark().size()),
                                         entry->station == station.publicKey()});
            }
            for (const auto &[address, ours] : std::as_const(named.second))
                if (ours || !oursOnly)
                    all.append(address);
        }
        return all;
    }

    QSet<QByteArray> takenGrants;
    QHash<QByteArray, SyncMarks> keptMarks; // by station
    QHash<QString, QHash<QByteArray, QByteArray>> kept; // notes, by carrier

    static QByteArray vector(const Receipt &receipt)
    {
        QCborArray heads;
        for (const auto &head : receipt.heads)
            heads.append(QCborArray{head.feed, qint64(head.sequence), head.hash});
        return cbor::encode(QCborArray{receipt.stream, heads});
    }

    static QByteArray chunkMark() { return "chunk:"; }

private:
    // Tests change the lists above as they like; what differs from the last look changed since.
    void notice()
    {
        QHash<QByteArray, QByteArray> now;
        for (const auto &stream : std::as_const(shared))
            now[stream] += "shared";
        for (auto it = feeds.cbegin(); it != feeds.cend(); ++it)
            now[streamOf.value(it.key())] += it.key() + QByteArray::number(it->size());
        for (const auto &grant : std::as_const(toGrant))
            now[grant.stream.id] += grant.signature;
        for (auto it = m_changes.cbegin(); it != m_changes.cend(); ++it)
            if (!now.contains(it.key()))
                now.insert(it.key(), {}); // is not shared any more
        for (auto it = now.cbegin(); it != now.cend(); ++it)
            if (!m_changes.contains(it.key()) || m_changes.value(it.key()).second != *it)
                m_changes.insert(it.key(), {++m_newest, *it});
    }

    QHash<QByteArray, std::pair<quint64, QByteArray>> m_changes; // by stream: when, and what it looks like
    quint64 m_newest = 0;
    mutable QHash<QByteArray, std::pair<qsizetype, QList<std::pair<QByteArray, bool>>>> m_named; // by feed
    int m_receiptCount = 0;
    quint64 m_clock = 1'764'000'000;
};

} // namespace sizhen
