// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/station/livepulseline.h"
#include "core/crypto/primitives.h"

#include <chrono>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace sizhen {
namespace {

constexpr qsizetype runBytes = 8;
constexpr qsizetype mostCases = 4; // that are watched at a time

} // namespace

LivePulseLine::LivePulseLine(Send send, QObject *parent)
    : QObject(parent)
    , m_send(std::move(send))
{
    m_clock.start();
    m_tick.setInterval(100ms);
    connect(&m_tick, &QTimer::timeout, this, &LivePulseLine::tick);
}

void LivePulseLine::take(const QByteArray &caseId, const PulseBlock &block, const LivePulseAbout &about)
{
    m_sender.setAbout(about);
    if (!m_sender.isActive() || block.first == 0 || caseId != m_sentCase || block.site != m_sentSite) {
        m_sentCase = caseId;
        m_sentSite = block.site;
        m_sender.begin(randomBytes(runBytes));
    }
    m_send(caseId, m_sender.add(block, m_clock.elapsed()));
    m_tick.start();
}

void LivePulseLine::end()
{
    if (m_sender.isActive())
        m_sender.end();
}

void LivePulseLine::hear(const QByteArray &caseId, const QCborMap &message)
{
    const auto now = m_clock.elapsed();
    if (caseId == m_sentCase)
        for (const auto &answer : m_sender.hear(message, now))
            m_send(caseId, answer);
    if (!message.contains(u"run"_s) && !message.contains(u"pong"_s))
        return;
    if (message.value(u"run"_s).toByteArray() == m_sender.run() && m_sender.isActive())
        return; // our own, passed on by a sister
    if (!m_receivers.contains(caseId) && m_receivers.size() >= mostCases)
        m_receivers.clear();
    auto &receiver = m_receivers[caseId];
    for (const auto &one : receiver.hear(message, now))
        Q_EMIT arrived(caseId, one.block, one.ageMs.value_or(-1));
    if (!m_tick.isActive())
        m_tick.start();
}

const LivePulseReceiver *LivePulseLine::receiver(const QByteArray &caseId) const
{
    const auto found = m_receivers.constFind(caseId);
    return found == m_receivers.cend() ? nullptr : &*found;
}

void LivePulseLine::tick()
{
    const auto now = m_clock.elapsed();
    for (const auto &message : m_sender.tick(now))
        m_send(m_sentCase, message);
    bool busy = m_sender.isActive();
    for (auto it = m_receivers.begin(); it != m_receivers.end(); ++it) {
        for (const auto &message : it->tick(now))
            m_send(it.key(), message);
        busy = busy || it->isListening(now);
    }
    if (!busy)
        m_tick.stop();
}

} // namespace sizhen
