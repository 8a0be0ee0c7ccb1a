// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/pulseaxis.h"

#include <algorithm>

namespace sizhen {

double PulseAxis::pen() const
{
    return sweep ? double(end % span) / double(span) * width : width;
}

double PulseAxis::sampleAt(double x) const
{
    const double along = x / width * double(span);
    if (!sweep)
        return double(end) - double(span) + along;
    const double base = double(end - end % span);
    return x < pen() ? base + along : base - double(span) + along;
}

double PulseAxis::x(double sample) const
{
    if (!sweep)
        return (sample - double(end) + double(span)) / double(span) * width;
    const double base = double(end - end % span);
    return (sample >= base ? sample - base : sample - base + double(span)) / double(span) * width;
}

bool PulseAxis::isBlank(double x) const
{
    const double at = pen();
    return sweep && ((x >= at && x < at + blank) || x < at + blank - width);
}

bool PulseAxis::shows(quint64 sample) const
{
    return sample < end && sample + span >= end && !isBlank(x(double(sample)));
}

QVector<QPair<double, double>> PulseAxis::places(quint64 from, quint64 to) const
{
    QVector<QPair<double, double>> list;
    const double least = double(end) - double(span);
    const double first = std::max(double(from), least);
    const double last = std::min(double(to), double(end));
    if (first >= last)
        return list;
    if (!sweep) {
        list.append({x(first), x(last)});
        return list;
    }
    const double base = double(end - end % span);
    if (last > base)
        list.append({x(std::max(first, base)), (last - base) / double(span) * width});
    if (first < base) {
        const double left = std::max(x(first), pen() + blank);
        const double right = (std::min(last, base) - base + double(span)) / double(span) * width;
        if (left < right)
            list.append({left, right});
    }
    return list;
}

} // namespace sizhen
