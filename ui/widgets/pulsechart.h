// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <QRectF>
#include <QString>
#include <QVector>

class QPainter;

namespace sizhen {

// Even steps of 1, 2 or 5 times a power of ten, `most` at the most, between low and high.
[[nodiscard]] QVector<double> evenSteps(double low, double high, int most);

// Digits after the point that tell such steps apart, and the number in the reader's writing.
[[nodiscard]] QString stepText(double value, const QVector<double> &steps);

// A small chart: where a pair of values stands, and its paper.
struct PulseChart {
    QRectF plot;
    double left = 0; // values at the edges of the plot
    double right = 1;
    double low = 0;
    double high = 1;

    [[nodiscard]] QPointF at(double x, double y) const;

    [[nodiscard]] double x(double value) const { return at(value, low).x(); }

    [[nodiscard]] double y(double value) const { return at(left, value).y(); }

    // Lines and numbers of the height axis at the left of the plot, `unit` after the highest where there is room.
    void drawHeights(QPainter &painter, const QString &unit) const;
    // Numbers below the plot, `unit` after the last of them.
    void drawAlong(QPainter &painter, const QString &unit) const;
};

// Surface and edge of a chart; the edge tells that it has the focus.
void drawChartPaper(QPainter &painter, const QRectF &rect, bool focus);

} // namespace sizhen
