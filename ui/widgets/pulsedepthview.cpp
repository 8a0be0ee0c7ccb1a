// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/pulsedepthview.h"
#include "ui/theme/theme.h"
#include "ui/widgets/pulsebands.h"
#include "ui/widgets/pulsechart.h"
#include "ui/widgets/pulsehand.h"
#include "ui/widgets/pulsetext.h"

#include <QLocale>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

PulseDepthView::PulseDepthView(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(u"pulseDepth"_s);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    say();
}

QSize PulseDepthView::sizeHint() const
{
    return {theme::fieldWidth, theme::railWidth};
}

QSize PulseDepthView::minimumSizeHint() const
{
    return {theme::railWidth, theme::labelWidth + theme::controlHeight};
}

void PulseDepthView::setCurve(const std::optional<DepthCurve> &curve, const PulseScale &scale,
                              const QVector<QPointF> &fitted)
{
    m_curve = curve;
    m_scale = scale;
    m_fitted = fitted;
    say();
}

void PulseDepthView::setEarlier(const QVector<EarlierDepth> &earlier)
{
    m_earlier = earlier;
    update();
}

QString PulseDepthView::pressureWords(double pressure) const
{
    return PulseText::pressure(pressure * m_scale.pressureScale, m_scale.pressureUnit);
}

QString PulseDepthView::words() const
{
    if (isEmpty())
        return tr("No pressure was measured, or too few beats at different pressures.");
    if (!m_curve->best)
        return tr("Too few steps of pressure to say where the pulse is greatest.");
    if (!m_curve->bracketed)
        return tr("Not bracketed: the greatest pulse may lie beyond the range that was pressed.");
    return tr("Greatest at %1 (%2 to %3)")
        .arg(pressureWords(*m_curve->best), pressureWords(m_curve->bestFrom), pressureWords(m_curve->bestTo));
}

void PulseDepthView::say()
{
    setAccessibleName(tr("Height of the pulse by pressure. %1").arg(words()));
    setToolTip(isEmpty() ? QString() : words());
    update();
}

int PulseDepthView::sentenceLines(const QFontMetricsF &metrics) const
{
    return metrics.horizontalAdvance(words()) < width() - 2 * theme::gap ? 1 : 2;
}

QVector<PulseLegendEntry> PulseDepthView::legend() const
{
    QVector<PulseLegendEntry> entries;
    for (qsizetype visit = 0; visit < m_earlier.size(); ++visit)
        entries.append({std::nullopt, PulseHands::earlierLine(visit), m_earlier[visit].label});
    return entries;
}

bool PulseDepthView::legendHasItsLine(const QFontMetricsF &metrics) const
{
    return !m_earlier.isEmpty()
        && (sentenceLines(metrics) > 1
            || metrics.horizontalAdvance(words()) + PulseHands::rowWidth(metrics, legend()) > width() - 3 * theme::gap);
}

PulseChart PulseDepthView::chart() const
{
    const QFontMetricsF metrics(theme::font(theme::Type::Small), this);
    const double line = metrics.height();
    // In a narrow column the sentence needs two lines, and what tells the earlier visits apart one of its own.
    const double sentence = sentenceLines(metrics) * line;
    const double legend = legendHasItsLine(metrics) ? line : 0;
    PulseChart chart;
    chart.plot = QRectF(rect()).adjusted(metrics.horizontalAdvance(u"0000"_s) + theme::gapGroup,
                                         sentence + legend + theme::gap, -theme::gapGroup,
                                         -2 * line - theme::gap - theme::gapTight);
    chart.left = m_curve->lightest * m_scale.pressureScale;
    chart.right = m_curve->deepest * m_scale.pressureScale;
    chart.high = 0;
    const auto widen = [&chart](const QVector<QPointF> &points) {
        for (const auto &point : points)
            chart.high = std::max(chart.high, point.y());
    };
    widen(m_curve->points);
    widen(m_fitted);
    for (const auto &earlier : m_earlier)
        widen(earlier.curve.points);
    chart.high = chart.high > 0 ? chart.high * 1.1 : 1;
    return chart;
}

