// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/choiceeditors.h"

#include "ui/forms/chipgroup.h"
#include "ui/forms/optionline.h"
#include "ui/theme/tokens.h"

#include <QCborArray>
#include <QComboBox>
#include <QFocusEvent>
#include <QHBoxLayout>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qsizetype inSight = 10; // one of more than this is a list

QStringList idsOf(const QCborValue &value)
{
    if (value.isString())
        return {value.toString()};
    QStringList ids;
    const auto list = value.toArray();
    for (const auto &item : list)
        ids.append(item.toString());
    return ids;
}

} // namespace

bool fitsChips(const EditorSetting &setting)
{
    return setting.field.options.size() <= inSight;
}

ChipsEditor::ChipsEditor(const EditorSetting &setting, QWidget *parent)
    : FieldEditor(setting, parent)
    , m_one(setting.field.kind == u"single")
    , m_chips(new ChipGroup(
          setting.field.options, m_one ? Chip::Shape::Ring : Chip::Shape::Tick,
          [this](const Label &label) { return this->setting().words(label); },
          [this](QWidget *chip, const FormOption &option) {
              nameControl(chip, option.id, option.label.in(this->setting().language));
          }))
{
    setObjectName(setting.field.id);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_chips);
    connect(m_chips, &ChipGroup::edited, this, &FieldEditor::edited);
}

QCborValue ChipsEditor::value() const
{
    const auto ids = m_chips->chosen();
    if (ids.isEmpty())
        return {};
    if (m_one && ids.size() == 1)
        return ids.constFirst();
    return QCborArray::fromStringList(
        ids); // more than one where one is asked came from elsewhere: shown, and refused by C-TNG-14
}

void ChipsEditor::setValue(const QCborValue &value)
{
    m_chips->setChosen(idsOf(value));
}

QWidget *ChipsEditor::firstControl()
{
    return m_chips->firstChip();
}

ComboEditor::ComboEditor(const EditorSetting &setting, QWidget *parent)
    : FieldEditor(setting, parent)
    , m_box(new QComboBox)
{
    nameControl(m_box);
    m_box->setMaximumWidth(theme::fieldWidth);
    m_box->addItem(QString(), QString());
    for (const auto &option : setting.field.options)
        m_box->addItem(setting.words(option.label), option.id);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_box);
    row->addStretch();
    connect(m_box, &QComboBox::activated, this, &FieldEditor::edited);
}

QCborValue ComboEditor::value() const
{
    const auto id = m_box->currentData().toString();
    return id.isEmpty() ? QCborValue() : QCborValue(id);
}

void ComboEditor::setValue(const QCborValue &value)
{
    const auto id = value.toString();
    auto at = m_box->findData(id);
    if (at < 0) { // a code of another version of the form: not lost
        m_box->addItem(id, id);
        at = m_box->count() - 1;
    }
    m_box->setCurrentIndex(at);
}

QWidget *ComboEditor::firstControl()
{
    return m_box;
}

SearchEditor::SearchEditor(const EditorSetting &setting, QWidget *parent)
    : FieldEditor(setting, parent)
    , m_line(new OptionLine)
{
    nameControl(m_line);
    m_line->setMaximumWidth(theme::fieldWidth);
    m_line->setPlaceholderText(tr("Type to find"));
    m_line->setOptions(setting.field.options, [this](const Label &label) { return this->setting().words(label); });
    m_line->installEventFilter(this);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_line);
    row->addStretch();
    connect(m_line, &OptionLine::picked, this, &SearchEditor::choose);
    connect(m_line, &QLineEdit::textEdited, this, [this](const QString &text) {
        if (text.isEmpty())
            choose({});
    });
}

void SearchEditor::choose(const QString &id)
{
    const bool changed = id != m_id;
    m_id = id;
    showChosen();
    if (changed)
        Q_EMIT edited();
}

void SearchEditor::showChosen()
{
    const auto *option = field().option(m_id);
    const auto *base = option ? option : field().option(m_id.section(u'-', 0, 0)); // "zh-Hant": Chinese
    m_line->setText(base ? setting().words(base->label) : m_id);
}

bool SearchEditor::eventFilter(QObject *watched, QEvent *event)
{
    // What was typed but not picked is no answer: the line shows again what is chosen.
    if (watched == m_line && event->type() == QEvent::FocusOut
        && static_cast<QFocusEvent *>(event)->reason() != Qt::PopupFocusReason)
        showChosen();
    if (watched == m_line && event->type() == QEvent::FocusIn)
        m_line->selectAll();
    return FieldEditor::eventFilter(watched, event);
}

QCborValue SearchEditor::value() const
{
    return m_id.isEmpty() ? QCborValue() : QCborValue(m_id);
}

void SearchEditor::setValue(const QCborValue &value)
{
    m_id = value.toString();
    showChosen();
}

QWidget *SearchEditor::firstControl()
{
    return m_line;
}

} // namespace sizhen
