// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/pulsehandstrip.h"

#include "core/pulse/pulseblock.h"
#include "ui/theme/pieces.h"
#include "ui/theme/theme.h"
#include "ui/widgets/pulsebands.h"
#include "ui/widgets/pulsetext.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

const QStringList stripDepths{u"superficial"_s, u"middle"_s, u"deep"_s};
// Both hands from cun to chi: as a finding is spoken and as the form lists them.
const QStringList stripSites{u"L.cun"_s, u"L.guan"_s, u"L.chi"_s, u"R.cun"_s, u"R.guan"_s, u"R.chi"_s};

} // namespace

PulseHandStrip::PulseHandStrip(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(u"pulse.handstrip"_s);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    say();
}

void PulseHandStrip::setFindings(const QHash<QString, QString> &findings)
{
    m_findings = findings;
    say();
    update();
}

void PulseHandStrip::setCurrent(const QString &site)
{
    m_current = site;
    update();
}

QSize PulseHandStrip::sizeHint() const
{
    const int line = QFontMetrics(theme::font(theme::Type::Small)).height() + theme::gapTight;
    return {theme::formWidth, int(1 + stripDepths.size()) * line + theme::gapTight};
}

QSize PulseHandStrip::minimumSizeHint() const
{
    return {theme::fieldWidth, sizeHint().height()};
}

double PulseHandStrip::headWidth() const
{
    const QFontMetrics metrics(theme::font(theme::Type::Small));
    int wide = 0;
    for (int depth = 0; depth < stripDepths.size(); ++depth)
        wide = std::max(wide, metrics.horizontalAdvance(PulseBands::name(depth)));
    return wide + 2 * theme::gap;
}

QRectF PulseHandStrip::cell(int row, int column) const
{
    const double line = double(height() - 1) / double(1 + stripDepths.size());
    const double wide = (width() - 1 - headWidth()) / double(stripSites.size());
    return {headWidth() + column * wide, row * line, wide, line};
}

void PulseHandStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setFont(theme::font(theme::Type::Small));
    painter.fillRect(rect(), theme::color(theme::Role::Surface));
    const auto inner = [](const QRectF &area) { return area.adjusted(theme::gap, 0, -theme::gapTight, 0); };
    for (int column = 0; column < stripSites.size(); ++column) {
        const bool now = stripSites[column] == m_current;
        if (now)
            painter.fillRect(cell(0, column).united(cell(int(stripDepths.size()), column)),
                             theme::faint(theme::color(theme::Role::Accent)));
        painter.setPen(theme::color(now ? theme::Role::Text : theme::Role::TextMuted));
        painter.drawText(inner(cell(0, column)), Qt::AlignVCenter | Qt::AlignLeft, PulseText::site(stripSites[column]));
    }
    const QFontMetrics metrics(painter.font());
    for (int row = 0; row < stripDepths.size(); ++row) {
        painter.setPen(theme::color(theme::Role::TextMuted));
        const auto head = QRectF(0, cell(row + 1, 0).y(), headWidth(), cell(row + 1, 0).height());
        painter.drawText(inner(head), Qt::AlignVCenter | Qt::AlignLeft, PulseBands::name(row));
        painter.setPen(theme::color(theme::Role::Text));
        for (int column = 0; column < stripSites.size(); ++column) {
            const auto area = inner(cell(row + 1, column));
            const auto words = m_findings.value(stripSites[column] + u'.' + stripDepths[row]);
            painter.drawText(area, Qt::AlignVCenter | Qt::AlignLeft,
                             metrics.elidedText(words.isEmpty() ? u"–"_s : words, Qt::ElideRight, int(area.width())));
        }
    }
    painter.setPen(QPen(theme::color(theme::Role::Border), theme::edge));
    for (int row = 0; row <= stripDepths.size(); ++row)
        painter.drawLine(QPointF(0, cell(row, 0).bottom()), QPointF(width(), cell(row, 0).bottom()));
    painter.drawLine(cell(0, 3).topLeft(), cell(int(stripDepths.size()), 3).bottomLeft()); // between the hands
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

bool PulseHandStrip::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    for (int row = 0; row < stripDepths.size(); ++row)
        for (int column = 0; column < stripSites.size(); ++column)
            if (cell(row + 1, column).contains(help->pos()))
                QToolTip::showText(help->globalPos(), m_findings.value(stripSites[column] + u'.' + stripDepths[row]),
                                   this);
    return true;
}

void PulseHandStrip::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange) {
        say();
        update();
    }
    QWidget::changeEvent(event);
}

void PulseHandStrip::say()
{
    QStringList words;
    for (const auto &site : stripSites)
        for (int depth = 0; depth < stripDepths.size(); ++depth)
            if (const auto found = m_findings.value(site + u'.' + stripDepths[depth]); !found.isEmpty())
                words.append(PulseText::site(site) + u' ' + PulseBands::name(depth) + u": "_s + found);
    setAccessibleName(words.isEmpty() ? tr("The hand has written nothing yet") : words.join(u"; "_s));
}

} // namespace sizhen
