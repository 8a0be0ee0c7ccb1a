// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/pulse/ptpmessages.h"
#include "devices/pulse/pulsesource.h"

#include <QThread>
#include <QUrl>
#include <functional>
#include <memory>

namespace sizhen {

class Link;
class PulseWorker;

// The instrument in this room. Link and decoder live on their own thread, so a busy window loses no sample; the device
// connects again by itself, and a run that was going on goes on with its gap marked.
class PulseDevice final : public PulseSource
{
    Q_OBJECT
public:
    using LinkMaker
        = std::function<Result<std::unique_ptr<Link>>()>; // called on the device's thread, once a connection

    explicit PulseDevice(const QUrl &address, QObject *parent = nullptr);
    explicit PulseDevice(LinkMaker maker, QObject *parent = nullptr);
    ~PulseDevice() override;

    [[nodiscard]] bool isReady() const override { return m_ready; }

    [[nodiscard]] bool isLocal() const override { return true; }

    [[nodiscard]] QString name() const override { return m_capabilities.name(); }

    [[nodiscard]] PulseScale scale() const override { return m_capabilities.scale(); }

    [[nodiscard]] int badFrames() const override { return m_badFrames; }

    [[nodiscard]] const PtpCapabilities &capabilities() const { return m_capabilities; }

    void start(const QString &site) override;
    void stop() override;
    void identify(); // the instrument shows which one it is; samples go on

Q_SIGNALS:
    void connectFailed(
        const sizhen::Error &reason); // nothing to connect to; said once until that changes, tried again by itself

private:
    QThread m_thread;
    PulseWorker *m_worker = nullptr; // lives on m_thread, deleted when it ends
    PtpCapabilities m_capabilities;
    bool m_ready = false;
    int m_badFrames = 0;
};

} // namespace sizhen