void PulseDepthView::paintBest(QPainter &painter, const PulseChart &chart) const
{
    if (!m_curve->best)
        return;
    const double scale = m_scale.pressureScale;
    const double from = chart.x(m_curve->bestFrom * scale);
    const double to = chart.x(m_curve->bestTo * scale);
    const auto colour = theme::color(m_curve->bracketed ? theme::Role::Good : theme::Role::Caution);
    auto fill = colour;
    fill.setAlphaF(m_curve->bracketed ? 0.18F : 0.5F);
    painter.fillRect(QRectF(from, chart.plot.top(), std::max(to - from, 1.0 * theme::focusEdge), chart.plot.height()),
                     QBrush(fill, m_curve->bracketed ? Qt::SolidPattern : Qt::BDiagPattern));
    const double x = chart.x(*m_curve->best * scale);
    painter.setPen(QPen(colour, theme::focusEdge));
    painter.drawLine(QPointF(x, chart.plot.top()), QPointF(x, chart.plot.bottom()));
}

void PulseDepthView::paintPoints(QPainter &painter, const PulseChart &chart) const
{
    const auto at = [&](const QPointF &point) { return chart.at(point.x() * m_scale.pressureScale, point.y()); };
    const auto line = [&](const QVector<QPointF> &points) {
        QPainterPath path;
        for (const auto &point : points)
            path.elementCount() == 0 ? path.moveTo(at(point)) : path.lineTo(at(point));
        painter.drawPath(path);
    };
    painter.setBrush(Qt::NoBrush);
    // Straight lines between the steps are no fit: thin, so that nobody takes them for one.
    painter.setPen(QPen(theme::color(theme::Role::Accent), m_fitted.isEmpty() ? theme::edge : theme::focusEdge));
    line(m_fitted.isEmpty() ? m_curve->points : m_fitted);
    painter.setPen(QPen(theme::color(theme::Role::Surface), theme::edge));
    painter.setBrush(theme::color(theme::Role::Accent));
    for (const auto &point : m_curve->points)
        painter.drawEllipse(at(point), theme::radius, theme::radius);
}

void PulseDepthView::paintEarlier(QPainter &painter, const PulseChart &chart) const
{
    painter.save();
    painter.setClipRect(chart.plot);
    painter.setBrush(Qt::NoBrush);
    for (qsizetype visit = 0; visit < m_earlier.size(); ++visit) {
        QPainterPath path;
        for (const auto &point : m_earlier[visit].curve.points) {
            const auto at = chart.at(point.x() * m_scale.pressureScale, point.y());
            path.elementCount() == 0 ? path.moveTo(at) : path.lineTo(at);
        }
        painter.setPen(QPen(theme::color(theme::Role::TextMuted), theme::edge * 1.4, PulseHands::earlierLine(visit)));
        painter.drawPath(path);
    }
    painter.restore();
    // Above the plot: inside it the curves would run through it.
    const QFontMetricsF metrics(painter.font(), painter.device());
    const double line = metrics.height();
    const double top = legendHasItsLine(metrics) ? theme::gapTight + sentenceLines(metrics) * line : theme::gapTight;
    PulseHands::drawLegendRow(painter, QRectF(theme::gap, top, width() - 2 * theme::gap, line), legend());
}

void PulseDepthView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(theme::font(theme::Type::Small));
    drawChartPaper(painter, rect(), false);
    painter.setPen(theme::color(theme::Role::TextMuted));
    if (isEmpty()) {
        painter.drawText(rect().adjusted(theme::gapGroup, 0, -theme::gapGroup, 0), Qt::AlignCenter | Qt::TextWordWrap,
                         words());
        return;
    }
    const auto metrics = painter.fontMetrics();
    const auto shown = chart();
    painter.setPen(theme::color(m_curve->bracketed ? theme::Role::Text : theme::Role::Caution));
    painter.drawText(QRectF(theme::gap, theme::gapTight, width() - 2 * theme::gap, 2 * metrics.height()),
                     Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, words());
    shown.drawHeights(painter, PulseText::unit(m_scale.unit));
    paintBest(painter, shown);
    paintEarlier(painter, shown);
    paintPoints(painter, shown);
    const QRectF bands(shown.plot.left(), shown.plot.bottom(), shown.plot.width(), metrics.height() + theme::edge);
    PulseBands::draw(painter, bands, true);
    auto below = shown;
    below.plot.setBottom(bands.bottom());
    below.drawAlong(painter, PulseText::unit(m_scale.pressureUnit));
}

void PulseDepthView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        say();
    QWidget::changeEvent(event);
}

} // namespace sizhen
