// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/pulse/pulseworker.h"
#include "devices/link/linkfactory.h"
#include "devices/pulse/pulseprotocols.h"

#include "core/base/log.h"

#include <QRandomGenerator>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int againMs = 500;
constexpr int beatMs = 500;
constexpr qint64 silentMs = 3000; // a living instrument answers a ping in milliseconds

} // namespace

PulseWorker::PulseWorker(PulseDevice::Finder finder, PulseRing &ring)
    : m_finder(std::move(finder))
    , m_ring(ring)
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
            (void)beginRun(); // said again with Connect
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
    sayConnect();
}

void PulseWorker::sayConnect()
{
    if (m_spool)
        spooled(m_spool->connected(m_clock.nsecsElapsed()));
    send(m_protocol->encode({PulseCommand::Kind::Connect, {}}));
}

void PulseWorker::onReceived(const QByteArray &bytes)
{
    const auto nowNs = m_clock.nsecsElapsed();
    if (m_spool) // before anybody reads them: what a reader does wrong can be done again
        spooled(m_spool->heard(bytes, nowNs));
    const auto heard = m_protocol->feed(bytes, nowNs);
    auto run = m_meter.saw(heard, *m_protocol, nowNs);
    for (const auto &block : heard.blocks)
        m_ring.append(block);
    if (heard.anything)
        m_heardMs = m_clock.elapsed();
    if (heard.about)
        m_about = *heard.about;
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
        Q_EMIT blocksReady(heard.blocks, m_protocol->integrity(), withRaw(std::move(run)));
}

PulseRun PulseWorker::withRaw(PulseRun run) const
{
    if (m_spool) {
        run.rawSha256 = m_spool->sha256();
        run.rawBytes = m_spool->bytes();
    }
    return run;
}

void PulseWorker::spooled(const Result<> &written)
{
    if (written)
        return;
    qCWarning(lcDevice) << "raw bytes of the pulse instrument are not kept:" << written.error().detail;
    Q_EMIT spoolFailed(written.error());
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
    if (!m_ready)
        return sayConnect();
    send(m_protocol->encode({PulseCommand::Kind::Beat, {}, 0, m_clock.nsecsElapsed()}));
    Q_EMIT counted(m_protocol->integrity());
    if (const auto fit = m_protocol->clockFit(); fit && fit != m_fit) {
        m_fit = fit;
        Q_EMIT clockFitted(*fit);
    }
}

void PulseWorker::send(const QByteArray &bytes)
{
    if (!m_link || !m_link->isOpen() || bytes.isEmpty())
        return;
    if (const auto written = m_link->write(bytes); !written)
        qCWarning(lcDevice) << "cannot write to the pulse instrument:" << written.error().detail;
}

QByteArray PulseWorker::beginRun()
{
    const auto nowNs = m_clock.nsecsElapsed();
    if (m_spool) // of another instrument: these bytes end here
        spooled(m_spool->end());
    m_spool.reset();
    const PulseCommand command{PulseCommand::Kind::Start, m_site, QRandomGenerator::global()->generate() | 1U, nowNs};
    if (m_file) {
        m_spool.emplace(std::move(m_file));
        spooled(m_spool->begin({m_protocolId, m_protocol->known(), m_protocol->halfRead(), m_about.scale, m_site,
                                command.run, nowNs, QDateTime::currentDateTimeUtc()}));
    }
    m_meter.begin(m_protocol->integrity());
    return m_protocol->encode(command);
}

void PulseWorker::start(const QString &site, std::unique_ptr<SealedSpool> file)
{
    m_site = site;
    m_file = std::move(file);
    if (!m_protocol)
        return; // said when there is one
    const auto bytes = beginRun();
    if (m_ready)
        send(bytes); // else it is remembered, and sent with Connect
}

void PulseWorker::noteSegments(const QVector<PulseSegment> &segments)
{
    if (m_spool)
        spooled(m_spool->judged(segments));
}

void PulseWorker::stop()
{
    m_site.clear();
    if (m_spool)
        spooled(m_spool->end());
    m_spool.reset();
    m_file.reset();
    if (m_protocol)
        send(m_protocol->encode({PulseCommand::Kind::Stop, {}}));
}

void PulseWorker::identify()
{
    if (m_protocol)
        send(m_protocol->encode({PulseCommand::Kind::Identify, {}}));
}

} // namespace sizhen
