// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/pulsefilter.h"

#include <algorithm>
#include <array>
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

// All sections in one walk over the samples; each waits for the one before it only, so that they overlap in time.
// `step` -1 walks backwards from `x`.
template <int count>
void run(const Biquad *sections, double *x, qsizetype samples, qsizetype step)
{
    double z1[count];
    double z2[count];
    double settled = *x; // on the first sample: no step at the start
    for (int i = 0; i < count; ++i) {
        const auto &s = sections[i];
        const double gain = (s.b0 + s.b1 + s.b2) / (1 + s.a1 + s.a2);
        z2[i] = (s.b2 - s.a2 * gain) * settled;
        z1[i] = (s.b1 - s.a1 * gain) * settled + z2[i];
        settled *= gain;
    }
    for (qsizetype k = 0; k < samples; ++k, x += step) {
        double value = *x;
        for (int i = 0; i < count; ++i) {
            const auto &s = sections[i];
            const double out = s.b0 * value + z1[i];
            z1[i] = s.b1 * value - s.a1 * out + z2[i];
            z2[i] = s.b2 * value - s.a2 * out;
            value = out;
        }
        *x = value;
    }
}

void runAll(const Sections &sections, double *x, qsizetype samples, qsizetype step)
{
    qsizetype done = 0;
    for (; sections.size() - done >= 4; done += 4)
        run<4>(sections.data() + done, x, samples, step);
    switch (sections.size() - done) {
    case 3:
        return run<3>(sections.data() + done, x, samples, step);
    case 2:
        return run<2>(sections.data() + done, x, samples, step);
    case 1:
        return run<1>(sections.data() + done, x, samples, step);
    default:
        return;
    }
}

// How many samples until a start has faded to e^-10: the poles' distance from the unit circle says so.
qsizetype settling(const Sections &sections)
{
    double radius = 0;
    for (const auto &s : sections)
        radius = std::max(radius, s.a2 > 0 ? std::sqrt(s.a2) : std::abs(s.a1));
    return qsizetype(std::clamp(10 / std::max(1e-3, 1 - radius), 30.0, 6000.0));
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
    const auto n = signal.size();
    if (n < 2 || sections.isEmpty())
        return signal;
    const auto pad = std::min(n - 1, settling(sections));
    QVector<double> padded(n + 2 * pad);
    auto *x = padded.data();
    const auto *in = signal.constData();
    for (qsizetype i = 0; i < pad; ++i) {
        x[i] = 2 * in[0] - in[pad - i];
        x[pad + n + i] = 2 * in[n - 1] - in[n - 2 - i];
    }
    std::copy(in, in + n, x + pad);
    runAll(sections, x, padded.size(), 1);
    runAll(sections, x + padded.size() - 1, padded.size(), -1);
    std::copy(x + pad, x + pad + n, x);
    padded.resize(n);
    return padded;
}

QVector<double> movingMean(const QVector<double> &signal, int width)
{
    const auto n = signal.size();
    const qsizetype half = std::min<qsizetype>(std::max(0, width / 2), (n - 1) / 2);
    if (half <= 0)
        return signal;
    QVector<double> out(n);
    const auto *in = signal.constData();
    auto *to = out.data();
    // Shrinks on both sides at the ends, else the mean would lean inwards there.
    double sum = in[0];
    to[0] = sum;
    for (qsizetype i = 1; i <= half; ++i) {
        sum += in[2 * i - 1] + in[2 * i];
        to[i] = sum / double(2 * i + 1);
    }
    const double share = 1 / double(2 * half + 1);
    for (auto i = half + 1; i < n - half; ++i) {
        sum += in[i + half] - in[i - half - 1];
        to[i] = sum * share;
    }
    sum = in[n - 1];
    to[n - 1] = sum;
    for (qsizetype i = 1; i < half; ++i) {
        sum += in[n - 2 * i] + in[n - 1 - 2 * i];
        to[n - 1 - i] = sum / double(2 * i + 1);
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

QVector<double> meanSlope(const QVector<double> &signal, double rateHz, int width)
{
    const auto n = signal.size();
    const qsizetype half = std::max(0, width / 2);
    if (n < 3)
        return QVector<double>(n, 0);
    QVector<double> out(n);
    const auto *in = signal.constData();
    auto *to = out.data();
    // The mean of neighbouring central differences: all but the outermost four samples cancel.
    const auto at = [in, rateHz](qsizetype i, qsizetype reach) {
        return (in[i + reach + 1] + in[i + reach] - in[i - reach] - in[i - reach - 1]) * rateHz
            / double(2 * (2 * reach + 1));
    };
    const auto first = std::min(half + 1, n - 1);
    const auto last = std::max(first, n - 1 - half);
    for (qsizetype i = 1; i < first; ++i)
        to[i] = at(i, std::min(i - 1, n - 2 - i));
    for (auto i = first; i < last; ++i)
        to[i] = at(i, half);
    for (auto i = last; i < n - 1; ++i)
        to[i] = at(i, std::min({half, i - 1, n - 2 - i}));
    to[0] = to[1];
    to[n - 1] = to[n - 2];
    return out;
}

QVector<double> upsampled(const QVector<double> &signal, int factor)
{
    const auto n = signal.size();
    if (factor < 2 || n < 3)
        return signal;
    QVector<double> second(n, 0); // second derivatives of the natural spline, by the Thomas algorithm
    std::array<double, 24> ratio{}; // settles on 2 - sqrt(3) long before its end
    const auto ratioAt = [&ratio](qsizetype i) { return ratio[std::size_t(std::min<qsizetype>(i, 23))]; };
    for (std::size_t i = 1; i < ratio.size(); ++i)
        ratio[i] = 1 / (4 - ratio[i - 1]);
    for (qsizetype i = 1; i + 1 < n; ++i) {
        second[i] = (6 * (signal[i + 1] - 2 * signal[i] + signal[i - 1]) - second[i - 1]) * ratioAt(i);
    }
    for (qsizetype i = n - 3; i >= 1; --i)
        second[i] -= ratioAt(i) * second[i + 1];
    QVector<double> out((n - 1) * factor + 1);
    for (int j = 0; j < factor; ++j) {
        const double b = double(j) / factor;
        const double a = 1 - b;
        const double left = (a * a * a - a) / 6;
        const double right = (b * b * b - b) / 6;
        for (qsizetype i = 0; i + 1 < n; ++i)
            out[i * factor + j] = a * signal[i] + b * signal[i + 1] + left * second[i] + right * second[i + 1];
    }
    out.last() = signal.last();
    return out;
}

QVector<double> thinned(const QVector<double> &signal, int factor)
{
    if (factor < 2)
        return signal;
    QVector<double> out(signal.size() / factor);
    for (qsizetype i = 0; i < out.size(); ++i) {
        double sum = 0;
        for (int j = 0; j < factor; ++j)
            sum += signal[i * factor + j];
        out[i] = sum / factor;
    }
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
