// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/pulse/ptpprotocol.h"

#include <utility>

namespace sizhen {
namespace {

constexpr qint64 nsInMs = 1'000'000;

PulseAbout aboutPtp(const PtpCapabilities &c)
{
    return {c.vendor,
            c.model,
            c.serial,
            c.firmware,
            c.rateHz,
            c.scale(),
            c.firstOf(QStringLiteral("pressure")) != nullptr,
            c.calibrationDue};
}

PulseEvent eventPtp(const PtpEvent &event)
{
    auto kind = PulseEvent::Kind::Contact;
    switch (event.code) {
    case PtpEventCode::Contact:
        break;
    case PtpEventCode::ContactLost:
        kind = PulseEvent::Kind::ContactLost;
        break;
    case PtpEventCode::Saturated:
        kind = PulseEvent::Kind::Saturated;
        break;
    case PtpEventCode::Battery:
        kind = PulseEvent::Kind::BatteryLow;
        break;
    }
    return {kind, event.sample, double(event.value)};
}

} // namespace

PulseHeard PtpProtocol::feed(QByteArrayView bytes, qint64 nowNs)
{
    PulseHeard heard;
    auto said = m_host.feed(bytes, nowNs / nsInMs);
    heard.anything = said.anything;
    if (said.capabilities)
        heard.about = aboutPtp(*said.capabilities);
    for (const auto &event : said.events)
        heard.events.append(eventPtp(event));
    for (const auto &block : said.blocks)
        onBlock(block, nowNs, heard);
    heard.blocks = std::move(said.blocks);
    return heard;
}

void PtpProtocol::onBlock(const PulseBlock &block, qint64 nowNs, PulseHeard &heard)
{
    if (m_next == 0)
        m_watch.begin(block.rateHz);
    if (block.first > m_next) {
        ++m_counts.gaps;
        m_counts.lostSamples += qint64(block.first - m_next);
    }
    m_next = block.first + quint64(block.pulse.size());
    if (const auto measured = m_watch.saw(m_next, nowNs))
        heard.events.append({PulseEvent::Kind::RateWrong, m_next, *measured});
}

QByteArray PtpProtocol::encode(const PulseCommand &command)
{
    switch (command.kind) {
    case PulseCommand::Kind::Connect:
        m_watch.restart();
        return m_host.restart();
    case PulseCommand::Kind::Start:
        m_next = 0;
        return m_host.start(command.site);
    case PulseCommand::Kind::Stop:
        return m_host.stop();
    case PulseCommand::Kind::Identify:
        return m_host.identify();
    case PulseCommand::Kind::Beat:
        return m_host.repeatStart() + m_host.ping();
    }
    return {};
}

PulseIntegrity PtpProtocol::integrity() const
{
    auto counts = m_counts;
    counts.frames = m_host.soundFrames();
    counts.badFrames = m_host.badFrames();
    counts.soundBytes = m_host.soundBytes();
    counts.measuredHz = m_watch.measuredHz();
    return counts;
}

} // namespace sizhen
