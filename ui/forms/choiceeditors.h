// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/forms/fieldeditor.h"

class QComboBox;

namespace sizhen {

class ChipGroup;
class OptionLine;
class TextLabel;

// One or several of a handful of choices, all in sight.
class ChipsEditor final : public FieldEditor
{
    Q_OBJECT
public:
    explicit ChipsEditor(const EditorSetting &setting, QWidget *parent = nullptr);

    [[nodiscard]] QCborValue value() const override;
    void setValue(const QCborValue &value) override;
    [[nodiscard]] QWidget *firstControl() override;

private:
    bool m_one; // single, not multi
    ChipGroup *m_chips;
};

// One of many choices, in a list that opens.
class ComboEditor final : public FieldEditor
{
    Q_OBJECT
public:
    explicit ComboEditor(const EditorSetting &setting, QWidget *parent = nullptr);

    [[nodiscard]] QCborValue value() const override;
    void setValue(const QCborValue &value) override;
    [[nodiscard]] QWidget *firstControl() override;

private:
    QComboBox *m_box;
};

// One of very many (countries, languages): found by typing.
class SearchEditor final : public FieldEditor
{
    Q_OBJECT
public:
    explicit SearchEditor(const EditorSetting &setting, QWidget *parent = nullptr);

    [[nodiscard]] QCborValue value() const override;
    void setValue(const QCborValue &value) override;
    [[nodiscard]] QWidget *firstControl() override;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void choose(const QString &id);
    void showChosen();

    OptionLine *m_line;
    QString m_id;
};

// Should all choices of this field be in sight?
[[nodiscard]] bool fitsChips(const EditorSetting &setting);

} // namespace sizhen
