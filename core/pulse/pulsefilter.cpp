// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/pulsefilter.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

namespace sizhen {
namespace {

using Complex = std::complex<double>;

// Analog frequency that the bilinear transform maps onto `hz`.
double warped(double hz, double rateHz)
{
    return std::tan(std::numbers::pi * hz / rateHz);
}

Sections butter(int order, double cutHz, double rateHz, bool high)
{
    const double k = warped(std::min(cutHz, 0.49 * rateHz), rateHz);
    Sections sections;
    for (int i = 0; i < order / 2; ++i) {
        const double angle = std::numbers::pi * (2 * i + 1) / (2.0 * order);
        const double damping = 2 * std::sin(angle); // 1/Q of this pole pair
        const double norm = 1 / (1 + damping * k + k * k);
        Biquad s;
        s.b0 = (high ? 1 : k * k) * norm;
        s.b1 = (high ? -2 : 2) * (high ? norm : k * k * norm);
        s.b2 = s.b0;
        s.a1 = 2 * (k * k - 1) * norm;
        s.a2 = (1 - damping * k + k * k) * norm;
        sections.append(s);
    }
    if (order % 2) {
        const double norm = 1 / (1 + k);
        Biquad s;
        s.b0 = (high ? 1 : k) * norm;
        s.b1 = high ? -s.b0 : s.b0;
        s.a1 = (k - 1) * norm;
        sections.append(s);
    }
    return sections;
}

void run(const Biquad &s, QVector<double> &x)
{
    const double gain = (s.b0 + s.b1 + s.b2) / (1 + s.a1 + s.a2);
    double z2 = (s.b2 - s.a2 * gain) * x.first(); // settled on the first sample: no step at the start
    double z1 = (s.b1 - s.a1 * gain) * x.first() + z2;
    for (auto &value : x) {
        const double in = value;
        value = s.b0 * in + z1;
        z1 = s.b1 * in - s.a1 * value + z2;
        z2 = s.b2 * in - s.a2 * value;
    }
}

} // namespace

Sections butterLowpass(int order, double cutHz, double rateHz)
{
    return butter(order, cutHz, rateHz, false);
}

Sections butterHighpass(int order, double cutHz, double rateHz)
{
    return butter(order, cutHz, rateHz, true);
}

Sections chebyshevLowpass(double stopHz, double rateHz)
{
    constexpr int order = 4;
    constexpr double stopDb = 20;
    const double k = warped(std::min(stopHz, 0.49 * rateHz), rateHz);
    const double mu = std::asinh(std::sqrt(std::pow(10, stopDb / 10) - 1)) / order;
    Sections sections;
    for (int i = 0; i < order / 2; ++i) {
        const double theta = std::numbers::pi * (2 * i + 1) / (2.0 * order);
        const Complex pole = k / Complex(-std::sinh(mu) * std::sin(theta), std::cosh(mu) * std::cos(theta));
        const Complex zero(0, k / std::cos(theta));
        const Complex zp = (1.0 + pole) / (1.0 - pole);
        const Complex zz = (1.0 + zero) / (1.0 - zero);
        Biquad s;
        s.a1 = -2 * zp.real();
        s.a2 = std::norm(zp);
        const double gain = (1 + s.a1 + s.a2) / (2 - 2 * zz.real());
        s.b0 = s.b2 = gain;
        s.b1 = -2 * zz.real() * gain;
        sections.append(s);
    }
    return sections;
}

QVector<double> zeroPhase(const Sections &sections, const QVector<double> &signal)
{
    if (signal.size() < 2)
        return signal;
    const qsizetype pad = std::min<qsizetype>(signal.size() - 1, 3000);
    QVector<double> x;
    x.reserve(signal.size() + 2 * pad);
    for (qsizetype i = pad; i > 0; --i)
        x.append(2 * signal.first() - signal[i]);
    x += signal;
    for (qsizetype i = 1; i <= pad; ++i)
        x.append(2 * signal.last() - signal[signal.size() - 1 - i]);
    for (int pass = 0; pass < 2; ++pass) {
        for (const auto &section : sections)
            run(section, x);
        std::reverse(x.begin(), x.end());
    }
    return x.mid(pad, signal.size());
}

QVector<double> movingMean(const QVector<double> &signal, int width)
{
    const qsizetype half = std::max(0, width / 2);
    const auto n = signal.size();
    if (half == 0 || n == 0)
        return signal;
    QVector<double> sums(n + 1, 0);
    for (qsizetype i = 0; i < n; ++i)
        sums[i + 1] = sums[i] + signal[i];
    QVector<double> out(n);
    for (qsizetype i = 0; i < n; ++i) {
        // Shrink on both sides at the ends, else the mean leans inwards there.
        const auto reach = std::min({half, i, n - 1 - i});
        out[i] = (sums[i + reach + 1] - sums[i - reach]) / double(2 * reach + 1);
    }
    return out;
}

QVector<double> slope(const QVector<double> &signal, double rateHz)
{
    const auto n = signal.size();
    QVector<double> out(n, 0);
    for (qsizetype i = 1; i + 1 < n; ++i)
        out[i] = (signal[i + 1] - signal[i - 1]) * rateHz / 2;
    if (n > 2) {
        out[0] = out[1];
        out[n - 1] = out[n - 2];
    }
    return out;
}

QVector<double> upsampled(const QVector<double> &signal, int factor)
{
    const auto n = signal.size();
    if (factor < 2 || n < 3)
        return signal;
    QVector<double> second(n, 0); // second derivatives of the natural spline, by the Thomas algorithm
    QVector<double> ratio(n, 0);
    for (qsizetype i = 1; i + 1 < n; ++i) {
        const double divisor = 4 - ratio[i - 1];
        ratio[i] = 1 / divisor;
        second[i] = (6 * (signal[i + 1] - 2 * signal[i] + signal[i - 1]) - second[i - 1]) / divisor;
    }
    for (qsizetype i = n - 3; i >= 1; --i)
        second[i] -= ratio[i] * second[i + 1];
    QVector<double> out;
    out.reserve((n - 1) * factor + 1);
    for (qsizetype i = 0; i + 1 < n; ++i)
        for (int j = 0; j < factor; ++j) {
            const double b = double(j) / factor;
            const double a = 1 - b;
            out.append(a * signal[i] + b * signal[i + 1]
                       + ((a * a * a - a) * second[i] + (b * b * b - b) * second[i + 1]) / 6);
        }
    out.append(signal.last());
    return out;
}

double median(QVector<double> values)
{
    if (values.isEmpty())
        return 0;
    const auto middle = values.begin() + values.size() / 2;
    std::nth_element(values.begin(), middle, values.end());
    if (values.size() % 2)
        return *middle;
    return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

double vertex(const QVector<double> &signal, qsizetype index)
{
    if (index < 1 || index + 1 >= signal.size())
        return double(index);
    const double left = signal[index - 1];
    const double right = signal[index + 1];
    const double bend = left - 2 * signal[index] + right;
    if (bend == 0)
        return double(index);
    return double(index) + std::clamp(0.5 * (left - right) / bend, -0.5, 0.5);
}

} // namespace sizhen
