// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/sectionbar.h"

#include "ui/theme/pieces.h"
#include "ui/theme/theme.h"
#include "ui/widgets/mark.h"

#include <QPainter>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {
constexpr int sectionMarkSize = 12;
}

SectionButton::SectionButton(const QString &title, QWidget *parent)
    : QAbstractButton(parent)
{
    setText(title);
    setCheckable(true);
    setAutoExclusive(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setState(0, 0, false);
}

void SectionButton::setState(int missing, int wrong, bool begun)
{
    m_missing = missing;
    m_wrong = wrong;
    m_begun = begun;
    const auto state = wrong > 0 ? tr("%n to mend", nullptr, wrong)
        : missing > 0            ? tr("%n to fill in", nullptr, missing)
        : begun                  ? tr("complete")
                                 : tr("not begun");
    setAccessibleName(text() + u": "_s + state);
    setToolTip(state);
    updateGeometry();
    update();
}

QSize SectionButton::sizeHint() const
{
    const auto count = m_missing > 0 && m_wrong == 0 ? u" "_s + QString::number(m_missing) : QString();
    return {theme::gap * 2 + sectionMarkSize + theme::gapTight * 2 + fontMetrics().horizontalAdvance(text() + count),
            theme::rowHeight};
}

void SectionButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const auto accent = palette().color(QPalette::Link);
    if (underMouse() || isDown())
        theme::drawFrame(&painter, rect(), theme::faint(palette().color(QPalette::Text)), Qt::transparent);
    if (isChecked())
        painter.fillRect(QRect(theme::gap, height() - theme::focusEdge, width() - theme::gap * 2, theme::focusEdge),
                         accent);
    if (hasFocus())
        theme::drawFrame(&painter, rect(), Qt::transparent, accent, theme::focusEdge);
    const auto mark = m_wrong > 0 ? Mark::Fault
        : m_missing > 0           ? Mark::Unknown
        : m_begun                 ? Mark::Good
                                  : Mark::NotPresent;
    drawMark(&painter, QRectF(theme::gap, (height() - sectionMarkSize) / 2.0, sectionMarkSize, sectionMarkSize), mark);
    const int left = theme::gap + sectionMarkSize + theme::gapTight;
    painter.setPen(palette().color(isChecked() ? QPalette::Text : QPalette::WindowText));
    painter.drawText(QRect(left, 0, width() - left, height()), Qt::AlignLeft | Qt::AlignVCenter, text());
    if (m_missing == 0 || m_wrong > 0)
        return;
    painter.setPen(theme::color(theme::Role::TextMuted));
    const auto count = QString::number(m_missing);
    painter.drawText(QRect(left + fontMetrics().horizontalAdvance(text() + u' '), 0, width(), height()),
                     Qt::AlignLeft | Qt::AlignVCenter, count);
}

} // namespace sizhen
