// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/pulsegrideditor.h"

#include "ui/forms/chipgroup.h"
#include "ui/forms/flowlayout.h"
#include "ui/forms/optionline.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/textlabel.h"

#include <QCborArray>
#include <QHeaderView>
#include <QKeyEvent>
#include <QTableWidget>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int strongest = 3;

// In a grid of pulses the word "pulse" says nothing: "细脉" is 细, "Thin pulse" is Thin.
QString shortName(const Label &label, const QString &language)
{
    auto text = label.in(language);
    for (const auto &tail : {u"脉"_s, u" pulse"_s})
        if (text.size() > tail.size() && text.endsWith(tail))
            text.chop(tail.size());
    return text;
}

QString typesText(const FormField &field, const QCborMap &cell, const QString &language)
{
    QStringList parts;
    const auto types = cell.value(u"types"_s).toArray();
    for (const auto &type : types) {
        const auto *option = field.option(type.toString());
        parts.append(option ? shortName(option->label, language) : type.toString());
    }
    return parts.join(language.startsWith(u"zh") ? u"、"_s : u", "_s);
}

} // namespace

QHash<QString, QString> pulseGridWords(const FormField &field, const QCborMap &cells, const QString &language)
{
    QHash<QString, QString> words;
    for (const auto &[place, cell] : cells)
        words.insert(place.toString(), typesText(field, cell.toMap(), language));
    return words;
}

PulseGridEditor::PulseGridEditor(const EditorSetting &setting, QWidget *parent)
    : FieldEditor(setting, parent)
    , m_table(new QTableWidget(int(setting.field.zones.size()), int(setting.field.columns.size())))
    , m_line(new OptionLine)
{
    nameControl(m_table);
    nameControl(m_line, u"type"_s, tr("Add a pulse type"));
    buildTable();
    m_line->setPlaceholderText(tr("Pulse type: two letters, Enter"));
    m_line->setMaximumWidth(theme::fieldWidth);
    m_line->setOptions(setting.field.options, [this](const Label &label) { return this->setting().words(label); });
    m_line->installEventFilter(this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme::gap);
    column->addWidget(m_table);
    column->addWidget(m_line);
    auto *both = new QWidget;
    auto *flow = new FlowLayout(both, theme::gap);
    flow->addWidget(levels(u"strength"_s, tr("Strength"), m_strength));
    flow->addWidget(levels(u"presence"_s, tr("Presence"), m_presence));
    column->addWidget(both);
    connect(m_line, &OptionLine::picked, this, [this](const QString &id) { change(Change::AddType, {}, id); });
    connect(m_line, &OptionLine::leftEmpty, this, [this] { change(Change::DropType); });
    connect(m_table, &QTableWidget::currentCellChanged, this, &PulseGridEditor::showLevels);
    m_table->setCurrentCell(0, 0);
    showCells();
}

void PulseGridEditor::buildTable()
{
    const auto &field = setting().field;
    QStringList places;
    for (const auto &zone : field.zones)
        places.append(setting().words(zone.label));
    QStringList depths;
    for (const auto &depth : field.columns)
        depths.append(setting().words(depth.label));
    m_table->setVerticalHeaderLabels(places);
    m_table->setHorizontalHeaderLabels(depths);
    for (int row = 0; row < m_table->rowCount(); ++row) {
        m_table->verticalHeaderItem(row)->setToolTip(setting().words(field.zones[row].hint));
        for (int column = 0; column < m_table->columnCount(); ++column)
            m_table->setItem(row, column, new QTableWidgetItem);
    }
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setTabKeyNavigation(false);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(theme::rowHeight);
    m_table->verticalHeader()->setHighlightSections(false);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setFixedHeight(m_table->horizontalHeader()->sizeHint().height() + theme::rowHeight * m_table->rowCount()
                            + m_table->frameWidth() * 2);
    m_table->installEventFilter(this);
}

QWidget *PulseGridEditor::levels(const QString &key, const QString &words, ChipGroup *&group)
{
    QList<FormOption> options;
    for (int level = 0; level <= strongest; ++level) {
        FormOption option;
        option.id = QString::number(level);
        option.label = Label(option.id, option.id);
        options.append(option);
    }
    group = new ChipGroup(
        options, Chip::Shape::Ring, [](const Label &label) { return label.en(); },
        [this, &key, &words](QWidget *chip, const FormOption &option) {
            nameControl(chip, key + u'/' + option.id, words + u' ' + option.id);
        });
    auto *label = new TextLabel(theme::Type::Body, theme::Role::TextMuted);
    label->setText(words);
    auto *both = new QWidget;
    auto *row = new QHBoxLayout(both);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme::gap);
    row->addWidget(label);
    row->addWidget(group);
    group->setMinimumWidth(group->sizeHint().width());
    auto *chips = group;
    connect(group, &ChipGroup::edited, this, [this, key, chips] { setLevel(key, chips); });
    return both;
}

QString PulseGridEditor::placeAt(int row, int column) const
{
    return field().zones[row].id + u'.' + field().columns[column].id;
}

void PulseGridEditor::setLevel(const QString &key, ChipGroup *group)
{
    const auto chosen = group->chosen();
    change(Change::Level, key, chosen.isEmpty() ? QCborValue() : QCborValue(chosen.constFirst().toInt()));
}

