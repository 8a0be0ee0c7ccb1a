// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/ledgersyncstore.h"

#include "core/base/log.h"

#include <algorithm>
#include <cstdlib>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

LedgerSyncStore::LedgerSyncStore(Ledger &ledger, QByteArray partnerRoot)
    : m_ledger(ledger)
    , m_partner(std::move(partnerRoot))
{
}

QList<QByteArray> LedgerSyncStore::sharedStreams()
{
    auto streams = m_ledger.sharedWith(m_partner);
    if (streams)
        return *std::move(streams);
    qCWarning(lcSync) << "what is shared cannot be read:" << streams.error().detail;
    return {};
}

bool LedgerSyncStore::isShared(const QByteArray &stream)
{
    return m_ledger.isSharedWith(m_partner, stream);
}

quint64 LedgerSyncStore::newestChange()
{
    return m_ledger.newestChange();
}

Result<QList<QByteArray>> LedgerSyncStore::changedSince(quint64 moment)
{
    return m_ledger.changedSince(moment);
}

// After a week everything is compared once more: the marks save work, they are no proof.
Result<SyncMarks> LedgerSyncStore::marks(const QByteArray &station)
{
    constexpr qint64 weekMs = 7LL * 24 * 3600 * 1000;
    auto marks = m_ledger.syncMarks(m_partner, station);
    if (!marks)
        return marks;
    const auto now = m_ledger.now().toMSecsSinceEpoch();
    for (auto *mark : {&marks->ours, &marks->before})
        if (std::abs(now - mark->allAtMs) > weekMs)
            *mark = {};
    return marks;
}

Result<> LedgerSyncStore::keepMarks(const QByteArray &station, const SyncMarks &marks)
{
    auto dated = marks;
    for (auto *mark : {&dated.ours, &dated.before})
        if (mark->allAtMs == 0)
            mark->allAtMs = m_ledger.now().toMSecsSinceEpoch();
    return m_ledger.keepSyncMarks(m_partner, station, dated);
}

Result<QList<FeedHead>> LedgerSyncStore::heads(const QByteArray &stream)
{
    return m_ledger.headsFor(m_partner, stream);
}

Result<QList<QByteArray>> LedgerSyncStore::entries(const QByteArray &feed, quint64 from, qint64 maxBytes)
{
    return m_ledger.entriesFor(m_partner, feed, from, maxBytes);
}

void LedgerSyncStore::expect(const QList<QByteArray> &raw)
{
    constexpr std::size_t most = 16; // batches; who expects more only fills memory
    if (m_expected.size() >= most)
        m_expected.pop_front();
    m_expected.push_back(std::make_unique<EntryChecks>(raw));
}

Result<Received> LedgerSyncStore::receive(const QByteArray &stream, const QList<QByteArray> &raw)
{
    const auto begun = std::ranges::find_if(m_expected, [&raw](const auto &checks) { return checks->isOf(raw); });
    if (begun == m_expected.end())
        return m_ledger.receive(m_partner, stream, raw);
    const auto checks = std::move(*begun);
    m_expected.erase(m_expected.begin(), begun + 1); // what was expected before it did not come
    return m_ledger.receive(m_partner, stream, *checks);
}

Result<> LedgerSyncStore::together(const std::function<Result<>()> &work)
{
    return m_ledger.together(work);
}

Result<QList<Grant>> LedgerSyncStore::grants()
{
    return m_ledger.noteGrantsHandedOut(m_partner).and_then([&] { return m_ledger.grantsFor(m_partner); });
}

Result<QList<Grant>> LedgerSyncStore::grantsOf(const QByteArray &stream)
{
    return m_ledger.noteGrantsHandedOut(m_partner, stream).and_then([&] { return m_ledger.grantsFor(m_partner, stream); });
}

Result<> LedgerSyncStore::acceptGrant(const Grant &grant)
{
    if (isSister())
        return m_ledger.acceptHouseGrant(grant);
    // What another institution granted us is not this partner's to bring.
    if (grant.from != m_partner)
        return fail(Fault::Untrusted, u"sync: a grant of somebody else"_s);
    return m_ledger.acceptGrant(grant);
}

Result<QList<Grant>> LedgerSyncStore::returnGrants(const QByteArray &stream)
{
    return m_ledger.returnGrants(m_partner, stream);
}

