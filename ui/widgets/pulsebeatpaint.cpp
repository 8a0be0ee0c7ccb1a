// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"
#include "ui/widgets/pulsebeatview.h"
#include "ui/widgets/pulsechart.h"

#include <QLocale>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <array>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int timeRows = 3;
constexpr double widthShare = 2.0 / 3; // of h1: where w is taken

} // namespace

QRectF PulseBeatView::plot() const
{
    const double line = QFontMetricsF(theme::font(theme::Type::Small), this).height();
    const QRectF inner = QRectF(rect()).adjusted(theme::gapGroup, theme::gapTight, -theme::gapGroup, -theme::gapTight);
    // Two lines of words above, with room for the name of the crest; the rows of times below.
    return inner.adjusted(0, 2 * line + theme::gapGroup, 0, -timeRows * line - theme::gapTight);
}

QPointF PulseBeatView::place(double index, double height) const
{
    const auto area = plot();
    return {area.left() + index / double(m_beat->wave.size() - 1) * area.width(),
            area.bottom() - (height - m_low) / (m_high - m_low) * area.height()};
}

double PulseBeatView::indexAt(double x) const
{
    return (x - plot().left()) / plot().width() * double(m_beat->wave.size() - 1);
}

double PulseBeatView::levelOf(const QString &key, double index) const
{
    if (key != u"w_from" && key != u"w_to")
        return m_marks.waveAt(index);
    const double h1 = m_marks.heightAt(m_marks.valid(u"sp"_s).value_or(0));
    return m_marks.waveAt(index) - m_marks.heightAt(index) + widthShare * h1;
}

QPointF PulseBeatView::markPlace(const QString &key) const
{
    const auto index = hasMarks() ? m_marks.valid(key) : std::nullopt;
    return index ? place(*index, levelOf(key, *index)) : QPointF();
}

void PulseBeatView::paintEarlier(QPainter &painter) const
{
    const double on = m_marks.valid(u"on"_s).value_or(0);
    const double length = m_marks.valid(u"next"_s).value_or(double(m_beat->wave.size() - 1)) - on;
    const double h1 = m_marks.heightAt(m_marks.valid(u"sp"_s).value_or(0));
    painter.save();
    painter.setClipRect(plot().adjusted(0, -theme::gap, 0, theme::gapTight));
    painter.setBrush(Qt::NoBrush);
    for (qsizetype visit = 0; visit < m_earlier.size(); ++visit) {
        const auto &beat = m_earlier[visit].beat;
        if (!beat.marks || beat.wave.size() < 3 || beat.rateHz <= 0)
            continue;
        const PulseBeatMarks marks(beat);
        const double foot = marks.valid(u"on"_s).value_or(0);
        const double last = marks.valid(u"next"_s).value_or(double(beat.wave.size() - 1));
        const double crest = marks.heightAt(marks.valid(u"sp"_s).value_or(0));
        const double across = m_normalised ? length / std::max(1.0, last - foot) : m_beat->rateHz / beat.rateHz;
        const double up = m_normalised && crest > 0 ? h1 / crest : 1;
        const double base = marks.waveAt(foot);
        QPainterPath path;
        for (qsizetype i = 0; i < beat.wave.size(); ++i) {
            const auto at = place(on + (double(i) - foot) * across, (beat.wave[i] - base) * up + m_marks.waveAt(on));
            i == 0 ? path.moveTo(at) : path.lineTo(at);
        }
        painter.setPen(QPen(theme::color(theme::Role::TextMuted), theme::edge * 1.4, PulseHands::earlierLine(visit)));
        painter.drawPath(path);
    }
    painter.restore();
}

