// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/pieces.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QStyleOption>
#include <QWidget>
#include <algorithm>
#include <cmath>

namespace sizhen::theme {

QColor faint(QColor color, int alpha)
{
    color.setAlpha(alpha);
    return color;
}

void drawFrame(QPainter *painter, const QRect &rect, const QColor &fill, const QColor &line, qreal width)
{
    const auto inset = width / 2;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(fill.alpha() ? QBrush(fill) : QBrush(Qt::NoBrush));
    painter->setPen(QPen(line, width));
    painter->drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), radius, radius);
    painter->restore();
}

void drawField(QPainter *painter, const QStyleOption *option, const QColor &fill)
{
    const bool focused = option->state & QStyle::State_HasFocus;
    const bool enabled = option->state & QStyle::State_Enabled;
    const auto &palette = option->palette;
    drawFrame(painter, option->rect, enabled ? fill : palette.color(QPalette::Window),
              palette.color(focused ? QPalette::Link : QPalette::Mid), focused ? focusEdge : edge);
}

void drawChevron(QPainter *painter, const QRect &rect, const QColor &color, bool up)
{
    const QPointF middle = QRectF(rect).center();
    const qreal dy = up ? -2 : 2;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(color, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter->drawPolyline(QPolygonF{middle + QPointF(-4, -dy), middle + QPointF(0, dy), middle + QPointF(4, -dy)});
    painter->restore();
}

void drawTick(QPainter *painter, const QStyleOption *option, bool round)
{
    const auto &palette = option->palette;
    const bool on = option->state & QStyle::State_On;
    const bool partly = option->state & QStyle::State_NoChange;
    const bool enabled = option->state & QStyle::State_Enabled;
    const bool focused = option->state & QStyle::State_HasFocus;
    const auto box = QRectF(option->rect).adjusted(1, 1, -1, -1);
    const auto accent = palette.color(enabled ? QPalette::Active : QPalette::Disabled, QPalette::Highlight);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(on || partly ? accent : palette.color(QPalette::Base));
    painter->setPen(QPen(on || partly || focused ? accent : palette.color(QPalette::Mid), focused ? focusEdge : edge));
    round ? painter->drawEllipse(box) : painter->drawRoundedRect(box, radius, radius);
    painter->setPen(QPen(palette.color(QPalette::HighlightedText), 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const auto w = box.width();
    if (round && on) {
        painter->setBrush(palette.color(QPalette::HighlightedText));
        painter->setPen(Qt::NoPen);
        painter->drawEllipse(box.center(), w / 5, w / 5);
    } else if (on) {
        painter->drawPolyline(QPolygonF{box.topLeft() + QPointF(w * .24, w * .52),
                                        box.topLeft() + QPointF(w * .43, w * .7),
                                        box.topLeft() + QPointF(w * .77, w * .3)});
    } else if (partly) {
        painter->drawLine(box.center() - QPointF(w / 4, 0), box.center() + QPointF(w / 4, 0));
    }
    painter->restore();
}

void drawButton(QPainter *painter, const QStyleOption *option, const QWidget *widget)
{
    const bool primary = widget && widget->property("primary").toBool();
    const bool danger = widget && widget->property("danger").toBool();
    const bool quiet = widget && widget->property("quiet").toBool();
    const bool enabled = option->state & QStyle::State_Enabled;
    const bool down = option->state & (QStyle::State_Sunken | QStyle::State_On);
    const bool over = enabled && option->state & QStyle::State_MouseOver;
    const bool focused = option->state & QStyle::State_HasFocus;
    const auto &palette = option->palette;
    auto fill = palette.color(primary && enabled ? QPalette::Highlight : QPalette::Button);
    auto line = palette.color(QPalette::Mid);
    if (danger && enabled)
        line = color(Role::Danger);
    if (!enabled)
        fill = palette.color(QPalette::Window);
    if (quiet && !primary) {
        fill = Qt::transparent;
        line = Qt::transparent;
    }
    if (primary && enabled)
        line = fill;
    drawFrame(painter, option->rect, fill, line);
    if (over || down)
        drawFrame(painter, option->rect, faint(palette.color(QPalette::Text), down ? faintAlpha * 2 : faintAlpha),
                  Qt::transparent);
    if (focused && primary) // a ring inside, or it would vanish in the fill
        drawFrame(painter, option->rect.adjusted(3, 3, -3, -3), Qt::transparent,
                  palette.color(QPalette::HighlightedText), focusEdge);
    else if (focused)
        drawFrame(painter, option->rect, Qt::transparent, palette.color(QPalette::Link), focusEdge);
}

void drawToolButton(QPainter *painter, const QStyleOption *option)
{
    const bool raise = option->state & QStyle::State_AutoRaise;
    const bool on = option->state & (QStyle::State_On | QStyle::State_Sunken);
    const bool over = option->state & QStyle::State_MouseOver && option->state & QStyle::State_Enabled;
    const auto text = option->palette.color(QPalette::Text);
    if (!raise)
        drawFrame(painter, option->rect, option->palette.color(QPalette::Button), option->palette.color(QPalette::Mid));
    if (on || over)
        drawFrame(painter, option->rect,
                  faint(on ? option->palette.color(QPalette::Link) : text, on ? faintAlpha * 2 : faintAlpha),
                  Qt::transparent);
    if (option->state & QStyle::State_HasFocus)
        drawFrame(painter, option->rect, Qt::transparent, option->palette.color(QPalette::Link), focusEdge);
}

void drawTab(QPainter *painter, const QStyleOptionTab *tab)
{
    const bool selected = tab->state & QStyle::State_Selected;
    if (tab->state & QStyle::State_MouseOver && !selected)
        painter->fillRect(tab->rect, faint(tab->palette.color(QPalette::Text)));
    if (selected)
        painter->fillRect(QRect(tab->rect.left(), tab->rect.bottom() - 2, tab->rect.width(), 3),
                          tab->palette.color(QPalette::Link));
}

void drawHeader(QPainter *painter, const QStyleOption *option)
{
    painter->fillRect(option->rect, option->palette.color(QPalette::Window));
    const auto bottom = option->rect.bottom();
    painter->fillRect(QRect(option->rect.left(), bottom, option->rect.width(), edge),
                      option->palette.color(QPalette::Mid));
}

void drawProgress(QPainter *painter, const QStyleOptionProgressBar *bar)
{
    auto groove = bar->rect;
    drawFrame(painter, groove, bar->palette.color(QPalette::Base), bar->palette.color(QPalette::Mid));
    const auto span = double(bar->maximum) - bar->minimum;
    const auto part = span > 0 ? std::clamp((bar->progress - bar->minimum) / span, 0., 1.) : 0.;
    groove.adjust(edge, edge, -edge, -edge);
    groove.setWidth(int(std::lround(groove.width() * part)));
    if (groove.width() > 0)
        drawFrame(painter, groove, bar->palette.color(QPalette::Highlight), Qt::transparent);
}

} // namespace sizhen::theme
