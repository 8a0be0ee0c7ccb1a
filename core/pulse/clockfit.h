// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pulse/pulseblock.h"

#include <array>

namespace sizhen {

// Fits an instrument's clock, or its count of samples, to the station's monotonic clock over the last 30 s:
// instrument = a * station + b. Most readings are late by a little and a few by much, so the line goes through what the
// median of all slopes says is near it, and only those count. No memory but a ring of fixed size.
class ClockFitter
{
public:
    enum class Of {
        Time, // its clock, by four timestamps; a jump is a step of that clock
        Count // samples counted against their declared rate; a jump is lost samples, never a step
    };

    explicit ClockFitter(Of of)
        : m_of(of)
    {
    }

    // Both clocks at one moment, ns. `doubtNs`: how far the moment may be off at most (half the round trip).
    void add(qint64 stationNs, qint64 instrumentNs, qint64 doubtNs = 0);
    void restart(); // another connection, or lost samples: what came before says nothing

    // Nothing while there is less than 3 s or fewer than 6 points.
    [[nodiscard]] std::optional<PulseClockFit> fit() const;

    // A step that was found by the last add(), s; three readings in a row must agree on it.
    [[nodiscard]] std::optional<double> step() const { return m_step; }

private:
    struct Point {
        qint64 station = 0;
        qint64 ahead = 0; // instrument - station
        qint64 doubt = 0;
    };

    static constexpr int capacity = 128;

    [[nodiscard]] const Point &point(int index) const { return m_ring[std::size_t((m_first + index) % capacity)]; }

    [[nodiscard]] bool deviates(const Point &point) const;
    [[nodiscard]] bool isStep(const Point &point); // and takes the step when it is one
    void keep(const Point &point);
    [[nodiscard]] QVector<Point> trusted() const;

    Of m_of;
    std::array<Point, capacity> m_ring;
    int m_first = 0;
    int m_count = 0;
    QVector<Point> m_suspects; // in a row, 3 at most
    std::optional<double> m_step;
};

} // namespace sizhen
