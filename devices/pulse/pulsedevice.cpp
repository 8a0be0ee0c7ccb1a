// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/pulse/pulsedevice.h"
#include "devices/link/linkfactory.h"
#include "devices/pulse/pulseworker.h"

#include "core/base/log.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int againMs = 500;
constexpr int beatMs = 500;
constexpr qint64 silentMs = 3000; // a living instrument answers a ping in milliseconds

} // namespace

PulseDevice::PulseDevice(const QUrl &address, QObject *parent)
    : PulseDevice([address] { return makeLink(address); }, parent)
{
}

PulseDevice::PulseDevice(LinkMaker maker, QObject *parent)
    : PulseSource(parent)
    , m_worker(new PulseWorker(std::move(maker)))
{
    qRegisterMetaType<PtpCapabilities>();
    qRegisterMetaType<Error>();
    qRegisterMetaType<QVector<PulseBlock>>();
    m_thread.setObjectName(u"pulse"_s);
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::started, m_worker, &PulseWorker::run);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    connect(m_worker, &PulseWorker::ready, this, [this](const PtpCapabilities &capabilities) {
        m_capabilities = capabilities;
        m_ready = true;
        Q_EMIT readyChanged(true);
    });
    connect(m_worker, &PulseWorker::connectFailed, this, &PulseDevice::connectFailed);
    connect(m_worker, &PulseWorker::gone, this, [this](const Error &reason) {
        m_ready = false;
        Q_EMIT readyChanged(false);
        Q_EMIT lost(reason);
    });
    connect(m_worker, &PulseWorker::blocksReady, this, [this](const QVector<PulseBlock> &blocks, int badFrames) {
        m_badFrames = badFrames;
        for (const auto &block : blocks)
            Q_EMIT blockReady(block);
    });
    m_thread.start();
}

PulseDevice::~PulseDevice()
{
    m_thread.quit();
    m_thread.wait();
}

void PulseDevice::start(const QString &site)
{
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, site] { worker->start(site); });
}

void PulseDevice::stop()
{
    QMetaObject::invokeMethod(m_worker, [worker = m_worker] { worker->stop(); });
}

void PulseDevice::identify()
{
    QMetaObject::invokeMethod(m_worker, [worker = m_worker] { worker->identify(); });
}

PulseWorker::PulseWorker(PulseDevice::LinkMaker maker)
    : m_maker(std::move(maker))
{
    m_again.setSingleShot(true);
    m_again.setInterval(againMs);
    m_beat.setInterval(beatMs);
    connect(&m_again, &QTimer::timeout, this, &PulseWorker::connectLink);
    connect(&m_beat, &QTimer::timeout, this, &PulseWorker::onBeat);
}

void PulseWorker::run()
{
    m_clock.start();
    connectLink();
}

void PulseWorker::connectLink()
{
    auto made = m_maker();
    if (!made) {
        qCWarning(lcDevice) << "no link to the pulse instrument:" << made.error().detail;
        Q_EMIT connectFailed(made.error());
        return; // an address that cannot be understood does not get better by trying
    }
    m_link = std::move(*made);
    connect(m_link.get(), &Link::received, this, &PulseWorker::onReceived);
    connect(m_link.get(), &Link::closed, this, &PulseWorker::onClosed);
    if (const auto opened = m_link->open(); !opened) {
        m_again.start();
        if (m_failedWith != opened.error().fault) {
            m_failedWith = opened.error().fault;
            Q_EMIT connectFailed(opened.error());
        }
        return;
    }
    m_heardMs = m_clock.elapsed();
    m_beat.start();
    send(m_host.restart());
}

void PulseWorker::onReceived(const QByteArray &bytes)
{
    const auto heard = m_host.feed(bytes, m_clock.elapsed());
    if (heard.anything)
        m_heardMs = m_clock.elapsed();
    if (heard.capabilities && !m_ready) {
        m_ready = true;
        m_failedWith.reset();
        qCInfo(lcDevice) << "pulse instrument ready:" << heard.capabilities->name();
        Q_EMIT ready(*heard.capabilities);
    }
    if (!heard.blocks.isEmpty())
        Q_EMIT blocksReady(heard.blocks, m_host.badFrames());
}

void PulseWorker::onClosed(const Error &reason)
{
    m_beat.stop();
    m_again.start();
    if (!std::exchange(m_ready, false))
        return;
    qCWarning(lcDevice) << "pulse instrument gone:" << reason.detail;
    Q_EMIT gone(reason);
}

void PulseWorker::onBeat()
{
    if (m_clock.elapsed() - m_heardMs > silentMs) {
        disconnect(m_link.get(), &Link::closed, this, nullptr);
        m_link->close();
        onClosed(Error{Fault::Timeout, u"the instrument is silent"_s, {}, u"pulse.no_answer"_s, {}});
        return;
    }
    send(m_ready ? m_host.repeatStart() + m_host.ping() : m_host.restart());
}

void PulseWorker::send(const QByteArray &bytes)
{
    if (!m_link || !m_link->isOpen() || bytes.isEmpty())
        return;
    if (const auto written = m_link->write(bytes); !written)
        qCWarning(lcDevice) << "cannot write to the pulse instrument:" << written.error().detail;
}

void PulseWorker::start(const QString &site)
{
    const auto bytes = m_host.start(site); // remembered when nothing is connected, and sent with restart()
    if (m_ready)
        send(bytes);
}

void PulseWorker::stop()
{
    send(m_host.stop());
}

void PulseWorker::identify()
{
    send(m_host.identify());
}

} // namespace sizhen
