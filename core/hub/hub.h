// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/hub/hubports.h"
#include "core/hub/peerhubs.h"
#include "core/store/vaultlock.h"

namespace sizhen {

// A whole hub, put together from its settings: what the program runs and the tests start.
class Hub final : public QObject
{
    Q_OBJECT
public:
    // Everything but the sockets: enough for the operator's commands on a hub that does not run. Fault::Busy when one runs.
    [[nodiscard]] static Result<std::unique_ptr<Hub>> open(const HubSettings &settings, Clock clock = systemClock());
    ~Hub() override;

    [[nodiscard]] Result<> listen();
    void stop(); // graceful; stopped() follows

    [[nodiscard]] int port() const { return m_server ? m_server->port() : 0; }
    [[nodiscard]] int metricsPort() const { return m_metrics ? m_metrics->port() : 0; }
    [[nodiscard]] QByteArray pin() const { return m_identity.pin; }
    [[nodiscard]] bool isSelfMade() const { return m_identity.selfMade; }
    [[nodiscard]] Mailroom &room() { return *m_room; }
    [[nodiscard]] HubOffice &office() { return *m_office; }

    [[nodiscard]] static QString controlPath(const QString &dataFolder) { return dataFolder + QStringLiteral("/control"); }

Q_SIGNALS:
    void stopped();

private:
    Hub(HubSettings settings, HubIdentity identity);

    HubSettings m_settings;
    HubIdentity m_identity;
    std::unique_ptr<VaultLock> m_lock;
    std::unique_ptr<HubStore> m_store;
    std::unique_ptr<Mailroom> m_room;
    std::unique_ptr<HubOffice> m_office;
    std::unique_ptr<HubServer> m_server;
    std::unique_ptr<PeerHubs> m_peers;
    std::unique_ptr<HubControl> m_control;
    std::unique_ptr<HubMetrics> m_metrics;
};

} // namespace sizhen
