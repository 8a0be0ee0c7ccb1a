// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/pulse/remotepulse.h"

#include <algorithm>
#include <chrono>
#include <cmath>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace sizhen {

RemotePulse::RemotePulse(QObject *parent)
    : PulseSource(parent)
{
    m_quiet.setSingleShot(true);
    m_quiet.setInterval(3s);
    connect(&m_quiet, &QTimer::timeout, this, [this] { setSite({}); });
}

void RemotePulse::setConnected(bool connected, const QString &partner)
{
    m_partner = partner;
    if (m_connected == connected)
        return;
    m_connected = connected;
    Q_EMIT readyChanged(connected);
    if (!connected)
        Q_EMIT lost(Error{Fault::Io, u"the link to the partner is down"_s, {}, u"pulse.partner_gone"_s, {}});
}

void RemotePulse::feed(const PulseBlock &block, std::optional<qint64> ageMs)
{
    if (block.pulse.isEmpty() || block.rateHz <= 0)
        return;
    const bool newRun = block.site != m_site || block.first < m_next;
    m_next = block.first + quint64(block.pulse.size());
    setSite(block.site);
    m_quiet.start();
    if (ageMs) {
        const auto delay = double(std::max<qint64>(0, *ageMs));
        m_delayMs = int(std::lround(m_delayMs && !newRun ? *m_delayMs + 0.2 * (delay - *m_delayMs) : delay));
        Q_EMIT delayChanged(*m_delayMs);
    }
    Q_EMIT blockReady(block);
}

void RemotePulse::setSite(const QString &site)
{
    if (m_site == site)
        return;
    m_site = site;
    Q_EMIT siteChanged(site);
}

} // namespace sizhen
