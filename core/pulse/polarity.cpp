// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/polarity.h"
#include "core/pulse/pulsefilter.h"

#include <algorithm>
#include <cmath>

namespace sizhen {
namespace {

constexpr double enoughHz = 50; // steepness lies below 8 Hz
constexpr double spanS = 2; // one beat at least
// Log of rise to fall. Upright records measured 0.4 to 0.9; where the sensor's own filter had bent the wave -0.26 to 0.
constexpr double clearly = 0.4;

} // namespace

Polarity polarityOf(const QVector<double> &samples, double rateHz)
{
    const int factor = std::max(1, int(rateHz / enoughHz));
    const double rate = rateHz / factor;
    const auto band = zeroPhase(butterHighpass(3, 0.5, rate) + butterLowpass(3, 8, rate), thinned(samples, factor));
    const auto rise = slope(band, rate);
    const auto span = qsizetype(spanS * rate);
    QVector<double> ratios;
    for (qsizetype i = 0; i + span <= rise.size(); i += span) {
        const auto [falls, rises] = std::minmax_element(rise.begin() + i, rise.begin() + i + span);
        if (*rises > 0 && *falls < 0)
            ratios.append(std::log(*rises / -*falls));
    }
    const double middle = median(ratios);
    if (std::abs(middle) < clearly)
        return Polarity::Unclear;
    return middle > 0 ? Polarity::Upright : Polarity::UpsideDown;
}

} // namespace sizhen
