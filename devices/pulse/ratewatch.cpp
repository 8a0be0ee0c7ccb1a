// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/pulse/ratewatch.h"

#include <cmath>
#include <utility>

namespace sizhen {
namespace {

constexpr qint64 windowNs = 5'000'000'000;
constexpr double tolerated = 0.05; // a cheap oscillator is off by 0.01 %, a lie by a factor
constexpr double agreement = 0.03;

} // namespace

void RateWatch::begin(double declaredHz)
{
    *this = {};
    m_declared = declaredHz;
}

void RateWatch::restart()
{
    m_fromNs = -1;
    m_wrongBefore = 0;
    m_fitter.restart();
}

std::optional<double> RateWatch::saw(quint64 count, qint64 nowNs)
{
    if (m_declared > 0)
        m_fitter.add(nowNs, std::llround(double(count) / m_declared * 1e9));
    if (m_fromNs < 0 || count < m_fromCount || nowNs < m_fromNs) {
        m_fromNs = nowNs;
        m_fromCount = count;
        return std::nullopt;
    }
    if (nowNs - m_fromNs < windowNs)
        return std::nullopt;
    m_measured = double(count - m_fromCount) * 1e9 / double(nowNs - m_fromNs);
    m_fromNs = nowNs;
    m_fromCount = count;
    const bool wrong = m_declared > 0 && std::abs(m_measured / m_declared - 1) > tolerated;
    const double before = std::exchange(m_wrongBefore, wrong ? m_measured : 0);
    if (!wrong || m_told || before <= 0 || std::abs(m_measured / before - 1) > agreement)
        return std::nullopt;
    m_told = true;
    return m_measured;
}

} // namespace sizhen
