// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/livepulse.h"

#include <algorithm>
#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qint64 beatEveryMs = 500;
constexpr qint64 lingerMs = 15'000; // after the end the tail can still be asked for
constexpr qint64 wantEveryMs = 250;
constexpr qint64 pingEveryMs = 2000;
constexpr qint64 tripForgottenMs = 30'000; // routes change
constexpr qint64 quietMs = 10'000; // a watcher that hears nothing asks for nothing
constexpr qint64 mostAsked = 200; // messages at a time
constexpr qsizetype mostHoles = 64;
constexpr qsizetype mostWaiting = 2000;
constexpr qsizetype runBytes = 8;
constexpr qsizetype longestText = 200;

double numberIn(const QCborMap &map, const QString &key, double otherwise)
{
    const auto value = map.value(key);
    const double number = value.isInteger() || value.isDouble() ? value.toDouble() : otherwise;
    return std::isfinite(number) ? number : otherwise;
}

QString textIn(const QCborMap &map, const QString &key, const QString &otherwise)
{
    const auto text = map.value(key).toString();
    return text.isEmpty() || text.size() > longestText ? otherwise : text;
}

} // namespace

QCborMap LivePulseAbout::toCbor() const
{
    return {{u"unit"_s, scale.unit},
            {u"scale"_s, scale.scale},
            {u"pressureUnit"_s, scale.pressureUnit},
            {u"pressureScale"_s, scale.pressureScale},
            {u"instrument"_s, scale.instrument},
            {u"low"_s, range.low},
            {u"high"_s, range.high}};
}

LivePulseAbout LivePulseAbout::fromCbor(const QCborMap &map)
{
    LivePulseAbout about;
    about.scale.unit = textIn(map, u"unit"_s, u"1"_s);
    about.scale.scale = numberIn(map, u"scale"_s, 1);
    about.scale.pressureUnit = textIn(map, u"pressureUnit"_s, u"1"_s);
    about.scale.pressureScale = numberIn(map, u"pressureScale"_s, 1);
    about.scale.instrument = textIn(map, u"instrument"_s, {});
    about.range = {numberIn(map, u"low"_s, 0), numberIn(map, u"high"_s, 0)};
    return about;
}

void LivePulseSender::begin(const QByteArray &run)
{
    m_run = run;
    m_kept.clear();
    m_first = 0;
    m_ended = false;
    m_lastBeat = 0;
}

void LivePulseSender::end()
{
    m_ended = true;
    m_endedAt = 0; // counted from the next tick
    m_lastBeat = 0;
}

QCborMap LivePulseSender::add(const PulseBlock &block, qint64 nowMs)
{
    const QCborMap message{
        {u"run"_s, m_run}, {u"n"_s, m_first + qint64(m_kept.size())}, {u"at"_s, nowMs}, {u"block"_s, block.toCbor()}};
    m_kept.push_back({nowMs, message});
    while (nowMs - m_kept.front().at > keptMs) {
        m_kept.pop_front();
        ++m_first;
    }
    return message;
}

QVector<QCborMap> LivePulseSender::hear(const QCborMap &message, qint64 nowMs)
{
    QVector<QCborMap> answer;
    if (const auto ping = message.value(u"ping"_s); ping.isInteger() && !message.contains(u"pong"_s))
        answer.append({{u"ping"_s, ping}, {u"pong"_s, nowMs}});
    const auto want = message.value(u"want"_s).toArray();
    if (want.size() % 2 != 0 || m_run.isEmpty() || message.value(u"run"_s).toByteArray() != m_run)
        return answer;
    auto left = mostAsked;
    for (qsizetype i = 0; i < want.size() && left > 0; i += 2) {
        const auto from = std::max(want[i].toInteger(), m_first);
        const auto to = std::min(want[i + 1].toInteger(), m_first + qint64(m_kept.size()));
        for (auto n = from; n < to && left > 0; ++n, --left)
            answer.append(m_kept[std::size_t(n - m_first)].message);
    }
    return answer;
}

QVector<QCborMap> LivePulseSender::tick(qint64 nowMs)
{
    if (m_run.isEmpty() || nowMs - m_lastBeat < beatEveryMs)
        return {};
    m_lastBeat = nowMs;
    if (m_ended && m_endedAt == 0)
        m_endedAt = nowMs;
    const QCborMap beat{{u"run"_s, m_run},
                        {u"from"_s, m_first},
                        {u"next"_s, m_first + qint64(m_kept.size())},
                        {u"end"_s, m_ended},
                        {u"about"_s, m_about.toCbor()}};
    if (m_ended && nowMs - m_endedAt > lingerMs) {
        m_run.clear();
        m_kept.clear();
    }
    return {beat};
}

