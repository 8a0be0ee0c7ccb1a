// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/card.h"
#include "ui/theme/pieces.h"

#include <QKeyEvent>
#include <QLayout>
#include <QPainter>

namespace sizhen {

Panel::Panel(QWidget *parent)
    : QFrame(parent)
{
}

void Panel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    theme::drawFrame(&painter, rect(), palette().color(QPalette::Base),
                     theme::faint(palette().color(QPalette::Mid), theme::lineAlpha));
}

CardButton::CardButton(QWidget *parent)
    : QAbstractButton(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Minimum);
}

QSize CardButton::sizeHint() const
{
    return layout() ? layout()->sizeHint() : QSize(theme::touchHeight, theme::touchHeight);
}

void CardButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const auto &colors = palette();
    const bool chosen = hasFocus() || isChecked();
    theme::drawFrame(&painter, rect(), colors.color(QPalette::Base),
                     chosen ? colors.color(QPalette::Link)
                            : theme::faint(colors.color(QPalette::Mid), theme::lineAlpha),
                     chosen ? theme::focusEdge : theme::edge);
    if (underMouse() || isDown())
        theme::drawFrame(&painter, rect(), theme::faint(colors.color(QPalette::Text), theme::faintAlpha / 2),
                         Qt::transparent);
}

void CardButton::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        click();
        return;
    }
    QAbstractButton::keyPressEvent(event);
}

void CardButton::enterEvent(QEnterEvent *event)
{
    update();
    QAbstractButton::enterEvent(event);
}

void CardButton::leaveEvent(QEvent *event)
{
    update();
    QAbstractButton::leaveEvent(event);
}

} // namespace sizhen
