// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"

#include <QCoreApplication>
#include <QPointF>
#include <QRectF>
#include <QString>
#include <QVector>

#include <optional>

class QFontMetricsF;
class QPainter;

namespace sizhen {

// Who put a mark on a pulse: the reader, the physician on the other side, or the analysis.
enum class PulseHand { Mine, Partners, Machine };

// One line of a legend: a hand's shape, or a line of an earlier visit.
struct PulseLegendEntry {
    std::optional<PulseHand> hand;
    Qt::PenStyle line = Qt::NoPen; // when there is no hand
    QString words;
};

// The two physicians and the machine as colours and shapes, the same wherever a pulse is drawn: a filled diamond, a
// filled triangle that stands on its tip, a hollow ring.
class PulseHands
{
    Q_DECLARE_TR_FUNCTIONS(PulseHands)
public:
    [[nodiscard]] static theme::Role role(PulseHand hand);
    [[nodiscard]] static QString word(PulseHand hand); // "mine"
    static void draw(QPainter &painter, const QPointF &centre, double radius, PulseHand hand);

    // The style of the line of the n-th earlier visit, 0 the newest. Four differ.
    [[nodiscard]] static Qt::PenStyle earlierLine(qsizetype visit);

    // Entries one below the other against the right edge of `area`. Returns what they cover.
    static QRectF drawLegend(QPainter &painter, const QRectF &area, const QVector<PulseLegendEntry> &entries);
    // Entries side by side from the right edge; what does not fit is left out from the end.
    static void drawLegendRow(QPainter &painter, const QRectF &area, const QVector<PulseLegendEntry> &entries);
    [[nodiscard]] static double rowWidth(const QFontMetricsF &metrics, const QVector<PulseLegendEntry> &entries);
};

} // namespace sizhen