void PulseBeatView::paintTime(QPainter &painter, double from, double to, int level, const QString &name) const
{
    const auto metrics = painter.fontMetrics();
    const double y = plot().bottom() + theme::gapTight + (level + 0.5) * metrics.height();
    const double left = place(from, 0).x();
    const double right = place(to, 0).x();
    const auto ms = QLocale().toString((to - from) / m_beat->rateHz * 1000, 'f', 0);
    const auto words = tr("%1 %2 ms").arg(name, ms);
    const double wide = metrics.horizontalAdvance(words);
    const bool inside = wide + 2 * theme::gap < right - left;
    const double text = inside ? (left + right - wide) / 2 : right + theme::gapTight;
    painter.setPen(QPen(theme::color(theme::Role::TextMuted), theme::edge));
    if (inside) {
        painter.drawLine(QPointF(left, y), QPointF(text - theme::gapTight, y));
        painter.drawLine(QPointF(text + wide + theme::gapTight, y), QPointF(right, y));
    } else {
        painter.drawLine(QPointF(left, y), QPointF(right, y));
    }
    for (const double x : {left, right})
        painter.drawLine(QPointF(x, y - theme::gapTight), QPointF(x, y + theme::gapTight));
    painter.setPen(theme::color(theme::Role::Text));
    painter.drawText(QPointF(text, y + metrics.ascent() - metrics.height() / 2.0), words);
}

// t1, or t2 or t3 when that mark is chosen; below it t4 and t5; below them the whole period.
void PulseBeatView::paintTimes(QPainter &painter) const
{
    const double on = m_marks.valid(u"on"_s).value_or(0);
    const double next = m_marks.valid(u"next"_s).value_or(double(m_beat->wave.size() - 1));
    const auto key = !m_hovered.isEmpty() ? m_hovered : m_selected;
    auto first = std::make_pair(u"sp"_s, u"t1"_s);
    if (key == u"tidal_trough")
        first = {key, u"t2"_s};
    else if (key == u"tidal")
        first = {key, u"t3"_s};
    const auto to = m_marks.valid(first.first);
    if (to)
        paintTime(painter, on, *to, 0, first.second);
    if (const auto notch = m_marks.valid(u"notch"_s)) {
        paintTime(painter, on, *notch, 1, u"t4"_s);
        paintTime(painter, *notch, next, 1, u"t5"_s);
    }
    paintTime(painter, on, next, 2, u"t"_s);
}

void PulseBeatView::paintMark(QPainter &painter, const QString &key) const
{
    const bool isWidth = key.startsWith(u"w_");
    const bool isEnd = key == u"on" || key == u"next";
    const auto machine = m_marks.machine(key);
    const auto mine = m_marks.mine().find(key);
    const auto partners = m_marks.partners().find(key);
    const auto sign = [&](double index, PulseHand hand) {
        const double size = isWidth || isEnd ? theme::radius - theme::edge : theme::radius;
        PulseHands::draw(painter, place(index, levelOf(key, index)),
                         hand == PulseHand::Machine ? size : size + theme::edge, hand);
    };
    const auto at = m_marks.valid(key);
    if (at && key == m_selected && hasFocus()) {
        painter.setPen(QPen(theme::color(theme::Role::Accent), theme::focusEdge));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(markPlace(key), theme::gap + theme::edge, theme::gap + theme::edge);
    }
    if (at && !isWidth && !isEnd) {
        painter.setPen(QPen(theme::color(theme::Role::TextMuted), theme::edge, Qt::DashLine));
        painter.drawLine(markPlace(key), place(*at, m_marks.waveAt(*at) - m_marks.heightAt(*at)));
    }
    if (machine)
        sign(*machine, PulseHand::Machine);
    if (partners != m_marks.partners().end())
        sign(*partners, PulseHand::Partners);
    if (mine != m_marks.mine().end())
        sign(*mine, PulseHand::Mine);
    if (!at || isEnd || key == u"w_from")
        return;
    const auto metrics = painter.fontMetrics();
    const auto name = PulseBeatMarks::letter(key);
    const double wide = metrics.horizontalAdvance(name);
    auto text = markPlace(key) + QPointF(theme::gap, metrics.ascent() / 2.0);
    if (key == u"sp")
        text = markPlace(key) + QPointF(theme::gap, -theme::focusEdge);
    else if (key == u"tidal" || key == u"dicrotic")
        text = markPlace(key) + QPointF(theme::gapTight, -theme::gap);
    else if (key == u"tidal_trough" || key == u"notch") // in the valley: below it is the foot's line
        text = markPlace(key) + QPointF(-wide / 2, -theme::gap - theme::focusEdge);
    auto ground = theme::color(theme::Role::Surface);
    ground.setAlphaF(0.7F); // an earlier visit's line must not strike it through
    painter.fillRect(QRectF(text.x(), text.y() - metrics.ascent(), wide, metrics.ascent()), ground);
    painter.setPen(theme::color(key == m_selected ? theme::Role::Accent : theme::Role::Text));
    painter.drawText(text, name);
}

