// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/pulsetrace.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr double paperSpeed = 25; // mm/s: the speed of every pulse and heart trace since paper
constexpr double slowestPaper = 3.125;
constexpr double fastestPaper = 400;
constexpr double mostHeightZoom = 16;
constexpr double heightStep = 1.25;
constexpr double millimetresPerInch = 25.4;
constexpr double eraseS = 0.25; // blank ahead of the pen
constexpr double headroom = 0.08; // of the range, so that the next beat does not move the scale
constexpr double worthShrinking = 0.75;
constexpr double wideStepS = 0.2;
constexpr double wheelStep = 120; // eighths of a degree a notch

} // namespace

PulseTrace::PulseTrace(QWidget *parent)
    : QWidget(parent)
    , m_speed(paperSpeed)
{
    setObjectName(u"pulseTrace"_s);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    measure();
    begin({});
}

void PulseTrace::measure()
{
    const QFontMetricsF metrics(theme::font(theme::Type::Small), this);
    m_scaleWide = metrics.horizontalAdvance(u"000000"_s) + theme::gap;
    m_lineHigh = metrics.height();
}

QRectF PulseTrace::plot() const
{
    return {0, double(theme::gapSection), std::max(1.0, width() - m_scaleWide),
            std::max(1.0, height() - theme::gapSection - m_lineHigh - theme::gapTight)};
}

QSize PulseTrace::sizeHint() const
{
    return {theme::formWidth, theme::railWidth + theme::gapSection};
}

QSize PulseTrace::minimumSizeHint() const
{
    return {theme::fieldWidth, theme::labelWidth};
}

double PulseTrace::pixelsPerSecond() const
{
    return logicalDpiX() / millimetresPerInch * m_speed;
}

quint64 PulseTrace::span() const
{
    return std::max<quint64>(1, quint64(std::lround(plot().width() / pixelsPerSecond() * shown().rateHz())));
}

PulseAxis PulseTrace::axis() const
{
    return {.end = m_frozen ? m_pageEnd : m_ring.end(),
            .span = span(),
            .width = plot().width(),
            .blank = eraseS * pixelsPerSecond(),
            .sweep = !m_frozen};
}

void PulseTrace::begin(const QString &caption)
{
    m_caption = caption;
    setAccessibleName(caption.isEmpty() ? tr("Trace of the pulse") : tr("Trace of the pulse, %1").arg(caption));
    m_ring.clear();
    m_still.clear();
    m_marks.clear();
    m_stretches.clear();
    m_pageEnd = 0;
    m_cursor = 0;
    m_missing = 0;
    m_hasRange = false;
    update();
}

void PulseTrace::setFrozen(bool frozen)
{
    m_frozen = frozen;
    m_dragging = false;
    m_pressedAt.reset();
    if (frozen) {
        m_still = m_ring;
        m_pageEnd = m_still.end();
        m_cursor = m_still.isEmpty() ? 0 : m_still.end() - 1;
        setAccessibleDescription(cursorWords());
    } else {
        m_still.clear();
        setAccessibleDescription({});
        fitHeight();
    }
    setCursor(frozen ? Qt::CrossCursor : Qt::ArrowCursor);
    update();
}

void PulseTrace::restart(const PulseBlock &block)
{
    m_ring.begin(block.first, block.rateHz, keptSeconds);
    m_hasRange = false;
}

void PulseTrace::append(const PulseBlock &block)
{
    if (block.pulse.isEmpty() || block.rateHz <= 0)
        return;
    if (block.first < m_ring.end() || block.rateHz != m_ring.rateHz())
        restart(block); // another run: the sweep starts anew
    const auto before = m_ring.end();
    const auto gap = block.first - before;
    m_missing += int(std::min<quint64>(gap, INT_MAX - quint64(m_missing)));
    m_ring.skip(gap);
    m_ring.append(block.pulse);
    if (!m_frozen)
        follow(before);
}

