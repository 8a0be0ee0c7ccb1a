// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <random>

namespace sizhen {

// A bad cable: loses frames, flips bits, sends things twice, adds noise. It counts what it did, so that a test can
// demand that the other end counted the same.
class FaultyLine
{
public:
    struct Plan {
        double drop = 0; // chance that a frame is lost
        double flip = 0; // chance that one bit of a frame is turned; frame marks are neither made nor destroyed
        double duplicate = 0; // chance that a frame comes twice
        double noise = 0; // chance of a short burst of rubbish, closed by a mark, before a frame
        quint32 seed = 1;
        double reorder = 0; // chance that a frame comes after the one that follows it
    };

    struct Counts {
        int passed = 0;
        int dropped = 0;
        int flipped = 0;
        int duplicated = 0;
        int bursts = 0;
        int reordered = 0;
    };

    explicit FaultyLine(const Plan &plan);

    [[nodiscard]] QByteArray pass(const QByteArray &frame); // what comes out at the other end

    [[nodiscard]] const Counts &counts() const { return m_counts; }

private:
    [[nodiscard]] bool happens(double chance);
    [[nodiscard]] QByteArray flipped(QByteArray frame);

    Plan m_plan;
    Counts m_counts;
    std::mt19937 m_random;
    QByteArray m_held; // comes after the next one
};

} // namespace sizhen
