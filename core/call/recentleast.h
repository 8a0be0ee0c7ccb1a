// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <deque>
#include <optional>

namespace sizhen {

// The least value of the last seconds, kept as one least value a second.
class RecentLeast
{
public:
    explicit RecentLeast(double rememberedS)
        : m_rememberedS(rememberedS)
    {
    }

    void add(double atS, double value)
    {
        while (!m_seconds.empty() && m_seconds.front().fromS < atS - m_rememberedS)
            m_seconds.pop_front();
        if (m_seconds.empty() || atS >= m_seconds.back().fromS + 1)
            m_seconds.push_back({atS, value});
        else
            m_seconds.back().value = std::min(m_seconds.back().value, value);
    }

    void clear() { m_seconds.clear(); }

    [[nodiscard]] std::optional<double> value() const
    {
        if (m_seconds.empty())
            return std::nullopt;
        return std::ranges::min_element(m_seconds, {}, &Second::value)->value;
    }

private:
    struct Second {
        double fromS = 0;
        double value = 0;
    };

    const double m_rememberedS;
    std::deque<Second> m_seconds;
};

} // namespace sizhen
