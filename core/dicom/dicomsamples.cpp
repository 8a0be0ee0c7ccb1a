// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dicom/dicomsamples.h"

#include "core/pulse/pulsefilter.h"

#include <algorithm>
#include <cmath>

namespace sizhen {
namespace {

constexpr int dicomHighest = 32767;
constexpr qsizetype longestDecimal = 16;

bool holdsExactly(const QVector<double> &values, double step)
{
    return step > 0 && std::all_of(values.begin(), values.end(), [step](double value) {
               const double count = value / step;
               return std::abs(count) <= dicomHighest && std::abs(count - std::round(count)) < 1e-6;
           });
}

} // namespace

QByteArray dicomDecimal(double value)
{
    for (int digits = 15; digits > 0; --digits)
        if (auto text = QByteArray::number(value, 'g', digits); text.size() <= longestDecimal)
            return text;
    return "0";
}

DicomStep DicomStep::of(const QVector<double> &values, double scale)
{
    QVector<double> steps{scale, 1};
    for (int decimals = 1; decimals <= 6; ++decimals)
        steps.append(std::pow(10.0, -decimals));
    for (const double step : steps)
        if (auto text = dicomDecimal(step); holdsExactly(values, text.toDouble()))
            return {text};
    double largest = 0;
    for (const double value : values)
        largest = std::max(largest, std::abs(value));
    // Rounded up: the largest value must not fall off the end.
    const auto text = dicomDecimal(largest / dicomHighest * (1 + 1e-8));
    return {text.toDouble() > 0 ? text : QByteArray("1")};
}

qint16 DicomStep::digital(double value) const
{
    return qint16(std::clamp(std::round(value / text.toDouble()), double(-dicomHighest), double(dicomHighest)));
}

int meansOf(double mostHz, double rateHz)
{
    return std::max(1, int(std::ceil(rateHz / mostHz - 1e-9)));
}

TracedPulse slowedTo(double mostHz, const TracedPulse &trace)
{
    const double rateHz = trace.signal.rateHz;
    const int factor = meansOf(mostHz, rateHz);
    if (factor < 2)
        return trace;
    auto slow = trace;
    slow.signal.rateHz = rateHz / factor;
    slow.signal.samples = thinned(trace.signal.samples, factor);
    slow.signal.pressure = thinned(trace.signal.pressure, factor);
    slow.scale = trace.scale / factor; // a mean of counts is a whole number of these
    slow.signal.gaps.clear();
    for (const auto &gap : trace.signal.gaps) {
        const Span touched{gap.from / factor, std::min((gap.to + factor - 1) / factor, slow.signal.samples.size())};
        auto &gaps = slow.signal.gaps;
        if (!gaps.isEmpty() && touched.from <= gaps.last().to)
            gaps.last().to = std::max(gaps.last().to, touched.to);
        else if (touched.size() > 0)
            gaps.append(touched);
    }
    slow.started = trace.started.addMSecs(std::llround(500.0 * (factor - 1) / rateHz)); // middle of the first mean
    return slow;
}

} // namespace sizhen
