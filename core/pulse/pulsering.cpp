// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/pulsering.h"

#include <algorithm>

namespace sizhen {

PulseRing::PulseRing()
    : m_pulse(std::make_unique<std::atomic<qint32>[]>(capacity))
    , m_pressure(std::make_unique<std::atomic<qint32>[]>(capacity))
{
}

void PulseRing::put(quint64 number, qint32 pulse, qint32 pressure)
{
    m_pulse[number % capacity].store(pulse, std::memory_order_relaxed);
    m_pressure[number % capacity].store(pressure, std::memory_order_relaxed);
}

void PulseRing::append(const PulseBlock &block)
{
    auto at = m_end.load(std::memory_order_relaxed);
    if (block.first < at) {
        at = 0;
        m_end.store(0, std::memory_order_release);
    }
    const auto end = block.first + quint64(block.pulse.size());
    m_claimed.store(end, std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_release); // a reader that sees a new value sees the claim, too
    for (at = std::max(at, end > capacity ? end - capacity : 0); at < block.first; ++at)
        put(at, missing, missing);
    for (qsizetype i = 0; i < block.pulse.size(); ++i)
        put(block.first + quint64(i), block.pulse[i], block.pressure.value(i, missing));
    m_end.store(end, std::memory_order_release);
}

PulseRing::Stretch PulseRing::read(quint64 first, quint64 end) const
{
    const auto newest = this->end();
    Stretch stretch;
    end = std::min(end, newest);
    first = std::max(first, newest > capacity ? newest - capacity : 0);
    stretch.first = first;
    for (auto number = first; number < end; ++number) {
        stretch.pulse.append(m_pulse[number % capacity].load(std::memory_order_relaxed));
        stretch.pressure.append(m_pressure[number % capacity].load(std::memory_order_relaxed));
    }
    // What the writer may have written over meanwhile is left out.
    std::atomic_thread_fence(std::memory_order_acquire);
    const auto claimed = m_claimed.load(std::memory_order_relaxed);
    if (claimed < newest)
        return {}; // a new run began
    const auto oldest = claimed > capacity ? claimed - capacity : 0;
    if (oldest > first) {
        const auto gone = qsizetype(std::min<quint64>(oldest - first, quint64(stretch.pulse.size())));
        stretch.pulse.remove(0, gone);
        stretch.pressure.remove(0, gone);
        stretch.first = first + quint64(gone);
    }
    return stretch;
}

} // namespace sizhen
