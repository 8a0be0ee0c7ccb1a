// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/pulsetachogram.h"
#include "ui/theme/theme.h"
#include "ui/widgets/pulsechart.h"

#include <QLocale>
#include <QPainter>
#include <QPainterPath>
#include <QPolygonF>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr double longestDrawnMs = 3000; // what is longer is no interval but an interruption
constexpr double leastSpreadMs = 200; // of the height axis: an even pulse must look even
constexpr qsizetype trendReach = 4; // intervals before and after

} // namespace

PulseTachogram::PulseTachogram(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(u"pulseTachogram"_s);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    say();
}

QSize PulseTachogram::sizeHint() const
{
    return {theme::fieldWidth, theme::labelWidth};
}

QSize PulseTachogram::minimumSizeHint() const
{
    return {theme::railWidth, theme::labelWidth - theme::gapSection};
}

void PulseTachogram::clear()
{
    m_intervals.clear();
    say();
}

void PulseTachogram::setBeats(const QVector<PulseBeat> &beats, double rateHz, const PulseRhythm &rhythm)
{
    m_intervals.clear();
    m_meanMs = rhythm.kind == PulseRhythm::Kind::Unmeasured ? 0 : rhythm.meanMs;
    bool goesOn = false;
    for (qsizetype k = 1; k < beats.size() && rateHz > 0; ++k) {
        const auto &before = beats[k - 1];
        const auto &after = beats[k];
        const double ms = (after.at.slope - before.at.slope) / rateHz * 1000;
        const bool drawn = before.usable() && after.usable() && ms <= longestDrawnMs;
        if (drawn)
            m_intervals.append({after.at.slope / rateHz, ms, goesOn, rhythm.pauseAfter.contains(int(k - 1))});
        goesOn = drawn;
    }
    say();
}

int PulseTachogram::pauses() const
{
    return int(std::count_if(m_intervals.begin(), m_intervals.end(), [](const auto &each) { return each.pause; }));
}

QString PulseTachogram::words() const
{
    if (m_intervals.isEmpty())
        return tr("The intervals between beats appear here.");
    const auto mean = QLocale().toString(m_meanMs, 'f', 0);
    if (m_meanMs <= 0)
        return tr("Interval by time");
    return pauses() > 0 ? tr("Interval by time, mean %1 ms, %n pauses", nullptr, pauses()).arg(mean)
                        : tr("Interval by time, mean %1 ms").arg(mean);
}

void PulseTachogram::say()
{
    setAccessibleName(words());
    update();
}

PulseChart PulseTachogram::chart() const
{
    const QFontMetricsF metrics(theme::font(theme::Type::Small), this);
    PulseChart chart;
    chart.plot
        = QRectF(rect()).adjusted(metrics.horizontalAdvance(u"0,000"_s) + theme::gapGroup,
                                  metrics.height() + theme::gap, -theme::gapGroup, -metrics.height() - theme::gap);
    chart.left = m_intervals.first().atS - m_intervals.first().ms / 1000;
    chart.right = m_intervals.last().atS;
    const auto [low, high] = std::minmax_element(m_intervals.begin(), m_intervals.end(),
                                                 [](const auto &a, const auto &b) { return a.ms < b.ms; });
    const double middle = (low->ms + high->ms) / 2;
    const double half = std::max(leastSpreadMs, (high->ms - low->ms) * 1.25) / 2;
    chart.low = std::max(0.0, middle - half);
    chart.high = middle + half;
    return chart;
}

void PulseTachogram::paintMean(QPainter &painter, const PulseChart &chart) const
{
    if (m_meanMs <= 0 || m_meanMs < chart.low || m_meanMs > chart.high)
        return;
    painter.setPen(QPen(theme::color(theme::Role::Text), theme::edge, Qt::DashLine));
    painter.drawLine(chart.at(chart.left, m_meanMs), chart.at(chart.right, m_meanMs));
}

void PulseTachogram::paintTrend(QPainter &painter, const PulseChart &chart) const
{
    QPainterPath path;
    for (qsizetype i = 0; i < m_intervals.size(); ++i) {
        double sum = 0;
        int count = 0;
        for (auto k = std::max<qsizetype>(0, i - trendReach); k <= std::min(m_intervals.size() - 1, i + trendReach);
             ++k)
            if (!m_intervals[k].pause) {
                sum += m_intervals[k].ms;
                ++count;
            }
        if (count == 0)
            continue;
        const auto at = chart.at(m_intervals[i].atS, sum / count);
        path.elementCount() == 0 ? path.moveTo(at) : path.lineTo(at);
    }
    auto colour = theme::color(theme::Role::Accent);
    colour.setAlphaF(0.35F);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colour, theme::gapTight));
    painter.drawPath(path);
}

void PulseTachogram::paintIntervals(QPainter &painter, const PulseChart &chart) const
{
    QPainterPath path;
    for (const auto &each : m_intervals) {
        const auto at = chart.at(each.atS, each.ms);
        each.goesOn ? path.lineTo(at) : path.moveTo(at);
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme::color(theme::Role::Accent), theme::edge));
    painter.drawPath(path);
    bool named = false;
    for (const auto &each : m_intervals) {
        const auto at = chart.at(each.atS, each.ms);
        painter.setPen(Qt::NoPen);
        if (!each.pause) {
            painter.setBrush(theme::color(theme::Role::Accent));
            painter.drawEllipse(at, theme::focusEdge, theme::focusEdge);
            continue;
        }
        const double size = theme::radius + theme::edge;
        painter.setBrush(theme::color(theme::Role::Caution));
        painter.drawPolygon(QPolygonF({at + QPointF(0, -size), at + QPointF(size, size), at + QPointF(-size, size)}));
        const auto name = tr("pause");
        const double wide = painter.fontMetrics().horizontalAdvance(name);
        if (!named) { // one word tells what the triangles are
            painter.setPen(theme::color(theme::Role::Caution));
            const bool fits = at.x() + theme::gap + wide < chart.plot.right();
            painter.drawText(at + QPointF(fits ? theme::gap : -theme::gap - wide, theme::gapTight), name);
        }
        named = true;
    }
}

void PulseTachogram::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(theme::font(theme::Type::Small));
    drawChartPaper(painter, rect(), false);
    painter.setPen(theme::color(theme::Role::TextMuted));
    if (m_intervals.isEmpty()) {
        painter.drawText(rect().adjusted(theme::gapGroup, 0, -theme::gapGroup, 0), Qt::AlignCenter | Qt::TextWordWrap,
                         words());
        return;
    }
    const auto metrics = painter.fontMetrics();
    const auto shown = chart();
    shown.drawHeights(painter, {});
    shown.drawAlong(painter, tr("s", "seconds"));
    painter.setPen(theme::color(theme::Role::Text));
    painter.drawText(QRectF(theme::gap, theme::gapTight, width() - 2 * theme::gap, metrics.height()),
                     Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(words(), Qt::ElideRight, width() - 2 * theme::gap));
    paintTrend(painter, shown);
    paintMean(painter, shown);
    paintIntervals(painter, shown);
}

void PulseTachogram::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        say();
    QWidget::changeEvent(event);
}

} // namespace sizhen
