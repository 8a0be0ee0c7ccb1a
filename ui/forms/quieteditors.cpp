// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/quieteditors.h"

#include "core/forms/formlibrary.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/textlabel.h"

#include <QHBoxLayout>
#include <QPushButton>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

FilesEditor::FilesEditor(const EditorSetting &setting, QWidget *parent)
    : FieldEditor(setting, parent)
    , m_words(new TextLabel(theme::Type::Body, theme::Role::TextMuted))
    , m_choose(new QPushButton(tr("Choose a file…")))
{
    nameControl(m_choose, {}, tr("Choose a file"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme::gap);
    row->addWidget(m_choose);
    row->addWidget(m_words, 1);
    connect(m_choose, &QPushButton::clicked, this, &FieldEditor::attachRequested);
    setValue({});
}

QCborValue FilesEditor::value() const
{
    return m_value;
}

void FilesEditor::setValue(const QCborValue &value)
{
    m_value = value;
    const auto words = setting().words(setting().library.text(field(), value));
    m_words->setText(words.isEmpty() ? tr("none yet") : words);
    m_choose->setAccessibleDescription(m_words->text());
}

QWidget *FilesEditor::firstControl()
{
    return m_choose;
}

ReadOnlyEditor::ReadOnlyEditor(const EditorSetting &setting, QWidget *parent)
    : FieldEditor(setting, parent)
    , m_words(new TextLabel)
{
    nameControl(m_words);
    m_words->setWordWrap(true);
    m_words->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_words->setMinimumHeight(theme::rowHeight);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_words, 1);
}

QCborValue ReadOnlyEditor::value() const
{
    return m_value;
}

void ReadOnlyEditor::setValue(const QCborValue &value)
{
    m_value = value;
    m_words->setText(setting().words(setting().library.text(field(), value)));
    m_words->setAccessibleDescription(m_words->text());
}

QWidget *ReadOnlyEditor::firstControl()
{
    return m_words;
}

} // namespace sizhen
