// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/precheckrow.h"

#include "core/call/callcontrol.h"
#include "ui/panels/words.h"
#include "ui/screens/context.h"
#include "ui/screens/precheckdialog.h"
#include "ui/texts/checktext.h"
#include "ui/texts/timetext.h"
#include "ui/widgets/keybutton.h"

#include <QEvent>
#include <QHBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

PreCheckRow::PreCheckRow(ScreenContext &context, bool ofCase, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_ofCase(ofCase)
    , m_button(makeKeyButton(u"preCheck"_s, QKeySequence(u"Ctrl+Shift+B"_s)))
    , m_words(makeWords(theme::Type::Body, theme::Role::TextMuted))
{
    m_words->setObjectName(u"preCheck.words"_s);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins({});
    row->setSpacing(theme::gap);
    row->addWidget(m_button);
    row->addWidget(m_words, 1);
    connect(m_button, &QPushButton::clicked, this, &PreCheckRow::open);
    if (context.preCall)
        connect(context.preCall, &PreCallCheck::changed, this, &PreCheckRow::refresh);
    if (context.calls)
        connect(context.calls, &CallControl::changed, this, &PreCheckRow::refresh);
    retranslate();
}

void PreCheckRow::setCase(const QByteArray &id)
{
    m_case = id;
    refresh();
}

void PreCheckRow::refresh()
{
    const bool speaks = m_context.calls && m_context.calls->view().stage != CallStage::Idle;
    setVisible(m_context.preCall && (!m_ofCase || (!m_case.isEmpty() && !speaks)));
    if (!m_context.preCall)
        return;
    m_button->setEnabled(!speaks);
    const auto last = m_context.preCall->last();
    const auto now = m_context.desk.ledger().now();
    if (!last || !last->isFresh(now)) {
        m_words->setText(tr("Not checked today."));
        m_words->setRole(theme::Role::TextMuted);
        return;
    }
    m_words->setText(tr("%1 (checked %2)").arg(CheckText::verdict(*last), TimeText::since(last->at, now)));
    m_words->setRole(!last->worst() ? theme::Role::Good : last->isReady() ? theme::Role::Caution : theme::Role::Danger);
}

void PreCheckRow::open()
{
    auto *dialog = new PreCheckDialog(*m_context.preCall, m_case, window());
    connect(dialog, &PreCheckDialog::failed, this, &PreCheckRow::failed);
    dialog->open();
}

void PreCheckRow::retranslate()
{
    setKeyWords(m_button, m_ofCase ? tr("Check before the call…") : tr("Morning check…"));
    refresh();
}

void PreCheckRow::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

} // namespace sizhen
