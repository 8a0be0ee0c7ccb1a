// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/rowseditor.h"

#include "core/forms/formlibrary.h"
#include "ui/forms/chip.h"
#include "ui/forms/inputeditors.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/textlabel.h"

#include <QCborArray>
#include <QCborMap>
#include <QComboBox>
#include <QFrame>
#include <QGridLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int cellsBeside = 4; // more are too narrow to read what stands in them

QCborValue cellValue(const QWidget *cell, const FormColumn &column)
{
    if (const auto *box = qobject_cast<const QComboBox *>(cell)) {
        const auto id = box->currentData().toString();
        return id.isEmpty() ? QCborValue() : QCborValue(id);
    }
    const auto text = static_cast<const QLineEdit *>(cell)->text().trimmed();
    if (text.isEmpty())
        return {};
    if (column.kind == u"number") {
        const auto number = numberFromTyped(text);
        return number.isUndefined() ? QCborValue(text) : number;
    }
    if (column.kind == u"date" && dateFromTyped(text).isValid())
        return dateFromTyped(text).toString(Qt::ISODate);
    return text;
}

void setCell(QWidget *cell, const QCborValue &value)
{
    auto *box = qobject_cast<QComboBox *>(cell);
    if (!box)
        return static_cast<QLineEdit *>(cell)->setText(numberForTyping(value));
    const auto id = value.toString();
    if (box->findData(id) < 0)
        box->addItem(id, id);
    box->setCurrentIndex(box->findData(id));
}

} // namespace

RowCells::RowCells(const EditorSetting &setting, const std::function<void(QWidget *, const FormColumn &)> &name,
                   QWidget *parent)
    : QWidget(parent)
    , m_setting(setting)
{
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(theme::gap);
    grid->setVerticalSpacing(theme::gapTight);
    const auto &columns = setting.field.columns;
    const int lines = int((columns.size() + cellsBeside - 1) / cellsBeside);
    const int beside = int((columns.size() + lines - 1) / lines); // lines of about the same length
    for (qsizetype i = 0; i < columns.size(); ++i) {
        const auto &column = columns[i];
        auto *label = new TextLabel(theme::Type::Small, theme::Role::TextMuted);
        const auto unit = column.unit.isEmpty() ? QString() : u" ("_s + column.unit + u')';
        label->setText(setting.words(column.label) + unit);
        auto *cell = makeCell(column);
        name(cell, column);
        label->setBuddy(cell);
        const int line = int(i) / beside * 2;
        grid->addWidget(label, line, int(i) % beside);
        grid->addWidget(cell, line + 1, int(i) % beside);
        m_cells.append(cell);
    }
    for (int i = 0; i < beside; ++i)
        grid->setColumnStretch(i, 1);
}

QWidget *RowCells::makeCell(const FormColumn &column)
{
    if (column.kind == u"choice") {
        auto *box = new QComboBox;
        box->addItem(QString(), QString());
        for (const auto &option : column.options)
            box->addItem(m_setting.words(option.label), option.id);
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(4);
        connect(box, &QComboBox::activated, this, &RowCells::edited);
        return box;
    }
    auto *line = new QLineEdit;
    line->setMinimumWidth(theme::touchHeight);
    if (column.kind == u"date")
        line->setPlaceholderText(tr("YYYY-MM-DD"));
    if (column.kind == u"number")
        line->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    connect(line, &QLineEdit::textEdited, this, &RowCells::edited);
    return line;
}

QCborMap RowCells::values() const
{
    auto values = m_others;
    for (qsizetype i = 0; i < m_cells.size(); ++i) {
        const auto &column = m_setting.field.columns[i];
        const auto value = cellValue(m_cells[i], column);
        // A text in languages that was not touched keeps its languages.
        const auto kept = m_others.value(column.id);
        const bool same = kept.isMap() && value.toString() == Label::fromCbor(kept.toMap()).in(m_setting.language);
        if (!same)
            values.remove(column.id);
        if (!same && !value.isUndefined())
            values.insert(column.id, value);
    }
    return values;
}

void RowCells::setValues(const QCborMap &values)
{
    m_others = values;
    for (qsizetype i = 0; i < m_cells.size(); ++i) {
        const auto &id = m_setting.field.columns[i].id;
        const auto value = values.value(id);
        if (value.isMap()) {
            setCell(m_cells[i], Label::fromCbor(value.toMap()).in(m_setting.language));
            continue;
        }
        m_others.remove(id);
        setCell(m_cells[i], value);
    }
}

