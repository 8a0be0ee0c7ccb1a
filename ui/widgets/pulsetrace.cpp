// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/pulsetrace.h"
#include "ui/theme/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr double millimetresPerSecond = 25; // the speed of every pulse and heart trace since paper
constexpr double millimetresPerInch = 25.4;
constexpr double eraseS = 0.25; // blank ahead of the pen
constexpr int leastSweepS = 2;
constexpr qsizetype longestPiece = 48; // points

} // namespace

PulseTrace::PulseTrace(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(u"pulseTrace"_s);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
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
    return logicalDpiX() / millimetresPerInch * millimetresPerSecond;
}

void PulseTrace::begin(const QString &caption)
{
    m_caption = caption;
    setAccessibleName(caption);
    m_rateHz = 0;
    m_values.clear();
    m_kinds.clear();
    m_end = 0;
    m_shownEnd = 0;
    m_missing = 0;
    m_hasRange = false;
    update();
}

void PulseTrace::setFrozen(bool frozen)
{
    m_frozen = frozen;
    if (!frozen)
        m_shownEnd = m_end;
    update();
}

void PulseTrace::fitRing()
{
    const auto seconds = std::max(double(leastSweepS), width() / pixelsPerSecond());
    const auto size = qsizetype(std::ceil(seconds * m_rateHz));
    if (m_rateHz <= 0 || size == m_values.size())
        return;
    QVector<qint32> values(size, 0);
    QVector<Kind> kinds(size, Kind::Empty);
    const auto keep = quint64(std::min({size, m_values.size(), qsizetype(std::min<quint64>(m_end, INT_MAX))}));
    for (auto i = m_end - keep; i < m_end; ++i) {
        values[qsizetype(i % quint64(size))] = m_values[qsizetype(i % quint64(m_values.size()))];
        kinds[qsizetype(i % quint64(size))] = m_kinds[qsizetype(i % quint64(m_kinds.size()))];
    }
    m_values = values;
    m_kinds = kinds;
}

void PulseTrace::resizeEvent(QResizeEvent *)
{
    fitRing();
}

void PulseTrace::put(quint64 index, qint32 value, Kind kind)
{
    const auto at = qsizetype(index % quint64(m_values.size()));
    m_values[at] = value;
    m_kinds[at] = kind;
}

void PulseTrace::append(const PulseBlock &block)
{
    if (block.pulse.isEmpty() || block.rateHz <= 0)
        return;
    if (block.first < m_end || block.rateHz != m_rateHz) {
        const bool again = block.first < m_end;
        if (again)
            m_end = 0; // another run: the sweep starts anew
        m_rateHz = block.rateHz;
        m_values.clear();
        m_kinds.clear();
        fitRing();
        m_hasRange = false;
        m_end = block.first;
    }
    const auto ring = quint64(m_values.size());
    const auto gap = block.first - m_end;
    m_missing += int(std::min<quint64>(gap, INT_MAX - quint64(m_missing)));
    for (quint64 i = gap > ring ? block.first - ring : m_end; i < block.first; ++i)
        put(i, 0, Kind::Missing);
    for (qsizetype i = 0; i < block.pulse.size(); ++i)
        put(block.first + quint64(i), block.pulse[i], Kind::Sample);
    m_end = block.first + quint64(block.pulse.size());
    if (m_frozen)
        return;
    m_shownEnd = m_end;
    followHeight();
    update(); // Qt joins what comes faster than the screen refreshes
}

void PulseTrace::markPoor(quint64 first, quint64 last)
{
    const auto ring = quint64(m_values.size());
    if (ring == 0)
        return;
    const auto oldest = m_end > ring ? m_end - ring : 0;
    for (auto i = std::max(first, oldest); i <= last && i < m_end; ++i)
        if (auto &kind = m_kinds[qsizetype(i % ring)]; kind == Kind::Sample)
            kind = Kind::Poor;
    update();
}

// The height grows at once and shrinks slowly: a trace that jumps cannot be compared by eye.
void PulseTrace::followHeight()
{
    double low = 0;
    double high = 0;
    bool any = false;
    for (qsizetype i = 0; i < m_values.size(); ++i) {
        if (m_kinds[i] != Kind::Sample && m_kinds[i] != Kind::Poor)
            continue;
        low = any ? std::min(low, double(m_values[i])) : m_values[i];
        high = any ? std::max(high, double(m_values[i])) : m_values[i];
        any = true;
    }
    if (!any)
        return;
    constexpr double ease = 0.05;
    m_low = !m_hasRange || low < m_low ? low : m_low + ease * (low - m_low);
    m_high = !m_hasRange || high > m_high ? high : m_high + ease * (high - m_high);
    m_hasRange = true;
}

double PulseTrace::place(double value) const
{
    const double room = height() - 2 * theme::gapGroup - theme::gapSection;
    const double range = std::max(1.0, m_high - m_low);
    return height() - theme::gapGroup - (value - m_low) / range * room;
}

