// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pulse/beatfinder.h"

#include <optional>

namespace sizhen {

// The marks of one beat as fractional sample indices. A mark that cannot be seen is absent, never guessed.
struct Fiducials {
    double on = 0; // foot
    double u = 0; // steepest rise
    double sp = 0; // main peak
    std::optional<double> notch; // dicrotic notch
    std::optional<double> dicrotic; // crest of the dicrotic wave
    std::optional<double> tidalTrough; // before the tidal wave, when both can be seen
    std::optional<double> tidal; // crest or shoulder of the tidal wave; absent: merged with the main wave
    bool tidalIsShoulder = false; // no crest of its own: the place where the descent is slowest
    // Second derivative a–f, first derivative v w, third derivative p1 p2, as in the photoplethysmography literature.
    std::optional<double> a, b, c, d, e, f, v, w, p1, p2;

    // Calls `change` with every mark that is there.
    template <typename Change>
    void each(const Change &change)
    {
        for (auto *mark : {&on, &u, &sp})
            change(*mark);
        for (auto *mark : {&notch, &dicrotic, &tidalTrough, &tidal, &a, &b, &c, &d, &e, &f, &v, &w, &p1, &p2})
            if (*mark)
                change(**mark);
    }
};

// Finds the marks of beats on one signal. Derivatives are taken once, from a 12 Hz zero-phase low-pass on a grid of 250
// Hz or finer.
class FiducialFinder
{
public:
    FiducialFinder(const QVector<double> &samples, double rateHz);

    // `next` is the next beat's foot or the end of the samples. Empty when the rise lies too close to either end.
    [[nodiscard]] std::optional<Fiducials> marks(const BeatTimes &beat, double next) const;

    // Sample indices of the steep rises, for a trace whose beats are not known.
    [[nodiscard]] QVector<double> rises() const;

    [[nodiscard]] double footBefore(double rise) const;

    // Height at a mark: from the samples under a 20 Hz low-pass, which keeps the crests.
    [[nodiscard]] double height(double index) const;

    // The trace that heights are read from, on the finer grid: `gridFactor` samples for each one given.
    [[nodiscard]] const QVector<double> &trace() const { return m_fine; }

    [[nodiscard]] int gridFactor() const { return m_factor; }

    [[nodiscard]] double gridHz() const { return m_rate; }

private:
    [[nodiscard]] qsizetype ms(double milliseconds) const { return qsizetype(milliseconds * m_rate / 1000 + 0.5); }

    [[nodiscard]] qsizetype endOfSystole(qsizetype on, qsizetype cycleEnd, qsizetype from, qsizetype to) const;
    void markDerivatives(Fiducials &marks, qsizetype on, qsizetype u, qsizetype end) const;
    void markNotch(Fiducials &marks, qsizetype sp, qsizetype end) const;
    void markTidal(Fiducials &marks, qsizetype sp) const;

    bool m_clean = false; // little above the pulse band: the lighter filter keeps sharp marks where they are
    int m_factor = 1;
    double m_rate = 0; // of the finer grid
    QVector<double> m_smooth, m_fine, m_d1, m_d2, m_d3;
    QVector<double> m_bend; // second derivative without ripples, to find the end of systole
};

// The marks of one pulse cut out of its trace, a little of the descent before it included. Empty when no rise is seen.
[[nodiscard]] std::optional<Fiducials> marksOfPulse(const QVector<double> &samples, double rateHz);

} // namespace sizhen
