// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sim/simplan.h"

#include <QStringList>

#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

// Pairs of numbers: "a:b,c:d".
Result<QVector<std::pair<double, double>>> readPairs(const QString &text)
{
    QVector<std::pair<double, double>> pairs;
    for (const auto &part : text.split(u',', Qt::SkipEmptyParts)) {
        const auto two = part.split(u':');
        bool first = false;
        bool second = false;
        const double a = two.value(0).toDouble(&first);
        const double b = two.value(1).toDouble(&second);
        if (two.size() != 2 || !first || !second || !std::isfinite(a) || !std::isfinite(b) || a < 0)
            return fail(Fault::Invalid, u"not a pair of numbers: "_s + part);
        pairs.append({a, b});
    }
    return pairs;
}

} // namespace

Result<QVector<SimPlan::Press>> SimPlan::readPress(const QString &text)
{
    const auto pairs = readPairs(text);
    if (!pairs)
        return tl::unexpected(pairs.error());
    QVector<Press> steps;
    for (const auto &[fraction, seconds] : *pairs) {
        if (fraction > 1 || seconds <= 0)
            return fail(Fault::Invalid, u"a hand presses 0 to 1 of the range for some time"_s);
        steps.append({fraction, seconds});
    }
    return steps;
}

Result<QVector<SimPlan::Stretch>> SimPlan::readStretches(const QString &text)
{
    const auto pairs = readPairs(text);
    if (!pairs)
        return tl::unexpected(pairs.error());
    QVector<Stretch> stretches;
    for (const auto &[from, lasts] : *pairs)
        stretches.append({from, lasts});
    return stretches;
}

} // namespace sizhen
