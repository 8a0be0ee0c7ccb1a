// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"

#include <QString>

class QListView;
class QStandardItem;
class QStandardItemModel;
class QWidget;

namespace sizhen {

// A list of cards as CardDelegate draws them, read only, without a frame.
[[nodiscard]] QListView *makeCardList(const QString &name, QStandardItemModel *model, QWidget *parent = nullptr);
[[nodiscard]] QStandardItem *makeCard(const QString &head, const QString &words, const QString &foot, theme::Role tone);

} // namespace sizhen
