// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/hub/strangergate.h"

namespace sizhen {
namespace {

constexpr double minuteMs = 60'000;
constexpr qsizetype addressesToKeep = 10'000;

} // namespace

StrangerGate::StrangerGate(const HubLimits &limits)
    : m_limits(limits)
{
}

bool StrangerGate::enter(const QString &address, qint64 nowMs)
{
    forget(nowMs);
    auto &known = m_addresses[address];
    const auto leaked = double(nowMs - known.atMs) / minuteMs * m_limits.triesOfAddress;
    known.tries = qMax(0.0, known.tries - qMax(0.0, leaked));
    known.atMs = nowMs;
    if (m_waiting >= m_limits.strangers || known.waiting >= m_limits.strangersOfAddress
        || known.tries + 1 > m_limits.triesOfAddress)
        return false;
    known.tries += 1;
    ++known.waiting;
    ++m_waiting;
    return true;
}

void StrangerGate::leave(const QString &address)
{
    const auto known = m_addresses.find(address);
    if (known == m_addresses.end() || known->waiting == 0)
        return;
    --known->waiting;
    --m_waiting;
}

void StrangerGate::forget(qint64 nowMs)
{
    if (m_addresses.size() < addressesToKeep)
        return;
    m_addresses.removeIf(
        [nowMs](const auto &it) { return it->waiting == 0 && double(nowMs - it->atMs) > minuteMs; });
}

} // namespace sizhen
