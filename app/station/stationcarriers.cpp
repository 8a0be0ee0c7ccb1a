// SPDX-License-Identifier: GPL-3.0-or-later
// Station: the carriers that need not be trusted. Records go through the hub while the direct link is down, on a stick
// when a person says so; only the partner's receipts turn anything green.
#include "app/station/station.h"
#include "core/base/log.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int countEveryMs = 10'000;
constexpr qint64 bulkInCall = 64 * 1024; // bytes a second of history and originals beside a call

QList<CarrierSetup::Partner> addressed(const QList<Ledger::Partner> &partners, const QList<QByteArray> &wanted)
{
    QList<CarrierSetup::Partner> all;
    for (const auto &partner : partners)
        if (partner.verified && (wanted.isEmpty() || wanted.contains(partner.institution.root)))
            all.append({partner.institution.root, partner.institution.boxKey});
    return all;
}

void tellEnd(Stick *stick, QObject *owner, const Station::StickDone &done)
{
    QObject::connect(stick, &Stick::finished, owner, [stick, done](const Stick::Summary &summary) {
        stick->deleteLater();
        done(summary);
    });
    QObject::connect(stick, &Stick::failed, owner, [stick, done](const Error &error) {
        stick->deleteLater();
        done(tl::unexpected(error));
    });
}

} // namespace

void Station::buildPost()
{
    auto &ledger = *m_ledger;
    HubPost::Setup setup;
    setup.carrier = carrierSetup(ledger, u"hub"_s);
    setup.sealLive = [&ledger](const QByteArray &stream, quint64 number, const QByteArray &payload) {
        return ledger.sealLive(stream, number, payload);
    };
    setup.openLive = [&ledger](const QByteArray &stream, quint64 number, const QByteArray &sealed) {
        return ledger.openLive(stream, number, sealed);
    };
    m_post = std::make_unique<HubPost>(std::move(setup));
    connect(m_post.get(), &HubPost::stateChanged, this, &Station::reportLink);
    connect(m_post.get(), &HubPost::conditionChanged, this, &Station::reportLink);
    connect(m_post.get(), &HubPost::failed, this, &Station::linkTrouble);
    connect(m_post.get(), &HubPost::refused, this, &Station::linkTrouble);
    connect(m_post.get(), &HubPost::live, this,
            [this](const QByteArray &, const QByteArray &stream, int channel, const QByteArray &payload) {
                onLive(stream, channel, payload);
            });
    connect(m_post.get(), &HubPost::idle, this, [this] {
        if (isSettled())
            Q_EMIT settled();
    });
    connect(&m_countDirect, &QTimer::timeout, this, &Station::countDirect);
    m_countDirect.start(countEveryMs);
    // Queued for the same reason as `changed`.
    connect(
        m_ledger.get(), &Ledger::receiptArrived, this,
        [this](const QByteArray &partner, const QByteArray &stream) {
            if (m_post)
                m_post->receiptArrived(partner, stream);
        },
        Qt::QueuedConnection);
}

void Station::refreshPost(const QList<Ledger::Partner> &verified)
{
    QList<HubPost::Partner> partners;
    for (const auto &partner : verified) {
        const auto hub = std::ranges::find_if(partner.addresses, isHubAddress);
        partners.append({{partner.institution.root, partner.institution.boxKey},
                         hub == partner.addresses.cend() ? QString() : *hub});
    }
    m_post->setPartners(partners);
}

void Station::followDirect()
{
    QHash<QByteArray, bool> up;
    for (const auto *link : m_links->links())
        up[link->partner()] |= link->state() == PeerLink::State::Up;
    for (auto it = up.cbegin(); it != up.cend(); ++it)
        m_post->setDirect(it.key(), *it);
    reportLink();
}

// RES-03: what left this house over direct links, in portions.
void Station::countDirect()
{
    if (!m_links)
        return;
    for (auto *link : m_links->links()) {
        const auto bytes = link->takeSentBytes();
        if (bytes == 0 || link->partner() == m_ledger->institution().root)
            continue;
        if (const auto counted = m_ledger->countCarried(link->partner(), u"direct"_s, bytes); !counted)
            qCWarning(lcNet) << "a transfer was not counted:" << counted.error().detail;
    }
}

void Station::startHub()
{
    const auto text = setting(u"hub"_s);
    if (text.isEmpty()) {
        m_post->stop();
        return;
    }
    if (const auto hub = HubAddress::parse(text))
        m_post->start(*hub);
    else
        Q_EMIT linkTrouble(hub.error());
}

Result<> Station::setHub(const QString &address)
{
    if (!address.isEmpty())
        if (const auto hub = HubAddress::parse(address); !hub)
            return tl::unexpected(hub.error());
    if (const auto kept = keepSetting(u"hub"_s, address); !kept)
        return kept;
    startHub();
    return {};
}

HubView Station::hub() const
{
    return {setting(u"hub"_s), m_post->state() == HubLink::State::Up, m_post->since(), m_post->country()};
}

Station::Reach Station::reach(const QByteArray &partnerRoot) const
{
    Reach reach;
    const auto condition = m_post->condition(partnerRoot);
    reach.unconfirmed = condition.backlog.items;
    if (condition.backlog.sinceMs > 0)
        reach.unconfirmedSince = QDateTime::fromMSecsSinceEpoch(condition.backlog.sinceMs, Qt::UTC);
    const auto *link = m_links->link(partnerRoot);
    if (link)
        reach.since = link->since();
    if (link && link->state() == PeerLink::State::Up) {
        reach.way = Reach::Way::Direct;
    } else if (m_post->state() == HubLink::State::Up) {
        reach.way = Reach::Way::Hub;
        reach.since = m_post->since();
        reach.refusal = condition.refusal;
    }
    return reach;
}

void Station::setCallRunning(bool running)
{
    m_links->limitBulk(running ? bulkInCall : 0);
    m_links->setHurries(running);
    m_post->setCallRunning(running);
}

void Station::writeStick(QObject *owner, const QString &folder, const QList<QByteArray> &partners,
                         StickProgress progress, StickDone done)
{
    const auto known = m_ledger->partners();
    if (!known)
        return done(tl::unexpected(known.error()));
    auto *stick = new Stick(carrierSetup(*m_ledger, u"file"_s), folder, owner);
    if (progress)
        connect(stick, &Stick::progress, owner, progress);
    tellEnd(stick, owner, done);
    stick->write(addressed(*known, partners));
}

void Station::readStick(QObject *owner, const QString &folder, StickProgress progress, StickDone done)
{
    const auto known = m_ledger->partners();
    if (!known)
        return done(tl::unexpected(known.error()));
    auto *stick = new Stick(carrierSetup(*m_ledger, u"file"_s), folder, owner);
    if (progress)
        connect(stick, &Stick::progress, owner, progress);
    // What is read may be answered at once (an acceptance releases the case): the answer lies on the stick when it goes back.
    connect(m_ledger.get(), &Ledger::changed, stick, &Stick::poke, Qt::QueuedConnection);
    tellEnd(stick, owner, done);
    stick->read(addressed(*known, {}));
}

} // namespace sizhen
