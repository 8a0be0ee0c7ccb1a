// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/callstatistics.h"

#include <QStringList>

#include <optional>

namespace sizhen {

// Which steps of the ladder (SES-14, resources/session.json) a running call takes by itself: told once when a step
// lasts, and again only after it was left for a while. Pure; fed once a second with what is sent.
class LadderWatch
{
public:
    // "LOWER", "AUDIO_ONLY", or nothing. `sending` none: this end is sent what was set up, whatever the line does.
    [[nodiscard]] QStringList look(const std::optional<SendingStatistics> &sending, double atS);
    void callEnded();

private:
    // One step: lasts so long before it counts, is away so long before it counts again.
    struct Step {
        double sinceS = -1; // it is taken
        double goneS = -1; // it was left
        bool told = false;

        [[nodiscard]] bool look(bool taken, double atS);
    };

    static constexpr double lastsS = 3;
    static constexpr double calmS = 60;

    Step m_lower;
    Step m_soundOnly;
    double m_heldS = 0;
    double m_lookedS = -1;
};

} // namespace sizhen
