// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/hub/mailroom.h"

#include "core/hub/hublog.h"

#include <QElapsedTimer>
#include <QUrl>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

using namespace hubwire;

namespace {

constexpr qsizetype batchNumber = 4'000; // then a commit comes before more is read
constexpr qint64 batchBytes = 16 * 1024 * 1024;
constexpr qint64 atOnceBytes = 1024 * 1024; // read from disk for one client before the next has its turn
constexpr int purgeAtOnce = 2'000;
constexpr int ticksToLook = 15;

} // namespace

QString plainHubUrl(const QString &url)
{
    const QUrl parsed(url);
    const auto port = parsed.port(parsed.scheme() == u"wss" ? 443 : 80);
    const auto host = parsed.host().contains(u':') ? u'[' + parsed.host() + u']' : parsed.host();
    return parsed.scheme() + u"://"_s + host + u':' + QString::number(port);
}

Mailroom::Mailroom(HubStore &store, Setup setup)
    : m_store(store)
    , m_setup(std::move(setup))
{
    connect(&m_store, &HubStore::arrived, this, &Mailroom::look);
    connect(&m_store, &HubStore::routed, this, &Mailroom::routed);
    connect(&m_store, &HubStore::registryChanged, this, [this] {
        if (const auto loaded = reload(); !loaded)
            qCWarning(lcHub, "the registry cannot be read: %s", qUtf8Printable(loaded.error().detail));
    });
}

Result<> Mailroom::reload()
{
    auto institutions = m_store.institutions();
    auto revoked = m_store.revocations();
    auto peers = m_store.peers();
    if (!institutions)
        return tl::unexpected(institutions.error());
    if (!revoked)
        return tl::unexpected(revoked.error());
    if (!peers)
        return tl::unexpected(peers.error());
    m_institutions = std::move(*institutions);
    m_revoked = std::move(*revoked);
    m_peers = std::move(*peers);
    m_mailboxes.clear();
    for (const auto &institution : std::as_const(m_institutions))
        m_mailboxes.insert(institution.mailbox, institution.root);
    const auto sessions = m_sessions;
    for (auto *session : sessions) {
        const auto known = session->isPeer()
            ? knowsPeer(session->station())
            : m_mailboxes.contains(session->mailbox()) && !m_revoked.contains(session->station());
        if (!known)
            session->end(Code::UnknownInstitution);
    }
    return {};
}

Result<StationCertificate> Mailroom::judge(const Login &login, const Challenge &challenge)
{
    auto certificate = openStationCertificate(login.certificate);
    if (!certificate)
        return fail(Fault::Untrusted, u"a certificate that no root signed"_s);
    const auto known = std::ranges::any_of(m_institutions, [&](const HubInstitution &one) {
        return one.root == certificate->institution;
    });
    if (!known)
        return fail(Fault::Denied, u"an institution that was not admitted"_s);
    const auto now = m_setup.clock();
    if (now < certificate->validFrom || now >= certificate->validTo)
        return fail(Fault::Untrusted, u"a certificate that is not valid now"_s);
    if (m_revoked.contains(certificate->station))
        return fail(Fault::Denied, u"a revoked station"_s);
    if (!verify(certificate->station, loginDomain, loginWords(challenge), login.signature))
        return fail(Fault::Untrusted, u"a signature of another key"_s);
    return certificate;
}

bool Mailroom::knowsPeer(const QByteArray &key) const
{
    return std::ranges::any_of(m_peers, [&](const HubPeer &peer) { return peer.key == key; });
}

Welcome Mailroom::welcome(const QByteArray &mailbox) const
{
    const auto &limits = m_setup.limits;
    return {protocolVersion, limits.mailboxBytes,      qMax<qint64>(0, m_store.inMailbox(mailbox).bytes),
            limits.window,   limits.longestExpiryMs, m_setup.country};
}

void Mailroom::enter(HubSession *session)
{
    m_sessions.insert(session);
    if (session->isPeer())
        return;
    m_present[session->mailbox()].append(session);
    feed(*session);
}

