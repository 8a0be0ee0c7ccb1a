// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/label.h"
#include "core/base/result.h"
#include "core/pulse/pulseblock.h"

#include <QMap>

namespace sizhen {

// One level of pressure, as shares of the force that presses this patient's artery to the bone. Grams would say
// nothing: every wrist differs.
struct TakingLevel {
    QString depth; // "superficial" "middle" "deep"
    double from = 0;
    double to = 1;
};

// How long it is held where the pulse was greatest.
struct TakingBest {
    bool everySite = false; // else the one site with the greatest pulse
    int times = 1;
    double seconds = 60;
    int beats = 30; // accepted ones at least
    double width = 0.1; // of the band around the best pressure, share of the range
    double likeness = 0; // that two takings of one site must reach (correlation of their average beats); 0: not asked
};

// How a pulse is taken: resources/pulse/plans.json.
struct TakingPlan {
    QString id;
    Label name;
    QVector<TakingLevel> levels;
    int beats = 10; // accepted ones a level needs
    double leastSeconds = 0;
    double mostSeconds = 20; // then the level is judged to have failed, and why
    double steady = 0.06; // how far the pressure of a beat may lie from the level's median, share of the range
    TakingBest best;
};

// The plans in the order they are offered. Fault::Invalid when one is not whole.
[[nodiscard]] Result<QVector<TakingPlan>> parseTakingPlans(const QByteArray &json);
[[nodiscard]] const QVector<TakingPlan> &takingPlans(); // of the program
[[nodiscard]] const TakingPlan *takingPlan(const QString &id); // nullptr: no such plan

// What is already kept of one site.
struct SiteTaken {
    QVector<PulseSegment> segments; // of the newest recording of the levels
    int bestTimes = 0; // recordings that were held at the best pressure and count
    double height = 0; // greatest median height of a level, to compare sites of one patient and instrument
};

struct NextTaking {
    QString site;
    bool best = false; // hold the best pressure; else the levels
};

// Whether every level of the plan counts.
[[nodiscard]] bool levelsDone(const TakingPlan &plan, const QVector<PulseSegment> &segments);

// What comes next, in the order of pulseSites(): first every site's levels, then the long holding. Nothing: all done.
[[nodiscard]] std::optional<NextTaking> nextTaking(const TakingPlan &plan, const QMap<QString, SiteTaken> &taken);

} // namespace sizhen
