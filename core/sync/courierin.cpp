// SPDX-License-Identifier: GPL-3.0-or-later
// Courier, part three: what an envelope brought.
#include "core/base/log.h"
#include "core/sync/courier.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qsizetype maxHeldBytes = 8 * 1024 * 1024;
constexpr qsizetype maxUnknown = 1024; // streams
constexpr qsizetype maxCourierServed = 4096; // chunks a partner may have asked for at once
constexpr quint64 maxDistance = 1ULL << 40; // a feed longer than this is no feed

// This station cannot keep anything now; the carrier must bring it again.
bool isOurTrouble(const Error &error)
{
    return error.fault == Fault::NoSpace || error.fault == Fault::Io || error.fault == Fault::Busy;
}

qsizetype sizeOf(const wire::Entries &entries)
{
    qsizetype bytes = 0;
    for (const auto &raw : entries.raw)
        bytes += raw.size();
    return bytes;
}

} // namespace

Result<> Courier::receive(const QList<QByteArray> &messages, qint64 nowMs)
{
    m_now = nowMs;
    heard();
    for (const auto &bytes : messages) {
        const auto message = wire::read(bytes);
        if (!message) {
            trouble(message.error());
            continue;
        }
        if (const auto taken = dispatch(*message); !taken)
            return taken;
    }
    return {};
}

Result<> Courier::dispatch(const wire::Message &message)
{
    return std::visit(
        [this]<typename T>(const T &one) -> Result<> {
            if constexpr (requires { on(one); })
                return on(one);
            return {}; // has no meaning in an envelope, or only a newer station knows it
        },
        message);
}

quint64 Courier::ourHead(const QByteArray &id, const QByteArray &feed)
{
    const auto heads = m_store.heads(id);
    if (!heads)
        return 0;
    const auto head = std::ranges::find(*heads, feed, &FeedHead::feed);
    return head == heads->cend() ? 0 : head->sequence;
}

Result<> Courier::on(const wire::Entries &entries)
{
    const auto &id = entries.stream;
    auto *stream = shared(id);
    if (!stream) {
        if (m_unknown.size() < maxUnknown && !m_unknown.contains(id))
            m_unknown.insert(id, m_now + m_timing.gapMs); // its grant may come later
        hold(entries);
        return {};
    }
    if (stream->refused.contains(entries.feed)) {
        (void)m_store.receive(id, {entries.raw.first()}); // at most evidence
        return {};
    }
    const auto last = entries.from + quint64(entries.raw.size()) - 1;
    auto &known = stream->known[entries.feed];
    known = std::max(known, last);
    const auto received = m_store.receive(id, entries.raw);
    if (!received)
        return refusedEntries(entries, *stream, received.error());
    if (received->fork) {
        for (qsizetype i = 0; i < entries.raw.size(); ++i) {
            const auto ours = m_store.entries(entries.feed, entries.from + quint64(i), 1);
            if (ours && !ours->isEmpty() && ours->first() != entries.raw.at(i)) {
                fork(id, *stream, entries.feed, entries.from + quint64(i));
                break;
            }
        }
        return {};
    }
    owe(id, *stream); // also for what we had: they would not send it, had they our receipt
    if (received->accepted > 0) {
        m_events.append(StreamAdvanced{id});
        stream->scan = true;
        stream->wantTries = 0;
        stream->wantAt = 0;
        stream->fedAt = m_now;
    }
    miss(id, *stream);
    return m_held.contains(id) ? replay(id) : Result<>();
}

Result<> Courier::refusedEntries(const wire::Entries &entries, Stream &stream, const Error &error)
{
    if (isOurTrouble(error))
        return tl::unexpected(error);
    switch (error.fault) {
    case Fault::Invalid: // what lies between is on its way, or lost
        hold(entries);
        miss(entries.stream, stream);
        return {};
    case Fault::Denied:
    case Fault::Unsupported: // another institution's, or from a newer version: the rest of the stream goes on
        stream.refused.insert(entries.feed);
        say(wire::Problem{wire::Code::Denied, entries.stream, entries.feed});
        break;
    default: // signed by nobody we know (yet), or changed: nothing of it is stored
        stream.known.remove(entries.feed);
        break;
    }
    trouble(error);
    return {};
}

