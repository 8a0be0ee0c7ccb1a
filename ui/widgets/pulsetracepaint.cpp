// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"
#include "ui/widgets/pulsechart.h"
#include "ui/widgets/pulseline.h"
#include "ui/widgets/pulsetext.h"
#include "ui/widgets/pulsetrace.h"

#include <QLocale>
#include <QPaintEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr double lineReach = 0.75; // pixels beside a place that the pen covers
constexpr double lineHalf = 0.9; // above and below it

// What transparent paint would look like on the surface. Opaque, because Qt hands every tall transparent strip to its
// threads, and waking them takes longer than painting.
QColor onSurface(theme::Role role, double share)
{
    const auto ground = theme::color(theme::Role::Surface);
    const auto top = theme::color(role);
    const auto mix = [share](int one, int other) { return int(std::lround(one + (other - one) * share)); };
    return {mix(ground.red(), top.red()), mix(ground.green(), top.green()), mix(ground.blue(), top.blue())};
}

QString timeWords(double seconds, int digits)
{
    const auto whole = qint64(seconds + 1e-6);
    const auto rest = QLocale().toString(seconds - double(whole / 60 * 60), 'f', digits);
    const bool oneDigit = whole % 60 < 10;
    return PulseTrace::tr("%1:%2", "minutes and seconds").arg(whole / 60).arg(oneDigit ? u"0"_s + rest : rest);
}

} // namespace

double PulseTrace::place(double value) const
{
    const auto area = plot();
    const double middle = (m_low + m_high) / 2;
    const double range = std::max(1.0, m_high - m_low) / m_heightZoom;
    return area.center().y() - (value - middle) / range * area.height();
}

double PulseTrace::unplace(double y) const
{
    const auto area = plot();
    const double range = std::max(1.0, m_high - m_low) / m_heightZoom;
    return (m_low + m_high) / 2 - (y - area.center().y()) / area.height() * range;
}

void PulseTrace::paintPaper(QPainter &painter) const
{
    const auto area = plot();
    const auto now = axis();
    const double fine = pixelsPerSecond() / 5; // 200 ms: five millimetres of paper at 25 mm/s
    const double per = shown().rateHz() / 5;
    // A sweep lies on still paper; the lines of a page are whole seconds of the recording.
    const auto first = m_frozen && per > 0 ? qint64(std::ceil(now.sampleAt(0) / per)) : 1;
    const double start = m_frozen && per > 0 ? now.x(double(first) * per) : fine;
    const auto strong = onSurface(theme::Role::Border, 0.45);
    const auto faint = onSurface(theme::Role::Border, 0.18);
    for (qint64 i = 0; start + double(i) * fine < area.right(); ++i) {
        const bool second = (first + i) % 5 == 0;
        if (second || fine >= theme::gap)
            painter.fillRect(QRectF(std::round(start + double(i) * fine), area.top(), theme::edge, area.height()),
                             second ? strong : faint);
    }
}

void PulseTrace::paintSeconds(QPainter &painter) const
{
    const auto area = plot();
    const auto now = axis();
    const double rate = shown().rateHz();
    const auto metrics = painter.fontMetrics();
    const auto wide = metrics.horizontalAdvance(u"00:00"_s) + theme::gapGroup;
    const double step = std::max(1.0, std::ceil(wide / pixelsPerSecond()));
    painter.setPen(theme::color(theme::Role::TextMuted));
    const double begin = m_frozen && rate > 0 ? std::ceil(std::max(0.0, now.sampleAt(0) / rate) / step) * step : step;
    for (double s = begin;; s += step) {
        const double x = m_frozen && rate > 0 ? now.x(s * rate) : s * pixelsPerSecond();
        if (x > area.right() - wide / 2.0)
            break;
        const auto words = m_frozen ? timeWords(s, 0) : tr("%1 s").arg(QLocale().toString(s, 'f', 0));
        const double half = metrics.horizontalAdvance(words) / 2.0;
        if (x - half > 0)
            painter.drawText(QPointF(x - half, area.bottom() + metrics.ascent() + theme::edge), words);
    }
}

QVector<PulseLegendEntry> PulseTrace::legend() const
{
    QVector<PulseLegendEntry> entries;
    for (const auto hand : {PulseHand::Mine, PulseHand::Partners, PulseHand::Machine})
        if (std::any_of(m_marks.begin(), m_marks.end(), [hand](const auto &mark) { return mark.whose == hand; }))
            entries.append({hand, Qt::NoPen, PulseHands::word(hand)});
    return entries;
}

QString PulseTrace::cursorWords() const
{
    if (m_still.isEmpty())
        return {};
    const auto time = timeWords(double(m_cursor) / m_still.rateHz(), 2);
    const auto kind = m_still.kindAt(m_cursor);
    if (kind != TraceRing::Kind::Sample && kind != TraceRing::Kind::Poor)
        return tr("Cursor %1, samples missing").arg(time);
    const auto value = QLocale().toString(m_still.valueAt(m_cursor) * m_scale.scale, 'g', 4);
    return tr("Cursor %1, %2 %3").arg(time, value, PulseText::unit(m_scale.unit));
}

