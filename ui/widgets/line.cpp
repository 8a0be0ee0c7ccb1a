// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/line.h"
#include "ui/theme/pieces.h"

#include <QPainter>

namespace sizhen {

Line::Line(Qt::Orientation orientation, QWidget *parent)
    : QWidget(parent)
{
    if (orientation == Qt::Horizontal)
        setFixedHeight(theme::edge);
    else
        setFixedWidth(theme::edge);
}

void Line::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), theme::faint(palette().color(QPalette::Mid), theme::lineAlpha));
}

} // namespace sizhen