// One feed, one truth. Each side gets the other's entry as evidence, the feed stays where it is.
void Courier::fork(const QByteArray &id, Stream &stream, const QByteArray &feed, quint64 sequence)
{
    if (stream.refused.contains(feed))
        return;
    stream.refused.insert(feed);
    stream.known.remove(feed);
    std::erase_if(m_cursors, [&feed](const Cursor &cursor) { return cursor.feed == feed; });
    say(wire::Problem{wire::Code::Fork, id, feed});
    if (const auto ours = m_store.entries(feed, sequence, 1); ours && !ours->isEmpty())
        say(wire::Entries{id, feed, sequence, {ours->first()}});
    trouble({Fault::Corrupt,
             u"two entries in place %1 of a feed of stream %2"_s.arg(sequence).arg(QString::fromLatin1(id.left(4).toHex())),
             {},
             {},
             {}});
    lookAgain(id);
}

// Came before its time. Kept in memory only: what is lost here is sent again.
void Courier::hold(const wire::Entries &entries)
{
    const auto size = sizeOf(entries);
    if (m_heldBytes + size > maxHeldBytes)
        return;
    auto &held = m_held[entries.stream];
    const std::pair place{entries.feed, entries.from};
    if (held.contains(place))
        return;
    held.insert(place, entries);
    m_heldBytes += size;
}

void Courier::dropHeld(const QByteArray &stream)
{
    const auto held = m_held.take(stream);
    for (const auto &entries : held)
        m_heldBytes -= sizeOf(entries);
}

Result<> Courier::replay(const QByteArray &id)
{
    for (auto moved = true; moved;) {
        moved = false;
        const auto held = m_held.value(id);
        for (auto it = held.cbegin(); it != held.cend(); ++it) {
            if (it->from > ourHead(id, it->feed) + 1)
                continue;
            auto &left = m_held[id];
            left.remove(it.key());
            m_heldBytes -= sizeOf(*it);
            moved = true;
            if (const auto taken = on(*it); !taken)
                return taken;
            break; // on() may have replayed others
        }
    }
    if (m_held.value(id).isEmpty())
        m_held.remove(id);
    return {};
}

void Courier::owe(const QByteArray &id, Stream &stream)
{
    if (stream.owedAt == 0)
        stream.owedSince = m_now;
    stream.owedAt = std::min(m_now + m_timing.settleMs, stream.owedSince + m_timing.settleMostMs);
    if (!std::exchange(stream.owed, true))
        note(id, stream);
    setTimer(id, stream);
}

// Something lacks, or may: it is asked for when it has not come by itself.
void Courier::miss(const QByteArray &id, Stream &stream)
{
    if (stream.wantAt > 0)
        return;
    stream.known.removeIf([&](const auto &item) { return ourHead(id, item.key()) >= item.value(); });
    if (stream.known.isEmpty() && !stream.scan)
        return;
    stream.wantAt = m_now + gap(stream.wantTries);
    setTimer(id, stream);
}

Result<> Courier::on(const wire::Granting &granting)
{
    const auto &id = granting.grant.stream.id;
    if (const auto taken = m_store.acceptGrant(granting.grant); !taken) {
        if (isOurTrouble(taken.error()))
            return taken;
        trouble(taken.error());
        return {};
    }
    say(wire::Granted{id, granting.grant.epoch});
    refreshShared();
    if (const auto stream = m_streams.find(id); stream != m_streams.end()) {
        stream->scan = true; // originals may be named in what could not be read before
        miss(id, *stream);
    }
    return {};
}

Result<> Courier::on(const wire::Granted &granted)
{
    m_grantsOut.remove({granted.stream, granted.epoch});
    return m_store.grantTaken(granted.stream, granted.epoch, true);
}

Result<> Courier::on(const wire::Receipted &receipted)
{
    const auto &receipt = receipted.receipt;
    auto *stream = shared(receipt.stream);
    if (!stream)
        return {};
    if (const auto taken = m_store.acceptReceipt(receipt); !taken) {
        if (isOurTrouble(taken.error()))
            return taken;
        trouble(taken.error());
        return {};
    }
    m_deniedTries.remove(receipt.stream);
    for (const auto &head : receipt.heads)
        if (head.sequence < maxDistance && head.sequence > ourHead(receipt.stream, head.feed))
            stream->known[head.feed] = std::max(stream->known.value(head.feed), head.sequence);
    if (!m_unavailable.isEmpty()) { // what they did not have, they may have by now
        m_unavailable.clear();
        stream->scan = true;
    }
    miss(receipt.stream, *stream);
    lookAgain(receipt.stream);
    return {};
}

