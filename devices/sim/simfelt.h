// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/sim/simplan.h"
#include "devices/sim/simwave.h"

#include <QJsonObject>

namespace sizhen {

// What the sensor feels: the wave, how it answers to the pressure at its site, and what disturbs it. A pure function of
// the site and the sample's number in the run, so that a test knows every sample.
class SimFelt
{
public:
    // Holding pressure in tenths of a gram-force, from the lightest touch to the deepest.
    static constexpr double lightest = 250;
    static constexpr double deepest = 2250;

    explicit SimFelt(SimWave wave, SimPlan plan = {});

    [[nodiscard]] const SimWave &wave() const { return m_wave; }

    [[nodiscard]] const SimPlan &plan() const { return m_plan; }

    [[nodiscard]] double rateHz() const { return m_wave.rateHz(); }

    [[nodiscard]] qint32 pulse(const QString &site, quint64 index) const;
    [[nodiscard]] qint32 pressure(const QString &site, quint64 index) const;
    [[nodiscard]] bool touches(quint64 index) const; // the sensor is on the wrist
    [[nodiscard]] bool clips(const QString &site, quint64 index) const;

    [[nodiscard]] double optimumAt(const QString &site) const; // fraction of the range; each site has its own
    // Schema "sizhen-pulse-truth/1": beats of each site (s of the run), outline, hand, optimum, disturbances.
    [[nodiscard]] QJsonObject truth(double seconds) const;

private:
    [[nodiscard]] double pressed(double seconds) const; // fraction of the range
    [[nodiscard]] double raw(const QString &site, quint64 index) const;

    SimWave m_wave;
    SimPlan m_plan;
    double m_low = 0; // of the wave
    double m_span = 1;
};

} // namespace sizhen
