// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/pulsehand.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPolygonF>

#include <algorithm>
#include <array>

namespace sizhen {
namespace {

constexpr double legendSign = theme::gapSection; // room for a shape or a piece of a line

void drawLegendEntry(QPainter &painter, const QRectF &row, const PulseLegendEntry &entry)
{
    const QPointF middle(row.left() + legendSign / 2, row.center().y());
    if (entry.hand) {
        PulseHands::draw(painter, middle, theme::radius, *entry.hand);
    } else {
        painter.setPen(QPen(theme::color(theme::Role::TextMuted), theme::focusEdge, entry.line));
        painter.drawLine(middle - QPointF(theme::gap, 0), middle + QPointF(theme::gap, 0));
    }
    painter.setPen(theme::color(theme::Role::TextMuted));
    painter.drawText(row.adjusted(legendSign, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(entry.words, Qt::ElideRight, int(row.width() - legendSign) + 1));
}

double legendWidth(const QFontMetricsF &metrics, const PulseLegendEntry &entry)
{
    return legendSign + metrics.horizontalAdvance(entry.words) + theme::edge;
}

} // namespace

theme::Role PulseHands::role(PulseHand hand)
{
    switch (hand) {
    case PulseHand::Mine:
        return theme::Role::Mine;
    case PulseHand::Partners:
        return theme::Role::Partners;
    case PulseHand::Machine:
        return theme::Role::TextMuted;
    }
    return theme::Role::TextMuted;
}

QString PulseHands::word(PulseHand hand)
{
    switch (hand) {
    case PulseHand::Mine:
        return tr("mine");
    case PulseHand::Partners:
        return tr("partner's");
    case PulseHand::Machine:
        return tr("measured");
    }
    return {};
}

void PulseHands::draw(QPainter &painter, const QPointF &centre, double radius, PulseHand hand)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const auto colour = theme::color(role(hand));
    const auto rim = theme::color(theme::Role::Surface); // keeps two shapes apart that lie on each other
    const double r = radius;
    switch (hand) {
    case PulseHand::Mine: {
        const double wide = r * 1.3;
        painter.setPen(QPen(rim, theme::edge));
        painter.setBrush(colour);
        painter.drawPolygon(QPolygonF({centre + QPointF(0, -wide), centre + QPointF(wide, 0), centre + QPointF(0, wide),
                                       centre + QPointF(-wide, 0)}));
        break;
    }
    case PulseHand::Partners: {
        const double wide = r * 1.2;
        painter.setPen(QPen(rim, theme::edge));
        painter.setBrush(colour);
        painter.drawPolygon(
            QPolygonF({centre + QPointF(-wide, -r), centre + QPointF(wide, -r), centre + QPointF(0, wide)}));
        break;
    }
    case PulseHand::Machine:
        painter.setPen(QPen(colour, theme::edge * 1.5));
        painter.setBrush(rim);
        painter.drawEllipse(centre, r * 0.9, r * 0.9);
        break;
    }
    painter.restore();
}

Qt::PenStyle PulseHands::earlierLine(qsizetype visit)
{
    constexpr std::array styles{Qt::DashLine, Qt::DotLine, Qt::DashDotLine, Qt::SolidLine};
    return styles[std::size_t(visit) % styles.size()];
}

QRectF PulseHands::drawLegend(QPainter &painter, const QRectF &area, const QVector<PulseLegendEntry> &entries)
{
    if (entries.isEmpty())
        return {};
    const QFontMetricsF metrics(painter.font(), painter.device());
    double wide = 0;
    for (const auto &entry : entries)
        wide = std::max(wide, legendWidth(metrics, entry));
    wide = std::min(wide, area.width());
    const double line = metrics.height();
    QRectF row(area.right() - wide, area.top(), wide, line);
    const QRectF all(row.topLeft(), QSizeF(wide, line * double(entries.size())));
    auto ground = theme::color(theme::Role::Surface);
    ground.setAlphaF(0.85F);
    painter.fillRect(all, ground);
    for (const auto &entry : entries) {
        drawLegendEntry(painter, row, entry);
        row.translate(0, line);
    }
    return all;
}

double PulseHands::rowWidth(const QFontMetricsF &metrics, const QVector<PulseLegendEntry> &entries)
{
    double wide = 0;
    for (const auto &entry : entries)
        wide += legendWidth(metrics, entry) + theme::gap;
    return wide;
}

void PulseHands::drawLegendRow(QPainter &painter, const QRectF &area, const QVector<PulseLegendEntry> &entries)
{
    const QFontMetricsF metrics(painter.font(), painter.device());
    double right = area.right();
    for (auto it = entries.crbegin(); it != entries.crend(); ++it) {
        const double wide = legendWidth(metrics, *it);
        if (right - wide < area.left())
            return;
        drawLegendEntry(painter, QRectF(right - wide, area.top(), wide, area.height()), *it);
        right -= wide + theme::gap;
    }
}

} // namespace sizhen
