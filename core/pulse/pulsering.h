// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pulse/pulseblock.h"

#include <atomic>
#include <memory>

namespace sizhen {

// The newest samples of a run, in memory of a fixed size: one thread writes, others read by the sample's number while
// it does. What a chart shows of an hour never needs the hour.
class PulseRing
{
public:
    static constexpr quint64 capacity = 1 << 16; // 65 s at 1 kHz: more than any sweep
    static constexpr qint32 missing = INT_MIN; // stands where no sample is

    PulseRing();

    // Writer only. A block that begins anew (its `first` before the end) begins a new run.
    void append(const PulseBlock &block);

    [[nodiscard]] quint64 end() const { return m_end.load(std::memory_order_acquire); } // after the newest sample

    struct Stretch {
        quint64 first = 0; // later than asked for when the older ones are gone
        QVector<qint32> pulse;
        QVector<qint32> pressure; // `missing` without such a channel
    };

    [[nodiscard]] Stretch read(quint64 first, quint64 end) const;

private:
    using Samples = std::unique_ptr<std::atomic<qint32>[]>;

    void put(quint64 number, qint32 pulse, qint32 pressure);

    Samples m_pulse;
    Samples m_pressure;
    std::atomic<quint64> m_end = 0;
    std::atomic<quint64> m_claimed = 0; // up to here the writer may be at work
};

} // namespace sizhen
