// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/forms/fieldeditor.h"

#include <QCborMap>
#include <QHash>

class QTableWidget;

namespace sizhen {

class ChipGroup;
class OptionLine;

// What stands in each cell, in words: "L.cun.superficial" -> "Thin, Floating". `cells`: the answer to the field.
[[nodiscard]] QHash<QString, QString> pulseGridWords(const FormField &field, const QCborMap &cells,
                                                     const QString &language);

// Three positions, nine indicators: a cell for each place and depth. One goes to a cell (or marks several), types two
// letters of a pulse and Enter; digits set its strength, Backspace takes the last type back, Delete empties the cell.
class PulseGridEditor final : public FieldEditor
{
    Q_OBJECT
public:
    explicit PulseGridEditor(const EditorSetting &setting, QWidget *parent = nullptr);

    [[nodiscard]] QCborValue value() const override;
    void setValue(const QCborValue &value) override;
    [[nodiscard]] QWidget *firstControl() override;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    enum class Change { AddType, DropType, Level, Clear };

    void buildTable();
    QWidget *levels(const QString &key, const QString &words, ChipGroup *&group);
    bool tableKey(int key, const QString &text);
    void change(Change what, const QString &key = {}, const QCborValue &value = {});
    void setLevel(const QString &key, ChipGroup *group);
    [[nodiscard]] QString placeAt(int row, int column) const; // "L.cun.superficial"
    [[nodiscard]] QString cellText(const QCborMap &cell) const;
    void showCells();
    void showLevels(); // of the cell the keyboard is in

    QCborMap m_cells;
    QTableWidget *m_table;
    OptionLine *m_line;
    ChipGroup *m_strength = nullptr;
    ChipGroup *m_presence = nullptr;
};

} // namespace sizhen
