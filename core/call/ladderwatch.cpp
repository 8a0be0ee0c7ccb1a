// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/ladderwatch.h"

#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr double mostlyHeld = 0.7; // of the time: no picture goes that is worth the name

} // namespace

bool LadderWatch::Step::look(bool taken, double atS)
{
    if (!taken) {
        sinceS = -1;
        if (goneS < 0)
            goneS = atS;
        if (told && atS - goneS >= calmS)
            told = false;
        return false;
    }
    goneS = -1;
    if (sinceS < 0)
        sinceS = atS;
    return !told && atS - sinceS >= lastsS && (told = true);
}

QStringList LadderWatch::look(const std::optional<SendingStatistics> &sending, double atS)
{
    const double passedS = m_lookedS >= 0 ? atS - m_lookedS : 0;
    m_lookedS = atS;
    const double heldS = sending ? sending->heldS : 0;
    const double held = heldS - std::exchange(m_heldS, heldS);
    QStringList steps;
    // A picture that is only smaller because the call has just begun is no step: nothing troubles the line then.
    if (m_lower.look(sending && sending->smaller && sending->trouble != LineTrouble::None, atS))
        steps.append(u"LOWER"_s);
    if (m_soundOnly.look(sending && passedS > 0 && held >= mostlyHeld * passedS, atS))
        steps.append(u"AUDIO_ONLY"_s);
    return steps;
}

void LadderWatch::callEnded()
{
    *this = {};
}

} // namespace sizhen
