// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/pulse/ptpprotocol.h"

#include <utility>

namespace sizhen {
namespace {

constexpr qint64 nsInMs = 1'000'000;
constexpr qint64 nsInUs = 1'000;
constexpr qint64 longestRoundNs = 3'000'000'000;

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

PulseEvent eventPtp(const PtpEvent &event, quint64 sample)
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
    case PtpEventCode::Trigger:
        kind = PulseEvent::Kind::Trigger;
        break;
    }
    return {kind, sample, double(event.value)};
}

} // namespace

PtpProtocol::PtpProtocol(const PulseSetup &setup)
{
    if (auto capabilities = PtpCapabilities::decode(setup.descriptor))
        m_host.setCapabilities(std::move(*capabilities));
}

PulseHeard PtpProtocol::feed(QByteArrayView bytes, qint64 nowNs)
{
    PulseHeard heard;
    auto said = m_host.feed(bytes, nowNs / nsInMs);
    heard.anything = said.anything;
    if (said.capabilities)
        heard.about = aboutPtp(*said.capabilities);
    for (qsizetype i = 0; i < said.events.size(); ++i)
        heard.events.append(eventPtp(said.events[i], said.eventSamples[i]));
    for (const auto &time : said.times)
        onTime(time, nowNs, heard);
    for (const auto &block : said.blocks)
        onBlock(block, nowNs, heard);
    heard.blocks = std::move(said.blocks);
    return heard;
}

void PtpProtocol::onTime(const PtpTime &time, qint64 nowNs, PulseHeard &heard)
{
    const auto asked = qint64(time.asked) * nsInUs;
    const auto inside = qint64(time.answered - time.received) * nsInUs;
    const auto round = nowNs - asked - inside;
    if (asked > nowNs || round < 0 || round > longestRoundNs)
        return; // not our question, or it lay somewhere
    m_clock.add(asked + (nowNs - asked) / 2, qint64(time.received) * nsInUs + inside / 2, round / 2);
    if (const auto step = m_clock.step())
        heard.events.append({PulseEvent::Kind::ClockStep, m_next, *step});
}

std::optional<PulseClockFit> PtpProtocol::clockFit() const
{
    const auto byClock = m_clock.fit();
    return byClock ? byClock : m_watch.clockFit();
}

PulseSetup PtpProtocol::known() const
{
    PulseSetup setup;
    if (const auto &capabilities = m_host.capabilities()) {
        setup.about = aboutPtp(*capabilities);
        setup.descriptor = capabilities->encode();
    }
    return setup;
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
        m_clock.restart();
        return m_host.restart();
    case PulseCommand::Kind::Start:
        m_next = 0;
        return m_host.start(command.site, command.run);
    case PulseCommand::Kind::Stop:
        return m_host.stop();
    case PulseCommand::Kind::Identify:
        return m_host.identify();
    case PulseCommand::Kind::Beat:
        return m_host.repeatStart() + m_host.ping() + m_host.time(quint64(command.nowNs / nsInUs));
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
