// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/addressrow.h"

#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

AddressRow::AddressRow(const QString &name, QWidget *parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
    , m_name(new QLabel)
    , m_address(new QLineEdit)
    , m_keep(new QPushButton)
{
    m_address->setObjectName(name + u"Address"_s);
    m_keep->setObjectName(u"keep%1%2Button"_s.arg(name.at(0).toUpper()).arg(name.mid(1)));
    m_keep->setEnabled(false);
    m_name->setBuddy(m_address);
    m_grid->setContentsMargins({});
    m_grid->addWidget(m_name, 0, 0);
    m_grid->addWidget(m_address, 0, 1);
    m_grid->addWidget(m_keep, 0, 2);
    m_grid->setColumnStretch(1, 1);
    connect(m_keep, &QPushButton::clicked, this, &AddressRow::keep);
    connect(m_address, &QLineEdit::returnPressed, this, &AddressRow::keep);
    connect(m_address, &QLineEdit::textEdited, this, [this] { m_keep->setEnabled(true); });
}

void AddressRow::setWords(const QString &name, const QString &example, const QString &keep)
{
    m_name->setText(name);
    m_address->setPlaceholderText(example);
    m_keep->setText(keep);
}

void AddressRow::addBeside(QWidget *widget)
{
    m_grid->addWidget(widget, 0, 3);
}

void AddressRow::addBelow(QWidget *widget)
{
    m_grid->addWidget(widget, 1, 1, 1, -1);
}

void AddressRow::showKept(const QString &kept)
{
    if (!m_address->isModified() && m_address->text() != kept)
        m_address->setText(kept);
    m_keep->setEnabled(m_address->isModified());
}

void AddressRow::settle()
{
    m_address->setModified(false);
}

void AddressRow::keep()
{
    if (m_address->isModified())
        Q_EMIT typed(m_address->text().trimmed());
}

} // namespace sizhen
