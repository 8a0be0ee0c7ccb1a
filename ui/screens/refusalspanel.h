// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/ledger.h"

#include <QWidget>

class QListView;
class QStandardItemModel;

namespace sizhen {

class TextLabel;

// What came from outside and was refused, newest first: what happened and what to do, how often and when.
class RefusalsPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit RefusalsPanel(Ledger &ledger, QWidget *parent = nullptr);

protected:
    void changeEvent(QEvent *event) override;

private:
    void refresh();

    Ledger &m_ledger;
    QStandardItemModel *m_model;
    QListView *m_list;
    TextLabel *m_none;
};

} // namespace sizhen
