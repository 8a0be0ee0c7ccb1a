// SPDX-License-Identifier: GPL-3.0-or-later
// Station: the relay of picture and sound, and which ways out of this room pass (NET-05, SES-14).
#include "app/station/station.h"
#include "core/base/log.h"
#include "core/crypto/primitives.h"
#include "core/net/hublink.h"

#include <QStorageInfo>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int wssPort = 443;
constexpr int wsPort = 80;
constexpr int warmEveryMs = 20'000;

// "10.0.0.5:7001" or "[fe80::1]:7001".
std::optional<Route> directRoute(const QString &address, const QString &name)
{
    const auto colon = address.lastIndexOf(u':');
    auto host = address.left(colon);
    if (host.startsWith(u'[') && host.endsWith(u']'))
        host = host.mid(1, host.size() - 2);
    const auto port = address.mid(colon + 1).toUShort();
    return colon > 0 && port != 0 ? std::optional(Route{Route::Kind::Tcp, name, host, port, {}}) : std::nullopt;
}

} // namespace

void Station::startRelay()
{
    m_forward.reset();
    QString uri;
    if (const auto text = setting(u"relay"_s); !text.isEmpty()) {
        const auto relay = RelayAddress::parse(text);
        if (!relay)
            return Q_EMIT linkTrouble(relay.error());
        uri = relay->uri();
        if (relay->way == RelayAddress::Way::Tls) {
            m_forward = std::make_unique<TlsForward>(*relay);
            connect(m_forward.get(), &TlsForward::failed, this, &Station::linkTrouble);
            const auto port = m_forward->listen();
            if (!port)
                return Q_EMIT linkTrouble(port.error());
            uri = relay->uri(*port);
        }
    }
    m_calls->useRelay(uri);
}

Result<> Station::setRelay(const QString &address)
{
    if (!address.isEmpty())
        if (const auto relay = RelayAddress::parse(address); !relay)
            return tl::unexpected(relay.error());
    if (const auto kept = keepSetting(u"relay"_s, address); !kept)
        return kept;
    startRelay();
    return {};
}

QString Station::relay() const
{
    const auto relay = RelayAddress::parse(setting(u"relay"_s));
    return relay ? relay->shown() : QString();
}

std::vector<Route> Station::routes() const
{
    std::vector<Route> routes;
    if (const auto partners = m_ledger->partners())
        for (const auto &partner : *partners)
            for (const auto &address : partner.addresses)
                if (const auto route
                    = isHubAddress(address) ? std::nullopt : directRoute(address, partner.institution.name.en()))
                    routes.push_back(*route);
    if (const auto hub = HubAddress::parse(setting(u"hub"_s))) {
        const bool secure = hub->url.scheme() == u"wss"_s;
        routes.push_back({secure ? Route::Kind::Tls : Route::Kind::Tcp, u"hub"_s, hub->url.host(),
                          quint16(hub->url.port(secure ? wssPort : wsPort)), hub->pin});
    }
    if (const auto relay = RelayAddress::parse(setting(u"relay"_s)))
        for (auto &route : routesOf(*relay, u"relay"_s))
            routes.push_back(std::move(route));
    return routes;
}

// Each way by the line of each provider that is registered and has an address.
std::vector<Route> Station::routesByProvider() const
{
    auto all = routes();
    const auto registered = uplinks();
    if (registered.isEmpty())
        return all;
    std::vector<Route> split;
    for (const auto &uplink : registered) {
        const auto addresses = addressesOf(uplink);
        for (const auto &route : all) {
            const QHostAddress host(route.host);
            const auto fits = [&](const QHostAddress &one) { return host.isNull() || host.protocol() == one.protocol(); };
            const auto from = std::ranges::find_if(addresses, fits);
            if (from == addresses.end())
                continue;
            split.push_back(route);
            split.back().provider = uplink.provider;
            split.back().from = *from;
        }
    }
    return split;
}

QList<Uplink> Station::uplinks() const
{
    return parseUplinks(setting(u"uplinks"_s)).value_or(QList<Uplink>());
}