PulseTrace::Column PulseTrace::column(int x) const
{
    const auto ring = m_values.size();
    const double perPixel = double(ring) / width();
    const auto from = qsizetype(x * perPixel);
    const auto to = std::min(ring, std::max(from + 1, qsizetype((x + 1) * perPixel)));
    Column column;
    for (auto i = from; i < to; ++i) {
        const auto kind = m_kinds[i];
        if (kind == Kind::Empty || kind == Kind::Missing) {
            if (column.kind == Kind::Empty)
                column.kind = kind;
            continue;
        }
        const bool firstOne = column.kind == Kind::Empty || column.kind == Kind::Missing;
        column.low = firstOne ? m_values[i] : std::min(column.low, m_values[i]);
        column.high = firstOne ? m_values[i] : std::max(column.high, m_values[i]);
        column.last = m_values[i];
        column.kind = kind;
    }
    return column;
}

void PulseTrace::paintPaper(QPainter &painter) const
{
    painter.fillRect(rect(), theme::color(theme::Role::Surface));
    auto grid = theme::color(theme::Role::Border);
    grid.setAlphaF(0.22F);
    painter.setPen(QPen(grid, theme::edge));
    const double step = pixelsPerSecond() / 5; // 200 ms, five millimetres
    for (int i = 1; i * step < width(); ++i) {
        grid.setAlphaF(i % 5 == 0 ? 0.45F : 0.18F);
        painter.setPen(QPen(grid, theme::edge));
        painter.drawLine(QPointF(i * step, theme::gapSection), QPointF(i * step, height()));
    }
    painter.setPen(theme::color(theme::Role::TextMuted));
    painter.setFont(theme::font(theme::Type::Small));
    const QRect head = rect().adjusted(theme::gap, theme::gapTight, -theme::gap, 0);
    painter.drawText(head, Qt::AlignLeft | Qt::AlignTop, m_caption);
    const auto speed = m_frozen ? tr("frozen here · 25 mm/s") : tr("25 mm/s");
    painter.drawText(head, Qt::AlignRight | Qt::AlignTop, speed);
}

void PulseTrace::paintLine(QPainter &painter) const
{
    const auto ring = m_values.size();
    const auto pen = int(double(m_shownEnd % quint64(ring)) / double(ring) * width());
    const auto blank = int(eraseS * pixelsPerSecond());
    const auto line = theme::color(theme::Role::Accent);
    const auto grey = theme::color(theme::Role::Border);
    auto lostFill = theme::color(theme::Role::Caution);
    lostFill.setAlphaF(0.25F);
    painter.setRenderHint(QPainter::Antialiasing);
    // Short pieces: stroking one line of thousands of points takes Qt three times as long as many of dozens.
    QPolygonF piece;
    Kind kind = Kind::Sample;
    const auto draw = [&](bool goesOn) {
        painter.setPen(
            QPen(kind == Kind::Poor ? grey : line, theme::focusEdge, Qt::SolidLine, Qt::FlatCap, Qt::BevelJoin));
        if (piece.size() > 1)
            painter.drawPolyline(piece);
        piece = goesOn && !piece.isEmpty() ? QPolygonF{piece.last()} : QPolygonF();
    };
    for (int x = 0; x < width(); ++x) {
        const bool ahead = (x >= pen && x < pen + blank) || x < pen + blank - width();
        const auto c = ahead ? Column{} : column(x);
        if (c.kind == Kind::Missing)
            painter.fillRect(QRectF(x, theme::gapSection, 1, height() - theme::gapSection), lostFill);
        if (c.kind == Kind::Empty || c.kind == Kind::Missing) {
            if (c.kind == Kind::Missing || ahead
                || ring >= width()) // else: fewer samples than pixels, nothing is missing
                draw(false);
            continue;
        }
        if (c.kind != kind || piece.size() > longestPiece) {
            draw(true);
            kind = c.kind;
        }
        piece.append(QPointF(x, place(c.low)));
        if (c.high != c.low)
            piece.append(QPointF(x, place(c.high)));
        if (c.last != c.high)
            piece.append(QPointF(x, place(c.last)));
    }
    draw(false);
    painter.setBrush(line);
    painter.setPen(Qt::NoPen);
    if (m_shownEnd == m_end && pen > 0 && m_kinds[qsizetype((m_end - 1) % quint64(ring))] == Kind::Sample)
        painter.drawEllipse(QPointF(pen, place(m_values[qsizetype((m_end - 1) % quint64(ring))])), theme::radius,
                            theme::radius);
}

void PulseTrace::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintPaper(painter);
    if (!m_values.isEmpty() && m_hasRange)
        paintLine(painter);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme::color(theme::Role::Border), theme::edge));
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

} // namespace sizhen
