// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/averagebeat.h"
#include "core/pulse/pulsefilter.h"

#include <algorithm>
#include <cmath>

namespace sizhen {
namespace {

constexpr qsizetype averageFrom = 10;
constexpr qsizetype averageMost = 240;
constexpr double leadS = 0.06; // before the foot

QVector<const PulseBeat *> chosen(const QVector<PulseBeat> &beats)
{
    QVector<const PulseBeat *> all;
    for (const auto &beat : beats)
        if (beat.accepted() && beat.marks)
            all.append(&beat);
    if (all.size() <= averageMost)
        return all;
    QVector<const PulseBeat *> some;
    for (qsizetype i = 0; i < averageMost; ++i)
        some.append(all[i * all.size() / averageMost]);
    return some;
}

} // namespace

std::optional<AverageBeat> averageBeat(const QVector<PulseBeat> &beats, const FiducialFinder &finder)
{
    const auto used = chosen(beats);
    if (used.size() < averageFrom)
        return std::nullopt;
    const int factor = finder.gridFactor();
    QVector<double> before;
    QVector<double> after;
    QVector<qsizetype> places; // of u on the finer grid
    QVector<double> feet;
    for (const auto *beat : used) {
        before.append(beat->marks->u - beat->marks->on);
        after.append(beat->next - beat->marks->u);
        places.append(qsizetype(std::lround(beat->marks->u * factor)));
        feet.append(finder.height(beat->marks->on));
    }
    const double rise = median(before) * factor;
    const auto lead = qsizetype(rise + leadS * finder.gridHz());
    const auto tail = qsizetype(median(after) * factor);
    const auto &trace = finder.trace();
    AverageBeat average;
    average.rateHz = finder.gridHz();
    average.beats = int(used.size());
    QVector<double> column;
    for (auto i = -lead; i <= tail; ++i) {
        column.clear();
        for (qsizetype k = 0; k < places.size(); ++k)
            if (const auto at = places[k] + i; at >= 0 && at < trace.size())
                column.append(trace[at] - feet[k]);
        average.wave.append(median(column));
    }
    const double lift = lead > 0 ? average.wave[lead - qsizetype(rise)] : 0;
    for (auto &value : average.wave)
        value -= lift;
    const FiducialFinder own(average.wave, average.rateHz);
    average.marks = own.marks({double(lead) - rise, double(lead), double(lead)}, double(average.wave.size() - 1));
    return average;
}

} // namespace sizhen
