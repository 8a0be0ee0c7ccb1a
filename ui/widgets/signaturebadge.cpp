// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/signaturebadge.h"
#include "ui/texts/timetext.h"
#include "ui/theme/pieces.h"
#include "ui/theme/theme.h"
#include "ui/widgets/mark.h"

#include <QEvent>
#include <QPainter>

namespace sizhen {

SignatureBadge::SignatureBadge(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void SignatureBadge::set(State state, const QString &who, const QDateTime &at)
{
    m_state = state;
    m_who = who;
    m_at = at;
    setAccessibleName(words());
    updateGeometry();
    update();
}

QString SignatureBadge::words() const
{
    switch (m_state) {
    case State::Valid:
        return tr("Signed by %1, %2").arg(m_who, TimeText::moment(m_at));
    case State::Broken:
        return tr("The signature of %1 does not hold: the page was changed").arg(m_who);
    case State::Waiting:
        break;
    }
    return tr("Not yet signed by %1").arg(m_who);
}

QSize SignatureBadge::sizeHint() const
{
    return {fontMetrics().horizontalAdvance(words()) + theme::touchHeight, theme::controlHeight};
}

void SignatureBadge::paintEvent(QPaintEvent *)
{
    const auto mark = m_state == State::Valid ? Mark::Good : m_state == State::Broken ? Mark::Fault : Mark::Unknown;
    QPainter painter(this);
    theme::drawFrame(&painter, rect(), palette().color(QPalette::Base), theme::color(roleOf(mark)));
    const auto side = theme::gapGroup - theme::gapTight;
    drawMark(&painter, QRectF(theme::gap, (height() - side) / 2., side, side), mark);
    const QRect room = rect().adjusted(theme::gap * 2 + side, 0, -theme::gap, 0);
    painter.setPen(palette().color(QPalette::Text));
    painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter,
                     fontMetrics().elidedText(words(), Qt::ElideRight, room.width()));
}

void SignatureBadge::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange) {
        setAccessibleName(words());
        updateGeometry();
        update();
    }
    QWidget::changeEvent(event);
}

} // namespace sizhen