QList<QByteArray> LedgerSyncStore::missingChunks(const QByteArray &stream)
{
    auto missing = m_ledger.missingChunks(stream);
    if (missing)
        return *std::move(missing);
    qCWarning(lcSync) << "what is missing cannot be read:" << missing.error().detail;
    return {};
}

Result<QByteArray> LedgerSyncStore::chunk(const QByteArray &address)
{
    if (!m_ledger.mayServe(m_partner, address))
        return fail(Fault::Denied, u"sync: the chunk is not theirs to read"_s);
    return m_ledger.vault().attachments().chunk(address);
}

Result<> LedgerSyncStore::storeChunk(const QByteArray &address, const QByteArray &sealed)
{
    return m_ledger.storeChunk(address, sealed);
}

Result<Receipt> LedgerSyncStore::receipt(const QByteArray &stream)
{
    if (!m_ledger.isSharedWith(m_partner, stream))
        return fail(Fault::Denied, u"sync: the stream is not shared with them"_s);
    return m_ledger.receiptForPartner(m_partner, stream);
}

Result<> LedgerSyncStore::acceptReceipt(const Receipt &receipt)
{
    return m_ledger.acceptReceipt(m_partner, receipt);
}

bool LedgerSyncStore::isSister() const
{
    return m_partner == m_ledger.institution().root;
}

QList<QByteArray> LedgerSyncStore::partnersOf(const QByteArray &stream) const
{
    const auto info = m_ledger.stream(stream);
    return info ? info->parties : QList<QByteArray>();
}

// Of a sister we want to hear, too, what partners told her.
Result<int> LedgerSyncStore::unconfirmed(const QByteArray &stream)
{
    auto most = m_ledger.unconfirmed(m_partner, stream);
    if (!isSister())
        return most;
    const auto partners = partnersOf(stream);
    for (const auto &root : partners) {
        const auto open = m_ledger.unconfirmed(root, stream);
        if (!open)
            return open;
        if (most && *open > *most)
            most = open;
    }
    return most;
}

QList<Receipt> LedgerSyncStore::relayedReceipts(const QByteArray &stream)
{
    QList<Receipt> all;
    if (!isSister())
        return all;
    const auto partners = partnersOf(stream);
    for (const auto &root : partners)
        all += m_ledger.receiptsOf(root, stream).value_or(QList<Receipt>());
    return all;
}

bool LedgerSyncStore::hasEnded(const QByteArray &stream)
{
    return m_ledger.hasStoppedSharing(m_partner, stream);
}

bool LedgerSyncStore::takesMore(const QByteArray &stream, const QByteArray &feed)
{
    return m_ledger.takesMore(m_partner, feed, stream);
}

Result<UnconfirmedItems> LedgerSyncStore::unconfirmedItems(const QByteArray &stream)
{
    const auto readable = heads(stream); // no further than they may read
    if (!readable)
        return tl::unexpected(readable.error());
    auto items = m_ledger.unconfirmedItems(m_partner, stream);
    if (!items)
        return items;
    QHash<QByteArray, quint64> upTo;
    for (const auto &head : *readable)
        upTo.insert(head.feed, head.sequence);
    if (hasEnded(stream))
        items->chunks.clear(); // no original is handed out any more
    for (auto &range : items->entries)
        range.to = std::min(range.to, upTo.value(range.feed));
    items->entries.removeIf([](const UnconfirmedItems::Range &range) { return range.from > range.to; });
    return items;
}

Result<> LedgerSyncStore::grantTaken(const QByteArray &stream, quint32 epoch, bool taken)
{
    return m_ledger.grantTaken(m_partner, stream, epoch, taken);
}

Result<QList<Grant>> LedgerSyncStore::pendingGrants(const QByteArray &stream)
{
    return m_ledger.noteGrantsHandedOut(m_partner).and_then([&] { return m_ledger.pendingGrants(m_partner, stream); });
}

QHash<QByteArray, QByteArray> LedgerSyncStore::notes(const QString &carrier)
{
    auto notes = m_ledger.courierNotes(m_partner, carrier);
    if (notes)
        return *std::move(notes);
    qCWarning(lcSync) << "what lies with a carrier cannot be read:" << notes.error().detail;
    return {};
}

Result<> LedgerSyncStore::keepNote(const QString &carrier, const QByteArray &stream, const QByteArray &note)
{
    return m_ledger.keepCourierNote(m_partner, carrier, stream, note);
}

} // namespace sizhen
