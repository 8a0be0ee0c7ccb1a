// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/pulse/pulseprofile.h"
#include "devices/pulse/pulsesource.h"

#include "core/pulse/pulsering.h"
#include "core/store/sealedspool.h"

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

    // Makes the sealed file for the raw bytes of a run at this site (its key is the vault's affair); called on the
    // caller's thread, before the run begins.
    using Spooler = std::function<Result<std::unique_ptr<SealedSpool>>(const QString &place, const QString &site)>;

    explicit PulseDevice(const QUrl &address, QObject *parent = nullptr); // as findInstrument() reads it
    explicit PulseDevice(Finder finder, QObject *parent = nullptr);
    ~PulseDevice() override;

    [[nodiscard]] bool isReady() const override { return m_ready; }

    [[nodiscard]] bool isLocal() const override { return true; }

    [[nodiscard]] QString name() const override { return m_about.name(); }

    [[nodiscard]] QString calibrationDue() const override { return m_about.calibrationDue; }

    [[nodiscard]] PulseScale scale() const override { return m_about.scale; }

    [[nodiscard]] int badFrames() const override { return m_integrity.badFrames; }

    [[nodiscard]] const PulseAbout &about() const { return m_about; }

    [[nodiscard]] const PulseIntegrity &integrity() const { return m_integrity; } // as of the last blocks

    [[nodiscard]] PulseRun run() const override { return m_run; }

    // Its clock, or its count of samples, against ours over the last 30 s; nothing while that is not known.
    [[nodiscard]] const std::optional<PulseClockFit> &clockFit() const { return m_clockFit; }

    // The newest samples, written on the device's thread: a chart reads them by number and copies no hour.
    [[nodiscard]] const PulseRing &ring() const { return m_ring; }

    // Raw bytes are kept from the next start() on, when there is a place.
    void setSpooler(Spooler spooler) { m_spooler = std::move(spooler); }

    void setPlace(const QString &place) override { m_place = place; }

    void noteSegments(const QVector<PulseSegment> &segments) override;
    void start(const QString &site) override;
    void stop() override;
    void identify(); // the instrument shows which one it is; samples go on

Q_SIGNALS:
    void connectFailed(
        const sizhen::Error &reason); // nothing to connect to; said once until that changes, tried again by itself
    void clockFitChanged(const sizhen::PulseClockFit &fit); // twice a second at most
    void rawNotKept(const sizhen::Error &reason); // once a run: samples come, their bytes do not reach the disk
    void readingsChanged(const sizhen::PulseReadings &readings); // only from instruments that work out any

private:
    PulseRing m_ring; // goes after the thread that writes it
    QThread m_thread;
    PulseWorker *m_worker = nullptr; // lives on m_thread, deleted when it ends
    PulseAbout m_about;
    PulseIntegrity m_integrity;
    PulseRun m_run;
    std::optional<PulseClockFit> m_clockFit;
    Spooler m_spooler;
    QString m_place;
    bool m_ready = false;
};

} // namespace sizhen
