// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/link/link.h"
#include "devices/pulse/ptphost.h"
#include "devices/pulse/pulsedevice.h"

#include <QElapsedTimer>
#include <QTimer>

namespace sizhen {

// The part of PulseDevice that lives on its thread: one link at a time, the protocol, and the timers that keep it
// alive.
class PulseWorker final : public QObject
{
    Q_OBJECT
public:
    explicit PulseWorker(PulseDevice::LinkMaker maker);

    void run(); // first thing on the device's thread
    void start(const QString &site);
    void stop();
    void identify();

Q_SIGNALS:
    void ready(const sizhen::PtpCapabilities &capabilities);
    void connectFailed(const sizhen::Error &reason);
    void gone(const sizhen::Error &reason); // was ready, is not
    void blocksReady(const QVector<sizhen::PulseBlock> &blocks, int badFrames);

private:
    void connectLink();
    void onReceived(const QByteArray &bytes);
    void onClosed(const Error &reason);
    void onBeat(); // every half second while a link is open
    void send(const QByteArray &bytes);

    PulseDevice::LinkMaker m_maker;
    std::unique_ptr<Link> m_link;
    PtpHost m_host;
    QElapsedTimer m_clock;
    QTimer m_again{this};
    QTimer m_beat{this};
    qint64 m_heardMs = 0;
    bool m_ready = false;
    std::optional<Fault> m_failedWith; // so that a missing instrument is told once, not twice a second
};

} // namespace sizhen
