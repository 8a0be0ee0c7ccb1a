// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/pulsequalitybar.h"
#include "core/pulse/pulseanalysis.h"
#include "ui/theme/theme.h"
#include "ui/widgets/mark.h"

#include <QEvent>
#include <QFontMetrics>
#include <QLocale>
#include <QPainter>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr double bestQuality = 100;
constexpr int reasonLines = 2; // in a narrow column the longest reason needs them

} // namespace

PulseQualityBar::PulseQualityBar(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(u"pulseQuality"_s);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    say();
}

QSize PulseQualityBar::sizeHint() const
{
    const auto line = QFontMetrics(theme::font(theme::Type::Small), this).height();
    return {theme::fieldWidth, (1 + reasonLines) * line + theme::gapGroup + 2 * theme::gapTight};
}

QSize PulseQualityBar::minimumSizeHint() const
{
    return {theme::railWidth, sizeHint().height()};
}

void PulseQualityBar::setQuality(std::optional<int> quality, const QString &reason)
{
    m_quality = quality ? std::optional(std::clamp(*quality, 0, int(bestQuality))) : std::nullopt;
    m_reason = reason;
    say();
}

bool PulseQualityBar::accepted() const
{
    return m_quality && *m_quality >= PulseBeat::acceptedAt;
}

QString PulseQualityBar::valueWords() const
{
    if (!m_quality)
        return tr("quality not measured");
    const auto value = QLocale().toString(*m_quality);
    return accepted() ? tr("quality %1 of 100, accepted").arg(value) : tr("quality %1 of 100, not accepted").arg(value);
}

void PulseQualityBar::say()
{
    setAccessibleName(m_reason.isEmpty() ? valueWords() : tr("%1. %2").arg(valueWords(), m_reason));
    setToolTip(m_reason);
    update();
}

void PulseQualityBar::paintBar(QPainter &painter, const QRectF &bar) const
{
    painter.fillRect(bar, theme::color(theme::Role::Surface));
    if (m_quality) {
        const auto colour = theme::color(accepted() ? theme::Role::Good : theme::Role::Caution);
        const QRectF full(bar.left(), bar.top(), bar.width() * *m_quality / bestQuality, bar.height());
        painter.fillRect(full, QBrush(colour, accepted() ? Qt::SolidPattern : Qt::BDiagPattern));
        painter.fillRect(QRectF(full.right() - theme::focusEdge, bar.top(), theme::focusEdge, bar.height()), colour);
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme::color(theme::Role::Border), theme::edge));
    painter.drawRect(bar);
    const double line = bar.left() + bar.width() * PulseBeat::acceptedAt / bestQuality;
    painter.setPen(QPen(theme::color(theme::Role::Text), theme::focusEdge));
    painter.drawLine(QPointF(line, bar.top() - theme::gapTight), QPointF(line, bar.bottom() + theme::gapTight));
}

void PulseQualityBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(theme::font(theme::Type::Small));
    const auto metrics = painter.fontMetrics();
    const double line = metrics.height();
    const QRectF head(0, 0, width(), line);
    const double sign = theme::gapGroup - theme::focusEdge;
    drawMark(&painter, QRectF(theme::edge, (line - sign) / 2, sign, sign),
             !m_quality       ? Mark::Unknown
                 : accepted() ? Mark::Good
                              : Mark::Warning);
    const auto limit = tr("from %1", "accepted from this quality on").arg(QLocale().toString(PulseBeat::acceptedAt));
    painter.setPen(theme::color(theme::Role::Text));
    painter.drawText(head.adjusted(theme::gapGroup + theme::gapTight, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(valueWords(), Qt::ElideRight, int(head.width()) - theme::gapSection));
    const QRectF bar(theme::edge, line + theme::gapTight + theme::edge, width() - 2 * theme::edge, theme::gap);
    paintBar(painter, bar);
    // The words for the line stand below it at the right; the reason takes the rest.
    const QRectF below(0, bar.bottom() + theme::gapTight + theme::edge, width(), reasonLines * line);
    painter.setPen(theme::color(theme::Role::TextMuted));
    const double limitAt = bar.left() + bar.width() * PulseBeat::acceptedAt / bestQuality + theme::gapTight;
    const double limitWide = metrics.horizontalAdvance(limit);
    const bool both = !m_reason.isEmpty();
    if (!both)
        painter.drawText(QPointF(std::min(limitAt, width() - limitWide), below.top() + metrics.ascent()), limit);
    painter.setPen(theme::color(theme::Role::Text));
    painter.drawText(below, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, m_reason);
}

void PulseQualityBar::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        say();
    QWidget::changeEvent(event);
}

} // namespace sizhen