void LivePulseReceiver::startRun(const QByteArray &run)
{
    m_run = run;
    m_waiting.clear();
    m_next = 0;
    m_known = 0;
    m_ended = false;
}

void LivePulseReceiver::takePong(const QCborMap &message, qint64 nowMs)
{
    const auto trip = nowMs - message.value(u"ping"_s).toInteger();
    if (trip < 0 || trip > tripForgottenMs)
        return;
    if (m_bestTrip && trip > *m_bestTrip && nowMs - m_bestAt < tripForgottenMs)
        return;
    m_bestTrip = trip;
    m_bestAt = nowMs;
    m_ahead = message.value(u"pong"_s).toInteger() - (nowMs - trip / 2);
}

QVector<LivePulseReceiver::Arrived> LivePulseReceiver::hear(const QCborMap &message, qint64 nowMs)
{
    if (message.contains(u"pong"_s)) {
        takePong(message, nowMs);
        return {};
    }
    const auto run = message.value(u"run"_s).toByteArray();
    if (run.size() != runBytes || message.contains(u"want"_s))
        return {};
    if (run != m_run)
        startRun(run);
    m_heardAt = nowMs;
    if (message.contains(u"next"_s)) {
        m_about = LivePulseAbout::fromCbor(message.value(u"about"_s).toMap());
        m_ended = message.value(u"end"_s).toBool();
        m_known = std::max(m_known, message.value(u"next"_s).toInteger());
        if (const auto from = message.value(u"from"_s).toInteger(); from > m_next && from <= m_known) {
            const auto had = std::distance(m_waiting.begin(), m_waiting.lower_bound(from));
            m_givenUp += from - m_next - had;
            auto late = ready(nowMs); // nothing: m_next itself is missing
            for (; !m_waiting.empty() && m_waiting.begin()->first < from; m_waiting.erase(m_waiting.begin()))
                late.append(arrived(m_waiting.begin(), nowMs));
            m_next = from;
            return late + ready(nowMs);
        }
        return ready(nowMs);
    }
    const auto number = message.value(u"n"_s).toInteger(-1);
    auto block = PulseBlock::fromCbor(message.value(u"block"_s).toMap());
    if (number < m_next || !block || m_waiting.size() >= mostWaiting)
        return {};
    m_known = std::max(m_known, number + 1);
    m_waiting.insert({number, {message.value(u"at"_s).toInteger(), std::move(*block)}});
    return ready(nowMs);
}

QVector<LivePulseReceiver::Arrived> LivePulseReceiver::ready(qint64 nowMs)
{
    QVector<Arrived> all;
    while (!m_waiting.empty() && m_waiting.begin()->first == m_next) {
        all.append(arrived(m_waiting.begin(), nowMs));
        m_waiting.erase(m_waiting.begin());
        ++m_next;
    }
    return all;
}

LivePulseReceiver::Arrived LivePulseReceiver::arrived(std::map<qint64, QPair<qint64, PulseBlock>>::iterator at,
                                                      qint64 nowMs) const
{
    Arrived one{std::move(at->second.second), {}};
    if (m_bestTrip)
        one.ageMs = std::max<qint64>(0, nowMs + m_ahead - at->second.first);
    return one;
}

bool LivePulseReceiver::isListening(qint64 nowMs) const
{
    return !m_run.isEmpty() && nowMs - m_heardAt <= quietMs;
}

// The holes between what waits, the oldest first.
QCborArray LivePulseReceiver::missing()
{
    QCborArray want;
    auto due = m_next;
    const auto hole = [this, &want, &due](qint64 to) {
        if (to <= due || want.size() >= 2 * mostHoles)
            return;
        want.append(due);
        want.append(to);
        m_askedAgain += to - due;
    };
    for (const auto &[number, block] : m_waiting) {
        hole(number);
        due = number + 1;
    }
    hole(m_known);
    return want;
}

QVector<QCborMap> LivePulseReceiver::tick(qint64 nowMs)
{
    QVector<QCborMap> asks;
    if (!isListening(nowMs))
        return asks;
    if (nowMs - m_pingedAt >= pingEveryMs) {
        m_pingedAt = nowMs;
        asks.append({{u"ping"_s, nowMs}});
    }
    if (m_next >= m_known || nowMs - m_wantedAt < wantEveryMs)
        return asks;
    m_wantedAt = nowMs;
    if (const auto want = missing(); !want.isEmpty())
        asks.append({{u"run"_s, m_run}, {u"want"_s, want}});
    return asks;
}

} // namespace sizhen
