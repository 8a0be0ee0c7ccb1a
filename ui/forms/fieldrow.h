// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/forms/formspec.h"
#include "ui/forms/fieldeditor.h"

#include <QWidget>

class QVBoxLayout;

namespace sizhen {

class TextLabel;

// One question on the page: its label, its editor, how to answer, and what is wrong with the answer.
class FieldRow final : public QWidget
{
    Q_OBJECT
public:
    FieldRow(const EditorSetting &setting, bool readOnly, QWidget *parent = nullptr);

    [[nodiscard]] FieldEditor &editor() const { return *m_editor; }

    void setRequired(bool required);
    void setFindings(const QList<FormFinding> &findings);

    [[nodiscard]] QWidget *labelBlock() const { return m_label; } // stands in the page's label column

private:
    void showLabel();

    EditorSetting m_setting;
    QWidget *m_label;
    TextLabel *m_name;
    FieldEditor *m_editor;
    QWidget *m_findings;
    QVBoxLayout *m_lines;
    bool m_required = false;
    QStringList m_shown; // findings on the page now, as text
};

} // namespace sizhen
