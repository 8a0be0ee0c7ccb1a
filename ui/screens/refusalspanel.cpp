// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/refusalspanel.h"
#include "ui/texts/errortext.h"
#include "ui/texts/timetext.h"
#include "ui/widgets/textlabel.h"

#include <QEvent>
#include <QListView>
#include <QStandardItemModel>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int leastLines = 4;

} // namespace

RefusalsPanel::RefusalsPanel(Ledger &ledger, QWidget *parent)
    : QWidget(parent)
    , m_ledger(ledger)
    , m_model(new QStandardItemModel(this))
    , m_list(new QListView)
    , m_none(new TextLabel(theme::Type::Body, theme::Role::TextMuted))
{
    m_list->setObjectName(u"refusals"_s);
    m_list->setModel(m_model);
    m_list->setWordWrap(true);
    m_list->setResizeMode(QListView::Adjust);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setMinimumHeight(fontMetrics().lineSpacing() * leastLines + theme::gapGroup);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_none, 0, Qt::AlignTop);
    column->addWidget(m_list, 1);
    connect(&ledger, &Ledger::refusalNoted, this, &RefusalsPanel::refresh);
    refresh();
}

void RefusalsPanel::refresh()
{
    m_model->clear();
    const auto zone = TimeText::zone(m_ledger.institution().timeZone);
    for (const auto &refusal : m_ledger.refusals()) {
        const auto sentence = ErrorText::of(Error{Fault::Untrusted, {}, refusal.rule, refusal.message, refusal.args});
        const auto from = refusal.args.value(u"address"_s).toString();
        auto when = TimeText::moment(refusal.last, zone);
        if (refusal.count > 1)
            when = tr("%1 (%n times)", "time of the last", refusal.count).arg(when);
        auto *item = new QStandardItem(when + (from.isEmpty() ? QString() : u" · "_s + from) + u'\n' + sentence);
        item->setData(QString(when + u", "_s + sentence), Qt::AccessibleTextRole);
        m_model->appendRow(item);
    }
    m_none->setText(tr("Nothing was refused."));
    m_none->setVisible(m_model->rowCount() == 0);
    m_list->setVisible(m_model->rowCount() > 0);
    m_list->setAccessibleName(tr("Refused lately"));
}

void RefusalsPanel::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        refresh();
    QWidget::changeEvent(event);
}

} // namespace sizhen
