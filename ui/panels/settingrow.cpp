// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/settingrow.h"

#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

SettingRow::SettingRow(const QString &name, QWidget *parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
    , m_name(new QLabel)
    , m_text(new QLineEdit)
    , m_keep(new QPushButton)
{
    m_text->setObjectName(name);
    m_keep->setObjectName(u"keep%1%2"_s.arg(name.at(0).toUpper()).arg(name.mid(1)));
    m_keep->setEnabled(false);
    m_name->setBuddy(m_text);
    m_grid->setContentsMargins({});
    m_grid->addWidget(m_name, 0, 0);
    m_grid->addWidget(m_text, 0, 1);
    m_grid->addWidget(m_keep, 0, 2);
    m_grid->setColumnStretch(1, 1);
    connect(m_keep, &QPushButton::clicked, this, &SettingRow::keep);
    connect(m_text, &QLineEdit::returnPressed, this, &SettingRow::keep);
    connect(m_text, &QLineEdit::textEdited, this, [this] { m_keep->setEnabled(true); });
}

void SettingRow::setWords(const QString &name, const QString &example, const QString &keep)
{
    m_name->setText(name);
    m_text->setPlaceholderText(example);
    m_keep->setText(keep);
}

void SettingRow::addBeside(QWidget *widget)
{
    m_grid->addWidget(widget, 0, 3);
}

void SettingRow::addBelow(QWidget *widget)
{
    m_grid->addWidget(widget, 1, 1, 1, -1);
}

void SettingRow::showKept(const QString &kept)
{
    if (!m_text->isModified() && m_text->text() != kept)
        m_text->setText(kept);
    m_keep->setEnabled(m_text->isModified());
}

void SettingRow::settle()
{
    m_text->setModified(false);
}

void SettingRow::keep()
{
    if (m_text->isModified())
        Q_EMIT typed(m_text->text().trimmed());
}

} // namespace sizhen
