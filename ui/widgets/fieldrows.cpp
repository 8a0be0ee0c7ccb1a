// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/fieldrows.h"
#include "ui/theme/tokens.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QSignalBlocker>

namespace sizhen {

FieldRows::FieldRows(QWidget *parent)
    : QWidget(parent)
    , m_form(new QFormLayout(this))
{
    m_form->setContentsMargins({});
    m_form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_form->setRowWrapPolicy(QFormLayout::DontWrapRows);
    setMaximumWidth(theme::formWidth);
}

void FieldRows::add(QWidget *field, const QString &name)
{
    field->setObjectName(name);
    auto *label = new QLabel;
    label->setBuddy(field);
    label->setMinimumSize(theme::labelWidth, theme::controlHeight);
    label->setWordWrap(true);
    m_labels.insert(field, label);
    m_form->addRow(label, field);
}

void FieldRows::setLabel(QWidget *field, const QString &text)
{
    if (auto *label = m_labels.value(field))
        label->setText(text);
    field->setAccessibleName(text);
}

void FieldRows::setRowVisible(QWidget *field, bool visible)
{
    m_form->setRowVisible(field, visible);
}

void refill(QComboBox *combo, const QList<QPair<QString, QString>> &choices)
{
    const auto chosen = combo->currentData();
    const QSignalBlocker quiet(combo); // the choice does not change, only its words
    combo->clear();
    for (const auto &[code, words] : choices)
        combo->addItem(words, code);
    combo->setCurrentIndex(chosen.isValid() ? combo->findData(chosen) : -1);
}

} // namespace sizhen
