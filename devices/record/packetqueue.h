// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/encodedpacket.h"

#include <QMutex>
#include <QSet>
#include <QWaitCondition>

#include <deque>

namespace sizhen {

// Packets on their way from whoever encodes to whoever writes. It never grows over its limit: what comes then is
// dropped, and of a picture all that builds on it.
class PacketQueue
{
public:
    explicit PacketQueue(qint64 mostBytes)
        : m_mostBytes(mostBytes)
    {
    }

    void put(const EncodedPacket &packet); // returns at once
    void close(); // nothing is taken any more

    // Everything that came in `ms`; sooner when much waits or it is closed. Waking up for each packet would cost more
    // than writing it.
    [[nodiscard]] std::deque<EncodedPacket> takeAll(int ms);
    [[nodiscard]] bool isDone() const; // closed and empty
    [[nodiscard]] qint64 dropped() const;

private:
    mutable QMutex m_mutex;
    QWaitCondition m_due;
    std::deque<EncodedPacket> m_packets;
    QSet<QString> m_broken; // pictures that wait for a key frame
    const qint64 m_mostBytes;
    qint64 m_bytes = 0;
    qint64 m_dropped = 0;
    bool m_closed = false;
};

} // namespace sizhen
