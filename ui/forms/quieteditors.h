// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/forms/fieldeditor.h"

#include <QCborValue>

class QPushButton;

namespace sizhen {

class TextLabel;

// Photographs, sound, waves, papers: how many there are, and a button to choose one. It opens nothing itself.
class FilesEditor final : public FieldEditor
{
    Q_OBJECT
public:
    explicit FilesEditor(const EditorSetting &setting, QWidget *parent = nullptr);

    [[nodiscard]] QCborValue value() const override;
    void setValue(const QCborValue &value) override;
    [[nodiscard]] QWidget *firstControl() override;

private:
    QCborValue m_value;
    TextLabel *m_words;
    QPushButton *m_choose;
};

// What the instrument or the program fills in: read, never typed.
class ReadOnlyEditor final : public FieldEditor
{
    Q_OBJECT
public:
    explicit ReadOnlyEditor(const EditorSetting &setting, QWidget *parent = nullptr);

    [[nodiscard]] QCborValue value() const override;
    void setValue(const QCborValue &value) override;
    [[nodiscard]] QWidget *firstControl() override;

private:
    QCborValue m_value;
    TextLabel *m_words;
};

} // namespace sizhen
