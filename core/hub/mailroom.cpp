// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/hub/mailroom.h"

#include "core/hub/hublog.h"

#include <QUrl>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

using namespace hubwire;

namespace {

constexpr qsizetype batchNumber = 4'000; // then a commit comes before more is read
constexpr qint64 batchBytes = 16 * 1024 * 1024;
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
    if (const auto *neighbours = m_store.neighbours())
        connect(neighbours, &HubNeighbours::urgentArrived, this, &Mailroom::takeUrgent);
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
    auto &present = m_present[session->mailbox()];
    present.append(session);
    if (auto *neighbours = m_store.neighbours(); neighbours && present.size() == 1)
        neighbours->come(session->mailbox());
    feed(*session);
}

void Mailroom::leave(HubSession *session)
{
    if (!m_sessions.remove(session))
        return;
    m_coming.forget(session);
    m_flying.forget(session);
    const auto present = m_present.find(session->mailbox());
    if (present == m_present.end())
        return;
    present->removeAll(session);
    if (!present->isEmpty())
        return;
    m_present.erase(present);
    if (auto *neighbours = m_store.neighbours())
        neighbours->go(session->mailbox());
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
    m_coming.incoming.append({session, put.number, size});
    m_coming.parcels.append({label->mailbox, route, label->id, session->mailbox(), qMin(label->expiryMs, longest),
                             put.envelope});
    m_coming.bytes += size;
    if (m_coming.incoming.size() >= batchNumber || m_coming.bytes >= batchBytes)
        commit();
    else
        Q_EMIT dirty();
}

// Live pulse and call signalling: what is late is worthless, so nothing of it waits anywhere.
void Mailroom::putUrgent(HubSession *session, const Put &put, const EnvelopeLabel &label, const QString &route)
{
    if (m_closed || put.envelope.size() > m_setup.limits.envelopeBytes || label.expiryMs <= nowMs())
        return refuse(session, put.number, m_closed ? Code::NotNow : label.expiryMs <= nowMs() ? Code::Expired : Code::TooBig);
    auto *neighbours = m_store.neighbours();
    bool taken = false;
    if (route.isEmpty()) {
        taken = m_present.contains(label.mailbox);
        handUrgent(label.mailbox, put.envelope);
        if (neighbours && neighbours->have(label.mailbox)) // other stations of that institution
            taken = neighbours->sayUrgent(put.envelope, {}) || taken;
    } else {
        Q_EMIT urgentForHub(route, put.envelope, &taken);
        if (!taken && neighbours && neighbours->have(route.toUtf8())) // one of us speaks to that hub
            taken = neighbours->sayUrgent(put.envelope, route);
        m_counters.urgent += taken ? 1 : 0;
    }
    if (!taken)
        refuse(session, put.number, Code::NotNow);
}

void Mailroom::takeUrgent(const QByteArray &envelope, const QString &route)
{
    const auto label = readLabel(envelope);
    if (!label || label->expiryMs <= nowMs() || m_closed)
        return;
    bool taken = false;
    if (route.isEmpty())
        handUrgent(label->mailbox, envelope);
    else
        Q_EMIT urgentForHub(route, envelope, &taken);
    m_counters.urgent += taken ? 1 : 0;
}

void Mailroom::handUrgent(const QByteArray &mailbox, const QByteArray &envelope)
{
    const Deliver deliver{0, envelope, true};
    const auto receivers = m_present.value(mailbox);
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
    m_coming.leaving.append({session, session->mailbox(), ids});
    Q_EMIT dirty();
}

void Mailroom::tick()
{
    if (auto *neighbours = m_store.neighbours())
        neighbours->tick();
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
    m_closed = true;
    for (int left = 2; left > 0; --left) { // what is under way, and what came meanwhile
        m_store.finish();
        commit();
    }
    m_store.finish();
    const auto sessions = m_sessions;
    for (auto *session : sessions)
        session->end(Code::NotNow);
}

} // namespace sizhen
