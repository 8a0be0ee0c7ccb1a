// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/pulse/pulsesource.h"

#include <QTimer>
#include <optional>

namespace sizhen {

// The partner's pulse while it is taken there. The application feeds it what came over the link. It is watched, never
// commanded: start() and stop() do nothing (ORG-10).
class RemotePulse final : public PulseSource
{
    Q_OBJECT
public:
    explicit RemotePulse(QObject *parent = nullptr);

    // The link's state and whom it leads to ("Budapest").
    void setConnected(bool connected, const QString &partner);

    void setScale(const PulseScale &scale) { m_scale = scale; }

    // A block that arrived now. `sentAt` is the sender's clock when it was sent, invalid when the message does not say.
    void feed(const PulseBlock &block, const QDateTime &arrivedAt, const QDateTime &sentAt = {});

    // Sender's last sample to our glass, in ms, smoothed: by the two clocks when the sender gave its own, else against
    // the quickest block of this run (then it is what waits in the line above the least possible). Nothing before the
    // first block.
    [[nodiscard]] std::optional<int> delayMs() const { return m_delayMs; }

    [[nodiscard]] QString site() const { return m_site; } // being taken now; empty when nothing came for three seconds

    [[nodiscard]] bool isReady() const override { return m_connected; }

    [[nodiscard]] bool isLocal() const override { return false; }

    [[nodiscard]] QString name() const override { return m_partner; }

    [[nodiscard]] PulseScale scale() const override { return m_scale; }

    void start(const QString &) override { }

    void stop() override { }

Q_SIGNALS:
    void delayChanged(int ms);
    void siteChanged(const QString &site);

private:
    void setSite(const QString &site);

    QTimer m_quiet{this};
    QString m_partner;
    QString m_site;
    PulseScale m_scale;
    bool m_connected = false;
    quint64 m_next = 0;
    std::optional<double> m_quickest; // least of (arrival - time of the last sample in the run), ms
    std::optional<int> m_delayMs;
};

} // namespace sizhen
