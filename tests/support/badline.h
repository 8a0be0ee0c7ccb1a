// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <QByteArray>
#include <QRandomGenerator>
#include <QSet>

#include <atomic>
#include <chrono>
#include <cmath>
#include <deque>
#include <mutex>
#include <thread>

namespace sizhen::test {

// A line between two ends on this machine, as bad as is asked for: what arrives at one port leaves from the other
// towards whoever spoke there last. On a thread of its own, so that a busy test does not make it worse. Losses by a
// seed, so that two runs lose at the same places.
class BadLine
{
public:
    struct Quality {
        int delayMs = 0; // one way
        double lossPct = 0;
        double carriesKbit = 0; // kbit/s each way, UDP's and IP's headers too; 0: as much as comes
        int queueMs = 300; // what waits there longer is lost
        bool losesEachHandshake = false; // each packet of DTLS, the first time it comes
        int jitterMs = 0; // up to so much more, each packet by itself; none overtakes another
        double burstPct = 0; // that a packet begins a burst of losses, four packets long on average
    };

    explicit BadLine(const Quality &quality, quint32 seed = 7)
        : m_quality(quality)
        , m_dice(seed)
    {
        for (auto &end : m_ends) {
            end.socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
            end.own = local();
            const int room = 4 << 20;
            ::setsockopt(end.socket, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
            if (::bind(end.socket, reinterpret_cast<const sockaddr *>(&end.own), sizeof end.own) != 0)
                qFatal("no port");
            socklen_t length = sizeof end.own;
            ::getsockname(end.socket, reinterpret_cast<sockaddr *>(&end.own), &length);
        }
        m_thread = std::jthread([this](const std::stop_token &stop) {
            while (!stop.stop_requested())
                carry();
        });
    }

    ~BadLine()
    {
        m_thread.request_stop();
        m_thread.join();
        for (const auto &end : m_ends)
            ::close(end.socket);
    }

    Q_DISABLE_COPY_MOVE(BadLine)

    [[nodiscard]] quint16 port(int end) const { return ntohs(m_ends[end].own.sin_port); }

    void setQuality(const Quality &quality)
    {
        const std::scoped_lock lock(m_mutex);
        m_quality = quality;
    }

    // Who is to be reached there before it has spoken: a server that waits.
    void setPeer(int end, quint16 port)
    {
        m_ends[end].peer = local();
        m_ends[end].peer.sin_port = htons(port);
    }

    [[nodiscard]] int lost() const { return m_lost; } // and what found the queue full

    [[nodiscard]] int passed() const { return m_passed; }

    [[nodiscard]] qint64 bytesTo(int end) const { return m_ends[end].bytes; } // headers too

private:
    using Time = std::chrono::steady_clock::time_point;

    struct End {
        int socket = -1;
        sockaddr_in own{};
        sockaddr_in peer{}; // who spoke here last
        Time free; // when the narrow place towards it is
        bool inBurst = false; // of losses, towards it
        std::atomic<qint64> bytes = 0;
    };

    struct Packet {
        Time at;
        QByteArray bytes;
    };

    [[nodiscard]] static sockaddr_in local()
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return address;
    }

    void carry()
    {
        pollfd both[]{{m_ends[0].socket, POLLIN, 0}, {m_ends[1].socket, POLLIN, 0}};
        const timespec patience{0, 1'000'000};
        ::ppoll(both, 2, &patience, nullptr);
        for (int i = 0; i < 2; ++i)
            take(i);
        for (int i = 0; i < 2; ++i)
            deliver(i);
    }

    void take(int from)
    {
        auto &end = m_ends[from];
        char bytes[2048];
        socklen_t length = sizeof end.peer;
        for (ssize_t size = 0;
             (size = ::recvfrom(end.socket, bytes, sizeof bytes, 0, reinterpret_cast<sockaddr *>(&end.peer), &length))
             >= 0;)
            enter(m_ends[1 - from], m_waiting[1 - from], QByteArray(bytes, size));
    }

    void enter(End &to, std::deque<Packet> &waiting, const QByteArray &bytes)
    {
        const std::scoped_lock lock(m_mutex);
        const auto now = std::chrono::steady_clock::now();
        auto leaves = now;
        to.inBurst = m_quality.burstPct > 0 && m_dice.bounded(100.0) < (to.inBurst ? 75 : m_quality.burstPct);
        bool isLost
            = to.inBurst || m_dice.bounded(100.0) < m_quality.lossPct || (m_quality.losesEachHandshake && isNew(bytes));
        if (m_quality.carriesKbit > 0 && !isLost) {
            leaves = std::max(now, to.free);
            isLost = leaves - now > std::chrono::milliseconds(m_quality.queueMs);
            if (!isLost)
                to.free = leaves += std::chrono::microseconds(
                    std::lround((bytes.size() + headerBytes) * 8000 / m_quality.carriesKbit));
        }
        if (isLost)
            ++m_lost;
        else
            waiting.push_back({std::max(waiting.empty() ? leaves : waiting.back().at, leaves + later()), bytes});
    }

    std::chrono::microseconds later()
    {
        const auto more = m_quality.jitterMs > 0 ? m_dice.bounded(m_quality.jitterMs * 1000) : 0;
        return std::chrono::milliseconds(m_quality.delayMs) + std::chrono::microseconds(more);
    }

    bool isNew(const QByteArray &bytes) // of DTLS; OpenSSL's own repetitions are new, too: they are numbered
    {
        if (bytes.isEmpty() || bytes[0] < 20 || bytes[0] > 63 || m_handshakes.contains(bytes))
            return false;
        m_handshakes.insert(bytes);
        return true;
    }

    void deliver(int to)
    {
        auto &end = m_ends[to];
        auto &waiting = m_waiting[to]; // in the order of time
        for (; !waiting.empty() && waiting.front().at <= std::chrono::steady_clock::now(); waiting.pop_front()) {
            if (end.peer.sin_port == 0)
                continue; // nobody has spoken there yet
            const auto &bytes = waiting.front().bytes;
            ::sendto(end.socket, bytes.data(), size_t(bytes.size()), 0, reinterpret_cast<const sockaddr *>(&end.peer),
                     sizeof end.peer);
            end.bytes += bytes.size() + headerBytes;
            ++m_passed;
        }
    }

    static constexpr int headerBytes = 28;
    std::mutex m_mutex; // of the quality
    Quality m_quality;
    QRandomGenerator m_dice;
    End m_ends[2];
    QSet<QByteArray> m_handshakes; // that were lost once
    std::deque<Packet> m_waiting[2]; // towards each end
    std::atomic<int> m_lost = 0;
    std::atomic<int> m_passed = 0;
    std::jthread m_thread; // last: begins when all is there
};

} // namespace sizhen::test