void PulseGridEditor::change(Change what, const QString &key, const QCborValue &value)
{
    auto marked = m_table->selectedItems();
    if (marked.isEmpty() && m_table->currentItem())
        marked.append(m_table->currentItem());
    for (const auto *item : std::as_const(marked)) {
        const auto place = placeAt(item->row(), item->column());
        auto cell = m_cells.value(place).toMap();
        auto types = cell.value(u"types"_s).toArray();
        if (what == Change::AddType && !types.contains(value))
            types.append(value);
        if (what == Change::DropType && !types.isEmpty())
            types.removeLast();
        if (what == Change::AddType || what == Change::DropType)
            cell.insert(u"types"_s, types);
        if (types.isEmpty())
            cell.remove(u"types"_s);
        if (what == Change::Level && value.isUndefined())
            cell.remove(key);
        else if (what == Change::Level)
            cell.insert(key, value);
        if (what == Change::Clear || cell.isEmpty())
            m_cells.remove(place);
        else
            m_cells.insert(place, cell);
    }
    showCells();
    Q_EMIT edited();
}

QString PulseGridEditor::cellText(const QCborMap &cell) const
{
    auto text = typesText(field(), cell, setting().language);
    if (const auto strength = cell.value(u"strength"_s); strength.isInteger())
        text += u"  "_s + tr("str. %1").arg(strength.toInteger());
    if (const auto presence = cell.value(u"presence"_s); presence.isInteger())
        text += u"  "_s + tr("pres. %1").arg(presence.toInteger());
    return text.trimmed();
}

void PulseGridEditor::showCells()
{
    for (int row = 0; row < m_table->rowCount(); ++row)
        for (int column = 0; column < m_table->columnCount(); ++column) {
            const auto text = cellText(m_cells.value(placeAt(row, column)).toMap());
            auto *item = m_table->item(row, column);
            item->setText(text);
            item->setToolTip(text);
            item->setData(Qt::AccessibleTextRole,
                          m_table->verticalHeaderItem(row)->text() + u", "_s
                              + m_table->horizontalHeaderItem(column)->text() + u": "_s
                              + (text.isEmpty() ? tr("empty") : text));
        }
    showLevels();
}

void PulseGridEditor::showLevels()
{
    const auto *item = m_table->currentItem();
    if (!item || !m_strength || !m_presence)
        return;
    const auto cell = m_cells.value(placeAt(item->row(), item->column())).toMap();
    for (const auto &[key, group] : {std::pair(u"strength"_s, m_strength), std::pair(u"presence"_s, m_presence)}) {
        const auto level = cell.value(key);
        group->setChosen(level.isInteger() ? QStringList{QString::number(level.toInteger())} : QStringList());
    }
}

bool PulseGridEditor::tableKey(int key, const QString &text)
{
    if (key == Qt::Key_Delete) {
        change(Change::Clear);
        return true;
    }
    if (key == Qt::Key_Backspace) {
        change(Change::DropType);
        return true;
    }
    if (key == Qt::Key_Return || key == Qt::Key_Enter) {
        m_line->setFocus(Qt::TabFocusReason);
        return true;
    }
    if (text.isEmpty() || !text.front().isLetterOrNumber())
        return false;
    if (const int digit = text.front().digitValue(); digit >= 0) {
        if (digit <= strongest)
            change(Change::Level, u"strength"_s, digit);
        return true;
    }
    m_line->setFocus(Qt::TabFocusReason);
    m_line->insert(text);
    Q_EMIT m_line->textEdited(m_line->text());
    return true;
}

bool PulseGridEditor::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return FieldEditor::eventFilter(watched, event);
    auto *key = static_cast<QKeyEvent *>(event);
    if (key->modifiers() & (Qt::ControlModifier | Qt::AltModifier))
        return false;
    if (watched == m_table)
        return tableKey(key->key(), key->text());
    if (watched != m_line || !m_line->text().isEmpty())
        return false;
    const auto *item = m_table->currentItem();
    const int row = item ? item->row() : 0;
    const int column = item ? item->column() : 0;
    switch (key->key()) { // an empty line walks through the grid: type, Enter, down, type, Enter …
    case Qt::Key_Up:
        m_table->setCurrentCell(std::max(row - 1, 0), column);
        return true;
    case Qt::Key_Down:
        m_table->setCurrentCell(std::min(row + 1, m_table->rowCount() - 1), column);
        return true;
    case Qt::Key_Left:
        m_table->setCurrentCell(row, std::max(column - 1, 0));
        return true;
    case Qt::Key_Right:
        m_table->setCurrentCell(row, std::min(column + 1, m_table->columnCount() - 1));
        return true;
    case Qt::Key_Escape:
        m_table->setFocus(Qt::TabFocusReason);
        return true;
    default:
        return false;
    }
}

QCborValue PulseGridEditor::value() const
{
    return m_cells.isEmpty() ? QCborValue() : QCborValue(m_cells);
}

void PulseGridEditor::setValue(const QCborValue &value)
{
    m_cells = value.toMap();
    showCells();
}

QWidget *PulseGridEditor::firstControl()
{
    return m_table;
}

} // namespace sizhen
