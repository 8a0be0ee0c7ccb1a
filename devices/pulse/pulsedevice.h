// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/pulse/pulseprofile.h"
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
    // Where it is now; called on the device's thread, once a connection.
    using Finder = std::function<Result<PulseAddress>()>;

    explicit PulseDevice(const QUrl &address, QObject *parent = nullptr); // as findInstrument() reads it
    explicit PulseDevice(Finder finder, QObject *parent = nullptr);
    ~PulseDevice() override;

    [[nodiscard]] bool isReady() const override { return m_ready; }

    [[nodiscard]] bool isLocal() const override { return true; }

    [[nodiscard]] QString name() const override { return m_about.name(); }

    [[nodiscard]] PulseScale scale() const override { return m_about.scale; }

    [[nodiscard]] int badFrames() const override { return m_integrity.badFrames; }

    [[nodiscard]] const PulseAbout &about() const { return m_about; }

    [[nodiscard]] const PulseIntegrity &integrity() const { return m_integrity; } // as of the last blocks

    void start(const QString &site) override;
    void stop() override;
    void identify(); // the instrument shows which one it is; samples go on

Q_SIGNALS:
    void connectFailed(
        const sizhen::Error &reason); // nothing to connect to; said once until that changes, tried again by itself
    void noticed(const sizhen::PulseEvent &event);
    void readingsChanged(const sizhen::PulseReadings &readings); // only from instruments that work out any

private:
    QThread m_thread;
    PulseWorker *m_worker = nullptr; // lives on m_thread, deleted when it ends
    PulseAbout m_about;
    PulseIntegrity m_integrity;
    bool m_ready = false;
};

} // namespace sizhen
