// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/markedpicture.h"

#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <chrono>
#include <cmath>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace sizhen {
namespace {

constexpr double markHalf = 11; // px, half
constexpr double markLine = 2.5;
constexpr double nearEnough = 18; // px
constexpr double crossStep = 0.02; // shares

double distance(const QPointF &one, const QPointF &other)
{
    return std::hypot(one.x() - other.x(), one.y() - other.y());
}

} // namespace

MarkedPicture::MarkedPicture(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(u"markedPicture"_s);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    m_pointerGoes.setSingleShot(true);
    m_pointerGoes.setInterval(3s);
    connect(&m_pointerGoes, &QTimer::timeout, this, [this] { showPointer(std::nullopt); });
    describe();
}

QSize MarkedPicture::sizeHint() const
{
    return {640, 480};
}

QSize MarkedPicture::minimumSizeHint() const
{
    return {240, 180};
}

void MarkedPicture::setPicture(const QImage &picture)
{
    m_picture = picture;
    m_cross.reset();
    m_pointer.reset();
    describe();
    update();
}

void MarkedPicture::setWords(const QString &words)
{
    m_words = words;
    describe();
    update();
}

void MarkedPicture::setMarks(const QList<PictureMark> &inviting, const QList<PictureMark> &invited, Side ours)
{
    m_inviting = inviting;
    m_invited = invited;
    m_ours = ours;
    describe();
    update();
}

void MarkedPicture::setMayMark(bool may)
{
    m_mayMark = may;
    setCursor(may ? Qt::CrossCursor : Qt::ArrowCursor);
}

void MarkedPicture::showPointer(const std::optional<QPointF> &at)
{
    m_pointer = at;
    if (at)
        m_pointerGoes.start();
    update();
}

QRectF MarkedPicture::pictureRect() const
{
    if (m_picture.isNull())
        return {};
    QRectF place({}, QSizeF(m_picture.size()).scaled(QSizeF(size()), Qt::KeepAspectRatio));
    place.moveCenter(QRectF(rect()).center());
    return place;
}

std::optional<QPointF> MarkedPicture::shareAt(const QPointF &place) const
{
    const auto inside = pictureRect();
    if (!inside.contains(place))
        return std::nullopt;
    return QPointF((place.x() - inside.x()) / inside.width(), (place.y() - inside.y()) / inside.height());
}

QPointF MarkedPicture::placeOf(const QPointF &share) const
{
    const auto inside = pictureRect();
    return {inside.x() + share.x() * inside.width(), inside.y() + share.y() * inside.height()};
}

void MarkedPicture::addMark(const QPointF &share)
{
    if (!m_mayMark || m_picture.isNull())
        return;
    auto next = ours();
    next.append({share, {}});
    Q_EMIT marksChanged(next);
}

void MarkedPicture::removeNearest(const QPointF &share, double within)
{
    auto next = ours();
    const auto far = [this, &share](const PictureMark &one) { return distance(placeOf(one.at), placeOf(share)); };
    const auto nearest = std::ranges::min_element(next, {}, far);
    if (!m_mayMark || nearest == next.end() || far(*nearest) > within)
        return;
    next.erase(nearest);
    Q_EMIT marksChanged(next);
}

void MarkedPicture::mousePressEvent(QMouseEvent *event)
{
    const auto share = shareAt(event->position());
    if (!share)
        return;
    if (event->button() == Qt::LeftButton)
        addMark(*share);
    else if (event->button() == Qt::RightButton)
        removeNearest(*share, nearEnough);
}

void MarkedPicture::mouseMoveEvent(QMouseEvent *event)
{
    if (!m_picture.isNull())
        Q_EMIT pointed(shareAt(event->position()));
}

void MarkedPicture::leaveEvent(QEvent *)
{
    if (!m_picture.isNull())
        Q_EMIT pointed(std::nullopt);
}

void MarkedPicture::focusOutEvent(QFocusEvent *event)
{
    m_cross.reset();
    QWidget::focusOutEvent(event);
    update();
}

