// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/station/calluplinks.h"

#include "core/base/log.h"

namespace sizhen {

void CallUplinks::beginCall(bool ownAddresses)
{
    m_ownAddresses = ownAddresses;
    m_ways.clear();
}

bool CallUplinks::dial(const QByteArray &end, bool offers, MediaSetup &setup)
{
    auto &way = m_ways[end];
    way.packetsSeen = 0;
    if (m_ownAddresses || !m_uplinks)
        return false;
    const auto uplinks = m_uplinks();
    QList<QList<QHostAddress>> addresses;
    QList<bool> usable;
    for (const auto &uplink : uplinks) {
        addresses.append(addressesOf(uplink));
        usable.append(!addresses.last().isEmpty());
    }
    const auto lines = way.choice.dial(usable, offers);
    setup.addresses.clear();
    for (const auto line : lines)
        for (const auto &address : std::as_const(addresses[line]))
            setup.addresses.append(address.toString());
    way.line = lines.size() == 1 ? uplinks[lines.first()].provider : QString(); // of several nobody knows which it is
    if (!lines.isEmpty())
        qCInfo(lcNet) << "call: dialled by" << way.line << setup.addresses.size() << "addresses of ours";
    return usable.count(true) > 1;
}

void CallUplinks::letGo(const QByteArray &end)
{
    if (const auto found = m_ways.find(end); found != m_ways.end())
        found->second.choice.letGo();
}

std::optional<CallUplinks::Change> CallUplinks::cameThrough(const QByteArray &end, qint64 inAll, qint64 nowMs)
{
    auto &way = m_ways[end];
    if (inAll <= way.packetsSeen)
        return std::nullopt;
    const auto gapMs = nowMs - std::exchange(way.packetAt, nowMs);
    if (std::exchange(way.packetsSeen, inAll) > 0)
        return std::nullopt;
    way.choice.packetsCame();
    if (way.line.isEmpty())
        return std::nullopt;
    const auto before = std::exchange(way.before, way.line);
    if (before.isEmpty() || before == way.line)
        return std::nullopt;
    qCInfo(lcNet) << "call: goes on by another line after" << gapMs << "ms";
    return Change{before, way.line, gapMs};
}

} // namespace sizhen
