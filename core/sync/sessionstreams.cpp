// SPDX-License-Identifier: GPL-3.0-or-later
// Session, part two: who holds what, and what follows from it.
#include "core/sync/session.h"

#include "core/base/log.h"

#include <algorithm>
#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

void raise(quint64 &number, quint64 to)
{
    number = std::max(number, to);
}

QString shortName(const QByteArray &id)
{
    return QString::fromLatin1(id.left(4).toHex());
}

} // namespace

// Consent was withdrawn, or the partner left the case: from now on the stream is as unknown to them as any other.
void Session::forget(const QByteArray &id)
{
    for (const auto &address : m_streams.value(id).inFlight)
        m_inFlight.remove(address);
    holdBack(id);
    erase_if(m_cursors, [&id](const auto &cursor) { return cursor.value().stream == id; });
    m_streams.remove(id);
    m_unsettled.remove(id);
    m_uneven.remove(id);
    m_announce.remove(id);
    m_announceOrder.removeAll(id);
}

// Sharing has ended: what was queued for them stays here. Entries need no search, the store is asked at each hand-out.
void Session::holdBack(const QByteArray &id)
{
    std::erase_if(m_serve, [&id](const auto &wanted) { return wanted.first == id; });
    std::erase_if(m_grantQueue, [&id](const Grant &grant) { return grant.stream.id == id; });
    for (auto grant = m_grants.begin(); grant != m_grants.end(); ++grant)
        if (grant.key().first == id) {
            grant->taken = true; // not outstanding any more
            follow(grant.key(), *grant);
        }
    std::erase_if(m_live, [&](const LiveMessage &live) {
        if (live.stream != id)
            return false;
        m_liveBytes -= live.bytes.size();
        return true;
    });
}

Session::Stream *Session::shared(const QByteArray &id, const QByteArray &subject)
{
    if (const auto stream = m_streams.find(id); stream != m_streams.end())
        return &*stream;
    if (m_store.isShared(id))
        return &touch(id);
    say(wire::Problem{wire::Code::Denied, id, subject});
    return nullptr;
}

bool Session::readHeads(const QByteArray &id, Stream &stream)
{
    const auto heads = m_store.heads(id);
    if (!heads) {
        trouble(heads.error());
        return false;
    }
    const auto before = std::exchange(stream.ours, {});
    for (const auto &head : *heads)
        stream.ours.insert(head.feed, head);
    for (const auto &head : std::as_const(stream.kept))
        if (stream.ours.value(head.feed).sequence < head.sequence)
            stream.ours.insert(head.feed, head);
    // What another link brought meanwhile need not come here any more.
    erase_if(stream.wanted, [&stream](const auto &wanted) { return stream.ours.value(wanted.key()).sequence >= wanted.value(); });
    if (stream.ours != before)
        stream.confirmed = stream.receiptWasAsked = false;
    stream.read = true;
    stream.ended = m_store.hasEnded(id);
    return true;
}

bool Session::haveHeads(const QByteArray &id, Stream &stream)
{
    return stream.read || readHeads(id, stream);
}

void Session::announce(const QByteArray &id, Ask ask)
{
    if (!m_announce.contains(id))
        m_announceOrder.append(id);
    auto &waiting = m_announce[id];
    waiting.have |= ask.have;
    waiting.receipt |= ask.receipt;
}

void Session::localChanged(const QByteArray &id)
{
    Q_UNUSED(id)
    if (isUp())
        followChanges();
}

void Session::streamChanged(const QByteArray &id, Stream &stream)
{
    if (stream.granted)
        m_grantsDue.append(id); // a new epoch may have been released with it
    if (m_store.hasEnded(id))
        holdBack(id);
    if (!stream.read)
        return; // it will be announced anyway
    if (!stream.later.isEmpty()) { // what was written may be the certificate they wait for
        const auto waiting = std::exchange(stream.later, {});
        for (const auto &feed : waiting)
            say(wire::Want{id, feed, stream.ours.value(feed).sequence + 1});
    }
    const auto before = stream.ours;
    if (!readHeads(id, stream) || stream.ours == before)
        return;
    scanLater(id, stream);
    for (const auto &head : std::as_const(stream.ours)) {
        const auto old = before.value(head.feed).sequence;
        if (stream.heard && head.sequence > old && stream.theirs.value(head.feed) < head.sequence)
            serve(id, stream, head.feed, old + 1, false);
    }
    progress(id, stream);
}