void PulseTrace::paintHead(QPainter &painter) const
{
    const QRectF head(theme::gap, 0, width() - 2 * theme::gap, theme::gapSection);
    const auto metrics = painter.fontMetrics();
    const auto paper = QLocale().toString(m_speed, 'g', 4);
    const auto speed = m_frozen ? tr("frozen here · %1 mm/s").arg(paper) : tr("%1 mm/s").arg(paper);
    const auto entries = legend();
    painter.setPen(theme::color(theme::Role::TextMuted));
    painter.drawText(head, Qt::AlignRight | Qt::AlignVCenter, speed);
    double right = head.right() - metrics.horizontalAdvance(speed) - theme::gapGroup;
    if (!entries.isEmpty()) {
        PulseHands::drawLegendRow(painter, QRectF(head.left(), 0, right - head.left(), head.height()), entries);
        right -= PulseHands::rowWidth(metrics, entries) + theme::gap;
    }
    painter.setPen(theme::color(theme::Role::TextMuted));
    const auto left = m_frozen && hasFocus() && !m_still.isEmpty() ? cursorWords() : m_caption;
    painter.drawText(QRectF(head.left(), 0, right - head.left(), head.height()), Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(left, Qt::ElideRight, int(right - head.left())));
}

void PulseTrace::paintScale(QPainter &painter) const
{
    const auto area = plot();
    const auto metrics = painter.fontMetrics();
    const QRectF side(area.right(), area.top(), width() - area.right(), area.height());
    painter.setPen(QPen(theme::color(theme::Role::Border), theme::edge));
    painter.drawLine(side.topLeft(), side.bottomLeft());
    painter.setPen(theme::color(theme::Role::TextMuted));
    painter.drawText(QRectF(side.left(), side.bottom(), side.width() - theme::gapTight, height() - side.bottom()),
                     Qt::AlignRight | Qt::AlignTop, PulseText::unit(m_scale.unit));
    if (!m_hasRange)
        return;
    const double low = unplace(area.bottom()) * m_scale.scale;
    const double high = unplace(area.top()) * m_scale.scale;
    const auto steps = evenSteps(low, high, std::max(2, int(area.height() / (3 * metrics.height()))));
    for (const auto value : steps) {
        const double y = place(value / m_scale.scale);
        painter.drawLine(QPointF(side.left(), y), QPointF(side.left() + theme::gapTight, y));
        const double top = std::clamp(y - metrics.height() / 2.0, side.top(), side.bottom() - metrics.height());
        painter.drawText(QRectF(side.left(), top, side.width() - theme::gapTight, metrics.height()),
                         Qt::AlignRight | Qt::AlignVCenter, stepText(value, steps));
    }
}

void PulseTrace::paintStretches(QPainter &painter) const
{
    const auto area = plot();
    const auto now = axis();
    for (const auto &stretch : m_stretches) {
        const auto colour = theme::color(stretch.counts ? theme::Role::Good : theme::Role::TextMuted);
        const auto fill
            = onSurface(stretch.counts ? theme::Role::Good : theme::Role::TextMuted, stretch.counts ? 0.13 : 0.22);
        for (const auto &[from, to] : now.places(stretch.first, stretch.end)) {
            const double left = std::round(from);
            const QRectF part(left, area.top(), std::round(to) - left, area.height());
            painter.fillRect(part, QBrush(fill, stretch.counts ? Qt::SolidPattern : Qt::BDiagPattern));
            painter.fillRect(QRectF(part.topLeft(), QSizeF(part.width(), theme::gapTight - theme::edge)), colour);
            painter.setPen(colour);
            const auto words = painter.fontMetrics().elidedText(stretch.label, Qt::ElideRight,
                                                                int(part.width()) - 2 * theme::gapTight);
            painter.drawText(part.adjusted(theme::gapTight, 0, -theme::gapTight, -theme::gapTight),
                             Qt::AlignLeft | Qt::AlignBottom, words); // the marks have the top
        }
    }
}

