// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/termbox.h"

#include "ui/panels/carddelegate.h"
#include "ui/panels/words.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QStandardItemModel>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

TermBox::TermBox(const TermBase &terms, QWidget *parent)
    : QWidget(parent)
    , m_terms(terms)
    , m_title(makeWords(theme::Type::Section))
    , m_query(new QLineEdit)
    , m_list(new QListView)
    , m_model(new QStandardItemModel(this))
{
    m_query->setObjectName(u"termQuery"_s);
    m_query->setClearButtonEnabled(true);
    m_query->installEventFilter(this);
    m_list->setObjectName(u"termList"_s);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new CardDelegate(m_list));
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setResizeMode(QListView::Adjust);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_title);
    column->addWidget(m_query);
    column->addWidget(m_list, 1);
    connect(m_query, &QLineEdit::textChanged, this, &TermBox::look);
    connect(m_query, &QLineEdit::returnPressed, this, &TermBox::take);
    connect(m_list, &QListView::activated, this, &TermBox::take);
}

void TermBox::start(const QString &query)
{
    if (!query.isEmpty())
        m_query->setText(query);
    m_query->setFocus();
    m_query->selectAll();
}

void TermBox::look(const QString &query)
{
    m_found = query.trimmed().isEmpty() ? QList<Term>() : m_terms.find(query.trimmed());
    m_model->clear();
    for (const auto &term : std::as_const(m_found)) {
        auto *item = new QStandardItem(u"%1  %2"_s.arg(term.zh, term.en));
        item->setData(term.pinyin, CardDelegate::HeadRole);
        item->setData(term.definition.isEmpty() ? term.source : u"%1 (%2)"_s.arg(term.definition, term.source),
                      CardDelegate::FootRole);
        item->setData(u"%1, %2, %3"_s.arg(term.zh, term.pinyin, term.en), Qt::AccessibleTextRole);
        m_model->appendRow(item);
    }
    if (!m_found.isEmpty())
        m_list->setCurrentIndex(m_model->index(0, 0));
}

void TermBox::take()
{
    const auto row = m_list->currentIndex().row();
    if (row >= 0 && row < m_found.size())
        Q_EMIT chosen(m_found.at(row));
}

bool TermBox::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_query && event->type() == QEvent::KeyPress) {
        const auto key = static_cast<QKeyEvent *>(event)->key();
        const int by = key == Qt::Key_Down ? 1 : key == Qt::Key_Up ? -1 : 0;
        if (by && m_model->rowCount() > 0) {
            const auto row = std::clamp(m_list->currentIndex().row() + by, 0, m_model->rowCount() - 1);
            m_list->setCurrentIndex(m_model->index(row, 0));
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void TermBox::retranslate(const QString &title)
{
    m_title->setText(title);
    m_query->setPlaceholderText(tr("Chinese, pinyin or English"));
    m_query->setAccessibleName(tr("Look a term up"));
    m_list->setAccessibleName(tr("Terms found"));
}

} // namespace sizhen
