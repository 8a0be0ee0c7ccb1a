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
QVector<Run> runsOf(const QVector<double> &values, double low, double high)
{
    QVector<Run> runs(std::min(mostRuns, values.size()));
    for (qsizetype i = 0; i < values.size(); ++i) {
        auto &run = runs[i * runs.size() / values.size()];
        run.sum += std::clamp(values[i], low, high);
        run.count += 1;
    }
    return runs;
}

Spread spreadOver(const QVector<Run> &runs)
{
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

TrimmedMean trimmedMean(const QVector<double> &values)
{
    TrimmedMean mean;
    if (values.isEmpty())
        return mean;
    auto sorted = values;
    std::sort(sorted.begin(), sorted.end());
    const auto cut = sorted.size() / 10;
    for (auto i = cut; i < sorted.size() - cut; ++i)
        mean.value += sorted[i];
    mean.value /= double(sorted.size() - 2 * cut);
    if (values.size() >= 3)
        mean.spread = spreadOver(runsOf(values, sorted[cut], sorted[sorted.size() - 1 - cut]));
    return mean;
}

} // namespace sizhen
