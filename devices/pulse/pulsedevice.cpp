// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/pulse/pulsedevice.h"
#include "devices/pulse/pulseprofile.h"
#include "devices/pulse/pulseworker.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
PulseDevice::PulseDevice(const QUrl &address, QObject *parent)
    : PulseDevice([address] { return findInstrument(address, pulseProfiles(), presentSerialPorts()); }, parent)
{
}

PulseDevice::PulseDevice(Finder finder, QObject *parent)
    : PulseSource(parent)
    , m_worker(new PulseWorker(std::move(finder), m_ring))
{
    qRegisterMetaType<PulseAbout>();
    qRegisterMetaType<PulseEvent>();
    qRegisterMetaType<PulseIntegrity>();
    qRegisterMetaType<PulseReadings>();
    qRegisterMetaType<PulseRun>();
    qRegisterMetaType<PulseClockFit>();
    qRegisterMetaType<Error>();
    qRegisterMetaType<QVector<PulseBlock>>();
    m_thread.setObjectName(u"pulse"_s);
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::started, m_worker, &PulseWorker::run);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    connect(m_worker, &PulseWorker::ready, this, [this](const PulseAbout &about) {
        m_about = about;
        m_ready = true;
        Q_EMIT readyChanged(true);
    });
    connect(m_worker, &PulseWorker::connectFailed, this, &PulseDevice::connectFailed);
    connect(m_worker, &PulseWorker::gone, this, [this](const Error &reason) {
        m_ready = false;
        Q_EMIT readyChanged(false);
        Q_EMIT lost(reason);
    });
    connect(m_worker, &PulseWorker::blocksReady, this,
            [this](const QVector<PulseBlock> &blocks, const PulseIntegrity &integrity, const PulseRun &run) {
                m_integrity = integrity;
                m_run = run;
                for (const auto &block : blocks)
                    Q_EMIT blockReady(block);
            });
    connect(m_worker, &PulseWorker::noticed, this, &PulseDevice::noticed);
    connect(m_worker, &PulseWorker::counted, this,
            [this](const PulseIntegrity &integrity) { m_integrity = integrity; });
    connect(m_worker, &PulseWorker::clockFitted, this, [this](const PulseClockFit &fit) {
        m_clockFit = fit;
        Q_EMIT clockFitChanged(fit);
    });
    connect(m_worker, &PulseWorker::spoolFailed, this, &PulseDevice::rawNotKept);
    connect(m_worker, &PulseWorker::readingsChanged, this, &PulseDevice::readingsChanged);
    m_thread.start();
}

PulseDevice::~PulseDevice()
{
    m_thread.quit();
    m_thread.wait();
}

void PulseDevice::start(const QString &site)
{
    std::unique_ptr<SealedSpool> spool;
    if (m_spooler && !m_place.isEmpty()) {
        auto made = m_spooler(m_place, site);
        if (made)
            spool = std::move(*made);
        else
            Q_EMIT rawNotKept(made.error());
    }
    m_run = {};
    // Bare, because a call that is queued must be copied; the worker takes it at once.
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, site, file = spool.release()] {
        worker->start(site, std::unique_ptr<SealedSpool>(file));
    });
}

void PulseDevice::noteSegments(const QVector<PulseSegment> &segments)
{
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, segments] { worker->noteSegments(segments); });
}

void PulseDevice::stop()
{
    QMetaObject::invokeMethod(m_worker, [worker = m_worker] { worker->stop(); });
}

void PulseDevice::identify()
{
    QMetaObject::invokeMethod(m_worker, [worker = m_worker] { worker->identify(); });
}

} // namespace sizhen
