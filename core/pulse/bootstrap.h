// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVector>

#include <optional>

namespace sizhen {

// Random choices that are the same every time: a measurement must not change when it is looked at again.
class Draws
{
public:
    explicit Draws(quint32 seed)
        : m_state(seed | 1)
    {
    }

    [[nodiscard]] qsizetype below(qsizetype count); // 0..count-1

private:
    quint32 m_state; // xorshift32 (Marsaglia 2003)
};

// The middle 95 % of what a number comes out as when the same measurement is imagined again.
struct Spread {
    double low = 0;
    double high = 0;

    [[nodiscard]] double half() const { return (high - low) / 2; }
};

[[nodiscard]] Spread middleSpread(QVector<double> estimates);

// Mean without the highest and lowest tenth, and its spread by the bootstrap (Efron 1979) over runs of neighbouring
// values: beats next to each other are alike, since breathing moves them together. No spread for fewer than three.
struct TrimmedMean {
    double value = 0;
    std::optional<Spread> spread;
};

[[nodiscard]] TrimmedMean trimmedMean(const QVector<double> &values);

} // namespace sizhen
