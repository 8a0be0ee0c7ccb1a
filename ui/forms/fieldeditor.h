// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/forms/formspec.h"

#include <QWidget>
#include <functional>

namespace sizhen {

class FormLibrary;

// What an editor is made with: the question, the languages of the page, where suggestions come from.
struct EditorSetting {
    const FormField &field;
    const FormLibrary &library;
    QString language; // of the labels
    QString second; // shown beside it; empty: one language
    QList<FormOption> suggestions; // codes, links, ref: what a reader may pick from; empty: free text

    [[nodiscard]] QString words(const Label &label) const; // in both languages of the page
};

// Edits the answer to one question. The value is as core/forms/formspec.h says above Answers; undefined when empty.
class FieldEditor : public QWidget
{
    Q_OBJECT
public:
    explicit FieldEditor(const EditorSetting &setting, QWidget *parent = nullptr);

    [[nodiscard]] virtual QCborValue value() const = 0;
    virtual void setValue(const QCborValue &value) = 0; // says nothing by signal
    [[nodiscard]] virtual QWidget *firstControl() = 0; // what the label is for

    [[nodiscard]] const FormField &field() const { return m_setting.field; }

Q_SIGNALS:
    void edited(); // by the reader's hand
    void attachRequested(); // choose a file for this field

protected:
    [[nodiscard]] const EditorSetting &setting() const { return m_setting; }

    // Object name and accessible name of a control of this field: "tongue.body.colour" or "tongue.body.colour/tip".
    void nameControl(QWidget *control, const QString &part = {}, const QString &words = {}) const;

private:
    EditorSetting m_setting;
};

} // namespace sizhen
