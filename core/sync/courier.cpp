// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/courier.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int plannedACall = 64; // of many streams, a few at a time

} // namespace

Courier::Courier(SyncStore &store, QString name, Timing timing, Memory memory)
    : m_store(store)
    , m_name(std::move(name))
    , m_timing(timing)
    , m_memory(memory)
{
}

void Courier::start(qint64 nowMs)
{
    m_now = nowMs;
    const auto notes = m_store.notes(m_name);
    refreshShared();
    for (auto it = notes.cbegin(); it != notes.cend(); ++it)
        readNote(it.key(), it.value());
}

void Courier::say(const wire::Message &message)
{
    m_words.push_back(wire::write(message));
}

void Courier::trouble(const Error &error)
{
    m_events.append(Trouble{error});
}

void Courier::refreshShared()
{
    m_sharedAt = m_now;
    const auto order = m_store.sharedStreams();
    if (order == m_sharedOrder)
        return;
    const QSet<QByteArray> now(order.cbegin(), order.cend());
    for (const auto &id : std::as_const(m_sharedOrder))
        if (!now.contains(id))
            forget(id);
    m_sharedOrder = order;
    for (const auto &id : order) {
        if (m_streams.contains(id))
            continue;
        m_streams.insert(id, {});
        lookAgain(id);
        m_unknown.remove(id);
        if (const auto taken = replay(id); !taken)
            trouble(taken.error());
    }
}

// Consent was withdrawn, or the partner left the case: from now on the stream is as unknown to them as any other.
void Courier::forget(const QByteArray &id)
{
    auto &stream = m_streams[id];
    const auto kept = stream.note;
    stream = {};
    stream.note = kept;
    note(id, stream);
    m_streams.remove(id);
    m_open.remove(id);
    m_receiptsDue.removeAll(id);
    m_probesDue.removeAll(id);
    dropHeld(id);
    std::erase_if(m_cursors, [&id](const Cursor &cursor) { return cursor.stream == id; });
    std::erase_if(m_chunks, [&](const auto &chunk) {
        return chunk.first == id && (m_chunkQueued.remove(chunk.second), true);
    });
    std::erase_if(m_grantQueue, [&id](const Grant &grant) { return grant.stream.id == id; });
}

Courier::Stream *Courier::shared(const QByteArray &id)
{
    constexpr qint64 freshMs = 100;
    auto stream = m_streams.find(id);
    if (stream == m_streams.end() && m_now - m_sharedAt >= freshMs) {
        refreshShared();
        stream = m_streams.find(id);
    }
    return stream == m_streams.end() ? nullptr : &*stream;
}

void Courier::lookAgain(const QByteArray &id)
{
    if (!m_isDirty.contains(id)) {
        m_isDirty.insert(id);
        m_dirty.push_back(id);
    }
}

void Courier::localChanged(const QByteArray &stream)
{
    refreshShared();
    m_grantScan.insert(stream); // a new epoch may have been released with it
    lookAgain(stream);
}

void Courier::receiptArrived(const QByteArray &stream)
{
    m_grantScan.insert(stream); // whoever gives a receipt has the key
    lookAgain(stream);
}

void Courier::look(qint64 nowMs)
{
    m_now = nowMs;
    if (m_now - m_sharedAt >= m_timing.gapMs)
        refreshShared();
    planSome();
    queueGrants();
}

void Courier::planSome()
{
    for (int count = 0; count < plannedACall && !m_dirty.empty(); ++count) {
        const auto id = m_dirty.front();
        m_dirty.pop_front();
        m_isDirty.remove(id);
        if (const auto stream = m_streams.find(id); stream != m_streams.end())
            plan(id, *stream);
    }
}

// What do they lack, as far as their newest signed receipt says, that does not lie with the carrier already?
void Courier::plan(const QByteArray &id, Stream &stream)
{
    const auto items = m_store.unconfirmedItems(id);
    if (!items) {
        trouble(items.error());
        return;
    }
    auto count = int(items->chunks.size());
    for (const auto &range : items->entries)
        if (!stream.refused.contains(range.feed))
            count += int(range.to - range.from + 1);
    if (count < stream.items && stream.tries > 0) { // something arrived: patience begins anew
        stream.tries = 0;
        stream.askAt = m_now + m_timing.retryMs;
    }
    stream.items = count;
    if (count == 0)
        settle(id, stream);
    else
        queue(id, stream, *items);
    setTimer(id, stream);
    if (!stream.scan && !m_store.missingChunks(id).isEmpty()) {
        stream.scan = true;
        miss(id, stream);
    }
}

