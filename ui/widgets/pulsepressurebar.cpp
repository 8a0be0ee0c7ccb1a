// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/pulsepressurebar.h"
#include "ui/theme/theme.h"

#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <array>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

// The clinical rule: floating up to two fifths of the pressure that presses to the bone, deep from three fifths.
constexpr std::array<double, 4> bands{0.0, 0.4, 0.6, 1.0};

} // namespace

PulsePressureBar::PulsePressureBar(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(u"pulsePressure"_s);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    clear();
}

QSize PulsePressureBar::sizeHint() const
{
    return {theme::formWidth, theme::headerHeight};
}

void PulsePressureBar::clear()
{
    m_any = false;
    m_best.reset();
    setAccessibleName(tr("Pressure: not measured"));
    update();
}

void PulsePressureBar::setPressure(double value, const QString &unit)
{
    m_low = m_any ? std::min(m_low, value) : value;
    m_high = m_any ? std::max(m_high, value) : value;
    m_now = value;
    m_unit = unit;
    m_any = true;
    setAccessibleName(tr("Pressure %1 %2").arg(QLocale().toString(value, 'f', 0), unit));
    update();
}

void PulsePressureBar::setBest(std::optional<double> pressure)
{
    m_best = pressure;
    update();
}

double PulsePressureBar::fraction() const
{
    return m_high > m_low ? (m_now - m_low) / (m_high - m_low) : 0;
}

double PulsePressureBar::place(double pressure) const
{
    const double share = m_high > m_low ? std::clamp((pressure - m_low) / (m_high - m_low), 0.0, 1.0) : 0;
    return theme::gap + share * (width() - 2 * theme::gap);
}

void PulsePressureBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(theme::font(theme::Type::Small));
    const double room = width() - 2 * theme::gap;
    const QRectF bar(theme::gap, theme::gapGroup, room, theme::iconSize);
    const std::array<QString, 3> names{tr("floating 浮"), tr("middle 中"), tr("deep 沉")};
    for (std::size_t i = 0; i < names.size(); ++i) {
        const QRectF band(bar.left() + bands[i] * room, bar.top(), (bands[i + 1] - bands[i]) * room, bar.height());
        auto fill = theme::color(theme::Role::Accent);
        fill.setAlphaF(m_any ? 0.10F + 0.12F * float(i) : 0.05F);
        painter.fillRect(band, fill);
        painter.setPen(theme::color(m_any ? theme::Role::Text : theme::Role::TextMuted));
        painter.drawText(band, Qt::AlignCenter, names[i]);
    }
    painter.setPen(QPen(theme::color(theme::Role::Border), theme::edge));
    painter.drawRect(bar);
    if (!m_any)
        return;
    if (m_best) {
        const double x = place(*m_best);
        painter.setPen(QPen(theme::color(theme::Role::Good), theme::focusEdge));
        painter.drawEllipse(QPointF(x, bar.center().y()), bar.height() / 2, bar.height() / 2);
    }
    const double x = place(m_now);
    painter.setPen(QPen(theme::color(theme::Role::Text), theme::focusEdge));
    painter.drawLine(QPointF(x, bar.top()), QPointF(x, bar.bottom() + theme::gap));
    if (m_unit.isEmpty())
        return; // a kept recording does not say what its pressure counts mean; its depth still holds
    const auto words = tr("%1 %2").arg(QLocale().toString(m_now, 'f', 0), m_unit);
    const double wide = painter.fontMetrics().horizontalAdvance(words);
    painter.drawText(QPointF(std::clamp(x - wide / 2, 0.0, width() - wide), bar.top() - theme::gapTight - theme::edge),
                     words);
}

} // namespace sizhen
