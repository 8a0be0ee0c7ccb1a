// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/carddelegate.h"

#include "ui/theme/pieces.h"
#include "ui/theme/theme.h"

#include <QListView>
#include <QPainter>
#include <QTableView>

namespace sizhen {
namespace {

constexpr int flags = int(Qt::TextWordWrap) | int(Qt::AlignLeft) | int(Qt::AlignTop);

// The width an item gets; a view asks for the height before it has laid the item out.
int widthOf(const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (const auto *table = qobject_cast<const QTableView *>(option.widget))
        return table->columnWidth(index.column());
    if (const auto *list = qobject_cast<const QListView *>(option.widget))
        return list->viewport()->width();
    return option.rect.width();
}

struct Part {
    QString words;
    QFont font;
    QColor color;
};

QList<Part> partsOf(const QModelIndex &index, const QPalette &palette)
{
    QList<Part> parts;
    const auto add = [&parts](const QVariant &words, const QFont &font, const QColor &color) {
        if (!words.toString().isEmpty())
            parts.append({words.toString(), font, color});
    };
    const auto tone = index.data(CardDelegate::ToneRole);
    const auto foot = tone.isValid() ? theme::color(theme::Role(tone.toInt())) : theme::color(theme::Role::TextMuted);
    add(index.data(CardDelegate::HeadRole), theme::font(theme::Type::Small), theme::color(theme::Role::TextMuted));
    add(index.data(Qt::DisplayRole), theme::font(theme::Type::Body), palette.color(QPalette::Text));
    add(index.data(CardDelegate::FootRole), theme::font(theme::Type::Small), foot);
    return parts;
}

} // namespace

void CardDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    const auto &rect = option.rect;
    painter->fillRect(rect, option.palette.color(QPalette::Base)); // a table has filled the chosen row with the accent
    if (option.state & QStyle::State_Selected)
        painter->fillRect(rect, theme::faint(option.palette.color(QPalette::Link), theme::faintAlpha * 2));
    if (option.state & QStyle::State_HasFocus)
        theme::drawFrame(painter, rect.adjusted(1, 1, -1, -1), Qt::transparent, option.palette.color(QPalette::Link),
                         theme::focusEdge);
    if (const auto band = index.data(BandRole); band.isValid())
        painter->fillRect(
            QRect(rect.left(), rect.top() + theme::gapTight, theme::gapTight - 1, rect.height() - theme::gap),
            theme::color(theme::Role(band.toInt())));
    auto area = rect.adjusted(theme::gap + theme::gapTight, theme::gap, -theme::gap, -theme::gap);
    const auto parts = partsOf(index, option.palette);
    for (const auto &part : parts) {
        painter->setFont(part.font);
        painter->setPen(part.color);
        QRect used;
        painter->drawText(area, flags, part.words, &used);
        area.setTop(used.bottom() + theme::gapTight / 2);
    }
    painter->setPen(theme::faint(option.palette.color(QPalette::Text), theme::faintAlpha));
    painter->drawLine(rect.bottomLeft(), rect.bottomRight());
    painter->restore();
}

QSize CardDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto width = widthOf(option, index);
    const auto inner = std::max(1, width - 2 * theme::gap - theme::gapTight);
    int height = 2 * theme::gap;
    const auto parts = partsOf(index, option.palette);
    for (const auto &part : parts)
        height += QFontMetrics(part.font).boundingRect(QRect(0, 0, inner, 1 << 14), flags, part.words).height()
            + theme::gapTight / 2;
    return {width, std::max(height, theme::rowHeight)};
}

} // namespace sizhen
