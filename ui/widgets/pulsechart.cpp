// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/pulsechart.h"
#include "ui/theme/theme.h"

#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace sizhen {

QVector<double> evenSteps(double low, double high, int most)
{
    QVector<double> steps;
    if (!(high > low) || most < 1)
        return steps;
    const double rough = (high - low) / most;
    const double power = std::pow(10, std::floor(std::log10(rough)));
    double step = 10 * power;
    for (const double times : {1.0, 2.0, 5.0})
        if (times * power >= rough) {
            step = times * power;
            break;
        }
    const double first = std::ceil(low / step);
    for (int i = 0; i <= most; ++i) // counted: far from zero a step may be too small to add
        if (const double value = (first + i) * step; value <= high + step * 1e-9)
            steps.append(std::abs(value) < step * 1e-9 ? 0 : value);
    return steps;
}

QString stepText(double value, const QVector<double> &steps)
{
    const double step = steps.size() > 1 ? steps[1] - steps[0] : std::max(1.0, std::abs(value));
    const int digits = std::clamp(int(-std::floor(std::log10(step) + 1e-9)), 0, 6);
    return QLocale().toString(value, 'f', digits);
}

QPointF PulseChart::at(double x, double y) const
{
    const double across = right > left ? (x - left) / (right - left) : 0.5;
    const double up = high > low ? (y - low) / (high - low) : 0.5;
    return {plot.left() + across * plot.width(), plot.bottom() - up * plot.height()};
}

void PulseChart::drawHeights(QPainter &painter, const QString &unit) const
{
    const auto line = painter.fontMetrics().height();
    const auto steps = evenSteps(low, high, std::max(2, int(plot.height() / (1.6 * line))));
    auto grid = theme::color(theme::Role::Border);
    grid.setAlphaF(0.3F);
    const double room = plot.left() - theme::gapTight;
    for (const auto value : steps) {
        const double at = y(value);
        painter.setPen(QPen(grid, theme::edge));
        painter.drawLine(QPointF(plot.left(), at), QPointF(plot.right(), at));
        auto words = stepText(value, steps);
        const auto full = words + u' ' + unit;
        if (value == steps.last() && painter.fontMetrics().horizontalAdvance(full) + theme::edge < room)
            words = full;
        painter.setPen(theme::color(theme::Role::TextMuted));
        painter.drawText(QRectF(0, at - line, room, 2 * line), Qt::AlignRight | Qt::AlignVCenter, words);
    }
}

void PulseChart::drawAlong(QPainter &painter, const QString &unit) const
{
    const double line = painter.fontMetrics().height();
    const double unitWide = painter.fontMetrics().horizontalAdvance(unit) + theme::gap;
    const auto steps = evenSteps(left, right, std::max(1, int(plot.width() / (4 * line))));
    painter.setPen(theme::color(theme::Role::TextMuted));
    for (const auto value : steps) {
        const double at = x(value);
        const auto words = stepText(value, steps);
        const double half = painter.fontMetrics().horizontalAdvance(words) / 2.0;
        painter.drawLine(QPointF(at, plot.bottom()), QPointF(at, plot.bottom() + theme::gapTight));
        if (at + half < plot.right() - unitWide)
            painter.drawText(QPointF(at - half, plot.bottom() + theme::gapTight + painter.fontMetrics().ascent()),
                             words);
    }
    painter.drawText(QRectF(plot.right() - unitWide, plot.bottom() + theme::gapTight, unitWide, line),
                     Qt::AlignRight | Qt::AlignTop, unit);
}

void drawChartPaper(QPainter &painter, const QRectF &rect, bool focus)
{
    const qreal wide = focus ? theme::focusEdge : theme::edge;
    painter.setPen(QPen(theme::color(focus ? theme::Role::Accent : theme::Role::Border), wide));
    painter.setBrush(theme::color(theme::Role::Surface));
    painter.drawRoundedRect(rect.adjusted(wide / 2, wide / 2, -wide / 2, -wide / 2), theme::radius, theme::radius);
}

} // namespace sizhen
