// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/callcontrol.h"
#include "core/call/callmedia.h"
#include "core/call/precall.h"
#include "core/consult/desk.h"
#include "core/net/partnerreach.h"
#include "core/net/routecheck.h"
#include "core/net/uplinks.h"
#include "devices/health/healthboard.h"

#include <QTimer>

#include <functional>
#include <memory>

namespace sizhen {

class LineProbes;
class StationMedia;

// The check before a call, or in the morning (SES-01, NET-05): tries devices, the way to the partner and every way out
// of the room at once, and keeps what it found with the station.
class StationCheck final : public PreCallCheck
{
    Q_OBJECT
public:
    struct Setup {
        Desk &desk;
        StationMedia &media;
        CallControl &calls;
        HealthBoard &health;
        std::function<LineProbes *()> probes; // null: there are no links
        std::function<PartnerReach(const QByteArray &root)> reach;
        std::function<void(QObject *owner, std::function<void(const std::vector<RouteResult> &)> done)> checkRoutes;
        std::function<QList<Uplink>()> uplinks;
        std::function<bool()> hasRelay;
        std::function<qint64()> diskFree;
        std::function<QString()> kept; // the last result
        std::function<Result<>(const QString &)> keep;
    };

    explicit StationCheck(Setup setup, QObject *parent = nullptr);
    ~StationCheck() override;

    [[nodiscard]] Result<> start(const QByteArray &caseId) override;
    void cancel() override;

    [[nodiscard]] bool isRunning() const override { return !m_pending.isEmpty(); }

    [[nodiscard]] QStringList pending() const override { return m_pending; }

    [[nodiscard]] std::optional<PreCallResult> last() const override;

private:
    [[nodiscard]] Result<QByteArray> partnerOf(const QByteArray &caseId) const;
    void lookAtDevices();
    void tryDevices();
    void lookAtLine();
    void measureLine();
    void lookAtWays();
    void done(const QString &part);
    void conclude();
    void release();

    const Setup m_setup;
    PreCallFindings m_findings;
    QByteArray m_case;
    QByteArray m_partner;
    QStringList m_pending;
    std::unique_ptr<MediaCheck> m_devices;
    std::unique_ptr<QObject> m_ways; // whoever waits for them
    QTimer m_step{this}; // of the devices
    QTimer m_patience{this}; // with the devices
    QTimer m_link{this}; // that is not up yet
    int m_linkTries = 0;
};

} // namespace sizhen
