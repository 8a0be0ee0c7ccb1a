// SPDX-License-Identifier: GPL-3.0-or-later
// Session, part five: where to begin. A mark says up to which change both were found to hold the same; only what changed
// after it, here or there, is compared (docs/wire.md, "Only what changed").
#include "core/sync/session.h"

#include "core/crypto/primitives.h"

#include <algorithm>
#include <utility>

namespace sizhen {
namespace {

constexpr qsizetype mostLeft = 16'384; // with more outstanding than this, the next session may as well compare everything

} // namespace

void Session::begin(const QByteArray &mark)
{
    m_begun = true;
    m_followed = m_store.newestChange();
    m_sharedAt = m_now;
    const SyncMark *since = nullptr;
    if (!mark.isEmpty())
        since = mark == m_marks.ours.id ? &m_marks.ours : mark == m_marks.before.id ? &m_marks.before : nullptr;
    if (!since) {
        m_allAtMs = 0;
        m_markDue = true;
        const auto all = m_store.sharedStreams();
        for (const auto &id : all)
            streamChanged(id, touch(id));
        return;
    }
    m_allAtMs = since->allAtMs;
    const auto left = since->left;
    const auto changed = m_store.changedSince(since->upTo);
    if (!changed)
        return closeBecause(wire::Code::Busy, changed.error());
    for (const auto &list : {left, *changed})
        for (const auto &id : list)
            if (m_store.isShared(id))
                streamChanged(id, touch(id)); // they may have spoken of it before we began
    m_markDue = m_marks.ours.id != mark || !m_streams.isEmpty();
}

void Session::on(const wire::Since &since)
{
    if (m_version < wire::marksVersion)
        return;
    if (m_begun && !since.answer) // ours was lost
        say(wire::Since{m_marks.theirs, true});
    if (!m_begun)
        begin(since.mark);
}

void Session::on(const wire::Even &even)
{
    if (m_version < wire::marksVersion || even.mark == m_marks.theirs)
        return;
    m_marks.theirs = even.mark;
    if (const auto kept = m_store.keepMarks(m_peerStation, m_marks); !kept)
        trouble(kept.error());
}

// A stream that this session had nothing to do with so far.
Session::Stream &Session::touch(const QByteArray &id)
{
    const auto known = m_streams.find(id);
    if (known != m_streams.end())
        return *known;
    m_unsettled.insert(id);
    m_uneven.insert(id);
    announce(id, {});
    auto &stream = *m_streams.insert(id, {});
    scanLater(id, stream);
    return stream;
}

// What was written, shared or taken back here since we last looked.
void Session::followChanges()
{
    if (!m_begun)
        return;
    m_sharedAt = m_now;
    const auto newest = m_store.newestChange();
    if (newest == m_followed)
        return;
    const auto changed = m_store.changedSince(m_followed);
    if (!changed) {
        trouble(changed.error());
        return;
    }
    m_followed = newest;
    for (const auto &id : *changed) {
        const auto isShared = m_store.isShared(id);
        if (!isShared && m_streams.contains(id))
            forget(id);
        if (!isShared)
            continue;
        m_markDue = true;
        streamChanged(id, touch(id));
    }
}

bool Session::isEven(const Stream &stream)
{
    return isSettled(stream) && !stream.denied && !stream.lacks && !stream.refused && stream.confirmed && stream.openGrants == 0;
}

bool Session::isQuiet() const
{
    return m_waiting.empty() && m_control.empty() && m_cursors.isEmpty() && m_serve.empty() && m_grantsDue.isEmpty() && m_grantQueue.empty()
        && m_relay.empty() && m_announceOrder.isEmpty() && m_receiptOrder.isEmpty() && m_scanOrder.isEmpty();
}

// Once nothing is to be said. What is still outstanding is compared again in the next session.
void Session::markIfDue()
{
    if (m_version < wire::marksVersion || !m_begun || !m_markDue || (m_markedAt && m_now - *m_markedAt < m_timing.markMs))
        return;
    followChanges(); // what came in from them, too, is to lie before the mark
    const auto isWaiting = !m_unsettled.isEmpty() || !m_openGrants.isEmpty();
    if (!isQuiet() || m_uneven.size() > mostLeft
        || (isWaiting && m_now - std::max(m_lastSync, m_lastSaid) < m_timing.retryMs))
        return; // the answer may be on its way
    m_markedAt = m_now;
    const SyncMark mark{randomBytes(wire::markSize), m_followed, m_uneven.values(), m_allAtMs};
    auto marks = m_marks;
    marks.before = std::exchange(marks.ours, mark);
    if (const auto kept = m_store.keepMarks(m_peerStation, marks); !kept) {
        trouble(kept.error());
        return;
    }
    m_markDue = false;
    m_marks = marks;
    if (m_allAtMs == 0) // the store dated it
        if (const auto dated = m_store.marks(m_peerStation))
            m_allAtMs = dated->ours.allAtMs;
    say(wire::Even{mark.id});
}

} // namespace sizhen