void Courier::settle(const QByteArray &id, Stream &stream)
{
    m_open.remove(id);
    stream.sent.clear();
    stream.sentChunks.clear();
    stream.askAt = stream.since = 0;
    stream.tries = 0;
    note(id, stream);
}

void Courier::queue(const QByteArray &id, Stream &stream, const UnconfirmedItems &items)
{
    m_open.insert(id);
    if (stream.since == 0)
        stream.since = m_now;
    auto something = false;
    for (const auto &range : items.entries) {
        const auto from = std::max(range.from, stream.sent.value(range.feed) + 1);
        if (stream.refused.contains(range.feed) || from > range.to)
            continue;
        serve(id, range.feed, from, range.to);
        something = true;
    }
    for (const auto &address : items.chunks) {
        if (stream.sentChunks.contains(address) || m_chunkQueued.contains(address))
            continue;
        m_chunks.emplace_back(id, address);
        m_chunkQueued.insert(address);
        something = true;
    }
    if (!something && stream.askAt == 0)
        stream.askAt = m_now + patience(stream.tries);
}

void Courier::queueGrants()
{
    if (m_grantsAt > 0 && m_grantsAt <= m_now) {
        m_grantsAt = 0;
        for (auto it = m_grantsOut.cbegin(); it != m_grantsOut.cend(); ++it) {
            if (*it <= m_now)
                m_grantScan.insert(it.key().first);
            else
                m_grantsAt = m_grantsAt == 0 ? *it : std::min(m_grantsAt, *it);
        }
    }
    auto wanted = std::exchange(m_grantScan, {}).values();
    if (std::exchange(m_allGrants, false))
        wanted = {QByteArray()};
    for (const auto &stream : std::as_const(wanted)) {
        const auto grants = m_store.pendingGrants(stream);
        if (!grants) {
            trouble(grants.error());
            continue;
        }
        const auto isOld = [&](const QByteArray &id, quint32 epoch) {
            return (stream.isEmpty() || id == stream) && std::ranges::none_of(*grants, [&](const Grant &grant) {
                       return grant.stream.id == id && grant.epoch == epoch;
                   });
        };
        std::erase_if(m_grantQueue, [&](const Grant &grant) { return isOld(grant.stream.id, grant.epoch); });
        m_grantsOut.removeIf([&](const auto &out) { return isOld(out.key().first, out.key().second); });
        for (const auto &grant : *grants) {
            const std::pair key{grant.stream.id, grant.epoch};
            const auto queued = std::ranges::any_of(m_grantQueue, [&key](const Grant &other) {
                return other.stream.id == key.first && other.epoch == key.second;
            });
            if (!queued && m_grantsOut.value(key) <= m_now)
                m_grantQueue.push_back(grant);
        }
    }
}

QList<Courier::Event> Courier::takeEvents()
{
    return std::exchange(m_events, {});
}

bool Courier::hasWork() const
{
    return !m_dirty.empty() || (!m_timers.empty() && m_timers.begin()->first <= m_now);
}

qint64 Courier::nextDueMs() const
{
    qint64 due = -1;
    const auto earlier = [&due](qint64 at) { due = due < 0 ? at : std::min(due, at); };
    if (!m_timers.empty())
        earlier(m_timers.begin()->first);
    if (m_grantsAt > 0)
        earlier(m_grantsAt);
    for (const auto at : m_unknown)
        earlier(at);
    return due;
}

bool Courier::isQuiet() const
{
    return backlog().items == 0 && !hasWork() && m_timers.empty() && m_words.empty() && m_cursors.empty()
        && m_chunks.empty() && m_receiptsDue.isEmpty() && m_probesDue.isEmpty() && m_unknown.isEmpty();
}

Courier::Backlog Courier::backlog() const
{
    Backlog backlog{int(m_grantsOut.size() + m_grantQueue.size()), 0};
    for (const auto &id : m_open) {
        const auto stream = m_streams.constFind(id);
        if (stream == m_streams.cend())
            continue;
        backlog.items += stream->items;
        if (backlog.sinceMs == 0 || stream->since < backlog.sinceMs)
            backlog.sinceMs = stream->since;
    }
    return backlog;
}

} // namespace sizhen
