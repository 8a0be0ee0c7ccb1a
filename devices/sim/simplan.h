// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QString>
#include <QVector>
#include <optional>

namespace sizhen {

// What happens to a simulated instrument and the wrist under it beside the wave: all of it known beforehand.
struct SimPlan {
    // The hand that presses: to this fraction of the range, for so long; again and again, from the beginning at START.
    struct Press {
        double fraction = 0;
        double seconds = 0;
        friend bool operator==(const Press &, const Press &) = default;
    };

    struct Stretch {
        double fromS = 0; // of the run
        double lastsS = 0;
        friend bool operator==(const Stretch &, const Stretch &) = default;
    };

    QVector<Press> press; // empty: through the whole range, then held
    std::optional<double> optimum; // fraction of the range where the wave at L.guan is tallest; nothing: always as tall
    QVector<Stretch> away; // the sensor is not on the wrist
    QVector<Stretch> moving; // the arm moves
    std::optional<qint32> rail; // counts beyond it, above or below, are cut off
    double driftPpm = 0; // the oscillator is so much too fast: clock and samples alike
    std::optional<Stretch> clockStep; // at `fromS` since power-up the clock, not the samples, jumps by `lastsS`
    QString calibrationDue; // ISO date, or empty

    // "0.15:14,0.5:14" and "5:2,9:1". Fault::Invalid names what cannot be read.
    [[nodiscard]] static Result<QVector<Press>> readPress(const QString &text);
    [[nodiscard]] static Result<QVector<Stretch>> readStretches(const QString &text);
};

} // namespace sizhen