// Only what the pen passed is painted again. The height grows at once and shrinks when a sweep begins: a trace that
// jumps cannot be compared by eye.
void PulseTrace::follow(quint64 before)
{
    const auto now = axis();
    const auto fresh = m_ring.extent(double(before), double(m_ring.end()));
    const bool grows = fresh.isLine() && (!m_hasRange || fresh.low < m_low || fresh.high > m_high);
    const bool turned = now.end / now.span != before / now.span;
    if (grows && m_hasRange) {
        const double spare = headroom * std::max(1.0, std::max(m_high, fresh.high) - std::min(m_low, fresh.low));
        m_low = fresh.low < m_low ? fresh.low - spare : m_low;
        m_high = fresh.high > m_high ? fresh.high + spare : m_high;
    } else if (turned || !m_hasRange) {
        fitHeight();
    }
    if (grows || turned || now.end - before >= now.span) {
        update();
        return;
    }
    const double from = double(before % now.span) / double(now.span) * now.width;
    const int rim = 2 * theme::radius;
    const QRect passed(QPoint(int(from) - rim, 0), QPoint(int(now.pen() + now.blank) + rim, height()));
    update(passed); // Qt joins what comes faster than the screen refreshes
    if (passed.right() > int(now.width))
        update(QRect(0, 0, passed.right() - int(now.width), height()));
}

void PulseTrace::fitHeight()
{
    const auto &ring = shown();
    if (ring.isEmpty())
        return;
    const auto now = axis();
    const auto seen = ring.extent(std::max(0.0, double(now.end) - double(now.span)), double(now.end));
    if (!seen.isLine())
        return;
    const double spare = headroom * std::max(1.0, seen.high - seen.low);
    const bool fits = m_hasRange && seen.low >= m_low && seen.high <= m_high;
    if (fits && seen.high - seen.low + 2 * spare > worthShrinking * (m_high - m_low))
        return;
    m_low = seen.low - spare;
    m_high = seen.high + spare;
    m_hasRange = true;
}

void PulseTrace::markPoor(quint64 first, quint64 last)
{
    m_ring.markPoor(first, last);
    m_still.markPoor(first, last);
    update();
}

void PulseTrace::setMarks(const QVector<PulseTraceMark> &marks)
{
    if (m_marks == marks)
        return;
    m_marks = marks;
    update();
}

void PulseTrace::setStretches(const QVector<PulseStretch> &stretches)
{
    if (m_stretches == stretches)
        return;
    m_stretches = stretches;
    update();
}

void PulseTrace::setScale(const PulseScale &scale)
{
    if (m_scale == scale)
        return;
    m_scale = scale;
    update();
}

void PulseTrace::zoomTime(int steps)
{
    const double at = m_frozen ? axis().x(double(m_cursor)) : 0; // the cursor stays where it is
    m_speed = std::clamp(m_speed * std::pow(2.0, steps), slowestPaper, fastestPaper);
    if (m_frozen)
        scrollTo(double(m_cursor) + (1 - at / plot().width()) * double(span()));
    fitHeight();
    update();
}

void PulseTrace::zoomHeight(int steps)
{
    m_heightZoom = std::clamp(m_heightZoom * std::pow(heightStep, steps), 1.0, mostHeightZoom);
    update();
}

void PulseTrace::resetZoom()
{
    m_heightZoom = 1;
    zoomTime(int(std::lround(std::log2(paperSpeed / m_speed))));
}

void PulseTrace::scrollTo(double end)
{
    const double least = double(m_still.oldest()) + double(std::min(span(), m_still.end() - m_still.oldest()));
    m_pageEnd = quint64(std::lround(std::clamp(end, least, double(m_still.end()))));
    update();
}

void PulseTrace::moveCursor(double to)
{
    if (m_still.isEmpty())
        return;
    m_cursor = quint64(std::lround(std::clamp(to, double(m_still.oldest()), double(m_still.end() - 1))));
    if (m_cursor >= m_pageEnd)
        scrollTo(double(m_cursor) + 1);
    else if (double(m_cursor) < double(m_pageEnd) - double(span()))
        scrollTo(double(m_cursor) + double(span()));
    setAccessibleDescription(cursorWords());
    update();
}

