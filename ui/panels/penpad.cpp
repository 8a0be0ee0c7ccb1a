// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/penpad.h"

#include "ui/theme/pieces.h"
#include "ui/theme/theme.h"

#include <QBuffer>
#include <QImage>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QTabletEvent>

namespace sizhen {
namespace {

constexpr qreal strokeWidth = 2.2;
constexpr qreal keyStep = 6;
constexpr int padHeight = 160;
constexpr int imageScale = 2; // the picture is printed; a screen's pixels are too coarse for that

} // namespace

PenPad::PenPad(QWidget *parent)
    : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::CrossCursor);
    setFixedHeight(padHeight);
    setMinimumWidth(theme::fieldWidth);
    setMaximumWidth(theme::formWidth);
    setAttribute(Qt::WA_AcceptTouchEvents, false); // touch comes as mouse: one stroke at a time
}

bool PenPad::isEmpty() const
{
    qsizetype points = 0;
    for (const auto &stroke : m_strokes)
        points += stroke.size();
    return points < 2; // one dot is a slip of the hand
}

void PenPad::clear()
{
    m_strokes.clear();
    m_down = false;
    update();
    Q_EMIT changed();
}

QSize PenPad::sizeHint() const
{
    return {theme::formWidth, padHeight};
}

void PenPad::draw(QPainter &painter, const QColor &ink) const
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(ink, strokeWidth, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    for (const auto &stroke : m_strokes) {
        if (stroke.size() == 1)
            painter.drawPoint(stroke.first());
        else
            painter.drawPolyline(stroke);
    }
}

QByteArray PenPad::png() const
{
    if (isEmpty())
        return {};
    QImage image(size() * imageScale, QImage::Format_Grayscale8);
    image.fill(Qt::white);
    QPainter painter(&image);
    painter.scale(imageScale, imageScale);
    draw(painter, Qt::black);
    painter.end();
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return bytes;
}

void PenPad::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const auto line = hasFocus() ? palette().color(QPalette::Link) : palette().color(QPalette::Mid);
    theme::drawFrame(&painter, rect(), palette().color(QPalette::Base), line,
                     hasFocus() ? theme::focusEdge : theme::edge);
    const auto base = height() - theme::gapSection - theme::gap;
    painter.setPen(theme::faint(palette().color(QPalette::Text), theme::lineAlpha));
    painter.drawLine(theme::gapGroup, base, width() - theme::gapGroup, base);
    draw(painter, palette().color(QPalette::Text));
    if (hasFocus() && !m_pen.isNull()) {
        painter.setPen(QPen(palette().color(QPalette::Link), theme::focusEdge));
        painter.drawEllipse(m_pen, theme::gapTight, theme::gapTight);
    }
}

void PenPad::begin(const QPointF &at)
{
    m_strokes.append(QPolygonF{at});
    m_down = true;
    update();
}

void PenPad::move(const QPointF &at)
{
    if (!m_down || m_strokes.isEmpty())
        return;
    const QRectF area(rect());
    m_strokes.last().append(
        QPointF(qBound(area.left(), at.x(), area.right()), qBound(area.top(), at.y(), area.bottom())));
    update();
}

void PenPad::end()
{
    if (!m_down)
        return;
    m_down = false;
    Q_EMIT changed();
}

void PenPad::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        begin(event->position());
}

void PenPad::mouseMoveEvent(QMouseEvent *event)
{
    move(event->position());
}

void PenPad::mouseReleaseEvent(QMouseEvent *)
{
    end();
}

void PenPad::tabletEvent(QTabletEvent *event)
{
    if (event->type() == QEvent::TabletPress)
        begin(event->position());
    else if (event->type() == QEvent::TabletMove)
        move(event->position());
    else
        end();
    event->accept();
}

void PenPad::keyPressEvent(QKeyEvent *event)
{
    if (m_pen.isNull())
        m_pen = QPointF(theme::gapSection, height() / 2.0);
    QPointF step;
    switch (event->key()) {
    case Qt::Key_Left:
        step = {-keyStep, 0};
        break;
    case Qt::Key_Right:
        step = {keyStep, 0};
        break;
    case Qt::Key_Up:
        step = {0, -keyStep};
        break;
    case Qt::Key_Down:
        step = {0, keyStep};
        break;
    case Qt::Key_Space:
        m_down ? end() : begin(m_pen);
        return;
    case Qt::Key_Backspace:
        if (!m_strokes.isEmpty())
            m_strokes.removeLast();
        m_down = false;
        update();
        Q_EMIT changed();
        return;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    m_pen = QPointF(qBound(0.0, m_pen.x() + step.x(), qreal(width())),
                    qBound(0.0, m_pen.y() + step.y(), qreal(height())));
    move(m_pen);
    update();
}

} // namespace sizhen
