// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/record/packetqueue.h"

namespace sizhen {

void PacketQueue::put(const EncodedPacket &packet)
{
    const QMutexLocker lock(&m_mutex);
    if (m_closed)
        return;
    const auto name = packet.track.isPicture() ? packet.track.name() : QString();
    const bool full = m_bytes + packet.bytes.size() > m_mostBytes;
    if (full || (m_broken.contains(name) && !packet.key)) {
        ++m_dropped;
        if (packet.track.isPicture())
            m_broken.insert(name);
        return;
    }
    m_broken.remove(name);
    m_bytes += packet.bytes.size();
    m_packets.push_back(packet);
    if (m_bytes > m_mostBytes / 2)
        m_due.wakeOne();
}

void PacketQueue::close()
{
    const QMutexLocker lock(&m_mutex);
    m_closed = true;
    m_due.wakeAll();
}

std::deque<EncodedPacket> PacketQueue::takeAll(int ms)
{
    const QMutexLocker lock(&m_mutex);
    if (m_bytes <= m_mostBytes / 2 && !m_closed)
        m_due.wait(&m_mutex, ulong(ms));
    m_bytes = 0;
    return std::exchange(m_packets, {});
}

bool PacketQueue::isDone() const
{
    const QMutexLocker lock(&m_mutex);
    return m_closed && m_packets.empty();
}

qint64 PacketQueue::dropped() const
{
    const QMutexLocker lock(&m_mutex);
    return m_dropped;
}

} // namespace sizhen
