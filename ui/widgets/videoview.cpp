// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/videoview.h"

#include "ui/theme/theme.h"

#include <QLocale>
#include <QPainter>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr QSize usualVideo{320, 180}; // 16:9, in the side of the window
constexpr int veilAlpha = 170; // words stay readable over any picture
constexpr int staleAlpha = 120;

// A copy: the frame's memory goes back to whoever lent it.
QImage imageOf(QVideoFrame &frame)
{
    if (frame.pixelFormat() == QVideoFrameFormat::Format_BGRX8888 && frame.map(QVideoFrame::ReadOnly)) {
        const auto image
            = QImage(frame.bits(0), frame.width(), frame.height(), frame.bytesPerLine(0), QImage::Format_RGB32).copy();
        frame.unmap();
        return image;
    }
    return frame.toImage();
}

} // namespace

VideoView::VideoView(QWidget *parent)
    : QWidget(parent)
{
    setAttribute(Qt::WA_OpaquePaintEvent);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void VideoView::setPicture(const QVideoFrame &picture)
{
    auto frame = picture;
    m_image = m_mirrored ? imageOf(frame).mirrored(true, false) : imageOf(frame);
    update();
}

void VideoView::clear()
{
    m_image = {};
    m_delayMs.reset();
    describe();
}

void VideoView::setName(const QString &name)
{
    m_name = name;
    describe();
}

void VideoView::setState(const QString &words, bool stale)
{
    m_state = words;
    m_stale = stale;
    describe();
}

void VideoView::setDelay(std::optional<int> ms)
{
    m_delayMs = ms;
    update();
}

void VideoView::describe()
{
    setAccessibleName(m_name);
    setAccessibleDescription(m_state);
    update();
}

QRect VideoView::pictureRect() const
{
    if (m_image.isNull())
        return {};
    QRect rect(QPoint(), m_image.size().scaled(size(), Qt::KeepAspectRatio));
    rect.moveCenter(this->rect().center());
    return rect;
}

QSize VideoView::sizeHint() const
{
    return usualVideo;
}

QSize VideoView::minimumSizeHint() const
{
    return usualVideo / 2;
}

void VideoView::paintLine(QPainter &painter, const QRect &rect, const QString &words) const
{
    auto veil = theme::color(theme::Role::Surface);
    veil.setAlpha(m_image.isNull() ? 0 : veilAlpha);
    painter.fillRect(rect, veil);
    painter.setPen(theme::color(theme::Role::Text));
    painter.drawText(rect.adjusted(theme::gap, 0, -theme::gap, 0), Qt::AlignVCenter | Qt::AlignLeft, words);
}

void VideoView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), theme::color(theme::Role::Window));
    if (!m_image.isNull()) {
        painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
        painter.drawImage(pictureRect(), m_image);
        if (m_stale) {
            auto veil = theme::color(theme::Role::Window);
            veil.setAlpha(staleAlpha);
            painter.fillRect(pictureRect(), veil);
        }
    }
    const int line = painter.fontMetrics().height() + theme::gap;
    if (!m_name.isEmpty()) {
        const auto delay = m_delayMs ? tr("%1 · delay %2 ms").arg(m_name, QLocale().toString(*m_delayMs)) : m_name;
        paintLine(painter, QRect(0, height() - line, width(), line), delay);
    }
    if (m_image.isNull()) {
        painter.setPen(theme::color(theme::Role::TextMuted));
        painter.drawText(rect().adjusted(theme::gap, theme::gap, -theme::gap, -line),
                         Qt::AlignCenter | Qt::TextWordWrap, m_state.isEmpty() ? tr("No picture yet") : m_state);
    } else if (!m_state.isEmpty()) {
        paintLine(painter, QRect(0, 0, width(), line), m_state);
    }
}

} // namespace sizhen
