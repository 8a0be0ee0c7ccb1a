// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"

#include <QStyledItemDelegate>

namespace sizhen {

// Draws an item as a small muted line, the words, and a small line in the colour of its meaning; all wrapped.
// The words are Qt::DisplayRole; what a screen reader says is Qt::AccessibleTextRole.
class CardDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    enum DataRole {
        HeadRole = Qt::UserRole + 1, // QString: who, when
        FootRole, // QString
        ToneRole, // int of theme::Role, of the foot
        BandRole, // int of theme::Role: a bar at the left edge; none: no bar
        EntryRole // QByteArray, for the owner
    };

    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace sizhen
