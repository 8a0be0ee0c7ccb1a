// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/jitterlatency.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace sizhen {
namespace {

constexpr double ordinaryRepairMs = 120;
constexpr double heavyRepairMs = 190;
constexpr double heavyLossPct = 7; // what is lost of five percent is rarely lost twice
constexpr int worthGrowing = 20; // ms
constexpr int worthShrinking = 60;

} // namespace

int JitterLatency::measured(double rttMs, double lossPct)
{
    const double repairMs = lossPct > heavyLossPct ? heavyRepairMs : ordinaryRepairMs;
    const int wanted = int(std::lround(std::clamp(rttMs + repairMs, double(leastMs), double(mostMs))));
    if (!std::exchange(m_known, true) || wanted >= m_ms + worthGrowing || (wanted > m_ms && wanted == mostMs)) {
        m_ms = wanted;
        m_calm = 0;
    } else if (wanted <= m_ms - worthShrinking) {
        if (++m_calm >= patience) {
            m_ms = wanted;
            m_calm = 0;
        }
    } else {
        m_calm = 0;
    }
    return m_ms;
}

} // namespace sizhen
