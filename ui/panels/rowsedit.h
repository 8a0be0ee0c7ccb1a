// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/labeledit.h"

#include <QCborArray>
#include <QTableWidget>

namespace sizhen {

// A short list that grows by typing: herbs, points, cautions. One empty row always stands at the end; Delete removes a
// row. A bilingual column takes two cells. The value is a list of maps; with one unnamed column a list of Labels.
class RowsEdit final : public QTableWidget
{
    Q_OBJECT
public:
    struct Column {
        QString id; // empty: the row is that one Label
        bool bilingual = false;
        int stretch = 1;
    };

    RowsEdit(const QString &name, const QList<Column> &columns, QWidget *parent = nullptr);

    void setTitles(const QStringList &titles); // one a column, in its order
    void setValue(const QCborArray &rows); // no signal
    [[nodiscard]] QCborArray value() const; // empty rows are left out
    void setReadOnly(bool readOnly);

    void setTranslate(LabelEdit::Translate translate) { m_translate = std::move(translate); }

    void appendRow(const QCborValue &row); // behind the last filled one

Q_SIGNALS:
    void edited();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Cell {
        int column = 0; // of m_columns
        QString language; // of a bilingual one
    };

    void putRow(int row, const QCborValue &value);
    [[nodiscard]] QCborValue rowValue(int row) const;
    [[nodiscard]] QString cellText(int row, int cell) const;
    [[nodiscard]] bool isEmptyRow(int row) const;
    void changed(int row, int cell);
    void complete(int row, int cell);
    void ensureSpare();
    void fitHeight();

    QList<Column> m_columns;
    QList<Cell> m_cells;
    LabelEdit::Translate m_translate;
    bool m_quiet = false;
    bool m_readOnly = false;
};

} // namespace sizhen