Result<> Courier::on(const wire::Chunk &chunk)
{
    const auto stored = m_store.storeChunk(chunk.address, chunk.sealed);
    if (!stored) {
        if (isOurTrouble(stored.error()))
            return stored;
        if (stored.error().fault != Fault::Denied) // named by no event yet: it is asked for when it is
            trouble(stored.error());
        return {};
    }
    // Whose it is stands in the events; what waits for chunks is looked through when the last has come.
    const auto waiting = m_timerOf.keys();
    for (const auto &id : waiting) {
        const auto stream = m_streams.find(id);
        if (stream == m_streams.end() || !stream->scan)
            continue;
        stream->wantTries = 0;
        stream->wantAt = m_now + m_timing.gapMs;
        stream->fedAt = m_now;
        owe(id, *stream);
    }
    return {};
}

Result<> Courier::on(const wire::Have &have)
{
    auto *stream = shared(have.stream);
    if (!stream) {
        say(wire::Problem{wire::Code::Denied, have.stream, {}});
        return {};
    }
    for (const auto &head : have.heads) {
        if (stream->refused.contains(head.feed) || head.sequence >= maxDistance)
            continue;
        if (head.sequence > ourHead(have.stream, head.feed)) {
            stream->known[head.feed] = std::max(stream->known.value(head.feed), head.sequence);
            continue;
        }
        const auto ours = m_store.entries(head.feed, head.sequence, 1);
        if (ours && !ours->isEmpty() && entryHash(ours->first()) != head.hash)
            fork(have.stream, *stream, head.feed, head.sequence);
    }
    miss(have.stream, *stream);
    if (have.askReceipt) { // they have waited, so what they sent before is here or lost, unless it is just coming in
        stream->wantTries = 0;
        if (m_now - stream->fedAt >= m_timing.gapMs)
            stream->wantAt = std::min(stream->wantAt, m_now);
        owe(have.stream, *stream);
    }
    if (have.askHave && !std::exchange(stream->probe, true))
        m_probesDue.append(have.stream);
    return {};
}

Result<> Courier::on(const wire::Want &want)
{
    auto *stream = shared(want.stream);
    const auto head = stream ? ourHead(want.stream, want.feed) : 0;
    // The feed must be one of this stream: nothing else is ever read out, whatever id they name.
    if (head == 0) {
        say(wire::Problem{wire::Code::Denied, want.stream, stream ? want.feed : QByteArray()});
        return {};
    }
    if (want.from <= head)
        serve(want.stream, want.feed, want.from, head);
    return {};
}

Result<> Courier::on(const wire::ChunkWant &want)
{
    if (!shared(want.stream)) {
        say(wire::Problem{wire::Code::Denied, want.stream, {}});
        return {};
    }
    for (const auto &address : want.addresses) {
        if (m_chunkQueued.contains(address) || qsizetype(m_chunks.size()) >= maxCourierServed)
            continue; // they will ask again
        m_chunks.emplace_back(want.stream, address);
        m_chunkQueued.insert(address);
    }
    return {};
}

Result<> Courier::on(const wire::Live &live)
{
    if (!shared(live.stream))
        return {};
    auto &seen = m_liveSeen[{live.stream, live.channel}];
    if (live.number < seen)
        return {}; // doubled or late: a live message is only worth its moment
    seen = live.number + 1;
    m_events.append(LiveReceived{live.stream, live.number, live.channel, live.sealed});
    return {};
}

Result<> Courier::on(const wire::Problem &problem)
{
    using enum wire::Code;
    const auto stream = m_streams.find(problem.stream);
    if (stream == m_streams.end())
        return {};
    switch (problem.code) {
    case Denied:
        if (!problem.subject.isEmpty()) {
            stream->refused.insert(problem.subject);
            m_unavailable.insert(problem.subject);
        } else if (++m_deniedTries[problem.stream] <= maxTries) { // they lost its key, or it never arrived
            stream->sent.clear();
            stream->sentChunks.clear();
            const auto grants = m_store.grants();
            for (const auto &grant : grants ? *grants : QList<Grant>())
                if (grant.stream.id == problem.stream) {
                    m_grantsOut.remove({grant.stream.id, grant.epoch});
                    if (const auto open = m_store.grantTaken(grant.stream.id, grant.epoch, false); !open)
                        return open;
                }
            m_grantScan.insert(problem.stream);
        }
        lookAgain(problem.stream);
        return {};
    case NotFound:
        m_unavailable.insert(problem.subject);
        return {};
    case Fork:
        stream->refused.insert(problem.subject);
        lookAgain(problem.stream);
        return {};
    default:
        trouble({wire::faultOf(problem.code), u"the partner says: "_s + wire::nameOf(problem.code), {}, {}, {}});
        return {};
    }
}

} // namespace sizhen
