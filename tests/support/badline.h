// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QHostAddress>
#include <QQueue>
#include <QRandomGenerator>
#include <QTimer>
#include <QUdpSocket>

namespace sizhen::test {

// A line between two ends on this machine, as bad as is asked for: what arrives at one port leaves from the other
// towards whoever spoke there last. Delay both ways, losses by a seed, so that two runs lose at the same places.
class BadLine : public QObject
{
public:
    struct Quality {
        int delayMs = 0; // one way
        double lossPct = 0;
    };

    explicit BadLine(const Quality &quality, quint32 seed = 7)
        : m_quality(quality)
        , m_dice(seed)
    {
        for (auto &end : m_ends)
            end.socket.bind(QHostAddress::LocalHost, 0);
        for (int i = 0; i < 2; ++i)
            connect(&m_ends[i].socket, &QUdpSocket::readyRead, this, [this, i] { take(i); });
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.setInterval(2);
        connect(&m_timer, &QTimer::timeout, this, [this] { deliver(); });
        m_timer.start();
        m_clock.start();
    }

    [[nodiscard]] quint16 port(int end) const { return m_ends[end].socket.localPort(); }

    void setQuality(const Quality &quality) { m_quality = quality; }

    [[nodiscard]] int lost() const { return m_lost; }

    [[nodiscard]] int passed() const { return m_passed; }

private:
    struct End {
        QUdpSocket socket;
        QHostAddress address;
        quint16 port = 0;
    };

    struct Packet {
        qint64 atMs = 0;
        int to = 0;
        QByteArray bytes;
    };

    void take(int from)
    {
        auto &end = m_ends[from];
        while (end.socket.hasPendingDatagrams()) {
            QByteArray bytes(qsizetype(end.socket.pendingDatagramSize()), '\0');
            end.socket.readDatagram(bytes.data(), bytes.size(), &end.address, &end.port);
            if (m_dice.bounded(100.0) < m_quality.lossPct) {
                ++m_lost;
                continue;
            }
            m_waiting.enqueue({m_clock.elapsed() + m_quality.delayMs, 1 - from, bytes});
        }
        deliver();
    }

    void deliver()
    {
        while (!m_waiting.isEmpty() && m_waiting.head().atMs <= m_clock.elapsed()) {
            const auto packet = m_waiting.dequeue();
            auto &end = m_ends[packet.to];
            if (end.port == 0)
                continue; // nobody has spoken there yet
            end.socket.writeDatagram(packet.bytes, end.address, end.port);
            ++m_passed;
        }
    }

    Quality m_quality;
    QRandomGenerator m_dice;
    End m_ends[2];
    QQueue<Packet> m_waiting; // in the order of time: the delay is the same for all
    QTimer m_timer;
    QElapsedTimer m_clock;
    int m_lost = 0;
    int m_passed = 0;
};

} // namespace sizhen::test
