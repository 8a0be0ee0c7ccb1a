// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/pulse/pulsedevice.h"
#include "devices/link/linkfactory.h"
#include "devices/pulse/pulseprotocols.h"
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
    : PulseDevice([address] { return findInstrument(address, pulseProfiles(), presentSerialPorts()); }, parent)
{
}

PulseDevice::PulseDevice(Finder finder, QObject *parent)
    : PulseSource(parent)
    , m_worker(new PulseWorker(std::move(finder)))
{
    qRegisterMetaType<PulseAbout>();
    qRegisterMetaType<PulseEvent>();
    qRegisterMetaType<PulseIntegrity>();
    qRegisterMetaType<PulseReadings>();
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
            [this](const QVector<PulseBlock> &blocks, const PulseIntegrity &integrity) {
                m_integrity = integrity;
                for (const auto &block : blocks)
                    Q_EMIT blockReady(block);
            });
    connect(m_worker, &PulseWorker::noticed, this, &PulseDevice::noticed);
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

PulseWorker::PulseWorker(PulseDevice::Finder finder)
    : m_finder(std::move(finder))
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

Result<> PulseWorker::findLink()
{
    const auto found = m_finder();
    if (!found)
        return tl::unexpected(found.error());
    if (!m_protocol || m_protocolId != found->protocol) {
        auto made = makePulseProtocol(found->protocol, found->setup);
        if (!made)
            return tl::unexpected(made.error());
        m_protocol = std::move(*made);
        m_protocolId = found->protocol;
        if (!m_site.isEmpty())
            (void)m_protocol->encode({PulseCommand::Kind::Start, m_site}); // said again with Connect
    }
    auto link = makeLink(found->link);
    if (!link)
        return tl::unexpected(link.error());
    m_link = std::move(*link);
    return {};
}

void PulseWorker::failedToConnect(const Error &reason)
{
    if (m_failedWith == reason.fault)
        return;
    m_failedWith = reason.fault;
    Q_EMIT connectFailed(reason);
}

void PulseWorker::connectLink()
{
    if (const auto found = findLink(); !found) {
        // An address that cannot be understood does not get better by trying; an instrument may yet be plugged in.
        if (found.error().fault == Fault::NotFound || found.error().fault == Fault::Busy)
            m_again.start();
        else
            qCWarning(lcDevice) << "no link to the pulse instrument:" << found.error().detail;
        failedToConnect(found.error());
        return;
    }
    connect(m_link.get(), &Link::received, this, &PulseWorker::onReceived);
    connect(m_link.get(), &Link::closed, this, &PulseWorker::onClosed);
    if (const auto opened = m_link->open(); !opened) {
        m_again.start();
        failedToConnect(opened.error());
        return;
    }
    m_heardMs = m_clock.elapsed();
    m_beat.start();
    send(m_protocol->encode({PulseCommand::Kind::Connect, {}}));
}

void PulseWorker::onReceived(const QByteArray &bytes)
{
    const auto heard = m_protocol->feed(bytes, m_clock.nsecsElapsed());
    if (heard.anything)
        m_heardMs = m_clock.elapsed();
    if (heard.about && !m_ready) {
        m_ready = true;
        m_failedWith.reset();
        qCInfo(lcDevice) << "pulse instrument ready:" << heard.about->name();
        Q_EMIT ready(*heard.about);
    }
    for (const auto &event : heard.events)
        Q_EMIT noticed(event);
    if (heard.readings && heard.readings != m_readings) {
        m_readings = heard.readings;
        Q_EMIT readingsChanged(*heard.readings);
    }
    if (!heard.blocks.isEmpty())
        Q_EMIT blocksReady(heard.blocks, m_protocol->integrity());
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
    send(m_protocol->encode({m_ready ? PulseCommand::Kind::Beat : PulseCommand::Kind::Connect, {}}));
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
    m_site = site;
    if (!m_protocol)
        return; // said when there is one
    const auto bytes = m_protocol->encode({PulseCommand::Kind::Start, site});
    if (m_ready)
        send(bytes); // else it is remembered, and sent with Connect
}

void PulseWorker::stop()
{
    m_site.clear();
    if (m_protocol)
        send(m_protocol->encode({PulseCommand::Kind::Stop, {}}));
}

void PulseWorker::identify()
{
    if (m_protocol)
        send(m_protocol->encode({PulseCommand::Kind::Identify, {}}));
}

} // namespace sizhen
