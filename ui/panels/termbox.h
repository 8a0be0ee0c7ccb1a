// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/terms/termbase.h"

#include <QWidget>

class QLineEdit;
class QListView;
class QStandardItemModel;

namespace sizhen {

class TextLabel;

// Looks terms up while one types: Chinese, pinyin or English. Down walks the answers, Enter takes one.
class TermBox final : public QWidget
{
    Q_OBJECT
public:
    explicit TermBox(const TermBase &terms, QWidget *parent = nullptr);

    void start(const QString &query); // the keyboard comes here
    void retranslate(const QString &title);

Q_SIGNALS:
    void chosen(const sizhen::Term &term);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void look(const QString &query);
    void take();

    const TermBase &m_terms;
    TextLabel *m_title;
    QLineEdit *m_query;
    QListView *m_list;
    QStandardItemModel *m_model;
    QList<Term> m_found;
};

} // namespace sizhen
