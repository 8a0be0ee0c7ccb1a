// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/station/lineprobes.h"

#include "core/sync/message.h"

#include <algorithm>
#include <chrono>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace sizhen {

LineProbes::LineProbes(Setup setup, QObject *parent)
    : QObject(parent)
    , m_setup(std::move(setup))
{
    m_clock.start();
    m_tick.setInterval(10ms);
    m_tick.setTimerType(Qt::PreciseTimer);
    connect(&m_tick, &QTimer::timeout, this, &LineProbes::tick);
}

void LineProbes::Line::send(const std::vector<ProbeMessage> &messages) const
{
    for (const auto &message : messages)
        if (link)
            (void)link->sendLive(stream, wire::neighbourChannel, message.encoded()); // down: the other end is silent
}

double LineProbes::Line::repeatedPct(qint64 sentBytes) const
{
    const auto now = link ? link->wear() : DirectLink::Wear();
    const double segments = now.segmentBytes > 0 ? double(sentBytes) / double(now.segmentBytes) : 0;
    return segments >= 1 ? std::clamp(100 * double(now.repeated - before.repeated) / segments, 0.0, 100.0) : 0;
}

void LineProbes::run(const QByteArray &root, QObject *owner, Done done)
{
    if (m_probe)
        return done(tl::unexpected(Error{Fault::Busy, u"probe: one runs"_s, {}, u"check.runs"_s, {}}));
    const auto links = m_setup.links(root);
    const auto up = std::ranges::find(links, PeerLink::State::Up, &PeerLink::state);
    if (up == links.end())
        return done(tl::unexpected(
            Error{Fault::NotFound, u"probe: no direct link"_s, u"NET-05"_s, u"net.probe_no_link"_s, {}}));
    m_line = {*up, m_setup.stream(root), (*up)->wear()};
    m_id = m_setup.random(ProbeMessage::idBytes);
    m_probe = std::make_unique<LineProbe>(m_id);
    m_owner = owner;
    m_done = std::move(done);
    m_tick.start();
    tick();
}

void LineProbes::cancel()
{
    m_probe.reset();
    m_done = {};
}

void LineProbes::hear(PeerLink *link, const QByteArray &stream, const QByteArray &payload)
{
    const auto message = ProbeMessage::decoded(payload);
    if (!message || link->isOurs())
        return;
    if (m_probe && message->probe == m_id) {
        m_line.send(m_probe->hear(*message, m_clock.elapsed(), m_setup.clockMs()));
        return tell();
    }
    auto &answering = m_answering[link->partner()];
    if (message->kind == ProbeMessage::Kind::Pull || answering.line.link != link)
        answering.line = {link, stream, link->wear()};
    answering.line.send(answering.machine.hear(*message, m_setup.busy(), m_clock.elapsed(), m_setup.clockMs()));
    if (answering.machine.isSending())
        m_tick.start();
}

void LineProbes::tick()
{
    const auto now = m_clock.elapsed();
    bool works = false;
    if (m_probe) {
        m_probe->lineRepeated(m_line.repeatedPct(m_probe->sentBytes()));
        m_line.send(m_probe->tick(now, m_setup.clockMs()));
        works = true;
    }
    for (auto &[root, answering] : m_answering) {
        if (!answering.machine.isSending())
            continue;
        answering.machine.lineRepeated(answering.line.repeatedPct(answering.machine.sentBytes()));
        answering.line.send(answering.machine.tick(now));
        works = true;
    }
    if (!works)
        m_tick.stop();
    tell();
}

void LineProbes::tell()
{
    if (!m_probe || !m_probe->result())
        return;
    const auto result = *m_probe->result();
    m_probe.reset();
    const auto done = std::exchange(m_done, {});
    if (done && m_owner)
        done(result);
}

} // namespace sizhen
