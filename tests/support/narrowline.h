// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/sendrate.h"

#include <QRandomGenerator>

#include <algorithm>
#include <deque>
#include <vector>

namespace sizhen::test {

// A sender that obeys a SendRate, and a line with one narrow place: a queue with an end, losses by a seed, and reports
// of what arrived by a clock of its own. In simulated time, a millisecond a step: the same run each time.
class NarrowLine
{
public:
    struct Quality {
        double carriesKbit = 1e6;
        double queueMs = 300; // longer it does not get: what comes then is lost
        double lossPct = 0;
        bool bothWays = false; // reports come back through such a queue, too
        bool silent = false; // no report comes back
    };

    struct Seen {
        double arrivedKbit = 0;
        double soundLateMs = 0; // 95th percentile of what sound waited in the queue
        int overflowed = 0; // packets lost at the queue's end
        int pictures = 0; // that were given to the encoder
        double leastKbit = 1e9; // targets
        double mostKbit = 0;
    };

    explicit NarrowLine(double mostKbit, const Quality &line, double startKbit = 700)
        : quality(line)
        , rate(mostKbit, startKbit)
    {
    }

    // What happened in these seconds.
    Seen run(double seconds)
    {
        m_seen = {};
        m_soundMs.clear();
        double bytes = m_arrivedBytes;
        for (int i = 0; i < int(seconds * 1000); ++i)
            step();
        m_seen.arrivedKbit = (m_arrivedBytes - bytes) * 8 / 1000 / seconds;
        std::ranges::sort(m_soundMs);
        if (!m_soundMs.empty())
            m_seen.soundLateMs = m_soundMs[m_soundMs.size() * 95 / 100];
        return m_seen;
    }

    Quality quality;
    SendRate rate;
    double theirClockS = 1234.5; // ahead of ours
    double nowS = 0;

private:
    struct Packet {
        PacketFeedback told;
        double leavesS = 0;
    };

    static constexpr double wayS = 0.1; // one way
    static constexpr int soundBytes = 140;
    static constexpr int pictureBytes = 1240;

    void step()
    {
        nowS += 0.001;
        ++m_ms;
        if (m_ms % 20 == 0)
            send(soundBytes, true);
        if (m_ms % 33 == 0)
            encode();
        pace();
        if (m_ms % 50 == 0)
            report();
        hear();
        if (m_ms % 30 == 0)
            rate.tick(nowS);
        m_seen.leastKbit = std::min(m_seen.leastKbit, rate.allowance().targetKbit);
        m_seen.mostKbit = std::max(m_seen.mostKbit, rate.allowance().targetKbit);
    }

    void encode() // no picture is made that would have to wait
    {
        const auto &allowance = rate.allowance();
        if (allowance.hold || m_waitingBytes * 8 / allowance.pacingKbit > 100)
            return;
        ++m_seen.pictures;
        const double kbit = allowance.pictureKbit(allowance.targetKbit, 32, rate.load().lossPct) / 0.94;
        m_waitingBytes += kbit * 33 / 8 * (0.7 + m_dice.generateDouble() * 0.6);
    }

    void pace()
    {
        m_mayBytes = std::min(m_mayBytes + rate.allowance().pacingKbit / 8, double(2 * pictureBytes));
        while (m_waitingBytes > 0 && m_mayBytes > 0 && !rate.allowance().hold) {
            const int bytes = int(std::min(m_waitingBytes, double(pictureBytes)));
            m_waitingBytes -= bytes;
            m_mayBytes -= bytes;
            send(bytes, false);
            if (bytes < 1)
                m_waitingBytes = 0;
        }
    }

    void send(int bytes, bool sound)
    {
        Packet packet{{nowS, false, 0, bytes, ++m_sequence}, 0};
        const double startsS = std::max(nowS, m_freeS);
        const bool full = (startsS - nowS) * 1000 > quality.queueMs;
        if (full || m_dice.generateDouble() * 100 < quality.lossPct) {
            m_seen.overflowed += full;
            packet.told.lost = true;
            packet.leavesS = startsS;
        } else {
            m_freeS = startsS + bytes * 8 / 1000.0 / quality.carriesKbit;
            packet.leavesS = m_freeS;
            packet.told.arrivedS = m_freeS + wayS + theirClockS;
            m_arrivedBytes += bytes;
            if (sound)
                m_soundMs.push_back((m_freeS - nowS) * 1000);
        }
        m_underWay.push_back(packet);
    }

    void report() // what came since the last one
    {
        std::vector<PacketFeedback> told;
        while (!m_underWay.empty() && m_underWay.front().leavesS + wayS <= nowS) {
            told.push_back(m_underWay.front().told);
            m_underWay.pop_front();
        }
        if (!told.empty() && !quality.silent && m_dice.generateDouble() * 100 >= quality.lossPct)
            m_reports.emplace_back(nowS + wayS + (quality.bothWays ? std::max(0.0, m_freeS - nowS) : 0), told);
    }

    void hear()
    {
        while (!m_reports.empty() && m_reports.front().first <= nowS) {
            rate.feedback(nowS, m_reports.front().second);
            m_reports.pop_front();
        }
    }

    QRandomGenerator m_dice{11};
    int m_ms = 0;
    quint16 m_sequence = 0;
    double m_waitingBytes = 0;
    double m_mayBytes = 0;
    double m_freeS = 0; // when the narrow place is free
    double m_arrivedBytes = 0;
    std::deque<Packet> m_underWay;
    std::deque<std::pair<double, std::vector<PacketFeedback>>> m_reports;
    std::vector<double> m_soundMs;
    Seen m_seen;
};

} // namespace sizhen::test
