// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/pulsebeatview.h"
#include "ui/theme/theme.h"

#include <QLocale>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

PulseBeatView::PulseBeatView(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(u"pulseBeat"_s);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

QSize PulseBeatView::sizeHint() const
{
    return {theme::fieldWidth, theme::railWidth};
}

void PulseBeatView::setBeat(const std::optional<AverageBeat> &beat, const QString &otherwise)
{
    m_beat = beat && beat->wave.size() > 2 ? beat : std::nullopt;
    m_otherwise = otherwise;
    if (m_beat) {
        const auto [low, high] = std::minmax_element(m_beat->wave.begin(), m_beat->wave.end());
        m_low = std::min(0.0, *low);
        m_high = std::max(*high, m_low + 1e-9);
    }
    setAccessibleName(m_beat ? tr("Average of %n beats", nullptr, m_beat->beats) : otherwise);
    update();
}

QPointF PulseBeatView::place(double index, double height) const
{
    const double room = this->height() - theme::gapSection - 4.0 * theme::gapGroup;
    const double x = theme::gapGroup + index / double(m_beat->wave.size() - 1) * (width() - 2 * theme::gapGroup);
    const double y = theme::gapSection + (1 - (height - m_low) / (m_high - m_low)) * room;
    return {x, y};
}

double PulseBeatView::heightAt(double index) const
{
    const auto i = std::clamp<qsizetype>(qsizetype(index), 0, m_beat->wave.size() - 2);
    const double part = std::clamp(index - double(i), 0.0, 1.0);
    return m_beat->wave[i] * (1 - part) + m_beat->wave[i + 1] * part;
}

void PulseBeatView::paintHeight(QPainter &painter, double index, const QString &name) const
{
    const auto top = place(index, heightAt(index));
    painter.setPen(QPen(theme::color(theme::Role::TextMuted), theme::edge, Qt::DashLine));
    painter.drawLine(top, place(index, 0));
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme::color(theme::Role::Accent));
    painter.drawEllipse(top, theme::gapTight - theme::edge, theme::gapTight - theme::edge);
    painter.setPen(theme::color(theme::Role::Text));
    painter.drawText(top + QPointF(theme::gapTight, -theme::gapTight), name);
}

void PulseBeatView::paintTime(QPainter &painter, double from, double to, int level, const QString &name) const
{
    const double y = place(0, m_low).y() + theme::gap + level * theme::gapGroup;
    const double left = place(from, 0).x();
    const double right = place(to, 0).x();
    painter.setPen(QPen(theme::color(theme::Role::TextMuted), theme::edge));
    painter.drawLine(QPointF(left, y), QPointF(right, y));
    for (const double x : {left, right})
        painter.drawLine(QPointF(x, y - theme::gapTight), QPointF(x, y + theme::gapTight));
    painter.setPen(theme::color(theme::Role::Text));
    const auto words = tr("%1 %2 ms").arg(name, QLocale().toString((to - from) / m_beat->rateHz * 1000, 'f', 0));
    const double wide = painter.fontMetrics().horizontalAdvance(words);
    const bool fits = right + theme::gap + wide < width() - theme::gapTight;
    painter.drawText(fits ? QPointF(right + theme::gapTight + theme::focusEdge, y + theme::gapTight)
                          : QPointF(right - wide, y + theme::gapGroup),
                     words);
}

void PulseBeatView::paintMarks(QPainter &painter) const
{
    const auto &marks = *m_beat->marks;
    paintHeight(painter, marks.sp, u"h1"_s);
    if (marks.tidal)
        paintHeight(painter, *marks.tidal, u"h3"_s);
    if (marks.notch)
        paintHeight(painter, *marks.notch, u"h4"_s);
    if (marks.notch && marks.dicrotic && heightAt(*marks.dicrotic) > heightAt(*marks.notch))
        paintHeight(painter, *marks.dicrotic, u"h5"_s);
    paintTime(painter, marks.on, marks.sp, 0, u"t1"_s);
    if (marks.notch)
        paintTime(painter, marks.on, *marks.notch, 1, u"t4"_s);
    paintTime(painter, marks.on, double(m_beat->wave.size() - 1), 2, u"t"_s);
}

void PulseBeatView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(theme::font(theme::Type::Small));
    painter.setPen(QPen(theme::color(theme::Role::Border), theme::edge));
    painter.setBrush(theme::color(theme::Role::Surface));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme::radius, theme::radius);
    painter.setPen(theme::color(theme::Role::TextMuted));
    if (!m_beat) {
        painter.drawText(rect().adjusted(theme::gapGroup, 0, -theme::gapGroup, 0), Qt::AlignCenter | Qt::TextWordWrap,
                         m_otherwise);
        return;
    }
    painter.drawText(rect().adjusted(theme::gap, theme::gapTight, -theme::gap, 0), Qt::AlignRight | Qt::AlignTop,
                     tr("average of %n beats", nullptr, m_beat->beats));
    painter.drawLine(place(0, 0), place(double(m_beat->wave.size() - 1), 0));
    QPainterPath path(place(0, m_beat->wave.first()));
    for (qsizetype i = 1; i < m_beat->wave.size(); ++i)
        path.lineTo(place(double(i), m_beat->wave[i]));
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme::color(theme::Role::Accent), theme::focusEdge));
    painter.drawPath(path);
    if (m_beat->marks)
        paintMarks(painter);
}

} // namespace sizhen
