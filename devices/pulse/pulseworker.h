// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/link/link.h"
#include "devices/pulse/pulsedevice.h"
#include "devices/pulse/pulsespool.h"

#include <QElapsedTimer>
#include <QTimer>

namespace sizhen {

// The part of PulseDevice that lives on its thread: one link at a time, the protocol, and the timers that keep it
// alive.
class PulseWorker final : public QObject
{
    Q_OBJECT
public:
    PulseWorker(PulseDevice::Finder finder, PulseRing &ring);

    void run(); // first thing on the device's thread
    // With a file the raw bytes go there, from the first one after START on.
    void start(const QString &site, std::unique_ptr<SealedSpool> file);
    void noteSegments(const QVector<sizhen::PulseSegment> &segments);
    void stop();
    void identify();

Q_SIGNALS:
    void ready(const sizhen::PulseAbout &about);
    void connectFailed(const sizhen::Error &reason);
    void gone(const sizhen::Error &reason); // was ready, is not
    void blocksReady(const QVector<sizhen::PulseBlock> &blocks, const sizhen::PulseIntegrity &integrity,
                     const sizhen::PulseRun &run);
    void noticed(const sizhen::PulseEvent &event);
    void counted(const sizhen::PulseIntegrity &integrity); // twice a second, samples or not
    void clockFitted(const sizhen::PulseClockFit &fit);
    void spoolFailed(const sizhen::Error &reason);
    void readingsChanged(const sizhen::PulseReadings &readings);

private:
    void connectLink();
    [[nodiscard]] Result<> findLink(); // and the protocol to go with it
    void failedToConnect(const Error &reason);
    void onReceived(const QByteArray &bytes);
    void onClosed(const Error &reason);
    void sayConnect();
    [[nodiscard]] QByteArray beginRun(); // of m_site, with m_file
    [[nodiscard]] PulseRun withRaw(PulseRun run) const;
    void spooled(const Result<> &written);
    void onBeat(); // every half second while a link is open
    void send(const QByteArray &bytes);

    PulseDevice::Finder m_finder;
    PulseRing &m_ring;
    std::unique_ptr<Link> m_link;
    std::unique_ptr<PulseProtocol> m_protocol; // outlives a connection: the run goes on
    QString m_protocolId;
    QString m_site; // of the run that is going on; empty: none
    std::unique_ptr<SealedSpool> m_file; // for the run that begins next
    std::optional<PulseSpool> m_spool;
    PulseRunMeter m_meter;
    PulseAbout m_about;
    std::optional<PulseClockFit> m_fit;
    std::optional<PulseReadings> m_readings;
    QElapsedTimer m_clock;
    QTimer m_again{this};
    QTimer m_beat{this};
    qint64 m_heardMs = 0;
    bool m_ready = false;
    std::optional<Fault> m_failedWith; // so that a missing instrument is told once, not twice a second
};

} // namespace sizhen
