// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/bootstrap.h"

#include <algorithm>

namespace sizhen {
namespace {

constexpr qsizetype mostRuns = 32;
constexpr int resamples = 200;
constexpr double leftOut = 0.025; // on either side

struct Run {
    double sum = 0;
    double count = 0;
};

// The tails count as what the trimmed mean would let them: no more than the tenth's border.
QVector<Run> runsOf(const QVector<double> &values)
{
    auto sorted = values;
    std::sort(sorted.begin(), sorted.end());
    const auto cut = sorted.size() / 10;
    const double low = sorted[cut];
    const double high = sorted[sorted.size() - 1 - cut];
    QVector<Run> runs(std::min(mostRuns, values.size()));
    for (qsizetype i = 0; i < values.size(); ++i) {
        auto &run = runs[i * runs.size() / values.size()];
        run.sum += std::clamp(values[i], low, high);
        run.count += 1;
    }
    return runs;
}

} // namespace

qsizetype Draws::below(qsizetype count)
{
    m_state ^= m_state << 13;
    m_state ^= m_state >> 17;
    m_state ^= m_state << 5;
    return qsizetype((quint64(m_state) * quint64(count)) >> 32);
}

Spread middleSpread(QVector<double> estimates)
{
    if (estimates.isEmpty())
        return {};
    std::sort(estimates.begin(), estimates.end());
    const auto cut = qsizetype(leftOut * double(estimates.size()));
    return {estimates[cut], estimates[estimates.size() - 1 - cut]};
}

double trimmedMean(QVector<double> values)
{
    if (values.isEmpty())
        return 0;
    std::sort(values.begin(), values.end());
    const auto cut = values.size() / 10;
    double sum = 0;
    for (auto i = cut; i < values.size() - cut; ++i)
        sum += values[i];
    return sum / double(values.size() - 2 * cut);
}

std::optional<Spread> spreadOfMean(const QVector<double> &values)
{
    if (values.size() < 3)
        return std::nullopt;
    const auto runs = runsOf(values);
    Draws draws(quint32(runs.size()));
    QVector<double> means;
    means.reserve(resamples);
    for (int i = 0; i < resamples; ++i) {
        Run all;
        for (qsizetype k = 0; k < runs.size(); ++k) {
            const auto &run = runs[draws.below(runs.size())];
            all.sum += run.sum;
            all.count += run.count;
        }
        means.append(all.sum / all.count);
    }
    return middleSpread(means);
}

} // namespace sizhen
