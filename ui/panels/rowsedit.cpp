// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/rowsedit.h"

#include "ui/theme/tokens.h"

#include <QCborMap>
#include <QHeaderView>
#include <QKeyEvent>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

RowsEdit::RowsEdit(const QString &name, const QList<Column> &columns, QWidget *parent)
    : QTableWidget(parent)
    , m_columns(columns)
{
    setObjectName(name);
    for (int i = 0; i < columns.size(); ++i) {
        if (columns.at(i).bilingual) {
            m_cells.append({i, u"zh"_s});
            m_cells.append({i, u"en"_s});
        } else {
            m_cells.append(Cell{i, QString()});
        }
    }
    setColumnCount(int(m_cells.size()));
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(theme::rowHeight);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setHighlightSections(false);
    setSelectionBehavior(QAbstractItemView::SelectItems);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::AnyKeyPressed | QAbstractItemView::DoubleClicked
                    | QAbstractItemView::EditKeyPressed | QAbstractItemView::SelectedClicked);
    setTabKeyNavigation(false); // Tab leaves the table; arrows walk in it
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setWordWrap(false);
    connect(this, &QTableWidget::cellChanged, this, &RowsEdit::changed);
    ensureSpare();
}

void RowsEdit::setTitles(const QStringList &titles)
{
    QStringList headers;
    for (const auto &cell : std::as_const(m_cells)) {
        const auto title = titles.value(cell.column);
        const auto tag = cell.language == u"zh" ? u" 中"_s : cell.language == u"en" ? u" EN"_s : QString();
        headers.append(title + tag); // short: five columns stand beside an opinion
    }
    setHorizontalHeaderLabels(headers);
    for (int i = 0; i < headers.size(); ++i)
        horizontalHeaderItem(i)->setTextAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    setAccessibleName(titles.join(u", "_s));
}

void RowsEdit::putRow(int row, const QCborValue &value)
{
    const auto map = value.toMap();
    for (int i = 0; i < m_cells.size(); ++i) {
        const auto &cell = m_cells.at(i);
        const auto &id = m_columns.at(cell.column).id;
        const auto part = id.isEmpty() ? value : map.value(id);
        const auto words = cell.language.isEmpty() ? part.toVariant().toString()
            : part.isString()                      ? part.toString()
                                                   : part.toMap().value(cell.language).toString();
        setItem(row, i, new QTableWidgetItem(words));
    }
}

void RowsEdit::setValue(const QCborArray &rows)
{
    m_quiet = true;
    setRowCount(int(rows.size()));
    for (int row = 0; row < rows.size(); ++row)
        putRow(row, rows.at(row));
    m_quiet = false;
    ensureSpare();
}

QString RowsEdit::cellText(int row, int cell) const
{
    const auto *one = item(row, cell);
    return one ? one->text().trimmed() : QString();
}

bool RowsEdit::isEmptyRow(int row) const
{
    for (int i = 0; i < m_cells.size(); ++i)
        if (!cellText(row, i).isEmpty())
            return false;
    return true;
}

QCborValue RowsEdit::rowValue(int row) const
{
    QCborMap map;
    QCborMap label;
    for (int i = 0; i < m_cells.size(); ++i) {
        const auto words = cellText(row, i);
        if (words.isEmpty())
            continue;
        const auto &cell = m_cells.at(i);
        const auto &id = m_columns.at(cell.column).id;
        if (id.isEmpty()) {
            label.insert(cell.language, words);
        } else if (cell.language.isEmpty()) {
            map.insert(id, words);
        } else {
            auto part = map.value(id).toMap();
            part.insert(cell.language, words);
            map.insert(id, part);
        }
    }
    return label.isEmpty() ? map : label;
}

QCborArray RowsEdit::value() const
{
    QCborArray rows;
    for (int row = 0; row < rowCount(); ++row)
        if (!isEmptyRow(row))
            rows.append(rowValue(row));
    return rows;
}

void RowsEdit::appendRow(const QCborValue &row)
{
    m_quiet = true;
    const auto place = rowCount() - (m_readOnly ? 0 : 1);
    insertRow(place);
    putRow(place, row);
    m_quiet = false;
    fitHeight();
    Q_EMIT edited();
}

void RowsEdit::setReadOnly(bool readOnly)
{
    if (m_readOnly == readOnly)
        return;
    const auto rows = value();
    m_readOnly = readOnly;
    setEditTriggers(readOnly ? QAbstractItemView::NoEditTriggers
                             : QAbstractItemView::AnyKeyPressed | QAbstractItemView::DoubleClicked
                            | QAbstractItemView::EditKeyPressed | QAbstractItemView::SelectedClicked);
    setValue(rows);
}

void RowsEdit::changed(int row, int cell)
{
    if (m_quiet)
        return;
    complete(row, cell);
    ensureSpare();
    Q_EMIT edited();
}

void RowsEdit::complete(int row, int cell)
{
    const auto &from = m_cells.at(cell);
    const auto words = cellText(row, cell);
    if (!m_translate || from.language.isEmpty() || words.isEmpty())
        return;
    const int other = from.language == u"zh" ? cell + 1 : cell - 1;
    if (!cellText(row, other).isEmpty())
        return;
    const auto term = m_translate(words);
    if (!term.has(m_cells.at(other).language))
        return;
    m_quiet = true;
    setItem(row, other, new QTableWidgetItem(term.in(m_cells.at(other).language)));
    m_quiet = false;
}

void RowsEdit::ensureSpare()
{
    m_quiet = true;
    if (!m_readOnly && (rowCount() == 0 || !isEmptyRow(rowCount() - 1)))
        insertRow(rowCount());
    m_quiet = false;
    fitHeight();
}

void RowsEdit::fitHeight()
{
    const auto head = horizontalHeader()->sizeHint().height();
    setFixedHeight(head + std::max(1, rowCount()) * theme::rowHeight + 2 * frameWidth());
}

void RowsEdit::keyPressEvent(QKeyEvent *event)
{
    const bool remove
        = event->key() == Qt::Key_Delete && !m_readOnly && currentRow() >= 0 && currentRow() < rowCount() - 1;
    if (remove) {
        removeRow(currentRow());
        fitHeight();
        Q_EMIT edited();
        return;
    }
    QTableWidget::keyPressEvent(event);
}

void RowsEdit::resizeEvent(QResizeEvent *event)
{
    QTableWidget::resizeEvent(event);
    int total = 0;
    for (const auto &cell : std::as_const(m_cells))
        total += m_columns.at(cell.column).stretch;
    for (int i = 0; i < m_cells.size(); ++i)
        setColumnWidth(i, viewport()->width() * m_columns.at(m_cells.at(i).column).stretch / std::max(1, total));
}

} // namespace sizhen
