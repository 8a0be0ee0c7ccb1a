// SPDX-License-Identifier: GPL-3.0-or-later
// Mailroom: what came is made durable, then acknowledged and handed out.
#include "core/hub/hublog.h"
#include "core/hub/mailroom.h"

#include <QElapsedTimer>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

using namespace hubwire;

namespace {

constexpr qint64 atOnceBytes = 1024 * 1024; // read from disk for one client before the next has its turn

void uncount(QHash<QByteArray, Lying> &coming, const QByteArray &whose, qint64 bytes)
{
    const auto lying = coming.find(whose);
    if (lying == coming.end())
        return;
    lying->bytes -= bytes;
    if (--lying->number == 0)
        coming.erase(lying);
}

} // namespace

void Mailroom::Batch::forget(const HubSession *session)
{
    for (auto &one : incoming)
        if (one.from == session)
            one.from = nullptr;
    for (auto &farewell : leaving)
        if (farewell.from == session)
            farewell.from = nullptr;
}

void Mailroom::commit()
{
    if (m_isFlying || !isDirty())
        return;
    if (std::exchange(m_deleteFirst, false))
        m_flying.leaving = std::exchange(m_coming.leaving, {});
    else
        m_flying = std::exchange(m_coming, {});
    m_isFlying = true;
    QList<Removal> removals;
    for (const auto &farewell : std::as_const(m_flying.leaving))
        removals.append({farewell.mailbox, farewell.ids});
    QElapsedTimer watch;
    watch.start();
    m_store.apply(m_flying.parcels, removals, [this, watch](const Result<QList<qint64>> &ids) {
        landed(ids, double(watch.nsecsElapsed()) / 1e9);
    });
}

void Mailroom::landed(const Result<QList<qint64>> &ids, double seconds)
{
    ++m_counters.commits;
    m_counters.commitSeconds += seconds;
    m_isFlying = false;
    const auto batch = std::exchange(m_flying, {});
    for (const auto &parcel : batch.parcels) {
        uncount(m_comingTo, parcel.mailbox, parcel.body.size());
        uncount(m_comingFrom, parcel.sender, parcel.body.size());
    }
    for (const auto &one : batch.incoming)
        if (one.from) {
            --one.from->unanswered;
            one.from->unansweredBytes -= one.bytes;
        }
    if (ids) {
        release(batch.leaving);
        answer(batch, *ids);
    } else {
        ++m_counters.commitFailures;
        qCWarning(lcHub, "nothing could be stored: %s", qUtf8Printable(ids.error().detail));
        // Deletions are tried again: alone and at once when something was to be kept as well, since on a full disk deleting
        // is what helps; else with the next tick.
        m_coming.leaving = batch.leaving + m_coming.leaving;
        m_deleteFirst = !batch.incoming.isEmpty() && !m_coming.leaving.isEmpty();
        refuseAll(batch, ids.error().fault);
        if (!m_deleteFirst && m_coming.incoming.isEmpty())
            return;
    }
    if (isDirty())
        Q_EMIT dirty();
}

// The senders keep what they sent.
void Mailroom::refuseAll(const Batch &batch, Fault fault)
{
    for (const auto &one : batch.incoming)
        if (one.from)
            refuse(one.from, one.number, fault == Fault::NoSpace ? Code::StorageFull : Code::NotNow);
}

void Mailroom::answer(const Batch &batch, const QList<qint64> &ids)
{
    const auto &parcels = batch.parcels;
    QHash<HubSession *, QList<qint64>> numbers;
    for (const auto &one : batch.incoming) {
        if (!one.from)
            continue;
        auto &list = numbers[one.from];
        list.append(one.number);
        if (list.size() == maxNumbers)
            one.from->send(Stored{std::exchange(list, {})});
    }
    for (auto it = numbers.begin(); it != numbers.end(); ++it)
        if (!it->isEmpty())
            it.key()->send(Stored{*it});
    QSet<QString> routes;
    for (qsizetype i = 0; i < parcels.size(); ++i) {
        const auto &parcel = parcels.at(i);
        if (ids.at(i) == 0) {
            ++m_counters.repeated;
            continue;
        }
        ++m_counters.stored;
        if (!parcel.route.isEmpty()) {
            routes.insert(parcel.route);
            continue;
        }
        const auto present = m_present.constFind(parcel.mailbox);
        if (present == m_present.cend())
            continue;
        for (auto *session : *present) {
            if (session->feed.open.contains(ids.at(i)))
                continue; // it was read from the database before we heard that it is there
            if (!session->feed.behind && session->hasRoom(parcel.body.size()))
                deliver(*session, ids.at(i), parcel.body);
            else
                session->feed.behind = true;
        }
    }
    for (const auto &route : routes)
        Q_EMIT routed(route);
}

void Mailroom::deliver(HubSession &session, qint64 id, const QByteArray &body)
{
    auto &feed = session.feed;
    feed.open.insert(id);
    feed.sizes.insert(id, body.size());
    feed.bytes += body.size();
    feed.cursor = qMax(feed.cursor, id);
    ++m_counters.delivered;
    session.send(Deliver{id, body, false});
}

void Mailroom::release(const QList<Farewell> &farewells)
{
    QSet<HubSession *> roomier;
    for (const auto &farewell : farewells) {
        m_counters.gone += farewell.ids.size();
        if (!farewell.from)
            continue;
        auto &feed = farewell.from->feed;
        for (const auto id : farewell.ids) {
            feed.open.remove(id);
            feed.bytes -= feed.sizes.take(id);
        }
        roomier.insert(farewell.from);
    }
    for (auto *session : roomier)
        if (session->isIn())
            this->feed(*session);
}

void Mailroom::feed(HubSession &session)
{
    auto &feed = session.feed;
    if (session.isPeer() || !session.isIn())
        return;
    while (feed.behind && session.hasRoom(0)) {
        const auto room = int(m_setup.limits.feedNumber - feed.open.size());
        const HubStore::Span span{feed.cursor, qMin(256, room),
                                  qBound<qint64>(1, m_setup.limits.feedBytes - feed.bytes, atOnceBytes), nowMs()};
        const auto rows = m_store.waiting(session.mailbox(), span);
        if (!rows) {
            qCWarning(lcHub, "a mailbox cannot be read: %s", qUtf8Printable(rows.error().detail));
            return; // the next tick tries again
        }
        feed.behind = !rows->isEmpty();
        for (const auto &row : *rows) {
            if (!feed.open.contains(row.id))
                deliver(session, row.id, row.body);
            feed.cursor = row.id;
        }
    }
}

// Another hub wrote into this mailbox. Its ids may be smaller than what we saw: those were not committed yet.
void Mailroom::look(const QByteArray &mailbox)
{
    const auto present = m_present.value(mailbox);
    for (auto *session : present) {
        session->feed.behind = true;
        session->feed.cursor = 0;
        feed(*session);
    }
}

} // namespace sizhen
