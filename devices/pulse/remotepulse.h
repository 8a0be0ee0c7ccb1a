// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pulse/livepulse.h"
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

    // What the samples and pressures mean, and this patient's range.
    void setAbout(const LivePulseAbout &about) { m_about = about; }

    [[nodiscard]] const PressureRange &range() const { return m_about.range; }

    // A block that arrived now, so many ms after it was sent; nothing: not known yet.
    void feed(const PulseBlock &block, std::optional<qint64> ageMs);

    // Sender's last sample to our glass, in ms, smoothed. Nothing before it was first measured.
    [[nodiscard]] std::optional<int> delayMs() const { return m_delayMs; }

    [[nodiscard]] QString site() const { return m_site; } // being taken now; empty when nothing came for three seconds

    [[nodiscard]] bool isReady() const override { return m_connected; }

    [[nodiscard]] bool isLocal() const override { return false; }

    [[nodiscard]] QString name() const override { return m_partner; }

    [[nodiscard]] PulseScale scale() const override { return m_about.scale; }

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
    LivePulseAbout m_about;
    bool m_connected = false;
    quint64 m_next = 0;
    std::optional<int> m_delayMs;
};

} // namespace sizhen
