// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/pulsepressurebar.h"
#include "ui/theme/theme.h"
#include "ui/widgets/pulsebands.h"
#include "ui/widgets/pulsetext.h"

#include <QEvent>
#include <QLocale>
#include <QPainter>
#include <QPolygonF>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

PulsePressureBar::PulsePressureBar(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(u"pulsePressure"_s);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    clear();
}

QSize PulsePressureBar::sizeHint() const
{
    const auto line = QFontMetrics(theme::font(theme::Type::Small), this).height();
    return {theme::formWidth, 2 * line + theme::iconSize + 2 * theme::gap + theme::gapTight};
}

void PulsePressureBar::clear()
{
    m_any = false;
    m_rangeGiven = false;
    m_best.reset();
    m_target.reset();
    say();
}

void PulsePressureBar::setRange(double low, double high)
{
    m_rangeGiven = high > low;
    m_low = low;
    m_high = high;
    say();
}

void PulsePressureBar::setPressure(double value, const QString &unit)
{
    if (!m_rangeGiven) {
        m_low = m_any ? std::min(m_low, value) : value;
        m_high = m_any ? std::max(m_high, value) : value;
    }
    m_now = value;
    m_unit = unit;
    m_any = true;
    say();
}

void PulsePressureBar::setTarget(const std::optional<QPair<double, double>> &target)
{
    m_target = target;
    say();
}

void PulsePressureBar::setBest(std::optional<double> pressure)
{
    m_best = pressure;
    update();
}

double PulsePressureBar::fraction() const
{
    return m_high > m_low ? std::clamp((m_now - m_low) / (m_high - m_low), 0.0, 1.0) : 0;
}

PulsePressureBar::Way PulsePressureBar::way() const
{
    if (!m_any || !m_target)
        return Way::None;
    if (m_now < m_target->first)
        return Way::More;
    return m_now > m_target->second ? Way::Lighter : Way::Hold;
}

QString PulsePressureBar::wayWords() const
{
    switch (way()) {
    case Way::None:
        return {};
    case Way::More:
        return tr("press more");
    case Way::Lighter:
        return tr("lighter");
    case Way::Hold:
        return tr("hold");
    }
    return {};
}

QString PulsePressureBar::amount(double pressure) const
{
    return PulseText::pressure(pressure, m_unit);
}

void PulsePressureBar::say()
{
    if (!m_any)
        setAccessibleName(tr("Pressure: not measured"));
    else if (way() == Way::None)
        setAccessibleName(tr("Pressure %1").arg(amount(m_now)));
    else
        setAccessibleName(tr("Pressure %1, target %2 to %3: %4")
                              .arg(amount(m_now), amount(m_target->first), amount(m_target->second), wayWords()));
    update();
}

QRectF PulsePressureBar::bar() const
{
    const double line = QFontMetricsF(theme::font(theme::Type::Small), this).height();
    return {double(theme::gap), line + theme::gap, double(width()) - 2 * theme::gap, double(theme::iconSize)};
}

double PulsePressureBar::place(double pressure) const
{
    const double share = m_high > m_low ? std::clamp((pressure - m_low) / (m_high - m_low), 0.0, 1.0) : 0;
    return bar().left() + share * bar().width();
}

void PulsePressureBar::paintTarget(QPainter &painter) const
{
    const double from = place(m_target->first);
    const double to = std::max(place(m_target->second), from + theme::gapTight);
    const QRectF frame(from, bar().top() - theme::gapTight, to - from, bar().height() + 2 * theme::gapTight);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme::color(theme::Role::Text), theme::focusEdge));
    painter.drawRect(frame);
    paintWay(painter, frame);
}

// Below the target its word, and beside that what to do: "press more ▶ target", "target ◀ lighter", "target ■ hold".
void PulsePressureBar::paintWay(QPainter &painter, const QRectF &frame) const
{
    auto bold = theme::font(theme::Type::Body);
    bold.setBold(true);
    const QFontMetricsF metrics(bold, this);
    const auto words = wayWords();
    const auto name = tr("target");
    const double nameWide = painter.fontMetrics().horizontalAdvance(name);
    const double half = theme::gapTight + theme::edge; // of the sign
    const double beside = way() == Way::None ? 0 : metrics.horizontalAdvance(words) + 2 * half + 2 * theme::gap;
    const bool before = way() == Way::More;
    const double all = nameWide + beside;
    const double left
        = std::clamp(frame.center().x() - nameWide / 2 - (before ? beside : 0), 0.0, std::max(0.0, width() - all));
    const QRectF line(left, frame.bottom() + theme::edge, all, metrics.height());
    painter.setPen(theme::color(theme::Role::Text));
    painter.drawText(line, (before ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter, name);
    if (way() == Way::None)
        return;
    const auto colour = theme::color(way() == Way::Hold ? theme::Role::Good : theme::Role::Caution);
    const double x = before ? line.right() - nameWide - theme::gap - half : line.left() + nameWide + theme::gap + half;
    const double y = line.center().y();
    painter.save();
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    if (way() == Way::Hold)
        painter.drawRect(QRectF(x - half, y - half, 2 * half, 2 * half));
    else if (before)
        painter.drawPolygon(QPolygonF({{x + half, y}, {x - half, y - half}, {x - half, y + half}}));
    else
        painter.drawPolygon(QPolygonF({{x - half, y}, {x + half, y - half}, {x + half, y + half}}));
    painter.setFont(bold);
    painter.setPen(colour);
    painter.drawText(before ? line : QRectF(x + half + theme::gap, line.top(), line.right() - x - half, line.height()),
                     Qt::AlignLeft | Qt::AlignVCenter, words);
    painter.restore();
}

void PulsePressureBar::paintNow(QPainter &painter) const
{
    const double x = place(m_now);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme::color(theme::Role::Text));
    painter.drawRect(QRectF(x - theme::edge * 1.5, bar().top() - theme::gapTight, 3.0 * theme::edge,
                            bar().height() + 2 * theme::gapTight));
    const double tip = bar().top() - theme::gapTight;
    painter.drawPolygon(QPolygonF({{x, tip + theme::gapTight},
                                   {x - theme::gapTight - theme::edge, tip - theme::edge},
                                   {x + theme::gapTight + theme::edge, tip - theme::edge}}));
    if (m_unit.isEmpty())
        return; // a kept recording does not say what its pressure counts mean; its depth still holds
    const auto words = amount(m_now);
    const double wide = painter.fontMetrics().horizontalAdvance(words);
    painter.setPen(theme::color(theme::Role::Text));
    painter.drawText(QPointF(std::clamp(x - wide / 2, 0.0, std::max(0.0, width() - wide)),
                             tip - theme::focusEdge - painter.fontMetrics().descent()),
                     words);
}

void PulsePressureBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(theme::font(theme::Type::Small));
    PulseBands::draw(painter, bar(), m_any);
    if (!m_any && !m_rangeGiven)
        return;
    if (m_target)
        paintTarget(painter);
    if (m_best) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme::color(theme::Role::Good), theme::focusEdge));
        const double radius = bar().height() / 2 - theme::focusEdge;
        painter.drawEllipse(QPointF(place(*m_best), bar().center().y()), radius, radius);
    }
    if (m_any)
        paintNow(painter);
}

void PulsePressureBar::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        say();
    QWidget::changeEvent(event);
}

} // namespace sizhen