void Mailroom::leave(HubSession *session)
{
    if (!m_sessions.remove(session))
        return;
    for (auto &incoming : m_incoming)
        if (incoming.from == session)
            incoming.from = nullptr; // what it brought is kept all the same
    for (auto &farewell : m_leaving)
        if (farewell.from == session)
            farewell.from = nullptr;
    const auto present = m_present.find(session->mailbox());
    if (present == m_present.end())
        return;
    present->removeAll(session);
    if (present->isEmpty())
        m_present.erase(present);
}

void Mailroom::refuse(HubSession *session, qint64 number, Code code)
{
    ++m_counters.refused[std::size_t(code)];
    session->send(Refused{number, code});
}

std::optional<Code> Mailroom::refusal(const HubSession &session, const EnvelopeLabel &label, qint64 size,
                                      const QString &route) const
{
    const auto &limits = m_setup.limits;
    if (m_closed)
        return Code::NotNow;
    if (size > limits.envelopeBytes)
        return Code::TooBig;
    if (label.expiryMs <= nowMs())
        return Code::Expired;
    if (route.isEmpty() && !m_mailboxes.contains(label.mailbox))
        return session.isPeer() ? Code::NoRoute : Code::UnknownInstitution;
    const auto over = [size](const Lying &stored, const Lying &coming, qint64 bytes, qint64 number) {
        return stored.bytes + coming.bytes + size > bytes || stored.number + coming.number + 1 > number;
    };
    const auto &sender = session.mailbox();
    if (over(m_store.inMailbox(label.mailbox), m_comingTo.value(label.mailbox), limits.mailboxBytes,
             limits.mailboxNumber))
        return Code::Quota;
    if (!session.isPeer()
        && over(m_store.ofSender(sender), m_comingFrom.value(sender), limits.senderBytes, limits.senderNumber))
        return Code::Quota;
    return {};
}

void Mailroom::put(HubSession *session, const Put &put)
{
    const auto label = readLabel(put.envelope);
    if (!label)
        return refuse(session, put.number, Code::BadShape);
    QString route;
    if (!put.hubUrl.isEmpty() && !m_mailboxes.contains(label->mailbox)) {
        const auto peer = std::ranges::find(m_peers, plainHubUrl(put.hubUrl), &HubPeer::url);
        if (peer == m_peers.end())
            return refuse(session, put.number, Code::NoRoute);
        route = peer->url;
    }
    if (put.urgent)
        return putUrgent(session, put, *label, route);
    const auto size = qint64(put.envelope.size());
    if (session->unanswered >= m_setup.limits.window
        || (session->unanswered > 0 && session->unansweredBytes + size > m_setup.limits.windowBytes)) {
        ++m_counters.slowClosed;
        return session->end(Code::SlowDown);
    }
    if (const auto no = refusal(*session, *label, size, route))
        return refuse(session, put.number, *no);
    const auto longest = nowMs() + m_setup.limits.longestExpiryMs;
    ++session->unanswered;
    session->unansweredBytes += size;
    for (auto *coming : {&m_comingTo[label->mailbox], &m_comingFrom[session->mailbox()]}) {
        ++coming->number;
        coming->bytes += size;
    }
    m_incoming.append({session, put.number, size});
    m_parcels.append({label->mailbox, route, label->id, session->mailbox(), qMin(label->expiryMs, longest),
                      put.envelope});
    m_parcelBytes += size;
    if (m_incoming.size() >= batchNumber || m_parcelBytes >= batchBytes)
        commit();
    else
        Q_EMIT dirty();
}

