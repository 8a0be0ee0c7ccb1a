// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/lineprobe.h"

#include "core/base/cbor.h"
#include "core/records/fields.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr std::array probeKinds{"ping"_L1, "pong"_L1, "data"_L1, "got"_L1, "pull"_L1, "end"_L1, "busy"_L1};
constexpr qint64 mostWindow = 512 * 1024; // below what a session queues of live messages
constexpr qint64 leastWindow = 32 * 1024;
constexpr qint64 queueMs = 200; // longer than the shortest way
constexpr qint64 silentMs = 1500;
constexpr qint64 restMsAfter = 700; // for what is under way
constexpr qint64 mostNumber = qint64(1) << 40;

} // namespace

QByteArray ProbeMessage::encoded() const
{
    QCborMap map{{u"is"_s, QString(probeKinds[std::size_t(kind)])}, {u"probe"_s, probe}, {u"n"_s, number}};
    if (kind == Kind::Pong)
        map.insert(u"clock"_s, clockMs);
    if (kind == Kind::End)
        map.insert(u"again"_s, qint64(std::lround(lossPct * 10))); // tenths of a percent
    if (kind == Kind::Data)
        map.insert(u"fill"_s, QByteArray(fill, '\0'));
    return cbor::encode(map);
}

Result<ProbeMessage> ProbeMessage::decoded(const QByteArray &bytes)
{
    const auto map = cbor::decodeMap(bytes);
    if (!map)
        return tl::unexpected(map.error());
    Fields fields(*map);
    const auto name = fields.text("is"_L1, 8);
    const auto kind = std::ranges::find(probeKinds, name);
    fields.check(kind != probeKinds.end(), "is"_L1);
    ProbeMessage message;
    message.probe = fields.bytes("probe"_L1, idBytes);
    message.number = fields.number("n"_L1, 0, mostNumber);
    if (!fields.good())
        return fields.error(u"probe"_s);
    message.kind = Kind(kind - probeKinds.begin());
    if (message.kind == Kind::Pong)
        message.clockMs = fields.number("clock"_L1, 0, mostNumber * 16);
    if (message.kind == Kind::End)
        message.lossPct = double(fields.number("again"_L1, 0, 1000)) / 10;
    if (message.kind == Kind::Data)
        message.fill = fields.bytes("fill"_L1, 0, fillBytes).size();
    if (!fields.good())
        return fields.error(u"probe"_s);
    return message;
}

double bestHalfSecondKbit(const std::vector<std::pair<qint64, qint64>> &all)
{
    constexpr qint64 halfMs = 500;
    if (all.size() < 2)
        return 0;
    const auto rate = [](const auto &from, const auto &to) {
        return double(to.second - from.second) * 8 / double(std::max<qint64>(to.first - from.first, 1));
    };
    double best = 0;
    std::size_t from = 0;
    for (std::size_t to = 1; to < all.size(); ++to) {
        while (all[to].first - all[from].first > halfMs && all[to].first - all[from + 1].first >= halfMs)
            ++from;
        if (all[to].first - all[from].first >= halfMs)
            best = std::max(best, rate(all[from], all[to]));
    }
    return best > 0 ? best : rate(all.front(), all.back());
}

// --- ProbeSender

void ProbeSender::start(qint64 nowMs)
{
    *this = {};
    m_startMs = nowMs;
    m_confirmed.push_back({nowMs, 0});
}

bool ProbeSender::isOver(qint64 nowMs) const
{
    return m_startMs < 0 || nowMs - m_startMs >= lastsMs || m_sent >= most;
}

std::optional<qint64> ProbeSender::next(qint64 nowMs)
{
    if (isOver(nowMs) || qint64(m_leftMs.size() + 1) * ProbeMessage::fillBytes > m_window)
        return std::nullopt;
    m_leftMs.push_back(nowMs);
    m_sent += ProbeMessage::fillBytes;
    return m_next++;
}

void ProbeSender::got(qint64 number, qint64 nowMs)
{
    if (number < m_first || number >= m_next)
        return;
    const auto tookMs = nowMs - m_leftMs[std::size_t(number - m_first)];
    const auto count = number - m_first + 1;
    m_leftMs.erase(m_leftMs.begin(), m_leftMs.begin() + count);
    m_first += count;
    m_confirmed.push_back({nowMs, m_confirmed.back().bytes + count * ProbeMessage::fillBytes});
    m_leastMs = m_leastMs < 0 ? tookMs : std::min(m_leastMs, tookMs);
    if (tookMs <= m_leastMs + queueMs) {
        m_window = std::min(mostWindow, m_window + count * ProbeMessage::fillBytes);
    } else if (nowMs - m_shrankMs > tookMs) {
        m_window = std::max(leastWindow, m_window / 2);
        m_shrankMs = nowMs;
    }
}

double ProbeSender::bestKbit() const
{
    std::vector<std::pair<qint64, qint64>> all;
    for (const auto &one : m_confirmed)
        all.emplace_back(one.atMs, one.bytes);
    return bestHalfSecondKbit(all);
}

// --- LineProbe

ProbeMessage LineProbe::message(ProbeMessage::Kind kind, qint64 number) const
{
    ProbeMessage message;
    message.kind = kind;
    message.probe = m_id;
    message.number = number;
    message.fill = kind == ProbeMessage::Kind::Data ? ProbeMessage::fillBytes : 0;
    return message;
}

void LineProbe::enter(Stage stage, qint64 nowMs)
{
    m_stage = stage;
    m_sinceMs = nowMs;
}

