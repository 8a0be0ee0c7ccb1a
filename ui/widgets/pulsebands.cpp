// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/pulsebands.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace sizhen {

QString PulseBands::name(int band)
{
    const std::array<QString, count> names{tr("floating 浮"), tr("middle 中"), tr("deep 沉")};
    return names.at(std::size_t(band));
}

QString PulseBands::shortName(int band)
{
    const std::array<QString, count> names{tr("fl.", "floating, in a narrow place"),
                                           tr("mid.", "middle, in a narrow place"), tr("deep", "in a narrow place")};
    return names.at(std::size_t(band));
}

void PulseBands::draw(QPainter &painter, const QRectF &bar, bool live)
{
    for (int i = 0; i < count; ++i) {
        const double from = edges.at(std::size_t(i));
        const double to = edges.at(std::size_t(i) + 1);
        const QRectF band(bar.left() + from * bar.width(), bar.top(), (to - from) * bar.width(), bar.height());
        auto fill = theme::color(theme::Role::Accent);
        fill.setAlphaF(live ? 0.10F + 0.12F * float(i) : 0.05F);
        painter.fillRect(band, fill);
        painter.setPen(theme::color(live ? theme::Role::Text : theme::Role::TextMuted));
        const auto words = painter.fontMetrics().horizontalAdvance(name(i)) < band.width() ? name(i) : shortName(i);
        painter.drawText(band, Qt::AlignCenter, words);
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme::color(theme::Role::Border), theme::edge));
    painter.drawRect(bar);
}

} // namespace sizhen
