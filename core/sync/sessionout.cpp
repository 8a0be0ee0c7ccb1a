// SPDX-License-Identifier: GPL-3.0-or-later
// Session, part three: what goes out, in which order. Control and call signalling, fresh events, live pulse, the state
// of streams; then, on the slow lane, history and attachments.
#include "core/sync/session.h"

#include "core/base/log.h"
#include "core/sync/batch.h"

#include <algorithm>
#include <numeric>
#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qsizetype quickBytes = 64 * 1024; // more than this would make live pulse wait
constexpr quint64 quickEntries = 32;
constexpr qsizetype maxLiveQueue = 1024 * 1024;
constexpr qsizetype maxServed = 512; // chunks a partner may have asked for at once
constexpr qsizetype chunkWindow = 16;
constexpr int signalling = 0;

Session::Outgoing urgent(const wire::Message &message)
{
    return {wire::write(message), true};
}

} // namespace

std::optional<Session::Outgoing> Session::next(bool urgentOnly)
{
    auto message = nextOf(urgentOnly);
    if (message)
        m_lastSaid = m_now;
    return message;
}

std::optional<Session::Outgoing> Session::nextOf(bool urgentOnly)
{
    if (!m_control.empty()) {
        Outgoing first{std::move(m_control.front()), true};
        m_control.pop_front();
        return first;
    }
    if (!isUp())
        return {};
    if (std::exchange(m_pongDue, false))
        return urgent(wire::Pong{});
    if (auto message = nextUrgent())
        return message;
    return urgentOnly ? std::nullopt : nextBulk();
}

std::optional<Session::Outgoing> Session::nextUrgent()
{
    while (m_grantQueue.empty() && !m_grantsDue.isEmpty())
        loadGrants(m_grantsDue.takeFirst());
    if (auto message = nextGrant())
        return message;
    if (auto message = nextEntries(true))
        return message;
    if (!m_live.empty()) {
        Outgoing first{std::move(m_live.front().bytes), true};
        m_live.pop_front();
        m_liveBytes -= first.bytes.size();
        return first;
    }
    if (auto message = nextAnnouncement())
        return message;
    return nextReceipt();
}

std::optional<Session::Outgoing> Session::nextBulk()
{
    if (auto message = nextChunkWant())
        return message;
    if (auto message = nextEntries(false))
        return message;
    if (auto message = nextChunk())
        return message;
    scanSome();
    return {};
}

std::optional<Session::Outgoing> Session::nextGrant()
{
    if (m_grantQueue.empty())
        return {};
    const auto grant = std::move(m_grantQueue.front());
    m_grantQueue.pop_front();
    const GrantName name{grant.stream.id, grant.epoch};
    auto &state = m_grants[name];
    ++state.tries;
    follow(name, state);
    m_grantsAt = m_now;
    return urgent(wire::Granting{grant});
}

// Before the first word on a stream go its keys: who lacks them knows nothing of it.
std::optional<Session::Outgoing> Session::nextAnnouncement()
{
    while (!m_announceOrder.isEmpty()) {
        const auto id = m_announceOrder.first();
        const auto stream = m_streams.find(id);
        if (stream != m_streams.end() && !std::exchange(stream->granted, true))
            loadGrants(id);
        if (auto grant = nextGrant())
            return grant;
        m_announceOrder.removeFirst();
        const auto ask = m_announce.take(id);
        if (stream == m_streams.end() || !haveHeads(id, *stream))
            continue;
        wire::Have have{id, stream->ours.values(), ask.have, ask.receipt};
        std::ranges::sort(have.heads, {}, &FeedHead::feed);
        if (have.heads.size() > wire::maxHeads)
            have.heads.resize(wire::maxHeads);
        return urgent(have);
    }
    return {};
}