std::vector<ProbeMessage> LineProbe::tick(qint64 nowMs, qint64)
{
    std::vector<ProbeMessage> out;
    if (m_result)
        return out;
    if (m_stage == Stage::Idle) {
        enter(Stage::Ping, nowMs);
        m_pingMs = nowMs;
        out.push_back(message(ProbeMessage::Kind::Ping, m_ping = 1));
    } else if (m_stage == Stage::Ping && nowMs - m_pingMs > silentMs) {
        m_result = tl::unexpected(Error{Fault::Timeout, u"probe: no answer"_s, u"NET-05"_s, u"net.probe_silent"_s, {}});
    } else if (m_stage == Stage::Up) {
        while (const auto number = m_up.next(nowMs))
            out.push_back(message(ProbeMessage::Kind::Data, *number));
        if (nowMs - m_sinceMs > ProbeSender::lastsMs + restMsAfter / 2
            || (m_up.isOver(nowMs) && m_up.sentBytes() >= ProbeSender::most)) {
            enter(Stage::Down, nowMs);
            out.push_back(message(ProbeMessage::Kind::Pull));
        }
    } else if (m_stage == Stage::Down && nowMs - m_sinceMs > ProbeSender::lastsMs + restMsAfter) {
        finish();
    }
    return out;
}

std::vector<ProbeMessage> LineProbe::hear(const ProbeMessage &heard, qint64 nowMs, qint64 clockMs)
{
    using enum ProbeMessage::Kind;
    std::vector<ProbeMessage> out;
    if (m_result || heard.probe != m_id)
        return out;
    if (heard.kind == Busy) {
        m_result = tl::unexpected(Error{Fault::Busy, u"probe: busy there"_s, u"NET-05"_s, u"net.probe_busy"_s, {}});
    } else if (heard.kind == Pong && m_stage == Stage::Ping && heard.number == m_ping) {
        takePong(heard, nowMs, clockMs);
        m_pingMs = nowMs;
        if (m_ping < pings) {
            out.push_back(message(Ping, ++m_ping));
        } else {
            enter(Stage::Up, nowMs);
            m_up.start(nowMs);
            return tick(nowMs, clockMs);
        }
    } else if (heard.kind == Got && m_stage == Stage::Up) {
        m_up.got(heard.number, nowMs);
        return tick(nowMs, clockMs);
    } else if (heard.kind == Data && m_stage == Stage::Down) {
        m_cameBytes += heard.fill;
        if (m_came.empty())
            m_cameBytes = 0; // the first opens the time
        m_came.push_back({nowMs, m_cameBytes});
        out.push_back(message(Got, heard.number));
    } else if (heard.kind == End && m_stage == Stage::Down) {
        m_theirLossPct = heard.lossPct;
        finish();
    }
    return out;
}

void LineProbe::takePong(const ProbeMessage &heard, qint64 nowMs, qint64 clockMs)
{
    const double way = double(nowMs - m_pingMs);
    if (m_ways.empty() || way < *std::ranges::min_element(m_ways))
        m_clockAheadS = (double(heard.clockMs) - (double(clockMs) - way / 2)) / 1000;
    m_ways.push_back(way);
}

void LineProbe::finish()
{
    LineFigures figures;
    figures.rttMs = *std::ranges::min_element(m_ways);
    for (const auto way : m_ways)
        figures.jitterMs += (way - figures.rttMs) / double(m_ways.size());
    figures.clockAheadS = m_clockAheadS;
    figures.upKbit = m_up.bestKbit();
    std::vector<std::pair<qint64, qint64>> came;
    for (const auto &one : m_came)
        came.emplace_back(one.atMs, one.bytes);
    figures.downKbit = bestHalfSecondKbit(came);
    figures.lossPct = std::max(m_ownLossPct, m_theirLossPct);
    m_result = figures;
}

// --- ProbeAnswerer

bool ProbeAnswerer::mayPull(const QByteArray &probe, qint64 nowMs)
{
    return probe != m_probe && nowMs - m_pulledMs >= restMs && !m_sends;
}

std::vector<ProbeMessage> ProbeAnswerer::hear(const ProbeMessage &heard, bool busy, qint64 nowMs, qint64 clockMs)
{
    using enum ProbeMessage::Kind;
    ProbeMessage answer;
    answer.probe = heard.probe;
    answer.number = heard.number;
    switch (heard.kind) {
    case Ping:
        answer.kind = busy ? Busy : Pong;
        answer.clockMs = clockMs;
        return {answer};
    case Data:
        answer.kind = busy ? Busy : Got;
        return {answer};
    case Pull:
        if (busy || !mayPull(heard.probe, nowMs)) {
            answer.kind = Busy;
            return {answer};
        }
        m_probe = heard.probe;
        m_pulledMs = nowMs;
        m_lossPct = 0;
        m_sends = true;
        m_down.start(nowMs);
        return tick(nowMs);
    case Got:
        if (m_sends && heard.probe == m_probe)
            m_down.got(heard.number, nowMs);
        return tick(nowMs);
    default:
        return {};
    }
}

std::vector<ProbeMessage> ProbeAnswerer::tick(qint64 nowMs)
{
    std::vector<ProbeMessage> out;
    if (!m_sends)
        return out;
    while (const auto number = m_down.next(nowMs))
        out.push_back({ProbeMessage::Kind::Data, m_probe, *number, 0, 0, ProbeMessage::fillBytes});
    if (m_down.isOver(nowMs)) {
        m_sends = false;
        out.push_back({ProbeMessage::Kind::End, m_probe, 0, 0, m_lossPct, 0});
    }
    return out;
}

} // namespace sizhen