// Live pulse and call signalling: what is late is worthless, so nothing of it waits anywhere.
void Mailroom::putUrgent(HubSession *session, const Put &put, const EnvelopeLabel &label, const QString &route)
{
    if (m_closed || put.envelope.size() > m_setup.limits.envelopeBytes || label.expiryMs <= nowMs())
        return refuse(session, put.number, m_closed ? Code::NotNow : label.expiryMs <= nowMs() ? Code::Expired : Code::TooBig);
    if (!route.isEmpty()) {
        bool taken = false;
        Q_EMIT urgentForHub(route, put.envelope, &taken);
        if (!taken)
            return refuse(session, put.number, Code::NotNow);
        ++m_counters.urgent;
        return;
    }
    const auto receivers = m_present.value(label.mailbox);
    if (receivers.isEmpty())
        return refuse(session, put.number, Code::NotNow);
    const Deliver deliver{0, put.envelope, true};
    for (auto *receiver : receivers) {
        if (receiver->backlog() > m_setup.limits.bufferBytes) {
            ++m_counters.urgentDropped;
            continue;
        }
        receiver->send(deliver);
        ++m_counters.urgent;
    }
}

void Mailroom::gone(HubSession *session, const QList<qint64> &ids)
{
    m_leaving.append({session, session->mailbox(), ids});
    Q_EMIT dirty();
}

void Mailroom::commit()
{
    if (!isDirty())
        return;
    QList<Removal> removals;
    for (const auto &farewell : std::as_const(m_leaving))
        removals.append({farewell.mailbox, farewell.ids});
    QElapsedTimer watch;
    watch.start();
    const auto ids = m_store.apply(m_parcels, removals);
    ++m_counters.commits;
    m_counters.commitSeconds += double(watch.nsecsElapsed()) / 1e9;
    m_comingTo.clear();
    m_comingFrom.clear();
    if (!ids) {
        ++m_counters.commitFailures;
        qCWarning(lcHub, "nothing could be stored: %s", qUtf8Printable(ids.error().detail));
        const auto mixed = !m_parcels.isEmpty() && !removals.isEmpty();
        refuseAll(ids.error().fault);
        if (mixed && m_store.apply({}, removals)) // on a full disk deleting is what helps
            release();
        return;
    }
    release();
    answer(*ids);
}

// The senders keep what they sent. Deletions are tried again with the next commit.
void Mailroom::refuseAll(Fault fault)
{
    const auto incoming = std::exchange(m_incoming, {});
    m_parcels.clear();
    m_parcelBytes = 0;
    for (const auto &one : incoming) {
        if (!one.from)
            continue;
        --one.from->unanswered;
        one.from->unansweredBytes -= one.bytes;
        refuse(one.from, one.number, fault == Fault::NoSpace ? Code::StorageFull : Code::NotNow);
    }
}

void Mailroom::answer(const QList<qint64> &ids)
{
    const auto incoming = std::exchange(m_incoming, {});
    const auto parcels = std::exchange(m_parcels, {});
    m_parcelBytes = 0;
    QHash<HubSession *, QList<qint64>> numbers;
    for (const auto &one : incoming) {
        if (!one.from)
            continue;
        --one.from->unanswered;
        one.from->unansweredBytes -= one.bytes;
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

void Mailroom::release()
{
    const auto farewells = std::exchange(m_leaving, {});
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

void Mailroom::tick()
{
    commit(); // deletions that failed before
    if (const auto purged = m_store.purge(nowMs(), purgeAtOnce); purged)
        m_counters.expired += *purged;
    if (m_store.isShared())
        if (const auto fresh = m_store.refresh(); !fresh)
            qCWarning(lcHub, "the counts cannot be read: %s", qUtf8Printable(fresh.error().detail));
    const auto look = m_store.isShared() && ++m_ticks % ticksToLook == 0;
    const auto sessions = m_sessions;
    for (auto *session : sessions) {
        if (look) { // a notice may have been lost with a connection
            session->feed.behind = true;
            session->feed.cursor = 0;
        }
        feed(*session);
    }
}

void Mailroom::close()
{
    commit();
    m_closed = true;
    const auto sessions = m_sessions;
    for (auto *session : sessions)
        session->end(Code::NotNow);
}

} // namespace sizhen
