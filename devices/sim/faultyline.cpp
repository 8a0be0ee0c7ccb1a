// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sim/faultyline.h"

#include <utility>

namespace sizhen {

FaultyLine::FaultyLine(const Plan &plan)
    : m_plan(plan)
    , m_random(plan.seed)
{
}

bool FaultyLine::happens(double chance)
{
    return std::uniform_real_distribution<double>(0, 1)(m_random) < chance;
}

QByteArray FaultyLine::flipped(QByteArray frame)
{
    for (;;) {
        const auto at = qsizetype(m_random() % quint32(frame.size() - 1)); // never the closing mark
        const char turned = char(frame[at] ^ char(1U << (m_random() % 8)));
        if (turned == '\0')
            continue; // would be a new mark: two broken frames instead of one
        frame[at] = turned;
        return frame;
    }
}

QByteArray FaultyLine::pass(const QByteArray &frame)
{
    QByteArray out;
    if (happens(m_plan.noise)) {
        ++m_counts.bursts;
        for (int i = 0; i < 12; ++i)
            out.append(char(1 + m_random() % 255));
        out.append('\0');
    }
    if (happens(m_plan.drop)) {
        ++m_counts.dropped;
        return out;
    }
    if (frame.size() > 2 && happens(m_plan.flip)) {
        ++m_counts.flipped;
        return out + flipped(frame);
    }
    ++m_counts.passed;
    if (m_plan.reorder > 0 && m_held.isEmpty() && happens(m_plan.reorder)) {
        ++m_counts.reordered;
        m_held = frame;
        return out;
    }
    out += frame + std::exchange(m_held, {});
    if (happens(m_plan.duplicate)) {
        ++m_counts.duplicated;
        out += frame;
    }
    return out;
}

} // namespace sizhen