QWidget *RowCells::firstCell() const
{
    return m_cells.isEmpty() ? nullptr : m_cells.constFirst();
}

TableEditor::TableEditor(const EditorSetting &setting, QWidget *parent)
    : FieldEditor(setting, parent)
    , m_rows(new QVBoxLayout)
    , m_add(new QPushButton(tr("Add a row")))
{
    setObjectName(setting.field.id);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme::gap);
    m_rows->setSpacing(theme::gap);
    column->addLayout(m_rows);
    auto *line = new QHBoxLayout;
    line->setSpacing(theme::gap);
    nameControl(m_add, u"add"_s, tr("Add a row"));
    line->addWidget(m_add);
    if (!setting.field.noneLabel.isEmpty()) {
        m_none = new Chip(setting.words(setting.field.noneLabel), Chip::Shape::Tick);
        nameControl(m_none, u"none"_s, setting.field.noneLabel.in(setting.language));
        line->addWidget(m_none);
        connect(m_none, &QAbstractButton::clicked, this, &FieldEditor::edited);
    }
    line->addStretch();
    column->addLayout(line);
    connect(m_add, &QPushButton::clicked, this, [this] {
        if (m_none)
            m_none->setChecked(false);
        addRow()->firstCell()->setFocus(Qt::TabFocusReason);
        Q_EMIT edited();
    });
}

RowCells *TableEditor::addRow()
{
    auto *frame = new QWidget;
    auto *row = new QHBoxLayout(frame);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme::gapTight);
    const auto number = QString::number(++m_made);
    auto *cells = new RowCells(setting(), [&](QWidget *cell, const FormColumn &column) {
        nameControl(cell, number + u'/' + column.id, column.label.in(setting().language));
    });
    auto *remove = new QToolButton;
    remove->setText(u"✕"_s);
    remove->setToolTip(tr("Remove this row"));
    remove->setAutoRaise(true);
    nameControl(remove, number + u"/remove"_s, tr("Remove this row"));
    row->addWidget(cells, 1);
    row->addWidget(remove, 0, Qt::AlignBottom);
    m_rows->addWidget(frame);
    m_cells.append(cells);
    connect(cells, &RowCells::edited, this, &FieldEditor::edited);
    connect(remove, &QToolButton::clicked, this, [this, frame, cells] { removeRow(frame, cells); });
    if (m_none)
        m_none->setVisible(false);
    return cells;
}

void TableEditor::removeRow(QWidget *frame, RowCells *cells)
{
    m_cells.removeOne(cells);
    m_rows->removeWidget(frame);
    frame->hide();
    frame->deleteLater(); // its button is still telling of the click
    if (m_none)
        m_none->setVisible(m_cells.isEmpty());
    m_add->setFocus(Qt::TabFocusReason);
    Q_EMIT edited();
}

QCborValue TableEditor::value() const
{
    QCborArray rows;
    for (const auto *cells : m_cells)
        if (const auto values = cells->values(); !values.isEmpty())
            rows.append(values);
    const bool none = m_none && m_none->isChecked() && m_cells.isEmpty();
    return rows.isEmpty() && !none ? QCborValue() : QCborValue(rows);
}

void TableEditor::setValue(const QCborValue &value)
{
    while (auto *item = m_rows->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_cells.clear();
    m_made = 0;
    const auto rows = value.toArray();
    for (const auto &row : rows)
        addRow()->setValues(row.toMap());
    if (m_none) {
        m_none->setVisible(m_cells.isEmpty());
        m_none->setChecked(value.isArray() && rows.isEmpty());
    }
}

QWidget *TableEditor::firstControl()
{
    return m_cells.isEmpty() ? m_add : m_cells.constFirst()->firstCell();
}

StructEditor::StructEditor(const EditorSetting &setting, QWidget *parent)
    : FieldEditor(setting, parent)
    , m_cells(new RowCells(setting, [this](QWidget *cell, const FormColumn &column) {
        nameControl(cell, column.id, column.label.in(this->setting().language));
    }))
{
    setObjectName(setting.field.id);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_cells);
    connect(m_cells, &RowCells::edited, this, &FieldEditor::edited);
}

QCborValue StructEditor::value() const
{
    const auto values = m_cells->values();
    return values.isEmpty() ? QCborValue() : QCborValue(values);
}

void StructEditor::setValue(const QCborValue &value)
{
    m_cells->setValues(value.toMap());
}

QWidget *StructEditor::firstControl()
{
    return m_cells->firstCell();
}

} // namespace sizhen
