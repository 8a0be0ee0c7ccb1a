// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/breakglasspanel.h"
#include "ui/widgets/textlabel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qsizetype leastReason = 10; // as Desk::breakGlass asks

} // namespace

BreakGlassPanel::BreakGlassPanel(QWidget *parent)
    : QWidget(parent)
    , m_title(new TextLabel(theme::Type::Title))
    , m_explained(new TextLabel(theme::Type::Body, theme::Role::TextMuted))
    , m_reason(new QLineEdit)
    , m_open(new QPushButton)
{
    setObjectName(u"breakGlass"_s);
    m_reason->setObjectName(u"breakGlassReason"_s);
    m_open->setObjectName(u"breakGlassButton"_s);
    m_explained->setWordWrap(true);
    auto *row = new QHBoxLayout;
    row->addWidget(m_reason, 1);
    row->addWidget(m_open);
    auto *inner = new QWidget;
    inner->setMaximumWidth(theme::formWidth);
    auto *column = new QVBoxLayout(inner);
    column->addWidget(m_title);
    column->addWidget(m_explained);
    column->addSpacing(theme::gap);
    column->addLayout(row);
    column->addStretch();
    auto *across = new QHBoxLayout(this);
    across->setContentsMargins(theme::gapSection, theme::gapSection, theme::gapSection, theme::gapSection);
    across->addWidget(inner);
    across->addStretch();
    connect(m_reason, &QLineEdit::textChanged, this, &BreakGlassPanel::refresh);
    const auto open = [this] {
        if (m_open->isEnabled())
            Q_EMIT openRequested(m_reason->text().trimmed());
    };
    connect(m_reason, &QLineEdit::returnPressed, this, open);
    connect(m_open, &QPushButton::clicked, this, open);
    retranslate();
}

void BreakGlassPanel::ask(bool mayBreak)
{
    m_may = mayBreak;
    m_reason->clear();
    m_reason->setVisible(mayBreak);
    m_open->setVisible(mayBreak);
    retranslate();
}

QWidget *BreakGlassPanel::firstField() const
{
    return m_may ? m_reason : nullptr;
}

void BreakGlassPanel::refresh()
{
    m_open->setEnabled(m_reason->text().trimmed().size() >= leastReason);
}

void BreakGlassPanel::retranslate()
{
    m_title->setText(tr("You are no part of this case"));
    m_explained->setText(m_may ? tr("If care needs it now, you can open it for one day. Your name and your reason are written down, "
                                    "and the security administrator reviews every such opening.")
                               : tr("Your role does not open cases. Ask a physician of the case."));
    m_reason->setPlaceholderText(tr("Why do you need it now?"));
    m_reason->setAccessibleName(tr("Reason for opening the case"));
    m_open->setText(tr("Open with this reason"));
    refresh();
}

void BreakGlassPanel::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

} // namespace sizhen