void PulseBeatView::paintWidth(QPainter &painter) const
{
    if (!m_marks.valid(u"w_from"_s) || !m_marks.valid(u"w_to"_s))
        return;
    painter.setPen(QPen(theme::color(theme::Role::TextMuted), theme::edge));
    painter.drawLine(markPlace(u"w_from"_s), markPlace(u"w_to"_s));
}

void PulseBeatView::paintMarks(QPainter &painter) const
{
    const double on = m_marks.valid(u"on"_s).value_or(0);
    const double next = m_marks.valid(u"next"_s).value_or(double(m_beat->wave.size() - 1));
    painter.setPen(QPen(theme::color(theme::Role::Border), theme::edge));
    painter.drawLine(place(on, m_marks.waveAt(on)), place(next, m_marks.waveAt(next)));
    paintWidth(painter);
    for (const auto &key : PulseBeatMarks::keys())
        paintMark(painter, key);
    paintTimes(painter);
}

QVector<PulseLegendEntry> PulseBeatView::legend() const
{
    QVector<PulseLegendEntry> entries;
    if (!m_marks.mine().isEmpty() || !m_marks.partners().isEmpty()) {
        if (!m_marks.mine().isEmpty())
            entries.append({PulseHand::Mine, Qt::NoPen, PulseHands::word(PulseHand::Mine)});
        if (!m_marks.partners().isEmpty())
            entries.append({PulseHand::Partners, Qt::NoPen, PulseHands::word(PulseHand::Partners)});
        entries.append({PulseHand::Machine, Qt::NoPen, PulseHands::word(PulseHand::Machine)});
    }
    for (qsizetype visit = 0; visit < m_earlier.size(); ++visit)
        entries.append({std::nullopt, PulseHands::earlierLine(visit), m_earlier[visit].label});
    return entries;
}

void PulseBeatView::paintWords(QPainter &painter) const
{
    const auto metrics = painter.fontMetrics();
    QRectF line(theme::gap, theme::gapTight, width() - 2 * theme::gap, metrics.height());
    painter.setPen(theme::color(theme::Role::TextMuted));
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, tr("average of %n beats", nullptr, m_beat->beats));
    if (!m_earlier.isEmpty())
        painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter,
                         m_normalised ? tr("one height and length (N)") : tr("true heights (N)"));
    line.translate(0, metrics.height());
    painter.setPen(theme::color(theme::Role::Text));
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(infoWords(), Qt::ElideRight, int(line.width())));
}

void PulseBeatView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(theme::font(theme::Type::Small));
    drawChartPaper(painter, rect(), hasFocus());
    painter.setPen(theme::color(theme::Role::TextMuted));
    if (!m_beat) {
        painter.drawText(rect().adjusted(theme::gapGroup, 0, -theme::gapGroup, 0), Qt::AlignCenter | Qt::TextWordWrap,
                         m_otherwise);
        return;
    }
    paintEarlier(painter);
    QPainterPath path(place(0, m_beat->wave.first()));
    for (qsizetype i = 1; i < m_beat->wave.size(); ++i)
        path.lineTo(place(double(i), m_beat->wave[i]));
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme::color(theme::Role::Accent), theme::focusEdge));
    painter.drawPath(path);
    paintWords(painter);
    PulseHands::drawLegend(painter, plot().adjusted(plot().width() / 3, -theme::gap, theme::gap, 0), legend());
    if (m_beat->marks)
        paintMarks(painter);
}

} // namespace sizhen
