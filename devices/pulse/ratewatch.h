// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pulse/clockfit.h"

namespace sizhen {

// Finds out whether an instrument really sends as many samples a second as it says, by our monotonic clock.
// One window may be wrong because this computer stood still for a second; two that agree are not.
class RateWatch
{
public:
    void begin(double declaredHz); // a new run
    void restart(); // a gap: count anew, keep the verdict

    // `count` samples of the run have come by now. The measured rate when the declared one is not true, once a run.
    [[nodiscard]] std::optional<double> saw(quint64 count, qint64 nowNs);

    // Samples against our clock, as far as the declared rate is one.
    [[nodiscard]] std::optional<PulseClockFit> clockFit() const { return m_fitter.fit(); }

    [[nodiscard]] double measuredHz() const { return m_measured; } // 0: not known yet

private:
    ClockFitter m_fitter{ClockFitter::Of::Count};
    double m_declared = 0;
    double m_measured = 0;
    double m_wrongBefore = 0; // of the window before, when it was wrong
    qint64 m_fromNs = -1;
    quint64 m_fromCount = 0;
    bool m_told = false;
};

} // namespace sizhen
