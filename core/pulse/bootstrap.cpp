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
    auto parted = values; // the tails at both ends, no more order is needed
    const auto cut = parted.size() / 10;
    const auto low = parted.begin() + cut;
    const auto high = parted.end() - 1 - cut;
    std::nth_element(parted.begin(), low, parted.end());
    if (high > low)
        std::nth_element(low + 1, high, parted.end());
    for (auto it = low; it <= high; ++it)
        mean.value += *it;
    mean.value /= double(parted.size() - 2 * cut);
    if (values.size() >= 3)
        mean.spread = spreadOver(runsOf(values, *low, *high));
    return mean;
}

} // namespace sizhen