void PulseTrace::paintColumns(QPainter &painter, int from, int to) const
{
    const auto area = plot();
    const auto now = axis();
    const auto &ring = shown();
    const double ratio = devicePixelRatioF();
    const int first = int(std::floor(from * ratio));
    const int last = int(std::ceil(std::min(double(to), area.width()) * ratio));
    const int top = int(std::floor(area.top() * ratio));
    PulseLine line(QSize(last - first, int(std::ceil(area.bottom() * ratio)) - top));
    const auto pen = theme::color(theme::Role::Accent).rgb();
    const auto grey = theme::color(theme::Role::Border).rgb();
    const auto lost = onSurface(theme::Role::Caution, 0.25);
    const double perPixel = double(now.span) / (area.width() * ratio);
    const double half = lineHalf * ratio;
    const double reach = lineReach * ratio;
    for (int column = first; column < last; ++column) {
        const double x = column / ratio;
        if (now.isBlank(x))
            continue;
        const double sample = now.sampleAt(x);
        auto kind = TraceRing::Kind::Empty;
        for (int look = 0; look < PulseLine::looks; ++look) {
            const double left = sample + (double(look) / PulseLine::looks - reach) * perPixel;
            const double right = sample + ((look + 1.0) / PulseLine::looks + reach) * perPixel;
            // the newest sample is at the pen, the oldest of the sweep behind the blank: no line joins them
            const auto seen = ring.extent(left, std::min(right, double(now.end) - 1));
            if (seen.isLine())
                line.look(column - first, place(seen.high) * ratio - top - half, place(seen.low) * ratio - top + half);
            if (kind == TraceRing::Kind::Empty || kind == TraceRing::Kind::Missing)
                kind = seen.kind;
        }
        if (kind == TraceRing::Kind::Missing)
            painter.fillRect(QRectF(x, area.top(), 1 / ratio, area.height()), lost);
        line.setColour(column - first, kind == TraceRing::Kind::Poor ? grey : pen);
    }
    const auto &picture = line.image();
    const auto rows = line.touched();
    painter.drawImage(
        QRectF((first + rows.left()) / ratio, (top + rows.top()) / ratio, rows.width() / ratio, rows.height() / ratio),
        picture, rows);
}

void PulseTrace::paintLine(QPainter &painter, const QRect &dirty) const
{
    const int from = std::max(0, dirty.left());
    const int to = std::min(int(std::ceil(plot().right())), dirty.right() + 1);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    if (from < to)
        paintColumns(painter, from, to);
    painter.restore();
    if (m_frozen || m_ring.kindAt(m_ring.end() - 1) != TraceRing::Kind::Sample)
        return;
    painter.setBrush(theme::color(theme::Role::Accent));
    painter.setPen(Qt::NoPen);
    painter.drawEllipse(QPointF(axis().pen(), place(m_ring.valueAt(m_ring.end() - 1))), theme::radius, theme::radius);
}

void PulseTrace::paintMarks(QPainter &painter) const
{
    const auto area = plot();
    const auto now = axis();
    const auto metrics = painter.fontMetrics();
    for (const auto &mark : m_marks) {
        if (!now.shows(mark.sample))
            continue;
        const auto colour = theme::color(PulseHands::role(mark.whose));
        const double x = std::floor(now.x(double(mark.sample))) + 0.5; // on whole pixels: as strong as the legend
        // Each hand has its own row, so that two marks on one beat do not hide each other.
        const double row = area.top() + theme::gapTight + (double(mark.whose) + 0.5) * metrics.height();
        painter.setPen(QPen(colour, theme::edge, mark.whose == PulseHand::Machine ? Qt::DotLine : Qt::SolidLine));
        painter.drawLine(QPointF(x, row), QPointF(x, area.bottom()));
        PulseHands::draw(painter, {x, row}, theme::radius + theme::edge, mark.whose);
        painter.setPen(colour);
        const double wide = metrics.horizontalAdvance(mark.label);
        const bool fits = x + theme::gap + wide < area.right();
        painter.drawText(QPointF(fits ? x + theme::gap : x - theme::gap - wide, row + metrics.ascent() / 2.0 - 1),
                         mark.label);
    }
}

void PulseTrace::paintCursor(QPainter &painter) const
{
    if (!m_frozen || m_still.isEmpty() || !axis().shows(m_cursor))
        return;
    const auto area = plot();
    const double x = std::floor(axis().x(double(m_cursor))) + 0.5;
    painter.setPen(QPen(theme::color(theme::Role::Text), hasFocus() ? theme::focusEdge : theme::edge, Qt::DashLine));
    painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    const auto kind = m_still.kindAt(m_cursor);
    if (kind != TraceRing::Kind::Sample && kind != TraceRing::Kind::Poor)
        return;
    painter.setPen(QPen(theme::color(theme::Role::Text), theme::focusEdge));
    painter.setBrush(theme::color(theme::Role::Surface));
    painter.drawEllipse(QPointF(x, place(m_still.valueAt(m_cursor))), theme::radius, theme::radius);
}

void PulseTrace::paintEvent(QPaintEvent *event)
{
    QPainter painter(this);
    painter.setFont(theme::font(theme::Type::Small));
    painter.fillRect(rect(), theme::color(theme::Role::Surface));
    paintSeconds(painter);
    paintHead(painter);
    painter.save();
    painter.setClipRect(plot(), Qt::IntersectClip);
    paintStretches(painter);
    paintPaper(painter);
    painter.setRenderHint(QPainter::Antialiasing);
    if (!shown().isEmpty() && m_hasRange)
        paintLine(painter, event->rect());
    paintMarks(painter);
    paintCursor(painter);
    painter.restore();
    paintScale(painter);
    const qreal edge = hasFocus() ? theme::focusEdge : theme::edge;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme::color(hasFocus() ? theme::Role::Accent : theme::Role::Border), edge));
    painter.drawRect(QRectF(rect()).adjusted(edge / 2, edge / 2, -edge / 2, -edge / 2));
}

} // namespace sizhen
