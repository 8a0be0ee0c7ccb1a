// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/passwordpage.h"
#include "core/records/passwordrule.h"
#include "ui/widgets/fieldrows.h"
#include "ui/widgets/passwordfield.h"
#include "ui/widgets/textlabel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPushButton>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

PasswordPage::PasswordPage(QWidget *parent)
    : QWidget(parent)
    , m_title(new TextLabel(theme::Type::Title))
    , m_explained(new TextLabel(theme::Type::Body, theme::Role::TextMuted))
    , m_rows(new FieldRows)
    , m_old(new PasswordField)
    , m_new(new PasswordField)
    , m_again(new PasswordField)
    , m_trouble(new TextLabel(theme::Type::Body, theme::Role::Danger))
    , m_change(new QPushButton)
    , m_cancel(new QPushButton)
{
    setObjectName(u"passwordPage"_s);
    m_rows->add(m_old, u"oldPassword"_s);
    m_rows->add(m_new, u"freshPassword"_s);
    m_rows->add(m_again, u"freshPasswordAgain"_s);
    m_change->setObjectName(u"changePasswordButton"_s);
    m_change->setProperty("primary", true);
    m_cancel->setObjectName(u"changePasswordCancel"_s);
    m_trouble->setVisible(false);
    for (auto *label : {m_explained, m_trouble})
        label->setWordWrap(true);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_change);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_title);
    column->addWidget(m_explained);
    column->addSpacing(theme::gap);
    column->addWidget(m_rows);
    column->addWidget(m_trouble);
    column->addLayout(buttons);
    connect(m_again, &QLineEdit::returnPressed, this, &PasswordPage::submit);
    connect(m_change, &QPushButton::clicked, this, &PasswordPage::submit);
    connect(m_cancel, &QPushButton::clicked, this, &PasswordPage::cancelled);
    retranslate();
}

void PasswordPage::clear()
{
    for (auto *field : {m_old, m_new, m_again})
        field->wipeText();
    m_trouble->setVisible(false);
}

void PasswordPage::setDue(bool due)
{
    m_due = due;
    retranslate();
}

void PasswordPage::setBusy(bool busy)
{
    m_rows->setEnabled(!busy);
    m_change->setEnabled(!busy);
}

QWidget *PasswordPage::firstField() const
{
    return m_old;
}

void PasswordPage::submit()
{
    const auto different = !m_new->matches(*m_again);
    m_trouble->setVisible(different);
    if (different || m_old->text().isEmpty() || m_new->text().isEmpty())
        return;
    const auto oldOne = m_old->take();
    const auto newOne = m_new->take();
    m_again->wipeText();
    Q_EMIT given(oldOne, newOne);
}

void PasswordPage::retranslate()
{
    m_title->setText(tr("Change your password"));
    const auto rule = tr("At least %n characters, without your name, and none of the last five.", nullptr, leastPasswordLength);
    m_explained->setText(m_due ? tr("Your password must be changed before you go on.") + u' ' + rule : rule);
    m_rows->setLabel(m_old, tr("Password until now"));
    m_rows->setLabel(m_new, tr("New password"));
    m_rows->setLabel(m_again, tr("New password again"));
    m_trouble->setText(tr("The two new passwords are not the same."));
    m_change->setText(tr("Change password"));
    m_cancel->setText(m_due ? tr("Log out") : tr("Cancel"));
}

void PasswordPage::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

} // namespace sizhen