int Station::activeUplink() const
{
    const auto all = uplinks();
    for (const auto *link : m_links->links())
        if (!link->isOurs() && link->state() == PeerLink::State::Up)
            if (const int used = uplinkAt(all, link->localAddress()); used >= 0)
                return used;
    for (int i = 0; i < all.size(); ++i)
        if (!addressesOf(all[i]).isEmpty())
            return i;
    return -1;
}

Result<> Station::setUplinks(const QList<Uplink> &uplinks)
{
    const auto text = uplinksText(uplinks);
    if (const auto good = parseUplinks(text); !good)
        return tl::unexpected(good.error());
    if (const auto kept = keepSetting(u"uplinks"_s, text); !kept)
        return kept;
    warmUplinks();
    return {};
}

// NET-07: the lines that wait are used a little, so that a router or modem that sleeps, and a cable that is out, are known
// before they are needed.
void Station::warmUplinks()
{
    if (uplinks().size() < 2)
        return;
    auto all = routesByProvider();
    std::erase_if(all, [](const Route &route) { return route.isRelay(); });
    runRoutes(std::move(all), this, [this](const std::vector<RouteResult> &results) { reportUplinks(results); });
}

void Station::reportUplinks(const std::vector<RouteResult> &results)
{
    const auto all = uplinks();
    const auto active = activeUplink();
    HealthItem item{u"uplinks"_s, HealthItem::State::Ready, u"uplinks.warm"_s, {}, m_ledger->now()};
    QStringList dead;
    for (const auto &uplink : all) {
        const bool tried = std::ranges::any_of(
            results, [&](const RouteResult &one) { return one.route.provider == uplink.provider; });
        const bool answers = std::ranges::any_of(results, [&](const RouteResult &one) {
            return one.route.provider == uplink.provider && one.ms.has_value();
        });
        if (!answers && (tried || addressesOf(uplink).isEmpty()))
            dead.append(uplink.provider);
    }
    item.args = {{u"active"_s, active >= 0 ? all[active].provider : QString()}, {u"dead"_s, dead.join(u", "_s)}};
    if (!dead.isEmpty()) {
        item.state = HealthItem::State::Warning;
        item.message = u"uplinks.dead"_s;
    }
    m_health.set(item);
}

void Station::buildCheck()
{
    connect(&m_warmth, &QTimer::timeout, this, &Station::warmUplinks);
    m_warmth.start(warmEveryMs);
    m_probes = std::make_unique<LineProbes>(LineProbes::Setup{
        [this](const QByteArray &root) { return m_links ? m_links->linksOf(root) : QList<PeerLink *>(); },
        [this](const QByteArray &root) { return m_ledger->partnershipStream(root); },
        [this] { return m_calls->view().stage != CallStage::Idle; },
        [this] { return m_ledger->now().toMSecsSinceEpoch(); },
        [](qsizetype size) { return randomBytes(size); }});
    m_check = std::make_unique<StationCheck>(StationCheck::Setup{
        *m_desk, *m_media, *m_calls, m_health, [this] { return m_links ? m_probes.get() : nullptr; },
        [this](const QByteArray &root) { return reach(root); },
        [this](QObject *owner, auto done) { runRoutes(routesByProvider(), owner, std::move(done)); },
        [this] { return uplinks(); }, [this] { return !setting(u"relay"_s).isEmpty(); },
        [this] { return QStorageInfo(m_vault->folder()).bytesAvailable(); },
        [this] { return setting(u"check"_s); },
        [this](const QString &result) { return keepSetting(u"check"_s, result); }});
}

void Station::checkRoutes(QObject *owner, std::function<void(const std::vector<RouteResult> &)> done) const
{
    auto all = routesByProvider();
    if (const auto ours = ForwarderAddress::parse(setting(u"forwarder"_s))) // few calls need it: not in the check before each
        all.push_back({Route::Kind::Tls, u"forwarder"_s, ours->place.url.host(), quint16(ours->place.url.port(443)),
                       ours->place.pin});
    runRoutes(std::move(all), owner, std::move(done));
}

void Station::runRoutes(std::vector<Route> routes, QObject *owner,
                        std::function<void(const std::vector<RouteResult> &)> done)
{
    auto *check = new RouteCheck(std::move(routes), owner);
    connect(check, &RouteCheck::finished, owner, [check, done](const std::vector<RouteResult> &results) {
        check->deleteLater();
        done(results);
    });
    check->run();
}

} // namespace sizhen
