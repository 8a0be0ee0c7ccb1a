// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/chip.h"

#include "ui/theme/pieces.h"
#include "ui/theme/theme.h"
#include "ui/widgets/mark.h"

#include <QPainter>

#include <algorithm>

namespace sizhen {
namespace {

constexpr int tickBox = 12; // the tick's box and the ring
constexpr int shortest = 64; // a box and the beginning of its word

void drawBox(QPainter &painter, const QRectF &place, Chip::Shape shape, bool on, const QColor &line, const QColor &fill)
{
    painter.setPen(QPen(on ? fill : line, 1.2));
    painter.setBrush(on ? QBrush(fill) : QBrush(Qt::NoBrush));
    if (shape == Chip::Shape::Ring) {
        painter.drawEllipse(place);
        if (!on)
            return;
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme::color(theme::Role::OnAccent));
        painter.drawEllipse(place.center(), place.width() / 5, place.width() / 5);
        return;
    }
    painter.drawRoundedRect(place, 2, 2);
    if (!on)
        return;
    painter.setPen(QPen(theme::color(theme::Role::OnAccent), 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const auto w = place.width();
    painter.drawPolyline(QPolygonF{place.topLeft() + QPointF(w * .22, w * .52),
                                   place.topLeft() + QPointF(w * .43, w * .74),
                                   place.topLeft() + QPointF(w * .8, w * .28)});
}

} // namespace

Chip::Chip(const QString &text, Shape shape, QWidget *parent)
    : QAbstractButton(parent)
    , m_shape(shape)
{
    setText(text);
    setCheckable(true);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void Chip::setFlagged(bool flagged)
{
    m_flagged = flagged;
    updateGeometry();
}

QSize Chip::sizeHint() const
{
    const auto extra = m_flagged ? tickBox + theme::gapTight : 0;
    return {theme::gap * 2 + tickBox + theme::gapTight + 2 + extra + fontMetrics().horizontalAdvance(text()),
            theme::rowHeight};
}

QSize Chip::minimumSizeHint() const
{
    return {std::min(shortest, sizeHint().width()), theme::rowHeight};
}

void Chip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto accent = palette().color(isEnabled() ? QPalette::Active : QPalette::Disabled, QPalette::Highlight);
    const auto line = palette().color(QPalette::Mid);
    const bool over = isEnabled() && underMouse();
    auto fill = palette().color(isEnabled() ? QPalette::Base : QPalette::Window);
    theme::drawFrame(&painter, rect(), fill, isChecked() ? accent : theme::faint(line, theme::lineAlpha));
    if (isChecked() || over || isDown())
        theme::drawFrame(&painter, rect(), theme::faint(isChecked() ? accent : palette().color(QPalette::Text)),
                         Qt::transparent);
    if (hasFocus())
        theme::drawFrame(&painter, rect(), Qt::transparent, palette().color(QPalette::Link), theme::focusEdge);
    const auto top = (height() - tickBox) / 2.0;
    drawBox(painter, QRectF(theme::gap + .5, top, tickBox - 1, tickBox - 1), m_shape, isChecked(), line, accent);
    int left = theme::gap + tickBox + theme::gapTight + 2;
    if (m_flagged) {
        drawMark(&painter, QRectF(left, top, tickBox, tickBox), Mark::Warning);
        left += tickBox + theme::gapTight;
    }
    const QRect place(left, 0, width() - left - theme::gap / 2, height());
    const auto shown = fontMetrics().elidedText(text(), Qt::ElideRight, place.width());
    if (shown != text() && toolTip().isEmpty())
        setToolTip(text());
    painter.setPen(palette().color(isEnabled() ? QPalette::Active : QPalette::Disabled, QPalette::Text));
    painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter, shown);
}

} // namespace sizhen
