// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pulsesim/simprogram.h"

#include <QTextStream>

#include <cstdio>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int tickMs = 5;

} // namespace

SimProgram::SimProgram(std::unique_ptr<SimPort> port, std::unique_ptr<SimSpeaker> speaker, const Options &options)
    : m_port(std::move(port))
    , m_speaker(std::move(speaker))
    , m_options(options)
    , m_line(options.faults)
{
    m_tick.setTimerType(Qt::PreciseTimer);
    m_tick.setInterval(tickMs);
    connect(&m_tick, &QTimer::timeout, this, &SimProgram::tick);
    m_replug.setSingleShot(true);
    connect(&m_replug, &QTimer::timeout, this, &SimProgram::plugIn);
}

Result<> SimProgram::begin()
{
    if (const auto plugged = m_port->plugIn(); !plugged)
        return plugged;
    m_clock.start();
    m_tick.start();
    say(m_port->address());
    return {};
}

void SimProgram::plugIn()
{
    if (const auto plugged = m_port->plugIn(); !plugged) {
        say(u"cannot plug in: "_s + plugged.error().detail);
        return;
    }
    say(u"plugged "_s + m_port->address());
}

void SimProgram::unplug()
{
    if (!m_port->isPlugged())
        return;
    m_port->unplug();
    if (m_options.powerCut) {
        m_speaker->powerCycle();
        m_powerOnUs = quint64(double(m_clock.nsecsElapsed()) / 1000 * m_options.speed);
        m_lastUs = 0;
    }
    say(u"unplugged"_s);
    if (m_options.replugAfterS >= 0)
        m_replug.start(int(m_options.replugAfterS * 1000));
}

void SimProgram::press()
{
    for (const auto &frame : m_speaker->press())
        if (!m_port->write(frame))
            ++m_swallowed;
}

void SimProgram::tick()
{
    const auto us = quint64(double(m_clock.nsecsElapsed()) / 1000 * m_options.speed) - m_powerOnUs;
    auto out = m_speaker->advance(us); // first, so that answers carry the time at which the question was read
    out += m_speaker->feed(m_port->read());
    if (m_speaker->isSending())
        m_sentUs += us - m_lastUs;
    m_lastUs = us;
    if (isStalled(us))
        return;
    const bool faulty = double(m_sentUs) >= m_options.faultsAfterS * 1e6;
    const bool pull = m_options.unplugAfterS && double(m_sentUs) > *m_options.unplugAfterS * 1e6;
    for (const auto &frame : out) {
        if (pull) {
            m_port->write(frame.left(frame.size() / 2)); // in the middle of a frame, as cables are pulled
            m_options.unplugAfterS.reset();
            unplug();
            return;
        }
        if (const auto bytes = faulty ? m_line.pass(frame) : frame; !bytes.isEmpty() && !m_port->write(bytes))
            ++m_swallowed;
    }
}

bool SimProgram::isStalled(quint64 us)
{
    if (!m_options.stallAfterS || double(m_sentUs) <= *m_options.stallAfterS * 1e6)
        return false;
    if (!m_stalledUs)
        m_stalledUs = us;
    return !m_options.stallForS || double(us - *m_stalledUs) < *m_options.stallForS * 1e6;
}

void SimProgram::report() const
{
    const auto &c = m_line.counts();
    say(u"passed %1 dropped %2 flipped %3 duplicated %4 bursts %5 reordered %6 swallowed %7"_s.arg(c.passed)
            .arg(c.dropped)
            .arg(c.flipped)
            .arg(c.duplicated)
            .arg(c.bursts)
            .arg(c.reordered)
            .arg(m_swallowed));
}

void SimProgram::say(const QString &line) const
{
    QTextStream(stdout) << line << Qt::endl;
}

} // namespace sizhen