void Session::on(const wire::Want &want)
{
    auto *stream = shared(want.stream, want.feed);
    if (!stream || !haveHeads(want.stream, *stream))
        return;
    // The feed must be one of this stream: nothing else is ever read out, whatever id they name.
    if (!stream->ours.contains(want.feed) && (!readHeads(want.stream, *stream) || !stream->ours.contains(want.feed))) {
        say(wire::Problem{wire::Code::Denied, want.stream, want.feed});
        return;
    }
    const auto fork = stream->forks.constFind(want.feed);
    if (fork != stream->forks.cend()) {
        if (want.from == *fork)
            serve(want.stream, *stream, want.feed, want.from, true);
        else
            say(wire::Problem{wire::Code::Fork, want.stream, want.feed});
        return;
    }
    auto &theirs = stream->theirs[want.feed];
    theirs = std::max(theirs, want.from - 1);
    if (want.from > stream->ours.value(want.feed).sequence && stream->ended)
        say(wire::Problem{wire::Code::Denied, want.stream, want.feed}); // they were promised more before it ended
    else if (want.from > stream->ours.value(want.feed).sequence)
        announce(want.stream, {}); // they hope for more than there is
    else
        serve(want.stream, *stream, want.feed, want.from, false);
    progress(want.stream, *stream);
}

void Session::serve(const QByteArray &id, Stream &stream, const QByteArray &feed, quint64 from, bool single)
{
    const CursorName name{feed, single};
    if (const auto cursor = m_cursors.find(name); cursor != m_cursors.end()) {
        cursor->next = std::min(cursor->next, from);
        return;
    }
    const auto upTo = stream.ours.value(feed).sequence;
    // What follows history that is still on the slow lane must not overtake it.
    const auto quick = upTo - from < quickEntries && stream.theirs.value(feed) >= stream.bulkSent.value(feed);
    m_cursors.insert(name, {id, feed, from, quick, single});
    (quick ? m_quick : m_bulk).push_back(name);
}

std::optional<QList<QByteArray>> Session::batch(const Cursor &cursor)
{
    auto entries = m_store.entries(cursor.feed, cursor.next, wire::maxBatchBytes);
    if (!entries) {
        trouble(entries.error());
        return {};
    }
    wire::trimToBatch(*entries);
    if (cursor.single)
        entries->resize(std::min<qsizetype>(entries->size(), 1));
    return *std::move(entries);
}

std::optional<Session::Outgoing> Session::nextEntries(bool quick)
{
    auto &order = quick ? m_quick : m_bulk;
    while (!order.empty()) {
        const auto name = order.front();
        const auto cursor = m_cursors.find(name);
        if (cursor == m_cursors.end() || cursor->quick != quick) { // taken back, or moved to the other lane
            order.pop_front();
            continue;
        }
        const auto stream = m_streams.find(cursor->stream);
        auto raw = stream == m_streams.end() ? std::nullopt : batch(*cursor);
        if (!raw || raw->isEmpty()) {
            m_cursors.erase(cursor);
            continue;
        }
        const auto bytes = std::accumulate(raw->cbegin(), raw->cend(), qsizetype(0),
                                           [](qsizetype sum, const QByteArray &entry) { return sum + entry.size(); });
        if (quick && bytes > quickBytes) {
            cursor->quick = false;
            m_bulk.push_back(name);
            continue;
        }
        const wire::Entries entries{cursor->stream, cursor->feed, cursor->next, *std::move(raw)};
        cursor->next += quint64(entries.raw.size());
        if (!quick)
            stream->bulkSent[cursor->feed] = std::max(stream->bulkSent.value(cursor->feed), cursor->next - 1);
        if (cursor->single || cursor->next > stream->ours.value(cursor->feed).sequence)
            m_cursors.erase(cursor);
        return Outgoing{wire::write(entries), quick};
    }
    return {};
}

void Session::on(const wire::ChunkWant &want)
{
    if (!shared(want.stream))
        return;
    for (const auto &address : want.addresses) {
        if (qsizetype(m_serve.size()) >= maxServed)
            return; // they will ask again
        m_serve.emplace_back(want.stream, address);
    }
}

std::optional<Session::Outgoing> Session::nextChunk()
{
    if (m_serve.empty())
        return {};
    const auto [stream, address] = m_serve.front();
    m_serve.pop_front();
    const auto sealed = m_store.chunk(address);
    if (sealed && sealed->size() <= wire::maxChunkBytes)
        return Outgoing{wire::write(wire::Chunk{address, *sealed}), false};
    // What they may not have and what does not exist look the same to them, but for a stream that is theirs to read.
    const auto denied = !sealed && sealed.error().fault == Fault::Denied;
    return urgent(wire::Problem{denied ? wire::Code::Denied : wire::Code::NotFound, stream, address});
}

