// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sim/siminstrument.h"

#include <algorithm>
#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int pulseChannel = 0;
constexpr int pressureChannel = 1;

PtpCapabilities describe(const SimFelt &felt, const SimInstrument::Identity &identity)
{
    PtpCapabilities c;
    c.vendor = u"Sizhen"_s;
    c.model = u"Pulse simulator"_s;
    c.serial = identity.serial;
    c.firmware = QStringLiteral(SIZHEN_VERSION);
    c.boot = identity.boot;
    c.rateHz = felt.rateHz();
    c.calibrationDue = felt.plan().calibrationDue;
    c.channels = {{pulseChannel, u"pulse"_s, u"1"_s, felt.wave().scale(), 24, -8388608, 8388607},
                  {pressureChannel, u"pressure"_s, u"gf"_s, 0.1, 16, 0, 2500}};
    const auto sites = pulseSites();
    for (qsizetype i = 0; i < sites.size(); ++i)
        c.sets.append({int(i) + 1, sites[i], {pulseChannel, pressureChannel}});
    return c;
}

} // namespace

SimInstrument::SimInstrument(SimFelt felt, Identity identity)
    : m_felt(std::move(felt))
    , m_capabilities(describe(m_felt, identity))
{
}

SimInstrument::SimInstrument(SimWave wave, Identity identity)
    : SimInstrument(SimFelt(std::move(wave)), std::move(identity))
{
}

quint64 SimInstrument::clockUs() const
{
    const auto &plan = m_felt.plan();
    const double us = double(m_us) * (1 + plan.driftPpm * 1e-6);
    const bool stepped = plan.clockStep && double(m_us) >= plan.clockStep->fromS * 1e6;
    return quint64(std::max(0.0, us + (stepped ? plan.clockStep->lastsS * 1e6 : 0)));
}

QByteArray SimInstrument::frame(PtpType type, const QByteArray &body, quint64 us)
{
    return encodeFrame({type, m_sequence++, us, body});
}

QList<QByteArray> SimInstrument::feed(QByteArrayView bytes)
{
    QList<QByteArray> out;
    m_decoder.feed(bytes);
    while (const auto got = m_decoder.next()) {
        if (got->type == PtpType::Time)
            if (const auto time = PtpTime::decode(got->body))
                out.append(frame(PtpType::Time, PtpTime{time->asked, clockUs(), clockUs()}.encode(), clockUs()));
        if (got->type != PtpType::Command)
            continue;
        if (const auto command = PtpCommand::decode(got->body))
            out += answer(*command);
    }
    return out;
}

QList<QByteArray> SimInstrument::answer(const PtpCommand &command)
{
    QList<QByteArray> out;
    PtpCommand reply{command.kind, command.request, {}};
    switch (command.kind) {
    case PtpCommandKind::Hello:
        out.append(frame(PtpType::Hello, m_capabilities.encode(), m_us));
        break;
    case PtpCommandKind::Start: {
        const auto site = command.args.value(u"site"_s).toString();
        const auto run = quint32(command.args.value(u"run"_s).toInteger());
        if (!pulseSites().contains(site) || run == 0) {
            reply.args.insert(u"error"_s, u"site"_s);
            break;
        }
        if (run != m_run) { // asked again for the run that is going on: the host lost the answer, nothing restarts
            m_run = run;
            m_site = site;
            m_runFirst = m_counted;
            m_touches = true;
            m_clips = false;
        }
        reply.args = {{u"run"_s, qint64(m_run)},
                      {u"first"_s, qint64(quint32(m_runFirst))},
                      {u"boot"_s, qint64(m_capabilities.boot)}};
        break;
    }
    case PtpCommandKind::Stop:
        m_run = 0;
        break;
    case PtpCommandKind::Identify:
        ++m_identified;
        break;
    case PtpCommandKind::Ping:
        break;
    }
    out.append(frame(PtpType::Reply, reply.encode(), m_us));
    return out;
}

QList<QByteArray> SimInstrument::advance(quint64 us)
{
    QList<QByteArray> out;
    m_us = us;
    const auto due = quint64(double(us) * (1 + m_felt.plan().driftPpm * 1e-6) * m_felt.rateHz() / 1e6);
    while (m_counted + samplesPerFrame <= due) {
        if (m_run != 0) {
            out += events();
            out.append(dataFrame());
        }
        m_counted += samplesPerFrame;
    }
    return out;
}

QList<QByteArray> SimInstrument::events()
{
    QList<QByteArray> out;
    const auto say = [this, &out](PtpEventCode code, quint64 counted) {
        out.append(frame(PtpType::Event, PtpEvent{code, pulseChannel, quint32(counted), 0}.encode(), clockUs()));
    };
    for (quint64 counted = m_counted; counted < m_counted + samplesPerFrame; ++counted) {
        const auto index = counted - m_runFirst;
        if (const bool touches = m_felt.touches(index); touches != std::exchange(m_touches, touches))
            say(touches ? PtpEventCode::Contact : PtpEventCode::ContactLost, counted);
        if (const bool clips = m_felt.clips(m_site, index); clips != std::exchange(m_clips, clips) && clips)
            say(PtpEventCode::Saturated, counted);
    }
    return out;
}

QList<QByteArray> SimInstrument::press()
{
    return {frame(PtpType::Event, PtpEvent{PtpEventCode::Trigger, 0, quint32(m_counted), 0}.encode(), clockUs())};
}

QByteArray SimInstrument::dataFrame()
{
    PtpData data;
    data.set = int(pulseSites().indexOf(m_site)) + 1;
    data.first = quint32(m_counted);
    data.columns.resize(2);
    for (int i = 0; i < samplesPerFrame; ++i) {
        const auto index = m_counted + quint64(i) - m_runFirst;
        data.columns[0].append(m_felt.pulse(m_site, index));
        data.columns[1].append(m_felt.pressure(m_site, index));
    }
    return frame(PtpType::Data, data.encode(m_capabilities), quint64(double(m_counted) / m_felt.rateHz() * 1e6));
}

void SimInstrument::powerCycle(quint32 boot)
{
    m_capabilities.boot = boot;
    m_decoder.restart();
    m_sequence = 0;
    m_us = 0;
    m_counted = 0;
    m_run = 0;
}

} // namespace sizhen
