// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/lineload.h"

#include <cmath>

namespace sizhen {
namespace {

constexpr std::size_t mostSamples = 4096;
constexpr std::size_t mostOfAReport = 2048;
constexpr double oldestS = 10;
constexpr int mostBytes = 65'535;
constexpr double keptS = 1.2;
constexpr double medianS = 0.25;
constexpr double newestS = 0.08;
constexpr double standingShare = 0.3; // the last packets of a picture wait for its first: that is no queue
constexpr double arrivingS = 0.5;
constexpr double nowWindowS = 0.2;
constexpr double shortestS = 0.1;
constexpr int burstPackets = 6;
constexpr double shortestBurstS = 0.001;
constexpr double risesByMs = 8;
constexpr double answersVaryS = 0.2; // feedback waits for its turn
constexpr double clockWentBackS = 0.05; // a line does not get shorter

bool isPossible(const PacketFeedback &packet, double nowS)
{
    return std::isfinite(packet.sentS) && packet.sentS <= nowS && packet.sentS > nowS - oldestS && packet.bytes >= 0
        && packet.bytes <= mostBytes && (packet.lost || std::isfinite(packet.arrivedS));
}

} // namespace

bool LineLoad::feedback(double nowS, const std::vector<PacketFeedback> &packets)
{
    if (!std::isfinite(nowS))
        return false;
    std::vector<PacketFeedback> possible;
    for (const auto &packet : packets)
        if (possible.size() < mostOfAReport && isPossible(packet, nowS))
            possible.push_back(packet);
    const bool arrived = std::ranges::any_of(possible, [](const PacketFeedback &packet) { return !packet.lost; });
    if (!arrived)
        return false;
    believe(nowS, possible);
    read();
    return true;
}

void LineLoad::believe(double nowS, const std::vector<PacketFeedback> &packets)
{
    const PacketFeedback *newest = nullptr;
    double leastWayS = 0;
    for (const auto &packet : packets) {
        if (packet.lost)
            continue;
        const double wayS = packet.arrivedS - packet.sentS;
        leastWayS = newest ? std::min(leastWayS, wayS) : wayS;
        if (!newest || packet.sentS >= newest->sentS)
            newest = &packet;
    }
    const double answerS = nowS - newest->sentS;
    m_answerS.add(nowS, answerS);
    m_reading.answerMs = answerS * 1000;
    m_reading.leastAnswerMs = *m_answerS.value() * 1000;
    const double waitedS = answerS - *m_answerS.value();
    const double wayS = newest->arrivedS - newest->sentS;
    const auto least = m_wayS.value();
    const bool jumpedAhead = least && wayS - *least > waitedS + answersVaryS;
    const bool jumpedBack = least && leastWayS < *least - clockWentBackS;
    if (!least)
        m_firstArrivedS = newest->sentS;
    if (jumpedAhead || jumpedBack) {
        m_wayS.clear();
        m_samples.clear();
        m_past.clear();
        m_newestArrivedS = 0;
        m_firstArrivedS = newest->sentS;
        m_wayS.add(nowS, wayS - waitedS);
        return; // two clocks in one report
    }
    m_wayS.add(nowS, leastWayS);
    const double baseS = *m_wayS.value();
    for (const auto &packet : packets) {
        const double mostS = nowS - packet.sentS - *m_answerS.value() + answersVaryS;
        const double queueS
            = packet.lost ? 0 : std::clamp(packet.arrivedS - packet.sentS - baseS, 0.0, std::max(mostS, 0.0));
        m_samples.push_back({packet.sentS, packet.sentS + queueS, queueS, packet.bytes, packet.lost, packet.sequence});
        m_newestSentS = std::max(m_newestSentS, packet.sentS);
        if (!packet.lost)
            m_newestArrivedS = std::max(m_newestArrivedS, packet.sentS + queueS);
    }
    forget();
}

void LineLoad::read()
{
    m_reading.queueMs = queuedMs(m_newestArrivedS - medianS, 0.5);
    m_reading.newestMs = queuedMs(m_newestArrivedS - newestS, standingShare);
    m_reading.growth = growth();
    m_reading.burstKbit = burstKbit();
    m_reading.newestSentS = m_newestSentS;
    m_reading.arrivesKbit = arrivingKbit(arrivingS);
    m_reading.arrivesNowKbit = arrivingKbit(nowWindowS);
    double sentBytes = 0;
    int packets = 0;
    int lost = 0;
    for (const auto &sample : m_samples) {
        if (sample.sentS > m_newestSentS - arrivingS)
            sentBytes += sample.bytes;
        if (sample.sentS > m_newestSentS - 1) {
            ++packets;
            lost += sample.lost;
        }
    }
    m_reading.packets = packets;
    m_reading.sentKbit = sentBytes * 8 / 1000 / arrivingS;
    m_reading.lossPct = packets > 0 ? 100.0 * lost / packets : 0;
    while (m_past.size() > 1 && m_past[1].atS < m_newestArrivedS - medianS)
        m_past.pop_front();
    m_reading.rises = !m_past.empty() && m_reading.newestMs > m_past.front().queueMs + risesByMs;
    if (m_past.empty() || m_newestArrivedS > m_past.back().atS)
        m_past.push_back({m_newestArrivedS, m_reading.newestMs});
}

void LineLoad::forget()
{
    while (!m_samples.empty() && (m_samples.size() > mostSamples || m_samples.front().sentS < m_newestSentS - keptS))
        m_samples.pop_front();
}

// Times of which nothing was told are left out.
double LineLoad::arrivingKbit(double seconds) const
{
    const double fromS = m_newestArrivedS - seconds;
    double bytes = 0;
    double untoldS = 0;
    double beforeS = fromS; // the last arrival
    const Sample *before = nullptr;
    for (const auto &sample : m_samples) {
        const bool hole = before && qint16(sample.sequence - before->sequence) > 1;
        before = &sample;
        if (sample.lost || sample.arrivedS <= fromS)
            continue;
        if (hole)
            untoldS += std::max(0.0, sample.arrivedS - std::max(beforeS, fromS));
        else
            bytes += sample.bytes;
        beforeS = sample.arrivedS;
    }
    const double watchedS = std::min(m_newestArrivedS - m_firstArrivedS, seconds) - untoldS;
    return bytes * 8 / 1000 / std::clamp(watchedS, shortestS, seconds);
}

double LineLoad::queuedMs(double sinceS, double share) const
{
    std::vector<double> waits;
    for (const auto &sample : m_samples)
        if (!sample.lost && sample.arrivedS > sinceS)
            waits.push_back(sample.queueS);
    if (waits.empty())
        return m_reading.queueMs;
    const auto at = waits.begin() + std::ptrdiff_t(double(waits.size() - 1) * share);
    std::ranges::nth_element(waits, at);
    return *at * 1000;
}

double LineLoad::burstKbit() const
{
    double bytes = 0;
    int packets = 0;
    for (auto sample = m_samples.rbegin(); sample != m_samples.rend(); ++sample) {
        if (sample->lost)
            continue;
        if (++packets == burstPackets)
            return bytes * 8 / 1000 / std::max(m_newestArrivedS - sample->arrivedS, shortestBurstS);
        bytes += sample->bytes;
    }
    return 0;
}

// Least squares over what was sent last.
double LineLoad::growth() const
{
    double n = 0;
    double t = 0;
    double q = 0;
    double tt = 0;
    double tq = 0;
    for (const auto &sample : m_samples) {
        const double beforeS = sample.sentS - m_newestSentS;
        if (sample.lost || beforeS < -nowWindowS)
            continue;
        ++n;
        t += beforeS;
        q += sample.queueS;
        tt += beforeS * beforeS;
        tq += beforeS * sample.queueS;
    }
    const double spread = n * tt - t * t;
    return n < 6 || spread < 1e-6 ? 0 : std::clamp((n * tq - t * q) / spread, -1.0, 3.0);
}

} // namespace sizhen
