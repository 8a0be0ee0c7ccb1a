// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/hub/hub.h"

#include "core/hub/hublog.h"

#include <QSysInfo>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

Hub::Hub(HubSettings settings, HubIdentity identity)
    : m_settings(std::move(settings))
    , m_identity(std::move(identity))
{
}

Hub::~Hub() = default;

Result<std::unique_ptr<Hub>> Hub::open(const HubSettings &settings, Clock clock)
{
    if (const auto checked = checkSettings(settings); !checked)
        return tl::unexpected(checked.error());
    auto identity = loadHubIdentity(settings);
    if (!identity)
        return tl::unexpected(identity.error());
    std::unique_ptr<Hub> hub(new Hub(settings, std::move(*identity)));
    auto lock = VaultLock::take(settings.dataFolder + u"/hub.lock"_s);
    if (!lock)
        return tl::unexpected(lock.error());
    hub->m_lock = std::move(*lock);
    const auto database = settings.database.isEmpty() ? settings.dataFolder + u"/hub.sqlite"_s : settings.database;
    const auto node = settings.node.isEmpty() ? QSysInfo::machineHostName() + u' ' + settings.dataFolder : settings.node;
    auto store = HubStore::open({database, node, settings.limits.databaseBytes});
    if (!store)
        return tl::unexpected(store.error());
    hub->m_store = std::move(*store);
    auto key = SigningKey::fromSeed(hub->m_identity.key.seed());
    hub->m_room = std::make_unique<Mailroom>(
        *hub->m_store, Mailroom::Setup{settings.limits, settings.country, std::move(*key), std::move(clock)});
    if (const auto loaded = hub->m_room->reload(); !loaded)
        return tl::unexpected(loaded.error());
    hub->m_office = std::make_unique<HubOffice>(*hub->m_room);
    return hub;
}

Result<> Hub::listen()
{
    m_server = std::make_unique<HubServer>(*m_room, m_identity, m_settings.plain);
    connect(m_server.get(), &HubServer::stopped, this, &Hub::stopped);
    if (const auto listening = m_server->listen(m_settings.listen); !listening)
        return listening;
    m_control = std::make_unique<HubControl>(*m_office, controlPath(m_settings.dataFolder));
    if (const auto listening = m_control->listen(); !listening)
        return listening;
    if (m_settings.metricsPort >= 0) {
        m_metrics = std::make_unique<HubMetrics>(*m_room, *m_server);
        if (const auto listening = m_metrics->listen(m_settings.metricsPort); !listening)
            return listening;
    }
    m_peers = std::make_unique<PeerHubs>(*m_room);
    m_peers->wakeAll();
    qCInfo(lcHub, "listening on port %d, %lld institutions, %lld envelopes waiting", m_server->port(),
           qint64(m_room->institutions().size()), m_store->all().number);
    return {};
}

void Hub::stop()
{
    m_control.reset();
    m_peers.reset();
    m_server->stop();
}

} // namespace sizhen
