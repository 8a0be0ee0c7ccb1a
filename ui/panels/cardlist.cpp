// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/cardlist.h"

#include "ui/panels/carddelegate.h"

#include <QListView>
#include <QStandardItemModel>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

QListView *makeCardList(const QString &name, QStandardItemModel *model, QWidget *parent)
{
    auto *list = new QListView(parent);
    list->setObjectName(name);
    list->setModel(model);
    list->setItemDelegate(new CardDelegate(list));
    list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    list->setFrameShape(QFrame::NoFrame);
    list->setResizeMode(QListView::Adjust);
    list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list->setUniformItemSizes(false);
    return list;
}

QStandardItem *makeCard(const QString &head, const QString &words, const QString &foot, theme::Role tone)
{
    auto *item = new QStandardItem(words);
    item->setData(head, CardDelegate::HeadRole);
    item->setData(foot, CardDelegate::FootRole);
    item->setData(int(tone), CardDelegate::ToneRole);
    QStringList said{words, head, foot};
    said.removeAll(QString());
    item->setData(said.join(u", "_s), Qt::AccessibleTextRole);
    return item;
}

} // namespace sizhen
