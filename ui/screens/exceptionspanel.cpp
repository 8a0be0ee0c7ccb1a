// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/exceptionspanel.h"
#include "core/consult/desk.h"
#include "core/records/roles.h"
#include "ui/screens/context.h"
#include "ui/texts/timetext.h"
#include "ui/texts/translations.h"
#include "ui/widgets/textlabel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qsizetype leastNoteOfReview = 10; // as Desk::reviewException asks
constexpr int linesSeen = 3;
constexpr int entryRole = Qt::UserRole + 1;
constexpr int hexDigits = 12;

} // namespace

ExceptionsPanel::ExceptionsPanel(ScreenContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_title(new TextLabel(theme::Type::Section))
    , m_list(new QListWidget)
    , m_note(new QLineEdit)
    , m_justified(new QPushButton)
    , m_unjustified(new QPushButton)
{
    setObjectName(u"exceptions"_s);
    build();
    connect(m_list, &QListWidget::currentRowChanged, this, &ExceptionsPanel::refreshButtons);
    connect(m_note, &QLineEdit::textChanged, this, &ExceptionsPanel::refreshButtons);
    connect(m_justified, &QPushButton::clicked, this, [this] { review(true); });
    connect(m_unjustified, &QPushButton::clicked, this, [this] { review(false); });
    retranslate();
}

void ExceptionsPanel::build()
{
    m_list->setObjectName(u"exceptionList"_s);
    m_note->setObjectName(u"exceptionNote"_s);
    m_justified->setObjectName(u"justifiedButton"_s);
    m_unjustified->setObjectName(u"unjustifiedButton"_s);
    m_list->setWordWrap(true);
    m_list->setResizeMode(QListView::Adjust);
    auto *row = new QHBoxLayout;
    row->addWidget(m_note, 1);
    row->addWidget(m_justified);
    row->addWidget(m_unjustified);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_title);
    column->addWidget(m_list);
    column->addLayout(row);
    column->addSpacing(theme::gap);
}

QString ExceptionsPanel::sentenceOf(const CaseException &one) const
{
    const auto zone = TimeText::zone(m_context.desk.ledger().institution().timeZone);
    const auto card = m_context.desk.card(one.caseId);
    const auto code = card ? card->code : QString::fromLatin1(one.caseId.toHex().first(hexDigits));
    const auto name = one.by.name.in(Translations::readers());
    return tr("%1 · %2 opened %3: %4", "time, person, case, reason").arg(TimeText::moment(one.at, zone), name, code, one.reason);
}

void ExceptionsPanel::refresh()
{
    const auto &me = m_context.actor().person;
    const auto all = mayDo(me.roles, u"break_glass.review"_s) ? m_context.desk.exceptions() : QList<CaseException>();
    if (!all)
        return Q_EMIT failed(all.error());
    const auto chosen = m_list->currentItem() ? m_list->currentItem()->data(entryRole) : QVariant();
    m_list->clear();
    for (const auto &one : *all) {
        if (one.review || one.by.id == me.id)
            continue;
        auto *item = new QListWidgetItem(sentenceOf(one), m_list);
        item->setData(entryRole, one.entry);
        if (one.entry == chosen)
            m_list->setCurrentItem(item);
    }
    if (!m_list->currentItem())
        m_list->setCurrentRow(0);
    m_title->setText(tr("%n case(s) opened by exception, to be reviewed", nullptr, m_list->count()));
    m_list->setFixedHeight(m_list->sizeHintForRow(0) * std::clamp(m_list->count(), 1, linesSeen) + theme::gap);
    setVisible(m_list->count() > 0);
    refreshButtons();
}

void ExceptionsPanel::refreshButtons()
{
    const auto ready = m_list->currentItem() && m_note->text().trimmed().size() >= leastNoteOfReview;
    m_justified->setEnabled(ready);
    m_unjustified->setEnabled(ready);
}

void ExceptionsPanel::review(bool justified)
{
    const auto entry = m_list->currentItem()->data(entryRole).toByteArray();
    if (const auto done = m_context.desk.reviewException(entry, justified, m_note->text(), m_context.actor()); !done)
        return Q_EMIT failed(done.error());
    m_note->clear();
    refresh();
    Q_EMIT reviewed();
}

void ExceptionsPanel::retranslate()
{
    m_list->setAccessibleName(tr("Cases opened by exception"));
    m_note->setPlaceholderText(tr("What you found of the chosen one, 10 characters or more"));
    m_note->setAccessibleName(tr("Note of the review of an exception"));
    m_justified->setText(tr("It was justified"));
    m_unjustified->setText(tr("It was not justified"));
}

void ExceptionsPanel::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
        if (isVisible())
            refresh();
    }
    QWidget::changeEvent(event);
}

} // namespace sizhen