void Session::on(const wire::Have &have)
{
    auto *stream = shared(have.stream);
    if (!stream || !haveHeads(have.stream, *stream))
        return;
    stream->heard = true;
    // They dropped what we told them while they did not know the stream.
    const auto tellAgain = std::exchange(stream->denied, false) || have.askHave;
    compare(have, *stream);
    if (tellAgain)
        announce(have.stream, {});
    if (have.askReceipt) {
        receiptIsDue(have.stream, *stream);
        relayReceipts(have.stream);
    }
    askReceiptIfLost(have.stream, *stream);
    settle(have.stream, *stream);
}

void Session::compare(const wire::Have &have, Stream &stream)
{
    for (const auto &head : have.heads) {
        auto &known = stream.theirs[head.feed];
        if (head.sequence > known)
            stream.tries = 0;
        raise(known, head.sequence);
        if (!stream.forks.contains(head.feed))
            compareHead(have.stream, stream, head);
    }
}

void Session::compareHead(const QByteArray &id, Stream &stream, const FeedHead &theirs)
{
    const auto ours = stream.ours.value(theirs.feed);
    if (theirs.sequence > ours.sequence) {
        if (m_store.takesMore(id, theirs.feed)) {
            want(id, stream, theirs.feed, theirs.sequence);
        } else if (stream.ended) { // they hold more of ours than we thought: said, or they would offer it for ever
            stream.kept.insert(theirs.feed, theirs);
            stream.ours.insert(theirs.feed, theirs);
            announce(id, {});
        }
        return;
    }
    // One feed, one truth: where they stand, our entry must have their hash. Otherwise each side gets the other's
    // entry.
    if (theirs == ours)
        return;
    const auto entry = m_store.entries(theirs.feed, theirs.sequence, 1);
    if (!entry || entry->isEmpty() || entryHash(entry->first()) == theirs.hash)
        return;
    freeze(id, stream, theirs.feed, theirs.sequence);
    say(wire::Entries{id, theirs.feed, theirs.sequence, {entry->first()}});
    say(wire::Want{id, theirs.feed, theirs.sequence});
}

void Session::freeze(const QByteArray &id, Stream &stream, const QByteArray &feed, quint64 sequence)
{
    if (!stream.forks.contains(feed)) {
        stream.forks.insert(feed, sequence);
        trouble(
            {Fault::Corrupt,
             u"stream %1: two entries in place %2 of feed %3"_s.arg(shortName(id)).arg(sequence).arg(shortName(feed)),
             {},
             {},
             {}});
    }
    stream.wanted.remove(feed);
    m_cursors.remove({feed, false});
    settle(id, stream);
}

void Session::want(const QByteArray &id, Stream &stream, const QByteArray &feed, quint64 upTo)
{
    if (stream.forks.contains(feed))
        return;
    const auto asked = stream.wanted.contains(feed);
    raise(stream.wanted[feed], upTo);
    if (asked)
        return; // on its way, or asked for again by retry()
    stream.retryAt = m_now + m_timing.retryMs;
    say(wire::Want{id, feed, stream.ours.value(feed).sequence + 1});
    settle(id, stream);
}

void Session::on(const wire::Entries &entries)
{
    auto *stream = shared(entries.stream, entries.feed);
    if (!stream || !haveHeads(entries.stream, *stream))
        return;
    if (stream->forks.contains(entries.feed)) {
        onForkEvidence(entries, *stream);
        return;
    }
    const auto last = entries.from + quint64(entries.raw.size()) - 1;
    if (entries.from > stream->ours.value(entries.feed).sequence + 1) {
        raise(stream->theirs[entries.feed], last); // what lies between was lost on the way
        want(entries.stream, *stream, entries.feed, last);
        return;
    }
    const auto received = m_store.receive(entries.stream, entries.raw);
    if (received)
        entriesTaken(entries, *stream, *received);
    else
        entriesRefused(entries, *stream, received.error());
}

