// SPDX-License-Identifier: GPL-3.0-or-later
// Station: the relay of picture and sound, and which ways out of this room pass (NET-05, SES-14).
#include "app/station/station.h"
#include "core/base/log.h"
#include "core/net/hublink.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int wssPort = 443;
constexpr int wsPort = 80;

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

void Station::checkRoutes(QObject *owner, std::function<void(const std::vector<RouteResult> &)> done) const
{
    auto *check = new RouteCheck(routes(), owner);
    connect(check, &RouteCheck::finished, owner, [check, done](const std::vector<RouteResult> &results) {
        check->deleteLater();
        done(results);
    });
    check->run();
}

} // namespace sizhen
