// SPDX-License-Identifier: GPL-3.0-or-later
// Courier, part four: what goes into the next envelope, in which order. Answers, keys, fresh events, receipts,
// questions; then history and attachments.
#include "core/base/log.h"
#include "core/sync/batch.h"
#include "core/sync/courier.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr quint64 quickEnvelopeEntries = 32;
constexpr qsizetype leastRoom = 1024; // less than this is not worth looking for something that fits
constexpr qsizetype around = 16; // CBOR's own bytes around a message

} // namespace

bool Courier::Packing::fits(qsizetype bytes) const
{
    return parcel.messages.isEmpty() || parcel.bytes + bytes + around <= room;
}

bool Courier::Packing::add(const QByteArray &message)
{
    if (!fits(message.size()))
        return false;
    parcel.messages.append(message);
    parcel.bytes += message.size() + around;
    return true;
}

Courier::Parcel Courier::next(qint64 nowMs, qsizetype room, Share share)
{
    m_now = nowMs;
    if (m_now - m_sharedAt >= m_timing.gapMs)
        refreshShared();
    wake();
    planSome();
    queueGrants();
    Packing packing{{}, room};
    // Each gives false when the envelope is full.
    if (share == Share::Replies) {
        if (packWords(packing))
            (void)packReceipts(packing);
        return std::move(packing.parcel);
    }
    const auto full = !packWords(packing) || !packGrants(packing) || !packEntries(packing, true)
        || !packReceipts(packing) || !packProbes(packing);
    if (!full && share == Share::All && packEntries(packing, false))
        (void)packChunks(packing);
    return std::move(packing.parcel);
}

void Courier::serve(const QByteArray &id, const QByteArray &feed, quint64 from, quint64 to)
{
    for (auto &cursor : m_cursors) {
        if (cursor.feed != feed)
            continue;
        cursor.next = std::min(cursor.next, from);
        cursor.to = std::max(cursor.to, to);
        return;
    }
    m_cursors.push_back({id, feed, from, to});
}

bool Courier::packWords(Packing &packing)
{
    while (!m_words.empty()) {
        if (!packing.add(m_words.front()))
            return false;
        packing.parcel.words.append(m_words.front());
        m_words.pop_front();
    }
    return true;
}

bool Courier::packGrants(Packing &packing)
{
    while (!m_grantQueue.empty()) {
        const auto &grant = m_grantQueue.front();
        if (!packing.add(wire::write(wire::Granting{grant})))
            return false;
        const std::pair key{grant.stream.id, grant.epoch};
        packing.parcel.grants.append(key);
        const auto again = m_now + patience(m_grantTries[key]++);
        m_grantsOut.insert(key, again);
        m_grantsAt = m_grantsAt == 0 ? again : std::min(m_grantsAt, again);
        m_grantQueue.pop_front();
    }
    return true;
}

bool Courier::packEntries(Packing &packing, bool quick)
{
    for (auto it = m_cursors.begin(); it != m_cursors.end();) {
        if (quick && it->to - it->next >= quickEnvelopeEntries) {
            ++it;
            continue;
        }
        if (!packCursor(packing, *it))
            return false;
        it = m_cursors.erase(it);
    }
    return true;
}

bool Courier::packCursor(Packing &packing, Cursor &cursor)
{
    while (cursor.next <= cursor.to) {
        const auto left = packing.room - packing.parcel.bytes;
        if (!packing.parcel.isEmpty() && left < leastRoom)
            return false;
        const auto stream = m_streams.find(cursor.stream);
        auto raw = m_store.entries(cursor.feed, cursor.next, std::min(wire::maxBatchBytes, std::max(left, leastRoom)));
        if (!raw)
            trouble(raw.error());
        if (stream == m_streams.end() || !raw || raw->isEmpty())
            return true;
        raw->resize(qsizetype(std::min<quint64>(quint64(raw->size()), cursor.to - cursor.next + 1)));
        wire::trimToBatch(*raw, std::min(wire::maxBatchBytes, std::max(left - leastRoom / 2, leastRoom)));
        const wire::Entries entries{cursor.stream, cursor.feed, cursor.next, *std::move(raw)};
        if (!packing.add(wire::write(entries)))
            return false;
        const auto last = cursor.next + quint64(entries.raw.size()) - 1;
        packing.parcel.entries.append({cursor.stream, cursor.feed, cursor.next, last});
        auto &sent = stream->sent[cursor.feed];
        sent = std::max(sent, last);
        cursor.next = last + 1;
    }
    return true;
}

bool Courier::packReceipts(Packing &packing)
{
    while (!m_receiptsDue.isEmpty()) {
        const auto id = m_receiptsDue.first();
        if (!m_streams.contains(id)) {
            m_receiptsDue.removeFirst();
            continue;
        }
        const auto receipt = m_store.receipt(id);
        if (receipt) {
            if (!packing.add(wire::write(wire::Receipted{*receipt})))
                return false;
            packing.parcel.receipts.append(id);
        } else {
            trouble(receipt.error());
        }
        m_receiptsDue.removeFirst();
    }
    return true;
}

bool Courier::packProbes(Packing &packing)
{
    while (!m_probesDue.isEmpty()) {
        const auto id = m_probesDue.first();
        const auto stream = m_streams.find(id);
        const auto heads = m_store.heads(id);
        if (stream != m_streams.end() && heads) {
            wire::Have have{id, *heads, false, stream->probeAsks};
            std::ranges::sort(have.heads, {}, &FeedHead::feed);
            have.heads.resize(std::min(have.heads.size(), wire::maxHeads));
            if (!packing.add(wire::write(have)))
                return false;
            stream->probe = stream->probeAsks = false;
        }
        m_probesDue.removeFirst();
    }
    return true;
}

bool Courier::packChunks(Packing &packing)
{
    while (!m_chunks.empty()) {
        const auto [id, address] = m_chunks.front();
        const auto stream = m_streams.find(id);
        if (stream != m_streams.end()) {
            if (!packing.parcel.isEmpty() && packing.room - packing.parcel.bytes < leastRoom)
                return false;
            const auto sealed = m_store.chunk(address);
            if (sealed) {
                if (!packing.add(wire::write(wire::Chunk{address, *sealed})))
                    return false;
                packing.parcel.chunks.append({id, address});
                stream->sentChunks.insert(address);
            } else {
                say(wire::Problem{sealed.error().fault == Fault::Denied ? wire::Code::Denied : wire::Code::NotFound, id,
                                  address});
            }
        }
        m_chunkQueued.remove(address);
        m_chunks.pop_front();
    }
    return true;
}

} // namespace sizhen