void PulseTrace::placeMark(quint64 sample)
{
    if (m_still.kindAt(sample) != TraceRing::Kind::Empty)
        Q_EMIT markPlaced(sample);
}

bool PulseTrace::frozenKey(const QKeyEvent &event)
{
    const bool wide = event.modifiers().testFlag(Qt::ShiftModifier);
    const double step = wide ? wideStepS * m_still.rateHz() : std::max(1.0, double(span()) / plot().width());
    switch (event.key()) {
    case Qt::Key_Left:
        moveCursor(double(m_cursor) - step);
        return true;
    case Qt::Key_Right:
        moveCursor(double(m_cursor) + step);
        return true;
    case Qt::Key_PageUp:
        moveCursor(double(m_cursor) - double(span()));
        return true;
    case Qt::Key_PageDown:
        moveCursor(double(m_cursor) + double(span()));
        return true;
    case Qt::Key_Home:
        moveCursor(0);
        return true;
    case Qt::Key_End:
        moveCursor(double(m_still.end()));
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        placeMark(m_cursor);
        return true;
    default:
        return false;
    }
}

void PulseTrace::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal: // the same key without Shift
        zoomTime(1);
        return;
    case Qt::Key_Minus:
        zoomTime(-1);
        return;
    case Qt::Key_Up:
        zoomHeight(1);
        return;
    case Qt::Key_Down:
        zoomHeight(-1);
        return;
    case Qt::Key_0:
        resetZoom();
        return;
    default:
        if (!m_frozen || !frozenKey(*event))
            QWidget::keyPressEvent(event);
    }
}

void PulseTrace::wheelEvent(QWheelEvent *event)
{
    const auto angle = event->angleDelta().y() != 0 ? event->angleDelta().y() : event->angleDelta().x();
    const int step = angle > 0 ? 1 : -1;
    if (angle == 0)
        return;
    if (event->modifiers().testFlag(Qt::ControlModifier))
        event->modifiers().testFlag(Qt::ShiftModifier) ? zoomHeight(step) : zoomTime(step);
    else if (m_frozen)
        scrollTo(double(m_pageEnd) - angle / wheelStep / 10 * double(span())); // away from the reader: back in time
    else
        event->ignore();
}

void PulseTrace::mousePressEvent(QMouseEvent *event)
{
    if (!m_frozen || event->button() != Qt::LeftButton) {
        QWidget::mousePressEvent(event);
        return;
    }
    m_pressedAt = event->position();
    m_pressedEnd = double(m_pageEnd);
    m_dragging = false;
}

void PulseTrace::mouseMoveEvent(QMouseEvent *event)
{
    if (!m_frozen || !m_pressedAt)
        return;
    const double moved = event->position().x() - m_pressedAt->x();
    m_dragging = m_dragging || std::abs(moved) >= QApplication::startDragDistance();
    if (m_dragging)
        scrollTo(m_pressedEnd - moved / plot().width() * double(span()));
}

void PulseTrace::mouseReleaseEvent(QMouseEvent *event)
{
    if (!m_frozen || event->button() != Qt::LeftButton || !m_pressedAt)
        return;
    m_pressedAt.reset();
    if (!m_dragging && plot().contains(event->position())) {
        const double sample = std::floor(axis().sampleAt(event->position().x()));
        if (sample >= 0 && m_still.kindAt(quint64(sample)) != TraceRing::Kind::Empty) {
            moveCursor(sample);
            placeMark(m_cursor);
        }
    }
    m_dragging = false;
}

void PulseTrace::resizeEvent(QResizeEvent *)
{
    if (m_frozen)
        scrollTo(double(m_pageEnd));
    fitHeight();
}

void PulseTrace::changeEvent(QEvent *event)
{
    measure();
    update();
    QWidget::changeEvent(event);
}

void PulseTrace::focusInEvent(QFocusEvent *)
{
    update();
}

void PulseTrace::focusOutEvent(QFocusEvent *)
{
    update();
}

} // namespace sizhen
