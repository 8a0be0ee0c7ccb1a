// SPDX-License-Identifier: GPL-3.0-or-later
// Courier, part two: what waits for time. Quiet before a receipt, patience with what may still be on its way.
#include "core/sync/courier.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int wokenACall = 64;
constexpr int quickTries = 12; // with a partner who is there; if these do not help, it is not the carrier
constexpr int askOnly = 2; // the second question brings nothing along: it may lie in a mailbox that is being emptied
constexpr int littleEntries = 32; // so few, and so short, are simply sent again
constexpr qint64 littleBytes = 64 * 1024;

qint64 doubled(qint64 first, int times, qint64 most)
{
    return std::min(first << std::min(times, 20), most);
}

} // namespace

qint64 Courier::patience(int tries) const
{
    const auto doublings = isPresent() ? std::max(tries - quickTries + 1, 0) : tries;
    return doubled(m_timing.retryMs, doublings, m_timing.retryMostMs);
}

qint64 Courier::gap(int tries) const
{
    return doubled(m_timing.gapMs, tries, m_timing.gapMostMs);
}

void Courier::setTimer(const QByteArray &id, const Stream &stream)
{
    qint64 due = 0;
    for (const auto at : {stream.owedAt, stream.wantAt, stream.askAt})
        if (at > 0 && (due == 0 || at < due))
            due = at;
    const auto before = m_timerOf.value(id);
    if (before == due)
        return;
    if (const auto old = m_timers.find(before); old != m_timers.end()) {
        old->second.remove(id);
        if (old->second.isEmpty())
            m_timers.erase(old);
    }
    if (due == 0) {
        m_timerOf.remove(id);
        return;
    }
    m_timers[due].insert(id);
    m_timerOf.insert(id, due);
}

void Courier::wake()
{
    for (auto it = m_unknown.begin(); it != m_unknown.end();) {
        if (*it > m_now) {
            ++it;
            continue;
        }
        say(wire::Problem{wire::Code::Denied, it.key(), {}});
        dropHeld(it.key());
        it = m_unknown.erase(it);
    }
    for (int count = 0; count < wokenACall && !m_timers.empty() && m_timers.begin()->first <= m_now; ++count) {
        const auto id = *m_timers.begin()->second.cbegin();
        const auto stream = m_streams.find(id);
        if (stream == m_streams.end())
            setTimer(id, {});
        else
            wakeStream(id, *stream);
    }
}

void Courier::wakeStream(const QByteArray &id, Stream &stream)
{
    if (stream.owedAt > 0 && stream.owedAt <= m_now) {
        stream.owedAt = 0;
        if (!m_receiptsDue.contains(id))
            m_receiptsDue.append(id);
    }
    if (stream.wantAt > 0 && stream.wantAt <= m_now)
        askForGaps(id, stream);
    if (stream.askAt > 0 && stream.askAt <= m_now)
        timeOut(id, stream);
    setTimer(id, stream);
}

// Long enough without a receipt. A little is sent again; of much it is asked first whether it arrived, since a mailbox
// that nobody empties must not fill with copies.
void Courier::timeOut(const QByteArray &id, Stream &stream)
{
    const auto items = m_store.unconfirmedItems(id);
    if (!items) {
        trouble(items.error());
        stream.askAt = m_now + m_timing.retryMs;
        return;
    }
    if (items->entries.isEmpty() && items->chunks.isEmpty()) {
        plan(id, stream);
        return;
    }
    ++stream.tries;
    stream.askAt = m_now + patience(stream.tries);
    if (stream.tries != askOnly && (stream.tries == 1 || isPresent()) && isLittle(*items))
        stream.sent.clear();
    stream.probe = stream.probeAsks = true;
    if (!m_probesDue.contains(id))
        m_probesDue.append(id);
    lookAgain(id);
    note(id, stream);
}

bool Courier::isLittle(const UnconfirmedItems &items)
{
    return std::ranges::all_of(items.entries, [this](const UnconfirmedItems::Range &range) {
        if (range.to - range.from >= littleEntries)
            return false;
        const auto raw = m_store.entries(range.feed, range.from, littleBytes);
        return raw && quint64(raw->size()) > range.to - range.from;
    });
}

void Courier::askForGaps(const QByteArray &id, Stream &stream)
{
    auto asked = false;
    for (auto it = stream.known.begin(); it != stream.known.end();) {
        const auto head = ourHead(id, it.key());
        if (head >= *it || stream.refused.contains(it.key())) {
            it = stream.known.erase(it);
            continue;
        }
        say(wire::Want{id, it.key(), head + 1});
        asked = true;
        ++it;
    }
    if (stream.scan) {
        auto missing = m_store.missingChunks(id);
        missing.removeIf([this](const QByteArray &address) { return m_unavailable.contains(address); });
        stream.scan = !missing.isEmpty();
        constexpr qsizetype messages = 8; // more is asked for when these have come
        for (qsizetype i = 0; i < missing.size() && i < messages * wire::maxChunkWants; i += wire::maxChunkWants)
            say(wire::ChunkWant{id, missing.mid(i, wire::maxChunkWants)});
        asked |= stream.scan;
    }
    stream.wantTries = asked ? stream.wantTries + 1 : 0;
    stream.wantAt = asked ? m_now + gap(stream.wantTries) : 0;
}

// They are back after a long time: what waits for the end of a grown time-out is asked now.
void Courier::heard()
{
    const auto wasThere = isPresent();
    m_heardAt = m_now;
    if (wasThere)
        return;
    for (const auto &id : std::as_const(m_open)) {
        auto &stream = m_streams[id];
        if (stream.tries == 0 || stream.askAt == 0)
            continue;
        stream.tries = askOnly - 1;
        stream.askAt = std::min(stream.askAt, m_now + m_timing.gapMs);
        setTimer(id, stream);
    }
    for (auto &at : m_grantsOut)
        at = std::min(at, m_now + m_timing.gapMs);
    if (!m_grantsOut.isEmpty())
        m_grantsAt = m_now + m_timing.gapMs;
}

void Courier::flush(qint64 nowMs)
{
    m_now = nowMs;
    for (auto it = m_streams.begin(); it != m_streams.end(); ++it) {
        if (it->owedAt > 0)
            it->owedAt = m_now;
        if (it->wantAt > 0)
            it->wantAt = m_now;
        setTimer(it.key(), *it);
    }
    for (auto &at : m_unknown)
        at = m_now;
}

} // namespace sizhen
