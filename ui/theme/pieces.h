// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"

class QPainter;
class QRect;
class QStyleOption;
class QStyleOptionProgressBar;
class QStyleOptionTab;
class QWidget;

// The shapes that Style and our own painted widgets draw; all colours from the option's palette.
namespace sizhen::theme {

inline constexpr int faintAlpha = 28; // what the pointer touches
inline constexpr int lineAlpha = 90; // edges that only group: a card, a table's head

[[nodiscard]] QColor faint(QColor color, int alpha = faintAlpha);
void drawFrame(QPainter *painter, const QRect &rect, const QColor &fill, const QColor &line, qreal width = edge);
void drawField(QPainter *painter, const QStyleOption *option, const QColor &fill);
void drawChevron(QPainter *painter, const QRect &rect, const QColor &color, bool up = false);
void drawTick(QPainter *painter, const QStyleOption *option, bool round);
void drawButton(QPainter *painter, const QStyleOption *option, const QWidget *widget);
void drawToolButton(QPainter *painter, const QStyleOption *option);
void drawTab(QPainter *painter, const QStyleOptionTab *tab);
void drawHeader(QPainter *painter, const QStyleOption *option);
void drawProgress(QPainter *painter, const QStyleOptionProgressBar *bar);

} // namespace sizhen::theme