void MarkedPicture::moveCross(const QPointF &by)
{
    const auto from = m_cross.value_or(QPointF(0.5, 0.5));
    m_cross = QPointF(std::clamp(from.x() + by.x(), 0.0, 1.0), std::clamp(from.y() + by.y(), 0.0, 1.0));
    Q_EMIT pointed(m_cross);
    update();
}

void MarkedPicture::keyPressEvent(QKeyEvent *event)
{
    if (m_picture.isNull())
        return QWidget::keyPressEvent(event);
    switch (event->key()) {
    case Qt::Key_Left:
        return moveCross({-crossStep, 0});
    case Qt::Key_Right:
        return moveCross({crossStep, 0});
    case Qt::Key_Up:
        return moveCross({0, -crossStep});
    case Qt::Key_Down:
        return moveCross({0, crossStep});
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return addMark(m_cross.value_or(QPointF(0.5, 0.5)));
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
        return removeNearest(m_cross.value_or(QPointF(0.5, 0.5)), std::max(width(), height()));
    default:
        QWidget::keyPressEvent(event);
    }
}

// The inviting side's are rings, the invited side's squares: told apart without colours, too.
void MarkedPicture::paintMarks(QPainter &painter, const QList<PictureMark> &marks, Side side) const
{
    const auto colour = theme::color(side == Side::Inviting ? theme::Role::Inviting : theme::Role::Invited);
    int number = 0;
    for (const auto &mark : marks) {
        const auto place = placeOf(mark.at);
        const QRectF box(place.x() - markHalf, place.y() - markHalf, 2 * markHalf, 2 * markHalf);
        for (const auto &[pen, width] : {std::pair{QColor(Qt::white), markLine + 2}, std::pair{colour, markLine}}) {
            painter.setPen(QPen(pen, width));
            side == Side::Inviting ? painter.drawEllipse(box) : painter.drawRect(box);
        }
        const auto words = QString::number(++number) + (mark.text.isEmpty() ? QString() : u" "_s + mark.text);
        const auto size = painter.fontMetrics().size(Qt::TextSingleLine, words);
        const QRectF behind(place.x() + markHalf + 3, place.y() - size.height() / 2.0, size.width() + 8, size.height());
        painter.fillRect(behind, Qt::white);
        painter.setPen(colour);
        painter.drawText(behind, Qt::AlignCenter, words);
    }
}

void MarkedPicture::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.fillRect(rect(), theme::color(theme::Role::Surface));
    if (m_picture.isNull()) {
        painter.setPen(theme::color(theme::Role::TextMuted));
        painter.drawText(rect().adjusted(theme::gap, theme::gap, -theme::gap, -theme::gap),
                         Qt::AlignCenter | Qt::TextWordWrap, m_words);
        return;
    }
    painter.drawImage(pictureRect(), m_picture);
    painter.setBrush(Qt::NoBrush);
    paintMarks(painter, m_inviting, Side::Inviting);
    paintMarks(painter, m_invited, Side::Invited);
    if (m_pointer) {
        const auto colour = theme::color(m_ours == Side::Inviting ? theme::Role::Invited : theme::Role::Inviting);
        painter.setPen(QPen(Qt::white, 2));
        painter.setBrush(colour);
        painter.drawEllipse(placeOf(*m_pointer), markHalf / 2, markHalf / 2);
        painter.setBrush(Qt::NoBrush);
    }
    if (m_cross && hasFocus()) {
        const auto place = placeOf(*m_cross);
        painter.setPen(QPen(Qt::white, 3));
        for (int i = 0; i < 2; ++i) {
            painter.drawLine(place - QPointF(markHalf, 0), place + QPointF(markHalf, 0));
            painter.drawLine(place - QPointF(0, markHalf), place + QPointF(0, markHalf));
            painter.setPen(QPen(Qt::black, 1));
        }
    }
}

void MarkedPicture::describe()
{
    setAccessibleName(m_picture.isNull() ? tr("No picture is shown") : tr("Shared picture"));
    setAccessibleDescription(m_picture.isNull()
                                 ? m_words
                                 : tr("Marks: %1 of the inviting side, %2 of the invited side. Arrows move a "
                                      "cross, Enter marks, Delete takes the nearest of yours away.")
                                       .arg(m_inviting.size())
                                       .arg(m_invited.size()));
}

} // namespace sizhen
