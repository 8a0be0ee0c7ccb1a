// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/fieldeditor.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

QString EditorSetting::words(const Label &label) const
{
    const auto first = label.in(language);
    const auto other = second.isEmpty() ? QString() : label.in(second);
    return other.isEmpty() || other == first ? first : first + u"  "_s + other;
}

FieldEditor::FieldEditor(const EditorSetting &setting, QWidget *parent)
    : QWidget(parent)
    , m_setting(setting)
{
}

void FieldEditor::nameControl(QWidget *control, const QString &part, const QString &words) const
{
    const auto &field = m_setting.field;
    const auto label = field.label.in(m_setting.language);
    control->setObjectName(part.isEmpty() ? field.id : field.id + u'/' + part);
    control->setAccessibleName(words.isEmpty() ? label : label + u": "_s + words);
}

} // namespace sizhen