// Only the entry in the contested place matters, and only as evidence.
void Session::onForkEvidence(const wire::Entries &entries, Stream &stream)
{
    if (entries.from == stream.forks.value(entries.feed))
        (void)m_store.receive(entries.stream, {entries.raw.first()});
}

void Session::entriesRefused(const wire::Entries &entries, Stream &stream, const Error &error)
{
    switch (error.fault) {
    case Fault::Corrupt:
    case Fault::Untrusted:
        closeOver(error);
        return;
    case Fault::Invalid: { // our idea of where we stand was old: somebody else wrote this feed too
        const auto before = stream.ours.value(entries.feed).sequence;
        raise(stream.wanted[entries.feed], entries.from + quint64(entries.raw.size()) - 1);
        if (readHeads(entries.stream, stream) && stream.ours.value(entries.feed).sequence != before)
            say(wire::Want{entries.stream, entries.feed, stream.ours.value(entries.feed).sequence + 1});
        settle(entries.stream, stream);
        return;
    }
    case Fault::NotFound: // of a station whose certificate is still on its way, in another stream
        raise(stream.wanted[entries.feed], entries.from + quint64(entries.raw.size()) - 1);
        stream.retryAt = m_now + m_timing.retryMs;
        if (!stream.later.contains(entries.feed)) {
            stream.later.insert(entries.feed);
            trouble(error);
        }
        settle(entries.stream, stream);
        return;
    case Fault::NoSpace:
    case Fault::Io:
    case Fault::Busy:
        closeBecause(wire::Code::Busy, error); // nothing of it is stored; it will be asked for again later
        return;
    default: // from a newer version, or of an institution we may not take this from: the rest of the stream goes on
        trouble(error);
        stream.refused = true;
        stream.forks.insert(entries.feed, 0);
        stream.wanted.remove(entries.feed);
        say(wire::Problem{wire::Code::Denied, entries.stream, entries.feed});
        settle(entries.stream, stream);
    }
}

void Session::entriesTaken(const wire::Entries &entries, Stream &stream, const Received &received)
{
    const auto &feed = entries.feed;
    const auto last = entries.from + quint64(entries.raw.size()) - 1;
    raise(stream.theirs[feed], last);
    if (received.fork) {
        freeze(entries.stream, stream, feed, entries.from);
        say(wire::Problem{wire::Code::Fork, entries.stream, feed});
        return;
    }
    // Believe the store, not the message: the entries may be of another feed than the message says.
    if (last > stream.ours.value(feed).sequence)
        (void)readHeads(entries.stream, stream);
    if (stream.ours.value(feed).sequence >= stream.wanted.value(feed))
        stream.wanted.remove(feed);
    if (received.accepted > 0) {
        m_events.append(StreamAdvanced{entries.stream});
        receiptIsDue(entries.stream, stream);
        scanLater(entries.stream, stream);
    }
    progress(entries.stream, stream);
}

void Session::progress(const QByteArray &id, Stream &stream)
{
    stream.tries = 0;
    stream.retryAt = m_now + m_timing.retryMs;
    settle(id, stream);
}

void Session::settle(const QByteArray &id, Stream &stream)
{
    if (stream.scan && stream.wanted.isEmpty())
        scanLater(id, stream);
    if (isSettled(stream))
        m_unsettled.remove(id);
    else
        m_unsettled.insert(id);
    if (isEven(stream))
        m_markDue |= m_uneven.remove(id);
    else
        m_uneven.insert(id);
}

bool Session::theyHoldOurs(const Stream &stream)
{
    return std::ranges::all_of(stream.ours, [&stream](const FeedHead &head) {
        return stream.forks.contains(head.feed) || stream.theirs.value(head.feed) >= head.sequence;
    });
}

bool Session::isSettled(const Stream &stream)
{
    if (stream.denied)
        return stream.tries > maxTries || stream.ended;
    return stream.heard && !stream.scan && !stream.receiptDue && !stream.receiptAsked && stream.wanted.isEmpty()
        && stream.missing.isEmpty() && stream.inFlight.isEmpty() && theyHoldOurs(stream);
}

} // namespace sizhen
