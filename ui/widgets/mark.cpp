// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/mark.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <algorithm>

namespace sizhen {
namespace {
constexpr int markSize = 12;
constexpr int shortest = 40; // a mark and the beginning of its word
} // namespace

theme::Role roleOf(Mark mark)
{
    switch (mark) {
    case Mark::Good:
        return theme::Role::Good;
    case Mark::Working:
        return theme::Role::Accent;
    case Mark::Warning:
        return theme::Role::Caution;
    case Mark::Fault:
        return theme::Role::Danger;
    case Mark::Unknown:
    case Mark::NotPresent:
        break;
    }
    return theme::Role::TextMuted;
}

void drawMark(QPainter *painter, const QRectF &rect, Mark mark)
{
    const auto color = theme::color(roleOf(mark));
    const auto box = rect.adjusted(1, 1, -1, -1);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(color, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter->setBrush(Qt::NoBrush);
    switch (mark) {
    case Mark::Good:
        painter->setBrush(color);
        painter->drawEllipse(box);
        break;
    case Mark::Working:
        painter->drawEllipse(box);
        painter->setBrush(color);
        painter->drawPie(box, 90 * 16, 180 * 16);
        break;
    case Mark::Warning:
        painter->setBrush(color);
        painter->drawPolygon(QPolygonF{QPointF(box.center().x(), box.top()), box.bottomRight(), box.bottomLeft()});
        break;
    case Mark::Fault:
        painter->setBrush(color);
        painter->drawRect(box);
        painter->setPen(QPen(theme::color(theme::Role::Surface), 1.5));
        painter->drawLine(box.topLeft() + QPointF(2, 2), box.bottomRight() - QPointF(2, 2));
        painter->drawLine(box.topRight() + QPointF(-2, 2), box.bottomLeft() + QPointF(2, -2));
        break;
    case Mark::Unknown:
        painter->drawEllipse(box);
        break;
    case Mark::NotPresent:
        painter->drawLine(QPointF(box.left(), box.center().y()), QPointF(box.right(), box.center().y()));
        break;
    }
    painter->restore();
}

StatusDot::StatusDot(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void StatusDot::set(Mark mark, const QString &words)
{
    if (m_mark == mark && m_words == words)
        return;
    m_mark = mark;
    m_words = words;
    setAccessibleName(words);
    updateGeometry();
    update();
}

QSize StatusDot::sizeHint() const
{
    const auto width = markSize + theme::gapTight * 2 + fontMetrics().horizontalAdvance(m_words) + 1;
    return {width, std::max(fontMetrics().height(), markSize)};
}

QSize StatusDot::minimumSizeHint() const
{
    return {shortest, sizeHint().height()};
}

void StatusDot::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    drawMark(&painter, QRectF(0, (height() - markSize) / 2., markSize, markSize), m_mark);
    const auto left = markSize + theme::gapTight * 2;
    const auto words = fontMetrics().elidedText(m_words, Qt::ElideRight, width() - left);
    setToolTip(words == m_words ? QString() : m_words);
    painter.setPen(palette().color(foregroundRole()));
    painter.drawText(QRect(left, 0, width() - left, height()), Qt::AlignLeft | Qt::AlignVCenter, words);
}

} // namespace sizhen