// Looking may mean opening every event of a stream: a few at a time, and only when nothing else is to be sent.
void Session::scanSome()
{
    m_moreWork = false;
    for (int left = 4; left > 0 && !m_scanOrder.isEmpty();) {
        const auto id = m_scanOrder.takeFirst();
        const auto stream = m_streams.find(id);
        if (stream == m_streams.end())
            continue;
        stream->scanQueued = false;
        if (!stream->scan || !stream->wanted.isEmpty())
            continue; // while events still come in, once afterwards is enough: settle() puts it back
        --left;
        scan(id, *stream);
    }
    m_moreWork |= !m_scanOrder.isEmpty();
}

void Session::scanLater(const QByteArray &id, Stream &stream)
{
    stream.scan = true;
    if (!std::exchange(stream.scanQueued, true))
        m_scanOrder.append(id);
}

void Session::scan(const QByteArray &id, Stream &stream)
{
    stream.scan = false;
    stream.missing.clear();
    const auto missing = m_store.missingChunks(id);
    for (const auto &address : missing) {
        if (!m_inFlight.contains(address) && !m_unavailable.contains(address))
            stream.missing.append(address);
    }
    stream.lacks = !missing.isEmpty();
    if (!stream.missing.isEmpty()) {
        m_missingOrder.append(id);
        m_moreWork = true;
    }
    askReceiptIfLost(id, stream);
    settle(id, stream);
}

std::optional<Session::Outgoing> Session::nextChunkWant()
{
    while (!m_missingOrder.isEmpty() && m_inFlight.size() < chunkWindow) {
        const auto id = m_missingOrder.first();
        const auto stream = m_streams.find(id);
        if (stream == m_streams.end() || stream->missing.isEmpty()) {
            m_missingOrder.removeFirst();
            continue;
        }
        wire::ChunkWant want{id, {}};
        while (!stream->missing.isEmpty() && m_inFlight.size() < chunkWindow) {
            const auto address = stream->missing.takeFirst();
            if (m_inFlight.contains(address))
                continue; // another stream names the same original
            m_inFlight.insert(address, id);
            stream->inFlight.insert(address);
            want.addresses.append(address);
        }
        if (!want.addresses.isEmpty()) {
            stream->retryAt = m_now + m_timing.retryMs;
            return urgent(want);
        }
        settle(id, *stream);
    }
    return {};
}

void Session::on(const wire::Chunk &chunk)
{
    const auto id = m_inFlight.take(chunk.address);
    const auto stream = m_streams.find(id);
    if (id.isEmpty() || stream == m_streams.end())
        return; // not asked for: it must not fill the disk
    if (const auto stored = m_store.storeChunk(chunk.address, chunk.sealed); !stored) {
        const auto corrupt = stored.error().fault == Fault::Corrupt;
        closeBecause(corrupt ? wire::Code::Corrupt : wire::Code::Busy, stored.error());
        return;
    }
    stream->inFlight.remove(chunk.address);
    if (stream->missing.isEmpty() && stream->inFlight.isEmpty()) {
        scanLater(id, *stream); // some may not have been there to be had
        receiptIsDue(id, *stream);
        m_events.append(StreamAdvanced{id});
    }
    progress(id, *stream);
}

Result<> Session::sendLive(const QByteArray &stream, quint64 number, int channel, const QByteArray &sealed,
                           const QByteArray &origin)
{
    if (!isUp())
        return fail(Fault::Busy, u"live: the link is not up"_s);
    if (sealed.isEmpty() || sealed.size() > wire::maxLiveBytes || channel < 0 || channel > 255)
        return fail(Fault::Invalid, u"live: %1 bytes on channel %2"_s.arg(sealed.size()).arg(channel));
    if ((!m_streams.contains(stream) && !m_store.isShared(stream)) || m_store.hasEnded(stream))
        return fail(Fault::Denied, u"live: the stream is not shared with this partner"_s);
    auto message = wire::write(
        wire::Live{stream, number, channel, sealed, m_version >= wire::liveOriginVersion ? origin : QByteArray()});
    if (channel == signalling) {
        m_control.push_back(std::move(message));
        return {};
    }
    m_liveBytes += message.size();
    m_live.push_back({stream, std::move(message)});
    // A line too thin for the pulse: the newest beat is worth more than an old one.
    while (m_liveBytes > maxLiveQueue) {
        m_liveBytes -= m_live.front().bytes.size();
        m_live.pop_front();
    }
    return {};
}

} // namespace sizhen
