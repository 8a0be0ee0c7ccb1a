// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/newpassphrasepage.h"

#include "core/store/keyslots.h"
#include "ui/widgets/fieldrows.h"
#include "ui/widgets/passwordfield.h"
#include "ui/widgets/textlabel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPushButton>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

NewPassphrasePage::NewPassphrasePage(QWidget *parent)
    : QWidget(parent)
    , m_title(new TextLabel(theme::Type::Title))
    , m_explained(new TextLabel(theme::Type::Body, theme::Role::TextMuted))
    , m_rows(new FieldRows)
    , m_new(new PasswordField)
    , m_again(new PasswordField)
    , m_trouble(new TextLabel(theme::Type::Body, theme::Role::Danger))
    , m_cancel(new QPushButton)
    , m_set(new QPushButton)
{
    setObjectName(u"newPassphrasePage"_s);
    m_rows->add(m_new, u"recoveredPassphrase"_s);
    m_rows->add(m_again, u"recoveredPassphraseAgain"_s);
    m_trouble->setObjectName(u"recoveredTrouble"_s);
    m_trouble->setVisible(false);
    m_cancel->setObjectName(u"recoveredCancel"_s);
    m_set->setObjectName(u"recoveredButton"_s);
    m_set->setProperty("primary", true);
    for (auto *label : {m_explained, m_trouble})
        label->setWordWrap(true);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_set);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_title);
    column->addWidget(m_explained);
    column->addSpacing(theme::gap);
    column->addWidget(m_rows);
    column->addWidget(m_trouble);
    column->addSpacing(theme::gap);
    column->addLayout(buttons);
    connect(m_new, &QLineEdit::returnPressed, m_again, qOverload<>(&QWidget::setFocus));
    connect(m_again, &QLineEdit::returnPressed, this, &NewPassphrasePage::submit);
    connect(m_set, &QPushButton::clicked, this, &NewPassphrasePage::submit);
    connect(m_cancel, &QPushButton::clicked, this, &NewPassphrasePage::cancelled);
    retranslate();
}

void NewPassphrasePage::clear()
{
    m_new->wipeText();
    m_again->wipeText();
    m_trouble->setVisible(false);
}

void NewPassphrasePage::setBusy(bool busy)
{
    m_busy = busy;
    m_rows->setEnabled(!busy);
    m_set->setEnabled(!busy);
    m_cancel->setEnabled(!busy);
}

QWidget *NewPassphrasePage::firstField() const
{
    return m_new;
}

QString NewPassphrasePage::whatIsWrong() const
{
    if (m_new->text().size() < leastPassphraseLength)
        return tr("The passphrase needs at least %n characters. A few words are easy to remember.", nullptr,
                  leastPassphraseLength);
    if (!m_new->matches(*m_again))
        return tr("The two passphrases differ. Type both again.");
    return {};
}

void NewPassphrasePage::submit()
{
    if (m_busy)
        return;
    const auto wrong = whatIsWrong();
    m_trouble->setText(wrong);
    m_trouble->setVisible(!wrong.isEmpty());
    if (!wrong.isEmpty())
        return;
    const auto passphrase = m_new->take();
    m_again->wipeText();
    Q_EMIT given(passphrase);
}

void NewPassphrasePage::retranslate()
{
    m_title->setText(tr("Choose a new passphrase"));
    m_explained->setText(
        tr("The recovery code fits. The passphrase that was forgotten stops working once you have set a new "
           "one; the paper stays good, so lock it away again."));
    m_rows->setLabel(m_new, tr("New passphrase"));
    m_rows->setLabel(m_again, tr("Type it again"));
    m_cancel->setText(tr("Close the vault"));
    m_set->setText(tr("Set the passphrase"));
    if (m_trouble->isVisibleTo(this))
        m_trouble->setText(whatIsWrong());
}

void NewPassphrasePage::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

} // namespace sizhen
