// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/forms/fieldeditor.h"

#include <QList>

class QPushButton;
class QVBoxLayout;

namespace sizhen {

class Chip;

// One entry of a table, or a struct: a labelled cell for each column, some beside each other.
class RowCells final : public QWidget
{
    Q_OBJECT
public:
    // `name` gives each cell its object name and accessible name.
    RowCells(const EditorSetting &setting, const std::function<void(QWidget *, const FormColumn &)> &name,
             QWidget *parent = nullptr);

    [[nodiscard]] QCborMap values() const;
    void setValues(const QCborMap &values);
    [[nodiscard]] QWidget *firstCell() const;

Q_SIGNALS:
    void edited();

private:
    QWidget *makeCell(const FormColumn &column);

    EditorSetting m_setting;
    QList<QWidget *> m_cells; // one a column
    QCborMap m_others; // columns of another version of the form, texts in languages: not lost
};

// A table: entries one below the other, added and removed; "none" where the form has a word for it.
class TableEditor final : public FieldEditor
{
    Q_OBJECT
public:
    explicit TableEditor(const EditorSetting &setting, QWidget *parent = nullptr);

    [[nodiscard]] QCborValue value() const override;
    void setValue(const QCborValue &value) override;
    [[nodiscard]] QWidget *firstControl() override;

private:
    RowCells *addRow();
    void removeRow(QWidget *frame, RowCells *cells);

    QVBoxLayout *m_rows;
    QList<RowCells *> m_cells;
    Chip *m_none = nullptr;
    QPushButton *m_add;
    int m_made = 0; // rows made so far: their names differ
};

// A handful of figures that belong together.
class StructEditor final : public FieldEditor
{
    Q_OBJECT
public:
    explicit StructEditor(const EditorSetting &setting, QWidget *parent = nullptr);

    [[nodiscard]] QCborValue value() const override;
    void setValue(const QCborValue &value) override;
    [[nodiscard]] QWidget *firstControl() override;

private:
    RowCells *m_cells;
};

} // namespace sizhen
