// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/passwordprompt.h"
#include "ui/texts/errortext.h"
#include "ui/theme/pieces.h"
#include "ui/widgets/passwordfield.h"
#include "ui/widgets/textlabel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QPushButton>
#include <QTimer>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

PasswordPrompt::PasswordPrompt(QWidget *parent)
    : QFrame(parent)
    , m_sentence(new TextLabel)
    , m_trouble(new TextLabel(theme::Type::Body, theme::Role::Danger))
    , m_field(new PasswordField)
    , m_sign(new QPushButton)
    , m_cancel(new QPushButton)
{
    setObjectName(u"passwordPrompt"_s);
    m_field->setObjectName(u"signingPassword"_s);
    m_sign->setObjectName(u"signButton"_s);
    m_sign->setProperty("primary", true);
    m_cancel->setObjectName(u"cancelSigning"_s);
    m_sentence->setWordWrap(true);
    m_trouble->setObjectName(u"signingTrouble"_s);
    m_trouble->setWordWrap(true);
    auto *row = new QHBoxLayout; // below the field: the prompt stands in a side of 400 px, too
    row->addStretch();
    row->addWidget(m_cancel);
    row->addWidget(m_sign);
    auto *column = new QVBoxLayout(this);
    column->addWidget(m_sentence);
    column->addWidget(m_field);
    column->addLayout(row);
    column->addWidget(m_trouble);
    connect(m_field, &QLineEdit::returnPressed, this, &PasswordPrompt::submit);
    connect(m_sign, &QPushButton::clicked, this, &PasswordPrompt::submit);
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        close();
        Q_EMIT cancelled();
    });
    retranslate();
    setVisible(false);
}

void PasswordPrompt::ask(const QString &sentence)
{
    m_sentence->setText(sentence);
    m_trouble->setVisible(false);
    setBusy(false);
    setVisible(true);
    m_field->setFocus();
}

void PasswordPrompt::refuse(const Error &error)
{
    m_trouble->setText(ErrorText::of(error));
    m_trouble->setVisible(true);
    const auto seconds = error.args.value(u"seconds"_s).toInt(); // SEC-11: the next try is refused until then
    setBusy(seconds > 0);
    if (seconds > 0)
        QTimer::singleShot(std::chrono::seconds(seconds), this, [this] {
            setBusy(false);
            m_field->setFocus();
        });
    else
        m_field->setFocus();
}

void PasswordPrompt::close()
{
    m_field->wipeText();
    setVisible(false);
}

void PasswordPrompt::setBusy(bool busy)
{
    m_field->setEnabled(!busy);
    m_sign->setEnabled(!busy);
}

void PasswordPrompt::submit()
{
    if (m_field->text().isEmpty())
        return;
    m_trouble->setVisible(false);
    setBusy(true);
    const auto password = m_field->take();
    Q_EMIT given(password);
}

void PasswordPrompt::retranslate()
{
    m_field->setPlaceholderText(tr("Your password"));
    m_field->setAccessibleName(tr("Your password"));
    m_sign->setText(tr("Sign"));
    m_cancel->setText(tr("Not now"));
}

void PasswordPrompt::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QFrame::changeEvent(event);
}

void PasswordPrompt::keyPressEvent(QKeyEvent *event)
{
    if (event->key() != Qt::Key_Escape)
        return QFrame::keyPressEvent(event);
    m_cancel->click();
}

void PasswordPrompt::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    theme::drawFrame(&painter, rect(), palette().color(QPalette::Base), theme::color(theme::Role::Accent),
                     theme::focusEdge);
}

} // namespace sizhen
